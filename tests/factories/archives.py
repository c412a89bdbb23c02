"""Whole elections by our own code, from keys to result, the same bytes each time.

`make` plays all parts of a case: trustees, voters, box and talliers. Randomness comes from a
stream that the case's name seeds; nothing here is secret. Only what our writer never writes,
a tally with weights, is written beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256, shake_256
from io import BytesIO
from itertools import count
from typing import Any

from factories.archive_cases import CASES, SINGLE, Case, counted

from shared.crypto.archive import ArchiveWriter, read_archive, resume
from shared.crypto.ballots import make_ballot, parse_ballot
from shared.crypto.credentials import Credential, credential_list, derive, new_code, new_uuid
from shared.crypto.decryption import check_share, combine, make_share, result_text
from shared.crypto.elections import Election
from shared.crypto.entries import write_entry
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import decode, encode, weight_to_json
from shared.crypto.proofs import prove_key
from shared.crypto.scalars import Random, random_scalar
from shared.crypto.tally import add_up, tally_text
from shared.crypto.trustees import (
    Item,
    Single,
    combined_key,
    owner_keys,
    parse_trustees,
    trustees_text,
)
from shared.crypto.trustees.board import accept, new_board, outcome, pending
from shared.crypto.trustees.member import advance, begin, secret_share
from shared.crypto.trustees.threshold import TrusteeKey

TIME = 1_780_000_000
"""In every header: the time that a freeze would choose."""


@dataclass(frozen=True)
class Made:
    """One archive of ours and what went into it."""

    case: Case
    uuid: str
    content: bytes
    result: list[list[int]] | None
    """What our own combination gave; `counted(case)` is what it must be."""

    @property
    def name(self) -> str:
        """Return the name of the case."""
        return self.case.name

    def line(self) -> dict[str, Any]:
        """Return what a list of the made archives says of this one."""
        return {
            "name": self.name,
            "what": self.case.what,
            "uuid": self.uuid,
            "profile": "ostraka" if self.case.is_profile else "belenios-v1",
            "ballots": len(self.case.votes),
            "result": counted(self.case),
            "sha256": sha256(self.content).hexdigest(),
        }


def every() -> Iterator[Made]:
    """Yield all made archives."""
    return (made(case.name) for case in CASES)


@cache
def made(name: str) -> Made:
    """Return the archive of the case ``name``."""
    return make(next(case for case in CASES if case.name == name))


def make(case: Case) -> Made:
    """Return the archive of ``case``, everybody's part played here."""
    playing = Playing(case)
    writer = playing.voted()
    result = None
    if case.owners:
        writer, result = playing.decrypted(writer)
    return Made(case, playing.election.uuid, writer.bytes(), result)


def stream(seed: str) -> Random:
    """Return a source of bytes that is the same for the same seed, on any Python."""
    numbers = count()
    return lambda size: shake_256(f"{seed}|{next(numbers)}".encode()).digest(size)


class Playing:
    """Everybody in one case, with all their secrets."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.random = stream(case.name)
        self.trustees: list[Item] = []
        self.secrets: dict[int, int] = {}
        """Owner number to the secret that decrypts."""
        for needed, size in case.trustees:
            self._add_trustees(needed, size)
        self.election = Election(
            **{
                "uuid": new_uuid(self.random),
                "name": case.name,
                "description": case.what,
                "public_key": combined_key(self.trustees),
                "questions": case.questions,
                **case.election,
            }
        )
        self.codes = [new_code(self.random) for _ in range(case.voters)]
        self.credentials: list[Credential] = [
            derive(self.election.uuid, code) for code in self.codes
        ]

    @cached_property
    def ballots(self) -> list[str]:
        """The ballots as the archive has them."""
        made = [
            make_ballot(self.election, self.credentials[voter], rows, self.random)
            for voter, rows in self.case.votes
        ]
        if self.case.is_profile:
            return sorted(made, key=lambda text: sha256(text.encode()).digest())
        return made

    @property
    def listed(self) -> str:
        """The list of credentials, with weights if the case has them."""
        plain = credential_list(credential.public_hex for credential in self.credentials)
        if self.case.weights is None:
            return plain
        return encode([f"{name},{self.weight(name)}" for name in decode(plain)])

    def weight(self, public_hex: str) -> int:
        """Return what a credential weighs."""
        if self.case.weights is None:
            return 1
        names = [credential.public_hex for credential in self.credentials]
        return self.case.weights[names.index(public_hex)]

    def voted(self) -> ArchiveWriter:
        """Return the archive while voting is open."""
        writer = ArchiveWriter(TIME)
        writer.setup(self.election.text, trustees_text(self.trustees), self.listed)
        for text in self.ballots:
            writer.ballot(text)
        return writer

    def decrypted(self, writer: ArchiveWriter) -> tuple[ArchiveWriter, list[list[int]]]:
        """Return (finished archive, counts) after the owners of the case have decrypted."""
        profile = "ostraka" if self.case.is_profile else "belenios-v1"
        parsed = [parse_ballot(text, self.election, profile) for text in self.ballots]
        last = {ballot.credential_hex: ballot for ballot in parsed}
        weights = [self.weight(name) for name in last]
        tally = add_up(self.election, last.values(), weights)
        text, phi = tally_text(tally), self.election.fingerprint
        writer.end_ballots()
        if self.case.weights is None:
            writer.encrypted_tally(text, len(last))
        else:
            writer = _with_weighted_tally(writer, text, weights)
        keys, checked = owner_keys(self.trustees), {}
        for owner in self.case.owners:
            share = make_share(phi, text, self.secrets[owner], tally, self.random)
            if not self.case.is_profile:
                share = without_context(share)
            writer.partial_decryption(owner, share)
            checked[owner] = check_share(
                share, phi, text, tally, keys[owner - 1], context_required=self.case.is_profile
            )
        counts = combine(self.trustees, checked, tally, sum(weights))
        writer.result(result_text(counts))
        return writer, counts

    def _add_trustees(self, needed: int, size: int) -> None:
        """Let one more trustee of its own, or one more board, make its key."""
        first = len(self.secrets) + 1
        numbers = range(first, first + size)
        names = [self.case.names[n - 1] if self.case.names else f"trustee {n}" for n in numbers]
        if (needed, size) == SINGLE:
            x = random_scalar(self.random)
            pok = prove_key(x, self.random)
            self.trustees.append(Single(TrusteeKey(pok, power_of_g(x), name=names[0])))
            self.secrets[first] = x
            return
        text, secrets = hold_ceremony(names, needed, self.random)
        self.trustees += parse_trustees(text)
        self.secrets |= dict(zip(numbers, secrets, strict=True))


def hold_ceremony(names: list[str], needed: int, random: Random) -> tuple[str, list[int]]:
    """Return (trustees text, secrets in order) of a board after its ceremony."""
    board = new_board(names, needed)
    states = [begin(names, needed, place + 1, random) for place in range(len(names))]
    while pending(board):
        for place, state in enumerate(states):
            states[place], step, message = advance(state, board, random)
            if message is not None:
                board = accept(board, place + 1, str(step), message)
    finished = [advance(state, board, random).state for state in states]
    return outcome(board).trustees_text, [secret_share(state) for state in finished]


def without_context(share: str) -> str:
    """Return a share as a trustee of version 1 makes it."""
    return encode({name: v for name, v in decode(share).items() if name != "context_proofs"})


def _with_weighted_tally(writer: ArchiveWriter, text: str, weights: list[int]) -> ArchiveWriter:
    """Return a writer that goes on behind a tally with weights, which it cannot write itself."""
    existing = writer.bytes()
    before = read_archive(BytesIO(existing))
    digest, tally = write_entry(text, TIME, is_event=False)
    sized = {
        "num_tallied": len(weights),
        "total_weight": weight_to_json(sum(weights)),
        "encrypted_tally": digest,
    }
    payload, size = write_entry(encode(sized), TIME, is_event=False)
    event = {
        "parent": before.last_digest,
        "height": before.num_events,
        "type": "EncryptedTally",
        "payload": payload,
    }
    _, blocks = write_entry(encode(event), TIME, is_event=True)
    return resume(existing + tally + size + blocks)
