"""Rules of a board of trustees: who may sit on it, and what it publishes of itself.

The ceremony itself is ``shared.crypto.trustees.board``: every message is checked there before
it is taken. Source: PROTOCOL P3, P4.

May import: stdlib, shared.crypto, shared.documents, shared.errors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from shared.crypto.group import to_hex
from shared.crypto.trustees import board as ceremony
from shared.documents.boards import Board, Rehearsal, TrusteeRef
from shared.documents.dates import CHINA
from shared.errors import Conflict, InvalidInput, NotAllowed, NotFound

ROLE = "trustee"

KEY_LOST = "key_lost"
KEY_FOUND = "key_found"
SHARE_REFUSED = "share_refused"
DECRYPTED = "decrypted"
"""What can happen to the keys of a board."""

LEAST_THRESHOLD = 2
"""How many it takes to decrypt at the least: with one, every single trustee could look alone."""

_MEETING = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class NoSuchBoard(NotFound):
    """No board of trustees has this id."""

    code = "no_such_board"


class NotATrustee(NotAllowed):
    """The caller is no trustee of this board."""

    code = "not_a_trustee"


class BoardNotReady(Conflict):
    """The board's ceremony is not over, so there is no key yet."""

    code = "board_not_ready"


class NoSuchMeeting(NotFound):
    """No meeting has this id, or its manifest is not published yet."""

    code = "no_such_meeting"


class OtherBoard(Conflict):
    """The meeting's manifest names another board of trustees."""

    code = "other_board"


class TrusteesUnfit(InvalidInput):
    """The accounts named cannot form a board."""

    code = "trustees_unfit"


class OneDecryptsAlone(InvalidInput):
    """A board on which one trustee alone could decrypt (DESIGN, decision 6)."""

    code = "one_decrypts_alone"


class NoSuchTrustee(NotFound):
    """The board has no trustee of this number."""

    code = "no_such_trustee"


class NotYourKey(NotAllowed):
    """Somebody spoke of another trustee's key, and is no administrator."""

    code = "not_your_key"


class LostAlready(Conflict):
    """This key is reported lost already."""

    code = "lost_already"


class NotLost(Conflict):
    """This key is not reported lost."""

    code = "not_lost"


class LossStands(Conflict):
    """A box was decrypted without this key: the report can no longer be taken back."""

    code = "loss_stands"


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """What has to be known of a meeting that is rehearsed for, from its signed manifest."""

    board: str
    """Digest of the board that it uses."""
    title: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to the keys of a board: an entry of its record, nothing secret."""

    what: str
    trustees: tuple[int, ...]
    """Numbers of those whom it is about."""
    about: str
    """The box's uuid, "" where it is about none."""
    by: str
    """Name of whoever said or did it, "" where nobody did."""
    at: datetime


def check_meeting(meeting: str) -> str:
    """Return ``meeting`` if it can be a meeting's id.

    Raises:
        NoSuchMeeting: it cannot.
    """
    if not _MEETING.fullmatch(meeting):
        raise NoSuchMeeting("There is no such meeting.")
    return meeting


def check_board(meeting: MeetingRef | None, digest: str) -> MeetingRef:
    """Return the meeting if it uses the board of this digest; None is one that there is not.

    Raises:
        NoSuchMeeting: there is no such meeting.
        OtherBoard: it uses another.
    """
    if meeting is None:
        raise NoSuchMeeting(
            "There is no meeting of this number. Compare it with the organizer; if the meeting "
            "was prepared just now, try again in a minute."
        )
    if meeting.board != digest:
        raise OtherBoard(
            "This meeting uses another board of trustees. Tell the organizer whose link this is."
        )
    return meeting


def check_threshold(threshold: int) -> None:
    """Return if it takes at least two people to decrypt.

    Raises:
        OneDecryptsAlone: it takes one.
    """
    if threshold < LEAST_THRESHOLD:
        raise OneDecryptsAlone(
            "With a threshold of 1 any single trustee could decrypt alone. Take 2 or more, of at "
            "least 3 trustees. Nothing was made."
        )


def check_members(wanted: Sequence[str], trustees: Mapping[str, str]) -> list[str]:
    """Return the names of the accounts ``wanted``, in that order.

    Args:
        wanted: account ids in the order of the ceremony.
        trustees: account id to name, of the open accounts that have the role of a trustee.

    Raises:
        TrusteesUnfit: an account comes twice, or is no trustee's.
    """
    if len(set(wanted)) != len(wanted) or not all(account in trustees for account in wanted):
        raise TrusteesUnfit("Name different open accounts, each with the role of a trustee.")
    return [trustees[account] for account in wanted]


def board_document(
    board: str, title: str, year: int, state: Mapping[str, Any], issuer: str
) -> Board:
    """Return what the service publishes of a board whose ceremony is over.

    Raises:
        CeremonyUnfinished: some trustee still has to act.
    """
    outcome = ceremony.outcome(dict(state))
    names = [TrusteeRef(number=i, name=name) for i, name in enumerate(state["names"], start=1)]
    return Board(
        issued_by=issuer,
        board=board,
        title=title,
        year=year,
        threshold=state["threshold"],
        trustees=names,
        key=to_hex(outcome.key),
        trustees_text=outcome.trustees_text,
        transcript=outcome.digest.hex(),
    )


def rehearsal_document(
    board: str, board_digest: str, meeting: str, trustees: int, issuer: str
) -> Rehearsal:
    """Return what the service says once the share of every trustee was checked (P12)."""
    return Rehearsal(
        issued_by=issuer,
        board=board,
        board_document=board_digest,
        meeting=meeting,
        trustees=list(range(1, trustees + 1)),
    )


def done_by(messages: Mapping[str, Sequence[Any]], steps: Sequence[str]) -> dict[str, list[bool]]:
    """Return by step which trustees have done it, in the order of their numbers."""
    return {step: [message is not None for message in messages[step]] for step in steps}


def awaited(done: Mapping[str, Sequence[bool]]) -> list[int]:
    """Return the numbers of the trustees who have to act before the next step can open."""
    for each in done.values():
        owing = [number for number, is_done in enumerate(each, start=1) if not is_done]
        if owing:
            return owing
    return []


def owes(done: Mapping[str, Sequence[bool]], number: int) -> bool:
    """Return whether trustee ``number`` still has a step to do, though perhaps not yet."""
    return not all(each[number - 1] for each in done.values())


def when(happening: Happening) -> str:
    """Return the moment on a Chinese clock, to the minute."""
    return happening.at.astimezone(CHINA).isoformat(sep=" ", timespec="minutes")[:16]


def lost_keys(record: Sequence[Happening]) -> dict[int, Happening]:
    """Return the reports of lost keys that stand, by trustee: those not taken back."""
    standing: dict[int, Happening] = {}
    for one in record:
        if one.what == KEY_LOST:
            standing |= dict.fromkeys(one.trustees, one)
        elif one.what == KEY_FOUND:
            for number in one.trustees:
                standing.pop(number, None)
    return dict(sorted(standing.items()))


def until_decrypted(record: Sequence[Happening], uuid: str) -> list[Happening]:
    """Return what had happened when the box was decrypted; everything if it has not been."""
    return list(takewhile(lambda one: (one.what, one.about) != (DECRYPTED, uuid), record))


def refused_shares(record: Sequence[Happening], uuid: str) -> set[int]:
    """Return whose share of the box was refused, because it did not prove itself."""
    found = [one for one in record if (one.what, one.about) == (SHARE_REFUSED, uuid)]
    return {number for one in found for number in one.trustees}


def within_reach(size: int, threshold: int, lost: Collection[int], given: Collection[int]) -> bool:
    """Return whether a box can still be decrypted: shares that are here, and keys not lost."""
    return len({*given, *range(1, size + 1)} - ({*lost} - {*given})) >= threshold


def check_losable(record: Sequence[Happening], number: int, size: int) -> None:
    """Return if the key of trustee ``number`` can be reported lost.

    Raises:
        NoSuchTrustee: the board has no such trustee.
        LostAlready: it is.
    """
    _check_number(number, size)
    if number in lost_keys(record):
        raise LostAlready("This key is reported lost already.")


def check_findable(record: Sequence[Happening], number: int, size: int) -> None:
    """Return if the report that the key of trustee ``number`` is lost can be taken back.

    Raises:
        NoSuchTrustee: the board has no such trustee.
        NotLost: no such report stands.
        LossStands: a box of the board was decrypted since.
    """
    _check_number(number, size)
    report = lost_keys(record).get(number)
    if report is None:
        raise NotLost("This key is not reported lost.")
    later = record[list(record).index(report) :]
    if any(one.what == DECRYPTED for one in later):
        raise LossStands(
            "A box was decrypted since this key was reported lost, so the report stands. "
            "Make a new board for the next meetings."
        )


def _check_number(number: int, size: int) -> None:
    """Return if the board has a trustee of this number."""
    if not 1 <= number <= size:
        raise NoSuchTrustee("This board has no such trustee.")
