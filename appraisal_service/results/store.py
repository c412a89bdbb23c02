"""Certified results as they came, byte for byte: rows are added and never changed.

May import: SQLAlchemy, appraisal_service.db, results' domain, shared.
"""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    Boolean,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from appraisal_service.db import Base, OutboxRow
from appraisal_service.results.domain import HeldVersion, NoSuchResult, NotNewest
from shared.crypto import jsontext
from shared.documents.results import CertifiedResult, replaced_rounds
from shared.plumbing.db import UTCDateTime, insert_once


@lru_cache(maxsize=256)
def _document(signed: bytes) -> CertifiedResult:
    """Return the document of stored bytes: every page of a person reads a whole county's."""
    value = jsontext.decode(signed)
    assert isinstance(value, dict), "only verified documents are stored"
    return CertifiedResult.parse(value["document"])


class ResultRow(Base):
    """One certified result; its columns repeat what queries need."""

    __tablename__ = "certified_result"
    __table_args__ = (Index(None, "meeting", "round"), Index(None, "year", "pack"))

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64))
    round: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    year: Mapped[int] = mapped_column(Integer)
    pack: Mapped[str] = mapped_column(String(64))
    test: Mapped[bool] = mapped_column(Boolean)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
    """The exact bytes that were fetched."""
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def document(self) -> CertifiedResult:
        """The certified result; its signature was checked when it came in."""
        return _document(self.signed)


class SetAsideRow(Base):
    """A result that two officers took out of the count, and why."""

    __tablename__ = "result_set_aside"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    by: Mapped[str] = mapped_column(String(450))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CountedAgainRow(Base):
    """A newer version of a result that was set aside: two officers let it count, and why."""

    __tablename__ = "result_counted_again"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    by: Mapped[str] = mapped_column(String(450))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ResultWordRow(Base):
    """What one officer gave as the reason of an act that takes two."""

    __tablename__ = "result_word"

    act: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))


class RefusalRow(Base):
    """A document that the tally service served and we refused: the officer is told."""

    __tablename__ = "result_refusal"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def holds(session: Session, digest: str) -> bool:
    """Tell whether the result of this digest is held."""
    return session.get(ResultRow, digest) is not None


def get(session: Session, digest: str) -> ResultRow:
    """Return the result of this digest.

    Raises:
        NoSuchResult: it is not held.
    """
    row = session.get(ResultRow, digest)
    if row is None:
        raise NoSuchResult("No certified result of this digest is held.")
    return row


def newest_version(session: Session, meeting: str, round_: str) -> HeldVersion | None:
    """Return the newest held version of a round's result, or None."""
    query = (
        select(ResultRow)
        .where(ResultRow.meeting == meeting, ResultRow.round == round_)
        .order_by(ResultRow.version.desc())
        .limit(1)
    )
    row = session.scalar(query)
    if row is None:
        return None
    return HeldVersion(row.version, row.digest, row.document.state == "annulled")


def add(session: Session, result: CertifiedResult, signed: bytes, at: datetime) -> None:
    """Keep a verified result, once."""
    values = {
        "digest": result.digest,
        "meeting": result.meeting,
        "round": result.round,
        "version": result.version,
        "year": result.year,
        "pack": result.pack,
        "test": result.test,
        "signed": signed,
        "imported_at": at,
    }
    insert_once(session, ResultRow, values, ["digest"])


def add_refusal(session: Session, digest: str, code: str, at: datetime) -> None:
    """Write that a fetched document was refused, once."""
    insert_once(session, RefusalRow, {"digest": digest, "code": code, "at": at}, ["digest"])


def put_word(session: Session, act: str, digest: str, account: str, reason: str) -> None:
    """Keep one officer's reason."""
    session.merge(ResultWordRow(act=act, digest=digest, account_id=account, reason=reason))


def word(session: Session, act: str, digest: str, account: str) -> str:
    """Return the reason that an officer gave."""
    return session.get_one(ResultWordRow, (act, digest, account)).reason


def check_newest(session: Session, row: ResultRow) -> None:
    """Return if no newer version of this result is held.

    Raises:
        NotNewest: one is.
    """
    newest = newest_version(session, row.meeting, row.round)
    if newest is not None and newest.digest != row.digest:
        raise NotNewest("A newer version of this result is held. Look at that one.")


def add_set_aside(session: Session, digest: str, reason: str, by: str, at: datetime) -> None:
    """Take a result out of the count."""
    values = {"digest": digest, "reason": reason, "by": by, "at": at}
    insert_once(session, SetAsideRow, values, ["digest"])


def add_counted_again(session: Session, digest: str, reason: str, by: str, at: datetime) -> None:
    """Let a newer version of a result that was set aside count."""
    values = {"digest": digest, "reason": reason, "by": by, "at": at}
    insert_once(session, CountedAgainRow, values, ["digest"])


def all_results(session: Session) -> list[ResultRow]:
    """Return every held result, sorted by year, meeting, round and version."""
    query = select(ResultRow).order_by(
        ResultRow.year, ResultRow.meeting, ResultRow.round, ResultRow.version
    )
    return list(session.scalars(query))


def refusals(session: Session) -> list[RefusalRow]:
    """Return what was refused and is not held, oldest first."""
    query = (
        select(RefusalRow)
        .where(RefusalRow.digest.not_in(select(ResultRow.digest)))
        .order_by(RefusalRow.at, RefusalRow.digest)
    )
    return list(session.scalars(query))


def set_aside(session: Session) -> dict[str, SetAsideRow]:
    """Return what was taken out of the count, by digest: results, and their newer versions.

    What officers doubted is a round's result; a newer version of it does not count again of
    itself, but when two officers say so (``add_counted_again``). A repeated round is another one.
    """
    aside = {row.digest: row for row in session.scalars(select(SetAsideRow))}
    if not aside:
        return {}
    again = set(session.scalars(select(CountedAgainRow.digest)))
    held = select(ResultRow.digest, ResultRow.meeting, ResultRow.round).order_by(ResultRow.version)
    standing: dict[tuple[str, str], SetAsideRow] = {}
    found = {}
    for row in session.execute(held):
        where = (row.meeting, row.round)
        if row.digest in again:
            standing.pop(where, None)
        if row.digest in aside:
            standing[where] = aside[row.digest]
        if where in standing:
            found[row.digest] = standing[where]
    return found


def current(session: Session, year: int, pack: str) -> dict[str, CertifiedResult]:
    """Return the results that count for the jurisdiction using ``pack`` in ``year``, by digest.

    No tests, nothing set aside, of every round the newest version, no round whose place another
    one took.
    """
    aside = set_aside(session)
    found = _standing(session, year, pack)
    return {digest: result for digest, result in found.items() if digest not in aside}


def left_out(session: Session, year: int, pack: str) -> list[tuple[CertifiedResult, SetAsideRow]]:
    """Return the results that would count had officers not set them aside, and why they did."""
    rows = set_aside(session)
    found = _standing(session, year, pack) if rows else {}
    return [(found[digest], row) for digest, row in rows.items() if digest in found]


def _standing(session: Session, year: int, pack: str) -> dict[str, CertifiedResult]:
    """Return by digest the results that would count if nobody had set one aside."""
    found = {row.digest: row.document for row in session.scalars(_newest(year, pack))}
    replaced = replaced_rounds(found.values())
    return {
        digest: result
        for digest, result in found.items()
        if (result.meeting, result.round) not in replaced
    }


def _newest(year: int, pack: str) -> Select[ResultRow]:
    """Return the query for the newest version of every round's result that is no test."""
    newest = (
        select(ResultRow.meeting, ResultRow.round, func.max(ResultRow.version).label("version"))
        .group_by(ResultRow.meeting, ResultRow.round)
        .subquery()
    )
    return (
        select(ResultRow)
        .join(
            newest,
            (ResultRow.meeting == newest.c.meeting)
            & (ResultRow.round == newest.c.round)
            & (ResultRow.version == newest.c.version),
        )
        .where(ResultRow.year == year, ResultRow.pack == pack, ResultRow.test.is_(False))
    )


def forget_done(session: Session, kind: str) -> None:
    """Remove what is done: a stranger may ring for anything, and nothing of it has to stay."""
    done = (OutboxRow.kind == kind, OutboxRow.done_at.is_not(None))
    session.execute(delete(OutboxRow).where(*done))


def waiting(session: Session, kind: str) -> int:
    """Return how many outbox rows of ``kind`` are not done."""
    query = (
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.kind == kind, OutboxRow.done_at.is_(None))
    )
    return session.scalar(query) or 0


def waits_for(session: Session, kind: str, subject: str) -> bool:
    """Tell whether an outbox row of ``kind`` about ``subject`` is not done."""
    query = (
        select(OutboxRow.id)
        .where(OutboxRow.kind == kind, OutboxRow.subject == subject)
        .where(OutboxRow.done_at.is_(None))
        .limit(1)
    )
    return session.scalar(query) is not None
