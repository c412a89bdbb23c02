"""What the count room refuses.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from shared.errors import NotAllowed, NotFound


class CountsNotCertified(NotAllowed):
    """The counts of a round are not published yet, and the caller does not certify."""

    code = "counts_not_certified"


class ResultNotPublished(NotFound):
    """Nothing is published at this address: one answer, whether the meeting is known or not."""

    code = "result_not_published"
