"""The four tables of accounts, made once for each service's own Base.

May import: SQLAlchemy, shared.plumbing.db.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.plumbing.db import JSONColumn, UTCDateTime


class _Columns:
    """Lets the type checker see the keyword constructor that SQLAlchemy's Base brings."""

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class AccountColumns(_Columns):
    """A person: a name that is theirs alone, roles, and a hashed passphrase."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(String(256), unique=True)
    roles: Mapped[list[str]] = mapped_column(JSONColumn)
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    failures: Mapped[int] = mapped_column(Integer, default=0)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class InvitationColumns(_Columns):
    """A link that makes one account, once."""

    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    roles: Mapped[list[str]] = mapped_column(JSONColumn)
    invited_by: Mapped[str | None] = mapped_column(String(32), default=None)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class SessionColumns(_Columns):
    """A signed-in person; the secret itself is with the browser or program."""

    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class TokenColumns(_Columns):
    """A machine's key; lives until it is revoked."""

    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    roles: Mapped[list[str]] = mapped_column(JSONColumn)
    issued_by: Mapped[str | None] = mapped_column(String(32), default=None)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


@dataclass(frozen=True, slots=True)
class AccountTables:
    """The mapped classes of one service."""

    account: type[AccountColumns]
    invitation: type[InvitationColumns]
    session: type[SessionColumns]
    token: type[TokenColumns]


def make_account_tables(base: type[DeclarativeBase]) -> AccountTables:
    """Add the tables ``account``, ``invitation``, ``account_session``, ``api_token`` to ``base``.

    A service's ``db.py`` calls this once; its first migration creates them.
    """

    def mapped(name: str, table: str, columns: type) -> type:
        return type(name, (columns, base), {"__tablename__": table, "__module__": __name__})

    return AccountTables(
        cast(type[AccountColumns], mapped("AccountRow", "account", AccountColumns)),
        cast(type[InvitationColumns], mapped("InvitationRow", "invitation", InvitationColumns)),
        cast(type[SessionColumns], mapped("SessionRow", "account_session", SessionColumns)),
        cast(type[TokenColumns], mapped("TokenRow", "api_token", TokenColumns)),
    )
