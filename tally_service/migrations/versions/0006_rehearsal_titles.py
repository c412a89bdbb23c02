"""What a meeting that is rehearsed for is called."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change."""
    op.add_column("rehearsal", sa.Column("title", sa.String(length=200), nullable=True))
