"""The first of two entries that annul a round; gone when the second has come.

May import: SQLAlchemy, ballot_service.desk_db.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ballot_service.desk_db import Base


class AnnulmentRow(Base):
    """Who has entered which document, and waits for a second person."""

    __tablename__ = "annulment"

    round: Mapped[str] = mapped_column(String(64), ForeignKey("round.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(String(200))
    date: Mapped[str] = mapped_column(String(10))
