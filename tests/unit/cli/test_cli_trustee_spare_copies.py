"""The rehearsal with the spare copy of a key file, over the network and with files."""

import argparse
import json
import shutil

import pytest
from cli_trustee_factories import CHEAP, PASSPHRASE, agreed
from fakes.trustees_tally import BOARD

from shared.cli.trustee import TrusteeProgram, register
from shared.cli.trustee.storage import KeyFile
from shared.crypto import rehearsal as rehearsals
from shared.crypto.rehearsal import RehearsalChanged

MEETING = "m-1"


@pytest.fixture
def spare(world, tmp_path):
    """Return the program of trustee 1's spare copy, made before any rehearsal."""
    shutil.copy(tmp_path / "keys" / "1.key", tmp_path / "spare.key")
    return TrusteeProgram(world[0].at(1), tmp_path / "spare.key", PASSPHRASE, agreed, cost=CHEAP)


def rehearse_all(people):
    """Let everybody take part until nothing is left to do."""
    while any(person.rehearse(MEETING) for person in people):
        pass


def rehearse_with(folder, key_file, page):
    """Run ``ostraka trustee rehearse`` with a key file and a page that somebody brought."""
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    (folder / "passphrase").write_text(PASSPHRASE)
    (folder / "page.json").write_text(json.dumps(page))
    files = {"--key-file": key_file, "--passphrase-file": folder / "passphrase"}
    files |= {"--page": folder / "page.json", "--out": folder / "out.json"}
    words = [str(word) for pair in files.items() for word in pair]
    options = parser.parse_args(["trustee", "rehearse", "--meeting", MEETING, *words])
    return options.run(options)


def damage(key_file):
    """Let a key file hold another secret, whole and under the same passphrase."""
    file = KeyFile(key_file, PASSPHRASE, CHEAP)
    kept = file.read()
    kept["ceremony"]["secret"] = "7"
    file.save(kept)


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_spare_copy_ends_a_rehearsal_that_the_main_one_began(world, spare, rounds):
    tally, people = world
    for _ in range(rounds):
        for person in people:
            person.rehearse(MEETING)

    rehearse_all([spare, *people[1:]])

    assert not rehearsals.pending(tally.rehearsals[MEETING])
    assert spare.status()["rehearsed"] == [MEETING]


def test_the_spare_copy_shows_that_it_works_and_sends_nothing(world, spare):
    tally, people = world
    people[0].rehearse(MEETING)
    assert not spare.prove_copy(MEETING)
    rehearse_all(people)
    tally.loses = True

    assert not spare.rehearse(MEETING)
    assert spare.prove_copy(MEETING)
    assert people[0].prove_copy(MEETING)


def test_a_damaged_spare_copy_does_not_pass(world, spare, tmp_path):
    _, people = world
    rehearse_all(people)
    damage(tmp_path / "spare.key")

    for attempt in (spare.rehearse, spare.prove_copy):
        with pytest.raises(RehearsalChanged):
            attempt(MEETING)


def test_the_command_says_that_the_spare_copy_works(world, spare, tmp_path, capsys):
    tally, people = world
    key_file = tmp_path / "spare.key"
    people[1].rehearse(MEETING)
    assert rehearse_with(tmp_path, key_file, tally.rehearsal_page(MEETING)) == 0
    assert "This copy works" not in capsys.readouterr().out
    begun = json.loads((tmp_path / "out.json").read_text())
    tally.take(1, f"/api/v1/boards/{BOARD}/rehearsals/{MEETING}/messages", begun)
    rehearse_all(people)
    (tmp_path / "out.json").unlink()

    assert rehearse_with(tmp_path, key_file, tally.rehearsal_page(MEETING)) == 0

    said = capsys.readouterr().out
    assert "这份密钥副本有效" in said
    assert "This copy works" in said
    assert not (tmp_path / "out.json").exists()
    damage(key_file)
    with pytest.raises(RehearsalChanged):
        rehearse_with(tmp_path, key_file, tally.rehearsal_page(MEETING))
