"""The real meeting begins when its test runs are wiped, so that nobody takes one for the other.

Source: PROTOCOL P15.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Collection

from shared.errors import Conflict


class TestRunNotWiped(Conflict):
    """A test run of this meeting is still there."""

    code = "test_run_not_wiped"
    __test__ = False


def check_wiped(unwiped: Collection[str]) -> None:
    """Return if no test run is left; else ``TestRunNotWiped``."""
    if unwiped:
        raise TestRunNotWiped("Wipe the test run first; then check-in to this meeting can start.")
