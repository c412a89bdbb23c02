"""Documents reach the box and the tally service in order, whatever happens on the way."""

from __future__ import annotations

import threading

import httpx2
import pytest
from factories import documents
from factories.boxes import refusal
from factories.desk import Hall, a_desk, a_draft, a_person, work
from fakes.tally import FakeTally, problem
from flask import Flask, Response, jsonify, request

from ballot_service.desk import Desk
from ballot_service.meetings.actions import delivering, drafting, preparing
from ballot_service.meetings.domain.drafts import MeetingDraft
from shared.crypto.signing import open_document


class RecordedBox:
    """A box that keeps every document it got; it can be away, or refuse one kind."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.status: int | None = None
        self.refuses = ""
        self.slow = threading.Event()
        self.slow.set()

    def transport(self) -> httpx2.BaseTransport:
        app = Flask("recorded_box")

        @app.post("/api/v1/inbox")
        def inbox() -> Response:
            self.slow.wait(20)
            keys = {key.key_id: key.public for key in (documents.DESK, documents.TALLY)}
            kind = open_document(request.get_data(), keys)["type"]
            if self.status is not None and self.refuses in ("", kind):
                return problem(self.status, "some_reason")
            self.got.append(kind)
            return jsonify({"digest": "0" * 64})

        return httpx2.WSGITransport(app)


@pytest.fixture
def box():
    return RecordedBox()


def a_desk_beside(url: str, box: RecordedBox) -> Desk:
    tally = FakeTally(boards={"board-1": documents.a_board().document})
    return a_desk(url, box.transport(), tally.transport())


@pytest.fixture
def desk(database_url, box):
    return a_desk_beside(database_url, box)


@pytest.fixture
def light_desk(tmp_path, box):
    """A desk on SQLite alone, for what the box's answer decides."""
    return a_desk_beside(f"sqlite:///{tmp_path / 'desk.db'}", box)


def prepared(desk: Desk) -> str:
    """Return a prepared meeting whose two documents wait in the outbox."""
    scrutineers = [a_person(desk, f"监票人{n}", "scrutineer").actor.account_id for n in (1, 2)]
    organizer = a_person(desk, "组织者", "organizer").actor
    draft = MeetingDraft.model_validate(a_draft(scrutineers))
    meeting = drafting.create_meeting(desk, draft, organizer)
    preparing.prepare(desk, meeting, organizer)
    return meeting


def test_documents_are_delivered_in_the_order_in_which_they_were_signed(desk, box):
    prepared(desk)

    assert work(desk) == 0
    assert box.got == ["meeting_manifest", "board"]


def test_a_delivery_that_runs_twice_sends_nothing_twice(desk, box):
    meeting = prepared(desk)

    delivering.deliver(desk, meeting)
    delivering.deliver(desk, meeting)
    work(desk)

    assert box.got == ["meeting_manifest", "board"]


@pytest.mark.parametrize("status", [503, 500, 429])
def test_a_box_that_is_away_is_asked_again(light_desk, box, status):
    prepared(light_desk)
    box.status = status

    waiting = work(light_desk)
    box.status = None

    assert waiting == 1
    assert box.got == []
    assert work(light_desk) == 0
    assert box.got == ["meeting_manifest", "board"]


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_a_refusal_stops_what_stands_on_it_and_is_not_repeated(light_desk, box, status):
    prepared(light_desk)
    box.status, box.refuses = status, "meeting_manifest"

    assert work(light_desk) == 0
    assert work(light_desk) == 0

    assert box.got == []


def test_two_workers_that_deliver_at_once_keep_the_order(desk, box):
    meeting = prepared(desk)
    box.slow.clear()
    threads = [threading.Thread(target=delivering.deliver, args=(desk, meeting)) for _ in range(2)]

    for thread in threads:
        thread.start()
    box.slow.set()
    for thread in threads:
        thread.join(60)

    first_seen = sorted(set(box.got), key=box.got.index)
    assert first_seen == ["meeting_manifest", "board"]
    assert len(box.got) <= 4


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path)


def test_a_refusal_is_shown_with_its_slug_and_can_be_sent_again(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    hall.hand_out()
    hall.tally.refuses = "ledger_unknown"

    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()
    refused = hall.get()
    hall.tally.refuses = None
    hall.must(hall.post(hall.organizer, "/deliveries"))
    hall.work()

    assert refused["delivery_refused"] == {
        "reader": "tally",
        "document": "round_ledger",
        "slug": "ledger_unknown",
    }
    assert refused["next_step"]["code"] == "delivery_refused"
    assert "ledger_unknown" in refused["next_step"]["zh"]
    assert hall.get()["delivery_refused"] is None
    assert hall.step() == "counting"
    assert len(hall.tally.taken) == 1
    told = [e for e in hall.get("/events")["events"] if e["act"] == "delivery_refused"]
    assert [(e["name"], e["reason"]) for e in told] == [("tally", "ledger_unknown")]


def test_a_tally_service_that_is_away_does_not_keep_the_box_waiting(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.tally.away = True
    hall.work()
    left = hall.step()
    hall.tally.away = False
    hall.work()

    assert left == "delivering"
    assert hall.step() == "counting"
    assert len(hall.tally.taken) == 1


def test_a_meeting_is_not_prepared_while_the_tally_service_is_away(hall):
    hall.draft()
    hall.tally.away = True

    refused = hall.post(hall.organizer, "/prepare")

    assert refused.status_code == 503
    assert hall.get()["state"] == "draft"
    assert hall.get()["manifest"] is None


def test_a_freeze_before_the_box_knows_the_meeting_is_refused(hall):
    hall.draft()
    hall.import_roll()
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(hall.post(hall.organizer, "/check-in"))

    refused = hall.post(hall.organizer, "/freeze")

    assert refusal(refused) == (409, "manifest_not_delivered")
