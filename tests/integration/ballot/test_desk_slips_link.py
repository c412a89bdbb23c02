"""The link by which an organizer makes slips: it carries the ticket where no server sees it."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

import pytest
from factories.desk import Hall

from ballot_service.meetings.domain.slip_links import slips_page
from shared.crypto import jsontext


@pytest.fixture
def hall(tmp_path):
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path).prepare()


def tickets_in(link):
    """Return what stands behind the address, as the page reads it."""
    texts = urlsplit(link).fragment.split(".")
    return [jsontext.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4))) for text in texts]


def test_a_ticket_comes_with_the_link_of_the_page_that_makes_slips(hall):
    body = {"electorate": "A", "printed": 8}
    made = hall.must(hall.post(hall.organizer, "/tickets", body))

    link = made["slips_page"]

    assert link.partition("#")[0] == f"{hall.desk.box_origin}/s/{hall.meeting}"
    assert tickets_in(link) == [made["ticket"]]


def test_one_link_carries_the_tickets_of_several_classes(hall):
    bodies = [{"electorate": "A", "printed": count} for count in (8, 9)]
    tickets = [hall.must(hall.post(hall.organizer, "/tickets", body))["ticket"] for body in bodies]

    link = slips_page("https://box.example/", hall.meeting, *tickets)

    assert link.startswith(f"https://box.example/s/{hall.meeting}#")
    assert tickets_in(link) == tickets
    assert "=" not in link
