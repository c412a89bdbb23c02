"""The case of a person's year: votes, attendance, findings and facts as the rules read them.

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.rules.cases import Case, parse_case
from shared.rules.person_year.inputs import Inputs
from shared.rules.person_year.votes import Graded


def year_case(inputs: Inputs, graded: Sequence[Graded], **more: object) -> Case:
    """Return the case of the person's year.

    Args:
        inputs: the person, attendance, findings and facts.
        graded: the person's votes.
        more: other keys of a case, ``scope`` (default "year"), ``grade`` or ``parameters``.
    """
    return parse_case(
        {
            "subject": {
                "kind": "official",
                "id": inputs.person.id,
                "role": inputs.person.role,
            },
            "scope": "year",
            "as_of": f"{inputs.person.year}-12-31",
            "ballots": [ballot for entry in graded for ballot in entry.ballots()],
            "findings": {
                finding.rule: finding.model_dump(exclude={"rule"}) for finding in inputs.findings
            },
            "window_findings": _every_finding(inputs),
            "facts": _facts(inputs),
            **more,
        }
    )


def _facts(inputs: Inputs) -> dict[str, Any]:
    """Return what is known beside votes and findings; what is not known is left out."""
    facts: dict[str, Any] = {}
    if inputs.attendance is not None:
        facts["attendance"] = inputs.attendance.counted(inputs.of_kind("leave"))
    points = inputs.of_kind("points")
    if points or "points" in inputs.known:
        facts["point_findings"] = [{"year": fact.year, **fact.value} for fact in points]
    begun = _begun(inputs)
    return facts | ({"begun": begun} if begun else {})


_DAYS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "admonition": {"talk_on": ("admonition_start", "talk_date")},
    "probation": {"starts_on": ("probation_start",)},
    "notice": {"starts_on": ("notice_start",)},
    "letter": {"sent_on": ("letter_date",), "replied_on": ("reply_date",)},
    "removal": {"removed_on": ("removal_date",), "talk_on": ("removal_talk",)},
}
"""Of each kind of record that begins a window, what the rules call its days."""

WINDOW_KINDS = tuple(_DAYS)


def _every_finding(inputs: Inputs) -> dict[str, list[dict[str, Any]]]:
    """Return every finding by its clause: each of several windows is ended by its own (L03).

    Which clauses are windows the pack says, to whoever shares the findings out among them.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in inputs.findings:
        found.setdefault(finding.rule, []).append(finding.model_dump(exclude={"rule"}))
    return found


def _begun(inputs: Inputs) -> list[dict[str, Any]]:
    """Return every window that a record begins, each by itself: a second one ends no first.

    诫警 is no 诫勉 and begins no period (L07).
    """
    begun = []
    for fact in inputs.facts:
        value, named = fact.value, _DAYS.get(fact.kind, {})
        if not named or (fact.kind == "admonition" and value.get("kind") == "caution"):
            continue
        days = {
            name: value[key] for key, names in named.items() if value.get(key) for name in names
        }
        begun.append({"days": days, "months": value.get("months")})
    return begun
