"""Alembic's way in: the desk's tables, those of its rooms included."""

from ballot_service.desk_db import Base
from ballot_service.meetings.store import rows
from ballot_service.roll.store import invitations
from shared.plumbing.migrate import run_migrations

assert rows.MeetingRow.metadata is invitations.IssuanceRow.metadata is Base.metadata
run_migrations(Base.metadata)
