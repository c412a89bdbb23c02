"""Every template from its creation to a certified report, by following the next step alone."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest
from pages.conftest import chromium as _chromium
from pages.conftest import web as _web
from playwright.sync_api import Browser, Error
from walk_count import COUNT
from walk_desk import STEPS, make_draft, open_gates
from walk_meeting import DeadEnd, Plan, Walk
from walk_town import Town, a_town

from ballot_service.meetings.templates import KINDS

chromium, web = _chromium, _web
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

OFFICIALS = "姓名,职务,角色\n张三,镇长,正职\n李四,副镇长,副职\n"
TEAM = "名称,类别\n青石镇领导班子,班子\n"
NAMES = "张三,水务局局长\n李四,青石镇镇长\n王五,县委办副主任\n"

MOTIONS = "事项,事项类别\n关于水库加固的决定,其他\n任命张三为副镇长,人事\n"
CHOOSE = {"choices": "2"}

PLANS = (
    Plan("township_appraisal", OFFICIALS),
    Plan("committee", MOTIONS),
    Plan("department_appraisal", OFFICIALS),
    Plan("county_appraisal", OFFICIALS),
    Plan("off_duty_appraisal", OFFICIALS),
    Plan("midyear_appraisal", OFFICIALS),
    Plan("village_appraisal", "姓名,职务\n张三,村主任\n李四,村会计\n"),
    Plan("probation_confirmation", "姓名,职务\n张三,副镇长\n"),
    Plan("team_review", TEAM),
    Plan("integrity_report", OFFICIALS),
    Plan("delegates_review", OFFICIALS),
    Plan("congress_review", OFFICIALS),
    Plan("life_meeting_review", "民主生活会\n"),
    Plan("life_meeting_satisfaction", "民主生活会整改情况\n", fields={"threshold": "70%"}),
    Plan("deputies_review", "姓名,职务,角色\n张三,镇长,正职\n", voters=4),
    Plan("nomination", NAMES, fields=CHOOSE),
    Plan("recommendation", NAMES, fields=CHOOSE),
    Plan("reserve_support", NAMES),
    Plan("investigation_list", NAMES, fields={**CHOOSE, "posts": "1"}),
    Plan("climate_poll"),
    Plan("discipline_questionnaire"),
    Plan("poll", "食堂的饭菜\n班车的时间\n"),
)
"""Every kind there is, with what is typed for it."""
MOST_STEPS = 60
ROLES = ("organizer", "registrar", "scrutineer", "trustee", "certifier")
HEADS = "template                  " + "".join(f"{name:>11}" for name in (*ROLES, "all"))


@pytest.fixture(scope="module")
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_town(chromium, tmp_path_factory.mktemp("walk")) as found:
        yield found


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    rows: list[str] = []
    yield rows
    print(f"\nClicks/fields of each role.\n{HEADS}")
    for row in rows:
        print(row)


def walked(town: Town, plan: Plan) -> tuple[Walk, str]:
    """Walk a meeting; return it, and where it stopped ("" if it came to its end)."""
    walk = Walk(town, plan)
    try:
        make_draft(walk)
        for _ in range(MOST_STEPS):
            code = walk.step()
            if code in ("counting", "certifying"):
                break
            if code not in STEPS:
                raise DeadEnd(f"nobody knows how to do {code}")
            open_gates(walk)
            STEPS[code](walk)
        for name, do in COUNT.items():
            walk.toll.step = name
            do(walk)
    except (DeadEnd, Error) as end:
        town.keep_pictures(f"stopped-{plan.kind}")
        return walk, f"{walk.steps[-1:]} {end}"
    return walk, ""


def test_every_template_is_walked():
    assert {plan.kind for plan in PLANS} == set(KINDS)


@pytest.mark.parametrize("plan", PLANS, ids=[plan.kind for plan in PLANS])
def test_the_next_step_alone_leads_to_the_certified_report(
    town: Town, table: list[str], plan: Plan
):
    began = monotonic()
    walk, end = walked(town, plan)

    costs = "".join(f"{walk.toll.of_role(role):>11}" for role in (*ROLES, ""))
    table.append(f"{plan.kind:<26}{costs}  {monotonic() - began:>4.0f} s  {end or walk.outcome}")
    print(f"\n{HEADS}\n{table[-1]}\n{walk.toll.of_steps()}", flush=True)
    assert end == "", walk.steps
    assert walk.report.startswith(b"%PDF")
