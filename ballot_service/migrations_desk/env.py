"""Alembic's way in: the desk's tables, those of its rooms included."""

from ballot_service.desk_db import Base
from ballot_service.hall.store import annulments, turnout
from ballot_service.meetings.store import agenda, papers, rows, test_runs
from ballot_service.roll.store import invitations
from shared.plumbing.migrate import run_migrations

assert rows.MeetingRow.metadata is invitations.IssuanceRow.metadata is Base.metadata
assert turnout.TurnoutRow.metadata is annulments.AnnulmentRow.metadata is Base.metadata
assert test_runs.TestRunRow.metadata is papers.PaperEntryRow.metadata is Base.metadata
assert agenda.RecordedVoteRow.metadata is Base.metadata
run_migrations(Base.metadata)
