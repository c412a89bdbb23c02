"""The notices of test runs that were wiped."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "test_wipe",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.Column("wiped_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_test_wipe")),
    )
