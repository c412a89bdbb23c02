"""The end of a meeting: no further round will open."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""
    op.add_column("meeting", sa.Column("ended", sa.Text(), nullable=True))
