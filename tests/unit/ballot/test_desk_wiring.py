"""What holds the desk together: settings, job names, one door for each side of the wall."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from ballot_service import desk_job_names, worker
from ballot_service.settings import BadSettings, DeskSettings

KEY = "ab" * 32
ENVIRONMENT = {
    "DESK_DATABASE_URL": "sqlite:///desk.db",
    "DESK_REDIS_URL": "unix:///socket",
    "DESK_KEY_FILE": "desk.key",
    "DESK_BOX_URL": "http://127.0.0.1:1",
    "DESK_BOX_KEY": KEY,
    "DESK_TALLY_URL": "http://127.0.0.1:2",
    "DESK_TALLY_KEY": KEY,
    "DESK_WEB": "build/web",
    "DESK_ORIGIN": "http://desk",
    "DESK_BOX_ORIGIN": "http://box",
    "DESK_TALLY_ORIGIN": "http://tally",
    "DESK_HALL": "hall.json",
}


def test_settings_come_from_the_variables_of_the_desk_alone():
    settings = DeskSettings.from_env({**ENVIRONMENT, "BOX_DATABASE_URL": "sqlite:///box.db"})

    assert (settings.database_url, settings.tally_key) == ("sqlite:///desk.db", KEY)


def test_all_missing_variables_are_named_at_once():
    with pytest.raises(BadSettings, match="DESK_REDIS_URL, DESK_TALLY_KEY"):
        DeskSettings.from_env({**ENVIRONMENT, "DESK_REDIS_URL": "", "DESK_TALLY_KEY": ""})


@pytest.mark.parametrize("key", ["ab", "AB" * 32, "zz" * 32, KEY + "\n"])
def test_a_key_of_another_form_is_refused(key):
    with pytest.raises(BadSettings, match="64 hex digits"):
        DeskSettings.from_env({**ENVIRONMENT, "DESK_BOX_KEY": key})


def test_the_job_that_is_queued_can_be_imported():
    module, _, function = desk_job_names.RUN_OUTBOX.rpartition(".")

    assert callable(getattr(importlib.import_module(module), function))


def test_a_worker_wants_to_know_its_side():
    assert worker.main(["both"]) == 2


@pytest.mark.parametrize(
    ("starts", "never"),
    [
        ("ballot_service.desk_app", ["ballot_service.box_db", "ballot_service.box"]),
        ("ballot_service.box_app", ["ballot_service.desk_db", "ballot_service.meetings"]),
    ],
)
def test_neither_process_loads_the_other_side_of_the_wall(starts, never):
    program = f"import sys, {starts}; print([m for m in {never!r} if m in sys.modules])"

    printed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    ).stdout

    assert printed.strip() == "[]"
