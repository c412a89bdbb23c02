"""The day of a document: a paper that decides something was written today or before.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

from datetime import datetime

from shared.documents.dates import day_in_china
from shared.errors import InvalidInput


class DocumentAhead(InvalidInput):
    """A document is dated after today: a slip of the pen that every paper would repeat."""

    code = "document_ahead"


def check_document_day(day: str, now: datetime) -> None:
    """Return if a document of this ``day`` (YYYY-MM-DD) can exist ``now``, by China's calendar.

    Raises:
        DocumentAhead: it is dated after today.
    """
    if day > day_in_china(now):
        raise DocumentAhead("The document is dated after today; check it. Nothing was stored.")
