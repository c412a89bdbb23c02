"""Each electorate counts its upload tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change."""
    op.add_column(
        "electorate", sa.Column("batch", sa.Integer(), nullable=False, server_default="0")
    )
