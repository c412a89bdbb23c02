"""The desk's database: its declarative base, and the tables every service has.

The desk knows people and never a ballot. The box has a base and a database of its own; nothing
here is shared with it. Each room adds its tables in its ``store``.

May import: SQLAlchemy, shared.plumbing.
"""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.accounts.tables import make_account_tables
from shared.plumbing.db import NAMING
from shared.plumbing.outbox import OutboxMixin
from shared.plumbing.two_person import ApprovalMixin


class Base(DeclarativeBase):
    """Base of every table of the desk."""

    metadata = MetaData(naming_convention=NAMING)


ACCOUNTS = make_account_tables(Base)
"""Organizers, registrars, scrutineers and administrators."""

ROLES = frozenset({"admin", "organizer", "registrar", "scrutineer"})
"""What somebody at the desk may be."""


class OutboxRow(OutboxMixin, Base):
    """Work that must happen: kind and id, nothing personal."""

    __tablename__ = "outbox"


class ApprovalRow(ApprovalMixin, Base):
    """Who stood behind an act that needs two people."""

    __tablename__ = "approval"
