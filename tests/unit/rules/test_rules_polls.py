"""What is chosen, reported and found satisfactory: P01, P03, P07, P08 and B13."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from rules_factories import a_case, a_ledger

from shared.rules.cases import CaseUnreadable, parse_case
from shared.rules.evaluation import evaluate
from shared.rules.ledger import LedgerBroken
from shared.rules.packs import load_pack
from shared.rules.parameters import SatisfactionLine
from shared.rules.rulings import Ruling

E27 = {"counted": ["satisfied", "basically_satisfied"], "of": "valid", "at_least": "2/3"}


def ruled(
    pack: str, rule: str, subject: str, *ballots: dict[str, Any], **parameters: Any
) -> Ruling:
    """Return one ruling on the counts of a meeting."""
    given = a_case(subject, "meeting", ballots=list(ballots), parameters=parameters)
    ruling = evaluate(load_pack(pack), parse_case(given)).ruling(rule)
    assert ruling is not None
    return ruling


def a_poll(valid: int, kind: str, source: str = "poll", **votes: int) -> dict[str, Any]:
    """Return a ballot of so many valid papers; whoever is not counted abstains."""
    rest = {} if kind == "choice" else {"abstain": valid - sum(votes.values())}
    return {"source": source, "ledger": a_ledger(valid), "contests": {kind: {**votes, **rest}}}


def satisfied(votes: int, valid: int = 90) -> dict[str, Any]:
    """Return a poll with so many satisfied answers, the rest dissatisfied."""
    return a_poll(valid, "satisfaction", satisfied=votes, dissatisfied=valid - votes)


@pytest.mark.parametrize(
    ("votes", "state", "margin"),
    [
        (59, "triggered", "1 below the line"),
        (60, "not_triggered", "exactly on the line"),
        (61, "not_triggered", "1 over the line"),
    ],
)
def test_a_life_meeting_is_held_again_only_below_the_line_that_the_pack_sets(votes, state, margin):
    ruling = ruled("PO", "B13", "meeting", satisfied(votes), satisfaction=E27)

    assert ruling.state.value == state
    assert ruling.measures[0].margin == margin
    assert f"算作满意的{votes}票，有效票90票" in ruling.explanation.zh
    assert "标准2/3" in ruling.explanation.zh
    assert "the standard of 2/3" in ruling.explanation.en


def test_without_a_line_nothing_is_judged_and_the_ruling_says_what_it_waits_for():
    ruling = ruled("PO", "B13", "meeting", satisfied(0))

    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("line:B13",))
    assert "规则包给出标准（B13）" in ruling.explanation.zh
    assert ruling.measures == ()


def test_nobody_who_knows_is_no_rate_and_an_abstention_stays_in_the_base():
    knows_nothing = a_poll(40, "satisfaction", unknown=40)
    some_abstain = a_poll(40, "satisfaction", satisfied=20, unknown=10)
    known = {**E27, "of": "known"}

    nobody = ruled("PO", "B13", "meeting", knows_nothing, satisfaction=known)
    some = ruled("PO", "B13", "meeting", some_abstain, satisfaction=known)

    assert (nobody.state.value, nobody.cause) == ("not_applicable", "no_valid_ballots")
    assert (some.measures[0].numerator, some.measures[0].denominator) == (20, 30)
    assert "有效票（不含不了解）30票" in some.explanation.zh


def test_electorates_of_one_poll_are_added_up_before_the_rate_is_held_against_the_line():
    ruling = ruled("PO", "B13", "meeting", satisfied(20, 20), satisfied(40, 70), satisfaction=E27)

    assert (ruling.state.value, ruling.measures[0].margin) == (
        "not_triggered",
        "exactly on the line",
    )


@pytest.mark.parametrize(
    "changes",
    [{"counted": []}, {"counted": ["unknown"]}, {"counted": ["satisfied", "satisfied"]},
     {"at_least": "0"}, {"at_least": "3/2"}, {"at_least": "0.7"}, {"of": "roll"}],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValidationError):
        SatisfactionLine.model_validate({**E27, **changes})


@pytest.mark.parametrize(
    ("votes", "state", "warning"),
    [
        (45, "not_triggered", "未达到三分之二（界线：至少60票；差15票）"),
        (46, "triggered", "未达到三分之二（界线：至少60票；差14票）"),
        (59, "triggered", "未达到三分之二（界线：至少60票；差1票）"),
        (60, "triggered", "达到三分之二以上（含）（界线：至少60票；恰在界线上）"),
    ],
)
def test_a_nominee_needs_more_than_half_and_below_two_thirds_is_only_warned_about(
    votes, state, warning
):
    ruling = ruled("PD", "P07", "candidate", a_poll(90, "support", support=votes))

    assert ruling.state.value == state
    assert "大多数1/2" in ruling.explanation.zh
    assert warning in ruling.explanation.zh
    assert [measure.name for measure in ruling.measures] == ["support", "support"]


def test_a_pack_may_set_what_the_large_majority_is():
    poll = a_poll(90, "support", support=60)

    assert ruled("PD", "P07", "candidate", poll, large_majority="3/5").state.value == "triggered"
    ruling = ruled("PD", "P07", "candidate", poll, large_majority="2/3")
    assert ruling.state.value == "not_triggered"
    assert "未超过大多数2/3（界线：至少61票；恰在界线上，差1票）" in ruling.explanation.zh


@pytest.mark.parametrize(("yes", "state"), [(0, "not_triggered"), (1, "triggered")])
def test_a_single_report_of_a_violation_is_verified(yes, state):
    ruling = ruled("PG", "P03", "place", a_poll(57, "violation", yes=yes, no=50))

    assert ruling.state.value == state
    assert (ruling.measures[0].numerator, ruling.measures[0].denominator) == (yes, 57)


@pytest.mark.parametrize("kind", ["yes_no", "rating"])
def test_another_question_on_the_same_questionnaire_reports_nothing(kind):
    answers = {"yes": 50} if kind == "yes_no" else {"poor": 50}

    ruling = ruled("PG", "P03", "place", a_poll(57, kind, **answers))

    assert (ruling.state.value, ruling.cause) == ("not_applicable", "no_contest")


def test_people_on_a_list_stand_in_the_order_of_their_votes_and_nobody_is_selected():
    poll = a_poll(90, "choice", x1=60, x2=85, x3=60, x4=2)

    for pack, rule in (("PD", "P08"), ("PF", "P01")):
        ruling = ruled(pack, rule, "list", poll)

        assert (ruling.state.value, ruling.cause) == ("needs_ruling", "people_choose")
        assert [measure.name for measure in ruling.measures] == ["x2", "x1", "x3", "x4"]
        assert all(measure.met is None for measure in ruling.measures)
        assert ruling.consequences == ()
        assert "第1名85票，第2-3名60票（少25票），第4名2票（少58票）" in ruling.explanation.zh
        assert "place 2-3: 60 (25 fewer)" in ruling.explanation.en


def test_electorates_that_choose_from_one_list_are_added_up_person_by_person():
    leaders = a_poll(20, "choice", x1=20, x2=0)
    masses = a_poll(70, "choice", x1=1, x2=70)

    ruling = ruled("PD", "P08", "list", leaders, masses)

    votes = {measure.name: (measure.numerator, measure.denominator) for measure in ruling.measures}
    assert votes == {"x2": (70, 90), "x1": (21, 90)}


def test_a_whole_roll_is_ruled_on_and_the_explanation_stays_short():
    everybody = {f"x{number}": 600 - number for number in range(600)}

    ruling = ruled("PD", "P08", "list", a_poll(600, "choice", **everybody))

    assert len(ruling.measures) == 600
    assert "其余590人更少" in ruling.explanation.zh


@pytest.mark.parametrize(
    ("ballots", "state", "cause"),
    [
        pytest.param([], "pending", None, id="no ballot"),
        pytest.param(
            [a_poll(0, "choice", x1=0, x2=0)], "not_applicable", "no_valid_ballots", id="0"
        ),
        pytest.param([a_poll(9, "rating", good=9)], "not_applicable", "no_contest", id="no list"),
        pytest.param(
            [{**a_poll(9, "choice", x1=9, x2=0), "ledger": a_ledger(9, issued=8)}],
            "annulled",
            "returned_over_issued",
            id="more papers than were handed out",
        ),
        pytest.param(
            [{"source": "poll", "contests": {"choice": {"x1": 9, "x2": 0}}}],
            "pending",
            None,
            id="no ledger",
        ),
    ],
)
def test_a_list_without_votes_that_hold_is_put_into_no_order(ballots, state, cause):
    ruling = ruled("PD", "P08", "list", *ballots)

    assert (ruling.state.value, ruling.cause) == (state, cause)
    assert ruling.measures == ()


def test_nobody_on_a_list_has_more_votes_than_there_are_ballots():
    with pytest.raises(LedgerBroken):
        parse_case(a_case("list", "meeting", ballots=[a_poll(9, "choice", x1=10, x2=0)]))


@pytest.mark.parametrize(
    "contests",
    [
        {"yes_no": {"good": 1}},
        {"rating": {"yes": 1}},
        {"choice": {"x1": 1}},
        {"choice": {"x1": True, "x2": 0}},
    ],
)
def test_votes_that_a_kind_cannot_have_are_refused(contests):
    with pytest.raises(CaseUnreadable):
        parse_case(a_case(ballots=[{"source": "poll", "contests": contests}]))
