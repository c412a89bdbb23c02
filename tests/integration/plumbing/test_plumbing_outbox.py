"""Work that must happen is a row: written with the decision, done once, tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tiny_service.db import Base, OutboxRow

from shared.errors import Conflict
from shared.plumbing import outbox
from shared.plumbing.db import make_engine, make_sessions, reading, unit_of_work

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class RoundNotClosed(Conflict):
    code = "round_not_closed"


@pytest.fixture
def sessions(database_url):
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    yield make_sessions(engine)
    engine.dispose()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Work:
    """A handler that remembers its subjects and fails as long as it is told to."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.done: list[str] = []
        self.failures = failures
        self.error = error or RoundNotClosed("The round is not closed.")

    def __call__(self, subject: str) -> None:
        if self.failures:
            self.failures -= 1
            raise self.error
        self.done.append(subject)


def put(sessions, clock, ring=lambda _: None) -> str:
    with unit_of_work(sessions) as uow:
        return outbox.put(uow, OutboxRow, "publish", "box-1", ring, clock)


def the_row(sessions, row_id) -> OutboxRow:
    with reading(sessions) as session:
        return session.get_one(OutboxRow, row_id)


def test_the_row_is_written_with_the_decision_and_rung_after_it(sessions):
    rung: list[tuple[str, bool]] = []

    def ring(row_id: str) -> None:
        with reading(sessions) as session:
            rung.append((row_id, session.get(OutboxRow, row_id) is not None))

    row_id = put(sessions, Clock(), ring)

    assert rung == [(row_id, True)]


def test_a_decision_that_is_undone_takes_its_row_with_it(sessions):
    rung: list[str] = []

    with pytest.raises(ValueError, match="no"), unit_of_work(sessions) as uow:
        outbox.put(uow, OutboxRow, "publish", "box-1", rung.append, Clock())
        raise ValueError("no")

    with reading(sessions) as session:
        assert session.query(OutboxRow).count() == 0
    assert rung == []


def test_a_row_run_twice_is_done_once(sessions):
    clock, work = Clock(), Work()
    row_id = put(sessions, clock)

    outbox.run(sessions, OutboxRow, {"publish": work}, row_id, clock)
    outbox.run(sessions, OutboxRow, {"publish": work}, row_id, clock)

    row = the_row(sessions, row_id)
    assert work.done == ["box-1"]
    assert (row.done_at, row.attempts, row.last_error) == (NOON, 1, None)


def test_a_row_that_is_not_there_is_no_work(sessions):
    work = Work()

    outbox.run(sessions, OutboxRow, {"publish": work}, "0" * 32, Clock())

    assert work.done == []


@pytest.mark.parametrize("error", [None, RoundNotClosed("The round is not closed.")])
def test_a_row_that_another_run_finished_and_somebody_removed_meanwhile_is_over(sessions, error):
    def work(_: str) -> None:
        with unit_of_work(sessions) as uow:
            uow.session.delete(uow.session.get_one(OutboxRow, row_id))
        if error is not None:
            raise error

    row_id = put(sessions, Clock())

    outbox.run(sessions, OutboxRow, {"publish": work}, row_id, Clock())

    with reading(sessions) as session:
        assert session.get(OutboxRow, row_id) is None


def test_a_failure_is_kept_as_a_slug_and_tried_again_later_and_later(sessions):
    clock, work = Clock(), Work(failures=3)
    row_id = put(sessions, clock)

    waits = []
    for _ in range(3):
        outbox.run(sessions, OutboxRow, {"publish": work}, row_id, clock)
        row = the_row(sessions, row_id)
        waits.append((row.ring_at - clock()).total_seconds())
        assert (row.last_error, row.done_at) == ("round_not_closed", None)
    outbox.run(sessions, OutboxRow, {"publish": work}, row_id, clock)

    row = the_row(sessions, row_id)
    assert waits == [2, 4, 8]
    assert (work.done, row.attempts, row.last_error) == (["box-1"], 4, None)
    assert row.done_at == NOON


@pytest.mark.parametrize("error", [ValueError("王莉"), KeyError("王莉")])
def test_an_unexpected_failure_is_kept_and_logged_without_its_text(sessions, capsys, error):
    clock = Clock()
    row_id = put(sessions, clock)

    outbox.run(sessions, OutboxRow, {"publish": Work(1, error)}, row_id, clock)

    told = capsys.readouterr().err
    assert the_row(sessions, row_id).last_error == type(error).__name__
    assert "outbox_failed" in told
    assert "王莉" not in told


def test_a_kind_nobody_handles_waits_and_is_not_lost(sessions):
    clock = Clock()
    row_id = put(sessions, clock)

    outbox.run(sessions, OutboxRow, {}, row_id, clock)

    assert the_row(sessions, row_id).last_error == "KeyError"


def test_the_sweep_rings_for_what_is_due_and_for_nothing_else(sessions):
    clock, work = Clock(), Work()
    done, due = put(sessions, clock), put(sessions, clock)
    outbox.run(sessions, OutboxRow, {"publish": work}, done, clock)
    clock.pass_(3)
    put(sessions, clock)
    rung: list[str] = []

    swept = outbox.sweep(sessions, OutboxRow, rung.append, clock)

    assert (swept, rung) == (1, [due])


def test_a_process_killed_in_the_middle_leaves_a_row_that_is_rung_after_a_pause(sessions):
    class Killed(BaseException):
        pass

    def dies(subject: str) -> None:
        raise Killed

    clock = Clock()
    row_id = put(sessions, clock)
    with pytest.raises(Killed):
        outbox.run(sessions, OutboxRow, {"publish": dies}, row_id, clock)

    clock.pass_(1)
    before = outbox.sweep(sessions, OutboxRow, lambda _: None, clock)
    clock.pass_(1)
    after = outbox.sweep(sessions, OutboxRow, lambda _: None, clock)

    assert (before, after, the_row(sessions, row_id).attempts) == (0, 1, 1)
