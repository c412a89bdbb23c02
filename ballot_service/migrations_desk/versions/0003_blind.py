"""Blind mode: invitations, issuer's keys, signatures released, reserve slips handed out."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import JSONColumn, UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    op.add_column("meeting", sa.Column("activation_ends_at", UTCDateTime(), nullable=True))
    for name in ("invited", "released", "reserve_out"):
        op.add_column(
            "electorate", sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        )
    for name in ("reserve", "late"):
        op.add_column(
            "person", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "issuer_key",
        sa.Column("uuid", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("electorate", sa.String(length=1), nullable=False),
        sa.Column("spki", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_issuer_key_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(["uuid"], ["box.uuid"], name=op.f("fk_issuer_key_uuid_box")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_issuer_key")),
    )
    op.create_index(op.f("ix_issuer_key_meeting"), "issuer_key", ["meeting"], unique=False)
    op.create_table(
        "person_invitation",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_person_invitation_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_person_invitation_person_person")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_person_invitation")),
    )
    op.create_index(
        op.f("ix_person_invitation_meeting"), "person_invitation", ["meeting"], unique=False
    )
    op.create_table(
        "issuance",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("signatures", JSONColumn, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name=op.f("fk_issuance_meeting_meeting")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_issuance_person_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_issuance")),
    )
    op.create_index(op.f("ix_issuance_meeting"), "issuance", ["meeting"], unique=False)
