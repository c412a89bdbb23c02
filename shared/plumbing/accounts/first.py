"""The first administrator of a service that has nobody yet.

May import: SQLAlchemy, shared.plumbing.clock, .db, this room's actions.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.accounts import actions, store
from shared.plumbing.accounts.tables import make_account_tables
from shared.plumbing.clock import Clock
from shared.plumbing.db import make_engine, make_sessions, reading, unit_of_work

ADMIN = "admin"


class _Base(DeclarativeBase):
    """Every service has the same account tables, so whoever sets one up needs no other model."""


_TABLES = make_account_tables(_Base)


def invite_first_admin(database_url: str, clock: Clock) -> str | None:
    """Return a one-time link token for the account "admin"; None if an administrator exists.

    Links given out earlier in this way, and not used, end with it.
    """
    sessions = make_sessions(make_engine(database_url, pooled=False))
    with reading(sessions) as session:
        people = store.accounts(session, _TABLES)
        if any(ADMIN in person.roles and person.closed_at is None for person in people):
            return None
    earlier = _TABLES.invitation
    with unit_of_work(sessions) as uow:
        uow.session.execute(
            update(earlier)
            .where(earlier.invited_by.is_(None), earlier.used_at.is_(None))
            .values(used_at=clock())
        )
    accounts = actions.Accounts(sessions, _TABLES, clock, frozenset({ADMIN}), cookie="")
    return actions.invite(accounts, ADMIN, [ADMIN])
