"""Open votes as signed documents."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the change."""
    op.add_column("recorded_vote", sa.Column("signed", JSONColumn, nullable=True))
    op.add_column("recorded_vote", sa.Column("document", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_recorded_vote_document"), "recorded_vote", ["document"], unique=False)
