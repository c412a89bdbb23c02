"""Key files under a passphrase."""

import json
import subprocess
import sys

import pytest

from shared.crypto import keyfile
from shared.crypto.keyfile import (
    CannotSeal,
    Cost,
    DamagedKeyFile,
    PassphraseTooShort,
    WrongPassphrase,
    open_key,
    seal_key,
)

CHEAP = Cost(memory_kib=8192, iterations=1, lanes=1)
PASSPHRASE = "correct horse 电池 staple"
DOCUMENT = {"type": "ostraka/test", "secret": "7", "名": ["𠮷", 1, None, True]}


def sealed(document=DOCUMENT, **changes):
    """Return a key file whose fields are then changed and whose checksum is made to fit."""
    whole = {**json.loads(seal_key(document, PASSPHRASE, cost=CHEAP)), **changes}
    whole.pop("checksum")
    return json.dumps({**whole, "checksum": keyfile._checksum(whole)}, ensure_ascii=False)


def test_what_was_sealed_comes_out_again():
    assert open_key(seal_key(DOCUMENT, PASSPHRASE, cost=CHEAP), PASSPHRASE) == DOCUMENT
    assert open_key(sealed(), PASSPHRASE) == DOCUMENT


def test_the_usual_cost_is_64_mib_three_iterations_and_one_lane():
    written = json.loads(seal_key(DOCUMENT, PASSPHRASE))

    assert (written["memory_kib"], written["iterations"], written["lanes"]) == (65536, 3, 1)


TWO_AT_ONCE = """
import sys
from threading import Barrier, Thread
from shared.crypto.keyfile import open_key, seal_key

passphrase = sys.argv[1]
text = seal_key({"whole": True}, passphrase)
start, opened = Barrier(2), []

def open_often():
    start.wait()
    for _ in range(4):
        opened.append(open_key(text, passphrase)["whole"])

threads = [Thread(target=open_often) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(opened.count(True))
"""


def test_two_threads_that_open_key_files_at_once_both_finish():
    # in a process of its own, which can be ended: threads that wait for each other cannot
    done = subprocess.run(
        [sys.executable, "-c", TWO_AT_ONCE, PASSPHRASE],
        timeout=60,
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip() == "8"


def test_a_wrong_passphrase_is_called_wrong():
    with pytest.raises(WrongPassphrase):
        open_key(sealed(), PASSPHRASE + " ")


def test_a_passphrase_typed_with_combining_accents_is_the_same():
    text = seal_key(DOCUMENT, "caf\u00e9 au lait noir", cost=CHEAP)

    assert open_key(text, "cafe\u0301 au lait noir") == DOCUMENT


def test_every_damaged_character_is_called_damage_and_never_a_wrong_passphrase():
    text = seal_key(DOCUMENT, PASSPHRASE, cost=CHEAP)

    for place in range(len(text)):
        other = "0" if text[place] != "0" else "1"
        with pytest.raises(DamagedKeyFile):
            open_key(text[:place] + other + text[place + 1 :], PASSPHRASE)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "\ud800", b"\xff", '{"type":1}'])
def test_what_is_no_key_file_is_called_damaged(text):
    with pytest.raises(DamagedKeyFile):
        open_key(text, PASSPHRASE)


def test_a_cut_off_file_is_called_damaged():
    with pytest.raises(DamagedKeyFile):
        open_key(sealed()[:-40], PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"memory_kib": 100_000_000}, id="a hundred gigabytes"),
        pytest.param({"memory_kib": 8}, id="hardly any memory"),
        pytest.param({"iterations": 1_000_000}, id="for ever"),
        pytest.param({"iterations": 0}, id="no iteration"),
        pytest.param({"lanes": 1000}, id="a thousand lanes"),
        pytest.param({"lanes": True}, id="a truth value for a number"),
        pytest.param({"version": 2}, id="another version"),
        pytest.param({"type": "ostraka/other"}, id="another type"),
        pytest.param({"salt": "AAAA"}, id="a short salt"),
        pytest.param({"salt": "!"}, id="a salt that is no base64"),
        pytest.param({"nonce": 7}, id="a nonce that is no text"),
        pytest.param({"more": "x"}, id="an unknown field"),
    ],
)
def test_a_hostile_file_with_a_fitting_checksum_is_refused_before_any_work(changes, monkeypatch):
    text = sealed(**changes)
    monkeypatch.setattr(keyfile, "_derive", lambda *_: pytest.fail("the key was derived"))

    with pytest.raises(DamagedKeyFile):
        open_key(text, PASSPHRASE)


def test_a_swapped_content_with_a_fitting_checksum_is_caught_by_the_cipher():
    other = json.loads(seal_key({"type": "other"}, PASSPHRASE, cost=CHEAP))["box"]

    with pytest.raises(DamagedKeyFile):
        open_key(sealed(box=other), PASSPHRASE)


def test_two_files_of_one_document_share_nothing():
    one, two = (json.loads(seal_key(DOCUMENT, PASSPHRASE, cost=CHEAP)) for _ in range(2))

    assert all(one[name] != two[name] for name in ("salt", "nonce", "check", "box"))


def test_the_secret_is_not_in_the_file():
    document = {"type": "t", "secret": "a-very-recognisable-secret"}

    assert "recognisable" not in seal_key(document, PASSPHRASE, cost=CHEAP)


def test_a_short_passphrase_is_refused_when_sealing():
    with pytest.raises(PassphraseTooShort):
        seal_key(DOCUMENT, "eleven char", cost=CHEAP)


def test_the_file_follows_from_the_document_and_the_random_bytes():
    one, two = (seal_key(DOCUMENT, PASSPHRASE, bytes, cost=CHEAP) for _ in range(2))

    assert one == two


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        pytest.param({"text": "x" * 13_000_000}, CHEAP, id="too long"),
        pytest.param({"parts": [[]] * 250_001}, CHEAP, id="too many parts"),
        pytest.param(DOCUMENT, Cost(1024, 1, 1), id="hardly any memory"),
        pytest.param(DOCUMENT, Cost(1_048_577, 1, 1), id="more memory than is ever taken"),
    ],
)
def test_what_could_not_be_opened_again_is_not_sealed(document, cost):
    with pytest.raises(CannotSeal):
        seal_key(document, PASSPHRASE, cost=cost)


def test_a_trustee_s_file_holds_a_year_of_the_largest_meetings():
    boxes = {f"{number:014}": f"{number:064x}" for number in range(18 * 2000)}
    seen = [{"commitment": "0" * 64}] * 50
    kept = {"board": "0" * 64, "meeting": "m", "commitments": seen}
    rehearsals = {str(meeting): kept for meeting in range(18)}
    document = {"ceremony": "x" * 400_000, "memory": boxes, "rehearsals": rehearsals}

    text = seal_key(document, PASSPHRASE, cost=CHEAP)

    assert open_key(text, PASSPHRASE) == document
    assert len(text) < keyfile.MAX_FILE_CHARACTERS / 3
