"""The scans of slips that were not handed out, as the box publishes them (PROTOCOL P14).

May import: stdlib, shared.crypto, shared.documents, this room's domain.
"""

from __future__ import annotations

from shared.documents.closing import Leftovers, open_leftovers
from shared.documents.manifests import MeetingManifest
from tally_service.counts.domain.refusals import failing

LEFTOVERS_REJECTED = "leftovers_rejected"


def check_leftovers(published: object, meeting: MeetingManifest) -> Leftovers:
    """Return the scan if it holds for this meeting; see ``open_leftovers``.

    Raises:
        CountFailed: cause ``leftovers_rejected``.
    """
    with failing(LEFTOVERS_REJECTED):
        return open_leftovers(published, meeting)
