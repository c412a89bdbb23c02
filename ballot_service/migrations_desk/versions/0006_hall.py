"""The hall: turnout, leave, annulments on a finding, test runs, paper rounds."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "turnout",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("as_of", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_turnout_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_turnout")),
    )
    op.add_column("person", sa.Column("leave", sa.Text(), nullable=True))
    op.add_column(
        "electorate", sa.Column("on_leave", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "annulment",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_annulment_round_round")),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_annulment")),
    )
    op.create_table(
        "test_run",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("rehearses", sa.String(length=64), nullable=False),
        sa.Column("wiped_by", sa.String(length=64), nullable=True),
        sa.Column("wiped_at", UTCDateTime(), nullable=True),
        sa.Column("notice", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_test_run_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["rehearses"], ["meeting.id"], name=op.f("fk_test_run_rehearses_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_test_run")),
    )
    op.create_index(op.f("ix_test_run_rehearses"), "test_run", ["rehearses"], unique=False)
    op.add_column(
        "round", sa.Column("paper", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "paper_round",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_paper_round_round_round")),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_paper_round_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_paper_round")),
    )
    op.create_index(op.f("ix_paper_round_meeting"), "paper_round", ["meeting"], unique=False)
    op.create_table(
        "paper_entry",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("papers", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_paper_entry_round_round")),
        sa.PrimaryKeyConstraint("round", "electorate", "account_id", name=op.f("pk_paper_entry")),
    )
