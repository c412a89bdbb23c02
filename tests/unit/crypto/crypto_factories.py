"""What the tests of the cryptographic core are made from: vectors, elections, archives.

Archives are written here event by event, with any content in any order, independently of the
writer under test: a forged archive must differ from a good one in exactly one thing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from shared.crypto.archive import Archive, read_archive
from shared.crypto.ballots import make_ballot, parse_ballot
from shared.crypto.credentials import Credential, credential_list, derive, new_code
from shared.crypto.decryption import check_share, combine, make_share, result_text
from shared.crypto.elections import Election, Question
from shared.crypto.entries import write_entry, write_header
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import b64, decode, encode, weight_to_json
from shared.crypto.proofs import sign
from shared.crypto.tally import Tally, add_up, tally_text
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.crypto.trustees.board import accept, new_board, outcome
from shared.crypto.trustees.member import advance, begin, secret_share
from shared.crypto.verify import Report, verify_archive

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "tests" / "vectors"
ALL_VECTORS = ROOT.parent / "shared" / "vectors"
"""The whole collection of archives; not part of the repository."""

FACTS = json.loads((VECTORS / "belenios_v1.json").read_text())
UUID = "tnCMesiZ6MVWWm"
SECRET = 20260704
"""The trustee's key where a test needs to know it."""
TIME = 1780000000

needs_all_vectors = pytest.mark.skipif(
    not ALL_VECTORS.is_dir(), reason="the whole vector collection is not beside the repository"
)

Event = tuple[str, list[str]]
"""A kind of event and the texts before it, the payload last."""


def committed(name: str) -> bytes:
    """Return one of the archives that come with the repository."""
    return (VECTORS / "archives" / f"{name}.bel").read_bytes()


def sum_of(election: Election, texts: Sequence[str]) -> Tally:
    """Return the encrypted sum of ballots given as texts, those that hide nothing too."""
    return add_up(election, [parse_ballot(text, election, "belenios-v1") for text in texts])


def verified(content: bytes, profile: str = "belenios-v1") -> Report:
    """Return the verifier's report on an archive held in memory."""
    return verify_archive(BytesIO(content), profile=profile)


def a_question(**changes) -> Question:
    """Return a graded contest: exactly one of three."""
    return replace(Question("q1 Grade", ("a Good", "b Fair", "c Abstain"), 1, 1), **changes)


def an_election(*questions: Question, **changes) -> Election:
    """Return an election of our shape under the key g^SECRET."""
    fields = {
        "uuid": UUID,
        "name": "测评",
        "description": "ostraka/v1 " + "0" * 64,
        "public_key": power_of_g(SECRET),
        "questions": questions or (a_question(),),
    }
    return Election(**{**fields, **changes})


def a_credential(uuid: str = UUID) -> Credential:
    """Return the credential of a fresh code."""
    return derive(uuid, new_code())


def a_ballot(election: Election, credential: Credential | None = None) -> str:
    """Return a ballot for the first answer of every question, blank nowhere."""
    rows = [
        [0] * question.blank + [1] + [0] * (len(question.answers) - 1)
        for question in election.questions
    ]
    return make_ballot(election, credential or a_credential(election.uuid), rows)


def archive_of(events: Sequence[Event], timestamp: int = TIME) -> bytes:
    """Return an archive of ``events``, chained properly whatever they are."""
    content, parent = write_header(timestamp), None
    for height, (kind, texts) in enumerate(events):
        event = {"parent": parent} if parent else {}
        event |= {"height": height, "type": kind}
        for text in texts:
            digest, blocks = write_entry(text, timestamp, is_event=False)
            content += blocks
            event["payload"] = digest
        parent, blocks = write_entry(encode(event), timestamp, is_event=True)
        content += blocks
    return content


def digest(text: str) -> str:
    """Return the hash by which data is referred to."""
    return sha256(text.encode()).hexdigest()


def setup(election: str, trustees: str, credentials: str) -> Event:
    """Return a Setup event of these texts."""
    references = {
        "election": digest(election),
        "trustees": digest(trustees),
        "credentials": digest(credentials),
    }
    return ("Setup", [election, trustees, credentials, encode(references)])


def encrypted_tally(text: str, num: int, total: int) -> Event:
    """Return an EncryptedTally event."""
    sized = {
        "num_tallied": num,
        "total_weight": weight_to_json(total),
        "encrypted_tally": digest(text),
    }
    return ("EncryptedTally", [text, encode(sized)])


def share(owner: int, text: str) -> Event:
    """Return a PartialDecryption event."""
    return ("PartialDecryption", [text, encode({"owner": owner, "payload": digest(text)})])


@dataclass
class Parts:
    """The content of an archive, to be changed and written again with everything rebuilt."""

    election: str
    trustees: str
    credentials: str
    ballots: list[str]
    tally: str
    num: int
    total: int
    shares: list[tuple[int, str]]
    result: str

    def events(self) -> list[Event]:
        """Return the events of this content."""
        return [
            setup(self.election, self.trustees, self.credentials),
            *[("Ballot", [ballot]) for ballot in self.ballots],
            ("EndBallots", []),
            encrypted_tally(self.tally, self.num, self.total),
            *[share(owner, text) for owner, text in self.shares],
            ("Result", [self.result]),
        ]

    def bytes(self) -> bytes:
        """Return the archive of this content."""
        return archive_of(self.events())


def parts_of(content: bytes) -> Parts:
    """Return the content of a finished archive."""
    archive: Archive = read_archive(BytesIO(content))
    return Parts(
        archive.election_text,
        archive.trustees_text,
        archive.credentials_text,
        list(archive.ballots),
        archive.encrypted_tally_text,
        archive.num_tallied,
        archive.total_weight,
        archive.partial_decryptions,
        archive.result_text,
    )


@dataclass(frozen=True)
class Board:
    """A board of trustees and, for once, all its secrets."""

    trustees: str
    key: bytes
    secrets: tuple[int, ...]


@cache
def a_board(size: int = 3, threshold: int = 2) -> Board:
    """Return a board that held its ceremony, ``threshold`` of ``size``."""
    names = [f"钥匙 {number}" for number in range(1, size + 1)]
    board = new_board(names, threshold)
    states = [begin(names, threshold, number) for number in range(1, size + 1)]
    for _ in range(5):
        for place in range(size):
            states[place], step, message = advance(states[place], board)
            if message is not None:
                board = accept(board, place + 1, step, message)
    result = outcome(board)
    return Board(result.trustees_text, result.key, tuple(map(secret_share, states)))


@dataclass
class Counting:
    """An election with everybody's secrets: whatever is changed, the rest can be made to fit."""

    board: Board
    election: Election
    credentials: list[Credential]
    ballots: list[str]

    def parts(self, owners: Sequence[int] = (1, 3), num: int | None = None) -> Parts:
        """Return the counted archive's content; the ballots in the order they stand here."""
        listed = credential_list({credential.public_hex for credential in self.credentials})
        tally = sum_of(self.election, self.ballots)
        text, phi = tally_text(tally), self.election.fingerprint
        secrets = {owner: self.board.secrets[owner - 1] for owner in owners}
        shares = {owner: make_share(phi, text, x, tally) for owner, x in secrets.items()}
        items = parse_trustees(self.board.trustees)
        keys = owner_keys(items)
        checked = {
            owner: check_share(share, phi, text, tally, keys[owner - 1])
            for owner, share in shares.items()
        }
        count = len(self.ballots) if num is None else num
        rows = combine(items, checked, tally, len(self.ballots))
        return Parts(
            self.election.text,
            self.board.trustees,
            listed,
            list(self.ballots),
            text,
            count,
            count,
            list(shares.items()),
            result_text(rows),
        )

    def resigned(self, index: int, change) -> str:
        """Return ballot ``index`` after ``change(ballot)``, signed again by its own voter."""
        ballot = decode(self.ballots[index])
        change(ballot)
        return resigned(ballot, self._owner(ballot["credential"]))

    def _owner(self, public_hex: str) -> Credential:
        return next(one for one in self.credentials if one.public_hex == public_hex)


def resigned(ballot: dict, credential: Credential) -> str:
    """Return the text of ``ballot`` with a fresh valid signature of ``credential``."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    text_hash = b64(sha256(encode(unsigned).encode()).digest())
    proof = sign(text_hash, credential.secret)
    return encode({**unsigned, "signature": {"hash": text_hash, "proof": proof.to_json()}})


def in_order(ballots: Sequence[str]) -> list[str]:
    """Return ballots as our profile orders them."""
    return sorted(ballots, key=lambda ballot: sha256(ballot.encode()).digest())


def a_counting(voters: int = 4, *questions: Question, **changes) -> Counting:
    """Return an election of our shape in which everybody has voted; by default two questions."""
    board = a_board()
    up_to_two = Question("q2 People", ("a Li", "b Wang", "c Zhao"), 0, 2)
    election = an_election(
        *(questions or (a_question(), up_to_two)), **{"public_key": board.key, **changes}
    )
    credentials = [a_credential(election.uuid) for _ in range(voters)]
    ballots = in_order([a_ballot(election, credential) for credential in credentials])
    return Counting(board, election, credentials, ballots)
