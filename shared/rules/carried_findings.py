"""Findings that a certified result brings along, so that nobody enters them a second time.

What was found about a person in a meeting's round (组织认定) stands, signed, in the round's
certified result. It is read from there wherever the person's year is judged, and in that year
alone: what is read further back is the end of a window, which no meeting finds. What two officers
enter beside it under the same clause counts in its place only if its paper is of a later day.

May import: stdlib, shared.documents, shared.rules.
"""

from collections.abc import Iterable, Sequence

from shared.documents.findings import Finding, findings_in
from shared.documents.results import CertifiedResult
from shared.rules.person_year import SignedFinding


def carried_findings(results: Iterable[CertifiedResult], person: str) -> list[SignedFinding]:
    """Return what the results that count find about an official, one finding a clause.

    Of two results that find under one clause the one recorded later counts. A withdrawn finding
    counts as not made: it leaves what another round found.

    Args:
        results: those that count for the person's year; an annulled one finds nothing.
        person: the official's number.

    Raises:
        MalformedDocument: a result's findings are none.
    """
    found = [
        finding
        for result in results
        if result.state == "certified"
        for finding in findings_in(result.findings)
        if (finding.subject.kind, finding.subject.id) == ("official", person)
    ]
    newest = {
        finding.rule: _signed(finding, finding.answer)
        for finding in sorted(found, key=_when)
        if finding.answer is not None
    }
    return [finding for _, finding in sorted(newest.items())]


def findings_that_count(
    entered: Sequence[SignedFinding], results: Iterable[CertifiedResult], person: str
) -> list[SignedFinding]:
    """Return the findings on an official, one a clause: ``entered`` by officers, or carried.

    Where both are there the paper of the later day counts, of two of one day the certified one.
    """
    carried = {one.rule: one for one in carried_findings(results, person)}
    counting = [
        one for one in entered if one.rule not in carried or one.date > carried[one.rule].date
    ]
    replaced = {one.rule for one in counting}
    return [*counting, *(one for rule, one in carried.items() if rule not in replaced)]


def _when(finding: Finding) -> tuple[str, str, str]:
    """Return what puts findings in their order; the digest makes it one order for everybody."""
    return (finding.recorded_on, finding.date, finding.digest)


def _signed(finding: Finding, value: bool) -> SignedFinding:
    """Return a finding as the rules of the year read it."""
    return SignedFinding(
        rule=finding.rule,
        value=value,
        document=finding.document,
        date=finding.date,
        by="、".join(finding.by),
    )
