"""Boards of trustees and their rehearsals in the database: rows and queries.

Everything a board says is public; nothing here is secret.

May import: SQLAlchemy, shared.plumbing.db, tally_service.db, .domain.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.plumbing.db import JSONColumn, UTCDateTime, insert_once
from tally_service.db import ACCOUNTS, Base
from tally_service.trustees.domain import ROLE, Happening, NoSuchBoard, NotATrustee


class BoardRow(Base):
    """One board of trustees, from the first message of its ceremony on."""

    __tablename__ = "board"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int] = mapped_column(Integer)
    threshold: Mapped[int] = mapped_column(Integer)
    state: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """The ceremony so far, as ``shared.crypto.trustees.board`` has it."""
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn)
    """The signed ``board`` document, once the ceremony is over."""
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Digest of that document, by which manifests name the board."""


class BoardTrusteeRow(Base):
    """Which account is which trustee of a board."""

    __tablename__ = "board_trustee"

    board: Mapped[str] = mapped_column(ForeignKey("board.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))


class RehearsalRow(Base):
    """The rehearsal of one board for one meeting (P12)."""

    __tablename__ = "rehearsal"

    board: Mapped[str] = mapped_column(ForeignKey("board.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str | None] = mapped_column(String(200))
    """The meeting's, from its manifest; None where the rehearsal began before it was kept."""
    state: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn)


class BoardRecordRow(Base):
    """One thing that happened to the keys of a board; rows are added and never changed."""

    __tablename__ = "board_record"

    board: Mapped[str] = mapped_column(ForeignKey("board.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    what: Mapped[str] = mapped_column(String(16))
    trustees: Mapped[list[int]] = mapped_column(JSONColumn)
    """Numbers of those whom it is about."""
    about: Mapped[str] = mapped_column(String(64))
    """The box's uuid, "" where it is about none."""
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def open_trustee_accounts(session: Session) -> dict[str, str]:
    """Return account id to name of every open account with the role of a trustee."""
    query = select(ACCOUNTS.account).where(ACCOUNTS.account.closed_at.is_(None))
    return {row.id: row.name for row in session.scalars(query) if ROLE in row.roles}


def get(session: Session, board: str, *, lock: bool = False) -> BoardRow:
    """Return the board's row, locked if it is about to change.

    Raises:
        NoSuchBoard: there is none.
    """
    row = session.get(BoardRow, board, with_for_update=lock or None)
    if row is None:
        raise NoSuchBoard("There is no such board of trustees.")
    return row


def newest(session: Session, most: int) -> list[BoardRow]:
    """Return at most ``most`` boards, those of the latest year first."""
    query = select(BoardRow).order_by(BoardRow.year.desc(), BoardRow.title, BoardRow.id)
    return list(session.scalars(query.limit(most)))


def find_by_digest(session: Session, digest: str) -> BoardRow | None:
    """Return the board whose signed document has this digest."""
    return session.scalars(select(BoardRow).where(BoardRow.digest == digest)).one_or_none()


def members(session: Session, board: str) -> list[BoardTrusteeRow]:
    """Return the trustees of a board by number."""
    query = select(BoardTrusteeRow).where(BoardTrusteeRow.board == board)
    return list(session.scalars(query.order_by(BoardTrusteeRow.number)))


def boards_of(session: Session, account_id: str) -> list[tuple[BoardRow, int]]:
    """Return the boards on which the account sits and its number on each, the latest first."""
    query = (
        select(BoardRow, BoardTrusteeRow.number)
        .join(BoardTrusteeRow, BoardTrusteeRow.board == BoardRow.id)
        .where(BoardTrusteeRow.account_id == account_id)
        .order_by(BoardRow.year.desc(), BoardRow.title, BoardRow.id)
    )
    return [(row, number) for row, number in session.execute(query)]


def rehearsals_of(session: Session, board: str) -> list[RehearsalRow]:
    """Return every rehearsal of a board that somebody has begun, by meeting."""
    query = select(RehearsalRow).where(RehearsalRow.board == board)
    return list(session.scalars(query.order_by(RehearsalRow.meeting)))


def number_of(session: Session, board: str, account_id: str) -> int:
    """Return which trustee of ``board`` the account is.

    Raises:
        NotATrustee: none.
    """
    query = select(BoardTrusteeRow.number).where(
        BoardTrusteeRow.board == board, BoardTrusteeRow.account_id == account_id
    )
    number = session.scalars(query).one_or_none()
    if number is None:
        raise NotATrustee("Only the trustees of this board can do this.")
    return number


def find_rehearsal(session: Session, board: str, meeting: str) -> RehearsalRow | None:
    """Return the rehearsal's row, or None if nobody has begun it."""
    return session.get(RehearsalRow, (board, meeting))


def lock_rehearsal(
    session: Session, board: str, meeting: str, title: str | None, fresh: dict[str, Any]
) -> RehearsalRow:
    """Return the rehearsal's row, locked; it begins with the meeting's title, and ``fresh``."""
    values = {"board": board, "meeting": meeting, "title": title, "state": fresh}
    insert_once(session, RehearsalRow, values, ["board", "meeting"])
    return session.get_one(RehearsalRow, (board, meeting), with_for_update=True)


def record(session: Session, board: str) -> list[Happening]:
    """Return what happened to the keys of a board, oldest first."""
    query = select(BoardRecordRow).where(BoardRecordRow.board == board)
    return [
        Happening(row.what, tuple(row.trustees), row.about, row.by, row.at)
        for row in session.scalars(query.order_by(BoardRecordRow.number))
    ]


def note(session: Session, board: str, happening: Happening) -> None:
    """Write what happened to the keys of a board; the caller holds the lock of its row."""
    session.add(
        BoardRecordRow(
            board=board,
            number=len(record(session, board)) + 1,
            what=happening.what,
            trustees=list(happening.trustees),
            about=happening.about,
            by=happening.by,
            at=happening.at,
        )
    )
    session.flush()
