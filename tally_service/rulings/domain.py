"""Which pack judges a count: the one whose digest stood in the manifest before the first vote.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from __future__ import annotations

from hmac import compare_digest

from shared.documents.base import digest_of
from shared.errors import Unavailable
from shared.rules.packs import Pack, pack_from_document


class OtherPack(Unavailable):
    """The desk answered with another pack than the manifest names; it is asked again."""

    code = "other_pack"


def open_pack(document: object, digest: str) -> Pack:
    """Return the pack if ``document`` is exactly the one of this digest (P6).

    Raises:
        OtherPack: another document.
        PackRejected: not a pack.
    """
    pack = pack_from_document(document)
    if not compare_digest(digest_of(document), digest):
        raise OtherPack("The desk has another pack than the manifest names.")
    return pack
