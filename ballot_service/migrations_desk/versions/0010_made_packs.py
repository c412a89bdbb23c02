"""Packs that were made for one meeting, with the line its organizer set, are not offered again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the change."""
    op.add_column(
        "pack", sa.Column("offered", sa.Boolean(), nullable=False, server_default=sa.true())
    )
