"""The list of the packs of rules, and each of them in words.

May import: Flask, this room's actions, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from appraisal_service.people.actions import packs
from appraisal_service.people.actions.showing import years_of_pack
from appraisal_service.people.web import READERS
from appraisal_service.present import office
from shared.plumbing.access import requires
from shared.plumbing.office import show_page
from shared.plumbing.pack_pages import Place, add_pack_page


def add_packs(routes: Blueprint) -> None:
    """Add the list of packs, and the page of one."""

    @routes.get("/packs")
    @requires(*READERS)
    def list_packs() -> Response:
        """Show the packs that years have used, and the texts."""
        return show_page("appraisal/packs.html", **packs.list_packs(office()))

    add_pack_page(
        routes,
        lambda name: packs.pack_document(office(), name),
        *READERS,
        way_back=_years_of_pack,
        adopters=lambda text: packs.adopters(office(), text),
    )


def _years_of_pack(digest: str) -> list[Place]:
    """Return what the newest year that uses a pack is called, and its address."""
    found = years_of_pack(office(), digest)[:1]
    return [(f"{title} · {year}", f"/years/{year}/{home}") for home, title, year in found]
