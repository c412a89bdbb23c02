"""The appraisal service's database: its declarative base, and the tables every service has.

Each room adds its tables in its ``store``.

May import: SQLAlchemy, shared.plumbing.
"""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.accounts.tables import make_account_tables
from shared.plumbing.db import NAMING
from shared.plumbing.outbox import OutboxMixin
from shared.plumbing.two_person import ApprovalMixin


class Base(DeclarativeBase):
    """Base of every table of the appraisal service."""

    metadata = MetaData(naming_convention=NAMING)


ACCOUNTS = make_account_tables(Base)
"""Officers, deciders and administrators; downstream systems hold tokens."""

ROLES = frozenset({"admin", "officer", "decider", "feed"})
"""What somebody at the appraisal service may be; ``feed`` is for machines."""


class OutboxRow(OutboxMixin, Base):
    """Work that must happen: kind and digest, nothing personal."""

    __tablename__ = "outbox"


class ApprovalRow(ApprovalMixin, Base):
    """Who stood behind an act that needs two people."""

    __tablename__ = "approval"
