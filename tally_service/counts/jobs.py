"""What the worker does for this room: outbox kind to action.

May import: shared.plumbing.outbox, this room's actions, tally_service.job_names.
"""

from __future__ import annotations

from functools import partial

from shared.plumbing.outbox import Handlers
from tally_service import job_names
from tally_service.counts.actions import clearing, decrypting, fetching, notices, verifying
from tally_service.tally import Tally


def handlers(tally: Tally) -> Handlers:
    """Return what to do for each kind; every one is safe to do twice."""
    return {
        job_names.BOARD_CLOSED: partial(fetching.fetch_board, tally),
        job_names.LEFTOVERS: partial(fetching.fetch_leftovers, tally),
        job_names.VERIFY_CHUNK: partial(verifying.verify_chunk, tally),
        job_names.ADD_UP: partial(verifying.add_up, tally),
        job_names.CLEAR_ROUND: partial(clearing.clear_round, tally),
        job_names.FINISH_COUNT: partial(decrypting.finish_count, tally),
        job_names.TELL_DESK: partial(notices.tell_desk, tally),
    }
