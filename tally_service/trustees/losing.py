"""Reports that a key is lost, taken back or not; and what a board's record says.

A report stops nobody: whoever has the key after all may still give its share, and a share that is
here counts. What it does is said to everybody: who is not waited for, and, with fewer than k keys
left, that nobody can decrypt.

May import: SQLAlchemy, shared.plumbing, tally_service.tally, this room's actions and lower floors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from tally_service.tally import Tally
from tally_service.trustees import store
from tally_service.trustees.actions import Boxes
from tally_service.trustees.domain import (
    KEY_FOUND,
    KEY_LOST,
    BoardNotReady,
    Happening,
    LossStands,
    NotYourKey,
    check_findable,
    check_losable,
    lost_keys,
    when,
    within_reach,
)
from tally_service.trustees.store import BoardRow, BoardTrusteeRow

ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is asked of the counts, which are a room above."""

    awaiting: Boxes
    names: Callable[[Collection[str]], Mapping[str, Mapping[str, Any]]]
    """What people call boxes, by uuid; of some nothing may be known here."""


def show_keys(tally: Tally, board: str, reader: Actor, counts: Counts) -> dict[str, Any]:
    """Return how the keys of a board stand, which boxes wait for them, and its record.

    Raises:
        NoSuchBoard: there is none.
    """
    with reading(tally.sessions) as session:
        row = store.get(session, board)
        members = store.members(session, board)
        record = store.record(session, board)
    lost = lost_keys(record)
    names = {one.number: one.name for one in members}
    called = counts.names({one.about for one in record if one.about})
    return {
        "board": row.id,
        "title": row.title,
        "year": row.year,
        "threshold": row.threshold,
        "state": "ready" if row.document else "ceremony",
        "enough": within_reach(len(members), row.threshold, lost, ()),  # for a box without shares
        "left": len(members) - len(lost),
        "keys": [_key(one, record, reader) for one in members],
        "boxes": counts.awaiting(row.digest) if row.digest else [],
        "record": [_told(one, names, called) for one in record],
    }


def shut_by(shown: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Return the boxes of `show_keys` that nobody can decrypt once this key is lost too."""
    lost = {key["number"] for key in shown["keys"] if key["lost"]} | {number}
    return [
        box
        for box in shown["boxes"]
        if not within_reach(len(shown["keys"]), shown["threshold"], lost, box["shares"])
    ]


def report_loss(tally: Tally, board: str, number: int, by: Actor) -> None:
    """Record that the key of trustee ``number`` is lost: file and every copy.

    Raises:
        NoSuchBoard, NoSuchTrustee: there is none.
        NotYourKey: it is another trustee's, and the caller is no administrator.
        BoardNotReady: there is no key yet.
        LostAlready: it is recorded already.
    """
    with unit_of_work(tally.sessions) as uow:
        row, members, record = _board(uow.session, board)
        check_losable(record, number, len(members))
        _check_speaker(members, number, by)
        if row.document is None:
            raise BoardNotReady("There is no key yet: begin anew on a new board.")
        store.note(uow.session, board, Happening(KEY_LOST, (number,), "", by.name, tally.clock()))


def take_back_loss(tally: Tally, board: str, number: int, by: Actor) -> None:
    """Record that the key of trustee ``number`` was found, or never lost.

    Raises:
        NoSuchBoard, NoSuchTrustee: there is none.
        NotYourKey: it is another trustee's, and the caller is no administrator.
        NotLost: no report stands.
        LossStands: a box of the board was decrypted since.
    """
    with unit_of_work(tally.sessions) as uow:
        _, members, record = _board(uow.session, board)
        check_findable(record, number, len(members))
        _check_speaker(members, number, by)
        store.note(uow.session, board, Happening(KEY_FOUND, (number,), "", by.name, tally.clock()))


def _board(session: Session, board: str) -> tuple[BoardRow, list[BoardTrusteeRow], list[Happening]]:
    """Return a board, locked, with its members and its record."""
    row = store.get(session, board, lock=True)
    return row, store.members(session, board), store.record(session, board)


def _check_speaker(members: Sequence[BoardTrusteeRow], number: int, by: Actor) -> None:
    """Return if ``by`` may speak of this key."""
    if not _may_speak(members[number - 1], by):
        raise NotYourKey("Only this trustee or an administrator can say that.")


def _may_speak(member: BoardTrusteeRow, by: Actor) -> bool:
    """Return whether ``by`` is the trustee or an administrator."""
    return ADMIN in by.roles or member.account_id == by.account_id


def _key(member: BoardTrusteeRow, record: Sequence[Happening], reader: Actor) -> dict[str, Any]:
    """Return one trustee's key as the page shows it."""
    report = lost_keys(record).get(member.number)
    may = _may_speak(member, reader)
    return {
        "number": member.number,
        "name": member.name,
        "lost": None if report is None else _said(report),
        "may_report": may and report is None,
        "may_take_back": may and report is not None and _open(record, member.number),
    }


def _open(record: Sequence[Happening], number: int) -> bool:
    """Return whether a report that stands can still be taken back."""
    try:
        check_findable(record, number, number)
    except LossStands:
        return False
    return True


def _told(
    one: Happening, names: dict[int, str], called: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an entry of the record with names in place of numbers; a box keeps its uuid, too."""
    about = [names.get(number, str(number)) for number in one.trustees]
    said = {"what": one.what, "trustees": about, "box": one.about or None, "by": one.by}
    return {**said, "about": called.get(one.about), "at": when(one)}


def _said(report: Happening) -> dict[str, str]:
    """Return who said so, and when."""
    return {"by": report.by, "at": when(report)}
