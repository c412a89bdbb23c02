"""Bringing facts as a file: choose it, look at what is in it, confirm.

Between the look and the confirmation the file stays in the browser's page, not with us: the form
that confirms sends it again, and it is read again from its first byte.

May import: Flask, pydantic, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.facts.actions import attendance, recording
from appraisal_service.facts.actions.files import BroughtFile
from appraisal_service.facts.actions.recording import Source
from appraisal_service.facts.pages.forms import (
    ATTENDANCE,
    KIND,
    ONE_KIND,
    YEAR,
    Page,
    PaperForm,
    kind_name,
    names_in,
    way_back,
    words_of,
)
from appraisal_service.present import office
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Said, returns_to, show_page
from shared.plumbing.office.uploads import KeptFileForm, Upload, kept_fields, read_kept_upload

FORM_LIMIT = 12 * 1024 * 1024
"""Bytes; more than any file of facts, so that a large one is refused in words."""
FAULTS_SHOWN = 100

K = TypeVar("K", bound=KeptFileForm)


class FileForm(PaperForm, KeptFileForm):
    """A file of facts: just chosen, or kept in the page that showed what is in it."""


class AttendanceForm(KeptFileForm):
    """An attendance file, and the one whose place it takes."""

    supersedes: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


def add_files(routes: Blueprint, shown: Page) -> None:
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
        return Said("facts_imported", str(len(done.facts))) if done.facts else Said("facts_none")


def add_attendance(routes: Blueprint, shown: Page) -> None:
    """Add the look at an attendance file, and its import; ``shown`` is where it is chosen."""

    @routes.post(f"{YEAR}/{ATTENDANCE}/preview", defaults={"kind": ATTENDANCE})
    @requires("officer")
    @returns_to(ONE_KIND, again=shown)
    def preview_attendance(year: int, jurisdiction: str, kind: str) -> Response:
        """Show what an import of the file would do; nothing is stored."""
        form, file = _brought(AttendanceForm)
        looked = attendance.preview_attendance(
            office(), jurisdiction, year, file, form.supersedes or None
        )
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


def _brought(model: type[K]) -> tuple[K, BroughtFile]:
    """Return what a form sent, and its file, chosen or kept."""
    form, upload = read_kept_upload(model, FORM_LIMIT)
    return form, BroughtFile(upload.name, upload.body)


def _preview_page(
    year: int,
    jurisdiction: str,
    kind: str,
    form: KeptFileForm,
    file: BroughtFile,
    looked: dict[str, Any],
) -> Response:
    """Return the page with what is in a file."""
    return show_page(
        "appraisal/facts_preview.html",
        **way_back(year, jurisdiction),
        kind=kind,
        kind_name=kind_name,
        fields={**form.model_dump(), **kept_fields(Upload(file.name, file.body))},
        looked=looked,
        rows=[{**row, "kind": kind} for row in looked["records"]],
        **words_of(names_in(year, jurisdiction)),
        faults=looked["faults"][:FAULTS_SHOWN],
    )
