"""The first tables of the desk."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=256), nullable=False),
        sa.Column("roles", JSONColumn, nullable=False),
        sa.Column("passphrase_hash", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_name_key")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("roles", JSONColumn, nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint(
            "act", "subject", "account_id", name=op.f("uq_approval_act_subject_account_id")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("roles", JSONColumn, nullable=False),
        sa.Column("invited_by", sa.String(length=32), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ring_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_ring_at"),
            ["ring_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "pack",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pack")),
    )
    op.create_table(
        "account_session",
        sa.Column("id", sa.String(length=17), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("summary", JSONColumn, nullable=False),
        sa.Column("agenda_json", JSONColumn, nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("manifest", JSONColumn, nullable=True),
        sa.Column("board", JSONColumn, nullable=True),
        sa.Column("rehearsal", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(["pack"], ["pack.digest"], name=op.f("fk_meeting_pack_pack")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "electorate",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=1), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("counted_by", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_electorate_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "key", name=op.f("pk_electorate")),
    )
    op.create_table(
        "event",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("after", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name=op.f("fk_event_meeting_meeting")),
        sa.PrimaryKeyConstraint("meeting", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_person_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("meeting", "same_as", name=op.f("uq_person_meeting_same_as")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_meeting"), ["meeting"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name=op.f("fk_round_meeting_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_meeting"), ["meeting"], unique=False)

    op.create_table(
        "scrutineer",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_scrutineer_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "account_id", name=op.f("pk_scrutineer")),
    )
    op.create_table(
        "slip_count",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_slip_count_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "electorate", name=op.f("pk_slip_count")),
    )
    op.create_table(
        "box",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name=op.f("fk_box_meeting_meeting")),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_box_round_round")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_box")),
    )
    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_box_meeting"), ["meeting"], unique=False)

    op.create_table(
        "document",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=True),
        sa.Column("signed", JSONColumn, nullable=False),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.Column("refused", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_document_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_document_round_round")),
        sa.PrimaryKeyConstraint("meeting", "seq", name=op.f("pk_document")),
    )
