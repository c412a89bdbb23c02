"""Writes trustees.json: a ceremony and a rehearsal that a browser must play exactly as we do.

`PYTHONPATH=tests python -m vectors.trustee_vectors` writes the file anew. Everything is made by
`shared` from fixed seeds, so a second run writes the same bytes, and a test says that it does.
"""

from __future__ import annotations

import json
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

from vectors.browser_stream import stream

from shared.crypto import rehearsal as rehearsals
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import to_hex
from shared.crypto.jsontext import encode
from shared.crypto.keyfile import Cost, seal_key
from shared.crypto.receipts import six_words
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import member
from shared.crypto.trustees.pki import SignedMessage, derive_keys, new_seed, send, sign
from shared.errors import SuiteError

OUT = Path(__file__).parent / "trustees.json"
NAMES = ["张三", "李四 👍", "王五"]
THRESHOLD = 2
OURS = 2
MEETING = "m-1"
PASSPHRASE = "水落石出 correct horse"
CHEAP = Cost(memory_kib=8192, iterations=1)

JsonObject = dict[str, Any]


def held() -> tuple[JsonObject, list[list[JsonObject]]]:
    """Return the final board, and every trustee's states from the first to the last."""
    board = ceremony.new_board(NAMES, THRESHOLD)
    numbers = range(1, len(NAMES) + 1)
    states = [[member.begin(NAMES, THRESHOLD, n, stream(f"begin {n}"))] for n in numbers]
    for step in ceremony.STEPS:
        shown = board
        for number in numbers:
            random = stream(f"{step} {number}")
            after = member.advance(states[number - 1][-1], shown, random)
            states[number - 1].append(after.state)
            board = ceremony.accept(board, number, step, after.message)
    for own in states:
        own.append(member.advance(own[-1], board).state)
    return board, states


def outcome_of(board: JsonObject) -> JsonObject:
    """Return what the ceremony leaves."""
    outcome = ceremony.outcome(board)
    words = six_words(outcome.digest)
    return {
        "trustees_text": outcome.trustees_text,
        "key": to_hex(outcome.key),
        "digest": outcome.digest.hex(),
        "words": {"zh": list(words.zh), "en": list(words.en)},
    }


def false_letters(board: JsonObject, states: list[list[JsonObject]]) -> list[JsonObject]:
    """Return letters of trustee 1 to ours that do not fit, each with our answer."""
    sk = derive_keys(states[0][0]["seed"]).sk
    certs = ceremony.certificates(board)
    texts = [
        encode({"secret": "7"}),
        encode({"secret": "07"}),
        "{}",
        encode({"decryption_key": "7"}),
    ]
    letters = [
        send(sk, certs[OURS - 1].encryption, text, stream(f"false {place}"))
        for place, text in enumerate(texts)
    ]
    letters.append(board["messages"]["polynomial"][0]["secrets"][0])
    found = []
    for letter in letters:
        changed = before(board, "output")
        changed["messages"]["polynomial"][0]["secrets"][OURS - 1] = letter
        state = deepcopy(states[OURS - 1][3])
        found.append({"letter": letter, **answer(lambda c=changed, s=state: member.advance(s, c))})
    return found


def before(board: JsonObject, step: str) -> JsonObject:
    """Return the board as it was when ``step`` opened."""
    shown = deepcopy(board)
    for later in ceremony.STEPS[ceremony.STEPS.index(step) :]:
        shown["messages"][later] = [None] * len(NAMES)
    return shown


def answer(doing: Any) -> JsonObject:
    """Return by which name something is refused; it must be."""
    try:
        doing()
    except (MalformedBytes, VerificationFailed) as refusal:
        return {"slug": refusal.slug}
    except SuiteError as refusal:
        return {"slug": refusal.code}
    raise AssertionError("nothing was refused")


def refused(
    whole: JsonObject, changes: list[tuple[list[Any], Any]], check: Any
) -> list[JsonObject]:
    """Return changes of ``whole`` that ``check`` refuses: path, new value, name of the refusal."""
    found = []
    for path, value in changes:
        changed = deepcopy(whole)
        place = changed
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        found.append({"path": path, "value": value, **answer(lambda c=changed: check(c))})
    return found


def false_boards(board: JsonObject) -> list[JsonObject]:
    """Return changes of the final board that make it false."""
    sent = board["messages"]
    foreign = derive_keys(new_seed(stream("foreign"))).sk
    text = sent["polynomial"][0]["coefexps"]["message"]
    signed = sign(foreign, text, stream("foreign coefexps"))
    proof = {"challenge": "1", "response": "2"}
    key = sent["output"][2]["public_key"]
    letter = sent["output"][0]["private_key"]
    old = {k: v for k, v in json.loads(letter).items() if k != "algorithm"}
    long = SignedMessage(text, signed.signature).to_json()
    changes = [
        (["names"], NAMES[:2]),
        (["names", 0], "two\nlines"),
        (["threshold"], 3),
        (["messages", "cert", 0, "name"], "somebody else"),
        (["messages", "cert", 0], sent["cert"][1]),
        (["messages", "cert", 0, "cert", "signature"], proof),
        (["messages", "cert", 0, "more"], 1),
        (["messages", "commitment", 1, "commitment"], "0" * 63),
        (["messages", "commitment", 1, "commitment"], "0" * 64),
        (["messages", "polynomial", 0, "coefexps"], long),
        (["messages", "polynomial", 0, "signature"], proof),
        (["messages", "polynomial", 0, "secrets"], []),
        (["messages", "polynomial", 0, "polynomial"], "{}"),
        (["messages", "polynomial", 0, "polynomial"], encode(old)),
        (["messages", "output", 0, "private_key"], letter.replace("AES-GCM", "AES-XTS")),
        (["messages", "output", 0, "public_key"], key),
        (["messages", "output", 0, "public_key", "pok"], proof),
        (["messages", "output", 0, "public_key", "signature"], proof),
        (["messages", "output", 0, "public_key", "name"], "a name"),
        (["messages", "cert", 2], None),
        (["messages", "extra"], []),
    ]
    return refused(board, changes, ceremony.recheck)


def unfaithful_boards(board: JsonObject, states: list[list[JsonObject]]) -> list[JsonObject]:
    """Return changes that only whoever took part notices."""
    changes = [
        (["messages", "output", 0], None),
        (["messages", "output", 0], held_again(board, states)),
    ]
    return refused(board, changes, lambda b: member.advance(states[OURS - 1][-1], b))


def held_again(board: JsonObject, states: list[list[JsonObject]]) -> JsonObject:
    """Return another output of trustee 1, as good as the one on the board."""
    after = member.advance(states[0][3], before(board, "output"), stream("another output"))
    assert after.message is not None
    return after.message


def rehearsed(text: str, states: list[list[JsonObject]]) -> JsonObject:
    """Return a whole rehearsal, and what our trustee sends in it."""
    digest = sha256(b"a board's document").digest()
    state = rehearsals.new_rehearsal(digest, MEETING, text)
    secrets = [member.secret_share(own[-1]) for own in states]
    kept: list[JsonObject] = [{} for _ in NAMES]
    ours: list[JsonObject] = []
    for step in rehearsals.STEPS:
        shown = state
        for number in range(1, len(NAMES) + 1):
            random = stream(f"rehearse {step} {number}")
            own = rehearsals.advance(kept[number - 1], number, secrets[number - 1], shown, random)
            kept[number - 1] = own.kept
            if number == OURS:
                ours.append({"kept": own.kept, "step": own.step, "message": own.message})
            state = rehearsals.accept(state, number, step, own.message)
    sent = state["messages"]
    changes = [
        (["board"], "0" * 64),
        (["meeting"], "m-2"),
        (["messages", "commit", 0, "commitment"], "0" * 64),
        (["messages", "open", 0, "nonce"], "zz"),
        (["messages", "open", 2], sent["open"][1]),
        (["messages", "share", 0], sent["share"][1]),
        (["messages", "share", 0, "share"], "{}"),
        (["messages", "open", 0], None),
    ]
    return {
        "state": state,
        "ours": ours,
        "alpha": to_hex(rehearsals.challenge(state).alpha),
        "refused": refused(state, changes, rehearsals.recheck),
    }


def vectors() -> str:
    """Return the text of the file."""
    board, states = held()
    outcome = outcome_of(board)
    ours = states[OURS - 1]
    document = {"type": "ostraka/trustee-file", "version": 1, "ceremony": ours[1]}
    content = {
        "names": NAMES,
        "threshold": THRESHOLD,
        "number": OURS,
        "board": board,
        "states": ours,
        "outcome": outcome,
        "false_letters": false_letters(board, states),
        "refused": false_boards(board),
        "noticed": unfaithful_boards(board, states),
        "rehearsal": rehearsed(outcome["trustees_text"], states),
        "sealed": {
            "document": document,
            "passphrase": PASSPHRASE,
            "text": seal_key(document, PASSPHRASE, stream("sealed"), cost=CHEAP),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


if __name__ == "__main__":
    OUT.write_text(vectors(), encoding="utf-8")
