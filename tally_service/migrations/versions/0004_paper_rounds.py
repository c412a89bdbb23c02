"""Rounds on paper."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "paper_round",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("announced", JSONColumn, nullable=False),
        sa.Column("result_digest", sa.String(length=64), nullable=True),
        sa.Column("result", JSONColumn, nullable=True),
        sa.Column("counted_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "round", name=op.f("pk_paper_round")),
    )
