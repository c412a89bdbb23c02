"""Findings, corrections, and the record of what was done to a round."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change."""
    _rounds()
    _findings()
    _corrections()
    _records()


def _rounds() -> None:
    """Versions of a round's result; every certified round has had one."""
    op.add_column("round", sa.Column("versions", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "round", sa.Column("correcting", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(sa.text("UPDATE round SET versions = 1 WHERE state = 'certified'"))


def _findings() -> None:
    """Packs as they were verified, proposals of one person, findings."""
    op.create_table(
        "pack",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pack")),
    )
    op.create_table(
        "finding_proposal",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("content", JSONColumn, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_proposal")),
    )
    op.create_table(
        "finding",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "meeting",
            "round",
            "name",
            "version",
            name=op.f("uq_finding_meeting_round_name_version"),
        ),
        sa.UniqueConstraint(
            "meeting", "round", "number", name=op.f("uq_finding_meeting_round_number")
        ),
    )


def _corrections() -> None:
    """Why a certified result is made anew."""
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("notice", JSONColumn, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_meeting_round"), "correction", ["meeting", "round"])


def _records() -> None:
    """What was done to a round, by whom and why."""
    op.create_table(
        "round_record",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("by", JSONColumn, nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "round", "number", name=op.f("pk_round_record")),
    )
