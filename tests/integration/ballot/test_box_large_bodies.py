"""Doors that take megabytes from anybody: one body at a time, and no stranger holds a lock."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, refusal
from sqlalchemy import event

from ballot_service import box_gate
from ballot_service.box_db import open_engine
from shared.plumbing.db import make_sessions, unit_of_work

DOORS = [
    ("/inbox", "ballot_service.box.web", "take_in"),
    ("/credentials", "ballot_service.credentials.web", "parse"),
    ("/meetings/m/leftovers", "ballot_service.board.web", "parse"),
]


@pytest.fixture
def box(tmp_path):
    return a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)


@pytest.mark.parametrize(("door", "module", "reader"), DOORS)
def test_a_large_body_waits_its_turn_and_a_ballot_does_not(box, monkeypatch, door, module, reader):
    monkeypatch.setattr(box_gate, "LARGE_WAITING", 0)
    meeting = Rehearsed(box, voters=1).open()
    home, met = importlib.import_module(module), []
    read = getattr(home, reader)

    def read_while_another_knocks(*given):
        if not met:
            met.append(refusal(meeting.post(door, {})))
            met.append(meeting.cast(meeting.ballot(0)).status_code)
        return read(*given)

    monkeypatch.setattr(home, reader, read_while_another_knocks)
    first = meeting.post(door, {})
    later = meeting.post(door, {})

    assert met == [(503, "busy"), 201]
    assert first.status_code == later.status_code == 400


def test_a_strangers_scan_is_refused_without_waiting_for_a_lock(box):
    meeting = Rehearsed(box, voters=5).open().close().end()
    impatient = open_engine(str(box.engine.url), pooled=False)
    event.listen(impatient, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=50"))
    same = Rehearsed(replace(box, sessions=make_sessions(impatient)))
    same.meeting = meeting.meeting

    with unit_of_work(box.sessions) as somebody_writes:
        somebody_writes.session.connection()
        strangers = same.hand_in(meeting.leftovers([4]), [documents.STRANGER])
        scrutineers = same.hand_in(meeting.leftovers([4]))

    assert refusal(strangers) == (400, "verification_failed")
    assert refusal(scrutineers) == (503, "database_away")
