"""Acts that need two people: the same person twice is not two people.

An act is a slug ("open_round"), its subject an id. The approvals of one act on one subject wait
for each other, so that of two officials who press at the same moment exactly one completes it.
Where a question has several answers, a person's newer one drops their own that waits (``answer``).
Where two enter the same thing apart, the first entry waits in a row of its own and is shown to
nobody (``compare_entries``). Whose account was closed before the act took effect no longer stands
behind it.

May import: SQLAlchemy, shared.errors, shared.plumbing.access, .clock, .db.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from shared.errors import Conflict, NotAllowed
from shared.plumbing.access import Actor
from shared.plumbing.clock import Clock
from shared.plumbing.db import UTCDateTime, insert_once, wait_for_others

KEY = ["act", "subject", "account_id"]
NEEDED = 2


class SamePerson(Conflict):
    """Somebody confirmed what they had already confirmed."""

    code = "same_person"


class PersonNeeded(NotAllowed):
    """A machine's token tried to act for a person."""

    code = "person_needed"


class ApprovalMixin:
    """Columns of a service's table of approvals: who stood behind which act, and when."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    account_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return (UniqueConstraint(*KEY),)


@dataclass(frozen=True, slots=True)
class Approval:
    """How far an act has come."""

    names: tuple[str, ...]
    """Who stands behind it, in the order in which they came."""
    accounts: tuple[str, ...]
    """Their accounts, in the same order: two people may have one name."""
    replaced: bool = False
    """Whether an earlier answer of the person who spoke now made room for this one."""

    @property
    def count(self) -> int:
        """How many people that is."""
        return len(self.names)

    @property
    def complete(self) -> bool:
        """Whether two people stand behind it."""
        return self.count >= NEEDED


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers that may be given to a question; approvals keep it as their subject."""

    question: str
    """An id of at most 63 characters, without a colon."""
    given: str
    """An id of at most 64 characters; the same from everybody who says the same."""

    @property
    def subject(self) -> str:
        """What an approval of this answer is kept under."""
        return f"{self.question}:{self.given}"


Outcome = Literal["first", "changed", "same", "agreed", "differ"]


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of somebody's entry."""

    outcome: Outcome
    """Whether it waits now (``first``; ``changed``: in the place of their own earlier one), changed
    nothing (``same``), or met the other person's; then neither waits any more."""
    names: tuple[str, ...]
    """Who has entered, in the order in which they came."""
    told: Mapping[str, Any]
    """What a record may say of it: nothing before the two agree, for both enter anew until then."""


def approve(
    session: Session,
    row_class: type[ApprovalMixin],
    act: str,
    subject: str,
    actor: Actor,
    clock: Clock,
) -> Approval:
    """Write that ``actor`` stands behind ``act`` on ``subject``; say how far it has come.

    The caller acts when the answer is ``complete``, in the same transaction, and moves its own
    state on, so that a third approval finds nothing left to do. An approval that waited, and whose
    account was closed meanwhile, is dropped first: it is not one of the two.

    Raises:
        PersonNeeded: the caller is a machine.
        SamePerson: this account has approved the same act already.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can confirm this.")
    wait_for_others(session, f"{act} {subject}")
    _drop_departed(session, row_class, act, subject)
    values = {"act": act, "subject": subject, "account_id": actor.account_id}
    values |= {"id": secrets.token_hex(16), "name": actor.name}
    if not insert_once(session, row_class, {**values, "at": clock()}, KEY):
        raise SamePerson("A second person has to confirm this.")
    return approvals(session, row_class, act, subject)


def answer(
    session: Session,
    row_class: type[ApprovalMixin],
    act: str,
    given: Answer,
    actor: Actor,
    clock: Clock,
) -> Approval:
    """Write that ``actor`` answers a question so, as ``approve`` does, and answers it so alone.

    Another answer of theirs to the same question that still waits is dropped: nobody is one of
    two behind what they have taken back. Answers behind which two stood stay for ever.

    Raises:
        PersonNeeded, SamePerson: as ``approve``.
    """
    wait_for_others(session, f"{act} {given.question}")
    approval = approve(session, row_class, act, given.subject, actor, clock)
    of_question = (
        row_class.act == act,
        row_class.subject.startswith(f"{given.question}:", autoescape=True),
    )
    done = select(row_class.subject).where(*of_question).group_by(row_class.subject)
    waiting = done.having(func.count() < NEEDED)
    own = select(row_class.id).where(
        row_class.subject.in_(waiting),
        row_class.act == act,
        row_class.account_id == actor.account_id,
        row_class.subject != given.subject,
    )
    earlier = list(session.scalars(own))
    session.execute(delete(row_class).where(row_class.id.in_(earlier)))
    return replace(approval, replaced=bool(earlier))


def approvals(session: Session, row_class: type[ApprovalMixin], act: str, subject: str) -> Approval:
    """Return how far ``act`` on ``subject`` has come, without those that `approve` would drop."""
    query = (
        select(row_class.name, row_class.account_id)
        .where(row_class.act == act, row_class.subject == subject)
        .order_by(row_class.at, row_class.id)
    )
    rows = session.execute(query).all()
    if 0 < len(rows) < NEEDED:
        gone = departed(session, row_class, [row.account_id for row in rows])
        rows = [row for row in rows if row.account_id not in gone]
    return Approval(tuple(row.name for row in rows), tuple(row.account_id for row in rows))


def has_approved(
    session: Session, row_class: type[ApprovalMixin], act: str, subject: str, actor: Actor
) -> bool:
    """Return whether ``actor`` stands behind ``act`` on ``subject``."""
    query = select(row_class.id).where(
        row_class.act == act,
        row_class.subject == subject,
        row_class.account_id == actor.account_id,
    )
    return session.scalars(query).first() is not None


def compare_entries(
    session: Session,
    row_class: type[Any],
    subject: Mapping[str, Any],
    said: Mapping[str, Any],
    actor: Actor,
) -> Compared:
    """Let an entry wait for a second person's, or hold it against the one that waits.

    The caller holds a lock on the subject. An entry whose account was closed meanwhile is dropped
    first; whoever enters again before the other person has come replaces their own.

    Args:
        session: the caller's.
        row_class: a table of waiting entries, one to a subject, with ``account_id`` and ``name``.
        subject: its primary key.
        said: its other columns.
        actor: a signed-in person.
    """
    waiting = session.get(row_class, dict(subject))
    if waiting is not None and departed(session, row_class, [waiting.account_id]):
        session.delete(waiting)
        session.flush()
        waiting = None
    if waiting is None:
        who = {"account_id": actor.account_id, "name": actor.name}
        session.add(row_class(**subject, **who, **said))
        return Compared("first", (actor.name,), {})
    before = {name: getattr(waiting, name) for name in said}
    equal = before == dict(said)
    if waiting.account_id == actor.account_id:
        if equal:
            return Compared("same", (actor.name,), {})
        for name, value in said.items():
            setattr(waiting, name, value)
        return Compared("changed", (actor.name,), {})
    names = (waiting.name, actor.name)
    session.delete(waiting)
    session.flush()
    return Compared("agreed", names, said) if equal else Compared("differ", names, {})


def take_back(session: Session, row_class: type[ApprovalMixin], act: str, subject: str) -> None:
    """Forget who stood behind an act that was not done; whoever begins it again begins anew."""
    wait_for_others(session, f"{act} {subject}")
    session.execute(delete(row_class).where(row_class.act == act, row_class.subject == subject))


def departed(session: Session, row_class: type[Any], accounts: Iterable[str]) -> set[str]:
    """Return those of ``accounts`` that are closed, of the service whose table ``row_class`` is."""
    account = row_class.metadata.tables["account"]
    query = select(account.c.id).where(
        account.c.id.in_(list(accounts)), account.c.closed_at.is_not(None)
    )
    return set(session.scalars(query))


def _drop_departed(
    session: Session, row_class: type[ApprovalMixin], act: str, subject: str
) -> None:
    """Remove waiting approvals of closed accounts; those of an act that was done stay for ever."""
    where = (row_class.act == act, row_class.subject == subject)
    waiting = list(session.scalars(select(row_class.account_id).where(*where)))
    if len(waiting) < NEEDED:
        gone = departed(session, row_class, waiting)
        session.execute(delete(row_class).where(*where, row_class.account_id.in_(gone)))
