"""What a trustee's program checks before it makes a share (PROTOCOL P4, P13).

One thing to know: nothing the tally service says is believed. The archive is verified ballot
by ballot here, the encrypted tally is added up here, and both must be what the desk's
manifests, the two scrutineers and the trustee's own board of trustees say.

May import: stdlib, shared.crypto, shared.documents, shared.cli.scrutineer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from shared.cli.scrutineer import check_closing
from shared.crypto.archive import read_archive
from shared.crypto.chunks import Chunk, Verdict
from shared.crypto.elections import Election
from shared.crypto.errors import VerificationFailed
from shared.crypto.tally import Tally, empty_tally, merge, tally_hash, tally_text
from shared.crypto.verify import Map, verify_archive
from shared.documents.base import open_signed, parse_part
from shared.documents.boards import Asked, Board
from shared.documents.closing import ClosingRecord, check_scrutineers
from shared.documents.manifests import BoxManifest, BoxRef, MeetingManifest, election_of
from shared.errors import NotAllowed


class BelowFloor(NotAllowed):
    """So few people voted that the counts would show how they did."""

    code = "below_floor"


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom the trustee believes: key id to raw public key."""

    desk: Mapping[str, bytes]
    tally: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Task:
    """The documents of one closed box, each verified, all of them about the same box."""

    uuid: str
    meeting: MeetingManifest
    box: BoxManifest
    board: Board
    closing: ClosingRecord
    asked: tuple[str, ...]
    tally_hash: str

    @property
    def closing_digest(self) -> bytes:
        """What the hall sees as six words."""
        return sha256(self.closing.message()).digest()


@dataclass(frozen=True, slots=True)
class ClosedTally:
    """The encrypted tally of a closed archive, recomputed from ballots verified here."""

    phi: str
    tally: Tally
    text: str
    hash: str


def open_task(uuid: str, value: Mapping[str, Any], keys: Keys, board_digest: str) -> Task:
    """Return the verified documents of the task to decrypt the box ``uuid``.

    Args:
        uuid: the box the trustee wants to decrypt.
        value: the tally service's answer.
        keys: whom the trustee believes.
        board_digest: the trustee's own board, by the digest its key file keeps.

    Raises:
        VerificationFailed: a signature does not hold, or the documents are not of one box.
        MalformedDocument: a document is not what it should be.
        BelowFloor: too few ballots.
    """
    meeting = open_signed(MeetingManifest, value.get("meeting_manifest"), keys.desk)
    box = open_signed(BoxManifest, value.get("box_manifest"), keys.desk)
    board = open_signed(Board, value.get("board"), keys.tally)
    asked = open_signed(Asked, value.get("asked"), keys.tally)
    closing = parse_part(ClosingRecord, value.get("closing"))
    _require(
        (box.uuid, asked.uuid, closing.uuid) == (uuid, uuid, uuid)
        and (box.meeting, box.meeting_manifest) == (meeting.meeting, meeting.digest)
        and BoxRef(uuid=uuid, electorate=box.electorate) in meeting.boxes
    )
    _require((meeting.board.digest, board.digest) == (board_digest, board_digest))
    _require((meeting.board.key, box.board_key) == (board.key, board.key))
    named = {person.key: person.name for person in meeting.scrutineers}
    check_scrutineers(closing.message(), list(closing.signatures), named)
    if closing.ballots < meeting.disclosure_floor:
        raise BelowFloor("Too few ballots: this box is sealed and must not be decrypted.")
    return Task(uuid, meeting, box, board, closing, tuple(asked.tallies), str(value.get("tally")))


def add_up(task: Task, content: bytes, map_: Map) -> ClosedTally:
    """Return the encrypted tally of the closed archive ``content``, every ballot verified.

    ``map_`` shares the work on the ballots, as in ``verify_archive``.

    Raises:
        ArchiveRejected: the archive does not verify.
        VerificationFailed: it is not the one the scrutineers closed, or the service wants
            something else decrypted than its sum.
    """
    check_closing(task.closing, content)
    archive = read_archive(BytesIO(content))
    election = Election.from_text(archive.election_text)
    _require(archive.last_type == "EndBallots")
    _require(election.text == election_of(task.box).text)
    _require(archive.trustees_text == task.board.trustees_text)
    adding = _Adding(election, map_)
    verify_archive(BytesIO(content), map=adding.map)
    text = tally_text(adding.total)
    if tally_hash(text) != task.tally_hash:
        raise VerificationFailed(
            "The service wants something else decrypted than the ballots' sum."
        )
    return ClosedTally(election.fingerprint, adding.total, text, tally_hash(text))


class _Adding:
    """Lets the verifier's work on each chunk add its ballots up as well."""

    def __init__(self, election: Election, map_: Map) -> None:
        self.total = empty_tally(election)
        self._map = map_

    def map(
        self, function: Callable[[Chunk], Verdict], chunks: Iterable[Chunk]
    ) -> Iterator[Verdict]:
        """Yield the verdicts; a closed archive has no tally yet, so every ballot gets weight 1."""
        weighed = (replace(chunk, weights=(1,) * len(chunk.texts)) for chunk in chunks)
        for verdict in self._map(function, weighed):
            if verdict.refusal is None:
                self.total = merge(self.total, verdict.tally)
            yield verdict


def _require(holds: bool) -> None:
    """Return if it holds."""
    if not holds:
        raise VerificationFailed("The documents of this box do not belong together.")
