"""The audit of grades: signature, derivation recomputed, decided by two.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from shared.cli.audit.bundle import Bundle
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of
from shared.documents.grades import Grade
from shared.documents.results import CertifiedResult
from shared.rules.derivation import recompute
from shared.rules.packs import Pack


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
    if derivation.proposal.kind == "forced" and grade.grade != derivation.proposal.grade:
        raise VerificationFailed("A clause forces another grade.")
    if len(set(grade.decided_by)) < 2:
        raise VerificationFailed("Two different people have to decide.")
    return grade
