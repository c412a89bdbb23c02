"""A test run is wiped at the tally service too: everything but the signed order, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.count_rooms import COOKIE
from factories.office import a_browser
from factories.pages import a_build
from factories.papers import announced
from factories.rounds import ClosedRound
from factories.tally import Counting, refusal, stored, work
from sqlalchemy import event

from shared.documents.base import sign
from shared.documents.wipes import TestWipe
from shared.plumbing.db import unit_of_work
from tally_service.app import app_for
from tally_service.counts import store as counts

VOTES = {"A": [0, 1, 1, 2, 0]}
OF_A_MEETING = (
    *("meeting", "round", "count", "evidence", "chunk", "ledger", "leftovers", "asked", "share"),
    *("rulings", "finding", "round_record", "certificate"),
)


@pytest.fixture
def counting(tmp_path) -> Counting:
    return Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)


def counted(counting: Counting, **changes: Any) -> ClosedRound:
    """Return a round that two certifiers have signed."""
    closed = counting.hold(VOTES, **changes)
    counting.clear(closed)
    counting.decrypt(closed)
    counting.certify(closed, 0)
    assert counting.certify(closed, 1).json["digest"]
    return closed


def wipe_of(closed: ClosedRound, **changes: Any) -> TestWipe:
    """Return the desk's order to wipe this meeting."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": closed.meeting.meeting,
        "meeting_manifest": closed.meeting.digest,
        "uuids": [box.uuid for box in closed.meeting.boxes],
    }
    return TestWipe(**{**values, **changes})


def rows_of(counting: Counting) -> dict[str, int]:
    """Return how many rows there are in the tables that hold a meeting."""
    return {
        name: len(rows) for name, rows in stored(counting.tally).items() if name in OF_A_MEETING
    }


def notices(counting: Counting) -> int:
    """Return how many wiped test runs are told of."""
    return len(counting.client.get("/api/v1/rounds/wiped-tests").json["wiped"])


def test_a_wiped_test_leaves_its_notice_and_nothing_else(counting, tmp_path):
    closed = counted(counting, test=True)
    order = wipe_of(closed)
    before = rows_of(counting)

    taken = counting.deliver(order)
    again = counting.deliver(order)

    assert taken.json == again.json == {"digest": order.digest}
    assert before["count"] == before["certificate"] == 1
    assert not any(rows_of(counting).values())
    assert list(counting.tally.archives.iterdir()) == []
    (notice,) = counting.client.get("/api/v1/rounds/wiped-tests").json["wiped"]
    assert notice["document"] == sign(documents.DESK, order)
    assert (notice["title"], notice["boxes"]) == (closed.meeting.title, len(order.uuids))
    app = app_for(counting.tally, a_build(tmp_path / "web"))
    page = a_browser(app, counting.certifiers[0], COOKIE).open("/").text
    assert "已清除的演练" in page
    assert order.digest[:16] in page


def test_nothing_of_a_wiped_test_is_taken_again(counting):
    closed = counted(counting, test=True)
    counting.deliver(wipe_of(closed))

    counting.fetch(closed)
    counting.scan(closed)
    counting.settle(closed)
    work(counting.tally)

    assert not any(rows_of(counting).values())


def test_a_test_that_never_reached_the_count_is_wiped_by_the_manifest_of_the_box(counting):
    closed = counting.hold(VOTES, test=True)
    counting.settle(closed)
    page = counting.box.pages.pop(f"meetings/{closed.meeting.meeting}")

    unknown = counting.deliver(wipe_of(closed))
    assert (rows_of(counting)["ledger"], notices(counting)) == (1, 0)
    counting.box.pages[f"meetings/{closed.meeting.meeting}"] = page
    taken = counting.deliver(wipe_of(closed))

    assert unknown.status_code == taken.status_code == 200
    assert not any(rows_of(counting).values())
    assert notices(counting) == 1


def test_a_manifest_made_for_the_purpose_wipes_no_formal_count(counting):
    formal = counted(counting)
    evil = formal.meeting.model_copy(update={"meeting": "m-evil", "test": True})
    order = wipe_of(formal, meeting="m-evil", meeting_manifest=evil.digest)
    before = stored(counting.tally)

    nowhere = counting.deliver(order)
    assert (nowhere.status_code, stored(counting.tally)) == (200, before)
    assert counting.deliver(announced(evil)).status_code == 200
    before = stored(counting.tally)
    known = counting.deliver(order)

    assert refusal(known) == (409, "wipe_differs")
    assert stored(counting.tally) == before
    assert counting.archive(formal).status_code == 200


def test_a_formal_meeting_that_is_not_here_yet_is_not_wiped_beforehand(counting):
    formal = counting.hold(VOTES)
    evil = formal.meeting.model_copy(update={"test": True})
    order = wipe_of(formal, meeting_manifest=evil.digest)
    page = counting.box.pages.pop(f"meetings/{formal.meeting.meeting}")

    unknown = counting.deliver(order)
    counting.box.pages[f"meetings/{formal.meeting.meeting}"] = page
    shown = counting.deliver(order)
    counting.clear(formal)

    assert unknown.status_code == 200
    assert refusal(shown) == (409, "not_a_test")
    assert (counting.count(formal)["state"], notices(counting)) == ("decrypting", 0)


def test_a_box_of_which_nobody_can_tell_the_meeting_is_not_wiped(counting):
    test = counting.hold(VOTES, test=True)
    page = counting.box.pages[f"boxes/{test.uuid()}"]
    page["manifest"] = sign(documents.STRANGER, test.sheets["A"])
    counting.fetch(test)

    refused = counting.deliver(wipe_of(test))

    assert refusal(refused) == (409, "wipe_differs")
    assert rows_of(counting)["count"] == 1


def test_a_wipe_calls_off_no_work_about_another_meetings_box(counting):
    formal = counting.hold(VOTES)
    counting.ring("board_closed", formal.uuid())
    evil = formal.meeting.model_copy(update={"meeting": "m-evil", "test": True})
    counting.client.post("/api/v1/inbox", json=sign(documents.DESK, announced(evil)))
    order = wipe_of(formal, meeting="m-evil", meeting_manifest=evil.digest)

    taken = counting.client.post("/api/v1/inbox", json=sign(documents.DESK, order))
    work(counting.tally)

    assert taken.status_code == 200
    assert counting.outcome(formal) == ("adding", None)


def test_a_round_that_was_wiped_while_its_lock_was_awaited_is_not_begun(counting, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(counts, "is_wiped", lambda *_: next(answers))

    with unit_of_work(counting.tally.sessions) as uow:
        begun = counts.begin_round(uow.session, "m-gone", "r1")

    assert begun is None
    assert rows_of(counting)["round"] == 0


def test_what_a_share_hangs_on_is_locked_before_the_share_goes(counting):
    closed = counted(counting, test=True)
    said: list[str] = []
    engine = counting.tally.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))

    counting.deliver(wipe_of(closed))

    locked = [n for n, one in enumerate(said) if "FROM count" in one and "ORDER BY" in one]
    (share,) = [n for n, one in enumerate(said) if one.startswith("DELETE FROM share")]
    assert min(locked) < share


def test_a_formal_meeting_is_never_wiped_and_a_crooked_order_wipes_nothing(counting):
    formal = counted(counting)
    test = counting.hold(VOTES, test=True)
    before = stored(counting.tally)

    refused = {
        name: refusal(counting.deliver(order, key))
        for name, order, key in (
            ("formal", wipe_of(formal), documents.DESK),
            ("boxes", wipe_of(test, uuids=wipe_of(formal).uuids), documents.DESK),
            ("meeting", wipe_of(test, meeting=formal.meeting.meeting), documents.DESK),
        )
    }

    assert refused["formal"] == refused["meeting"] == (409, "not_a_test")
    assert refused["boxes"] == (409, "wipe_differs")
    assert counting.deliver(wipe_of(test), documents.STRANGER).status_code in (400, 403)
    assert stored(counting.tally) == before


def test_the_wipe_of_one_test_touches_no_other_meeting(counting):
    test = counted(counting, test=True)
    kept = rows_of(counting)
    formal = counted(counting)

    counting.deliver(wipe_of(test))

    assert rows_of(counting) == kept
    assert counting.round(formal)["digest"]
