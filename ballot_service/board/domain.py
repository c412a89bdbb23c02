"""What is published of a closed box, and what scrutineers may add to it.

The archive depends on nothing but what was agreed before the vote and on the set of ballots:
they are sorted by the raw bytes of their SHA-256 and its timestamp is that of the freeze, so it
tells nothing about order or time. Source: PROTOCOL P4, P6, P9, P14.

May import: stdlib, shared.crypto, shared.documents, shared.errors, box.domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ballot_service.box.domain.orders import BoxFacts
from ballot_service.box.domain.states import State
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import tracker
from shared.crypto.merkle import root_hash
from shared.crypto.signing import verify
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    ScrutineerSignature,
    SignedLeftovers,
    check_scrutineers,
)
from shared.documents.manifests import MeetingManifest
from shared.errors import Conflict, InvalidInput, NotAllowed, NotFound


class NotPublished(NotFound):
    """The box has not closed, or its archive is still being written."""

    code = "not_published"


class ScrutineerUnknown(NotAllowed):
    """The meeting manifest does not name the key that signed."""

    code = "scrutineer_unknown"


class RoundOpen(Conflict):
    """A box of the meeting is open, so its slips are still in use."""

    code = "round_open"


class MeetingNotFinished(Conflict):
    """The desk has not ended the meeting, or its signed end has not arrived here.

    A slip left over now may still be handed out.
    """

    code = "meeting_not_finished"


class ListsNotFrozen(Conflict):
    """The lists of the meeting are not fixed, so nothing can be left over from them."""

    code = "lists_not_frozen"


class LeftoversStand(Conflict):
    """Another scan of this electorate is published."""

    code = "leftovers_stand"


class WrongLeftovers(InvalidInput):
    """A scan does not fit the electorate's boxes and lists."""

    code = "wrong_leftovers"


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a closed box's archive is made of."""

    uuid: str
    timestamp: int
    """Unix seconds of the freeze."""
    election: str
    trustees: str
    listed: str
    ballots: Sequence[str]


@dataclass(frozen=True, slots=True)
class Publication:
    """The archive of a closed box and what its checkpoint says."""

    archive: bytes
    size: int
    root: bytes


def publish(contents: Contents) -> Publication:
    """Return the closed archive: Setup, ballots by SHA-256, EndBallots; and size and root."""
    by_tracker = sorted((tracker(text), text) for text in contents.ballots)
    writer = ArchiveWriter(contents.timestamp)
    writer.setup(contents.election, contents.trustees, contents.listed)
    for _, text in by_tracker:
        writer.ballot(text)
    writer.end_ballots()
    return Publication(writer.bytes(), len(by_tracker), root_hash([mark for mark, _ in by_tracker]))


def state_after(state: str, size: int, floor: int) -> str:
    """Return the state of a published box: a closed one below the floor is sealed (P13)."""
    return State.SEALED if state == State.CLOSED and size < floor else state


def check_signature(
    record: ClosingRecord, signature: ScrutineerSignature, manifest: MeetingManifest
) -> None:
    """Return if a scrutineer of the meeting signed ``record``.

    Raises:
        ScrutineerUnknown: the manifest does not name the key.
        VerificationFailed: the signature does not fit the record.
    """
    if signature.key not in _named(manifest):
        raise ScrutineerUnknown("The meeting manifest names no scrutineer with this key.")
    verify(bytes.fromhex(signature.key), bytes.fromhex(signature.signature), record.message())


def check_time_for_leftovers(boxes: Iterable[BoxFacts], *, frozen: bool, ended: bool) -> None:
    """Return if leftover slips may be scanned now: no round can open any more.

    A scan stands for ever, so one between two rounds would annul the later ones as soon as a
    late-comer votes with a slip that is on it.

    Raises:
        ListsNotFrozen: before the freeze.
        RoundOpen: while any box of the meeting is open.
        MeetingNotFinished: before the desk's signed end of the meeting has come.
    """
    if not frozen:
        raise ListsNotFrozen("The lists of this meeting are not fixed yet.")
    if any(box.state == State.OPEN for box in boxes):
        raise RoundOpen(
            "A box of this meeting is open. Close the round and finish the meeting, then publish "
            "the scan."
        )
    if not ended:
        raise MeetingNotFinished(
            "The meeting is not finished, so a slip may still be handed out. Finish it at the "
            "desk; if it is finished already, see on its page whether a document was not "
            "delivered. Then publish the scan."
        )


def check_scan_signed(signed: SignedLeftovers, manifest: MeetingManifest) -> None:
    """Return if two scrutineers of the meeting signed the scan, whatever it says.

    Raises:
        VerificationFailed: see ``check_scrutineers``.
    """
    check_scrutineers(signed.document.message(), signed.signatures, _named(manifest))


def check_leftovers(
    document: Leftovers, manifest: MeetingManifest, listed: Mapping[str, frozenset[str]]
) -> None:
    """Return if ``document`` is a full scan of its electorate (P14).

    Args:
        document: what was handed in, its signatures verified.
        manifest: the meeting's.
        listed: for each box of the electorate its list of public credentials.

    Raises:
        WrongLeftovers: another meeting, other boxes, unequal lists, an entry twice, unsorted or
            not on its box's list.
    """
    if document.meeting != manifest.meeting or not listed or set(document.lists) != set(listed):
        raise WrongLeftovers("The scan does not name exactly the boxes of its electorate.")
    if len({len(entries) for entries in document.lists.values()}) != 1:
        raise WrongLeftovers("Every box must have the same number of leftover slips.")
    for uuid, entries in document.lists.items():
        if entries != sorted(set(entries)) or not listed[uuid].issuperset(entries):
            raise WrongLeftovers("A list has an entry twice, unsorted, or from another electorate.")


def same_leftovers(one: Leftovers, other: Leftovers) -> None:
    """Return if both say the same; a second scan cannot replace the first.

    Raises:
        LeftoversStand: they differ.
    """
    if one != other:
        raise LeftoversStand("Another scan of this electorate is published already.")


def _named(manifest: MeetingManifest) -> dict[str, str]:
    """Return key to name of the meeting's scrutineers."""
    return {scrutineer.key: scrutineer.name for scrutineer in manifest.scrutineers}
