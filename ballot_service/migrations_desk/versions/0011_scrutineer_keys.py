"""The public keys that scrutineers put on record themselves."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import UTCDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "scrutineer_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("replaced_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_scrutineer_key")),
    )
    op.create_index(
        op.f("ix_scrutineer_key_account_id"), "scrutineer_key", ["account_id"], unique=False
    )
