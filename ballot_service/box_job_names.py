"""Dotted names of the box's jobs and the kinds of its outbox rows.

What is queued under a name must stay importable.

May import: nothing.
"""

RUN_OUTBOX = "ballot_service.board.jobs.run_outbox"
"""Do what one row of the box's outbox says, given the row's id."""

QUEUE = "box"
"""The box's own queue."""

PUBLISH_BOARD = "publish_board"
"""Outbox kind: publish the closed box whose uuid is the subject."""

ACTIVATION_ENDED = "activation_ended"
"""Outbox kind: remove what the engine knows of the order of activations of the meeting (id)."""

BOARD_CLOSED = "board_closed"
"""Outbox kind, and bell at the tally: two scrutineers signed for the box (uuid)."""

LEFTOVERS = "leftovers"
"""Outbox kind, and bell at the tally: a leftover scan of the meeting (id) is published."""

WIPE_ARCHIVE = "wipe_archive"
"""Remove the archive file of a test run's box. Subject: its uuid."""
