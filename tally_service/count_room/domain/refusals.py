"""What the count room refuses.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from shared.errors import NotAllowed


class CountsNotCertified(NotAllowed):
    """The counts of a round are not published yet, and the caller does not certify."""

    code = "counts_not_certified"
