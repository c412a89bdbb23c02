"""The rehearsal that can decrypt nothing (PROTOCOL P12).

All trustees together draw randomness r in public: each commits to 32 bytes, then opens them.
Every trustee then makes a real share, with the same code as for a real tally, of the
encryption of 0 under the board's key with that r. As everybody knows r, everybody can
compute the factor X^r that must come out: the share shows that the key, read from its real
medium, works, and nothing else.

One thing to know: a trustee's program computes alpha = g^r itself from the openings, its own
among them, and refuses any other; so a rehearsal can never be made of somebody's ballot.
The 32 bytes follow from the key, so every copy of a key file can go on where another stopped.

Steps: ``commit`` {"commitment": hex}, ``open`` {"nonce": hex}, ``share`` {"share": text of a
partial decryption}. A rehearsal is a JSON object {"board": hex digest of the board's
document, "meeting": id, "trustees": text, "messages": {step: [message or null]}}.

May import: shared.crypto, shared.errors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256, sha512
from hmac import compare_digest
from secrets import token_bytes
from typing import Any, NamedTuple

from shared.crypto import jsontext, turns
from shared.crypto.decryption.shares import check_share, make_share
from shared.crypto.elgamal import encrypt
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame, framed_hash
from shared.crypto.group import Point, power, power_of_g, to_hex
from shared.crypto.jsontext import fields, string
from shared.crypto.scalars import Q, Random, to_bytes
from shared.crypto.tally import Tally, tally_text
from shared.crypto.trustees.items import combined_key, owner_keys
from shared.crypto.trustees.parsing import parse_trustees
from shared.crypto.turns import is_new, no_messages, normal
from shared.errors import Conflict

STEPS = ("commit", "open", "share")
NONCE_BYTES = 32
_HEX = re.compile(r"[0-9a-f]{64}")
_FIELDS = ("board", "meeting", "messages", "trustees")

JsonObject = dict[str, Any]


class RehearsalUnfinished(Conflict):
    """The public randomness is not drawn yet: some trustee still has to open."""

    code = "rehearsal_unfinished"


class RehearsalChanged(VerificationFailed):
    """The rehearsal is not the one this trustee takes part in."""

    code = "rehearsal_changed"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What every trustee decrypts, and all that is needed to check it."""

    r: int
    phi: str
    """Takes the place of an election's fingerprint; no election has it."""
    tally: Tally
    """One question with one answer: an encryption of 0."""
    text: str

    @property
    def alpha(self) -> Point:
        """What a trustee raises to its secret: g^r."""
        return self.tally[0][0].alpha


class Advance(NamedTuple):
    """What a trustee's program does next: keep ``kept``, then send ``message`` if there is one."""

    kept: JsonObject
    step: str | None
    message: JsonObject | None


def new_rehearsal(board_digest: bytes, meeting: str, trustees_text: str) -> JsonObject:
    """Return the rehearsal of a board for a meeting, before anybody did anything.

    Raises:
        MalformedBytes: the digest has not 32 bytes.
        ArchiveRejected: ``trustees_text`` is not that of trustees.
    """
    if len(board_digest) != NONCE_BYTES:
        raise MalformedBytes("A board's digest has 32 bytes.")
    size = len(_keys(trustees_text).owners)
    return {
        "board": board_digest.hex(),
        "meeting": meeting,
        "trustees": trustees_text,
        "messages": no_messages(STEPS, size),
    }


def nonce_of(x: int, board_digest: bytes, meeting: str, number: int) -> bytes:
    """Return the 32 bytes that trustee ``number`` shows in the step ``open``.

    All copies of a key commit alike, so a spare one can end what another began. That the hash
    of a secret is published is safe: ``x`` has 252 bits that nobody can guess, so SHA-256, taken
    as a random oracle, says nothing about it; the label stands over no other hash, so no other
    statement shares a value; each meeting has one of its own. Drawn again for the same meeting
    it is the same, and may be: r needs to be known to all, not secret, and nobody can choose
    r = SHA-512(...) to make g^r somebody's alpha.

    Args:
        x: the trustee's secret; 32 bytes little-endian in the frame.
        board_digest: of the board's document, 32 bytes.
        meeting: the meeting's id.
        number: from 1, the trustee's place on the board.
    """
    return framed_hash("ostraka/v1/rehearsal-nonce", to_bytes(x), board_digest, meeting, number)


def commitment_of(board_digest: bytes, meeting: str, number: int, nonce: bytes) -> str:
    """Return what trustee ``number`` shows first, hex."""
    label = "ostraka/v1/rehearsal-commit"
    return sha256(frame(label, board_digest, meeting, number, nonce)).hexdigest()


def accept(rehearsal: JsonObject, number: int, step: str, message: object) -> JsonObject:
    """Return ``rehearsal`` with trustee ``number``'s ``message``, fully checked.

    Raises:
        StepNotOpen, MessageStands: as in the ceremony.
        MalformedBytes, VerificationFailed: an opening that does not fit its commitment, a
            share that is not that of this trustee's key.
    """
    rehearsal, message = normal(rehearsal), normal(message)
    if is_new(rehearsal["messages"], STEPS, number, step, message):
        _CHECKS[step](rehearsal, number, message)
        rehearsal["messages"][step][number - 1] = message
    return rehearsal


def pending(rehearsal: JsonObject) -> list[tuple[int, str]]:
    """Return who owes what now; nothing when every key has been shown to work."""
    return turns.pending(rehearsal["messages"], STEPS)


def recheck(value: object) -> JsonObject:
    """Return the rehearsal that somebody else published after checking all that is in it.

    Raises:
        MalformedBytes, VerificationFailed, StepNotOpen: not a rehearsal, or something is false.
    """
    read = fields(normal(value), _FIELDS)
    board, meeting, trustees = (string(read[name]) for name in ("board", "meeting", "trustees"))
    rehearsal = new_rehearsal(_hex(board), meeting, trustees)
    published = fields(read["messages"], sorted(STEPS))
    size = len(rehearsal["messages"]["commit"])
    for step in STEPS:
        for number, message in enumerate(jsontext.items(published[step], size), start=1):
            if message is not None:
                rehearsal = accept(rehearsal, number, step, message)
    return rehearsal


def challenge(rehearsal: JsonObject) -> Challenge:
    """Return what is to be decrypted, computed from the openings.

    Raises:
        RehearsalUnfinished: not every trustee has opened.
    """
    opened = rehearsal["messages"]["open"]
    if None in opened:
        raise RehearsalUnfinished("Wait until every trustee has opened its number.")
    board, meeting = bytes.fromhex(rehearsal["board"]), rehearsal["meeting"]
    r = randomness(board, meeting, [bytes.fromhex(message["nonce"]) for message in opened])
    tally = [[encrypt(_keys(rehearsal["trustees"]).combined, 0, r)]]
    phi = jsontext.b64(framed_hash("ostraka/v1/rehearsal-phi", board, meeting))
    return Challenge(r, phi, tally, tally_text(tally))


def randomness(board_digest: bytes, meeting: str, nonces: Sequence[bytes]) -> int:
    """Return r from all nonces in trustee order."""
    framed = frame("ostraka/v1/rehearsal", board_digest, meeting, *nonces)
    return int.from_bytes(sha512(framed).digest(), "big") % Q


def check_rehearsal_share(task: Challenge, public: Point, text: str) -> None:
    """Return if ``text`` is the share of the key ``public``; anybody can check it.

    Raises:
        MalformedBytes, VerificationFailed: it is not.
    """
    share = check_share(text, task.phi, task.text, task.tally, public)
    if share.factors[0][0] != power(public, task.r):
        raise VerificationFailed("The share is not that of this key.", "rehearsal-factor")


def advance(
    kept: JsonObject, number: int, x: int, published: object, random: Random = token_bytes
) -> Advance:
    """Return what trustee ``number`` does in view of the ``published`` rehearsal.

    Args:
        kept: what its key file keeps of this rehearsal; empty at first.
        number: from 1, its place on the board.
        x: its secret, read from the real medium.
        published: the rehearsal as the tally service shows it.
        random: source of randomness.

    Raises:
        RehearsalChanged: another rehearsal, or it no longer shows what it did.
        MalformedBytes, VerificationFailed: something in it is false, or the key is not this
            trustee's.
    """
    rehearsal = recheck(published)
    _check_key(rehearsal, number, x)
    if not kept:
        board_and_meeting = {name: rehearsal[name] for name in ("board", "meeting")}
        kept = {**board_and_meeting, "commitments": None}
    nonce = nonce_of(x, _hex(rehearsal["board"]), rehearsal["meeting"], number)
    shown = commitment_of(_hex(rehearsal["board"]), rehearsal["meeting"], number, nonce)
    _check_kept(kept, rehearsal, {"commitment": shown}, number)
    sent = rehearsal["messages"]
    if sent["commit"][number - 1] is None:
        return Advance(kept, "commit", {"commitment": shown})
    if None in sent["commit"]:
        return Advance(kept, None, None)
    kept = {**kept, "commitments": sent["commit"]}
    if sent["open"][number - 1] is None:
        return Advance(kept, "open", {"nonce": nonce.hex()})
    if None in sent["open"] or sent["share"][number - 1] is not None:
        return Advance(kept, None, None)
    task = challenge(rehearsal)
    text = make_share(task.phi, task.text, x, task.tally, random)
    return Advance(kept, "share", {"share": text})


def prove_copy(number: int, x: int, published: object, random: Random = token_bytes) -> bool:
    """Return True if this copy of the key makes the share that is asked for; nothing is sent.

    False: trustee ``number`` has not given its share yet, so ``advance`` is to be used.

    Raises:
        RehearsalChanged: the key is not this trustee's.
        MalformedBytes, VerificationFailed: something published is false, or the share made
            here does not hold.
    """
    rehearsal = recheck(published)
    _check_key(rehearsal, number, x)
    if rehearsal["messages"]["share"][number - 1] is None:
        return False
    task = challenge(rehearsal)
    text = make_share(task.phi, task.text, x, task.tally, random)
    check_rehearsal_share(task, _keys(rehearsal["trustees"]).owners[number - 1], text)
    return True


def check_alpha(rehearsal: JsonObject, alpha: object) -> None:
    """Return if ``alpha``, as the tally service shows it, is the one that was drawn together.

    Raises:
        RehearsalChanged: it is another one; somebody wants something else decrypted.
    """
    if alpha != to_hex(challenge(rehearsal).alpha):
        raise RehearsalChanged("The service shows another number than the drawn one.", "alpha")


def _check_key(rehearsal: JsonObject, number: int, x: int) -> None:
    """Return if ``x`` is the secret of trustee ``number`` of this board."""
    owners = _keys(rehearsal["trustees"]).owners
    if not 1 <= number <= len(owners) or owners[number - 1] != power_of_g(x):
        raise RehearsalChanged("This key is not that trustee's on this board.", "rehearsal-key")


def _check_kept(kept: JsonObject, rehearsal: JsonObject, commit: JsonObject, number: int) -> None:
    """Return if the rehearsal is the one begun, and shows our own ``commit`` and what it did."""
    own = rehearsal["messages"]["commit"][number - 1]
    begun = all(kept[name] == rehearsal[name] for name in ("board", "meeting"))
    if not begun or own not in (None, commit):
        raise RehearsalChanged("This is another rehearsal than the one begun.", "rehearsal")
    if kept["commitments"] not in (None, rehearsal["messages"]["commit"]):
        raise RehearsalChanged("The rehearsal no longer shows what it did.", "rehearsal")


def _check_commit(_: JsonObject, __: int, message: object) -> None:
    """Return if ``message`` has the form of a commitment."""
    _hex(fields(message, ("commitment",))["commitment"])


def _check_open(rehearsal: JsonObject, number: int, message: object) -> None:
    """Return if the nonce is the committed one."""
    nonce = _hex(fields(message, ("nonce",))["nonce"])
    board = _hex(rehearsal["board"])
    committed = rehearsal["messages"]["commit"][number - 1]["commitment"]
    shown = commitment_of(board, rehearsal["meeting"], number, nonce)
    if not compare_digest(shown, committed):
        raise VerificationFailed("The number is not the committed one.", "commitment")


def _check_share(rehearsal: JsonObject, number: int, message: object) -> None:
    """Return if the share is that of this trustee's key."""
    text = string(fields(message, ("share",))["share"])
    owners = _keys(rehearsal["trustees"]).owners
    check_rehearsal_share(challenge(rehearsal), owners[number - 1], text)


_CHECKS = {"commit": _check_commit, "open": _check_open, "share": _check_share}


class _Keys(NamedTuple):
    """The keys of a board."""

    owners: tuple[Point, ...]
    combined: Point


@lru_cache(maxsize=4)
def _keys(trustees_text: str) -> _Keys:
    """Return a board's keys; a rehearsal of 20 would check the same text 60 times."""
    items = parse_trustees(trustees_text)
    return _Keys(tuple(owner_keys(items)), combined_key(items))


def _hex(text: object) -> bytes:
    """Return the 32 bytes of 64 lower-case hex digits."""
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise MalformedBytes("A hash is 64 lower-case hex digits.", "rehearsal-hex")
    return bytes.fromhex(text)
