"""Gates: whom a clause concerns, on which days it is in force, and what is only read."""

import pytest
from rules_factories import a_ballot, a_case, a_ledger, ruled

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import PackRejected, load_pack, parse_pack

CLAUSES = """
id: T
kind: text
title: {zh: 试, en: A test}
clauses:
- id: N01
  kind: conversion
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [official]
  scope: [year]
  role: head
  name: late_or_early
  label: {zh: 迟到早退, en: late or early}
  adds_up: [late, early]
  divisor: 3
- id: N02
  kind: condition
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [official]
  scope: [year]
  when:
    count: {name: missed, label: {zh: 旷会, en: missed}, read: missed, plus: N01,
            quantity: meetings, comparator: gt, threshold: "3"}
  consequences:
  - {code: told, who: subject, modality: must, text: {zh: 通报, en: told}, owner: inspectors,
     bar: personal_awards, deadline: {days: 10, after: letter_date}}
- id: N03
  kind: text
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: proposal
  subject: [official]
  scope: [year]
  says: {zh: 只供阅读, en: only read}
"""

ADOPTED = """
id: county
kind: jurisdiction
title: {zh: 某县, en: A county}
adopts:
- pack: PA
  clauses: [B04, B06]
  author: 组织部
  date: "2025-12-01"
  reason: 试
  valid: {from: "2026-01-01", until: "2026-12-31"}
- pack: PA
  clauses: [N01, N02]
  author: 组织部
  date: "2025-12-01"
  reason: 试
  valid: {from: "2025-01-01"}
PARAMETERS
"""


PARAMETERS = """parameters:
  base: valid
  large_unit_min: 30
  merge: pooled
  weights: null
  merge_needs: []
  disclosure_floor: 5
  score: null
  bands: null
  excellent_quota: {share: 1/5, rounding: floor}
  objection_days: 5
  readings:
    ranking_lists: separate
    last_ties: people
    head_share: 1/2
    points_cleared_by_measure: false
    leaders_absence: any
    bar_until: year_end
    distrust_on_grades: incompetent
    urgent_majority: at_least_half
    announce: closed
"""
COUNTY = ADOPTED.replace("PARAMETERS", PARAMETERS)


def a_head(role="head", **facts):
    case = a_case(facts={"attendance": facts})
    return {**case, "subject": {**case["subject"], **({"role": role} if role else {})}}


@pytest.mark.parametrize("role", ["deputy", "member"])
def test_a_clause_for_the_head_does_not_concern_others(role):
    ruling = ruled(parse_pack(CLAUSES), "N01", a_head(role, late=3))

    assert (ruling.state, ruling.cause) == ("not_applicable", "other_role")
    assert "其他职务" in ruling.explanation.zh


def test_a_clause_for_the_head_waits_where_nobody_says_who_it_is_about():
    ruling = ruled(parse_pack(CLAUSES), "N01", a_head(None, late=3))

    assert (ruling.state, ruling.waiting_for) == ("pending", ("subject:role",))
    assert "本人职务" in ruling.explanation.zh


def test_a_clause_that_is_not_met_is_not_met_in_any_role():
    assert ruled(parse_pack(CLAUSES), "N01", a_head(None, late=2)).state == "not_triggered"


@pytest.mark.parametrize(
    ("role", "state"),
    [
        ("head", "not_applicable"),
        ("deputy", "triggered"),
        ("member", "triggered"),
        (None, "triggered"),
    ],
)
def test_nobody_approves_the_leave_of_the_head_who_approves_others(role, state):
    case = a_case("leave", facts={"leave_half_days": 6})
    case["subject"]["role"] = role

    assert ruled("PA", "N06", case).state == state


def test_a_conversion_that_does_not_concern_somebody_adds_nothing():
    head, member = (
        ruled(parse_pack(CLAUSES), "N02", a_head(role, missed=3, late=3))
        for role in ("head", "member")
    )

    assert (head.state, member.state) == ("triggered", "not_triggered")


def test_a_text_is_never_evaluated_and_still_in_the_pack():
    pack = parse_pack(CLAUSES)

    rulings = evaluate(pack, parse_case(a_head())).rulings

    assert [ruling.rule for ruling in rulings] == ["N01", "N02"]
    assert list(pack.clauses) == ["N01", "N02", "N03"]
    assert list(pack.executable) == ["N01", "N02"]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2025-12-31", "not_applicable"),
        ("2026-01-01", "triggered"),
        ("2026-12-31", "triggered"),
        ("2027-01-01", "not_applicable"),
        (None, "triggered"),
    ],
)
def test_a_clause_is_in_force_from_its_first_day_to_its_last(as_of, state):
    case = a_case(ballots=[a_ballot("unit", 33, 11)], **({"as_of": as_of} if as_of else {}))

    merged, share = (ruled(parse_pack(COUNTY), rule, case) for rule in ("B04", "B06"))

    assert (merged.state, share.state) == (state, state)
    if state == "not_applicable":
        assert (merged.cause, share.cause) == ("not_in_force", "not_in_force")


def test_clauses_adopted_apart_are_in_force_apart():
    case = a_case(as_of="2027-06-01", facts={"attendance": {"missed": 4}})

    assert ruled(parse_pack(COUNTY), "N02", case).state == "triggered"


def test_a_text_pack_is_in_force_on_every_day():
    case = a_case(ballots=[a_ballot("unit", 33, 11)], as_of="1999-01-01")

    assert ruled("PA", "B06", case).state == "triggered"


def test_a_conversion_that_is_not_in_force_adds_nothing():
    apart = COUNTY.replace("clauses: [N01, N02]", "clauses: [N02]").replace(
        "clauses: [B04, B06]", "clauses: [N01]"
    )
    case = a_case(facts={"attendance": {"missed": 3, "late": 3}})

    during = ruled(parse_pack(apart), "N02", {**case, "as_of": "2026-06-01"})
    after = ruled(parse_pack(apart), "N02", {**case, "as_of": "2027-06-01"})

    assert (during.state, after.state) == ("triggered", "not_triggered")


def test_what_ends_before_it_begins_is_refused():
    with pytest.raises(PackRejected, match="ends after it begins"):
        parse_pack(COUNTY.replace('until: "2026-12-31"', 'until: "2025-12-31"'))


def test_a_vote_that_was_held_is_held_and_one_to_come_is_waited_for():
    case = a_case("official", "meeting")
    case["subject"]["role"] = "head"
    held = {**case, "ballots": [a_ballot("unit", 9, 0)]}
    spoilt = {**case, "ballots": [a_ballot("unit", 9, 0, issued=8)]}

    assert ruled("PD", "B18", held).state == "triggered"
    assert ruled("PD", "B18", case).waiting_for == ("ballot:unit",)
    assert ruled("PD", "B18", spoilt).cause == "returned_over_issued"


def test_a_sound_vote_beside_a_spoilt_one_was_held():
    ballots = [a_ballot("unit", 9, 0, issued=8), a_ballot("county", 40, 0)]

    assert ruled("PI", "B23", a_case("official", "meeting", ballots=ballots)).state == "triggered"


def test_only_a_form_that_rates_the_climate_is_the_poll_on_it():
    rating = {"source": "poll", "ledger": a_ledger(9), "contests": {"rating": {"good": 9}}}
    yes_no = {"source": "poll", "ledger": a_ledger(9), "contests": {"yes_no": {"yes": 9}}}

    states = [
        ruled("PG", "P04", a_case("place", "meeting", ballots=[ballot]))
        for ballot in (rating, yes_no)
    ]

    assert [one.state for one in states] == ["triggered", "not_applicable"]
    assert states[1].cause == "no_contest"
    findings = [
        ruled("PG", "P06", a_case("place", "meeting", ballots=[ballot]))
        for ballot in (rating, yes_no)
    ]
    assert [one.waiting_for for one in findings] == [("finding:P06",), ()]


@pytest.mark.parametrize(
    ("value", "codes"), [(True, ["praise"]), (False, ["accountability"]), (None, [])]
)
def test_either_answer_of_a_finding_may_have_its_consequence(value, codes):
    case = a_case("place", "meeting", findings={"P06": {"value": value}})

    assert [one.code for one in ruled("PG", "P06", case).consequences] == codes


@pytest.mark.parametrize(
    ("item", "rule", "state"),
    [
        ({"class": "personnel", "form": "secret"}, "C03", "not_triggered"),
        ({"class": "personnel", "form": "named"}, "C03", "triggered"),
        ({"class": "other", "form": "named"}, "C03", "not_applicable"),
        ({"class": "personnel"}, "C03", "pending"),
    ],
)
def test_personnel_items_are_voted_on_in_secret(item, rule, state):
    assert ruled("PB", rule, a_case("motion", "meeting", facts={"item": item})).state == state


@pytest.mark.parametrize(
    ("item", "state"),
    [
        ({"class": "personnel", "form": "secret"}, "not_triggered"),
        ({"class": "personnel", "form": "named"}, "triggered"),
        ({"class": "other", "form": "secret"}, "triggered"),
        ({"class": "other", "form": "named"}, "not_triggered"),
        ({"class": "other"}, "pending"),
    ],
)
def test_another_form_of_vote_than_the_text_asks_for_needs_a_recorded_reason(item, state):
    assert ruled("PD", "C05", a_case("motion", "meeting", facts={"item": item})).state == state


@pytest.mark.parametrize(
    ("grade", "role", "state"),
    [
        ({"value": "incompetent", "scale": "civil", "state": "final"}, "head", "triggered"),
        ({"value": "incompetent", "scale": "institution", "state": "final"}, "head", "triggered"),
        ({"value": "competent", "scale": "civil", "state": "final"}, "head", "not_triggered"),
        ({"value": "incompetent", "scale": "civil", "state": "published"}, "head", "pending"),
        ({"value": "incompetent", "scale": "civil", "state": "final"}, "deputy", "not_applicable"),
    ],
)
def test_a_head_graded_incompetent_on_any_scale_steps_down(grade, role, state):
    case = a_case("official", "after_final", grade=grade)
    case["subject"]["role"] = role

    assert ruled("PD", "A05", case).state == state


def test_what_a_consequence_carries_is_in_the_answer_only_where_the_text_says_it():
    told = ruled(parse_pack(CLAUSES), "N02", a_head(missed=4)).to_json()["consequences"][0]
    plain = ruled("PA", "N02", a_head(missed=4)).to_json()["consequences"][0]

    assert told["owner"] == "inspectors"
    assert told["bar"] == "personal_awards"
    assert told["deadline"] == {"days": 10, "after": "letter_date"}
    assert set(plain) == {"code", "who", "modality", "text", "options"}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("owner: inspectors", "on: late", "only a window"),
        ("owner: inspectors", "if_met: nothing", "a test that the clause has not"),
        ("{days: 10, after", "{days: 10, months: 1, after", "days or in months"),
        ("  subject: [official]\n  scope: [year]\n  when", "  subject: []\n  scope: []\n  when",
         "names its subjects and scopes"),
    ],
)  # fmt: skip
def test_a_clause_that_does_not_fit_together_is_refused(old, new, reason):
    assert old in CLAUSES

    with pytest.raises(PackRejected, match=reason):
        parse_pack(CLAUSES.replace(old, new, 1))


def test_a_clause_of_the_agenda_answers_on_a_count_too():
    for pack in map(load_pack, ("PB", "PD", "PF", "PI", "PM", "PN")):
        for clause in pack.executable.values():
            assert "agenda" not in clause.scope or "meeting" in clause.scope
