"""The audit of certified results: counts from archives, ledger, rulings recomputed.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from collections.abc import Mapping
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.findings import check_findings
from shared.cli.audit.meetings import AuditedMeeting
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.counted import (
    BoxResult,
    counted_box,
    counted_contests,
    sheets_agree,
    unanimous,
)
from shared.documents.findings import Finding
from shared.documents.results import CertifiedResult
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack, pack_from_document


def audit_pack(bundle: Bundle, name: str) -> Pack:
    """Return the resolved pack ``name`` if its content has that digest."""
    document = bundle.read(f"packs/{name}.json")
    if digest_of(document) != name:
        raise VerificationFailed("The pack is not the one its name says.")
    return pack_from_document(document)


def audit_result(
    bundle: Bundle,
    name: str,
    meetings: Mapping[str, AuditedMeeting],
    packs: Mapping[str, Pack],
    known: Mapping[str, Finding],
) -> CertifiedResult:
    """Check one certified result against the archives, the desk's numbers and the rules.

    Everything of it is made again from the evidence and compared, so that a box, a contest or
    a vote left out shows as well as a changed one.

    Args:
        bundle: the folder.
        name: the result's digest.
        meetings: those that hold.
        packs: those that hold, by digest.
        known: the folder's findings that hold, by digest.

    Raises:
        VerificationFailed: a figure or a ruling is not what the evidence says.
    """
    result = bundle.open(CertifiedResult, bundle.read(f"certificates/{name}.json"), "tally")
    meeting = meetings.get(result.meeting)
    if result.digest != name or meeting is None:
        raise VerificationFailed("The result's name or its meeting is not in the bundle.")
    _check_place(result, meeting)
    if len(set(result.certifiers)) < 2:
        raise VerificationFailed("Two different people have to certify.")
    if result.pack not in packs:
        raise VerificationFailed("The result's pack is not in the bundle.")
    for part, value in _made_again(result, meeting).items():
        if getattr(result, part) != value:
            raise VerificationFailed(f"What the result says of {part} does not follow.")
    check_findings(bundle, result, packs[result.pack], known)
    if meeting_rulings(packs[result.pack], CountedMeeting.of(result)) != result.rulings:
        raise VerificationFailed(
            "The rulings are not what the pack says of these counts and findings."
        )
    return result


def _check_place(result: CertifiedResult, meeting: AuditedMeeting) -> None:
    """Return if the result is of a round of this very meeting that may have one."""
    if (result.meeting_manifest, result.pack) != (meeting.manifest.digest, meeting.manifest.pack):
        raise VerificationFailed("The result names another manifest or pack than its meeting.")
    if result.round in meeting.annulled or result.round not in meeting.ledgers:
        raise VerificationFailed("The result is of a round that was annulled or never held.")


def _made_again(result: CertifiedResult, meeting: AuditedMeeting) -> dict[str, Any]:
    """Return every field of a round's result that follows from manifests, ledger and archives.

    All but findings and rulings, which the caller checks, ``closed_on``, which nothing else
    tells, the version and its notice, and who certified. An annulled result has no votes.
    """
    lines = sorted(meeting.ledgers[result.round].lines, key=lambda line: line.electorate)
    audited = [meeting.boxes[line.uuid] for line in lines]
    manifests = [box.manifest for box in audited]
    if not sheets_agree(manifests):
        raise VerificationFailed("The boxes of the round have different sheets.")
    boxes = [
        BoxResult(box.manifest, line, len(box.voted), box.archive_digest, box.counts)
        for box, line in zip(audited, lines, strict=True)
    ]
    contests = counted_contests(boxes) if result.state == "certified" else []
    return {
        "item": manifests[0].item,
        "title": meeting.manifest.title,
        "source": meeting.manifest.source,
        "place": meeting.manifest.place,
        "year": meeting.manifest.year,
        "test": meeting.manifest.test,
        "boxes": [counted_box(box) for box in boxes],
        "contests": contests,
        "leftovers": sorted(meeting.leftovers[line.electorate].digest for line in lines),
        "unanimous": unanimous(contests),
    }
