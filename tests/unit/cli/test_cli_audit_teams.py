"""The audit of a team's punished members: what a head's derivation might leave out or add."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_person
from factories.audited import Evidence, facts_of

from shared.cli.audit.bundle import Check
from shared.cli.audit.command import OF_NO_TEAM, audit_folder
from shared.documents.base import digest_of
from shared.rules.person_year import Post, YearFact, YearFacts


def an_outcome(day: str, person: str = "o2") -> dict[str, Any]:
    """Return the record of a discipline outcome."""
    return {
        "type": "fact",
        "jurisdiction": "county",
        "year": int(day[:4]),
        "kind": "discipline",
        "subject": {"kind": "official", "id": person},
        "period": day[:4],
        "value": {"sanction": "warning", "decided_on": day, "ends_on": None},
        "document": "纪〔2026〕1号",
        "date": "2026-12-01",
        "source_body": "纪委",
        "supersedes": None,
        "withdrawn": False,
    }


def read(*records: dict[str, Any]) -> list[YearFact]:
    """Return records as the rules read them."""
    return [
        YearFact(
            id=digest_of(record),
            kind=record["kind"],
            subject=record["subject"]["id"],
            period=record["period"],
            value=record["value"],
        )
        for record in records
    ]


EARLIER, LATER = an_outcome("2026-02-01"), an_outcome("2026-08-01")
SINCE_MAY = [
    Post(unit="unit-2", post="局长", role="member", since="2024-01-01", until="2026-04-30"),
    Post(unit="unit-1", post="局长", role="member", since="2026-05-01"),
]


def audited(
    folder, named, *, team: str | None = "t1", posts=(), graded: bool = True
) -> list[Check]:
    """Return what is found about a head's grade that names these of o2's two outcomes.

    Args:
        team: of o2, whose head is o1 if it is ``t1``.
        posts: of o2.
        graded: whether o2 has a grade in the folder.
    """
    evidence = Evidence()
    batch = {"type": "fact_batch", "jurisdiction": "county", "year": 2026, "kind": "discipline"}
    batch |= {"facts": [EARLIER, LATER]}
    evidence.files[f"facts/{digest_of(batch)}.json"] = batch
    results = [evidence.result()]
    head = a_person(team="t1")
    member = a_person(id="o2", role="member", team=team)
    years = {head: YearFacts(team=read(*named), known=["discipline"])}
    if graded:
        years[member] = YearFacts(person=read(EARLIER, LATER), posts=posts)
    grades = [
        evidence.grade(
            person, results, attendance=facts_of(person.id, evidence.batches), facts=year
        )
        for person, year in years.items()
    ]
    return audit_folder(evidence.write(folder, results=results, grades=grades), workers=1)


def refused(folder, named, **case: Any) -> list[str]:
    """Return what is refused of grades."""
    found = audited(folder, named, **case)
    return [one.refusal for one in found if one.refusal and one.subject.startswith("grade")]


@pytest.mark.parametrize(
    ("named", "case"),
    [
        pytest.param([EARLIER, LATER], {}, id="a member all year"),
        pytest.param([LATER], {"posts": SINCE_MAY}, id="a member since May, who was none before"),
        pytest.param([EARLIER, LATER], {"posts": SINCE_MAY}, id="in the team before, too"),
        pytest.param([], {"team": "t2"}, id="in another team"),
        pytest.param([EARLIER], {"team": "t2", "posts": SINCE_MAY}, id="in another team since May"),
        pytest.param([LATER], {"graded": False}, id="without a grade in the folder"),
    ],
)
def test_a_head_answers_for_those_who_were_in_the_team_on_the_day(named, case, tmp_path):
    assert refused(tmp_path, named, **case) == []


@pytest.mark.parametrize(
    ("named", "case"),
    [
        pytest.param([EARLIER], {}, id="one outcome of two"),
        pytest.param([], {}, id="a whole member"),
        pytest.param([EARLIER], {"posts": SINCE_MAY}, id="what was decided since he came"),
        pytest.param([LATER], {"team": "t2"}, id="a member of another team"),
        pytest.param([LATER], {"team": None, "posts": SINCE_MAY}, id="somebody who left in May"),
    ],
)
def test_a_punished_member_who_is_left_out_or_added_is_noticed(named, case, tmp_path):
    (refusal,) = refused(tmp_path, named, **case)

    assert "punished member" in refusal


@pytest.mark.parametrize(
    ("named", "said"),
    [([], ["2 outcomes of discipline"]), ([EARLIER, LATER], [])],
)
def test_whoever_has_no_grade_in_the_folder_and_is_named_by_nobody_is_told(named, said, tmp_path):
    found = audited(tmp_path, named, graded=False)

    assert [one.subject for one in found if one.what == OF_NO_TEAM] == said
