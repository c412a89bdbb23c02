"""Names under which work is queued; what is queued under a name must stay known.

May import: nothing.
"""

from __future__ import annotations

OUTBOX = "tally_service.worker.run_outbox"
"""Do what one row of the outbox says, given the row's id."""

QUEUE = "tally"
"""The service's own queue."""

BOARD_CLOSED = "board_closed"
"""Bell and outbox kind; subject: a box's uuid. Fetch and verify the closed box."""

LEFTOVERS = "leftovers"
"""Bell and outbox kind; subject: a meeting's id. Fetch the scans of leftover slips."""

BELLS = (BOARD_CLOSED, LEFTOVERS)
"""What anybody may ring for; it only makes us look."""

VERIFY_CHUNK = "verify_chunk"
"""Subject ``uuid:number``. Verify some ballots and keep their encrypted sum."""

ADD_UP = "add_up"
"""Subject: uuid. Merge the partial sums."""

CLEAR_ROUND = "clear_round"
"""Subject ``meeting:round``. Decide whether the round may be decrypted."""

FINISH_COUNT = "finish_count"
"""Subject: uuid. Combine the shares and finish the archive."""

RULE_ROUND = "rule_round"
"""Subject ``meeting:round``. Evaluate the rules on the counted round."""

TELL_DESK = "tell_desk"
"""Subject: digest of a signed status of a round. Deliver it."""

TELL_APPRAISAL = "tell_appraisal"
"""Subject: digest of a certified result. Ring the appraisal service's bell."""
