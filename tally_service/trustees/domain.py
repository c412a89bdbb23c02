"""Rules of a board of trustees: who may sit on it, and what it publishes of itself.

The ceremony itself is ``shared.crypto.trustees.board``: every message is checked there before
it is taken. Source: PROTOCOL P3, P4.

May import: stdlib, shared.crypto, shared.documents, shared.errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.crypto.group import to_hex
from shared.crypto.trustees import board as ceremony
from shared.documents.boards import Board, Rehearsal, TrusteeRef
from shared.errors import Conflict, InvalidInput, NotAllowed, NotFound

ROLE = "trustee"

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
    """No meeting can have such an id."""

    code = "no_such_meeting"


class TrusteesUnfit(InvalidInput):
    """The accounts named cannot form a board."""

    code = "trustees_unfit"


def check_meeting(meeting: str) -> str:
    """Return ``meeting`` if it can be a meeting's id; which meetings there are the desk knows.

    Raises:
        NoSuchMeeting: it cannot.
    """
    if not _MEETING.fullmatch(meeting):
        raise NoSuchMeeting("There is no such meeting.")
    return meeting


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
