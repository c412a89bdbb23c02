"""The audit of the desk's ledgers: two people's numbers for every box, no version of them missing.

A number that was wrong is corrected by a new signed version, never by changing the old one; the
folder has them all, so that whoever asks sees what was corrected, by whom and why.

May import: stdlib, shared.cli.audit.bundle and papers, shared.crypto, shared.documents.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.papers import AuditedPaper
from shared.crypto.errors import VerificationFailed
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import RoundLedger
from shared.documents.paper import PaperRound

Chains = dict[str, list[RoundLedger]]
"""Round to every version of its ledger, the first one first."""


def audit_ledgers(
    bundle: Bundle,
    meeting: MeetingManifest,
    published: Sequence[object],
    sheets: Mapping[str, BoxManifest],
) -> Chains:
    """Return the desk's numbers by round: one line for every box, in the box's own round.

    Args:
        bundle: with the desk's key.
        meeting: the manifest.
        published: the signed ledgers.
        sheets: uuid to manifest of every box of the meeting that is here.

    Raises:
        VerificationFailed, MalformedDocument: a line or a version is missing or wrong, or too few
            people stand behind one.
    """
    every = [bundle.open(RoundLedger, signed, "desk") for signed in published]
    chains = _chains(every)
    newest = {number: chain[-1] for number, chain in chains.items()}
    lines = [
        (number, line.uuid, line.electorate)
        for number, ledger in newest.items()
        for line in ledger.lines
    ]
    own = [(sheet.round, uuid, sheet.electorate) for uuid, sheet in sheets.items()]
    if sorted(lines) != sorted(own) or {ledger.meeting for ledger in every} - {meeting.meeting}:
        raise VerificationFailed("The desk's numbers are not one line for every box.")
    if any(len(set(ledger.entered_by)) < 2 for ledger in every):
        raise VerificationFailed("Two different people have to enter the numbers.")
    return chains


def _chains(ledgers: Sequence[RoundLedger]) -> Chains:
    """Return every version of each round's ledger, each after the one that it supersedes."""
    chains: Chains = {}
    for one in sorted(ledgers, key=lambda ledger: ledger.version):
        chains.setdefault(one.round, []).append(one)
    for chain in chains.values():
        if [one.version for one in chain] != list(range(1, len(chain) + 1)):
            raise VerificationFailed("The desk has signed two ledgers of one round, or one lacks.")
        if any(after.supersedes != before.digest for before, after in pairwise(chain)):
            raise VerificationFailed("A corrected ledger does not name the one before it.")
        if len({one.repeated_by for one in chain}) > 1:
            raise VerificationFailed("A corrected ledger names another repeat than the one before.")
    return chains


def check_repeats(
    ledgers: Mapping[str, RoundLedger],
    sheets: Iterable[BoxManifest],
    papers: Mapping[str, AuditedPaper],
) -> None:
    """Return if what was signed before a vote and after it names the same repeats.

    Before the vote the sheets of a box, or the announcement of a round on paper, name the earlier
    vote; after it the earlier round's ledger, or result on paper, names the later round. So the
    desk drops no counted round by a ledger alone. Sheets may name a vote that is not counted here:
    a recorded one, or a round annulled before anybody counted it; what comes after that one may
    take the place of the round before it.

    Args:
        ledgers: round to the newest ledger.
        sheets: of every box.
        papers: rounds on paper, of which those that were sealed or annulled take no place.

    Raises:
        VerificationFailed: they name different rounds.
    """
    repeats = {sheet.round: (sheet.item.key, _earlier(sheet)) for sheet in sheets}
    later = {number: ledger.repeated_by for number, ledger in ledgers.items()}
    items = {number: item for number, (item, _) in repeats.items()}
    for number, paper in papers.items():
        items[number], later[number] = paper.result.item.key, paper.result.repeated_by
        if paper.result.state == "counted":
            repeats[number] = (items[number], _earlier(paper.announced))
    for number, by in later.items():
        if by is not None and not _repeats(repeats.get(by), number, items[number], repeats.keys()):
            raise VerificationFailed("A ledger says that another round repeats it than the sheets.")
        if number in _after(later, number):
            raise VerificationFailed("Ledgers name one another as repeats, so that none counts.")
    for number, (_, before) in repeats.items():
        if before in repeats and later[before] != number:
            raise VerificationFailed("A round that was repeated does not say so in its ledger.")


def _repeats(
    said: tuple[str, str | None] | None, number: str, item: str, counted: Container[str]
) -> bool:
    """Return whether a round's item and earlier vote make it a repeat of round ``number``."""
    if said is None or said[0] != item or said[1] is None:
        return False
    return said[1] == number or said[1] not in counted


def _after(later: Mapping[str, str | None], number: str) -> set[str]:
    """Return every round that took the place of round ``number``, one after the other."""
    found: set[str] = set()
    by = later.get(number)
    while by is not None and by not in found:
        found.add(by)
        by = later.get(by)
    return found


def _earlier(signed: BoxManifest | PaperRound) -> str | None:
    """Return the vote that a round was said to repeat before anybody voted."""
    return signed.repeats.earlier if signed.repeats else None
