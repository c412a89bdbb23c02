"""In whose share of 优秀 people count who have left since their grade was proposed."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.appraisal import ANNA, CLARA, DORA, YEAR, Bureau, a_person_entry, county
from fakes.tally_results import a_result, against

from appraisal_service.grades.actions.grouping import groups_of, named_groups
from appraisal_service.grades.store import rows
from shared.plumbing.db import reading
from shared.rules.parameters import ExcellentQuota


def a_year(bureau: Bureau, groups: str) -> None:
    """Publish the grades of o1 and o2 of the group towns, and let o2 leave after that."""
    quota = {"share": "1/2", "rounding": "floor", "groups": groups}
    people = [a_person_entry(one, group="towns") for one in ("o1", "o2")]
    pack = bureau.set_up("county", people, excellent_quota=quota)
    for where in ({}, county()):
        votes = {"o1": against(0, 40), "o2": against(0, 40)}
        bureau.certify(a_result(votes, pack=pack, **where))
    assert bureau.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    bureau.decide_all("competent", o1="competent", o2="competent")
    assert bureau.post(ANNA, f"{YEAR}/publish").status_code == 200
    left: dict[str, Any] = {"jurisdiction": "county", "left": ["o2"], "left_on": "2026-11-30"}
    assert bureau.post(ANNA, "/api/v1/people", left).status_code == 200


@pytest.mark.parametrize(("groups", "group"), [("unit", "unit-1"), ("group", "towns")])
def test_who_has_left_stays_in_the_group_of_the_last_post(bureau, groups, group):
    a_year(bureau, groups)
    quota = ExcellentQuota(share="1/2", rounding="floor", groups=groups)

    with reading(bureau.office.sessions) as session:
        graded = rows.current(session, "county", 2026)
        found = groups_of(session, ("county", 2026), quota, graded)
        named = named_groups(session, "county", 2026)

    assert found == {"o1": group, "o2": group}
    assert named == {"o1": "towns", "o2": "towns"}


@pytest.mark.parametrize("groups", ["unit", "group"])
def test_who_has_left_still_counts_in_the_share_of_those_who_stay(bureau, groups):
    a_year(bureau, groups)
    correction = {"person": "o1", "reason": "计分有误"}
    assert bureau.post(ANNA, f"{YEAR}/corrections", correction).status_code == 201
    for who in (CLARA, DORA):
        assert bureau.decide(who, "o1", "excellent").status_code == 201

    published = bureau.post(ANNA, f"{YEAR}/publish")

    assert published.status_code == 200, published.json
