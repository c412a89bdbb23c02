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


class LedgerImpossible(Conflict):
    """Corrected numbers contradict what was decided by the numbers before them."""

    code = "ledger_impossible"


class LedgerStands(Conflict):
    """The desk has already sent other numbers for this round."""

    code = "ledger_stands"


class LeftoversStand(Conflict):
    """Another scan of the same electorate's leftover slips is already kept."""

    code = "leftovers_stand"


class OtherMeetingKept(Conflict):
    """Another manifest, or other frozen lists, of the same meeting are kept already."""

    code = "other_meeting_kept"


class RoundInBoxes(Conflict):
    """A round cannot be held on paper: boxes of it are here, or the desk's numbers of them."""

    code = "round_in_boxes"


class RoundOnPaper(Conflict):
    """A round was announced as one on paper: it has no boxes and no slips."""

    code = "round_on_paper"


class PaperRoundStands(Conflict):
    """Something else was said of this round on paper before, or nothing comes of it any more."""

    code = "paper_round_stands"


class UnknownDocument(InvalidInput):
    """The inbox takes no document of this kind."""

    code = "unknown_document"


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
