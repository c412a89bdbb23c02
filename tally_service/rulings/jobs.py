"""What the worker does for this room: outbox kind to action.

May import: shared.plumbing.outbox, this room's actions, tally_service.job_names.
"""

from __future__ import annotations

from functools import partial

from shared.plumbing.outbox import Handlers
from tally_service import job_names
from tally_service.rulings.actions import ruling
from tally_service.tally import Tally


def handlers(tally: Tally) -> Handlers:
    """Return what to do for each kind; safe to do twice."""
    return {job_names.RULE_ROUND: partial(ruling.rule_round, tally)}
