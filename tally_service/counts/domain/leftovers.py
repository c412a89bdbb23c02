"""The scans of slips that were not handed out, as the box publishes them (PROTOCOL P14).

May import: stdlib, shared.crypto, shared.documents, this room's domain.
"""

from __future__ import annotations

from shared.documents.base import parse_part
from shared.documents.closing import Leftovers, SignedLeftovers, check_scrutineers
from shared.documents.manifests import MeetingManifest
from tally_service.counts.domain.refusals import CountFailed, failing

LEFTOVERS_REJECTED = "leftovers_rejected"


def check_leftovers(published: object, meeting: MeetingManifest) -> Leftovers:
    """Return the scan if two scrutineers signed it and it covers its electorate's boxes.

    Every box of the electorate must have its list, all of one length: they are the same slips.

    Raises:
        CountFailed: cause ``leftovers_rejected``.
    """
    with failing(LEFTOVERS_REJECTED):
        signed = parse_part(SignedLeftovers, published)
        scan = signed.document
        named = {person.key: person.name for person in meeting.scrutineers}
        check_scrutineers(scan.message(), list(signed.signatures), named)
    boxes = {box.uuid for box in meeting.boxes if box.electorate == scan.electorate}
    lists = list(scan.lists.values())
    if scan.meeting != meeting.meeting or not boxes or set(scan.lists) != boxes:
        raise CountFailed(LEFTOVERS_REJECTED)
    if len({len(one) for one in lists}) > 1 or any(len(set(one)) != len(one) for one in lists):
        raise CountFailed(LEFTOVERS_REJECTED)
    return scan
