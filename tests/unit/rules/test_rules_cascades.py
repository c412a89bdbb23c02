"""What follows from another clause, and whom it is aimed at."""

import pytest
from catalogue_cases import LAST, ranked
from rules_factories import a_ballot, a_case, read_as, ruled

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import PackRejected, load_pack, parse_pack

TODAY = "2026-12-31"
TWO = [{"person": "o1", "date": "2026-02-01"}, {"person": "o2", "date": "2026-03-01"}]

FOLLOWS = """
id: T
kind: text
title: {zh: 试, en: A test}
clauses:
- id: T1
  kind: condition
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [team]
  scope: [meeting]
  when:
    finding: {name: one, label: {zh: 其一, en: the one}}
- id: T2
  kind: condition
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [team]
  scope: [meeting, year]
  when:
    finding: {name: other, label: {zh: 其二, en: the other}}
- id: T3
  kind: cascade
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [team]
  scope: [meeting, year]
  follows: [T1, T2]
  target: head
"""


def a_team(scope, **changes):
    return a_case("team", scope, as_of=TODAY, **changes)


def a_place(period, score="1", seq=1, **changes):
    ranking = {"series": "annual", "list": "towns", "period": period, "seq": seq}
    return {**ranking, "scores": {"s1": score, "s2": "2", "s3": "3"}, **changes}


def a_unit(*rankings, head="o9"):
    case = a_case("unit", "year", as_of=TODAY, facts={"rankings": list(rankings)})
    return {**case, "subject": {**case["subject"], "head": head}}


@pytest.mark.parametrize(
    ("case", "state"),
    [
        (a_team("meeting", ballots=[a_ballot("unit", 100, 31)]), "triggered"),
        (a_team("meeting", ballots=[a_ballot("unit", 100, 30)]), "not_triggered"),
        (a_team("meeting", ballots=[a_ballot("unit", 29, 29)]), "not_applicable"),
        (a_team("meeting", ballots=[a_ballot("unit", 100, 31, issued=99)]), "annulled"),
        (a_team("meeting"), "pending"),
        (a_team("year", facts={"punished": TWO}), "triggered"),
        (a_team("year", facts={"punished": TWO[:1]}), "not_triggered"),
        (a_team("year"), "pending"),
    ],
)
def test_the_head_is_cautioned_with_the_team_on_either_ground(case, state):
    ruling = ruled("PB", "B09", case)

    assert (ruling.state, ruling.target.id) == (state, "o9")


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        (True, False, "triggered"),
        (False, True, "triggered"),
        (True, None, "triggered"),
        (False, None, "pending"),
        (False, False, "not_triggered"),
    ],
)
def test_one_of_several_leaders_is_enough(one, other, state):
    found = {"T1": {"value": one}, "T2": {"value": other}}

    ruling = ruled(parse_pack(FOLLOWS), "T3", a_team("meeting", findings=found))

    assert ruling.state == state
    assert "依据T1：其一" in ruling.explanation.zh
    assert "By T2: The other" in ruling.explanation.en


def test_a_cascade_follows_the_leaders_of_its_scope_alone():
    found = {"T1": {"value": True}, "T2": {"value": False}}

    ruling = ruled(parse_pack(FOLLOWS), "T3", a_team("year", findings=found))

    assert ruling.state == "not_triggered"
    assert "T1" not in ruling.explanation.zh


def test_a_cascade_is_asked_only_where_one_of_its_leaders_is():
    narrow = FOLLOWS.replace("scope: [meeting, year]", "scope: [meeting]", 1)

    with pytest.raises(PackRejected, match="does not always meet"):
        parse_pack(narrow)


def test_the_grade_that_two_last_places_force_is_the_heads():
    rankings = [a_place(f"2026-Q{n}", seq=n, head_since="2020-01-01") for n in (1, 2)]

    ruling = ruled("PE", "K04", a_unit(*rankings))

    (forced,) = [one for one in ruling.consequences if one.grade]
    assert (forced.grade, forced.who.id) == (("incompetent", "institution"), "o9")


def test_two_years_last_are_aimed_at_the_head_and_at_the_deputy_people_named():
    second = a_place("2026", deputy="o4", head_since="2020-01-01")
    ruling = ruled("PA", "K02", a_unit(a_place("2025"), second))

    head, deputy = (one.to_json()["who"] for one in ruling.consequences)
    assert ruling.state == "triggered"
    assert head == {"kind": "official", "id": "o9"}
    assert deputy == {"kind": "official", "id": "o4", "role": "deputy"}


def test_each_deputy_of_a_deciding_ranking_gets_a_consequence_of_its_own():
    def two(series, deputy):
        old = a_place("2025", series=series, head_since="2020-01-01")
        return old, a_place("2026", series=series, deputy=deputy, head_since="2020-01-01")

    lists = a_unit(*two("annual", "o5"), *two("targets", "o4"))

    ruling = ruled(read_as("PA", ranking_lists="separate"), "K02", lists)

    aimed = [one.who.id for one in ruling.consequences if one.who.role == "deputy"]
    assert aimed == ["o4", "o5"]


def test_it_is_said_that_no_change_of_the_head_is_recorded():
    def events(**head):
        places = [a_place("2026-Q1"), a_place("2026-Q2", seq=2, **head)]
        return ruled("PE", "K04", a_unit(*places, head=None)).explanation.zh

    assert "没有主要负责人变动的记录" in events()
    assert "变动" not in events(head_since="2020-01-01")


def test_whom_nobody_named_is_still_needed():
    case = parse_case(a_unit(a_place("2025"), a_place("2026"), head=None))

    needs = evaluate(load_pack("PA"), case).needs

    assert {"subject:head", "subject:deputy"} <= set(needs)


def test_a_tie_for_the_last_place_is_for_people_to_rule_on():
    case = a_unit(a_place("2026", scores={"s1": "71.5", "s2": "71.50", "s3": "80"}))

    ruling = ruled("PA", "K01", case)

    assert (ruling.state, ruling.cause, ruling.consequences) == ("needs_ruling", "last_tied", ())
    assert "并列末位" in ruling.explanation.zh


def test_a_tie_that_people_ruled_on_is_said_to_be_ruled_on():
    tied = {"scores": {"s1": "71.5", "s2": "71.50", "s3": "80"}}

    ruling = ruled("PA", "K01", a_unit(a_place("2026", **tied, tie_confirmed=False)))

    assert ruling.state == "not_triggered"
    assert "经裁定不是末位" in ruling.explanation.zh


def test_a_window_answers_with_its_days_and_with_what_fits_the_day():
    case = a_case(as_of="2024-12-01", facts={"admonition_start": "2024-08-31"})

    ruling = ruled("PA", "L02", case)

    dates = {"began": "2024-08-31", "earliest": "2024-11-30", "latest": "2025-02-28"}
    assert ruling.to_json()["dates"] == dates
    assert all(dates[name] in ruling.explanation.zh for name in ("earliest", "latest"))
    assert "dates" not in ruled("PA", "N02", case).to_json()


@pytest.mark.parametrize(
    ("finding", "codes"), [(True, ["release"]), (False, ["demotion_or_other"])]
)
def test_what_people_find_at_the_end_of_a_window_picks_what_follows(finding, codes):
    case = a_case(
        as_of="2025-03-01",
        facts={"admonition_start": "2024-08-31"},
        findings={"L03": {"value": finding}},
    )

    ruling = ruled("PA", "L03", case)

    assert [one.code for one in ruling.consequences] == codes
    assert {one.on for one in ruling.consequences} == {"found" if finding else "not_found"}


def test_a_late_reply_is_said_to_be_late_and_what_follows_from_it():
    case = a_case(as_of="2025-03-31", facts={"letter_date": "2025-03-20"})

    text = ruled("PA", "L12", case).explanation

    assert "触发：已逾期；" in text.zh
    assert "triggered: overdue; " in text.en


@pytest.mark.parametrize(
    ("until", "state", "cause"),
    [("2024-06-30", "triggered", None), ("2024-07-01", "not_triggered", "not_ranked")],
)
def test_exactly_half_a_year_makes_a_place_that_of_the_head_who_left(until, state, cause):
    """183 of the 366 days of 2024: from then on the unit that nobody heads is not asked."""
    left = ranked(2024, LAST, answered=[{"since": "2015-03-01", "until": until}])
    case = a_case("unit", as_of="2024-12-31", facts={"rankings": [left]})

    ruling = ruled("PA", "K01", {**case, "subject": {"kind": "unit", "id": "u1"}})

    assert (ruling.state.value, ruling.cause) == (state, cause)
