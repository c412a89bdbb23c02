"""Decryption: shares, their proofs, what they combine to, and what a key has decrypted before.

``shares`` makes and checks one trustee's share, ``combining`` turns enough of them into counts
and names a share that disagrees, ``memory`` refuses a second tally of the same box.

May import: shared.crypto, shared.errors.
"""

from shared.crypto.decryption.combining import (
    ShareAtFault,
    combine,
    combined_factors,
    name_disagreeing,
    result_text,
)
from shared.crypto.decryption.memory import OtherTallyRefused, check_asked, remember
from shared.crypto.decryption.shares import Share, check_context, check_share, make_share

__all__ = [
    "OtherTallyRefused",
    "Share",
    "ShareAtFault",
    "check_asked",
    "check_context",
    "check_share",
    "combine",
    "combined_factors",
    "make_share",
    "name_disagreeing",
    "remember",
    "result_text",
]
