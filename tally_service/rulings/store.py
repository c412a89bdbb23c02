"""The rulings on counted rounds in the database.

May import: SQLAlchemy, shared.plumbing.db, tally_service.db.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.plumbing.db import JSONColumn, insert_once
from tally_service.db import Base


class RulingsRow(Base):
    """What the rules say on one counted round, computed once."""

    __tablename__ = "rulings"

    meeting: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    pack: Mapped[str] = mapped_column(String(64))
    """Digest of the pack."""
    rulings: Mapped[list[dict[str, Any]]] = mapped_column(JSONColumn)


def find(session: Session, meeting: str, number: str) -> RulingsRow | None:
    """Return the rulings on a round, or None if there are none yet."""
    return session.get(RulingsRow, (meeting, number))


def add(
    session: Session, meeting: str, number: str, pack: str, rulings: list[dict[str, Any]]
) -> None:
    """Keep the rulings on a round; those kept first stand."""
    values = {"meeting": meeting, "round": number, "pack": pack, "rulings": rulings}
    insert_once(session, RulingsRow, values, ["meeting", "round"])
