"""`ostraka slips scrutineer-key` and what its file is good for: scans and closing records."""

from __future__ import annotations

from hashlib import sha256
from io import StringIO

import pytest
from factories import documents
from factories.ballots import a_ballot
from factories.boxes import Rehearsed, a_box_side, work
from factories.slip_programs import BOX, Desk, run

from ballot_service.board.store.archives import archive_path
from shared.cli.slips import keys, scrutineer_command
from shared.crypto.credentials import slip_text
from shared.crypto.errors import VerificationFailed
from shared.crypto.keyfile import seal_key
from shared.crypto.receipts import six_words
from shared.crypto.scrutineer_key import open_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.documents.closing import ClosingRecord, check_scrutineers
from shared.documents.manifests import Scrutineer
from shared.errors import SuiteError

PASSPHRASE = "correct horse 电池"


@pytest.fixture
def typed(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return ["--passphrase-file", str(path)]


def make(folder, name, typed, capsys):
    """Make a key file; return it and the public key that is printed."""
    path = folder / name
    assert run("scrutineer-key", "--out", str(path), *typed) == 0
    return path, capsys.readouterr().out.strip()


def a_closed_meeting(folder, monkeypatch, publics, then=None):
    """A meeting whose scrutineers have these keys, over after its round, or what came ``then``."""
    desk = Desk(a_box_side(f"sqlite:///{folder / 'box.db'}", folder), folder, monkeypatch)
    named = [Scrutineer(name=f"监票人 {n}", key=key) for n, key in enumerate(publics)]
    desk.meeting = Rehearsed(desk.box, voters=6, scrutineers=named).open()
    for voter in range(5):
        assert desk.meeting.cast(desk.meeting.ballot(voter)).status_code == 201
    desk.meeting.close()
    if then:
        then(desk.meeting)
    desk.meeting.end()
    return desk


def test_two_keys_made_here_sign_a_scan_and_a_closed_box(tmp_path, monkeypatch, capsys, typed):
    (one, first), (two, second) = (make(tmp_path, f"{n}.json", typed, capsys) for n in (1, 2))
    desk = a_closed_meeting(tmp_path, monkeypatch, [first, second])
    slips, scan = tmp_path / "slips.txt", tmp_path / "scan.json"
    slips.write_text(slip_text("A", desk.meeting.codes[5]))
    at = ["--box", BOX]
    meeting = ["--meeting", desk.meeting.meeting.meeting, "--class", "A", "--issued", "5"]

    assert run("leftovers", *at, *meeting, "--from", str(slips), "--out", str(scan)) == 0
    for key in (one, two):
        assert run("sign-leftovers", str(scan), "--key", str(key), *typed) == 0
        where = [*at, "--uuid", desk.meeting.uuid]
        assert run("sign-closing", *where, "--yes", "--key", str(key), *typed) == 0
    assert run("publish-leftovers", str(scan), *at) == 0

    record = ClosingRecord.model_validate(desk.meeting.get("/closing").json)
    names = {first: "一", second: "二"}
    assert sorted(check_scrutineers(record.message(), record.signatures, names)) == ["一", "二"]
    said = capsys.readouterr().err
    assert "5 ballots, as published" in said
    assert " ".join(six_words(bytes.fromhex(desk.meeting.meeting.digest)).en) in said


def a_second_round(meeting):
    """Hold another round on a sheet of the same title."""
    spare = documents.uuids_of(meeting.meeting, "A")[1]
    sheet = documents.a_box_manifest(meeting.meeting, uuid=spare, round="r2")
    assert meeting.tell(sheet).status_code == 200
    assert meeting.tell(documents.a_round_order("open", sheet)).status_code == 200
    for code in meeting.codes:
        assert meeting.cast(a_ballot(sheet, code, 0), spare).status_code == 201
    assert meeting.tell(documents.a_round_order("close", sheet)).status_code == 200
    work(meeting.box)


def a_round_called_off(meeting):
    """Prepare another round on a sheet of the same title, and call it off."""
    spare = documents.uuids_of(meeting.meeting, "A")[1]
    sheet = documents.a_box_manifest(meeting.meeting, uuid=spare, round="r2")
    assert meeting.tell(sheet).status_code == 200
    assert meeting.tell(documents.a_round_order("cancel", sheet)).status_code == 200


def signers(meeting, *uuids):
    """Return the keys that have signed each box, sorted."""
    answers = [meeting.client.get(f"/api/v1/boxes/{uuid}/closing").json for uuid in uuids]
    return [sorted(one["key"] for one in answer["signatures"]) for answer in answers]


def test_all_boxes_of_a_meeting_are_signed_at_once_and_none_twice(
    tmp_path, monkeypatch, capsys, typed
):
    (one, first), (two, second) = (make(tmp_path, f"{n}.json", typed, capsys) for n in (1, 2))
    desk = a_closed_meeting(tmp_path, monkeypatch, [first, second], then=a_second_round)
    both = documents.uuids_of(desk.meeting.meeting, "A")
    where = ["--box", BOX, "--meeting", desk.meeting.meeting.meeting, "--yes", *typed]

    assert (
        run("sign-closing", "--box", BOX, "--uuid", both[1], "--yes", *typed, "--key", str(two))
        == 0
    )
    assert run("sign-closing", *where, "--key", str(one)) == 0
    said = capsys.readouterr().err
    for turn in (1, 2):
        name = f"年度民主测评，第 {turn} 次投票 / vote {turn}（A 类 / class A）"
        assert f"signed: {name}" in said
    assert signers(desk.meeting, *both) == [[first], sorted([first, second])]
    assert run("sign-closing", *where, "--key", str(two)) == 0
    assert capsys.readouterr().err.count("/ signed:") == 1
    assert run("sign-closing", *where, "--key", str(two)) == 0

    assert "no box waits" in capsys.readouterr().err
    assert signers(desk.meeting, *both) == [sorted([first, second])] * 2


def test_a_round_that_was_called_off_is_no_vote(tmp_path, monkeypatch, capsys, typed):
    path, public = make(tmp_path, "key.json", typed, capsys)
    publics = [public, SigningKey.generate().public.hex()]
    desk = a_closed_meeting(tmp_path, monkeypatch, publics, then=a_round_called_off)
    where = ["--box", BOX, "--meeting", desk.meeting.meeting.meeting, "--yes", *typed]

    assert run("sign-closing", *where, "--key", str(path)) == 0

    assert "signed: 年度民主测评（A 类 / class A）" in capsys.readouterr().err


def test_one_wrong_box_of_a_meeting_is_named_and_none_is_signed(
    tmp_path, monkeypatch, capsys, typed
):
    path, public = make(tmp_path, "key.json", typed, capsys)
    publics = [public, SigningKey.generate().public.hex()]
    desk = a_closed_meeting(tmp_path, monkeypatch, publics, then=a_second_round)
    both = sorted(documents.uuids_of(desk.meeting.meeting, "A"))
    archives = [archive_path(desk.box.archives, uuid) for uuid in both]
    archives[1].write_bytes(archives[0].read_bytes())
    where = ["--box", BOX, "--meeting", desk.meeting.meeting.meeting, "--yes", *typed]

    with pytest.raises(VerificationFailed):
        run("sign-closing", *where, "--key", str(path))

    assert "vote 2" in capsys.readouterr().err.splitlines()[-1]
    assert signers(desk.meeting, *both) == [[], []]


def test_a_closing_record_is_signed_after_its_words_were_compared(
    tmp_path, monkeypatch, capsys, typed
):
    path, public = make(tmp_path, "key.json", typed, capsys)
    desk = a_closed_meeting(tmp_path, monkeypatch, [public, SigningKey.generate().public.hex()])
    where = ["--box", BOX, "--uuid", desk.meeting.uuid, "--key", str(path), *typed]
    record = ClosingRecord.model_validate(desk.meeting.get("/closing").json)
    words = " ".join(six_words(sha256(record.message()).digest()).en)

    for answer in ("no\n", ""):
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        with pytest.raises(SuiteError) as refusal:
            run("sign-closing", *where)
        said = capsys.readouterr().err
        assert refusal.value.code == "words_differ"
        assert said.index(words) < said.index("type yes")
        assert desk.meeting.get("/closing").json["signatures"] == []
    monkeypatch.setattr("sys.stdin", StringIO("yes\n"))
    assert run("sign-closing", *where) == 0

    assert [one["key"] for one in desk.meeting.get("/closing").json["signatures"]] == [public]


def test_a_meeting_of_another_desk_is_not_signed_for(tmp_path, monkeypatch, capsys, typed):
    path, public = make(tmp_path, "key.json", typed, capsys)
    desk = a_closed_meeting(tmp_path, monkeypatch, [public, SigningKey.generate().public.hex()])
    other = ["--desk-key", SigningKey.generate().public.hex()]

    with pytest.raises(SuiteError) as refusal:
        run(
            "sign-closing",
            "--box",
            BOX,
            "--uuid",
            desk.meeting.uuid,
            *other,
            "--key",
            str(path),
            *typed,
        )

    assert refusal.value.code == "verification_failed"
    assert desk.meeting.get("/closing").json["signatures"] == []


def test_a_key_file_is_under_its_passphrase_and_never_written_over(tmp_path, capsys, typed):
    path, public = make(tmp_path, "key.json", typed, capsys)
    text = path.read_text()

    key = open_scrutineer_key(text, PASSPHRASE)
    assert key.public.hex() == public
    assert key.seed.hex() not in text
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(SuiteError) as refusal:
        run("scrutineer-key", "--out", str(path), *typed)
    assert refusal.value.code == "slips_there"
    assert path.read_text() == text


def test_a_passphrase_is_typed_twice_and_is_not_too_short(tmp_path, monkeypatch):
    for answers, code in (
        (["one of twelve letters", "another"], "passphrases_differ"),
        (["short", "short"], "passphrase_too_short"),
    ):
        waiting = iter(answers)
        for module in (keys, scrutineer_command):
            monkeypatch.setattr(module, "getpass", lambda _, waiting=waiting: next(waiting))
        with pytest.raises(SuiteError) as refusal:
            run("scrutineer-key", "--out", str(tmp_path / "key.json"))
        assert refusal.value.code == code
    assert not (tmp_path / "key.json").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "key_file_unusable"),
        ("{", "damaged_key_file"),
        ("what", "key_file_unusable"),
        (seal_key({"type": "ostraka/trustee"}, PASSPHRASE), "other_key_file"),
        (seal_key({"type": "ostraka/trustee"}, PASSPHRASE + "!"), "wrong_passphrase"),
    ],
)
def test_what_is_no_scrutineer_s_key_signs_nothing(tmp_path, monkeypatch, typed, content, code):
    publics = [SigningKey.generate().public.hex() for _ in range(2)]
    desk = a_closed_meeting(tmp_path, monkeypatch, publics)
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
        path.chmod(0o600)

    with pytest.raises(SuiteError) as refusal:
        run("sign-closing", "--box", BOX, "--uuid", desk.meeting.uuid, "--key", str(path), *typed)

    assert refusal.value.code == code
    assert desk.meeting.get("/closing").json["signatures"] == []


def test_the_closing_of_a_box_that_is_open_is_not_signed(tmp_path, monkeypatch, capsys, typed):
    path, public = make(tmp_path, "key.json", typed, capsys)
    desk = Desk(a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path), tmp_path, monkeypatch)
    other = SigningKey.generate().public.hex()
    named = [Scrutineer(name=f"监票人 {n}", key=key) for n, key in enumerate((public, other))]
    desk.meeting = Rehearsed(desk.box, voters=5, scrutineers=named).open()

    with pytest.raises(SuiteError):
        run("sign-closing", "--box", BOX, "--uuid", desk.meeting.uuid, "--key", str(path), *typed)
