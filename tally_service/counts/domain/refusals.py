"""Why a count stops, and the one way every check says so.

A count that fails says with which cause; what the box or the desk sent is not repeated.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Conflict, InvalidInput, NotFound, Unavailable


class NoSuchCount(NotFound):
    """No box of this uuid has been counted or is being counted."""

    code = "no_such_count"


class NoSuchArchive(NotFound):
    """The count has not come as far as this archive."""

    code = "no_such_archive"


class NotDecrypting(Conflict):
    """The count does not wait for shares: not yet, no longer, or never."""

    code = "not_decrypting"


class ShareStands(Conflict):
    """This trustee has already given another share."""

    code = "share_stands"


class LedgerStands(Conflict):
    """The desk has already sent other numbers for this round."""

    code = "ledger_stands"


class LeftoversStand(Conflict):
    """Another scan of the same electorate's leftover slips is already kept."""

    code = "leftovers_stand"


class TooManyBells(Unavailable):
    """So much work is waiting that no more is taken from strangers."""

    code = "too_many_bells"


class CountFailed(InvalidInput):
    """What was fetched does not hold; ``cause`` is the slug that the count keeps."""

    code = "count_failed"

    def __init__(self, cause: str) -> None:
        super().__init__(f"The count cannot go on ({cause}).")
        self.cause = cause


@contextmanager
def failing(cause: str) -> Iterator[None]:
    """Turn any refusal of bytes or documents inside into ``CountFailed`` with ``cause``."""
    try:
        yield
    except CountFailed:
        raise
    except InvalidInput as error:
        raise CountFailed(cause) from error
