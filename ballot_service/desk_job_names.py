"""Dotted names of the desk's jobs; what is queued under a name must stay importable.

May import: nothing.
"""

RUN_OUTBOX = "ballot_service.meetings.jobs.run_outbox"
"""Do what one row of the desk's outbox says, given the row's id."""

QUEUE = "desk"
"""The desk's own queue."""
