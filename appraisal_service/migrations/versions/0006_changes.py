"""What a derivation rests on, why a record is replaced, results counted again, answers' words."""

import sqlalchemy as sa
from alembic import op

from shared.plumbing.db import UTCDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change."""
    _add("derivation", "rests_on", 64)
    _add("fact_batch", "reason", 200)
    op.add_column("appraisal", sa.Column("name", sa.String(length=200), nullable=True))
    op.execute(
        "UPDATE appraisal SET name = (SELECT name FROM person WHERE person.id = appraisal.person)"
        " WHERE state IN ('published', 'final')"
    )
    with op.batch_alter_table("result_set_aside") as changed:
        changed.alter_column(
            "reason", existing_type=sa.String(length=200), type_=sa.String(length=1000)
        )
    op.create_table(
        "result_word",
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("act", "digest", "account_id", name=op.f("pk_result_word")),
    )
    op.create_table(
        "result_counted_again",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by", sa.String(length=450), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_result_counted_again")),
    )
    op.create_table(
        "objection_word",
        sa.Column("objection", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection"],
            ["objection.id"],
            name=op.f("fk_objection_word_objection_objection"),
        ),
        sa.PrimaryKeyConstraint(
            "objection", "outcome", "account_id", name=op.f("pk_objection_word")
        ),
    )


def _add(table: str, name: str, length: int) -> None:
    """Add a text column that has to be filled in from now on.

    SQLite keeps the default: to take it away it would make the table anew, which it refuses
    where rows of another one refer to it.
    """
    column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
    op.add_column(table, column)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, name, server_default=None)
