"""What must hold of every case, not of the example somebody thought of."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from rules_factories import a_ballot, a_case

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.merging import merge
from shared.rules.packs import load_pack
from shared.rules.parameters import TEXT_DEFAULTS, Weights


@st.composite
def ballots(draw, source="unit", least=1):
    valid = draw(st.integers(least, 400))
    return a_ballot(source, valid, draw(st.integers(0, valid)))


weights = st.integers(1, 99).map(
    lambda n: Weights(unit=str(Fraction(n, 100)), county=str(Fraction(100 - n, 100)))
)


def merged(listed, parameters=TEXT_DEFAULTS):
    case = parse_case(a_case(ballots=listed))
    return merge(case.ballots, "grade", ["unit", "county"], parameters)


def share(listed, parameters=TEXT_DEFAULTS):
    return merged(listed, parameters).measure("x", "incompetent", "valid").value


def states(pack, case):
    rulings = evaluate(load_pack(pack), parse_case(case)).rulings
    return {ruling.rule: ruling.state.value for ruling in rulings}


@settings(deadline=None)
@given(ballots(), ballots("county"))
def test_a_pooled_share_is_the_sum_over_the_sum_and_lies_between_the_parts(unit, county):
    pooled = share([unit, county])

    singles = sorted([share([unit]), share([county])])
    votes = [ballot["contests"]["grade"] for ballot in (unit, county)]
    bad = sum(each["incompetent"] for each in votes)
    assert pooled == Fraction(bad, sum(sum(each.values()) for each in votes))
    assert singles[0] <= pooled <= singles[1]


@settings(deadline=None)
@given(ballots(), ballots("county"), weights)
def test_a_weighted_share_is_the_exact_mean_of_the_parts(unit, county, pair):
    parameters = TEXT_DEFAULTS.model_copy(update={"merge": "weighted", "weights": pair})

    mean = share([unit, county], parameters)

    assert mean == pair.of("unit") * share([unit]) + pair.of("county") * share([county])


@settings(deadline=None)
@given(st.integers(3, 15), st.data())
def test_committee_rules_agree_with_plain_arithmetic(members, data):
    present = data.draw(st.integers(1, members))
    agree = data.draw(st.integers(0, present))
    disagree = data.draw(st.integers(0, present - agree))
    motion = {"agree": agree, "disagree": disagree, "abstain": present - agree - disagree}
    ledger = {"roll": members, "present": present, "issued": present, "returned": present}
    ballot = {"source": "committee", "ledger": ledger, "contests": {"motion": motion}}
    case = a_case("motion", "meeting", ballots=[ballot])

    outcome = states("NAT", case) | states("PF", case) | states("PB", case)

    quorum = 3 * present >= 2 * members
    assert (outcome["Q1"] == "triggered") == quorum
    assert (outcome["Q2"] == "triggered") == (quorum and 2 * agree > members)
    assert (outcome["C06"] == "triggered") == (2 * agree >= present)
    assert (outcome["C02"] == "triggered") == (2 * disagree > present)
