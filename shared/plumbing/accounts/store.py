"""Accounts in the database: rows and queries. Commits nothing.

May import: SQLAlchemy, shared.errors, shared.plumbing.accounts.domain, .tables.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.errors import NotFound
from shared.plumbing.accounts.domain import NoSuchInvitation, Secret, name_key
from shared.plumbing.accounts.tables import (
    AccountColumns,
    AccountTables,
    InvitationColumns,
    SessionColumns,
    TokenColumns,
)

Row = TypeVar("Row", InvitationColumns, SessionColumns, TokenColumns)


class NoSuchAccount(NotFound):
    """No account has this id."""

    code = "no_such_account"


def find_account(session: Session, tables: AccountTables, name: str) -> AccountColumns | None:
    """Return the account of ``name``, locked for a change, or None."""
    query = select(tables.account).where(tables.account.name_key == name_key(name))
    return session.scalars(query.with_for_update()).one_or_none()


def get_account(session: Session, tables: AccountTables, account_id: str) -> AccountColumns:
    """Return the account, locked for a change; ``NoSuchAccount`` if there is none."""
    row = session.get(tables.account, account_id, with_for_update=True)
    if row is None:
        raise NoSuchAccount("There is no such account.")
    return row


def accounts(session: Session, tables: AccountTables) -> list[AccountColumns]:
    """Return all accounts, by name."""
    return list(session.scalars(select(tables.account).order_by(tables.account.name_key)))


def get_invitation(session: Session, tables: AccountTables, secret: Secret) -> InvitationColumns:
    """Return the invitation that ``secret`` opens, locked; ``NoSuchInvitation`` otherwise."""
    row = session.get(tables.invitation, secret.id, with_for_update=True)
    held = _held(row, secret)
    if held is None:
        raise NoSuchInvitation("This link is not valid. Please ask for a new one.")
    return held


def find_session(session: Session, tables: AccountTables, secret: Secret) -> SessionColumns | None:
    """Return the session that ``secret`` opens, or None."""
    return _held(session.get(tables.session, secret.id), secret)


def find_token(session: Session, tables: AccountTables, secret: Secret) -> TokenColumns | None:
    """Return the token that ``secret`` is, or None."""
    return _held(session.get(tables.token, secret.id), secret)


def sessions_of(session: Session, tables: AccountTables, account_id: str) -> list[SessionColumns]:
    """Return every session of an account, ended ones too."""
    query = select(tables.session).where(tables.session.account_id == account_id)
    return list(session.scalars(query))


def end_sessions(session: Session, tables: AccountTables, account_id: str, *, but: str = "") -> int:
    """Remove the sessions of an account except the one of the id ``but``; return how many."""
    doomed = delete(tables.session).where(
        tables.session.account_id == account_id, tables.session.id != but
    )
    return len(session.scalars(doomed.returning(tables.session.id)).all())


def _held(row: Row | None, secret: Secret) -> Row | None:
    """Return ``row`` if it stands for exactly this secret; takes equally long either way."""
    return row if row is not None and compare_digest(row.digest, secret.digest) else None
