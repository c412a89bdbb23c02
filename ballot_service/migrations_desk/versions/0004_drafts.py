"""Drafts from templates: what an organizer has written so far, and its version."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""
    op.add_column("meeting", sa.Column("outline_json", JSONColumn, nullable=True))
    op.add_column("meeting", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
