"""Everything the box stores, on one page: no person, no address, no time of a ballot, no order.

The box knows public credentials and encrypted ballots and never who holds them. Every key is a
digest, a public credential or a public id, and on SQLite every table is ``WITHOUT ROWID``, so
that no hidden counter remembers who came first. What the engine itself still remembers while a
box is open is removed when it closes (``board.store.scrub``). The desk has a base and a database
of its own; nothing here is shared with it. Source: DESIGN section 8.

May import: SQLAlchemy, shared.plumbing.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Engine, ForeignKey, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy import event as events
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.plumbing.db import NAMING, make_engine
from shared.plumbing.outbox import OutboxMixin

WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """Base of every table of the box."""

    metadata = MetaData(naming_convention=NAMING)


class DocumentRow(Base):
    """A document of the desk that was obeyed: it is obeyed once, however often it comes."""

    __tablename__ = "document"
    __table_args__ = (WITHOUT_ROWID,)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))


class MeetingRow(Base):
    """A meeting's manifest as the desk signed it, and the freeze of its lists."""

    __tablename__ = "meeting"
    __table_args__ = (WITHOUT_ROWID,)

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    manifest: Mapped[str] = mapped_column(Text)
    """The signed envelope, canonical JSON."""
    board_digest: Mapped[str] = mapped_column(String(64), index=True)
    frozen: Mapped[str | None] = mapped_column(Text, default=None)
    """The signed ``frozen_lists``, canonical JSON; None before the freeze."""
    issuer_keys: Mapped[str | None] = mapped_column(Text, default=None)
    """The signed ``issuer_keys`` of a blind meeting, canonical JSON."""
    activation: Mapped[str | None] = mapped_column(String(8), default=None)
    """``open`` or ``ended``; None before, and where slips are handed out."""
    activation_ends_at: Mapped[int | None] = mapped_column(default=None)
    """The announced end, the same for everybody, Unix seconds; the box looks at no clock."""
    ended: Mapped[str | None] = mapped_column(Text, default=None)
    """The signed ``meeting_end``, canonical JSON; None while a further round may open."""


class BoardRow(Base):
    """The trustees of a board, which stand at the head of every archive."""

    __tablename__ = "board"
    __table_args__ = (WITHOUT_ROWID,)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    trustees: Mapped[str] = mapped_column(Text)
    """The ``trustees`` text of PROTOCOL section 3."""


class BoxRow(Base):
    """One box and how far it is."""

    __tablename__ = "box"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.meeting"), index=True)
    electorate: Mapped[str] = mapped_column(String(1))
    state: Mapped[str] = mapped_column(String(16))
    round: Mapped[str | None] = mapped_column(String(64), default=None)
    list_digest: Mapped[str | None] = mapped_column(String(43), default=None)
    list_size: Mapped[int | None] = mapped_column(default=None)
    list_batch: Mapped[int | None] = mapped_column(default=None)
    """The batch number of the ticket the list came on; None before the first."""


class SheetRow(Base):
    """What a box was assigned: its manifest and the election that follows from it."""

    __tablename__ = "sheet"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    manifest: Mapped[str] = mapped_column(Text)
    """The signed envelope, canonical JSON."""
    election: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(43))


class ListRow(Base):
    """A box's list of public credentials, sorted: its text is what gets published."""

    __tablename__ = "credential_list"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ActivationRow(Base):
    """A credential that was signed blindly and activated; nothing about when, or by whom.

    What is kept lets anybody check that the issuer signed it. Rows lie in the order of the hex.
    """

    __tablename__ = "activation"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    randomizer: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(384))


class BallotRow(Base):
    """A ballot: who may cast it once, and what they cast. The unique index is the judge."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("uuid", "credential"), WITHOUT_ROWID)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    tracker: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 of the text: rows lie in the order of hashes."""
    credential: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


class CheckpointRow(Base):
    """The signed closing checkpoint; a box is published once it has one."""

    __tablename__ = "checkpoint"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class ClosingSignatureRow(Base):
    """One scrutineer's signature of a closing record."""

    __tablename__ = "closing_signature"
    __table_args__ = (WITHOUT_ROWID,)

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    signature: Mapped[str] = mapped_column(String(128))


class LeftoversRow(Base):
    """The signed scan of one electorate's slips that were not handed out."""

    __tablename__ = "leftovers"
    __table_args__ = (WITHOUT_ROWID,)

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.meeting"), primary_key=True)
    electorate: Mapped[str] = mapped_column(String(1), primary_key=True)
    signed: Mapped[str] = mapped_column(Text)
    """Document and signatures, canonical JSON."""


class OutboxRow(OutboxMixin, Base):
    """Work that must happen once a box closed: never a row for a ballot."""

    __tablename__ = "outbox"


Base.metadata.tables["outbox"].dialect_kwargs.update(WITHOUT_ROWID)


def open_engine(url: str, *, pooled: bool = True) -> Engine:
    """Return an engine for the box's database; on SQLite what is deleted is overwritten."""
    engine = make_engine(url, pooled=pooled)
    if engine.dialect.name == "sqlite":
        events.listen(engine, "connect", _overwrite_deleted)
    return engine


def _overwrite_deleted(connection: sqlite3.Connection, _record: object) -> None:
    """Leave nothing of a deleted row in the file."""
    connection.execute("PRAGMA secure_delete=ON")
