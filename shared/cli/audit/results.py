"""The audit of certified results: counts from archives, ledger, rulings recomputed.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.findings import check_findings
from shared.cli.audit.meetings import AuditedMeeting
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.counted import (
    BoxResult,
    Ended,
    counted_box,
    counted_contests,
    sheets_agree,
    unanimous,
)
from shared.documents.findings import Finding
from shared.documents.orders import RoundLedger
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
    _check_figures(result, meeting)
    check_findings(bundle, result, packs[result.pack], known)
    if meeting_rulings(packs[result.pack], CountedMeeting.of(result)) != result.rulings:
        raise VerificationFailed(
            "The rulings are not what the pack says of these counts and findings."
        )
    return result


def check_numbers(result: CertifiedResult, meeting: AuditedMeeting) -> None:
    """Return if the version of a result that stands rests on the newest version of the ledger."""
    ledger = meeting.ledgers.get(result.round)
    part = _first_difference(result, meeting, ledger)
    if part is not None:
        raise VerificationFailed(
            f"The result that stands rests on numbers that were corrected, see its {part}."
        )


def _check_figures(result: CertifiedResult, meeting: AuditedMeeting) -> None:
    """Return if every figure follows from the archives and some version of the desk's numbers."""
    newest = meeting.ledgers.get(result.round)
    part = _first_difference(result, meeting, newest)
    before = meeting.corrected.get(result.round, [])
    if part is not None and all(_first_difference(result, meeting, one) for one in before):
        raise VerificationFailed(f"What the result says of {part} does not follow.")


def _first_difference(
    result: CertifiedResult, meeting: AuditedMeeting, ledger: RoundLedger | None
) -> str | None:
    """Return the first part of a result that does not follow from ``ledger``; None if all does."""
    made = _made_again(result, meeting, ledger)
    return next((part for part, value in made.items() if getattr(result, part) != value), None)


def _check_place(result: CertifiedResult, meeting: AuditedMeeting) -> None:
    """Return if the result is of a round of this very meeting that may have one."""
    if (result.meeting_manifest, result.pack) != (meeting.manifest.digest, meeting.manifest.pack):
        raise VerificationFailed("The result names another manifest or pack than its meeting.")
    if result.round in meeting.annulled or result.round not in meeting.rounds:
        raise VerificationFailed("The result is of a round that was annulled or never held.")


def _made_again(
    result: CertifiedResult, meeting: AuditedMeeting, ledger: RoundLedger | None
) -> dict[str, Any]:
    """Return every field of a round's result that follows from manifests, ledger and archives.

    All but findings and rulings, which the caller checks, ``closed_on``, which nothing else
    tells, the version and its notice, and who certified. An annulled result has no votes.
    """
    paper = meeting.papers.get(result.round)
    boxes: Sequence[Ended] = paper.boxes if paper else _boxes(ledger, meeting)
    letters = [box.electorate for box in boxes]
    contests = counted_contests(boxes) if result.state == "certified" else []
    counted = [counted_box(box) for box in boxes]
    repeated_by = paper.result.repeated_by if paper else ledger and ledger.repeated_by
    return {
        "item": boxes[0].item,
        "repeats": boxes[0].repeats,
        "repeated_by": repeated_by,
        "title": meeting.manifest.title,
        "source": meeting.manifest.source,
        "place": meeting.manifest.place,
        "year": meeting.manifest.year,
        "test": meeting.manifest.test,
        "paper": paper.said if paper else None,
        "boxes": counted,
        "contests": contests,
        "leftovers": []
        if paper
        else sorted(meeting.leftovers[letter].digest for letter in letters),
        "unanimous": unanimous(contests, counted),
    }


def _boxes(ledger: RoundLedger | None, meeting: AuditedMeeting) -> list[BoxResult]:
    """Return what the archives of a round's boxes say, with the numbers of a ledger."""
    assert ledger is not None, "a round that is not on paper has a ledger"
    lines = sorted(ledger.lines, key=lambda line: line.electorate)
    audited = [meeting.boxes[line.uuid] for line in lines]
    if not sheets_agree([box.manifest for box in audited]):
        raise VerificationFailed("The boxes of the round have different sheets.")
    return [
        BoxResult(box.manifest, line, len(box.voted), box.archive_digest, box.counts)
        for box, line in zip(audited, lines, strict=True)
    ]
