"""What the tests of the trustee's program are made from: people, ceremonies, closed boxes."""

from dataclasses import dataclass
from hashlib import sha256

from factories import documents
from factories.ballots import a_ballot, with_false_proof
from fakes.trustees_tally import BOARD

from shared.cli.trustee import TrusteeProgram
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import parse_ballot
from shared.crypto.credentials import credential_list, derive, list_digest
from shared.crypto.decryption import check_share, combine
from shared.crypto.keyfile import Cost
from shared.crypto.merkle import root_hash
from shared.crypto.tally import add_up, tally_hash, tally_text
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.documents.base import sign
from shared.documents.boards import Asked
from shared.documents.closing import ClosingRecord, sign_as_scrutineer
from shared.documents.manifests import election_of

NAMES = ["张三", "李四", "王五"]
PASSPHRASE = "a passphrase 口令 for tests"
CHEAP = Cost(memory_kib=8192, iterations=1, lanes=1)
MARKS = (0, 0, 1, 2, 4, 4)


def agreed(what, words):
    """Compare as people do who always agree."""
    return True


def programs(tally, folder, compare=agreed):
    """Return the three trustees' programs, their key files in ``folder``."""
    return [
        TrusteeProgram(tally.at(n), folder / f"{n}.key", PASSPHRASE, compare, cost=CHEAP)
        for n in (1, 2, 3)
    ]


def hold_ceremony(tally, people):
    """Let everybody do every step until nothing is left to do."""
    for number, person in enumerate(people, start=1):
        person.init(BOARD, number, documents.DESK.public)
    while any(person.step() for person in people):
        pass


@dataclass
class ClosedBox:
    """A closed box with everything the tally service knows about it."""

    board: object
    marks: tuple[int, ...] = MARKS
    forge: bool = False

    def __post_init__(self):
        ref = documents.BoardRef(key=self.board.key, digest=self.board.digest)
        self.meeting = documents.a_meeting_manifest(board=ref)
        self.box = documents.a_box_manifest(self.meeting)
        self.uuid = self.box.uuid
        self.election = election_of(self.box)
        codes = documents.some_codes(len(self.marks))
        publics = [derive(self.uuid, code).public_hex for code in codes]
        self.credentials = credential_list(publics)
        ballots = [
            a_ballot(self.box, code, mark) for code, mark in zip(codes, self.marks, strict=True)
        ]
        if self.forge:
            ballots[0] = with_false_proof(ballots[0])
        self.ballots = sorted(ballots, key=lambda text: sha256(text.encode()).digest())

    def archive(self, ballots=None):
        writer = ArchiveWriter(documents.FREEZE)
        writer.setup(self.election.text, self.board.trustees_text, self.credentials)
        for text in self.ballots if ballots is None else ballots:
            writer.ballot(text)
        writer.end_ballots()
        return writer.bytes()

    def tally(self):
        return add_up(self.election, [parse_ballot(text, self.election) for text in self.ballots])

    def closing(self, keys=documents.SCRUTINEERS, **changes):
        trackers = [sha256(text.encode()).digest() for text in self.ballots]
        record = ClosingRecord(
            uuid=self.uuid,
            fingerprint=self.election.fingerprint,
            list_digest=list_digest(self.credentials),
            ballots=len(self.ballots),
            root=root_hash(trackers).hex(),
        ).model_copy(update=changes)
        signatures = [sign_as_scrutineer(key, record.message()) for key in keys]
        return record.model_copy(update={"signatures": signatures})

    def hash(self):
        return tally_hash(tally_text(self.tally()))

    def asked(self, *tallies, key=documents.TALLY):
        asked = Asked(issued_by="tally", uuid=self.uuid, tallies=list(tallies) or [self.hash()])
        return sign(key, asked)

    def task(self, **changes):
        return {
            "closing": self.closing().model_dump(mode="json"),
            "meeting_manifest": sign(documents.DESK, self.meeting),
            "box_manifest": sign(documents.DESK, self.box),
            "board": sign(documents.TALLY, self.board),
            "asked": self.asked(),
            "tally": self.hash(),
            **changes,
        }

    def open_at(self, service, **changes):
        service.tasks[self.uuid] = self.task(**changes)
        service.archives[self.uuid] = self.archive()


def counts_of(box, tally):
    """Return the counts that the posted shares combine to, each share checked."""
    items = parse_trustees(box.board.trustees_text)
    encrypted = box.tally()
    text = tally_text(encrypted)
    shares = {
        owner: check_share(
            share, box.election.fingerprint, text, encrypted, owner_keys(items)[owner - 1]
        )
        for owner, share in tally.shares[box.uuid].items()
    }
    return combine(items, shares, encrypted, len(box.ballots))
