"""The audit of what follows a final grade: the rulings that read it (B10), made again.

Whether officers found what a finding says no folder can show; it stands there with document and
names, for people to ask. Nobody signs this file: all that counts is that it follows.

May import: stdlib, pydantic, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.crypto.errors import VerificationFailed
from shared.documents.base import Hex32, Identifier, Part, digest_of, parse_part
from shared.documents.grades import Grade, GradeCode
from shared.documents.results import CertifiedResult
from shared.rules.derivation import after_final_shown
from shared.rules.packs import Pack
from shared.rules.person_year import SignedFinding, findings_back

FILE = "after-final"
Key = tuple[str, str, str, str]
"""Jurisdiction, person, grade and derivation: what an entry is about."""


class AfterFinal(Part):
    """What one final grade leads to, and the findings as they stood when it was asked."""

    person: Identifier
    grade: GradeCode
    derivation: Hex32
    findings: list[SignedFinding]
    rulings: list[dict[str, Any]]


def read_after_final(bundle: Bundle) -> dict[Key, AfterFinal]:
    """Return the entries of the file by what they are about.

    Raises:
        BundleUnusable: the file is missing or cannot be read.
        MalformedDocument: an entry is not one.
        VerificationFailed: two of them are about one grade.
    """
    entries: dict[Key, AfterFinal] = {}
    for jurisdiction, listed in bundle.read(f"{FILE}.json").items():
        for entry in (parse_part(AfterFinal, value) for value in listed):
            key = (jurisdiction, entry.person, entry.grade, entry.derivation)
            if key in entries:
                raise VerificationFailed("Two entries are about one grade.")
            entries[key] = entry
    return entries


def key_of(bundle: Bundle, grade: Grade) -> Key:
    """Return what the entry of a grade that holds is about."""
    person = bundle.read(f"derivations/{grade.derivation}.json")["inputs"]["person"]
    return (person["jurisdiction"], grade.person, grade.grade, grade.derivation)


def audit_after_final(
    bundle: Bundle,
    grade: Grade,
    entry: AfterFinal | None,
    results: Mapping[str, CertifiedResult],
    pack: Pack,
) -> None:
    """Return if the rulings that read one grade follow from it and the findings.

    Args:
        bundle: where the grade's derivation is.
        grade: a grade that holds.
        entry: what the file says of it, or None.
        results: certified results that hold, by digest.
        pack: the grade's.

    Raises:
        VerificationFailed: there is no entry of the grade, or it says something else.
    """
    document = bundle.read(f"derivations/{grade.derivation}.json")
    if entry is None:
        raise VerificationFailed("The rulings that read this grade are missing.")
    _check_findings(entry, document["inputs"]["findings"], pack)
    ruled = after_final_shown(pack, document, results, grade.grade, entry.findings)
    if digest_of(ruled) != digest_of(entry.rulings):
        raise VerificationFailed("The rulings do not follow from the grade and the findings.")


def _check_findings(entry: AfterFinal, before: Iterable[Mapping[str, Any]], pack: Pack) -> None:
    """Return if each clause has one finding, and those with one before the grade still do.

    Findings are only ever added: of a clause the newest counts, and none is taken away. Of the
    clauses that end windows every paper counts, once.

    Args:
        entry: what the file says of the grade.
        before: the findings that the grade's derivation names.
        pack: the grade's.
    """
    papers = findings_back(pack.clauses.values())
    named = [_place(one.rule, one.document, papers) for one in entry.findings]
    if len(set(named)) != len(named):
        raise VerificationFailed("Two findings are under one clause; only the newest counts.")
    if not {_place(one["rule"], one["document"], papers) for one in before} <= set(named):
        raise VerificationFailed("A finding that the grade's derivation names is missing.")


def _place(rule: str, document: str, papers: Container[str]) -> tuple[str, str]:
    """Return what there is one finding of: a clause, or a paper where each of them counts."""
    return (rule, document if rule in papers else "")
