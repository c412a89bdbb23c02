"""What the box side may not do, read from its source: the argument of its types and its wall."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ballot_service
from ballot_service.box_db import Base
from ballot_service.box_job_names import RUN_OUTBOX

HOME = Path(ballot_service.__file__).parent
BOX_SIDE = [
    *HOME.glob("box_*.py"),
    *(path for room in ("box", "credentials", "board") for path in (HOME / room).rglob("*.py")),
]


def calls_of(name, source):
    """Return the line of every call of ``name`` in ``source``."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_only_the_casting_rule_makes_an_accepted_ballot():
    makers = [path for path in BOX_SIDE if calls_of("AcceptedBallot", path.read_text())]

    assert makers == [HOME / "box" / "domain" / "casting.py"]


def test_only_the_check_of_the_core_makes_a_checked_ballot():
    assert [path for path in BOX_SIDE if calls_of("CheckedBallot", path.read_text())] == []


def test_the_search_for_calls_finds_one():
    assert calls_of("AcceptedBallot", "x = 1\ny = AcceptedBallot('u', b'', 'c', 't')") == [2]


def test_every_ballot_row_is_written_by_one_function():
    writers = [path for path in BOX_SIDE if "(BallotRow)" in path.read_text()]

    assert [path.relative_to(HOME).as_posix() for path in writers] == ["box/store.py"]


@pytest.mark.parametrize("module", ["box_app", "box_worker"])
def test_a_box_process_never_loads_the_desk(module):
    program = (
        f"import sys, ballot_service.{module}\n"
        "print([n for n in sys.modules if n.startswith('ballot_service.')])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert "ballot_service.box_db" in loaded
    assert not any(word in loaded for word in (".desk", ".meetings", ".roll"))


def test_the_job_can_be_imported():
    module, name = RUN_OUTBOX.rsplit(".", 1)

    assert callable(getattr(__import__(module, fromlist=[name]), name))


ALLOWED_TIMES = {"outbox"}


def test_no_table_of_ballots_or_lists_holds_a_time_or_a_counter():
    for table in Base.metadata.tables.values():
        types = {str(column.type).upper() for column in table.columns}
        assert table.autoincrement_column is None, table.name
        if table.name not in ALLOWED_TIMES:
            assert not any("TIME" in kind or "DATE" in kind for kind in types), table.name


def test_every_table_is_without_row_numbers_on_sqlite():
    options = {
        table.name: table.dialect_options["sqlite"]["with_rowid"]
        for table in Base.metadata.tables.values()
    }

    assert set(options.values()) == {False}
    assert "ballot" in options
