from tiny_service.db import Base

from shared.plumbing.migrate import run_migrations

run_migrations(Base.metadata)
