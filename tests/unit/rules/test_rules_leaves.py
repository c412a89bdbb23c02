"""Leaves of a person's year: who has to approve each one, and who did (N06, D17)."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_pack, a_person
from factories.year_facts import a_fact

from shared.rules.derivation import Derivation, derive, recompute
from shared.rules.leaves import OF_HEADS, leave_approvals
from shared.rules.person_year import Inputs, Post, YearFact, YearFacts, inputs_of

PACK = a_pack()
BEFORE = {"unit": "unit-1", "post": "副乡长", "role": "deputy", "since": "2020-01-01"}
SINCE = {"unit": "unit-2", "post": "乡长", "role": "head", "since": "2026-07-01"}


def a_leave(half_days: int = 6, approver: str = "unit_head", **value: Any) -> YearFact:
    """Return a leave of o1 in March, with room for four days."""
    span = {"from": "2026-03-02", "to": "2026-03-05"}
    said = {**span, "half_days": half_days, "approver": approver, "accepted": True, **value}
    return a_fact("leave", "o1", str(said["from"])[:4], **said)


def a_year(*leaves: YearFact, year: int = 2026, role: str = "deputy", **more: Any) -> Inputs:
    """Return the inputs of a deputy's year with these leaves."""
    facts = YearFacts(person=leaves, **more)
    return inputs_of(a_person(role=role, year=year), [], None, [], facts)


def derived(*leaves: YearFact, **person: Any) -> Derivation:
    """Return the derivation of a deputy's year with these leaves."""
    return derive(PACK, a_person(role="deputy", **person), {}, None, [], YearFacts(person=leaves))


def asked(*leaves: YearFact, **year: Any) -> list[tuple[str | None, bool]]:
    """Return who has to approve each leave, and whether somebody else did."""
    made = leave_approvals(PACK, a_year(*leaves, **year))
    return [(approval.asked, approval.differs) for approval in made]


@pytest.mark.parametrize(
    ("half_days", "who"),
    [(1, "unit_head"), (6, "unit_head"), (7, "organisation_department")],
    ids=["half a day", "3.0 days", "3.5 days"],
)
@pytest.mark.parametrize("approver", ["unit_head", "organisation_department", "county_leader"])
def test_three_days_are_for_the_head_and_more_for_the_organisation_department(
    half_days, who, approver
):
    assert asked(a_leave(half_days, approver)) == [(who, who != approver)]


def test_a_leave_is_asked_about_on_its_own_half_days_and_not_on_its_span():
    long = {"from": "2026-03-02", "to": "2026-03-20"}

    assert asked(a_leave(6, **long)) == [("unit_head", False)]


@pytest.mark.parametrize(("year", "times"), [(2026, 1), (2027, 0)])
def test_a_leave_across_new_year_is_asked_about_once_in_the_year_of_its_first_day(year, times):
    leave = a_leave(8, **{"from": "2026-12-30", "to": "2027-01-04"})

    assert asked(leave, year=year) == [("organisation_department", True)] * times


@pytest.mark.parametrize("value", [{"accepted": False}, {"filed_late": True}])
def test_a_leave_is_asked_about_whether_it_was_accepted_or_filed_late(value):
    assert asked(a_leave(7, **value)) == [("organisation_department", True)]


@pytest.mark.parametrize(("day", "who"), [("2026-06-30", "unit_head"), ("2026-07-01", OF_HEADS)])
def test_the_role_is_that_of_the_leaves_first_day(day, who):
    posts = [Post(**BEFORE, until="2026-06-30"), Post(**SINCE)]
    leave = a_leave(2, **{"from": day, "to": "2026-07-02"})

    assert asked(leave, role="head", posts=posts) == [(who, who != "unit_head")]


def test_leaves_stand_in_the_order_of_their_first_days():
    later = a_leave(7, **{"from": "2026-05-04", "to": "2026-05-08"})

    assert asked(later, a_leave(6)) == [("unit_head", False), ("organisation_department", True)]


def test_the_derivation_holds_the_ruling_and_says_it_and_the_grade_stays_as_it_was():
    leave = a_leave(7)

    made, without = derived(leave), derived()

    (ruling,) = made.document["leave_rulings"]
    (step,) = [one for one in made.document["steps"] if one["what"] == "leave_approval"]
    assert (ruling["rule"], ruling["target"]) == ("N06", {"kind": "leave", "id": leave.id})
    assert (step["rules"], step["sources"]) == (["N06"], [leave.id])
    assert step["zh"] == (
        "2026-03-02至2026-03-05请假3.5天：应由县委组织部审批（N06），记录的审批人是单位主要领导。"
        "请核对请假条；仅作提示，不影响录入和等次"
    )
    assert step["en"] == (
        "Leave of 3.5 days from 2026-03-02 to 2026-03-05: for the organisation department to "
        "approve (N06); on record is the head of the unit. Check the leave slip; this is a note, "
        "which stops no record and changes no grade"
    )
    assert made.proposal == without.proposal
    assert made.document["needs"] == without.document["needs"]
    assert without.document["leave_rulings"] == []


def test_whoever_recomputes_the_derivation_asks_again_who_had_to_approve():
    made = derived(a_leave(7))
    inputs = made.document["inputs"]
    (fact,) = inputs["facts"]
    other = {**fact, "value": {**fact["value"], "approver": "organisation_department"}}

    again = recompute(made.document, PACK, {})
    changed = recompute({"inputs": {**inputs, "facts": [other]}}, PACK, {})

    assert again.digest == made.digest
    assert changed.digest != made.digest


def test_a_pack_without_the_clause_asks_nobody():
    made = leave_approvals(a_pack("district"), a_year(a_leave(7)))

    assert made == []


def test_an_older_record_without_an_approver_says_nothing_in_words():
    leave = a_leave(7)
    nobody = leave.model_copy(update={"value": {**leave.value, "approver": None}})

    assert asked(nobody) == [("organisation_department", False)]
    assert leave_approvals(PACK, a_year(nobody))[0].said is None
