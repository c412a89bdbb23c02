"""Every step from votes and facts to a proposed grade, as one document with one digest.

A derivation names all it rests on, by digest, and is a pure function of it: ``recompute`` takes
the stored document, the pack and the certified results and makes it anew, so an auditor needs
nobody's word for a grade. It holds a person's number and never a name.

May import: stdlib, pydantic, shared.documents, shared.errors, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.documents.base import digest_of, parse_part
from shared.documents.results import CertifiedResult
from shared.errors import NotFound
from shared.rules import derivation_steps as steps
from shared.rules.evaluation import evaluate
from shared.rules.merging import Merged
from shared.rules.packs import Pack
from shared.rules.person_year import (
    AttendanceFacts,
    Graded,
    Inputs,
    Person,
    SetAside,
    SignedFinding,
    concerns,
    graded_contests,
    rulings_about,
    year_case,
)
from shared.rules.proposals import Proposal, propose
from shared.rules.rulings import Evaluation
from shared.rules.scores import score


class SourceMissing(NotFound):
    """A certified result that a derivation rests on was not given."""

    code = "source_missing"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derivation: the plain document, and the proposal it ends in."""

    document: dict[str, Any]
    proposal: Proposal

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value that is stored and served."""
        return self.document

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical document: its name."""
        return digest_of(self.document)


def derive(
    pack: Pack,
    person: Person,
    results: Mapping[str, CertifiedResult],
    attendance: AttendanceFacts | None,
    findings: Iterable[SignedFinding],
    set_aside: Iterable[SetAside] = (),
) -> Derivation:
    """Return the derivation of one person's proposed grade.

    Args:
        pack: the jurisdiction's pack of the year.
        person: who, as of the year.
        results: the certified results that count for the jurisdiction and year, by digest; those
            that do not concern the person change nothing.
        attendance: None while no attendance file of the year was imported.
        findings: the findings on the person that count.
        set_aside: results about the person that officers took out of the count.

    Raises:
        SeveralResults: two results of one kind grade the person.
        LedgerBroken: a result's numbers contradict one another.
    """
    about = {digest: one for digest, one in results.items() if concerns(one, person.id)}
    inputs = Inputs(
        person=person,
        results=sorted(about),
        set_aside=sorted(set_aside, key=lambda entry: entry.result),
        attendance=attendance,
        findings=sorted(findings, key=lambda finding: finding.rule),
    )
    return _derive(pack, inputs, about)


def recompute(document: object, pack: Pack, results: Mapping[str, CertifiedResult]) -> Derivation:
    """Return the derivation made anew from the inputs that ``document`` names.

    The caller compares its digest with the stored one.

    Args:
        document: a stored derivation.
        pack: the pack, whose digest the caller has checked.
        results: certified results by digest, each verified.

    Raises:
        MalformedDocument: ``document`` does not name its inputs.
        SourceMissing: a result it names is not among ``results``.
    """
    named = document.get("inputs") if isinstance(document, Mapping) else None
    inputs = parse_part(Inputs, named)
    if not set(inputs.results) <= results.keys():
        raise SourceMissing("A certified result that the derivation names is missing.")
    return _derive(pack, inputs, {digest: results[digest] for digest in inputs.results})


def _derive(pack: Pack, inputs: Inputs, results: Mapping[str, CertifiedResult]) -> Derivation:
    """Return the derivation from exactly these inputs."""
    graded = graded_contests(inputs.person, results)
    evaluation = evaluate(pack, year_case(inputs, graded))
    merged = evaluation.merged
    proposal = propose(pack, evaluation, merged)
    other = _other_method(pack, inputs, graded, evaluation)
    evidence = [
        {"result": digest, "rulings": rulings}
        for digest, result in sorted(results.items())
        if (rulings := rulings_about(result, inputs.person.id))
    ]
    parts = [
        *steps.ballots(graded),
        *steps.set_aside(inputs.set_aside),
        *steps.attendance(inputs.attendance),
        *steps.findings(inputs.findings),
        *steps.proposal_steps(proposal.steps[:-1]),
        *steps.other_method(other),
        *steps.evidence(evidence),
        *steps.proposal_steps(proposal.steps[-1:]),
    ]
    document = {
        "type": "derivation",
        "version": 1,
        "pack": pack.digest,
        "inputs": inputs.model_dump(mode="json"),
        "votes": [_votes(entry) for entry in graded],
        "merge": _merge(merged, other),
        "rulings": [ruling.to_json() for ruling in evaluation.rulings],
        "evidence": evidence,
        "score": score(pack, merged) if merged is not None else None,
        "proposal": {
            "kind": proposal.kind,
            "grade": proposal.grade,
            "scale": proposal.scale,
            "clauses": list(proposal.clauses),
        },
        "needs": list(evaluation.needs),
        "steps": parts,
    }
    return Derivation(document, proposal)


def _votes(entry: Graded) -> dict[str, Any]:
    """Return one result's votes on the person; those on paper say so."""
    return {
        "result": entry.digest,
        "source": entry.result.source,
        "place": entry.result.place.id,
        "closed_on": entry.result.closed_on,
        "electorates": [box.electorate for box in entry.boxes],
        "counts": dict(entry.contest.counts),
        "valid": sum(entry.contest.counts.values()),
        **({"medium": "paper"} if entry.result.medium == "paper" else {}),
    }


def _merge(merged: Merged | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the merged votes with both single figures, and what the other method gives."""
    if merged is None:
        return None
    pooled = merged.pooled
    return {
        "method": merged.method,
        "weights": {source: str(weight) for source, weight in merged.weights.items()},
        "counts": dict(pooled.options),
        "valid": pooled.bases["valid"],
        "shares": steps.shares(merged),
        "other": other,
    }


def _other_method(
    pack: Pack, inputs: Inputs, graded: Sequence[Graded], evaluation: Evaluation
) -> dict[str, Any] | None:
    """Return what the method that the pack does not use would have given, for information.

    None unless both ballots are there and the pack writes weights: nobody invents weights.
    """
    used = evaluation.merged
    if used is None or pack.parameters.weights is None or len(used.parts) < 2:
        return None
    method = "weighted" if used.method == "pooled" else "pooled"
    case = year_case(inputs, graded, parameters={"merge": method})
    answer = evaluate(pack, case)
    assert answer.merged is not None
    changed = [
        {"rule": ruling.rule, "state": ruling.state.value, "instead_of": before.state.value}
        for ruling, before in zip(answer.rulings, evaluation.rulings, strict=True)
        if ruling.state is not before.state
    ]
    return {
        "method": method,
        "weights": pack.parameters.weights.model_dump(),
        "shares": steps.shares(answer.merged),
        "changed": changed,
    }


def after_final(
    pack: Pack,
    document: object,
    results: Mapping[str, CertifiedResult],
    grade: str,
    findings: Iterable[SignedFinding],
) -> Evaluation:
    """Return the rulings that need the final grade (B10); they never change that grade (E11).

    Args:
        pack: the jurisdiction's pack of the year.
        document: the derivation that the final grade rests on.
        results: certified results by digest.
        grade: the final grade's code.
        findings: the findings on the person as they stand now.

    Raises:
        MalformedDocument, SourceMissing: as ``recompute``.
    """
    named = document.get("inputs") if isinstance(document, Mapping) else None
    inputs = parse_part(Inputs, named).model_copy(update={"findings": list(findings)})
    if not set(inputs.results) <= results.keys():
        raise SourceMissing("A certified result that the derivation names is missing.")
    named_results = {digest: results[digest] for digest in inputs.results}
    graded = graded_contests(inputs.person, named_results)
    final = {"value": grade, "scale": inputs.person.scale, "state": "final"}
    return evaluate(pack, year_case(inputs, graded, scope="after_final", grade=final))
