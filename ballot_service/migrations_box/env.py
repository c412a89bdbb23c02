"""Alembic's way in: the box's tables."""

from ballot_service.box_db import Base
from shared.plumbing.migrate import run_migrations

run_migrations(Base.metadata)
