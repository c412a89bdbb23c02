"""Transactions on both databases: nothing half done, no lock errors, nothing lost."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.errors import Unavailable
from shared.plumbing import db
from shared.plumbing.db import (
    DatabaseAway,
    insert_once,
    make_engine,
    make_sessions,
    reading,
    unit_of_work,
)

PROCESSES = 4
ROUNDS = 50


class Base(DeclarativeBase):
    pass


class NoteRow(Base):
    __tablename__ = "note"

    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime | None] = mapped_column(db.UTCDateTime, default=None)
    extra: Mapped[dict[str, int] | None] = mapped_column(db.JSONColumn, default=None)


@pytest.fixture
def sessions(database_url):
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    yield make_sessions(engine)
    engine.dispose()


def add_up(url: str, at_once: bool) -> tuple[int, int]:
    """Add 1 to a number many times, reading before writing; return successes and failures."""
    engine = make_engine(url)
    if not at_once:
        event.remove(engine, "begin", db._begin_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    sessions = make_sessions(engine)
    done = failed = 0
    for _ in range(ROUNDS):
        try:
            with unit_of_work(sessions) as uow:
                row = uow.session.get_one(NoteRow, "sum", with_for_update=True)
                row.number += 1
            done += 1
        except Unavailable:
            failed += 1
    engine.dispose()
    return done, failed


def added_up_by_four(sessions, url: str, at_once: bool = True) -> tuple[int, int, int]:
    """Let four processes add at once; return successes, failures and the number itself."""
    with unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="sum", number=0))
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        outcomes = pool.starmap(add_up, [(url, at_once)] * PROCESSES)
    with reading(sessions) as session:
        number = session.get_one(NoteRow, "sum").number
    return sum(o[0] for o in outcomes), sum(o[1] for o in outcomes), number


def test_four_processes_read_and_write_without_a_lock_error(sessions, database_url):
    done, failed, number = added_up_by_four(sessions, database_url)

    assert (done, failed, number) == (PROCESSES * ROUNDS, 0, PROCESSES * ROUNDS)


def test_without_begin_immediate_the_same_four_processes_do_fail(tmp_path):
    url = f"sqlite:///{tmp_path / 'plain.db'}"
    engine = make_engine(url)
    Base.metadata.create_all(engine)

    done, failed, number = added_up_by_four(make_sessions(engine), url, at_once=False)

    assert failed > 0
    assert number == done


def test_sqlite_keeps_what_was_committed_through_a_power_cut(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'database.db'}")

    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys", "trusted_schema")
        }

    assert found == {
        "synchronous": 2,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


def test_the_files_of_sqlite_are_private(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'database.db'}")
    Base.metadata.create_all(engine)

    with engine.connect():
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert set(modes.values()) == {0o600}
    assert {"database.db", "database.db-wal"} <= set(modes)


def test_a_block_that_raises_leaves_nothing_and_calls_nothing(sessions):
    calls: list[str] = []

    with pytest.raises(ValueError, match="no"), unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="a", number=1))
        uow.after_commit(lambda: calls.append("rung"))
        raise ValueError("no")

    with reading(sessions) as session:
        assert session.get(NoteRow, "a") is None
    assert calls == []


def test_calls_come_after_the_commit_and_a_broken_one_does_not_undo_it(sessions):
    seen: list[int] = []

    def look() -> None:
        with reading(sessions) as session:
            seen.append(session.get_one(NoteRow, "a").number)

    with unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="a", number=1))
        uow.after_commit(lambda: 1 // 0)
        uow.after_commit(look)

    assert seen == [1]


def test_whoever_only_reads_cannot_write(sessions):
    with pytest.raises(Exception, match=r"did not answer|read-only"), reading(sessions) as session:
        session.execute(text("INSERT INTO note (key, number) VALUES ('a', 1)"))

    with unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="b", number=1))
    with reading(sessions) as session:
        assert session.scalars(select(NoteRow.key)).all() == ["b"]


def test_a_reader_sees_one_state_throughout(sessions):
    with unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="a", number=1))

    with reading(sessions) as session:
        before = session.scalars(select(NoteRow.number)).all()
        with unit_of_work(sessions) as uow:
            uow.session.add(NoteRow(key="b", number=2))
        after = session.scalars(select(NoteRow.number)).all()

    assert before == after == [1]


def test_the_first_of_two_equal_rows_stands(sessions):
    with unit_of_work(sessions) as uow:
        first = insert_once(uow.session, NoteRow, {"key": "a", "number": 1}, ["key"])
        second = insert_once(uow.session, NoteRow, {"key": "a", "number": 2}, ["key"])

    with reading(sessions) as session:
        assert (first, second, session.get_one(NoteRow, "a").number) == (True, False, 1)


def test_insert_once_refuses_what_another_rule_forbids(sessions):
    with pytest.raises(IntegrityError), unit_of_work(sessions) as uow:
        insert_once(uow.session, NoteRow, {"key": "a", "number": None}, ["key"])


def test_an_instant_comes_back_as_the_same_instant_in_utc(sessions):
    china = timezone(timedelta(hours=8))
    noon = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=china)

    with unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="a", number=1, at=noon, extra={"半": 1}))
    with reading(sessions) as session:
        row = session.get_one(NoteRow, "a")

        assert row.at == noon
        assert row.at.tzinfo is UTC
        assert row.extra == {"半": 1}


def test_a_time_without_a_zone_is_refused(sessions):
    with pytest.raises(Exception, match="not an instant"), unit_of_work(sessions) as uow:
        uow.session.add(NoteRow(key="a", number=1, at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_crowd_for_which_there_is_no_connection_is_asked_to_come_again(tmp_path):
    url = f"sqlite:///{tmp_path / 'database.db'}"
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    sessions = make_sessions(engine)

    with engine.connect(), pytest.raises(DatabaseAway), reading(sessions) as session:
        session.execute(text("SELECT 1"))
    with reading(sessions) as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_a_database_that_is_away_is_unavailable_and_says_nothing_of_its_address():
    engine: Engine = make_engine("postgresql+psycopg://marked-user@/x?host=/marked-host")

    with pytest.raises(DatabaseAway) as refusal, reading(make_sessions(engine)) as session:
        session.execute(text("SELECT 1"))

    assert "marked" not in str(refusal.value)
