"""The first tables of the appraisal service."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change."""
    _every_service()
    _accounts()
    _people()
    _results()
    _facts()
    _appraisals()
    _decisions()


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
    """Named accounts."""
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
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
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


def _people() -> None:
    """Jurisdictions, people, posts in time."""
    op.create_table(
        "pack",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", JSONColumn, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pack")),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["pack"], ["pack.digest"], name=op.f("fk_jurisdiction_pack_pack")),
        sa.PrimaryKeyConstraint("id", "year", name=op.f("pk_jurisdiction")),
        sa.UniqueConstraint("year", "pack", name=op.f("uq_jurisdiction_year_pack")),
    )
    op.create_table(
        "unit",
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name=op.f("pk_unit")),
    )
    op.create_table(
        "team",
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", "valid_from", name=op.f("pk_team")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "post",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=True),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("serves", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_post_person_person")),
        sa.PrimaryKeyConstraint("person", "valid_from", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_jurisdiction"), "post", ["jurisdiction"])


def _results() -> None:
    """Certified results."""
    op.create_table(
        "certified_result",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_certified_result")),
    )
    op.create_index(
        op.f("ix_certified_result_meeting_round"), "certified_result", ["meeting", "round"]
    )
    op.create_index(op.f("ix_certified_result_year_pack"), "certified_result", ["year", "pack"])
    op.create_table(
        "result_set_aside",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=450), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_result_set_aside")),
    )
    op.create_table(
        "result_refusal",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_result_refusal")),
    )


def _facts() -> None:
    """Attendance and findings."""
    op.create_table(
        "attendance_batch",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.String(length=64), nullable=True),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supersedes"],
            ["attendance_batch.digest"],
            name=op.f("fk_attendance_batch_supersedes_attendance_batch"),
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_attendance_batch")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_attendance_batch_supersedes")),
    )
    op.create_table(
        "attendance",
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("half_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["attendance_batch.digest"],
            name=op.f("fk_attendance_batch_attendance_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_attendance_person_person")
        ),
        sa.PrimaryKeyConstraint("batch", "person", "date", "kind", name=op.f("pk_attendance")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=450), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_jurisdiction_year"), "finding", ["jurisdiction", "year"])


def _appraisals() -> None:
    """Derivations and versions of grades."""
    op.create_table(
        "derivation",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_derivation")),
    )
    op.create_table(
        "appraisal",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("derivation", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("document_number", sa.String(length=200), nullable=True),
        sa.Column("document_date", sa.String(length=10), nullable=True),
        sa.Column("decided_by", JSONColumn, nullable=True),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("signed", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["derivation"], ["derivation.digest"], name=op.f("fk_appraisal_derivation_derivation")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_appraisal_person_person")),
        sa.PrimaryKeyConstraint("person", "year", "version", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("digest", name=op.f("uq_appraisal_digest")),
        sa.UniqueConstraint("position", name=op.f("uq_appraisal_position")),
    )
    op.create_index(op.f("ix_appraisal_jurisdiction_year"), "appraisal", ["jurisdiction", "year"])
    op.create_table(
        "feed_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_head")),
    )


def _decisions() -> None:
    """Decisions, objections, events."""
    op.create_table(
        "decision",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person", "year", "version"],
            ["appraisal.person", "appraisal.year", "appraisal.version"],
            name=op.f("fk_decision_person_year_version_appraisal"),
        ),
        sa.PrimaryKeyConstraint(
            "person", "year", "version", "attempt", "account_id", name=op.f("pk_decision")
        ),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=450), nullable=True),
        sa.ForeignKeyConstraint(
            ["person", "year", "version"],
            ["appraisal.person", "appraisal.year", "appraisal.version"],
            name=op.f("fk_objection_person_year_version_appraisal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_person_year"), "objection", ["person", "year"])
    op.create_table(
        "event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_jurisdiction_year"), "event", ["jurisdiction", "year"])
