"""Two people at the desk press the same button at the same moment: one effect, one record of it."""

from __future__ import annotations

import pytest
from factories.desk import Hall, Person, a_person, an_item
from factories.pages import a_build
from factories.presses import Button, Presses, refused
from sqlalchemy import func, select

from ballot_service.desk_app import app_for
from ballot_service.meetings.store.rows import DocumentRow
from shared.plumbing.db import reading

FRAUD = {"document": "组〔2026〕9号", "date": "2026-01-05"}
WHY = {"reason": "改期"}


@pytest.fixture
def hall(database_url, tmp_path) -> Hall:
    return Hall(database_url, tmp_path)


@pytest.fixture
def other(hall) -> Person:
    """A second organizer."""
    return a_person(hall.desk, "李组织", "organizer")


@pytest.fixture(params=["api", "page"])
def presses(hall, tmp_path, request) -> Presses:
    return Presses(app_for(hall.desk, a_build(tmp_path / "web")), request.param)


def button(hall: Hall, path: str, **fields: str) -> Button:
    """Return a button of the meeting whose two doors have the same path."""
    return Button(f"/meetings/{hall.meeting}{path}", f"/meetings/{hall.meeting}{path}", fields)


def sent(hall: Hall, kind: str, action: str | None = None) -> int:
    """Return how many documents of a kind the meeting has sent; of orders, those of an action."""
    query = select(DocumentRow.signed).where(
        DocumentRow.meeting == hall.meeting, DocumentRow.kind == kind
    )
    with reading(hall.desk.sessions) as session:
        documents = [row["document"] for row in session.scalars(query)]
    return len([one for one in documents if action in (None, one.get("action"))])


def recorded(hall: Hall, act: str, subject: str | None = None) -> int:
    """Return how often an act stands in the meeting's record."""
    events = [e for e in hall.get("/events")["events"] if e["act"] == act]
    return len([e for e in events if subject in (None, e["subject"])])


def test_a_round_is_opened_closed_annulled_and_dropped_once(hall, other, presses):
    hall.check_in(spare_boxes=3)
    hall.tally.rehearse(hall.meeting, hall.board.document)
    told = presses.together(button(hall, "/freeze"), hall.organizer, other)
    assert refused(told, "wrong_state", "名单只冻结一次", presses.way)
    assert (sent(hall, "frozen_lists"), recorded(hall, "freeze")) == (1, 1)

    dropped = hall.work().begin()
    cancel = button(hall, f"/rounds/{dropped}/cancel", **WHY)
    told = presses.together(cancel, hall.organizer, other)
    assert refused(told, "wrong_state", "从未开箱", presses.way)
    assert (sent(hall, "round_order", "cancel"), recorded(hall, "cancel", dropped)) == (1, 1)

    round_id = hall.work().begin()
    here = f"/rounds/{round_id}"
    told = presses.together(button(hall, f"{here}/open"), hall.organizer, hall.first)
    assert told == ["done", "done"]
    assert (sent(hall, "round_order", "open"), recorded(hall, "order_open")) == (1, 1)

    close = button(hall.work(), f"{here}/close")
    presses.alone(close, hall.organizer)
    told = presses.together(close, hall.first, hall.second)
    assert refused(told, "wrong_state", "只结束一次", presses.way)
    assert (sent(hall, "round_order", "close"), recorded(hall, "order_close")) == (1, 1)

    annul = button(hall.work(), f"{here}/annul", **FRAUD)
    presses.alone(annul, hall.organizer)
    told = presses.together(annul, hall.first, hall.second)
    assert refused(told, "wrong_state", "还没有作废的一轮", presses.way)
    assert (sent(hall, "round_order", "annul"), recorded(hall, "annul")) == (1, 1)


def test_a_meeting_is_finished_once(hall, other, presses):
    round_id = hall.freeze(items=[an_item()]).begin()
    hall.open(round_id)
    hall.close(round_id)
    count = {"electorate": "A", "printed": "8", "issued": "6"}
    slips = Button(
        f"/meetings/{hall.meeting}/handed-out",
        f"/meetings/{hall.meeting}/handed-out",
        {"electorate": "A", "printed": 8, "issued": 6},
        count,
    )
    assert presses.together(slips, hall.first, hall.second) == ["done", "done"]
    assert recorded(hall, "agree_slips") == 1

    told = presses.together(button(hall, "/finish"), hall.organizer, other)

    assert refused(told, "wrong_state", "名单冻结以后会议才能结束，而且只结束一次", presses.way)
    assert (sent(hall, "round_ledger"), recorded(hall, "finish")) == (1, 1)
    assert sent(hall, "meeting_end") == 1
    assert hall.work().get()["state"] == "closed"


def test_a_meeting_is_prepared_and_called_off_once(hall, other, presses):
    hall.draft()
    assert hall.import_roll().status_code == 200
    told = presses.together(button(hall, "/prepare"), hall.organizer, other)
    assert refused(told, "wrong_state", "只有草稿才能准备", presses.way)
    assert (sent(hall, "meeting_manifest"), recorded(hall, "prepare")) == (1, 1)

    told = presses.together(button(hall.work(), "/cancel", **WHY), hall.organizer, other)

    assert refused(told, "wrong_state", "会议已经结束或取消", presses.way)
    assert (sent(hall, "meeting_end"), recorded(hall, "cancel")) == (1, 1)
    with reading(hall.desk.sessions) as session:
        assert session.scalar(select(func.count()).select_from(DocumentRow)) == 3
