"""Whole elections to measure the verifier with: from ceremony to result, by the real code.

Ballots are made on all cores, and the file is put together in memory: who wants to know what
memory a verification takes has its archive made in another process.

May import: stdlib, shared.crypto, shared.plumbing.clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import make_ballot, parse_ballot
from shared.crypto.credentials import credential_list, derive, new_code, new_uuid
from shared.crypto.decryption import check_share, combine, make_share, result_text
from shared.crypto.elections import Election, Question
from shared.crypto.tally import Tally, add_up, empty_tally, merge, tally_text
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import member, owner_keys, parse_trustees
from shared.crypto.trustees.board import Outcome
from shared.plumbing.clock import utc_now

NAMES = ("Trustee 1", "Trustee 2", "Trustee 3")
THRESHOLD = 2
BALLOTS_A_BATCH = 50

_SHEETS = re.compile(r"([1-9][0-9]{0,2})x([2-9]|[1-9][0-9])x([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Sheets:
    """How many sheets of what size; ``CONTESTSxANSWERSxBALLOTS`` when written."""

    contests: int
    answers: int
    """Of each contest, abstention included: as many ciphertexts."""
    ballots: int

    @classmethod
    def parse(cls, text: str) -> Sheets:
        """Return the sheets that ``text`` names.

        Raises:
            ValueError: not CONTESTSxANSWERSxBALLOTS with at least two answers.
        """
        found = _SHEETS.fullmatch(text)
        if found is None:
            raise ValueError("sheets are CONTESTSxANSWERSxBALLOTS")
        return cls(*map(int, found.groups()))

    @property
    def ciphertexts(self) -> int:
        """Return how many ciphertexts all ballots have together."""
        return self.contests * self.answers * self.ballots

    def __str__(self) -> str:
        return f"{self.contests}x{self.answers}x{self.ballots}"


class Batch(NamedTuple):
    """What some voters leave."""

    texts: list[str]
    credentials: list[str]
    tally: Tally


def hold_ceremony() -> tuple[Outcome, list[int]]:
    """Return what a ceremony of two of three trustees leaves, and their secrets in order."""
    posted = ceremony.new_board(NAMES, THRESHOLD)
    states = [member.begin(NAMES, THRESHOLD, number) for number in range(1, len(NAMES) + 1)]
    while ceremony.pending(posted):
        for place, state in enumerate(states):
            states[place], step, message = member.advance(state, posted)
            if step is not None:
                posted = ceremony.accept(posted, place + 1, step, message)
    secrets = [member.secret_share(member.advance(state, posted).state) for state in states]
    return ceremony.outcome(posted), secrets


def make_archive(sheets: Sheets, path: Path, progress: Callable[[int, int], None]) -> None:
    """Write the finished archive of an election in which everybody on the list has voted.

    Args:
        sheets: contests with exactly one answer each, and the number of voters.
        path: where the archive goes; it appears there when it is whole.
        progress: called with (ballots made, all ballots).
    """
    board, secrets = hold_ceremony()
    election = _election(sheets, board)
    texts: list[str] = []
    credentials: list[str] = []
    tally = empty_tally(election)
    codes = [new_code() for _ in range(sheets.ballots)]
    for batch in _batches(election, codes):
        texts += batch.texts
        credentials += batch.credentials
        tally = merge(tally, batch.tally)
        progress(len(texts), sheets.ballots)
    texts.sort(key=lambda text: sha256(text.encode()).digest())
    writer = ArchiveWriter(int(utc_now().timestamp()))
    writer.setup(election.text, board.trustees_text, credential_list(credentials))
    for text in texts:
        writer.ballot(text)
    writer.end_ballots()
    writer.encrypted_tally(tally_text(tally), sheets.ballots)
    shares, result = _decrypt(election, board, secrets, tally, sheets.ballots)
    for owner, share in shares.items():
        writer.partial_decryption(owner, share)
    writer.result(result)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(writer.bytes())
    unfinished.replace(path)


def make_batch(election_text: str, numbered: Sequence[tuple[int, str]]) -> Batch:
    """Return the ballots of the voters with these (numbers, codes); their marks go round."""
    election = Election.from_text(election_text)
    answers = len(election.questions[0].answers)
    texts, credentials = [], []
    for number, code in numbered:
        voter = derive(election.uuid, code)
        marks = [
            [int(place == (number + contest) % answers) for place in range(answers)]
            for contest in range(len(election.questions))
        ]
        texts.append(make_ballot(election, voter, marks))
        credentials.append(voter.public_hex)
    parsed = [parse_ballot(text, election) for text in texts]
    return Batch(texts, credentials, add_up(election, parsed))


def _batches(election: Election, codes: Sequence[str]) -> Iterator[Batch]:
    """Yield the ballots of all codes, made on all cores."""
    numbered = iter(enumerate(codes))
    parts = iter(lambda: list(islice(numbered, BALLOTS_A_BATCH)), [])
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(partial(make_batch, election.text), parts)


def _election(sheets: Sheets, board: Outcome) -> Election:
    """Return the election of these sheets: exactly one answer a contest, abstention last."""
    answers = tuple(f"{place} Answer {place}" for place in range(1, sheets.answers))
    return Election(
        uuid=new_uuid(),
        name="Benchmark",
        description=f"ostraka/v1 {sha256(str(sheets).encode()).hexdigest()}",
        public_key=board.key,
        questions=tuple(
            Question(f"o{number} Official {number}", (*answers, "abstain Abstain"), 1, 1)
            for number in range(1, sheets.contests + 1)
        ),
    )


def _decrypt(
    election: Election, board: Outcome, secrets: Sequence[int], tally: Tally, ballots: int
) -> tuple[dict[int, str], str]:
    """Return the shares of as many trustees as are needed, by owner, and the result."""
    text, phi = tally_text(tally), election.fingerprint
    items = parse_trustees(board.trustees_text)
    keys = owner_keys(items)
    texts = {
        owner: make_share(phi, text, secrets[owner - 1], tally) for owner in range(1, THRESHOLD + 1)
    }
    shares = {
        owner: check_share(share, phi, text, tally, keys[owner - 1])
        for owner, share in texts.items()
    }
    return texts, result_text(combine(items, shares, tally, ballots))
