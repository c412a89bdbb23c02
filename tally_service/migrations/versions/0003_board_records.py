"""What happened to the keys of a board of trustees: lost, found, a share refused, a box opened."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "board_record",
        sa.Column("board", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("trustees", JSONColumn, nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["board.id"], name=op.f("fk_board_record_board_board")),
        sa.PrimaryKeyConstraint("board", "number", name=op.f("pk_board_record")),
    )
