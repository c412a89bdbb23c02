"""The rulings on a counted round: one case a subject, from what the result publishes."""

from __future__ import annotations

from typing import Any

import pytest

from shared.documents.manifests import Item, Subject
from shared.documents.results import CountedBox, CountedContest, Ledger
from shared.rules.meeting_rulings import CountedMeeting, meeting_cases, meeting_rulings
from shared.rules.packs import Pack, load_pack

TEAM = Subject(kind="team", id="t1", name="班子", head="o9")
OFFICIAL = Subject(kind="official", id="o1", name="𠮷野", role="deputy")
MOTION = Subject(kind="motion", id="i1", name="任用")


def a_box(letter: str, valid: int, *, sealed: bool = False, **ledger: int) -> CountedBox:
    """Return a box in which everybody voted."""
    even = dict.fromkeys(("roll", "present", "printed", "issued", "returned", "valid"), valid)
    figures = {**even, "unreturned": 0, "void": 0, **ledger}
    return CountedBox(
        uuid=letter * 14,
        electorate=letter,
        state="sealed" if sealed else "counted",
        manifest="0" * 64,
        archive="0" * 64,
        ledger=Ledger(**figures),
    )


def a_contest(
    kind: str, subject: Subject, key: str = "", **votes: dict[str, int]
) -> CountedContest:
    """Return a contest with its votes by electorate."""
    options = {option for counts in votes.values() for option in counts}
    return CountedContest(
        key=key or f"{subject.id}.{kind}",
        title="表",
        kind=kind,
        subject=subject,
        counts={o: sum(counts.get(o, 0) for counts in votes.values()) for o in sorted(options)},
        by_electorate=votes,
    )


def a_meeting(*contests: CountedContest, boxes: list[CountedBox], **changes: Any) -> CountedMeeting:
    """Return a counted round of a unit's meeting."""
    values: dict[str, Any] = {
        "source": "unit",
        "item": Item(key="sheet", title="测评表"),
        "closed_on": "2026-12-20",
        "boxes": boxes,
        "contests": contests,
    }
    return CountedMeeting(**{**values, **changes})


def test_nothing_follows_from_a_round_whose_place_another_one_took():
    contest = a_contest("grade", OFFICIAL, A={"competent": 1, "incompetent": 19})
    held, replaced = (
        a_meeting(contest, boxes=[a_box("A", 20)], replaced=answer) for answer in (False, True)
    )

    assert meeting_rulings(load_pack("PB"), held) != []
    assert meeting_rulings(load_pack("PB"), replaced) == []


def states(pack: str, counted: CountedMeeting) -> dict[str, str]:
    """Return the state of every ruling by its clause."""
    return {r["rule"]: r["state"] for r in meeting_rulings(load_pack(pack), counted)}


def confidence(distrust: int, valid: int) -> dict[str, int]:
    """Return so many votes of no confidence, the rest of trust."""
    return {"trust": valid - distrust, "distrust": distrust}


def grades(incompetent: int, valid: int) -> dict[str, int]:
    """Return so many 不称职, the rest 称职."""
    return {"competent": valid - incompetent, "incompetent": incompetent}


def test_votes_of_two_electorates_are_added_up_and_the_line_itself_is_not_over_it():
    boxes = [a_box("A", 20), a_box("B", 13)]
    exactly = a_contest("confidence", TEAM, A=confidence(8, 20), B=confidence(3, 13))
    over = a_contest("confidence", TEAM, A=confidence(8, 20), B=confidence(4, 13))

    assert states("PB", a_meeting(exactly, boxes=boxes))["B08"] == "not_triggered"
    assert states("PB", a_meeting(over, boxes=boxes))["B08"] == "triggered"


def test_grade_and_confidence_of_one_team_are_one_case_and_cascade_to_its_head():
    boxes = [a_box("A", 40)]
    contests = [
        a_contest("grade", TEAM, A=grades(13, 40)),
        a_contest("confidence", TEAM, A=confidence(20, 40)),
    ]

    rulings = meeting_rulings(load_pack("PB"), a_meeting(*contests, boxes=boxes))

    assert {r["rule"]: r["state"] for r in rulings} == {
        "B08": "triggered",
        "B11": "triggered",
        "B09": "triggered",
    }
    assert {r["rule"]: r["target"]["id"] for r in rulings}["B09"] == "o9"


@pytest.mark.parametrize(("roll", "state"), [(9, "not_applicable"), (10, "triggered")])
def test_whoever_is_in_a_sealed_class_belongs_to_the_unit_whose_size_is_asked(roll, state):
    contest = a_contest("confidence", TEAM, A=confidence(20, 20))
    sealed = a_box("B", 4, sealed=True, roll=roll)

    (ruling, *_) = meeting_rulings(
        load_pack("PB"), a_meeting(contest, boxes=[a_box("A", 20), sealed])
    )

    assert (ruling["rule"], ruling["state"]) == ("B08", state)


@pytest.mark.parametrize(
    ("against", "state", "cause"),
    [
        pytest.param(9, "not_triggered", None, id="below, also with every sealed vote"),
        pytest.param(10, "needs_ruling", "sealed_votes", id="over with every sealed vote"),
        pytest.param(12, "needs_ruling", "sealed_votes", id="on the line"),
        pytest.param(13, "triggered", None, id="over without any"),
    ],
)
def test_where_sealed_votes_could_move_a_share_of_the_roll_people_rule(against, state, cause):
    contest = a_contest("confidence", TEAM, A=confidence(against, 32))
    boxes = [a_box("A", 32), a_box("B", 3, sealed=True, roll=4)]
    pack = of_the_roll(load_pack("PB"))

    (ruling, *_) = meeting_rulings(pack, a_meeting(contest, boxes=boxes))

    assert (ruling["rule"], ruling["state"], ruling["cause"]) == ("B08", state, cause)
    assert ruling["measures"][0]["denominator"] == 36
    if cause:
        assert ruling["explanation"]["zh"].count("由人裁定") == 1


@pytest.mark.parametrize(("roll", "state"), [(1, "not_applicable"), (4, "triggered")])
def test_who_was_not_asked_belongs_to_the_unit_and_to_no_share(roll, state):
    contest = a_contest("confidence", TEAM, A=confidence(20, 20))
    boxes = [a_box("A", 20), a_box("B", 8), a_box("C", 1, sealed=True, roll=roll)]
    pack = of_the_roll(load_pack("PB"))

    (ruling, *_) = meeting_rulings(pack, a_meeting(contest, boxes=boxes))

    assert ruling["state"] == state
    assert {one["denominator"] for one in ruling["measures"]} <= {20}


def test_the_order_of_the_sheet_changes_no_ruling_where_a_class_is_sealed():
    boxes = [a_box("A", 20), a_box("B", 8), a_box("C", 4, sealed=True)]
    grade = a_contest("grade", TEAM, A=grades(7, 20), B=grades(0, 8))
    trust = a_contest("confidence", TEAM, A=confidence(7, 20))
    pack = of_the_roll(load_pack("PB"))

    rulings, turned = (
        meeting_rulings(pack, a_meeting(*order, boxes=boxes))
        for order in ((grade, trust), (trust, grade))
    )

    assert rulings == turned
    bases = {one["rule"]: one["measures"][0]["denominator"] for one in rulings if one["measures"]}
    assert bases == {"B08": 20, "B11": 32}


def of_the_roll(pack: Pack) -> Pack:
    """Return ``pack`` with shares taken of the roll."""
    parameters = pack.parameters.model_copy(update={"base": "roll"})
    return pack.model_copy(update={"parameters": parameters})


def test_the_ratio_of_an_official_waits_for_finding_and_grade():
    contest = a_contest("grade", OFFICIAL, A=grades(21, 100))

    rulings = meeting_rulings(load_pack("PB"), a_meeting(contest, boxes=[a_box("A", 100)]))

    (ratio,) = [ruling for ruling in rulings if ruling["rule"] == "B10"]
    assert ratio["state"] == "pending"
    assert ratio["measures"][0]["met"] is True


def test_eleven_members_of_whom_eight_came_decide_by_the_bases_of_the_catalogue():
    votes = {"agree": 5, "disagree": 1, "postpone": 0, "abstain": 2}
    item = Item(key="i1", title="任用", item_class="personnel", assessed=True)
    committee = a_meeting(
        a_contest("motion", MOTION, A=votes),
        boxes=[a_box("A", 8, roll=11)],
        source="committee",
        item=item,
    )

    assert states("NAT", committee) == {"Q1": "triggered", "Q2": "not_triggered"}
    assert states("PB", committee)["C02"] == "not_triggered"


def test_a_personnel_item_nobody_assessed_is_stopped_whatever_the_vote():
    item = Item(key="i1", title="任用", item_class="personnel", assessed=False)
    committee = a_meeting(
        a_contest("motion", MOTION, A={"agree": 9}),
        boxes=[a_box("A", 9)],
        source="committee",
        item=item,
    )

    assert states("PB", committee)["C02"] == "triggered"


def test_what_was_asked_of_an_item_before_its_vote_is_not_asked_again_at_the_count():
    item = Item(key="i1", title="任用", item_class="personnel", assessed=True)
    votes = {"agree": 8}
    committee = a_meeting(
        a_contest("motion", MOTION, A=votes),
        boxes=[a_box("A", 8)],
        source="committee",
        item=item,
    )

    assert "C10" in load_pack("PF").clauses
    assert set(states("PF", committee)) == {"C07", "C06"}
    assert states("PB", committee) == {"C02": "not_triggered", "C03": "not_triggered"}


def test_a_count_says_nothing_of_periods_that_nothing_began():
    contest = a_contest("grade", OFFICIAL, A=grades(1, 40))

    assert meeting_rulings(load_pack("PA"), a_meeting(contest, boxes=[a_box("A", 40)])) == []


@pytest.mark.parametrize(
    ("role", "ruled"),
    [("head", {"B18": "triggered"}), ("deputy", {"B18": "not_applicable"}), (None, {})],
)
def test_a_sheet_that_names_no_role_leaves_the_heads_to_the_roster_of_the_year(role, ruled):
    contest = a_contest("grade", OFFICIAL.model_copy(update={"role": role}), A={"competent": 20})

    assert states("PD", a_meeting(contest, boxes=[a_box("A", 20)])) == ruled


def test_what_the_year_does_not_read_waits_for_the_role_at_the_meeting_itself():
    nobody = OFFICIAL.model_copy(update={"role": None})
    contest = a_contest("satisfaction", nobody, A={"satisfied": 15, "dissatisfied": 5})

    assert states("PD", a_meeting(contest, boxes=[a_box("A", 20)])) == {"B18": "pending"}


def test_a_second_contest_of_a_kind_about_one_subject_is_a_case_of_its_own():
    contests = [
        a_contest("confidence", TEAM, "first", A=confidence(1, 40)),
        a_contest("confidence", TEAM, "second", A=confidence(20, 40)),
    ]

    cases = meeting_cases(a_meeting(*contests, boxes=[a_box("A", 40)]))

    assert [case.ballots[0].contests.options("confidence")["distrust"] for case in cases] == [1, 20]


def test_a_contest_that_some_electorates_did_not_have_reads_only_the_others():
    contests = [
        a_contest("grade", TEAM, A=grades(1, 40), B=grades(2, 30)),
        a_contest("confidence", TEAM, A=confidence(3, 40)),
    ]

    (case,) = meeting_cases(a_meeting(*contests, boxes=[a_box("A", 40), a_box("B", 30)]))

    assert [ballot.contests.options("confidence") is None for ballot in case.ballots] == [
        False,
        True,
    ]


def test_a_contest_that_is_not_one_mark_on_known_options_makes_no_case():
    several = a_contest("support", OFFICIAL, A={"support": 60})
    unknown = a_contest("grade", TEAM, A={"splendid": 40})

    assert meeting_cases(a_meeting(several, unknown, boxes=[a_box("A", 40)])) == []


def test_a_round_without_a_counted_box_has_no_ruling():
    sealed = a_meeting(boxes=[a_box("A", 4, sealed=True)])

    assert meeting_rulings(load_pack("PB"), sealed) == []


LIST = Subject(kind="list", id="list", name="推荐人选")


def test_people_chosen_from_one_list_by_two_electorates_are_ranked_together():
    votes = {"A": {"x1": 9, "x2": 0, "x3": 4}, "B": {"x1": 0, "x2": 13, "x3": 6}}
    chosen = a_contest("choice", LIST, **votes)
    counted = a_meeting(chosen, boxes=[a_box("A", 10), a_box("B", 13)], source="poll")

    (ruling,) = meeting_rulings(load_pack("PD"), counted)

    assert (ruling["rule"], ruling["state"]) == ("P08", "needs_ruling")
    assert ruling["target"] == {"kind": "list", "id": "list"}
    ranked = [(one["name"], one["numerator"], one["denominator"]) for one in ruling["measures"]]
    assert ranked == [("x2", 13, 23), ("x3", 10, 23), ("x1", 9, 23)]


def test_a_choice_that_was_signed_as_support_is_shown_and_ruled_on_by_nobody():
    before = a_contest(
        "support", Subject(kind="meeting", id="list", name="推荐"), A={"x1": 9, "x2": 3}
    )

    counted = a_meeting(before, boxes=[a_box("A", 10)], source="poll")
    assert all(meeting_rulings(load_pack(pack), counted) == [] for pack in ("PD", "PF", "PO"))


def test_of_a_questionnaire_only_what_reports_violations_is_read():
    def question(number: int, kind: str) -> CountedContest:
        place = Subject(kind="place", id=f"q{number}", name="问题")
        return a_contest(kind, place, A={"yes": 40, "no": 10, "abstain": 7})

    sheet = [question(1, "yes_no"), question(2, "yes_no"), question(3, "violation")]
    counted = a_meeting(*sheet, boxes=[a_box("A", 57)], source="poll")

    rulings = meeting_rulings(load_pack("PG"), counted)

    read = [one for one in rulings if one["rule"] == "P03"]
    assert [(one["target"]["id"], one["state"], one["cause"]) for one in read] == [
        ("q1", "not_applicable", "no_contest"),
        ("q2", "not_applicable", "no_contest"),
        ("q3", "triggered", None),
    ]


def test_conduct_off_duty_is_never_read_as_the_grade_of_the_same_official():
    sheet = [
        a_contest("grade", OFFICIAL, A=grades(1, 40)),
        a_contest("rating", OFFICIAL, "o1.off_duty", A={"good": 1, "poor": 39}),
    ]

    (case,) = meeting_cases(a_meeting(*sheet, boxes=[a_box("A", 40)]))

    (ballot,) = case.ballots
    assert ballot.contests.options("grade")["incompetent"] == 1
    assert ballot.contests.options("rating")["poor"] == 39
