"""`ostraka audit` as a command: its lines, its JSON, its exit codes."""

from __future__ import annotations

import argparse
import json

import pytest
from factories.appraisal import a_pack
from factories.audited import KEYS, Evidence
from factories.drafts import completed

from ballot_service.meetings.domain.meeting_pack import with_needed
from shared.cli.audit import command

PUBLIC = {name: key.public.hex() for name, key in KEYS.items()}


def run(folder, *more: str) -> int:
    """Run the command in this process; return its exit code."""
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    options = parser.parse_args(["audit", str(folder), "--workers", "1", *more])
    return int(options.run(options))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An honest folder; nothing changes it."""
    return Evidence().write(tmp_path_factory.mktemp("bundle"))


def test_every_part_has_its_line(folder, capsys):
    assert run(folder) == 0

    lines = capsys.readouterr().out.splitlines()
    kinds = ["board", "pack", "meeting", "result", "facts", "grade", "grade"]
    kinds += ["after-final:", "after-final", "after-final"]
    assert [line.split()[:2] for line in lines] == [["ok:", kind] for kind in kinds]


def test_a_pack_with_clauses_that_a_desk_adopted_for_the_meeting_is_audited_like_any_other(
    tmp_path,
):
    chosen = a_pack(merge_needs=["unit"])
    pack = with_needed(completed("committee"), chosen, "王主任", "2026-03-01")
    assert len(pack.clauses) > len(chosen.clauses)

    assert run(Evidence(pack=pack).write(tmp_path)) == 0


def test_json_is_one_object(folder, capsys):
    assert run(folder, "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert len(answer["findings"]) == 10


def test_a_line_is_told_as_soon_as_it_is_there(folder):
    told = []

    def first_only(finding):
        told.append(finding.subject)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        command.audit_folder(folder, 1, first_only)

    assert told == ["board board-1"]


def test_a_terminal_sees_how_many_ballots_are_verified(folder, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    run(folder)

    assert "ballots verified 5/5" in capsys.readouterr().err


def test_a_missing_part_is_rejected_and_the_rest_is_still_checked(tmp_path, capsys):
    folder = Evidence().write(tmp_path)
    next((folder / "archives").glob("*.bel")).unlink()
    next((folder / "derivations").glob("*.json")).unlink()

    assert run(folder) == 1

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("ok")] == [
        "board",
        "pack",
        "facts",
        "after-final:",
    ]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="no files"),
        pytest.param({"keys.json": PUBLIC, "grades.json": []}, id="nothing to check"),
        pytest.param({"keys.json": PUBLIC}, id="no grades"),
        pytest.param({"keys.json": PUBLIC, "grades.json": {"a": 1}}, id="grades no list"),
        pytest.param({"keys.json": PUBLIC, "grades.json": 7}, id="grades a number"),
        pytest.param({"keys.json": {"desk": "00"}, "grades.json": []}, id="keys missing"),
        pytest.param({"keys.json": {**PUBLIC, "box": 7}, "grades.json": []}, id="key a number"),
        pytest.param({"keys.json": {**PUBLIC, "box": "zz"}, "grades.json": []}, id="key no hex"),
    ],
)
def test_what_is_no_bundle_is_unusable(files, tmp_path, capsys):
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value))

    assert run(tmp_path) == 2
    assert capsys.readouterr().out.startswith("unusable: ")
    assert run(tmp_path, "--json") == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_folder_that_is_not_there_is_unusable(tmp_path):
    assert run(tmp_path / "missing") == 2
