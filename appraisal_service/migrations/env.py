"""Alembic's way in: the service's tables, those of its rooms included."""

from appraisal_service.consequences.store.tables import ConsequenceRow
from appraisal_service.db import Base
from appraisal_service.facts.store import BatchRow
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.people.store import PersonRow
from appraisal_service.results.store import ResultRow
from shared.plumbing.migrate import run_migrations

for row in (PersonRow, ResultRow, BatchRow, AppraisalRow, ConsequenceRow):
    assert row.metadata is Base.metadata
run_migrations(Base.metadata)
