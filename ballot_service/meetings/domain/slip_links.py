"""The link by which an organizer makes slips in the browser, at the box's origin.

The upload tickets stand behind the ``#``: browsers send that to nobody, and the page takes it out
of the address at once. A link is as good as its tickets: once they are used, it opens nothing.
Its twin is ``readTickets`` in shared/browser/src/documents/tickets.ts.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from shared.crypto import jsontext


def slips_page(box_origin: str, meeting: str, *tickets: Mapping[str, Any]) -> str:
    """Return the address of the page for signed ``tickets`` of one meeting, each of another class.

    Args:
        box_origin: where people's own browsers find the box.
        meeting: its id.
        *tickets: as the desk signed them.
    """
    texts = [urlsafe_b64encode(jsontext.canonical(one)).rstrip(b"=").decode() for one in tickets]
    return f"{box_origin.removesuffix('/')}/s/{meeting}#{'.'.join(texts)}"
