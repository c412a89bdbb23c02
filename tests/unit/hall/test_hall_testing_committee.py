"""A test run of a committee: its recusals and open votes go with the wipe, a real one's stay."""

from __future__ import annotations

import pytest
from factories.committees import COMMITTEE, ROAD, a_committee, confirm, item_of, marks, record
from factories.desk import Hall, a_pack
from sqlalchemy import func, select

from ballot_service.meetings.store.agenda import RecordedVoteRow, RecusalRow
from shared.plumbing.db import reading


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def stored(hall: Hall, meeting: str) -> tuple[int, int]:
    """Return how many recusals and records of open votes the desk has of a meeting."""
    with reading(hall.desk.sessions) as session:
        recusals, votes = (
            session.scalar(select(func.count()).where(table.meeting == meeting)) or 0
            for table in (RecusalRow, RecordedVoteRow)
        )
    return recusals, votes


def vote(hall: Hall, here: list[str]) -> None:
    """Let the first member be recused and everybody else agree; one more record waits."""
    recusal = {"person": here[0], "reason": "亲属关系"}
    hall.must(hall.post(hall.organizer, "/agenda/items/road/recusals", recusal))
    given = marks(here[1:], agree=len(here) - 1)
    hall.must(confirm(hall, record(hall, "road", given)))
    hall.must(record(hall, "road", given, reason="再议"))


def test_the_wipe_of_a_test_run_removes_its_recusals_and_open_votes_and_no_others(hall):
    vote(hall, a_committee(hall))
    real = hall.meeting
    hall.draft(source="committee", items=[ROAD], pack=a_pack(COMMITTEE).to_document())
    assert hall.import_roll().status_code == 200
    test = hall.must(hall.post(hall.organizer, "/test-runs"))["meeting"]
    hall.meeting = test
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(hall.post(hall.organizer, "/check-in"))
    here = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": here}))
    vote(hall, here)
    before = stored(hall, real), stored(hall, test)

    hall.must(hall.post(hall.organizer, "/wipe"))

    assert before == ((1, 2), (1, 2))
    assert (stored(hall, real), stored(hall, test)) == ((1, 2), (0, 0))
    assert (item_of(hall, "road")["votes"], item_of(hall, "road")["recusals"]) == ([], [])
