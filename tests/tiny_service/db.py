"""Tables of the tiny service."""

from __future__ import annotations

from sqlalchemy import Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.plumbing.accounts.tables import make_account_tables
from shared.plumbing.db import NAMING
from shared.plumbing.outbox import OutboxMixin
from shared.plumbing.two_person import ApprovalMixin


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class OutboxRow(OutboxMixin, Base):
    __tablename__ = "outbox"


class ApprovalRow(ApprovalMixin, Base):
    __tablename__ = "approval"


class WordRow(Base):
    __tablename__ = "word"

    word: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts: Mapped[int] = mapped_column(Integer, default=0)
    ends: Mapped[int] = mapped_column(Integer, default=0)


ACCOUNTS = make_account_tables(Base)
