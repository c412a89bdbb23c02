"""Making a meeting by page: choose a template, enter the particulars, list the subjects.

Every form calls the action that the API calls (``draft_web.py``). A form that cannot be taken is
shown again as it was typed, with what is wrong with it; nothing of it was stored.

May import: Flask, pydantic, ballot_service.desk, this room's actions, domain and templates, shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any

from flask import Blueprint, Response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.desk import Desk
from ballot_service.meetings.actions import choosing, drafting, showing
from ballot_service.meetings.domain.details import (
    FAULTS,
    MADE_HERE,
    Details,
    details_of,
    read_details,
)
from ballot_service.meetings.domain.outlines import Outline
from ballot_service.meetings.domain.states import MeetingState
from ballot_service.meetings.web import EVERYBODY
from shared.errors import SuiteError
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.frame import leave_for
from shared.plumbing.office.uploads import read_upload
from shared.plumbing.pack_pages import add_pack_page
from shared.plumbing.pages import language
from shared.plumbing.pages.frame import refusal_words
from shared.plumbing.problems import status_of

MEETING = "meeting_pages.meeting"
DRAFT_FIELDS = 160
"""What a form of particulars may have: 26 electorates and 12 scrutineers, two fields each."""
DRAFT_LIMIT = 256 * 1024
"""Bytes as a form sends them: nine for a Chinese character, and 26 titles may have 200."""
PACK_LIMIT = 512 * 1024

Text = Annotated[str, Field(max_length=1000)]


class DetailsForm(Form):
    """The particulars of a draft, all text; the template's id for a new one, else the version."""

    kind: Text = ""
    version: Annotated[int, Field(ge=0)] = 0
    title: Text = ""
    year: Text = ""
    place: Text = ""
    place_id: Text = ""
    mode: Text = ""
    spare_boxes: Text = ""
    disclosure_floor: Text = ""
    sheet_title: Text = ""
    choices: Text = ""
    posts: Text = ""
    threshold: Text = ""
    recipients: Annotated[str, Field(max_length=5000)] = ""
    published: Text = ""
    test: Text = ""
    board: Text = ""
    pack: Text = ""
    letter: list[Text]
    class_title: list[Text]
    account: list[Text]
    key: list[Text]

    @property
    def details(self) -> Details:
        """The particulars alone."""
        return Details(**self.model_dump(exclude={"kind", "version"}))


class PackForm(Form):
    """A pack of rules that was pasted."""

    text: Annotated[str, Field(max_length=200_000)] = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of particulars as it is shown: for a new meeting, or for one that is a draft."""

    outline: Outline
    typed: Details
    meeting: str = ""
    version: int | str = 0
    """Of the draft that was edited; as it was sent, where the form could not be taken."""


def draft_pages(desk: Desk) -> Blueprint:
    """Return the pages of drafts for ``desk``."""
    routes = Blueprint("draft_pages", __name__)
    _add_new(routes, desk)
    _add_draft(routes, desk)
    _add_packs(routes, desk)
    return routes


def _add_new(routes: Blueprint, desk: Desk) -> None:
    """Add making a meeting."""

    @routes.get("/meetings/new")
    @requires("organizer")
    def new() -> Response:
        """Show the templates, or the form of the one that was chosen."""
        kind = typed().get("kind") or request.args.get("kind", "")
        if not kind:
            return show_page("desk/new.html", groups=choosing.list_templates())
        outline = choosing.suggest(desk, kind)
        return _form(desk, Sheet(outline, _sent_details() or details_of(outline)))

    @routes.post("/meetings/new")
    @requires("organizer")
    @returns_to("draft_pages.new", "kind", again=new)
    def create() -> Response | WerkzeugResponse:
        """Make a draft."""
        form = read_form(DetailsForm, DRAFT_FIELDS, DRAFT_LIMIT)
        before = choosing.suggest(desk, form.kind)
        outline, faults = read_details(before, form.details, _fresh_place)
        shown = Sheet(before, form.details)
        if faults:
            return _form(desk, shown, faults)
        try:
            meeting = drafting.start_draft(desk, outline, actor())
        except SuiteError as error:  # shown on the form, which keeps what was typed
            return _form(desk, shown, refused=error)
        return leave_for(url_for(MEETING, meeting=meeting), Said("draft_made"))

    @routes.post("/meetings/<meeting>/copy")
    @requires("organizer")
    @returns_to(MEETING)
    def copy(meeting: str) -> Response:
        """Make a new draft of a meeting and lead there."""
        read_form(Form)
        copied = drafting.copy_meeting(desk, meeting, actor())
        return leave_for(url_for(MEETING, meeting=copied), Said("draft_copied"))  # type: ignore[return-value]


def _add_draft(routes: Blueprint, desk: Desk) -> None:
    """Add editing the particulars."""

    @routes.get("/meetings/<meeting>/draft")
    @requires("organizer")
    def draft(meeting: str) -> Response | WerkzeugResponse:
        """Show the form of a draft; what is prepared already is shown on the meeting's page."""
        outline, version, state = drafting.draft_of(desk, meeting)
        if state != MeetingState.DRAFT:
            return redirect(url_for(MEETING, meeting=meeting), 303)
        details = _sent_details() or details_of(outline)
        return _form(desk, Sheet(outline, details, meeting, typed().get("version", version)))

    @routes.post("/meetings/<meeting>/draft")
    @requires("organizer")
    @returns_to("draft_pages.draft", again=draft)
    def save(meeting: str) -> Response | WerkzeugResponse:
        """Save the particulars."""
        form = read_form(DetailsForm, DRAFT_FIELDS, DRAFT_LIMIT)
        before, _, _ = drafting.draft_of(desk, meeting)
        outline, faults = read_details(before, form.details, _fresh_place)
        shown = Sheet(before, form.details, meeting, form.version)
        if faults:
            return _form(desk, shown, faults)
        try:
            drafting.save_draft(desk, meeting, form.version, outline, actor())
        except SuiteError as error:  # shown on the form, which keeps what was typed
            return _form(desk, shown, refused=error)
        return leave_for(url_for(MEETING, meeting=meeting), Said("draft_saved"))


def _add_packs(routes: Blueprint, desk: Desk) -> None:
    """Add the packs of rules there are to choose from."""

    @routes.get("/packs")
    @requires("organizer")
    def packs() -> Response:
        """Show the packs."""
        found = choosing.list_choices(desk, desk.clock().year)["packs"]
        return show_page("desk/packs.html", packs=found, texts=choosing.list_texts())

    add_pack_page(routes, lambda digest: showing.show_pack(desk, digest), *EVERYBODY)

    @routes.post("/packs")
    @requires("organizer")
    @returns_to("draft_pages.packs")
    def add() -> Said:
        """Keep a pack."""
        form, file = read_upload(PackForm, PACK_LIMIT)
        text = file.body.decode("utf-8", "replace") if file else form.text
        choosing.add_pack(desk, text)
        return Said("pack_added")


def _form(
    desk: Desk, shown: Sheet, faults: Sequence[str] = (), refused: SuiteError | None = None
) -> Response:
    """Return the form of particulars, with what was typed and what is wrong with it."""
    choices = choosing.list_choices(desk, shown.outline.year, shown.outline.pack)
    on_record = {one["account"]: one["key"] for one in choices["scrutineers"] if one["recorded_on"]}
    response = show_page(
        "desk/draft.html",
        typed=asdict(shown.typed),
        rows=_rows(shown.typed, on_record),
        kind=choosing.show_kind(shown.outline),
        choices=choices,
        faults={name: FAULTS[name][language() == "en"] for name in faults},
        refused=_told(refused) if refused else None,
        meeting=showing.show_meeting(desk, shown.meeting) if shown.meeting else None,
        version=shown.version,
    )
    if refused is not None:
        response.status_code = int(status_of(refused))
    elif faults:
        response.status_code = 400
    return response


def _sent_details() -> Details | None:
    """Return what was typed into a form that could not be taken; None where there is none."""
    sent = typed()
    if not sent:
        return None
    return Details(**{one.name: sent.get(one.name, "") for one in fields(Details)})


def _rows(details: Details, on_record: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the rows of electorates and scrutineers, and empty ones after them.

    Where no key was typed stands the one that is on record, which saving fills in.
    """
    electorates = list(zip(details.letter, details.class_title, strict=False))
    scrutineers = list(zip(details.account, details.key, strict=False))
    return {
        "electorates": [*(row for row in electorates if any(row)), ("", "")],
        "scrutineers": _at_least_two(
            [(who, key or on_record.get(who, "")) for who, key in scrutineers if who]
        ),
    }


def _at_least_two(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the rows and an empty one, two of them where nobody is named yet."""
    return [*rows, *[("", "")] * max(1, 2 - len(rows))]


def _told(error: SuiteError) -> dict[str, Any]:
    """Return a refusal's words in the reader's language, and its code."""
    words = refusal_words(int(status_of(error)), error.code, str(error))
    chinese = words["zh-Hans"]
    text = str(error) if language() == "en" else f"{error.chinese or chinese.what}{chinese.step}"
    return {"code": error.code, "text": text}


def _fresh_place() -> str:
    """Return an id for a place that has none."""
    return f"{MADE_HERE}{secrets.token_hex(5)}"
