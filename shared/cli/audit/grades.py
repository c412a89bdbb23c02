"""The audit of grades: signature, derivation recomputed, nothing left out, decided by two.

What a folder cannot show: whether a recorded fact is true, and whether officers really found
what the derivation says they found, or set a result aside for the reason it gives. All of these
stand in the derivation, with documents and names, for people to ask.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.facts import Recorded, check_facts
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.grades import Grade
from shared.documents.results import CertifiedResult, replaced_rounds
from shared.rules.carried_findings import carried_findings
from shared.rules.derivation import recompute
from shared.rules.packs import Pack
from shared.rules.person_year import concerns, sources_of


def audit_grade(
    bundle: Bundle,
    signed: object,
    results: Mapping[str, CertifiedResult],
    packs: Mapping[str, Pack],
    recorded: Recorded,
) -> tuple[Grade, list[str]]:
    """Check one grade: everything it rests on is here and leads to its derivation again.

    Returns:
        The grade, and a line for each finding of officers in the place of a certified one.

    Raises:
        VerificationFailed: signature, derivation or decision does not hold.
        SourceMissing: a certified result it rests on is not in the bundle.
    """
    grade = bundle.open(Grade, signed, "appraisal")
    pack = packs.get(grade.pack)
    if pack is None:
        raise VerificationFailed("The grade's pack is not in the bundle.")
    document = bundle.read(f"derivations/{grade.derivation}.json")
    derivation = recompute(document, pack, results)
    if not derivation.digest == digest_of(document) == grade.derivation:
        raise VerificationFailed("The derivation does not follow from its sources.")
    _check_document(grade, document)
    _check_complete(grade, document["inputs"], results)
    check_facts(document["inputs"], recorded)
    used = [results[digest] for digest in document["inputs"]["results"]]
    replaced = check_carried(used, grade.person, document["inputs"]["findings"])
    if derivation.proposal.kind == "forced" and grade.grade != derivation.proposal.grade:
        raise VerificationFailed("A clause forces another grade.")
    if grade.state != "final" or len(set(grade.decided_by)) < 2:
        raise VerificationFailed("Two different people have to decide, and the grade be final.")
    return grade, replaced


def _check_document(grade: Grade, document: dict[str, Any]) -> None:
    """Return if the signed grade repeats its derivation truly."""
    inputs, person = document["inputs"], document["inputs"]["person"]
    who = (grade.person, grade.year, grade.unit, grade.post, grade.scale)
    if who != tuple(person[name] for name in ("id", "year", "unit", "post", "scale")):
        raise VerificationFailed("The derivation is about somebody else.")
    if grade.score != document["score"]:
        raise VerificationFailed("The grade's score is not that of its derivation.")
    if grade.sources != sources_of(inputs):
        raise VerificationFailed("The grade's sources are not those of its derivation.")


def _check_complete(
    grade: Grade, inputs: dict[str, Any], results: Mapping[str, CertifiedResult]
) -> None:
    """Return if every result of the year about the person is used, or openly set aside.

    Of a round the newest version stands; tests count for nobody, nor does a round whose place
    another one took.

    Raises:
        VerificationFailed: one is missing, or all there are were counted under another
            jurisdiction's pack.
    """
    newest: dict[tuple[str, str], int] = {}
    for result in results.values():
        key = (result.meeting, result.round)
        newest[key] = max(result.version, newest.get(key, 0))
    replaced = replaced_rounds(results.values())
    about = {
        digest: result.pack
        for digest, result in results.items()
        if (result.year, result.test) == (grade.year, False)
        and (result.meeting, result.round) not in replaced
        and result.version == newest[result.meeting, result.round]
        and concerns(result, grade.person)
    }
    standing = sorted(digest for digest, pack in about.items() if pack == grade.pack)
    if about and not standing:
        raise VerificationFailed("What is certified about the person is all under another pack.")
    named = [*inputs["results"], *(entry["result"] for entry in inputs["set_aside"])]
    if standing != sorted(named):
        raise VerificationFailed(
            "The derivation leaves out a certified result about the person, or rests on one that "
            "does not stand."
        )


def check_carried(
    results: Iterable[CertifiedResult], person: str, findings: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Return a line for each finding that stands in the place of one the results bring along.

    Raises:
        VerificationFailed: a carried finding is left out, or what stands in its place is not of a
            later day.
    """
    found, lines = list(findings), []
    for carried in carried_findings(results, person):
        under = [finding for finding in found if finding["rule"] == carried.rule]
        if not under:
            raise VerificationFailed("A finding that a certified result brings along is left out.")
        others = [finding for finding in under if finding != carried.model_dump()]
        if any(finding["date"] <= carried.date for finding in others):
            raise VerificationFailed(
                "A finding that a certified result brings along is replaced by one that is not "
                "later."
            )
        lines += [_replacing(finding) for finding in others]
    return lines


def _replacing(finding: Mapping[str, Any]) -> str:
    """Return what is said of officers' finding in the place of a certified one."""
    answer = "yes" if finding["value"] else "no"
    paper = f"{finding['document']}, {finding['date']}, by {finding['by']}"
    return f"{finding['rule']} {answer} ({paper}), entered later in place of the certified finding"
