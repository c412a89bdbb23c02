"""The agenda of a committee: added items, recorded facts, recusals, recorded votes."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the change."""
    op.add_column("round", sa.Column("follows", sa.String(length=64), nullable=True))
    op.create_table(
        "agenda_item",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("added", JSONColumn, nullable=True),
        sa.Column("proposed_by", sa.String(length=100), nullable=True),
        sa.Column("proposed_at", UTCDateTime(), nullable=True),
        sa.Column("facts", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "key", name=op.f("pk_agenda_item")),
    )
    op.create_table(
        "recusal",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_recusal_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "item", "person", name=op.f("pk_recusal")),
    )
    op.create_table(
        "recorded_vote",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("marks", JSONColumn, nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("recused", JSONColumn, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("follows", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by_name", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("result", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_recorded_vote_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_vote")),
        sa.UniqueConstraint("meeting", "number", name=op.f("uq_recorded_vote_meeting_number")),
    )
    op.create_index(op.f("ix_recorded_vote_meeting"), "recorded_vote", ["meeting"], unique=False)
