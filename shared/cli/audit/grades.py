"""The audit of grades: signature, derivation recomputed, decided by two.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

import operator
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.grades import Grade
from shared.documents.results import CertifiedResult
from shared.rules.derivation import recompute
from shared.rules.packs import Pack
from shared.rules.person_year import concerns


def audit_grade(
    bundle: Bundle, signed: object, results: dict[str, CertifiedResult], packs: dict[str, Pack]
) -> Grade:
    """Check one grade: everything it rests on is here and leads to its derivation again.

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
    inputs = document["inputs"]
    if (inputs["person"]["id"], inputs["person"]["year"]) != (grade.person, grade.year):
        raise VerificationFailed("The derivation is about somebody else.")
    if not set(inputs["results"]) <= set(grade.sources):
        raise VerificationFailed("The grade does not name every result it rests on.")
    _check_complete(grade, inputs["results"], results)
    _check_attendance(bundle, grade, inputs["attendance"])
    if derivation.proposal.kind == "forced" and grade.grade != derivation.proposal.grade:
        raise VerificationFailed("A clause forces another grade.")
    if len(set(grade.decided_by)) < 2:
        raise VerificationFailed("Two different people have to decide.")
    return grade


def _check_complete(grade: Grade, named: list[str], results: dict[str, CertifiedResult]) -> None:
    """Return if the derivation leaves out no result of the year about the person.

    Raises:
        VerificationFailed: one is missing; unless it was set aside, nobody may leave it out.
    """
    replaced = {result.supersedes for result in results.values()}
    standing = {
        digest
        for digest, result in results.items()
        if (result.year, result.pack, result.test) == (grade.year, grade.pack, False)
        and digest not in replaced
        and concerns(result, grade.person)
    }
    if standing != set(named):
        raise VerificationFailed("A certified result about the person was left out.")


def _check_attendance(bundle: Bundle, grade: Grade, attendance: dict[str, Any] | None) -> None:
    """Return if the person's attendance is what the imported files say, each named by digest."""
    if attendance is None:
        return
    found = []
    for name in attendance["batches"]:
        batch = bundle.read(f"facts/{name}.json")
        if digest_of(batch) != name:
            raise VerificationFailed("An attendance file is not the one its name says.")
        found += [
            {key: value for key, value in row.items() if key != "person"}
            for row in batch["rows"]
            if row["person"] == grade.person
        ]
    order = operator.itemgetter("date", "kind", "half_days")
    if sorted(found, key=order) != sorted(attendance["entries"], key=order):
        raise VerificationFailed("The person's attendance is not what the files say.")
