"""What can be done with a board of trustees; each function is one use case.

Two trustees who post at once both land: each message is accepted under the lock of its board's
row, on the state the other left.

May import: shared.crypto, shared.documents, shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from shared.crypto import rehearsal as rehearsals
from shared.crypto.group import to_hex
from shared.crypto.trustees import board as ceremony
from shared.documents.base import sign
from shared.documents.boards import Board, Rehearsal
from shared.errors import SuiteError
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from tally_service.tally import ISSUER, Tally
from tally_service.trustees import store
from tally_service.trustees.domain import (
    BoardNotReady,
    Happening,
    MeetingRef,
    awaited,
    board_document,
    check_board,
    check_meeting,
    check_members,
    check_threshold,
    done_by,
    lost_keys,
    owes,
    rehearsal_document,
    when,
)
from tally_service.trustees.store import BoardRow, BoardTrusteeRow, RehearsalRow

MOST_LISTED = 200


class Posted(NamedTuple):
    """A trustee's message."""

    step: str
    message: Any


Boxes = Callable[[str], list[dict[str, Any]]]
"""Returns the boxes that wait for shares of the board whose document has this digest."""

Meetings = Callable[[str], MeetingRef | None]
"""Returns which board a meeting uses and its title, None if there is no such meeting."""


def create_board(
    tally: Tally, title: str, year: int, threshold: int, accounts: Sequence[str]
) -> str:
    """Begin a board of the trustees who have these accounts; return its id.

    Raises:
        OneDecryptsAlone: it would take one of them to decrypt.
        TrusteesUnfit: an account comes twice, or is no trustee's.
        MalformedBytes: not more trustees than the threshold.
    """
    check_threshold(threshold)
    board = secrets.token_hex(8)
    with unit_of_work(tally.sessions) as uow:
        names = check_members(accounts, store.open_trustee_accounts(uow.session))
        state = ceremony.new_board(names, threshold)
        row = BoardRow(id=board, title=title, year=year, threshold=threshold, state=state)
        uow.session.add(row)
        uow.session.flush()
        for number, (account, name) in enumerate(zip(accounts, names, strict=True), start=1):
            member = BoardTrusteeRow(board=board, number=number, account_id=account, name=name)
            uow.session.add(member)
    return board


def list_candidates(tally: Tally) -> list[dict[str, str]]:
    """Return who may sit on a new board, by name: open accounts with the role of a trustee."""
    with reading(tally.sessions) as session:
        people = store.open_trustee_accounts(session)
    by_name = sorted(people.items(), key=lambda one: (one[1], one[0]))
    return [{"account": account, "name": name} for account, name in by_name]


def list_boards(tally: Tally) -> list[dict[str, Any]]:
    """Return the boards there are, the latest year first: enough to choose one for a meeting."""
    with reading(tally.sessions) as session:
        return [
            {
                "board": row.id,
                "title": row.title,
                "year": row.year,
                "threshold": row.threshold,
                "trustees": len(row.state["names"]),
                "state": "ready" if row.document else "ceremony",
            }
            for row in store.newest(session, MOST_LISTED)
        ]


def show_board(tally: Tally, board: str) -> dict[str, Any]:
    """Return everything about a board: it is all public.

    Raises:
        NoSuchBoard: there is none.
    """
    with reading(tally.sessions) as session:
        return _page(store.get(session, board), store.members(session, board))


def post_message(tally: Tally, board: str, actor: Actor, step: str, message: Any) -> dict[str, Any]:
    """Take one trustee's message of the ceremony; the last one of all makes the document.

    Raises:
        NoSuchBoard, NotATrustee: wrong board or person.
        StepNotOpen, MessageStands: too early, or another message stands.
        MalformedBytes, VerificationFailed: the message is not what the protocol asks for.
    """
    with unit_of_work(tally.sessions) as uow:
        row = store.get(uow.session, board, lock=True)
        number = store.number_of(uow.session, board, actor.account_id)
        row.state = ceremony.accept(row.state, number, step, message)
        if row.document is None and not ceremony.pending(row.state):
            document = board_document(row.id, row.title, row.year, row.state, ISSUER)
            row.document, row.digest = sign(tally.key, document), document.digest
        return _page(row, store.members(uow.session, board))


def transcript(tally: Tally, board: str) -> bytes:
    """Return the transcript of a finished ceremony, canonical JSON; anybody can replay it.

    Raises:
        NoSuchBoard: there is none.
        CeremonyUnfinished: some trustee still has to act.
    """
    with reading(tally.sessions) as session:
        return ceremony.outcome(store.get(session, board).state).transcript


def show_rehearsal(tally: Tally, board: str, meeting: str) -> dict[str, Any]:
    """Return how far the rehearsal of a board for a meeting is; empty if nobody has begun.

    Raises:
        NoSuchBoard, NoSuchMeeting, BoardNotReady: there is nothing to rehearse.
    """
    with reading(tally.sessions) as session:
        fresh = _fresh_rehearsal(store.get(session, board), meeting)
        row = store.find_rehearsal(session, board, meeting)
        return _rehearsal_page(row.state if row else fresh, row.document if row else None)


def post_rehearsal(
    tally: Tally, board: str, meeting: str, actor: Actor, posted: Posted, meetings: Meetings
) -> dict[str, Any]:
    """Take one trustee's message of a rehearsal; with the last share it is signed.

    Raises:
        NoSuchBoard, NotATrustee, BoardNotReady: wrong board, person or time.
        NoSuchMeeting, OtherBoard: nobody needs this rehearsal.
        StepNotOpen, MessageStands: too early, or another message stands.
        MalformedBytes, VerificationFailed: the message does not hold.
    """
    title = _needed(tally, board, meeting, meetings)
    with unit_of_work(tally.sessions) as uow:
        number = store.number_of(uow.session, board, actor.account_id)
        owner = store.get(uow.session, board)
        fresh = _fresh_rehearsal(owner, meeting)
        row = store.lock_rehearsal(uow.session, board, meeting, title, fresh)
        row.state = rehearsals.accept(row.state, number, posted.step, posted.message)
        if row.document is None and not rehearsals.pending(row.state):
            row.document = sign(tally.key, _rehearsal_document(owner, row))
        return _rehearsal_page(row.state, row.document)


def my_boards(tally: Tally, actor: Actor, boxes: Boxes) -> list[dict[str, Any]]:
    """Return the boards on which the caller sits, each with what it asks of them now."""
    with reading(tally.sessions) as session:
        mine = [
            _duties(
                row,
                number,
                store.members(session, row.id),
                store.rehearsals_of(session, row.id),
                lost_keys(store.record(session, row.id)),
            )
            for row, number in store.boards_of(session, actor.account_id)
        ]
    for one in mine:
        _with_boxes(one, boxes)
    return mine


def my_duties(
    tally: Tally, board: str, actor: Actor, boxes: Boxes, asked: tuple[str, Meetings] | None = None
) -> dict[str, Any]:
    """Return what one board asks of the caller now.

    Args:
        tally: the service.
        board: its id.
        actor: one of its trustees.
        boxes: what waits for shares.
        asked: a meeting to rehearse for, though nobody may have begun that, and what tells which
            board it uses. Why that cannot be is ``asked_refused``, a slug: the rest is shown.

    Raises:
        NoSuchBoard, NotATrustee: wrong board or person.
    """
    refused, meeting, title = _asked(tally, board, asked)
    with reading(tally.sessions) as session:
        row = store.get(session, board)
        number = store.number_of(session, board, actor.account_id)
        begun = store.rehearsals_of(session, board)
        if meeting and row.document and meeting not in {one.meeting for one in begun}:
            fresh = _fresh_rehearsal(row, meeting)
            begun.append(RehearsalRow(board=board, meeting=meeting, title=title, state=fresh))
        lost = lost_keys(store.record(session, board))
        mine = _duties(row, number, store.members(session, board), begun, lost)
    return {**_with_boxes(mine, boxes), "asked_refused": refused}


def _asked(
    tally: Tally, board: str, asked: tuple[str, Meetings] | None
) -> tuple[str | None, str | None, str | None]:
    """Return why nobody can rehearse for the meeting asked for, a slug; or it, and its title."""
    if asked is None:
        return None, None, None
    try:
        title = _needed(tally, board, *asked)
    except SuiteError as error:
        return error.code, None, None
    return None, asked[0], title


def _needed(tally: Tally, board: str, meeting: str, meetings: Meetings) -> str | None:
    """Return the title of a meeting that may be rehearsed for: it exists and uses this board.

    None where the rehearsal was begun, which keeps the title, or the board has no key yet.

    Raises:
        NoSuchBoard: there is none.
        NoSuchMeeting, OtherBoard: nobody needs it.
        Unavailable: nobody can tell now.
    """
    with reading(tally.sessions) as session:
        digest = store.get(session, board).digest
        begun = store.find_rehearsal(session, board, meeting) is not None
    if begun or digest is None:
        return None
    return check_board(meetings(check_meeting(meeting)), digest).title


def _duties(
    row: BoardRow,
    number: int,
    members: Sequence[BoardTrusteeRow],
    begun: Sequence[RehearsalRow],
    lost: Mapping[int, Happening],
) -> dict[str, Any]:
    """Return a board as trustee ``number`` sees it."""
    names = [member.name for member in members]
    done = {} if row.document else done_by(row.state["messages"], ceremony.STEPS)
    return {
        "board": row.id,
        "digest": row.digest,
        "title": row.title,
        "year": row.year,
        "threshold": row.threshold,
        "number": number,
        "names": names,
        "state": "ready" if row.document else "ceremony",
        "owed": number in awaited(done),
        "awaited": [names[owing - 1] for owing in awaited(done)],
        "rehearsals": [_rehearsal_duty(one, number) for one in begun],
        "lost": [
            {"number": one, "by": report.by, "at": when(report)} for one, report in lost.items()
        ],
    }


def _rehearsal_duty(row: RehearsalRow, number: int) -> dict[str, Any]:
    """Return how far a rehearsal is, and whether it waits for trustee ``number``."""
    done = done_by(row.state["messages"], rehearsals.STEPS)
    return {
        "meeting": row.meeting,
        "title": row.title,
        "done": done,
        "owed": number in awaited(done),
        "finished": not owes(done, number),
    }


def _with_boxes(mine: dict[str, Any], boxes: Boxes) -> dict[str, Any]:
    """Return ``mine`` with the boxes that wait for shares, and whether anything is due."""
    mine["boxes"] = boxes(mine["digest"]) if mine["digest"] else []
    lost = mine["number"] in {one["number"] for one in mine["lost"]}
    waits = [
        box
        for box in mine["boxes"]
        if mine["number"] not in box["shares"] and box["enough"] and not lost
    ]
    rehearse = any(one["owed"] for one in mine["rehearsals"])
    mine["duties"] = bool(mine["owed"] or rehearse or waits)
    return mine


def _page(row: BoardRow, members: Sequence[BoardTrusteeRow]) -> dict[str, Any]:
    """Return the public view of a board."""
    pending = ceremony.pending(row.state)
    return {
        "board": row.id,
        "title": row.title,
        "year": row.year,
        "threshold": row.threshold,
        "trustees": [{"number": member.number, "name": member.name} for member in members],
        "state": "ready" if row.document else "ceremony",
        "messages": row.state["messages"],
        "pending": [{"number": number, "step": step} for number, step in pending],
        "document": row.document,
    }


def _fresh_rehearsal(row: BoardRow, meeting: str) -> dict[str, Any]:
    """Return a rehearsal that nobody has begun."""
    if row.document is None or row.digest is None:
        raise BoardNotReady("The trustees have to finish their key ceremony first.")
    board = Board.parse(row.document["document"])
    digest = bytes.fromhex(row.digest)
    return rehearsals.new_rehearsal(digest, check_meeting(meeting), board.trustees_text)


def _rehearsal_document(board: BoardRow, row: RehearsalRow) -> Rehearsal:
    """Return what is signed once every share was checked."""
    assert board.digest, "a rehearsed board has its document"
    shares = len(row.state["messages"]["share"])
    return rehearsal_document(board.id, board.digest, row.meeting, shares, ISSUER)


def _rehearsal_page(state: dict[str, Any], document: dict[str, Any] | None) -> dict[str, Any]:
    """Return the public view of a rehearsal; alpha once it is drawn."""
    sent = state["messages"]
    drawn = None not in sent["open"]
    return {
        "commitments": sent["commit"],
        "openings": sent["open"],
        "alpha": to_hex(rehearsals.challenge(state).alpha) if drawn else None,
        "shares": sent["share"],
        "rehearsal": state,
        "document": document,
    }
