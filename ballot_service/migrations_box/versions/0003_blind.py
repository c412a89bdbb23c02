"""Blind mode: the issuer's keys, how far activation is, and what was activated."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    op.add_column("meeting", sa.Column("issuer_keys", sa.Text(), nullable=True))
    op.add_column("meeting", sa.Column("activation", sa.String(length=8), nullable=True))
    op.add_column("meeting", sa.Column("activation_ends_at", sa.Integer(), nullable=True))
    op.create_table(
        "activation",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.String(length=64), nullable=False),
        sa.Column("randomizer", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=384), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_activation_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", "credential", name=op.f("pk_activation")),
        sqlite_with_rowid=False,
    )
