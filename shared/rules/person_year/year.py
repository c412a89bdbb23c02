"""The case of a person's year: votes, attendance, findings and facts as the rules read them.

May import: stdlib, shared.rules.
"""

from collections.abc import Sequence
from typing import Any

from shared.rules.cases import Case, parse_case
from shared.rules.person_year.inputs import Inputs, YearFact
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
    return facts | _dates(inputs) | _letter(inputs)


_BEGIN = {
    "probation": ("starts_on", "probation_start"),
    "notice": ("starts_on", "notice_start"),
    "removal": ("removed_on", "removal_date"),
}


def _dates(inputs: Inputs) -> dict[str, str]:
    """Return the days that spans of the calendar begin with: of several the last one."""
    dates: dict[str, str] = {}
    for kind, (key, name) in _BEGIN.items():
        days = [fact.value[key] for fact in inputs.of_kind(kind)]
        if days:
            dates[name] = max(days)
    talks = [fact.value["talk_on"] for fact in _admonitions(inputs)]
    if talks:
        dates["admonition_start"] = dates["talk_date"] = max(talks)
    return dates


def _admonitions(inputs: Inputs) -> list[YearFact]:
    """Return 诫勉 and not 诫警: a caution begins no period (L07)."""
    facts = inputs.of_kind("admonition")
    return [fact for fact in facts if fact.value.get("kind", "admonition") == "admonition"]


def _letter(inputs: Inputs) -> dict[str, str]:
    """Return the day of the letter that L12 asks about, and of its reply if there is one.

    Of several the oldest that nobody answered; where all are answered, the newest.
    """
    letters = sorted(
        (fact.value for fact in inputs.of_kind("letter")), key=lambda value: str(value["sent_on"])
    )
    waiting = [value for value in letters if value.get("replied_on") is None]
    if waiting:
        return {"letter_date": waiting[0]["sent_on"]}
    if not letters:
        return {}
    last = letters[-1]
    return {"letter_date": last["sent_on"], "reply_date": last["replied_on"]}
