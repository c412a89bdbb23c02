"""Where a step is done: every step of somebody's leads somewhere, and the page has that place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

import ballot_service
from ballot_service.meetings.domain.next_step import DOERS
from ballot_service.meetings.domain.places import ELSEWHERE, LINKS, link_of, places_of
from ballot_service.meetings.domain.step_words import TEXTS

TEMPLATES = Path(ballot_service.__file__).parent / "templates" / "desk"
ORIGINS = {"box": "https://box", "tally": "https://tally"}
AT_THE_DESK = {"organizer", "registrar", "scrutineer"}


def test_a_step_of_people_at_the_desk_has_a_link_and_any_other_names_a_page_elsewhere():
    nowhere = [
        code
        for code, roles in DOERS.items()
        if not (link_of("m", code) if set(roles) <= AT_THE_DESK else ELSEWHERE.get(code))
    ]

    assert nowhere == []
    assert set(LINKS) | set(ELSEWHERE) <= set(TEXTS)


@pytest.mark.parametrize("code", [code for code, link in LINKS.items() if link.startswith("#")])
def test_a_link_to_a_place_on_the_page_has_that_place(code):
    part = urlsplit(LINKS[code]).fragment
    pages = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))

    assert f'id="{part}"' in pages or f'"{part}") }}}}' in pages


def test_items_with_gates_are_taken_up_on_the_agenda_where_the_gates_are_shown():
    assert link_of("m", "next_round") == "/meetings/m#next-round"
    assert link_of("m", "next_round", agenda=True) == "/meetings/m/agenda"


def test_pages_of_other_services_stand_in_the_order_in_which_they_are_needed():
    places = places_of("counting", ORIGINS, "m1", "b1")

    assert [place["link"] for place in places] == [
        "https://box/c/m1",
        "https://box/l/m1",
        "https://tally/t/b1",
        "https://tally/",
    ]
    assert all(place["zh"] and place["en"].isascii() for place in places)


def test_a_service_whose_address_is_not_known_is_not_named():
    places = places_of("counting", {**ORIGINS, "tally": ""}, "m1", None)

    assert [place["role"] for place in places] == ["scrutineer", "scrutineer"]
