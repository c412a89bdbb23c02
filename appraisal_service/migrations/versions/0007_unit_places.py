"""The place of a unit in the order in which units were imported, which the papers keep."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the change; of units that stand already none comes first."""
    with op.batch_alter_table("unit") as changed:
        changed.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("unit") as changed:
        changed.alter_column("place", existing_type=sa.Integer(), server_default=None)
