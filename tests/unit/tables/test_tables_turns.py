"""At most two files are read at a time; the next one waits a little, then is told to come again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.tables import reading
from shared.tables.reading import AT_ONCE, TableRejected, TablesBusy, read_table

CSV = "姓名,单位\n张三,甲局\n".encode()


def test_of_many_files_at_once_two_are_being_read_at_any_time(monkeypatch):
    lock, running, most = threading.Lock(), [0], [0]
    asked = reading._ask_child

    def counted(body, seconds):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        try:
            return asked(body, seconds)
        finally:
            with lock:
                running[0] -= 1

    monkeypatch.setattr(reading, "_ask_child", counted)
    monkeypatch.setattr(reading, "PATIENCE", 30)
    with ThreadPoolExecutor(6) as pool:
        tables = list(pool.map(lambda _: read_table("a.csv", CSV), range(6)))

    assert [table.rows for table in tables] == [[["张三", "甲局"]]] * 6
    assert most == [AT_ONCE] == [2]


def test_a_file_that_gets_no_turn_is_refused_as_busy_and_read_afterwards(monkeypatch):
    turns = threading.BoundedSemaphore(AT_ONCE)
    monkeypatch.setattr(reading, "_turns", turns)
    monkeypatch.setattr(reading, "PATIENCE", 0.05)
    for _ in range(AT_ONCE):
        turns.acquire()

    with pytest.raises(TablesBusy, match="again in a minute"):
        read_table("a.csv", CSV)
    turns.release()

    assert read_table("a.csv", CSV).columns == ["姓名", "单位"]


def test_refused_files_give_their_turns_back(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.05)

    for _ in range(AT_ONCE + 1):
        with pytest.raises(TableRejected, match="empty"):
            read_table("a.csv", b"")
    monkeypatch.setattr(reading, "_ask_child", lambda *_: 1 // 0)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError):
            read_table("a.csv", CSV)
