"""Names under which work is queued; what is queued under a name must stay known.

May import: nothing.
"""

RUN_OUTBOX = "appraisal_service.results.jobs.run_outbox"
"""Do what one row of the outbox says, given the row's id."""

QUEUE = "appraisal"
"""The service's own queue."""

FETCH_RESULT = "fetch_result"
"""Outbox kind; subject: a digest. Fetch, verify and keep this certified result."""
