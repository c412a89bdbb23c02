"""Setting up a year: a pack is brought or taken over, looked at in words, and then fixed.

Between the look and the confirmation a pack that was brought stays in the browser's page; the form
that confirms sends it again, and it is read again.

May import: Flask, Werkzeug, pydantic, this room's actions, shared.
"""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import ConfigDict, Field
from werkzeug.wrappers import Response as Away

from appraisal_service.people.actions import setting_up
from appraisal_service.people.actions.setting_up import WantedYear, YearLook
from appraisal_service.people.web import PACK_LIMIT
from appraisal_service.present import office
from shared.documents.base import Title
from shared.errors import InvalidInput
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.frame import leave_for
from shared.plumbing.office.uploads import KeptFileForm, Upload, kept_fields, read_kept_upload
from shared.plumbing.pack_pages import shown_pack
from shared.plumbing.pages import language
from shared.rules.packs import load_pack

NEW, PAGE = "/years/new", "people_pages.new_year"
FORM_LIMIT = 2 * PACK_LIMIT
"""Bytes: a kept file takes a third more than it has."""


class PackUnreadable(InvalidInput):
    """The file of a pack is no text, or a very long one."""

    code = "pack_unreadable"


class YearForm(KeptFileForm):
    """A new year, with the file of its pack."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: Title
    year: Annotated[str, Field(pattern=r"^2[0-9]{3}$")]
    jurisdiction: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$")] = ""

    def wanted(self) -> WantedYear:
        """Return the year that is asked for."""
        return WantedYear(int(self.year), self.title, self.jurisdiction)


class NextYearForm(Form):
    """Whose next year takes over the pack of the year before."""

    jurisdiction: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class ShownYearForm(NextYearForm):
    """Which next year was shown, so that pressing twice does not set up two."""

    year: Annotated[str, Field(pattern=r"^2[0-9]{3}$")]


def add_new_year(routes: Blueprint) -> None:
    """Add the page on which a year begins, and its two ways."""

    @routes.get(NEW)
    @requires("officer")
    def new_year() -> Response:
        """Show the years that can follow, and the form for another pack."""
        return show_page(
            "appraisal/new_year.html",
            earlier=setting_up.earlier_years(office()),
            this_year=setting_up.present_year(office()),
            text_name=_text_name,
            typed=typed(),
        )

    @routes.post(f"{NEW}/preview")
    @requires("officer")
    @returns_to(PAGE, again=new_year)
    def preview_year() -> Response:
        """Show what a pack says that was brought; nothing is stored."""
        form, upload = read_kept_upload(YearForm, FORM_LIMIT)
        look = setting_up.look_at_file(office(), form.wanted(), _text(upload))
        fields = {"title": look.wanted.title, "year": form.year}
        fields["jurisdiction"] = look.wanted.jurisdiction
        return _preview_page(look, NEW, {**fields, **kept_fields(upload)})

    @routes.post(NEW)
    @requires("officer")
    @returns_to(PAGE, again=new_year)
    def set_up_year() -> Away:
        """Set up a year with the pack that was brought."""
        form, upload = read_kept_upload(YearForm, FORM_LIMIT)
        wanted, text = form.wanted(), _text(upload)
        return _done(setting_up.set_up_from_file(office(), actor(), wanted, upload.name, text))

    @routes.post(f"{NEW}/next/preview")
    @requires("officer")
    @returns_to(PAGE, again=new_year)
    def preview_next_year() -> Response:
        """Show what the pack says that the next year would take over; nothing is stored."""
        jurisdiction = read_form(NextYearForm).jurisdiction
        look = setting_up.look_at_next_year(office(), jurisdiction)
        fields = {"jurisdiction": jurisdiction, "year": look.wanted.year}
        return _preview_page(look, f"{NEW}/next", fields)

    @routes.post(f"{NEW}/next")
    @requires("officer")
    @returns_to(PAGE, again=new_year)
    def set_up_next_year() -> Away:
        """Set up the next year with the pack of the year before."""
        form = read_form(ShownYearForm)
        year = int(form.year)
        return _done(setting_up.set_up_next_year(office(), actor(), form.jurisdiction, year))


def _text(upload: Upload) -> str:
    """Return the text of a pack's file.

    Raises:
        PackUnreadable: it is not UTF-8, or too long.
    """
    if len(upload.body) > PACK_LIMIT:
        raise PackUnreadable("The file is larger than 1 MB. Take the pack's own file (YAML).")
    try:
        return upload.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackUnreadable("The file is not a text in UTF-8. Take the pack's own file.") from None


def _text_name(text: str) -> str:
    """Return what a text is called in the page's language, with its id."""
    title = str(getattr(load_pack(text).title, language()))
    return f"“{title}”（{text}）" if language() == "zh" else f"“{title}” ({text})"


def _preview_page(look: YearLook, sends_to: str, fields: dict[str, Any]) -> Response:
    """Return the page with the pack in words; its form sends ``fields`` to ``sends_to``."""
    return show_page(
        "appraisal/new_year_preview.html",
        pack=shown_pack(look.pack),
        way_back=(),
        adopters={},
        machine_readable=False,
        look=look,
        text_name=_text_name,
        sends_to=sends_to,
        multipart="kept" in fields,
        fields=fields,
    )


def _done(wanted: WantedYear) -> Away:
    """Return the way to the new year's page."""
    said = Said("year_set_up", str(wanted.year))
    return leave_for(f"/years/{wanted.year}/{wanted.jurisdiction}", said)
