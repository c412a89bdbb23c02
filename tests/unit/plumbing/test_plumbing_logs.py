"""Logs hold named events with listed fields, and never what somebody sent."""

from __future__ import annotations

import json
import logging

import pytest

from shared.plumbing.logs import log, log_failure, start_logs

CANARY = "王莉 10.9.8.7"


@pytest.fixture
def lines(capsys):
    handlers = logging.getLogger().handlers[:]
    start_logs("tests")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logging.getLogger().handlers[:] = handlers


def test_an_event_carries_its_name_process_time_and_fields(lines):
    log("round_closed", count=3, kind="box")

    (line,) = lines()

    assert line.pop("at").endswith("+00:00")
    assert line == {
        "event": "round_closed",
        "process": "tests",
        "level": "info",
        "count": 3,
        "kind": "box",
    }


def test_a_field_that_is_not_on_the_list_is_dropped(lines):
    log("checked_in", person=CANARY, credential=CANARY, count=1)

    assert CANARY not in json.dumps(lines(), ensure_ascii=False)


def test_a_value_that_is_not_a_slug_becomes_a_question_mark(lines):
    log("checked_in", code=CANARY, kind="a\nb", job=["x"])

    (line,) = lines()

    assert [line["code"], line["kind"], line["job"]] == ["?", "?", "?"]


def test_a_failure_tells_its_class_and_place_and_not_its_text(lines):
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        log_failure("failure", error)

    (line,) = lines()

    assert line["error"] == "ValueError"
    assert line["where"].startswith("test_plumbing_logs.py:")
    assert CANARY not in json.dumps(line, ensure_ascii=False)


def test_a_library_is_quoted_without_its_arguments(lines):
    logging.getLogger("some.library").warning("Refused %s at %s", CANARY, "x")
    already_filled_in = f"Refused {CANARY}"
    logging.getLogger("some.library").warning(already_filled_in)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception(CANARY)

    told = lines()

    assert [line["library"] for line in told] == ["some.library"] * 3
    assert told[0]["template"] == "Refused s at s"
    assert told[2]["error"] == "ValueError"
    assert CANARY not in json.dumps(told, ensure_ascii=False)


def test_the_box_rounds_the_time_to_five_minutes(capsys):
    handlers = logging.getLogger().handlers[:]
    start_logs("box", coarse_times=True)
    log("round_closed")
    line = json.loads(capsys.readouterr().err)
    start_logs("tests")
    logging.getLogger().handlers[:] = handlers

    minute, second = line["at"][14:16], line["at"][17:19]

    assert int(minute) % 5 == 0
    assert second == "00"
