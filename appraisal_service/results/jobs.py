"""The service's jobs: do what a row of its outbox says. Safe to run twice and late.

May import: results' actions, appraisal_service.db, .job_names, .office, shared.plumbing.
"""

from functools import partial
from typing import cast

from appraisal_service.db import OutboxRow
from appraisal_service.job_names import FETCH_RESULT
from appraisal_service.office import EXTENSION, Office
from appraisal_service.results.actions import fetch_result
from shared.plumbing import outbox
from shared.plumbing.wiring import wired


def run_outbox(row_id: str) -> None:
    """Do what the row says, unless it is done."""
    work_off(cast(Office, wired(EXTENSION)), row_id)


def work_off(office: Office, row_id: str) -> None:
    """Do what the row says with ``office``; tests call this without a worker."""
    handlers = {FETCH_RESULT: partial(fetch_result, office)}
    outbox.run(office.sessions, OutboxRow, handlers, row_id, office.clock)
