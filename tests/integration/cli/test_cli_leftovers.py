"""`ostraka slips leftovers` and what follows: from the table of two scrutineers to the box."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.slip_programs import BOX, Desk, run

from shared.crypto.credentials import BadSlip, new_code, parse_slip, slip_text
from shared.errors import SuiteError


class Terminal(io.StringIO):
    """A keyboard or scanner at a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def box(tmp_path):
    return a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)


@pytest.fixture
def hall(box, tmp_path, monkeypatch):
    """A meeting of five slips, of which the last two were not handed out; its round is closed."""
    desk = Desk(box, tmp_path, monkeypatch)
    desk.meeting = Rehearsed(box, voters=5).open()
    for voter in range(3):
        assert desk.meeting.cast(desk.meeting.ballot(voter)).status_code == 201
    desk.meeting.close().end()
    for number, key in enumerate(documents.SCRUTINEERS):
        path = tmp_path / f"key-{number}"
        path.write_text(key.seed.hex() + "\n")
        path.chmod(0o600)
    return desk


def slip(hall, voter, letter="A"):
    return slip_text(letter, hall.meeting.codes[voter])


def scan(hall, *more, source=None):
    """Run the scan at the meeting's box; return its exit code."""
    out = hall.folder / "scan.json"
    words = ["leftovers", "--box", BOX, "--meeting", hall.meeting.meeting.meeting, "--class", "A"]
    if source is not None:
        path = hall.folder / "slips.txt"
        path.write_text("\n".join(source))
        words += ["--from", str(path)]
    return run(*words, "--out", str(out), *more)


def type_in(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", Terminal("".join(line + "\n" for line in lines)))


def kept(hall):
    return json.loads((hall.folder / "scan.json").read_text())


def sign(hall, number):
    path = hall.folder / "scan.json"
    return run("sign-leftovers", str(path), "--key", str(hall.folder / f"key-{number}"))


def publish(hall, *more):
    return run("publish-leftovers", str(hall.folder / "scan.json"), "--box", BOX, *more)


def published(hall):
    path = f"/api/v1/meetings/{hall.meeting.meeting.meeting}/leftovers"
    return hall.meeting.client.get(path).json["leftovers"]


def test_two_scrutineers_scan_sign_and_publish(hall, capsys):
    address = f"{BOX}/b/{hall.meeting.meeting.meeting}#{slip(hall, 4)}"
    typed = slip(hall, 3).replace("-", " ")

    assert scan(hall, "--issued", "3", source=[address, "", typed, slip(hall, 4)]) == 0
    assert (sign(hall, 0), sign(hall, 1), publish(hall), publish(hall)) == (0, 0, 0, 0)

    (one,) = published(hall)
    expected = hall.meeting.leftovers([3, 4])
    assert one["document"] == expected.model_dump(mode="json")
    assert one["signatures"] == kept(hall)["signatures"]
    said = capsys.readouterr().err
    assert "scanned before, counted once" in said
    assert "scanned 2（印制 / printed 5，应剩 / must be left 2）" in said
    assert "2 slips of class A were not handed out" in said
    assert not any(code in (hall.folder / "scan.json").read_text() for code in hall.meeting.codes)


def with_a_wrong_second_group(text):
    """Return `text` with one letter changed to one that the check character does not forgive."""
    for letter in "xyzabc":
        changed = text[:9] + letter + text[10:]
        with suppress(BadSlip):
            parse_slip(changed)
            continue
        return changed
    raise AssertionError("every letter fits")


def test_at_the_table_each_slip_is_answered(hall, monkeypatch, capsys):
    wrong = with_a_wrong_second_group(slip(hall, 3))
    type_in(
        monkeypatch,
        slip(hall, 3),
        slip(hall, 3),
        wrong,
        "what",
        slip(hall, 4, "B"),
        slip_text("A", new_code()),
        slip(hall, 4).lower()[:2] + slip(hall, 4)[2:],
        "完",
    )

    assert scan(hall, "--issued", "3") == 0

    said = capsys.readouterr().err.splitlines()
    answers = said[next(n for n, line in enumerate(said) if "type end to end" in line) + 1 :]
    assert [line.rpartition("/")[2].strip() for line in answers[:7]] == [
        "must be left 2）",
        "scanned before, counted once",
        "group 2",
        "cannot be read: scan again or type it",
        "another class: put it aside",
        "not on this meeting's lists: put it aside",
        "must be left 2）",
    ]
    assert answers[6].startswith("已扫 / scanned 2（印制 / printed 5")
    assert [line[0] for line in answers[1:6]] == ["\a"] * 5
    assert len(kept(hall)["document"]["lists"][hall.meeting.uuid]) == 2


def test_a_slip_that_is_missing_is_told_before_anything_is_written(hall, monkeypatch, capsys):
    type_in(monkeypatch, slip(hall, 3), "end", slip(hall, 4), "end")

    assert scan(hall, "--issued", "3") == 0

    assert "the count differs" in capsys.readouterr().err
    assert len(kept(hall)["document"]["lists"][hall.meeting.uuid]) == 2


def test_people_at_the_table_may_insist_on_their_count(hall, monkeypatch):
    type_in(monkeypatch, slip(hall, 3), "end", "END")

    assert scan(hall, "--issued", "3") == 1
    assert len(kept(hall)["document"]["lists"][hall.meeting.uuid]) == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (lambda hall: [slip(hall, 3)], "scanned 1"),
        (lambda hall: [slip(hall, 3), "end", "end"], "scanned 1"),
        (lambda hall: [slip(hall, 3), slip(hall, 4), "what"], "line 3"),
        (lambda hall: [slip(hall, 3), slip(hall, 4), slip(hall, 2, "B")], "another class"),
        (lambda hall: [], "scanned 0"),
    ],
)
def test_a_file_that_is_not_the_whole_scan_is_not_written(hall, capsys, lines, said):
    assert scan(hall, "--issued", "3", source=lines(hall)) == 1

    assert not (hall.folder / "scan.json").exists()
    assert said in capsys.readouterr().err


def test_a_scanner_at_a_pipe_is_read_like_a_file(hall, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{slip(hall, 3)}\n{slip(hall, 4)}\n"))

    assert scan(hall) == 0
    assert len(kept(hall)["document"]["lists"][hall.meeting.uuid]) == 2


def test_nothing_left_over_is_a_scan_too(hall):
    assert scan(hall, "--issued", "5", source=[]) == 0
    assert set(map(len, kept(hall)["document"]["lists"].values())) == {0}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--issued", "6"), "scan_unusable"),
        (("--issued", "-1"), "scan_unusable"),
        (("--class", "B"), "other_class"),
        (("--meeting", "m-other"), "meeting_not_there"),
        (("--from", "/nowhere"), "scan_unusable"),
        (("--desk-key", documents.STRANGER.public.hex()), "verification_failed"),
    ],
)
def test_a_scan_that_cannot_be_right_is_not_begun(hall, more, code):
    with pytest.raises(SuiteError) as refusal:
        scan(hall, *more)

    assert refusal.value.code == code


def test_lists_that_are_not_fixed_are_not_scanned_against(box, tmp_path, monkeypatch):
    early = Desk(box, tmp_path, monkeypatch)
    early.meeting = Rehearsed(box, voters=5).prepare()

    with pytest.raises(SuiteError) as refusal:
        scan(early, source=[])

    assert refusal.value.code == "lists_not_fixed"


def test_nobody_signs_twice_and_nobody_else_signs(hall, tmp_path):
    scan(hall, source=[slip(hall, 3), slip(hall, 4)])
    sign(hall, 0)
    with pytest.raises(SuiteError) as twice:
        sign(hall, 0)
    with pytest.raises(SuiteError) as alone:
        publish(hall)
    (tmp_path / "key-1").write_text(documents.STRANGER.seed.hex())
    sign(hall, 1)
    with pytest.raises(SuiteError) as stranger:
        publish(hall)

    refused = [refusal.value.code for refusal in (twice, alone, stranger)]
    assert refused == ["signed_already", "verification_failed", "verification_failed"]
    assert published(hall) == []


def test_a_scan_changed_after_signing_is_not_published(hall):
    scan(hall, source=[slip(hall, 3), slip(hall, 4)])
    sign(hall, 0)
    sign(hall, 1)
    path = hall.folder / "scan.json"
    changed = kept(hall)
    for entries in changed["document"]["lists"].values():
        entries.pop()
    path.write_text(json.dumps(changed))

    with pytest.raises(SuiteError) as refusal:
        publish(hall)

    assert refusal.value.code == "verification_failed"


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "scan_unusable"), (b"{", "malformed"), (b"{}", "malformed_document")],
)
def test_what_is_no_scan_is_neither_signed_nor_published(hall, content, code):
    if content is not None:
        (hall.folder / "scan.json").write_bytes(content)

    for act in (lambda: sign(hall, 0), lambda: publish(hall)):
        with pytest.raises(SuiteError) as refusal:
            act()
        assert refusal.value.code == code


def test_a_scan_is_never_written_over_another(hall):
    (hall.folder / "scan.json").write_text("old")

    with pytest.raises(SuiteError) as refusal:
        scan(hall, source=[])

    assert refusal.value.code == "slips_there"
