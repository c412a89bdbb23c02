"""A meeting that was ticked as a test by hand can be wiped: it rehearses no other one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("test_run") as table:
        table.alter_column("rehearses", existing_type=sa.String(length=64), nullable=True)
