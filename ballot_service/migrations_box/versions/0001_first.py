"""The first tables of the box."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "board",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("trustees", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_board")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_document")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meeting",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("board_digest", sa.String(length=64), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", name=op.f("pk_meeting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_meeting_board_digest"), "meeting", ["board_digest"], unique=False)

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
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_outbox_ring_at"),
        "outbox",
        ["ring_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "ticket",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_ticket")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "box",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=True),
        sa.Column("list_digest", sa.String(length=43), nullable=True),
        sa.Column("list_size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.meeting"], name=op.f("fk_box_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_box")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_box_meeting"), "box", ["meeting"], unique=False)

    op.create_table(
        "leftovers",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.meeting"], name=op.f("fk_leftovers_meeting_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting", "electorate", name=op.f("pk_leftovers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("tracker", sa.LargeBinary(length=32), nullable=False),
        sa.Column("credential", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_ballot_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", "tracker", name=op.f("pk_ballot")),
        sa.UniqueConstraint("uuid", "credential", name=op.f("uq_ballot_uuid_credential")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_checkpoint_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closing_signature",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_closing_signature_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", "key", name=op.f("pk_closing_signature")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credential_list",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_credential_list_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_credential_list")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sheet",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("election", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_sheet_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_sheet")),
        sqlite_with_rowid=False,
    )
