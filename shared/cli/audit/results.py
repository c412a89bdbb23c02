"""The audit of certified results: counts from archives, ledger, rulings recomputed.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.meetings import AuditedBox, AuditedMeeting
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.manifests import Contest
from shared.documents.results import CertifiedResult, CountedBox, CountedContest
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack, pack_from_document


def audit_pack(bundle: Bundle, name: str) -> Pack:
    """Return the resolved pack ``name`` if its content has that digest."""
    document = bundle.read(f"packs/{name}.json")
    if digest_of(document) != name:
        raise VerificationFailed("The pack is not the one its name says.")
    return pack_from_document(document)


def audit_result(
    bundle: Bundle, name: str, meetings: dict[str, AuditedMeeting], packs: dict[str, Pack]
) -> CertifiedResult:
    """Check one certified result against the archives, the desk's numbers and the rules.

    Raises:
        VerificationFailed: a figure or a ruling is not what the evidence says.
    """
    result = bundle.open(CertifiedResult, bundle.read(f"certificates/{name}.json"), "tally")
    meeting = meetings.get(result.meeting)
    if result.digest != name or meeting is None:
        raise VerificationFailed("The result's name or its meeting is not in the bundle.")
    if (result.meeting_manifest, result.pack) != (meeting.manifest.digest, meeting.manifest.pack):
        raise VerificationFailed("The result names another manifest or pack than its meeting.")
    if len(set(result.certifiers)) < 2:
        raise VerificationFailed("Two different people have to certify.")
    for box in result.boxes:
        _audit_box(result, box, meeting)
    for contest in result.contests:
        _audit_contest(contest, result, meeting)
    if sorted(meeting.leftovers[box.electorate] for box in result.boxes) != sorted(
        result.leftovers
    ):
        raise VerificationFailed("The result names other leftover scans.")
    if meeting_rulings(packs[result.pack], CountedMeeting.of(result)) != result.rulings:
        raise VerificationFailed("The rulings are not what the pack says of these counts.")
    return result


def _audit_box(result: CertifiedResult, box: CountedBox, meeting: AuditedMeeting) -> None:
    """Check one box's digests and ledger line."""
    audited = meeting.boxes[box.uuid]
    line = {entry.uuid: entry for entry in meeting.ledgers[result.round].lines}[box.uuid]
    returned = len(audited.archive.ballots)
    ledger = box.ledger
    same = (
        box.archive == audited.archive_digest,
        box.manifest == audited.manifest.digest,
        (audited.counts is None) == (box.state == "sealed"),
        (ledger.roll, ledger.present, ledger.printed, ledger.issued)
        == (line.roll, line.present, line.printed, line.issued),
        (ledger.returned, ledger.unreturned) == (returned, line.issued - returned),
        (ledger.void, ledger.valid) == (0, returned),
    )
    if not all(same):
        raise VerificationFailed("The ledger or archive of a box is not what was certified.")


def _audit_contest(
    contest: CountedContest, result: CertifiedResult, meeting: AuditedMeeting
) -> None:
    """Check that a contest's votes are what the archives decrypt to, box by box and in sum."""
    total: dict[str, int] = {}
    for box in result.boxes:
        if box.state != "counted":
            continue
        found = _votes(meeting.boxes[box.uuid], contest.key)
        if found != contest.by_electorate.get(box.electorate):
            raise VerificationFailed("The votes of a contest are not what its archive says.")
        total = {option: total.get(option, 0) + votes for option, votes in found.items()}
    if total != contest.counts:
        raise VerificationFailed("The votes of a contest do not add up.")


def _votes(box: AuditedBox, key: str) -> dict[str, int]:
    """Return option to votes of the contest ``key`` in ``box``."""
    contests: list[Contest] = box.manifest.contests
    place = [contest.key for contest in contests].index(key)
    assert box.counts is not None
    return {
        option.key: votes
        for option, votes in zip(contests[place].options, box.counts[place], strict=True)
    }
