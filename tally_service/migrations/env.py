"""Alembic's way in: the tally service's tables, those of its rooms included."""

from shared.plumbing.migrate import run_migrations
from tally_service.certificates.store import CertificateRow
from tally_service.counts.store import CountRow
from tally_service.db import Base
from tally_service.rulings.store import RulingsRow
from tally_service.trustees.store import BoardRow

ROOMS = (BoardRow, CountRow, RulingsRow, CertificateRow)
assert all(row.metadata is Base.metadata for row in ROOMS)
run_migrations(Base.metadata)
