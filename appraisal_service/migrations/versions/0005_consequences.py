"""What rulings prescribe: entries, a first decider's waiting word, steps."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "consequence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("matter", sa.String(length=100), nullable=False),
        sa.Column("content", JSONColumn, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("chosen", JSONColumn, nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("document_number", sa.String(length=200), nullable=True),
        sa.Column("document_date", sa.String(length=10), nullable=True),
        sa.Column("decided_by", JSONColumn, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consequence")),
        sa.UniqueConstraint(
            "jurisdiction",
            "year",
            "subject_kind",
            "subject",
            "role",
            "matter",
            name="uq_consequence_matter",
        ),
    )
    op.create_index(
        op.f("ix_consequence_jurisdiction_year_state"),
        "consequence",
        ["jurisdiction", "year", "state"],
    )
    op.create_table(
        "consequence_word",
        sa.Column("consequence", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("chosen", JSONColumn, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consequence"],
            ["consequence.id"],
            name=op.f("fk_consequence_word_consequence_consequence"),
        ),
        sa.PrimaryKeyConstraint("consequence", name=op.f("pk_consequence_word")),
    )
    _steps()


def _steps() -> None:
    """Who moved an entry."""
    op.create_table(
        "consequence_step",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("consequence", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=450), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("chosen", JSONColumn, nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["consequence"],
            ["consequence.id"],
            name=op.f("fk_consequence_step_consequence_consequence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consequence_step")),
    )
    op.create_index(op.f("ix_consequence_step_consequence"), "consequence_step", ["consequence"])
