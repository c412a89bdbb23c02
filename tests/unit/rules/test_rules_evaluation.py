import pytest
from hypothesis import strategies as st
from rules_factories import a_ballot, a_case, a_ledger, demo_pack, read_as

from shared.rules.cases import parse_case
from shared.rules.evaluation import ParametersRejected, evaluate
from shared.rules.packs import load_pack, parse_pack


def rulings(pack, case):
    pack = load_pack(pack) if isinstance(pack, str) else pack
    return {ruling.rule: ruling for ruling in evaluate(pack, parse_case(case)).rulings}


def states(pack, case):
    return {rule: ruling.state.value for rule, ruling in rulings(pack, case).items()}


def a_team(unit=100, bad=0, distrust=None, **changes):
    ballot = a_ballot("unit", unit, bad)
    if distrust is not None:
        ballot["contests"]["confidence"] = {"trust": unit - distrust, "distrust": distrust}
    return a_case("team", "meeting", ballots=[ballot], **changes)


def test_the_answer_has_exactly_the_shape_of_the_contract():
    case = a_case(ballots=[a_ballot("unit", 33, 11, roll=40)])

    answer = evaluate(load_pack("PA"), parse_case(case)).to_json()

    assert set(answer) == {"rulings", "bases", "needs"}
    assert answer["bases"] == {
        "valid": 33, "expressed": 33, "returned": 33, "issued": 33, "present": 33, "roll": 40,
    }  # fmt: skip
    ruling = next(ruling for ruling in answer["rulings"] if ruling["rule"] == "B06")
    assert ruling["target"] == {"kind": "official", "id": "s1"}
    assert (ruling["state"], ruling["cause"], ruling["waiting_for"]) == ("triggered", None, [])
    assert ruling["measures"] == [
        {
            "name": "incompetent",
            "numerator": 11,
            "denominator": 33,
            "base": "valid",
            "comparator": "ge",
            "threshold": "1/3",
            "met": True,
            "margin": "exactly on the line",
        }
    ]
    assert set(ruling["explanation"]) == {"zh", "en"}
    assert set(ruling["source"]) == {"file", "section", "quote"}
    assert set(ruling) == {
        "rule", "target", "state", "cause", "waiting_for", "measures", "consequences",
        "explanation", "source",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "kind", "scope", "rules"),
    [
        (
            "PA", "official", "year",
            ["B04", "B06", "B07", "N01", "N02", "N03", "L02", "L03", "L08", "L09", "L12"],
        ),
        ("PA", "official", "meeting", ["L08"]),
        ("PA", "team", "year", []),
        ("PA", "unit", "year", ["K01", "K02", "N04"]),
        ("PA", "leave", "year", ["N06"]),
        ("PB", "team", "meeting", ["B08", "B11", "B09"]),
        ("PB", "team", "year", ["B12", "B09"]),
        ("PB", "official", "meeting", ["B10"]),
        ("PB", "official", "year", []),
        ("PB", "official", "after_final", ["B10"]),
        ("PB", "motion", "meeting", ["C02", "C03"]),
        ("PF", "motion", "meeting", ["C07", "C06", "C10", "C18"]),
        ("PF", "motion", "agenda", ["C10", "C18"]),
        ("NAT", "candidate", "meeting", ["Q1", "Q2"]),
        ("PD", "official", "year", ["B18", "N07", "N08", "N09", "N10"]),
        ("PE", "unit", "year", ["K03", "K04"]),
    ],
)  # fmt: skip
def test_every_clause_that_fits_subject_and_scope_is_in_the_answer(pack, kind, scope, rules):
    assert list(rulings(pack, a_case(kind, scope))) == rules


def test_alternatives_are_left_to_people():
    ruling = rulings("PA", a_case(ballots=[a_ballot("unit", 3, 1)]))["B06"]

    measure, benefits = ruling.consequences
    assert measure.modality == "choice"
    assert [code for code, _ in measure.options] == ["demotion", "removal"]
    assert benefits.code == "former_benefits_stop"


def test_a_ruling_that_is_not_triggered_prescribes_nothing():
    case = a_case(ballots=[a_ballot("unit", 34, 11)])

    assert rulings("PA", case)["B06"].consequences == ()


def test_a_rate_over_a_third_waits_for_the_finding_and_names_it():
    evaluation = evaluate(load_pack("PA"), parse_case(a_case(ballots=[a_ballot("unit", 30, 11)])))

    ruling = evaluation.ruling("B07")
    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("finding:B07",))
    assert "finding:B07" in evaluation.needs


def test_the_ballot_of_an_investigation_counts_for_b07_alone():
    ballots = [a_ballot("unit", 100, 10), a_ballot("investigation", 30, 11)]
    case = a_case(ballots=ballots, findings={"B07": {"value": True}})

    assert states("PA", case) | {"B06": "not_triggered", "B07": "triggered"} == states("PA", case)


def test_without_any_ballot_the_year_waits_for_both():
    ruling = rulings("PA", a_case())["B06"]

    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("ballot:unit", "ballot:county"))


def test_one_of_two_ballots_decides_nothing_where_the_jurisdiction_wants_both():
    county = parse_pack(demo_pack("county"))

    ruling = rulings(county, a_case(ballots=[a_ballot("unit", 42, 18)]))["B06"]

    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("ballot:county",))


def test_a_weighted_merge_never_does_with_one_ballot():
    weighted = {"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}}
    case = a_case(ballots=[a_ballot("county", 258, 200)], parameters=weighted)

    assert rulings("PA", case)["B06"].waiting_for == ("ballot:unit",)


def test_a_weighted_merge_without_weights_is_refused():
    case = parse_case(a_case(parameters={"merge": "weighted"}))

    with pytest.raises(ParametersRejected):
        evaluate(load_pack("PA"), case)


def test_a_spoilt_ballot_annuls_the_merge_even_if_the_other_is_sound():
    ballots = [a_ballot("unit", 42, 0), a_ballot("county", 258, 200, issued=257)]

    ruling = rulings("PA", a_case(ballots=ballots))["B06"]

    assert (ruling.state.value, ruling.cause) == ("annulled", "returned_over_issued")


def test_no_valid_vote_is_no_result_and_never_nought_per_cent():
    ruling = rulings("PA", a_case(ballots=[a_ballot("unit", 0, 0, roll=9, present=9, issued=9)]))

    assert (ruling["B06"].state.value, ruling["B06"].cause) == (
        "not_applicable",
        "no_valid_ballots",
    )
    assert ruling["B06"].measures == ()


def test_a_weighted_share_needs_votes_in_both_ballots():
    weighted = {"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}}
    empty = a_ballot("unit", 0, 0, roll=9, present=9, issued=9)
    case = a_case(ballots=[empty, a_ballot("county", 30, 30)])

    assert states("PA", case)["B06"] == "triggered"
    assert rulings("PA", {**case, "parameters": weighted})["B06"].cause == "no_valid_ballots"


def test_a_base_that_one_ballot_does_not_give_is_not_guessed_from_the_other():
    bare = {"source": "county", "contests": {"grade": {"excellent": 10}}}
    case = a_case(ballots=[a_ballot("unit", 10, 9), bare], parameters={"base": "roll"})

    ruling = rulings("PA", case)["B06"]

    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("ledger:roll",))


def test_only_abstentions_leave_nothing_when_the_base_excludes_them():
    ballot = {"source": "unit", "ledger": a_ledger(9), "contests": {"grade": {"abstain": 9}}}
    case = a_case(ballots=[ballot])

    assert states("PA", case)["B06"] == "not_triggered"
    expressed = rulings("PA", {**case, "parameters": {"base": "expressed"}})["B06"]
    assert expressed.cause == "no_valid_ballots"


def test_a_small_unit_is_exempt_and_not_cleared():
    case = a_team(28, 28, 28)

    outcome = rulings("PB", case)
    assert {ruling.state.value for ruling in outcome.values()} == {"not_applicable"}
    assert {ruling.cause for ruling in outcome.values()} == {"small_unit"}


def test_a_low_turnout_does_not_make_a_large_unit_small():
    ballot = a_ballot("unit", 6, 3, roll=30)

    assert states("PB", a_case("team", "meeting", ballots=[ballot]))["B11"] == "triggered"


def test_a_collective_caution_is_aimed_at_the_head_too():
    ruling = rulings("PB", a_team(bad=31))["B09"]

    assert ruling.target.to_json() == {"kind": "official", "id": "o9"}
    assert ruling.consequences[0].code == "caution"


def test_who_the_head_is_stays_an_open_question_if_nobody_says():
    case = a_team(bad=31)
    del case["subject"]["head"]

    evaluation = evaluate(load_pack("PB"), parse_case(case))

    assert evaluation.needs == ("subject:head",)


def test_a_form_without_a_confidence_item_reads_the_lowest_grade_alone():
    ballot = a_ballot("unit", 90, 31)
    ballot["contests"]["grade"]["basically_competent"] = 50
    ballot["contests"]["grade"]["excellent"] = 9

    assert states("PB", a_case("team", "meeting", ballots=[ballot]))["B08"] == "triggered"
    ballot["contests"]["grade"].update(incompetent=30, excellent=10)
    assert states("PB", a_case("team", "meeting", ballots=[ballot]))["B08"] == "not_triggered"


def test_a_pack_may_read_no_confidence_on_a_form_of_grades_as_the_two_lowest():
    ballot = a_ballot("unit", 90, 10)
    ballot["contests"]["grade"].update(excellent=59, basically_competent=21)
    case = a_case("team", "meeting", ballots=[ballot])
    harsh = read_as("PB", distrust_on_grades="two_lowest")

    assert states("PB", case)["B08"] == "not_triggered"
    ruling = rulings(harsh, case)["B08"]
    assert (ruling.state, ruling.measures[0].numerator) == ("triggered", 31)
    assert rulings(harsh, case)["B11"].measures[0].numerator == 10


def test_a_question_of_confidence_is_never_read_from_the_grades():
    case = a_team(bad=90, distrust=10)

    ruling = rulings(read_as("PB", distrust_on_grades="two_lowest"), case)["B08"]

    assert ruling.measures[0].numerator == 10


def test_a_form_without_the_teams_own_item_makes_no_average_over_members():
    ballot = {"source": "unit", "ledger": a_ledger(90), "contests": {}}

    ruling = rulings("PB", a_case("team", "meeting", ballots=[ballot]))["B11"]

    assert (ruling.state.value, ruling.cause) == ("not_applicable", "no_contest")


def test_votes_without_a_ledger_wait_for_the_roll_only_where_the_roll_matters():
    ballot = {"source": "unit", "contests": {"grade": {"excellent": 60, "incompetent": 40}}}

    assert states("PA", a_case(ballots=[ballot]))["B06"] == "triggered"
    ruling = rulings("PB", a_case("team", "meeting", ballots=[ballot]))["B11"]
    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("ledger:roll",))


def test_a_false_conjunct_decides_while_another_is_missing():
    ballot = {"source": "unit", "contests": {"grade": {"excellent": 90, "incompetent": 10}}}

    assert states("PB", a_case("official", "meeting", ballots=[ballot]))["B10"] == "not_triggered"


def test_b10_never_triggers_at_the_meeting_whatever_grade_is_claimed():
    case = a_case(
        "official",
        "meeting",
        ballots=[a_ballot("unit", 50, 11)],
        findings={"B10": {"value": True}},
        grade={"value": "incompetent", "scale": "civil", "state": "final"},
    )

    assert rulings("PB", case)["B10"].waiting_for == ("grade:final",)
    assert states("PB", {**case, "scope": "after_final"})["B10"] == "triggered"


@pytest.mark.parametrize("state", ["proposed", "decided", "published"])
def test_a_grade_that_is_not_final_is_not_yet_a_grade(state):
    case = a_case(
        "official",
        "after_final",
        ballots=[a_ballot("unit", 50, 11)],
        findings={"B10": {"value": True}},
        grade={"value": "incompetent", "scale": "civil", "state": state},
    )

    assert states("PB", case)["B10"] == "pending"


def test_a_grade_of_another_scale_is_not_the_grade_the_clause_names():
    case = a_case(
        "official",
        "after_final",
        ballots=[a_ballot("unit", 50, 11)],
        findings={"B10": {"value": True}},
        grade={"value": "incompetent", "scale": "institution", "state": "final"},
    )

    assert states("PB", case)["B10"] == "not_triggered"


def test_electorates_of_one_source_are_added_up():
    ballots = [a_ballot("unit", 20, 10), a_ballot("unit", 80, 21)]

    measure = rulings("PB", a_case("team", "meeting", ballots=ballots))["B11"].measures[0]

    assert (measure.numerator, measure.denominator, measure.met) == (31, 100, True)


def test_attendance_that_is_not_there_is_not_attendance_without_fault():
    ruling = rulings("PA", a_case())["N02"]

    assert (ruling.state.value, ruling.waiting_for) == ("pending", ("facts:attendance",))


def test_days_and_meetings_are_alternatives_and_never_added():
    facts = {"attendance": {"absent_half_days": 6, "missed": 3, "late": 2}}

    assert states("PA", a_case(facts=facts))["N02"] == "not_triggered"


@pytest.mark.parametrize(
    ("half_days", "expected"), [(6, "not_triggered"), (7, "triggered"), (10, "triggered")]
)
def test_half_a_day_over_three_days_is_over(half_days, expected):
    facts = {"attendance": {"absent_half_days": half_days}}

    assert states("PA", a_case(facts=facts))["N02"] == expected


votes = st.integers(0, 60)
