"""Rounds on paper: the code that tellers write on the envelope, until the papers are counted."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the change."""
    op.add_column("paper_round", sa.Column("codes", JSONColumn, nullable=True))
