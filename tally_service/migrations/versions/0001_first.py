"""The first tables of the tally service."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change."""
    _every_service()
    _accounts()
    _trustees()
    _counts()
    _words()
    _decryption()
    _results()


def _every_service() -> None:
    """What every service has."""
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
    op.create_index(
        op.f("ix_outbox_ring_at"),
        "outbox",
        ["ring_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
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


def _accounts() -> None:
    """People, their links and sessions, machines."""
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
    op.create_index(
        op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False
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


def _trustees() -> None:
    """Boards of trustees, their ceremonies and rehearsals."""
    op.create_table(
        "board",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("state", JSONColumn, nullable=False),
        sa.Column("document", JSONColumn, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("digest", name=op.f("uq_board_digest")),
    )
    op.create_table(
        "board_trustee",
        sa.Column("board", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["board"], ["board.id"], name=op.f("fk_board_trustee_board_board")),
        sa.PrimaryKeyConstraint("board", "number", name=op.f("pk_board_trustee")),
    )
    op.create_table(
        "rehearsal",
        sa.Column("board", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("state", JSONColumn, nullable=False),
        sa.Column("document", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(["board"], ["board.id"], name=op.f("fk_rehearsal_board_board")),
        sa.PrimaryKeyConstraint("board", "meeting", name=op.f("pk_rehearsal")),
    )


def _counts() -> None:
    """Boxes being counted, and what a count rests on."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("manifest", JSONColumn, nullable=False),
        sa.Column("frozen", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "round",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "round", name=op.f("pk_round")),
    )
    op.create_table(
        "count",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=True),
        sa.Column("round", sa.String(length=64), nullable=True),
        sa.Column("electorate", sa.String(length=1), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.Column("board", sa.String(length=64), nullable=True),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("tally", sa.String(length=64), nullable=True),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("closed_digest", sa.String(length=64), nullable=True),
        sa.Column("finished_digest", sa.String(length=64), nullable=True),
        sa.Column("result", JSONColumn, nullable=True),
        sa.Column("at_fault", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_count")),
    )
    op.create_index(op.f("ix_count_meeting"), "count", ["meeting"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("manifest", JSONColumn, nullable=False),
        sa.Column("closing", JSONColumn, nullable=False),
        sa.Column("election_text", sa.Text(), nullable=False),
        sa.Column("listed", JSONColumn, nullable=False),
        sa.Column("tally_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["uuid"], ["count.uuid"], name=op.f("fk_evidence_uuid_count")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_evidence")),
    )
    op.create_table(
        "chunk",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sum", sa.Text(), nullable=True),
        sa.Column("voted", JSONColumn, nullable=True),
        sa.ForeignKeyConstraint(["uuid"], ["count.uuid"], name=op.f("fk_chunk_uuid_count")),
        sa.PrimaryKeyConstraint("uuid", "number", name=op.f("pk_chunk")),
    )


def _words() -> None:
    """What the desk and the scrutineers say of a round, and what the desk is told."""
    op.create_table(
        "ledger",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("meeting", "round", name=op.f("pk_ledger")),
    )
    op.create_table(
        "leftovers",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("meeting", "electorate", name=op.f("pk_leftovers")),
    )
    op.create_table(
        "notice",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_notice")),
    )


def _decryption() -> None:
    """What was asked to be decrypted, and the shares."""
    op.create_table(
        "asked",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("tally", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["count.uuid"], name=op.f("fk_asked_uuid_count")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_asked")),
    )
    op.create_table(
        "share",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["uuid"], ["count.uuid"], name=op.f("fk_share_uuid_count")),
        sa.PrimaryKeyConstraint("uuid", "owner", name=op.f("pk_share")),
    )


def _results() -> None:
    """Rulings and certified results."""
    op.create_table(
        "rulings",
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("rulings", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("meeting", "round", name=op.f("pk_rulings")),
    )
    op.create_table(
        "certificate",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.Column("certified_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "meeting", "round", "version", name=op.f("uq_certificate_meeting_round_version")
        ),
    )
