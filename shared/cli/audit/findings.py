"""The audit of findings (组织认定) and of the versions of a result.

A result names the findings its rulings rest on; the folder has every version of every finding
that was published. So a finding that was taken out of a result, changed in it, or replaced since,
shows, and so does a version of a result that was taken out of the folder.

What a folder cannot show: that the tally service holds a finding or a version which it never
published. Whether somebody really found what is signed stands there with document and names, for
people to ask.

May import: stdlib, shared.cli.audit.bundle, shared.crypto, shared.documents, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from shared.cli.audit.bundle import Bundle
from shared.crypto.errors import VerificationFailed
from shared.documents.findings import FRAUD, Finding, findings_in
from shared.documents.results import CertifiedResult
from shared.rules.findings import people_needed
from shared.rules.packs import Pack

Key = tuple[str, str, str]
"""Meeting, round and name: what a chain of versions is about."""


def audit_finding(bundle: Bundle, name: str) -> Finding:
    """Return the finding ``name`` if the tally service signed it.

    Raises:
        VerificationFailed, MalformedDocument: it is another one, or not signed.
    """
    finding = bundle.open(Finding, bundle.read(f"findings/{name}.json"), "tally")
    if finding.digest != name:
        raise VerificationFailed("The finding is not the one its name says.")
    if finding.rule == FRAUD and len(set(finding.by)) < 2:
        raise VerificationFailed("Two different people have to find fraud.")
    return finding


def check_chains(findings: Iterable[Finding]) -> None:
    """Return if every version of every finding is here, each after the one it supersedes.

    Raises:
        VerificationFailed: one is missing, or two are the same version.
    """
    for chain in _chains(findings).values():
        if [one.version for one in chain] != list(range(1, len(chain) + 1)):
            raise VerificationFailed("A version of a finding is missing, or there are two of it.")
        if any(after.supersedes != before.digest for before, after in pairwise(chain)):
            raise VerificationFailed("A finding supersedes another one than the version before it.")


def annulled_rounds(findings: Iterable[Finding], meeting: str) -> frozenset[str]:
    """Return the rounds of ``meeting`` that were annulled on a finding of fraud."""
    return frozenset(one.round for one in findings if one.meeting == meeting and one.rule == FRAUD)


def check_findings(
    bundle: Bundle, result: CertifiedResult, pack: Pack, known: Mapping[str, Finding]
) -> None:
    """Return if every finding in a result is signed, of its round, and made by people enough.

    Args:
        bundle: with the tally service's key.
        result: as it was signed.
        pack: the result's.
        known: the folder's findings that hold, by digest.

    Raises:
        VerificationFailed, MalformedDocument: one is not, or the folder does not have it.
    """
    for signed in result.findings.values():
        bundle.open(Finding, signed, "tally")
    place = (result.meeting, result.meeting_manifest, result.round, result.pack)
    for finding in findings_in(result.findings):
        if (finding.meeting, finding.meeting_manifest, finding.round, finding.pack) != place:
            raise VerificationFailed("A finding in the result is of another round.")
        if finding.digest not in known:
            raise VerificationFailed("A finding in the result is not among those published.")
        needed = people_needed(pack, finding.rule, finding.subject.kind)
        if len(set(finding.by)) < needed:
            raise VerificationFailed("A finding in the result was made by too few people.")


def check_versions(results: Sequence[CertifiedResult], findings: Sequence[Finding]) -> None:
    """Return if the versions of one round's result follow one another, the last one standing.

    Args:
        results: those of the round that hold, one at least.
        findings: the folder's findings of the round.

    Raises:
        VerificationFailed: a version is missing, or an old one passes for the last.
    """
    versions = sorted(results, key=lambda one: one.version)
    if [one.version for one in versions] != list(range(1, len(versions) + 1)):
        raise VerificationFailed("A version of the result is missing, or there are two of it.")
    if any(one.supersedes is not None for one in versions[:1]) or any(
        after.supersedes != before.digest for before, after in pairwise(versions)
    ):
        raise VerificationFailed("A version supersedes another result than the one before it.")
    for before, after in pairwise(versions):
        _check_step(before, after)
    _check_newest(versions[-1], findings)


def _check_step(before: CertifiedResult, after: CertifiedResult) -> None:
    """Return if ``after`` may take the place of ``before``: with a notice, and no finding lost."""
    if before.state == "annulled":
        raise VerificationFailed("A round that was annulled has a result again.")
    if after.state == "certified" and after.correction is None:
        raise VerificationFailed("A later version does not say why it takes the earlier's place.")
    found = {one.name: one.version for one in findings_in(after.findings)}
    if any(found.get(one.name, 0) < one.version for one in findings_in(before.findings)):
        raise VerificationFailed("A later version lacks a finding, or goes back to an older one.")


def _check_newest(last: CertifiedResult, findings: Sequence[Finding]) -> None:
    """Return if the last version rests on the newest findings, and is annulled if one says so."""
    newest = {chain[-1].name: chain[-1].digest for chain in _chains(findings).values()}
    used = {one.name: one.digest for one in findings_in(last.findings)}
    fraud = any(one.rule == FRAUD for one in findings)
    if fraud != (last.state == "annulled"):
        raise VerificationFailed(
            "Fraud was found, and an old version passes for the last one."
            if fraud
            else "The result says it was annulled, and nobody found fraud."
        )
    if newest.keys() - used.keys():
        raise VerificationFailed("The result that stands leaves out a finding.")
    if newest != used:
        raise VerificationFailed("The result that stands rests on a finding that was superseded.")


def _chains(findings: Iterable[Finding]) -> dict[Key, list[Finding]]:
    """Return the versions of every finding, the first one first."""
    chains: dict[Key, list[Finding]] = {}
    for one in sorted(findings, key=lambda finding: finding.version):
        chains.setdefault((one.meeting, one.round, one.name), []).append(one)
    return chains
