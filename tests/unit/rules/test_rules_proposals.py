import pytest
from factories.appraisal import WEIGHTS, a_pack
from rules_factories import a_ballot, a_case, demo_pack

from shared.crypto import jsontext
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack, parse_pack
from shared.rules.proposals import Beside, NotAYear, propose, quota
from shared.rules.scores import exact_score, score

COUNTY = parse_pack(demo_pack("county"))
NO_FAULT = {"attendance": {"absent_half_days": 0, "missed": 0, "late": 0, "early": 0}}


def a_year(unit, county, facts=NO_FAULT, **changes):
    """Evaluate a year from votes by grade in both ballots."""
    ballots = []
    for source, votes in (("unit", unit), ("county", county)):
        ballot = a_ballot(source, sum(votes.values()), 0)
        ballots.append({**ballot, "contests": {"grade": votes}})
    return parse_case(a_case(ballots=ballots, facts=facts, **changes))


def proposal(case, pack=COUNTY):
    evaluation = evaluate(pack, case)
    return propose(pack, evaluation, evaluation.merged)


PRAISED = ({"excellent": 36, "competent": 6}, {"excellent": 210, "competent": 46, "incompetent": 2})


def test_attendance_forces_the_grade_whatever_the_votes():
    facts = {"attendance": {"missed": 3, "late": 4}}

    forced = proposal(a_year(*PRAISED, facts=facts))

    assert (forced.kind, forced.grade, forced.scale) == ("forced", "incompetent", "civil")
    assert forced.clauses == ("N02",)
    assert forced.steps[-1].rules == ("N02",)


def test_no_share_of_bad_votes_ever_forces_or_proposes_the_lowest_grade():
    worst = proposal(a_year({"incompetent": 42}, {"incompetent": 258}))

    assert (worst.kind, worst.grade, worst.clauses) == ("open", None, ())
    assert "B06" in [rule for step in worst.steps for rule in step.rules]


def test_bands_propose_a_grade_and_say_that_they_are_local():
    banded = proposal(a_year(*PRAISED))

    assert (banded.kind, banded.grade) == ("banded", "excellent")
    assert "并非出自原文" in banded.steps[-1].text.zh
    assert "local, not from the sources" in banded.steps[-1].text.en


def test_people_of_institutions_are_proposed_in_the_words_of_their_scale():
    evaluation = evaluate(COUNTY, a_year({"competent": 68}, {"competent": 100}))

    def proposed(scale):
        beside = Beside(person="o1", scale=scale)
        return propose(COUNTY, evaluation, evaluation.merged, beside)

    said = [proposed(scale).steps[-1].text.zh for scale in ("civil", "institution")]
    assert ["建议称职" in said[0], "建议合格" in said[1]] == [True, True]
    assert [proposed(scale).scale for scale in ("civil", "institution")] == ["civil", "institution"]


@pytest.mark.parametrize(
    ("excellent", "competent", "kind", "grade"),
    [(40, 60, "banded", "excellent"), (39, 61, "banded", "competent"), (0, 68, "open", None)],
)
def test_a_band_begins_exactly_at_its_line(excellent, competent, kind, grade):
    votes = {"excellent": excellent, "competent": competent, "abstain": 100 - excellent - competent}

    case = a_year(votes, votes)

    assert (proposal(case).kind, proposal(case).grade) == (kind, grade)


def test_a_score_that_only_rounds_up_to_a_band_does_not_reach_it():
    votes = {"excellent": 39_999, "competent": 60_001}

    case = a_year(votes, votes)

    assert score(COUNTY, evaluate(COUNTY, case).merged) == "88.00"
    assert proposal(case).grade == "competent"


def test_a_score_is_exact_until_it_is_shown():
    case = a_year({"excellent": 1, "competent": 2}, {"excellent": 1, "abstain": 2})

    merged = evaluate(COUNTY, case).merged

    assert str(exact_score(COUNTY, merged)) == "60"
    assert score(COUNTY, merged) == "60.00"


def score_steps(case, pack=COUNTY):
    return [step for step in proposal(case, pack).steps if step.what in ("score", "bands")]


def test_a_score_is_said_with_its_points_their_sum_and_the_division_and_its_bands():
    case = a_year(
        {"excellent": 52, "competent": 114, "abstain": 58},
        {"basically_competent": 68, "incompetent": 10, "abstain": 64},
    )

    told, bands = score_steps(case)

    working = "(52×100+114×80+68×60+10×0)/366 = 18400/366（弃权计0分）"
    assert told.text.zh.startswith(f"得分50.27：{working}；")
    assert told.figures["working"] | {"expression": ""} == {
        "base": "valid",
        "points": {
            "excellent": "100", "competent": "80", "basically_competent": "60", "incompetent": "0"
        },
        "votes": {
            "excellent": 52, "competent": 114, "basically_competent": 68, "incompetent": 10
        },
        "divided_by": 366, "sum": "18400", "expression": "",
    }  # fmt: skip
    assert bands.text.zh == "得分分档：优秀不低于88，称职不低于70，基本称职不低于55"


def test_a_weighted_score_is_said_by_its_weighted_shares():
    pack = a_pack(merge="weighted", weights=WEIGHTS)
    case = a_year({"excellent": 1, "abstain": 1}, {"competent": 1, "abstain": 2})

    told = score_steps(case, pack)[0]

    # 7/10 of 1/2 and 3/10 of 1/3
    assert "7/20×100 + 1/10×80 + 0/1×60 + 0/1×0 = 43（" in told.text.zh


def test_where_the_pack_has_no_score_there_is_none_and_the_grade_is_open():
    pack = load_pack("PA")

    case = a_year(*PRAISED)

    assert score(pack, evaluate(pack, case).merged) is None
    assert proposal(case, pack).kind == "open"


def test_without_votes_the_grade_is_open():
    case = parse_case(a_case(facts=NO_FAULT))

    assert proposal(case).kind == "open"


def test_a_derivation_holds_votes_rulings_score_and_proposal_in_plain_json():
    case = a_year(*PRAISED)
    derived = proposal(case)

    ruled = ["ruling"] * len(evaluate(COUNTY, case).rulings)
    assert [step.what for step in derived.steps] == ["votes", *ruled, "score", "bands", "proposal"]
    assert derived.steps[0].figures["unit"]["excellent"] == 36
    assert derived.steps[0].figures["county"]["valid"] == 258
    assert jsontext.decode(jsontext.canonical(derived.to_json())) == derived.to_json()


def test_a_grade_is_proposed_from_a_year_only():
    evaluation = evaluate(load_pack("PB"), parse_case(a_case(scope="after_final")))

    with pytest.raises(NotAYear):
        propose(load_pack("PB"), evaluation, None)


@pytest.mark.parametrize(
    ("participants", "floor", "half_up"),
    [(37, 7, 7), (38, 7, 8), (40, 8, 8), (41, 8, 8), (43, 8, 9), (4, 0, 1), (0, 0, 0)],
)
def test_a_quota_is_rounded_as_the_pack_says(participants, floor, half_up):
    text = demo_pack("county")
    other = parse_pack(text.replace("rounding: floor", "rounding: half_up"))

    assert quota(COUNTY, participants, 0).cap == floor
    assert quota(other, participants, 0).cap == half_up


def test_a_group_over_its_quota_is_told_by_how_many():
    assert (quota(COUNTY, 38, 9).over, quota(COUNTY, 38, 7).over) == (2, 0)
