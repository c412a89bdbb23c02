"""``ostraka verify``: lines, exit codes, one JSON object, and a pool that gives the same answer."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from shared.cli import pooling, verify
from shared.crypto import chunks

ARCHIVES = Path(__file__).parents[2] / "vectors" / "archives"
GOOD = str(ARCHIVES / "g01-single.bel")
LARGER = str(ARCHIVES / "g06-blank.bel")
FORGED = str(ARCHIVES / "b10-choices-permuted.bel")
DAMAGED = str(ARCHIVES / "b29-content-not-matching-name.bel")


def test_an_accepted_archive_is_one_line_and_its_weakness_is_said(capsys):
    code = verify.run([GOOD], "belenios-v1", as_json=False)

    out, err = capsys.readouterr()
    assert code == 0
    assert out == f"ok: 5 ballots, 5 counted, Result [{GOOD}]\n"
    assert "第一版" in err
    assert "colludes" in err


def test_a_rejected_archive_is_one_line_that_names_the_check(capsys):
    code = verify.run([GOOD, FORGED, DAMAGED], "belenios-v1", as_json=False)

    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    assert lines[0].startswith("ok: ")
    assert lines[1].startswith("rejected: 21 overall-proof: ")
    assert "(ballot 0)" in lines[1]
    assert lines[2].startswith("rejected: 2 member-hash: ")


def test_our_profile_is_the_default_and_asks_for_more(capsys):
    parser = argparse.ArgumentParser()
    verify.register(parser.add_subparsers())
    args = parser.parse_args(["verify", GOOD])

    assert args.run(args) == 1
    line = capsys.readouterr().out
    assert line.startswith("rejected: P2 context-proof: ")
    assert "; P11 profile-trustees: " in line


def test_an_earlier_copy_must_be_a_beginning(capsys, tmp_path):
    copy = tmp_path / "earlier.bel"
    copy.write_bytes(Path(GOOD).read_bytes()[:2048])

    assert verify.run([GOOD], "belenios-v1", as_json=True, earlier=str(copy)) == 0
    (good,) = json.loads(capsys.readouterr().out)["files"]
    assert good["checks"][-1] == "29"
    assert list(good["seconds"])[-1] == "earlier"
    assert verify.run([LARGER], "belenios-v1", as_json=False, earlier=str(copy)) == 1
    assert capsys.readouterr().out.startswith("rejected: 29 not-prefix: ")
    assert verify.run([GOOD], "belenios-v1", as_json=False, earlier=str(tmp_path / "no")) == 2


@pytest.mark.parametrize("fault", [MemoryError, BrokenProcessPool])
def test_an_archive_too_large_for_the_machine_spoils_no_other_finding(monkeypatch, capsys, fault):
    real = verify.verify_archive

    def short_of_memory(reader, **options):
        if reader.name == LARGER:
            raise fault
        return real(reader, **options)

    monkeypatch.setattr(verify, "verify_archive", short_of_memory)

    assert verify.run([GOOD, LARGER, GOOD], "belenios-v1", as_json=False) == 2
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["ok", "unusable", "ok"]
    assert "memory" in lines[1]


def test_a_file_that_cannot_be_read_is_unusable(capsys, tmp_path):
    missing = str(tmp_path / "missing.bel")

    assert verify.run([GOOD, missing], "belenios-v1", as_json=False) == 2
    assert verify.run([FORGED, missing], "belenios-v1", as_json=False) == 1
    assert capsys.readouterr().out.count("unusable: No such file") == 2


def test_a_file_that_is_no_archive_is_rejected(capsys, tmp_path):
    for content in (b"", b"not an archive", bytes(5000)):
        (tmp_path / "x.bel").write_bytes(content)
        assert verify.run([str(tmp_path / "x.bel")], "ostraka", as_json=False) == 1
    assert capsys.readouterr().out.count("rejected: 1 tar-header") == 3


def test_json_is_one_object_with_everything(capsys, tmp_path):
    missing = str(tmp_path / "missing.bel")

    code = verify.run([GOOD, FORGED, missing], "belenios-v1", as_json=True)

    answer = json.loads(capsys.readouterr().out)
    good, forged, unusable = answer["files"]
    assert code == 1
    assert (answer["ok"], answer["profile"]) == (False, "belenios-v1")
    assert (good["status"], good["result"], good["ballots"]) == ("ok", [[1, 4, 0]], 5)
    assert good["warnings"] == ["weak-decryption-proofs"]
    assert good["profile"] == forged["profile"] == "belenios-v1"
    assert good["checks"] == [str(number) for number in range(1, 29)]
    assert forged["checks"] == [str(number) for number in range(1, 13)]
    assert set(good["digests"]) == {"election", "credentials", "encrypted_tally"}
    assert list(good["seconds"]) == [
        "container",
        "setup",
        "ballots",
        "tally",
        "shares",
        "result",
    ]
    assert (forged["status"], forged["check"], forged["slug"]) == (
        "rejected",
        "21",
        "overall-proof",
    )
    assert unusable["status"] == "unusable"


@pytest.mark.parametrize(("path", "code"), [(LARGER, 0), (FORGED, 1)])
def test_processes_give_the_same_answer_as_one(monkeypatch, capsys, path, code):
    alone = verify.run([path], "belenios-v1", as_json=True, workers=1)
    expected = capsys.readouterr().out
    monkeypatch.setattr(pooling, "CHUNKS_WORTH_A_POOL", 2)
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 1)

    shared = verify.run([path], "belenios-v1", as_json=True, workers=2)

    assert alone == shared == code
    assert timeless(capsys.readouterr().out) == timeless(expected)


def timeless(printed):
    """Return a printed object without how long it took."""
    answer = json.loads(printed)
    for finding in answer["files"]:
        assert all(seconds >= 0 for seconds in finding.pop("seconds").values())
    return answer


def test_a_terminal_sees_a_bar_and_a_log_a_few_lines(capsys):
    bar = verify.Watch(on_terminal=True)
    for stage, done in (("container", 1), ("container", 2), ("ballots", 1), ("ballots", 2)):
        bar(stage, done, 2)
    shown = capsys.readouterr().err
    assert shown.count(verify.ERASE_LINE) == 4
    assert shown.endswith(f"[{'#' * verify.BAR_WIDTH}] {verify.SHOWN['ballots']} 2/2")

    lines = verify.Watch(on_terminal=False)
    for done in range(0, 2001, 100):
        lines("ballots", done, 2000)
    verify.Watch(on_terminal=False)("ballots", 5, 10)
    assert len(capsys.readouterr().err.splitlines()) == 10


def test_a_pool_takes_only_a_few_chunks_ahead():
    taken = 0

    def pieces():
        nonlocal taken
        while taken < 100:
            taken += 1
            yield taken

    with ThreadPoolExecutor(2) as pool:
        verdicts = pooling.ahead(pool, 2)(lambda piece: piece, pieces())
        assert next(verdicts) == 1
        assert taken == 2 * pooling.CHUNKS_A_WORKER
        assert list(verdicts) == list(range(2, 101))


@pytest.mark.parametrize("workers", ["0", "-1", "two", ""])
def test_a_number_of_processes_is_at_least_one(capsys, workers):
    parser = argparse.ArgumentParser()
    verify.register(parser.add_subparsers())

    with pytest.raises(SystemExit) as stop:
        parser.parse_args(["verify", GOOD, f"--workers={workers}"])

    assert stop.value.code == 2
    assert "at least one process" in capsys.readouterr().err
