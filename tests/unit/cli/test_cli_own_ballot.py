"""``ostraka verify --receipt`` and ``--slip``: what a voter asks an archive, and what it says."""

from __future__ import annotations

import argparse
import io
import json

import pytest
from factories import documents
from factories.ballots import a_ballot, with_false_proof

from shared.cli import own_ballot, verify
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import tracker
from shared.crypto.credentials import credential_list, derive, new_code, slip_text
from shared.crypto.receipts import VoterReceipt, receipt_text, sign_receipt
from shared.documents.base import sign
from shared.documents.manifests import election_of
from shared.errors import SuiteError

MEETING = documents.a_meeting_manifest()
SHEET = documents.a_box_manifest(MEETING)
CODES = documents.some_codes(4)
BALLOTS = [a_ballot(SHEET, code) for code in CODES[:3]]
KEY = documents.BOX.public.hex()


def archive(ballots, sheet=SHEET, *, ended=True):
    """Return the bytes of an archive as the box publishes it after close."""
    writer = ArchiveWriter(documents.FREEZE)
    listed = credential_list(derive(sheet.uuid, code).public_hex for code in CODES)
    writer.setup(election_of(sheet).text, documents.a_board().document.trustees_text, listed)
    for _, text in sorted((tracker(text), text) for text in ballots):
        writer.ballot(text)
    if ended:
        writer.end_ballots()
    return writer.bytes()


@pytest.fixture
def file(tmp_path):
    """Writes an archive to a file and returns its path."""

    def write(content=None, name="a.bel"):
        (tmp_path / name).write_bytes(archive(BALLOTS) if content is None else content)
        return str(tmp_path / name)

    return write


def a_receipt(ballot=BALLOTS[0], key=documents.BOX, uuid=SHEET.uuid):
    mark = tracker(ballot)
    return receipt_text(VoterReceipt(uuid, mark, sign_receipt(key, uuid, mark)))


def ask(*words):
    """Run ``ostraka verify`` with these words; return its exit code."""
    parser = argparse.ArgumentParser()
    verify.register(parser.add_subparsers())
    options = parser.parse_args(["verify", *words])
    return options.run(options)


def said(capsys):
    """Return the lines about one's own ballot."""
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line[:2] == "  "]


LOST = a_ballot(SHEET, CODES[3])
FORGED = a_receipt(key=documents.STRANGER)


@pytest.mark.parametrize(
    ("receipt", "key", "code", "words"),
    [
        (a_receipt(), KEY, 0, "there good"),
        (a_receipt(), None, 0, "there unchecked"),
        (FORGED, KEY, 1, "there bad"),
        (a_receipt(LOST), KEY, 1, "missing good"),
        (a_receipt(LOST), None, 1, "missing unchecked"),
        (a_receipt(LOST, documents.STRANGER), KEY, 1, "missing bad"),
        (a_receipt(uuid=documents.uuids_of(MEETING, "A")[1]), KEY, 2, "other_box"),
    ],
)
def test_a_receipt_is_looked_up_and_its_signature_checked(file, capsys, receipt, key, code, words):
    more = ("--key", key) if key else ()

    assert ask(file(), "--receipt", receipt, *more) == code

    assert said(capsys) == [f"receipt: {own_ballot.RECEIPT_WORDS[words]}"]


def test_a_receipt_without_its_ballot_is_called_the_box_s_fault_in_both_languages(file, capsys):
    ask(file(), "--receipt", a_receipt(LOST), "--key", KEY)

    (line,) = said(capsys)
    assert "票箱的过错" in line
    assert "the box is at fault" in line
    assert "evidence" in line


def test_nothing_is_told_of_where_the_ballot_stands(file, capsys):
    answers = set()
    for ballot in BALLOTS:
        ask(file(), "--receipt", a_receipt(ballot), "--key", KEY)
        answers.add(capsys.readouterr().out)

    assert len(answers) == 1


def test_the_receipt_s_box_is_found_among_several_archives(file, capsys):
    other = documents.a_box_manifest(MEETING, uuid=documents.uuids_of(MEETING, "A")[1])
    files = [file(archive([], other), "b.bel"), file()]

    assert ask(*files, "--receipt", a_receipt(), "--key", KEY) == 0

    expected = [own_ballot.RECEIPT_WORDS[words] for words in ("other_box", "there good")]
    assert said(capsys) == [f"receipt: {words}" for words in expected]


def test_an_archive_that_is_refused_answers_nothing(file, capsys):
    spoiled = archive([with_false_proof(BALLOTS[0]), *BALLOTS[1:]])

    assert ask(file(spoiled), "--receipt", a_receipt(BALLOTS[1]), "--key", KEY) == 1

    assert said(capsys) == []


def test_before_the_close_nothing_is_said_of_what_is_not_there(file, capsys):
    path = file(archive(BALLOTS, ended=False))

    assert ask(path, "--receipt", a_receipt(LOST), "--key", KEY) == 2
    assert ask(path, "--slip", slip_text("A", CODES[3])) == 2

    lines = said(capsys)
    assert lines[0] == f"receipt: {own_ballot.RECEIPT_WORDS['open']}"
    assert lines[1] == f"slip: {own_ballot.SLIP_WORDS['open']}"


@pytest.mark.parametrize(
    ("code", "exit_code", "words"),
    [(CODES[0], 0, "voted"), (CODES[3], 0, "no_vote"), (new_code(), 2, "not_listed")],
    ids=["voted", "did not", "stranger"],
)
def test_a_slip_is_told_whether_it_voted(file, capsys, code, exit_code, words):
    typed = slip_text("A", code).replace("-", " ")

    assert ask(file(), "--slip", typed) == exit_code

    assert said(capsys) == [f"slip: {own_ballot.SLIP_WORDS[words]}"]


def test_codes_and_receipts_can_stay_off_the_command_line(file, tmp_path, monkeypatch, capsys):
    (tmp_path / "receipt.txt").write_text(a_receipt().replace(".", "\n") + "\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(slip_text("A", CODES[3]) + "\n"))

    receipt = str(tmp_path / "receipt.txt")
    assert ask(file(), "--receipt", receipt, "--key", KEY, "--slip", "-") == 0

    lines = said(capsys)
    assert lines[0] == f"receipt: {own_ballot.RECEIPT_WORDS['there good']}"
    assert lines[1] == f"slip: {own_ballot.SLIP_WORDS['no_vote']}"


@pytest.mark.parametrize(
    "content",
    [
        MEETING.to_json(),
        sign(documents.DESK, MEETING),
        {"manifest": sign(documents.DESK, MEETING), "frozen": None, "boxes": []},
    ],
    ids=["document", "signed", "the box's page"],
)
def test_the_key_is_taken_from_the_meeting_s_manifest(file, tmp_path, capsys, content):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content))

    assert ask(file(), "--receipt", a_receipt(), "--key", str(path)) == 0

    out, err = capsys.readouterr()
    assert own_ballot.RECEIPT_WORDS["there good"] in out
    assert "six words" not in out
    assert len(err.rpartition("screen: ")[2].split("/")[1].split()) == 6


def test_the_key_is_fetched_from_the_box(file, monkeypatch, capsys):
    asked = []

    class Box:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            asked.append("closed")

        def get_json(self, path):
            asked.append(path)
            return {"manifest": sign(documents.DESK, MEETING)}

    monkeypatch.setattr(own_ballot, "open_client", lambda url: asked.append(url) or Box())

    address = "https://box.example/api/v1/meetings/m1"
    assert ask(file(), "--receipt", a_receipt(), "--key", address) == 0
    assert asked == ["https://box.example", "/api/v1/meetings/m1", "closed"]
    assert own_ballot.RECEIPT_WORDS["there good"] in capsys.readouterr().out


OTHER = documents.a_meeting_manifest()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--receipt", "x"), "bad_receipt"),
        (("--receipt", a_receipt()[:-1]), "bad_receipt"),
        (("--receipt", "x" * 5000), "bad_receipt"),
        (("--slip", "x"), "bad_slip"),
        (("--key", KEY), "receipt_key_not_found"),
        (("--receipt", a_receipt(), "--key", KEY[:-1]), "receipt_key_not_found"),
        (("--receipt", a_receipt(), "--key", KEY.upper()), "receipt_key_not_found"),
        (("--receipt", a_receipt(), "--key", "other.json"), "receipt_key_not_found"),
        (("--receipt", a_receipt(), "--key", "list.json"), "malformed_document"),
    ],
)
def test_what_cannot_be_asked_is_refused(file, tmp_path, monkeypatch, words, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.json").write_text(json.dumps(OTHER.to_json()))
    (tmp_path / "list.json").write_text("[]")

    with pytest.raises(SuiteError) as refusal:
        ask(file(), *words)

    assert refusal.value.code == code


def test_json_has_the_answers_and_says_whether_all_is_well(file, capsys):
    good = ask(file(), "--receipt", a_receipt(), "--key", KEY, "--json")
    first = json.loads(capsys.readouterr().out)
    lost = ask(file(), "--receipt", a_receipt(LOST), "--key", KEY, "--json")
    second = json.loads(capsys.readouterr().out)
    ask(file(), "--json")
    third = json.loads(capsys.readouterr().out)

    assert (good, first["ok"], first["files"][0]["own"]) == (0, True, {"receipt": "there good"})
    assert (lost, second["ok"], second["files"][0]["own"]) == (
        1,
        False,
        {"receipt": "missing good"},
    )
    assert second["files"][0]["status"] == "ok"
    assert "own" not in third["files"][0]
