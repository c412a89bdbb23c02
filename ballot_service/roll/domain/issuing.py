"""What may be signed blindly, and for whom: once for each person, all boxes together (P7).

The same messages get the same signatures for as long as they are of use; others of the same
person never get any. So a lost answer costs nothing, and nobody gets two credentials.

May import: stdlib, shared.crypto, shared.errors, the room meetings' states.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Literal

from ballot_service.meetings.domain.states import VOTED_ON, MeetingState, RoundState
from shared.crypto.jsontext import canonical
from shared.errors import Conflict, InvalidInput

Phase = Literal["before", "check_in", "activation", "voting", "over", "cancelled"]

PHASES: Mapping[MeetingState, Phase] = {
    MeetingState.DRAFT: "before",
    MeetingState.PREPARED: "before",
    MeetingState.CHECKING_IN: "check_in",
    MeetingState.ACTIVATING: "activation",
    MeetingState.READY: "voting",
    MeetingState.CLOSED: "over",
    MeetingState.CANCELLED: "cancelled",
}
"""Where a meeting stands, as its voters know it."""


class CheckInNotOpen(Conflict):
    """Nobody is checked in yet."""

    code = "check_in_not_open"


class CheckInOver(Conflict):
    """Check-in has ended, and nothing was signed for this person."""

    code = "check_in_over"


class AlreadyIssued(Conflict):
    """Other messages of the same person were signed; that cannot be done twice."""

    code = "already_issued"


class SignatureReleased(Conflict):
    """The person's credentials were signed, so they are present and can get no second one."""

    code = "signature_released"


class WrongBoxes(InvalidInput):
    """The messages are not one for each box of the person's electorate."""

    code = "wrong_boxes"


class RoundUnderWay(Conflict):
    """People are voting; reserve slips are handed out between rounds."""

    code = "round_under_way"


class ReserveGone(Conflict):
    """Every reserve slip of the electorate was handed out, or none was printed."""

    code = "reserve_gone"


class ReserveRecorded(Conflict):
    """The person is on record as having got a reserve slip already."""

    code = "reserve_recorded"


class ReserveNotRecorded(Conflict):
    """The person is not on record as having got a reserve slip."""

    code = "reserve_not_recorded"


@dataclass(frozen=True, slots=True)
class Issued:
    """What was signed for a person: the digest of what they asked, and the answers."""

    request: str
    signatures: Mapping[str, str]
    """uuid to blind signature, hex"""


def request_digest(blinded: Mapping[str, str]) -> str:
    """Return the hex SHA-256 of all blinded messages of one person; tells two requests apart."""
    return sha256(canonical(dict(blinded))).hexdigest()


def check_request(blinded: Collection[str], boxes: Collection[str]) -> None:
    """Return if there is one blinded message for each of the person's boxes and no other.

    Raises:
        WrongBoxes: there is not.
    """
    if sorted(blinded) != sorted(boxes):
        raise WrongBoxes("Send one message for each box of your electorate. Load the page again.")


def check_may_issue(phase: Phase) -> None:
    """Return if a person who got no signature yet may get one.

    Raises:
        CheckInNotOpen, CheckInOver: not at this time.
    """
    if phase == "before":
        raise CheckInNotOpen("Check-in has not begun. Keep this page open and try again.")
    if phase != "check_in":
        raise CheckInOver(
            "Check-in is over. Ask the registrar for a reserve slip between two votes."
        )


def answers_again(issued: Issued, request: str, phase: Phase) -> Mapping[str, str]:
    """Return the signatures that were released, to whoever asks with the same messages.

    Raises:
        AlreadyIssued: these are other messages.
        CheckInOver: the lists are frozen, so the signatures are of no use any more.
    """
    if not compare_digest(issued.request, request):
        raise AlreadyIssued(
            "This invitation was used on another phone, or in another browser. Go on there. "
            "Nobody can be given a second credential; tell the attendant if that phone is lost."
        )
    if phase not in ("check_in", "activation"):
        raise CheckInOver("The lists of this meeting are fixed; nothing can be activated any more.")
    return issued.signatures


def not_released(released: bool) -> None:
    """Return if nothing was signed for the person.

    Raises:
        SignatureReleased: it was.
    """
    if released:
        raise SignatureReleased(
            "This person's credentials were signed on their phone. They are present, vote there, "
            "and can get neither another invitation nor a slip."
        )


def check_between_rounds(rounds: Collection[RoundState]) -> None:
    """Return if nobody can be voting now; else ``RoundUnderWay``."""
    if any(state in VOTED_ON for state in rounds):
        raise RoundUnderWay("People are voting. Hand out reserve slips when this round is closed.")
