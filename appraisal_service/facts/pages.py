"""Facts as pages: choose a file, look at what is in it, confirm; lists and single records.

Between the look and the confirmation the file stays in the browser's page, not with us: the form
that confirms sends it again, and it is read again from its first byte.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import ConfigDict, Field

from appraisal_service.facts.actions import attendance, counting, recording, showing, superseding
from appraisal_service.facts.actions.files import BroughtFile
from appraisal_service.facts.actions.recording import Source
from appraisal_service.facts.domain import telling
from appraisal_service.facts.domain.columns import COLUMNS
from appraisal_service.facts.domain.faults import NoSuchKind
from appraisal_service.facts.domain.records import Paper, Wanted
from appraisal_service.facts.web import XLSX
from appraisal_service.present import office
from shared.documents.base import Title
from shared.errors import InvalidInput
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.uploads import LONGEST_NAME, read_upload
from shared.plumbing.pages import language
from shared.rules.cases import Day

YEAR = "/years/<int:year>/<jurisdiction>/facts"
KIND, RECORD = f"{YEAR}/<kind>", f"{YEAR}/<kind>/<fact>"
ONE_KIND, ONE_RECORD = "fact_pages.one_kind", "fact_pages.one_record"
ATTENDANCE = "attendance"
FORM_LIMIT = 12 * 1024 * 1024
"""Bytes; more than any file of facts, so that a large one is refused in words."""
FAULTS_SHOWN = 100
STAFF = ("officer", "decider")
Page = Callable[..., Response]


class FileNotChosen(InvalidInput):
    """No file was chosen, or the one that was looked at did not come back whole."""

    code = "file_not_chosen"


class PaperForm(Form):
    """The paper on which facts stand."""

    model_config = ConfigDict(str_strip_whitespace=True)

    document: Title
    date: Day
    source_body: Title

    def paper(self) -> Paper:
        """Return it as the domain's value."""
        return Paper(self.document, self.date, self.source_body)


class FileForm(PaperForm):
    """A file of facts: just chosen, or kept in the page that showed what is in it."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    kept: str = ""


class AttendanceForm(Form):
    """An attendance file, and the one whose place it takes."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    kept: str = ""
    supersedes: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class WithdrawalForm(PaperForm):
    """Why a record is taken away, and the paper that says so."""

    reason: Title


def fact_pages() -> Blueprint:
    """Return the pages of this room."""
    routes = Blueprint("fact_pages", __name__)
    shown = _add_lists(routes)
    _add_records(routes)
    _add_files(routes, shown)
    _add_attendance(routes, shown)
    return routes


def _add_lists(routes: Blueprint) -> Page:
    """Add the kinds of facts, and the records of one kind, whose page is returned."""

    @routes.get(YEAR)
    @requires(*STAFF)
    def facts(year: int, jurisdiction: str) -> Response:
        """Show how many facts of each kind there are."""
        return show_page(
            "appraisal/facts.html",
            count=counting.count_facts(office(), jurisdiction, year),
            here=f"/years/{year}/{jurisdiction}",
            year=year,
            kind_name=_kind_name,
        )

    @routes.get(KIND)
    @requires(*STAFF)
    def one_kind(year: int, jurisdiction: str, kind: str) -> Response:
        """Show the records of a kind, and where a file of them is brought."""
        return show_page("appraisal/facts_kind.html", **_kind_values(year, jurisdiction, kind))

    @routes.get(f"{KIND}/template.xlsx")
    @requires(*STAFF)
    def template(year: int, jurisdiction: str, kind: str) -> Response:
        """Hand out an empty file to fill in."""
        made = Response(showing.make_template(kind, language()), mimetype=XLSX)
        made.headers["Content-Disposition"] = f"attachment; filename={kind}.xlsx"
        made.headers["Cache-Control"] = "no-store"
        return made

    return one_kind


def _add_records(routes: Blueprint) -> None:
    """Add one record, and taking it away."""

    @routes.get(RECORD)
    @requires(*STAFF)
    def one_record(year: int, jurisdiction: str, kind: str, fact: str) -> Response:
        """Show one record as it stands on its paper."""
        return show_page(
            "appraisal/fact.html",
            record=showing.one_fact(office(), fact),
            names=counting.names_of_subjects(office(), jurisdiction, year),
            here=f"/years/{year}/{jurisdiction}",
            kind_name=_kind_name,
            told=_told,
            officer="officer" in actor().roles,
            typed=typed(),
        )

    @routes.post(f"{RECORD}/withdrawal")
    @requires("officer")
    @returns_to(ONE_RECORD, again=one_record)
    def withdraw(year: int, jurisdiction: str, kind: str, fact: str) -> Said:
        """Take a record away."""
        form = read_form(WithdrawalForm)
        superseding.withdraw_fact(office(), actor(), fact, form.paper(), form.reason)
        return Said("fact_withdrawn")


def _add_files(routes: Blueprint, shown: Page) -> None:
    """Add the look at a file of facts, and its import; ``shown`` is where a file is chosen."""

    @routes.post(f"{KIND}/preview")
    @requires("officer")
    @returns_to(ONE_KIND, again=shown)
    def preview(year: int, jurisdiction: str, kind: str) -> Response:
        """Show what an import of the file would do; nothing is stored."""
        form, file = _brought(FileForm)
        source = Source(jurisdiction, year, kind, form.paper())
        looked = recording.preview_facts(office(), source, file)
        return _preview_page(year, jurisdiction, kind, form, file, looked)

    @routes.post(KIND)
    @requires("officer")
    @returns_to(ONE_KIND, again=shown)
    def bring(year: int, jurisdiction: str, kind: str) -> Said:
        """Import the file's facts."""
        form, file = _brought(FileForm)
        source = Source(jurisdiction, year, kind, form.paper())
        done = recording.import_facts(office(), actor(), source, file)
        return Said("facts_imported", str(len(done.facts)))


def _add_attendance(routes: Blueprint, shown: Page) -> None:
    """Add the look at an attendance file, and its import; ``shown`` is where it is chosen."""

    @routes.post(f"{YEAR}/{ATTENDANCE}/preview", defaults={"kind": ATTENDANCE})
    @requires("officer")
    @returns_to(ONE_KIND, again=shown)
    def preview_attendance(year: int, jurisdiction: str, kind: str) -> Response:
        """Show what an import of the file would do; nothing is stored."""
        form, file = _brought(AttendanceForm)
        looked = attendance.preview_attendance(office(), jurisdiction, year, file)
        return _preview_page(
            year, jurisdiction, kind, form, file, {**looked, "facts": looked["rows"]}
        )

    @routes.post(f"{YEAR}/{ATTENDANCE}", defaults={"kind": ATTENDANCE})
    @requires("officer")
    @returns_to(ONE_KIND, again=shown)
    def bring_attendance(year: int, jurisdiction: str, kind: str) -> Said:
        """Import an attendance file."""
        form, file = _brought(AttendanceForm)
        done = attendance.import_attendance(
            office(), actor(), jurisdiction, year, file, form.supersedes or None
        )
        return Said("facts_imported", str(done.rows))


def _brought(model: Any) -> tuple[Any, BroughtFile]:
    """Return what a form sent, and its file, chosen or kept."""
    form, upload = read_upload(model, FORM_LIMIT)
    if upload is not None:
        return form, BroughtFile(upload.name, upload.body)
    try:
        body = base64.b64decode(form.kept, validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if not body:
        raise FileNotChosen("Choose the file first.")
    return form, BroughtFile(form.name, body)


def _preview_page(
    year: int, jurisdiction: str, kind: str, form: Any, file: BroughtFile, looked: dict[str, Any]
) -> Response:
    """Return the page with what is in a file."""
    kept = {"name": file.name, "kept": base64.b64encode(file.body).decode()}
    return show_page(
        "appraisal/facts_preview.html",
        here=f"/years/{year}/{jurisdiction}",
        kind=kind,
        kind_name=_kind_name,
        fields={**form.model_dump(exclude={"name", "kept"}), **kept},
        looked=looked,
        faults=looked["faults"][:FAULTS_SHOWN],
    )


def _kind_values(year: int, jurisdiction: str, kind: str) -> dict[str, Any]:
    """Return what the page of one kind takes."""
    count = counting.count_facts(office(), jurisdiction, year)
    shared = {
        "here": f"/years/{year}/{jurisdiction}",
        "title": count.title,
        "year": year,
        "kind": kind,
        "kind_name": _kind_name,
        "officer": "officer" in actor().roles,
        "by_file": kind == ATTENDANCE or kind in COLUMNS,
        "typed": typed(),
    }
    if kind == ATTENDANCE:
        batches = showing.list_batches(office(), jurisdiction, year)
        files = [batch for batch in batches if batch["kind"] == ATTENDANCE]
        return {**shared, "files": files, "listed": None}
    if kind not in telling.KIND_NAMES:
        raise NoSuchKind("There is no such kind of facts.")
    page = max(1, request.args.get("page", 1, type=int))
    return {
        **shared,
        "files": [],
        "listed": showing.list_facts(office(), Wanted(jurisdiction, year, kind), page),
        "names": counting.names_of_subjects(office(), jurisdiction, year),
        "told": _told,
    }


def _kind_name(kind: str) -> str:
    """Return what a kind is called in the page's language."""
    return telling.kind_name(kind, language())


def _told(fact: dict[str, Any]) -> str:
    """Return what a record says in the page's language."""
    return telling.told(fact["kind"], fact["value"], language())
