"""A list remembers its batch: a newer one stands against every older ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change."""
    op.add_column("box", sa.Column("list_batch", sa.Integer(), nullable=True))
    op.drop_table("ticket")
