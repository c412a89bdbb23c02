"""People in time: posts by the day, units that answer to a superior, groups of the quota."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("unit") as table:
        table.add_column(
            sa.Column("vertical", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("unit") as table:
        table.alter_column("vertical", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("post") as table:
        table.add_column(sa.Column("quota_group", sa.String(length=64), nullable=True))
    op.create_table(
        "service",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_service_person_person")),
        sa.PrimaryKeyConstraint("person", "since", name=op.f("pk_service")),
    )
    op.create_index(op.f("ix_service_jurisdiction"), "service", ["jurisdiction"])
