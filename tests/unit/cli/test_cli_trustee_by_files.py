"""``ostraka trustee`` with files alone, for a computer without a network."""

import argparse
import json

import pytest
from cli_trustee_factories import NAMES, PASSPHRASE, ClosedBox, counts_of
from factories import documents
from fakes.trustees_tally import BOARD, TrusteesTally

from shared.cli.trustee import register
from shared.crypto.trustees import board as ceremony
from shared.errors import InvalidInput


def run(folder, *words):
    """Run ``ostraka trustee`` with the key file and passphrase file of ``folder``."""
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    files = ["--key-file", str(folder / "k"), "--passphrase-file", str(folder / "passphrase")]
    options = parser.parse_args(["trustee", words[0], *files, *words[1:]])
    return options.run(options)


def test_a_whole_ceremony_and_decryption_with_files_alone(tmp_path, capsys):
    tally = TrusteesTally(NAMES[:2], 1)
    folders = [tmp_path / str(number) for number in (1, 2)]
    page, out = tmp_path / "page.json", tmp_path / "out.json"
    for number, folder in enumerate(folders, start=1):
        folder.mkdir()
        page.write_text(json.dumps(tally.board_page()))
        keys = ["--tally-key", documents.TALLY.public.hex()]
        keys += ["--desk-key", documents.DESK.public.hex()]
        assert run(folder, "init", "--page", str(page), "--number", str(number), *keys) == 0

    for _ in (*ceremony.STEPS, "finish"):
        for number, folder in enumerate(folders, start=1):
            page.write_text(json.dumps(tally.board_page()))
            out.unlink(missing_ok=True)
            run(folder, "step", "--page", str(page), "--out", str(out), "--yes")
            if out.exists():
                tally.take(number, f"/api/v1/boards/{BOARD}/messages", json.loads(out.read_text()))

    box = ClosedBox(tally.document)
    (tmp_path / "archive.bel").write_bytes(box.archive())
    page.write_text(json.dumps(box.task()))
    files = ["--page", str(page), "--archive", str(tmp_path / "archive.bel")]
    words = ["--uuid", box.uuid, *files, "--out", str(out), "--yes"]
    assert run(folders[1], "decrypt", *words) == 0
    tally.take(2, f"/api/v1/counts/{box.uuid}/shares", json.loads(out.read_text()))

    assert counts_of(box, tally) == [[2, 1, 1, 0, 2]]
    capsys.readouterr()
    assert run(folders[1], "status") == 0
    assert json.loads(capsys.readouterr().out)["decrypted"] == [box.uuid]


@pytest.mark.parametrize(
    "words",
    [
        ["step"],
        ["step", "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "xyz", "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "00" * 32, "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "00" * 32],
    ],
)
def test_a_command_line_that_lacks_something_says_so(tmp_path, words):
    with pytest.raises(InvalidInput):
        run(tmp_path, *words)
