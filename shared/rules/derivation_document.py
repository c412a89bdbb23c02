"""The document of a derivation: what was computed, written down so that everybody may read it.

The numbers of small groups are left out, see ``disclosure``; the rules were not asked on them.

May import: stdlib, shared.documents, shared.rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shared.documents.results import CertifiedResult
from shared.rules import derivation_steps as steps
from shared.rules.clauses import CascadeClause
from shared.rules.disclosure import (
    Disclosure,
    open_ruling,
    open_steps,
    too_few,
    unread_ruling,
)
from shared.rules.leaves import LeaveApproval
from shared.rules.measures import decimal_text
from shared.rules.merge_arithmetic import arithmetic, by_method, shares, weights_json, why_not
from shared.rules.packs import Pack
from shared.rules.person_year import INVESTIGATION, Graded, Inputs
from shared.rules.proposals import Proposal, Step
from shared.rules.rulings import Evaluation, Ruling

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """Everything that was computed for one person."""

    pack: Pack
    inputs: Inputs
    graded: Sequence[Graded]
    """The ballots that count."""
    elsewhere: Sequence[Graded]
    """Ballots on the person in units where he did not serve that day."""
    disclosure: Disclosure
    """What may be shown of the ballots that count."""
    evidence: Sequence[tuple[CertifiedResult, str, list[Json]]]
    """Rulings of meetings, by result and digest."""
    evaluation: Evaluation
    above: Sequence[Ruling]
    """On the unit and the team."""
    leaves: Sequence[LeaveApproval]
    proposal: Proposal
    exact: Fraction | None
    """The score."""
    other: Json | None
    """What the other method of merging would have given."""
    needs: Sequence[str]


def document_of(made: Made) -> Json:
    """Return the plain document, which the digest names."""
    disclosure = made.disclosure
    rulings, above = _rulings(made, disclosure)
    merge = _merge(made, disclosure)
    evidence = _evidence(made, disclosure)
    proposed = list(open_steps(made.proposal.steps, [*rulings, *above], disclosure.whole))
    return {
        "type": "derivation",
        "version": 1,
        "pack": made.pack.digest,
        "inputs": made.inputs.model_dump(mode="json"),
        "votes": [_votes(entry, disclosure) for entry in made.graded],
        "elsewhere": [_named(entry) for entry in made.elsewhere],
        "merge": merge,
        "rulings": rulings,
        "unit_rulings": above,
        "leave_rulings": [leave.ruling.to_json() for leave in made.leaves],
        "evidence": evidence,
        "score": _score(made),
        "exact_score": str(made.exact) if made.exact is not None else None,
        "proposal": _proposal(made.proposal),
        "award_bars": [bar.to_json() for bar in made.proposal.bars],
        "needs": list(made.needs),
        "steps": _steps(made, disclosure, proposed, merge, evidence),
    }


def _steps(
    made: Made,
    disclosure: Disclosure,
    proposed: Sequence[Step],
    merge: Json | None,
    evidence: Sequence[Json],
) -> list[Json]:
    """Return every step, in the order in which somebody would follow them."""
    inputs = made.inputs
    carried = [ruling for entry in evidence for ruling in entry["rulings"]]
    ruled = [ruling.to_json() for ruling in (*made.evaluation.rulings, *made.above)]
    return [
        *steps.posts(inputs.posts),
        *steps.ballots(made.graded, disclosure.sources),
        *steps.elsewhere(made.elsewhere),
        *steps.set_aside(inputs.set_aside),
        *steps.attendance(inputs),
        *steps.leaves(inputs, made.leaves),
        *steps.facts(inputs),
        *steps.findings([*inputs.findings, *inputs.unit_findings, *inputs.team_findings]),
        *(step for left in inputs.left_units for step in steps.findings(left.findings)),
        *steps.merge(merge),
        *steps.proposal_steps(proposed[:-1]),
        *steps.other_method(made.other if disclosure.whole else None),
        *steps.evidence(evidence),
        *steps.joined([*ruled, *carried]),
        *steps.award_bars(made.proposal.bars),
        *steps.proposal_steps(proposed[-1:]),
    ]


def _rulings(made: Made, disclosure: Disclosure) -> tuple[list[Json], list[Json]]:
    """Return the rulings on the person and those on unit and team, as they may be shown."""
    own = [
        open_ruling(ruling.to_json(), made.pack, disclosure) for ruling in made.evaluation.rulings
    ]
    return own, [ruling.to_json() for ruling in made.above]


def _evidence(made: Made, disclosure: Disclosure) -> list[Json]:
    """Return the rulings of meetings; of votes of which nothing may be told, that people rule."""
    hidden = {
        entry.digest for entry in made.graded if entry.result.source not in disclosure.sources
    }
    found = []
    for result, digest, rulings in made.evidence:
        carried = (_carried(made, result, one, digest in hidden) for one in rulings)
        told = [one for one in carried if one is not None]
        if told:
            found.append({"result": digest, "rulings": told})
    return found


def _carried(made: Made, result: CertifiedResult, ruling: Json, hidden: bool) -> Json | None:
    """Return a meeting's ruling as it may be told; None where its being there tells too much.

    What a ruling on a team prescribes for its head (B08) may stand there or not as the votes
    fell; what follows it always stands there (B09). What the year asks again, the year tells.
    Of a clause that the year's pack has not nobody knows whose votes it reads.

    Args:
        made: everything.
        result: in which the ruling stands.
        ruling: aims at the person.
        hidden: nothing may be told of the person's own votes in that result.
    """
    person, floor = made.inputs.person.id, made.pack.parameters.disclosure_floor
    clause = made.pack.clauses.get(ruling["rule"])
    about = ruling.get("target", {}).get("id") == person
    own = about and not isinstance(clause, CascadeClause)
    votes_of = (person, None) if clause is None else (person if own else None,)
    small = any(too_few(result, whose, ruling, floor) for whose in votes_of)
    if not small and not (own and hidden):
        return ruling
    again = own and clause is not None and "year" in clause.scope
    return unread_ruling(ruling) if about and not again else None


def _size(entry: Graded) -> int:
    """Return the valid papers of one ballot on the person."""
    return sum(entry.contest.counts.values())


def _named(entry: Graded) -> Json:
    """Return which ballot it was."""
    return {
        "result": entry.digest,
        "source": entry.result.source,
        "place": entry.result.place.id,
        "closed_on": entry.result.closed_on,
        "electorates": [box.electorate for box in entry.boxes],
        **({"medium": "paper"} if entry.result.medium == "paper" else {}),
    }


def _votes(entry: Graded, disclosure: Disclosure) -> Json:
    """Return one result's votes on the person; of hidden ones how many papers came in."""
    if entry.result.source not in disclosure.sources:
        hidden: Json = {
            "counts": {},
            "valid": None,
            "sealed": True,
            "collected": steps.collected(entry),
        }
        return {**_named(entry), **hidden}
    return {
        **_named(entry),
        "papers": steps.papers(entry),
        "counts": dict(entry.contest.counts),
        "valid": _size(entry),
    }


def _merge(made: Made, disclosure: Disclosure) -> Json | None:
    """Return the merged votes with both figures, their arithmetic, and who may be in both."""
    merged, parameters = made.evaluation.merged, made.pack.parameters
    if merged is None:
        return None
    pooled = merged.pooled
    both = {
        "pooled": shares(by_method(merged, "pooled", parameters)),
        "weighted": shares(by_method(merged, "weighted", parameters)),
        "why_not": why_not(merged, "weighted", parameters),
    }
    shown = {
        "method": merged.method,
        "weights": weights_json(merged.weights),
        "class_weights": {
            source: weights_json(votes.class_weights)
            for source, votes in merged.parts.items()
            if votes.class_weights
        },
        "counts": dict(pooled.options),
        "valid": pooled.bases["valid"],
        "shares": shares(merged),
        "both": both,
        "arithmetic": arithmetic(merged, parameters, parts=disclosure.whole),
        "overlap": _overlap(made, pooled.bases["valid"]),
        "other": made.other,
    }
    return shown if disclosure.whole else {**shown, **_hidden(both)}


def _hidden(both: Json) -> Json:
    """Return what takes the place of figures from which hidden ballots would follow."""
    return {
        "both": {"pooled": both["pooled"], "weighted": None, "why_not": "sealed"},
        "other": None,
        "overlap": None,
        "sealed": True,
    }


def _overlap(made: Made, papers: int | None) -> Json | None:
    """Return how many people stood on the rolls of both ballots, if somebody recorded it (E7)."""
    by_source = {
        entry.result.source: entry.digest
        for entry in made.graded
        if entry.result.source != INVESTIGATION
    }
    for fact in made.inputs.overlap:
        pair = {"unit": fact.value["unit_result"], "county": fact.value["county_result"]}
        if pair == by_source:
            return {"people": fact.value["people"], "fact": fact.id, "papers": papers}
    return None


def _score(made: Made) -> str | None:
    """Return the score as people read it, with the pack's places."""
    rule = made.pack.parameters.score
    return None if rule is None or made.exact is None else decimal_text(made.exact, rule.places)


def _proposal(proposal: Proposal) -> Json:
    """Return what is proposed."""
    return {
        "kind": proposal.kind,
        "grade": proposal.grade,
        "scale": proposal.scale,
        "clauses": list(proposal.clauses),
    }
