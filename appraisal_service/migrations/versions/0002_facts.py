"""Facts of a year beside attendance; two meetings on one day are two."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change."""
    _meetings_of_a_day()
    _facts()
    _sheets_sent_back()


def _meetings_of_a_day() -> None:
    """The meeting becomes part of an attendance entry's key; each entry so far was the first."""
    with op.batch_alter_table("attendance") as table:
        table.add_column(
            sa.Column("meeting", sa.String(length=20), nullable=False, server_default="1")
        )
        table.drop_constraint("pk_attendance", type_="primary")
        table.create_primary_key("pk_attendance", ["batch", "person", "date", "kind", "meeting"])
    with op.batch_alter_table("attendance") as table:
        table.alter_column("meeting", existing_type=sa.String(length=20), server_default=None)


def _facts() -> None:
    """Records of one kind come in a batch, from one paper."""
    op.create_table(
        "fact_batch",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("source_body", sa.String(length=200), nullable=False),
        sa.Column("imported_by", sa.String(length=450), nullable=False),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_fact_batch")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("value", JSONColumn, nullable=False),
        sa.Column("supersedes", sa.String(length=64), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"], ["fact_batch.digest"], name=op.f("fk_fact_batch_fact_batch")
        ),
        sa.ForeignKeyConstraint(["supersedes"], ["fact.id"], name=op.f("fk_fact_supersedes_fact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_fact_supersedes")),
    )
    op.create_index(op.f("ix_fact_batch"), "fact", ["batch"])
    op.create_index(
        op.f("ix_fact_jurisdiction_year_kind"), "fact", ["jurisdiction", "year", "kind"]
    )


def _sheets_sent_back() -> None:
    """Line ratings of a township that were sent back to its party committee."""
    op.create_table(
        "line_rating_sent",
        sa.Column("sheet", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sheet", name=op.f("pk_line_rating_sent")),
    )
    op.create_index(
        op.f("ix_line_rating_sent_jurisdiction_year"), "line_rating_sent", ["jurisdiction", "year"]
    )
