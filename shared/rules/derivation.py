"""Every step from votes and facts to a proposed grade, as one document with one digest.

A derivation names all it rests on, by digest, and is a pure function of it: ``recompute`` takes
the stored document, the pack and the certified results and makes it anew, so an auditor needs
nobody's word for a grade. It holds a person's number and never a name.

May import: stdlib, pydantic, shared.documents, shared.errors, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shared.documents.base import digest_of, parse_part
from shared.documents.results import CertifiedResult
from shared.errors import NotFound
from shared.rules.award_bars import award_bars
from shared.rules.cases import Case
from shared.rules.derivation_document import Made, document_of
from shared.rules.disclosure import Disclosure, disclosure_of, open_ruling
from shared.rules.evaluation import evaluate
from shared.rules.leaves import leave_approvals
from shared.rules.merge_arithmetic import shares
from shared.rules.packs import Pack
from shared.rules.parameters import MergeMethod
from shared.rules.person_year import (
    NO_FACTS,
    AttendanceFacts,
    Graded,
    Inputs,
    Person,
    SignedFinding,
    YearFacts,
    concerns,
    graded_contests,
    inputs_of,
    rulings_about,
    year_case,
)
from shared.rules.proposals import Beside, Proposal, propose
from shared.rules.rulings import Evaluation, Ruling
from shared.rules.scores import exact_score, target_share
from shared.rules.unit_year import year_rulings


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
    year: YearFacts = NO_FACTS,
) -> Derivation:
    """Return the derivation of one person's proposed grade.

    Args:
        pack: the jurisdiction's pack of the year.
        person: who, as of the year.
        results: the certified results that count for the jurisdiction and year, by digest; those
            that do not concern the person change nothing.
        attendance: None while no attendance file of the year was imported.
        findings: the findings on the person that count.
        year: facts about the person, the unit and the team, posts, and results set aside.

    Raises:
        SeveralResults: two results of one kind grade the person.
        LedgerBroken: a result's numbers contradict one another.
    """
    about = {digest: one for digest, one in results.items() if concerns(one, person.id)}
    return derive_from(pack, inputs_of(person, about, attendance, findings, year), about)


def derive_from(pack: Pack, inputs: Inputs, results: Mapping[str, CertifiedResult]) -> Derivation:
    """Return the derivation from exactly these inputs; ``results`` are those that they name.

    Raises:
        SeveralResults, LedgerBroken: as ``derive``.
    """
    return _derive(pack, inputs, {digest: results[digest] for digest in inputs.results})


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
    return derive_from(pack, _named(document, results), results)


def _derive(pack: Pack, inputs: Inputs, results: Mapping[str, CertifiedResult]) -> Derivation:
    """Return the derivation from exactly these inputs."""
    graded, elsewhere = graded_contests(inputs.person, results, inputs.posts)
    case = year_case(inputs, graded)
    evaluation, disclosure = _evaluated(pack, case, graded)
    hidden = disclosure.hidden(graded, pack.parameters.merge)
    above = year_rulings(pack, inputs)
    targets = _targets(inputs)
    beside = Beside(
        person=inputs.person.id,
        scale=inputs.person.scale,
        rulings=tuple(above),
        targets=targets,
        bars=tuple(award_bars(pack, inputs, [*evaluation.rulings, *above])),
    )
    made = Made(
        pack=pack,
        inputs=inputs,
        graded=graded,
        elsewhere=elsewhere,
        disclosure=disclosure,
        evidence=_evidence(inputs, results),
        evaluation=evaluation,
        above=above,
        leaves=leave_approvals(pack, inputs),
        proposal=propose(pack, evaluation, evaluation.merged, beside),
        exact=exact_score(pack, evaluation.merged, targets),
        other=_other_method(pack, case, evaluation, hidden) if disclosure.whole else None,
        needs=_needs(pack, evaluation, above, targets),
    )
    return Derivation(document_of(made), made.proposal)


def _evaluated(pack: Pack, case: Case, graded: Sequence[Graded]) -> tuple[Evaluation, Disclosure]:
    """Return the rulings on one person, and what may be shown of the votes behind them.

    They are made without the votes of which nothing may be told.
    """
    evaluation = evaluate(pack, case)
    disclosure = disclosure_of(graded, evaluation.merged, pack.parameters.disclosure_floor)
    hidden = disclosure.hidden(graded, pack.parameters.merge)
    return (evaluate(pack, case, hidden) if hidden else evaluation), disclosure


def _evidence(
    inputs: Inputs, results: Mapping[str, CertifiedResult]
) -> list[tuple[CertifiedResult, str, list[dict[str, Any]]]]:
    """Return what meetings ruled of the person, by result."""
    return [
        (result, digest, rulings)
        for digest, result in sorted(results.items())
        if (rulings := rulings_about(result, inputs.person.id))
    ]


def _targets(inputs: Inputs) -> Fraction | None:
    """Return which part of the targets' full score was reached, by the person or by the unit.

    What is recorded of the person goes before what is recorded of the unit; the whole year goes
    before its parts, and of several parts the latest counts.
    """
    for facts in (inputs.facts, inputs.unit_facts):
        found = [
            fact for fact in facts if fact.kind == "target" and fact.year == inputs.person.year
        ]
        if found:
            whole = str(inputs.person.year)
            value = max(found, key=lambda one: (one.period == whole, one.period, one.id)).value
            return target_share(value["score"], value["full"])
    return None


def _needs(
    pack: Pack, evaluation: Evaluation, above: Iterable[Ruling], targets: Fraction | None
) -> list[str]:
    """Return what is still missing for the rulings and the score, each once."""
    waiting = [item for ruling in above for item in ruling.waiting_for]
    missing = targets is None and pack.parameters.composite is not None
    needs = [*evaluation.needs, *waiting, *(["facts:target"] if missing else [])]
    return list(dict.fromkeys(needs))


def _other_method(
    pack: Pack, case: Case, evaluation: Evaluation, hidden: frozenset[str]
) -> dict[str, Any] | None:
    """Return what the method that the pack does not use would have given, for information.

    None unless both ballots are there and the pack writes weights: nobody invents weights.
    """
    used = evaluation.merged
    if used is None or pack.parameters.weights is None or len(used.parts) < 2:
        return None
    method: MergeMethod = "weighted" if used.method == "pooled" else "pooled"
    changes = {"merge": method, "class_weights": None}
    other = pack.model_copy(update={"parameters": pack.parameters.model_copy(update=changes)})
    answer = evaluate(other, case, hidden)
    changed = [
        {
            "rule": ruling.rule,
            "state": ruling.state.value,
            "instead_of": before.state.value,
            "waiting_for": list(ruling.waiting_for),
        }
        for ruling, before in zip(answer.rulings, evaluation.rulings, strict=True)
        if ruling.state is not before.state
    ]
    return {
        "method": method,
        "weights": pack.parameters.weights.model_dump(),
        "shares": shares(answer.merged),
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
    return _after_final(pack, document, results, grade, findings)[0]


def after_final_shown(
    pack: Pack,
    document: object,
    results: Mapping[str, CertifiedResult],
    grade: str,
    findings: Iterable[SignedFinding],
) -> list[dict[str, Any]]:
    """Return the rulings of ``after_final`` as JSON, with no number of votes that is too small.

    Raises:
        MalformedDocument, SourceMissing: as ``recompute``.
    """
    ruled, disclosure = _after_final(pack, document, results, grade, findings)
    return [open_ruling(ruling.to_json(), pack, disclosure) for ruling in ruled.rulings]


def _after_final(
    pack: Pack,
    document: object,
    results: Mapping[str, CertifiedResult],
    grade: str,
    findings: Iterable[SignedFinding],
) -> tuple[Evaluation, Disclosure]:
    """Return the rulings that need the final grade, and what may be shown of their votes."""
    inputs, graded = _as_graded(document, results)
    asked = inputs.model_copy(update={"findings": list(findings)})
    final = {"value": grade, "scale": inputs.person.scale, "state": "final"}
    return _evaluated(pack, year_case(asked, graded, scope="after_final", grade=final), graded)


def _as_graded(
    document: object, results: Mapping[str, CertifiedResult]
) -> tuple[Inputs, list[Graded]]:
    """Return the inputs that a stored derivation names, and the ballots on the person."""
    inputs = _named(document, results)
    used = {digest: results[digest] for digest in inputs.results}
    return inputs, graded_contests(inputs.person, used, inputs.posts)[0]


def _named(document: object, results: Mapping[str, CertifiedResult]) -> Inputs:
    """Return the inputs that ``document`` names; the results that it needs have to be there."""
    inputs = parse_part(Inputs, document.get("inputs") if isinstance(document, Mapping) else None)
    if not set(inputs.results) <= results.keys():
        raise SourceMissing("A certified result that the derivation names is missing.")
    return inputs
