import copy
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_factories import a_ballot, a_case

from shared.errors import InvalidInput
from shared.rules.cases import CaseUnreadable, parse_case
from shared.rules.ledger import LedgerBroken

FULL = {
    "subject": {"kind": "official", "id": "o1", "role": "head", "head": "o9"},
    "scope": "year",
    "as_of": "2026-12-31",
    "ballots": [
        {
            "source": "unit",
            "ledger": {"roll": 120, "present": 106, "issued": 106, "returned": 104, "void": 4},
            "contests": {
                "grade": {
                    "excellent": 38,
                    "competent": 24,
                    "basically_competent": 6,
                    "incompetent": 20,
                    "abstain": 12,
                },
                "confidence": {"trust": 60, "distrust": 40, "abstain": 0},
                "satisfaction": {
                    "satisfied": 40,
                    "basically_satisfied": 25,
                    "dissatisfied": 10,
                    "unknown": 25,
                    "abstain": 0,
                },
                "support": {"support": 70, "oppose": 20, "abstain": 10},
            },
        }
    ],
    "findings": {
        "B07": {"value": True, "document": "组认〔2026〕1号", "date": "2026-12-20", "by": "组织部"}
    },
    "grade": {"value": "incompetent", "scale": "civil", "state": "final"},
    "facts": {
        "attendance": {"absent_half_days": 0, "missed": 3, "late": 2, "early": 1},
        "leaders": [{"id": "o1", "missed": 4}],
        "leave_half_days": 7,
        "point_findings": [{"year": 2026, "half_points": 3}],
        "rankings": [
            {
                "series": "annual",
                "list": "townships",
                "period": "2026",
                "seq": 1,
                "scores": {"u1": "71.50"},
                "tie_confirmed": None,
                "head_since": "2024-02-29",
                "deputy": None,
            }
        ],
        "punished": [{"person": "o3", "date": "2026-03-01"}],
        "admonition_start": "2026-01-01",
        "notice_start": "2026-01-01",
        "letter_date": "2026-01-01",
        "probation_start": "2026-01-01",
        "candidates": 5,
        "posts": 3,
        "reports": 0,
        "item": {
            "class": "personnel",
            "urgent": False,
            "improvised": False,
            "assessed": True,
            "discipline_review": True,
            "punished": False,
            "audit_problem": False,
            "superior_consent": True,
        },
    },
    "parameters": {
        "merge": "weighted",
        "weights": {"unit": "6/10", "county": "4/10"},
        "large_unit_min": 30,
        "base": "valid",
    },
}
LEDGER = ("ballots", 0, "ledger")


def changed(path, value):
    case = copy.deepcopy(FULL)
    node = case
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return case


def without(path):
    case = changed(path, None)
    node = case
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return case


def test_a_case_with_everything_in_it_is_read():
    case = parse_case(FULL)

    assert case.ballots[0].ledger.valid == 100
    assert case.facts.item.value("class") == "personnel"


def test_subject_and_scope_alone_are_a_case():
    assert parse_case(a_case()).ballots == []


@pytest.mark.parametrize("name", ["leaders", "point_findings", "rankings", "punished"])
def test_what_is_left_out_is_not_known_and_an_empty_list_is_none(name):
    assert getattr(parse_case(without(("facts", name))).facts, name) is None
    assert getattr(parse_case(changed(("facts", name), [])).facts, name) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("facts", "talk_date"), "2026-01-02"),
        (("facts", "removal_date"), "2026-01-02"),
        (("facts", "reply_date"), "2026-01-02"),
        (("facts", "item", "form"), "named"),
        (("facts", "item", "bundled"), False),
        (("facts", "point_findings", 0, "measure_taken"), True),
        (("ballots", 0, "electorate"), "A"),
    ],
)
def test_more_than_the_contract_shows_may_be_stated(path, value):
    plain, more = parse_case(FULL), parse_case(changed(path, value))

    assert plain != more


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param({}, id="empty"),
        pytest.param(without(("subject",)), id="no subject"),
        pytest.param(without(("scope",)), id="no scope"),
        pytest.param(without(("subject", "id")), id="no id"),
        pytest.param(changed(("sybject",), 1), id="unknown key at the top"),
        pytest.param(changed((*LEDGER, "valid"), 100), id="unknown key in a ledger"),
        pytest.param(changed(("ballots", 0, "contests", "vote"), {}), id="unknown contest"),
        pytest.param(changed(("ballots", 0, "contests", "grade", "good"), 0), id="unknown option"),
        pytest.param(changed(("findings", "b07"), {"value": True}), id="no rule's id"),
        pytest.param(changed((*LEDGER, "roll"), 120.0), id="a float"),
        pytest.param(changed((*LEDGER, "void"), True), id="true for one"),
        pytest.param(changed((*LEDGER, "roll"), "120"), id="a number as text"),
        pytest.param(changed((*LEDGER, "roll"), -1), id="negative"),
        pytest.param(changed((*LEDGER, "roll"), 10**12), id="far too many"),
        pytest.param(without((*LEDGER, "roll")), id="a ledger without a roll"),
        pytest.param(changed(("scope",), "month"), id="unknown scope"),
        pytest.param(changed(("subject", "kind"), "person"), id="unknown kind"),
        pytest.param(changed(("as_of",), "2026-02-30"), id="no such day"),
        pytest.param(changed(("as_of",), "20261231"), id="another way to write a day"),
        pytest.param(changed(("as_of",), "9999-12-31"), id="a day after which there is none"),
        pytest.param(changed(("facts", "admonition_start"), "1899-12-31"), id="a day of old"),
        pytest.param(changed(("findings", "B07", "value"), 1), id="one for true"),
        pytest.param(changed(("findings", "B07", "value"), "true"), id="true as text"),
        pytest.param(changed(("grade", "state"), "finished"), id="unknown state"),
        pytest.param(changed(("parameters", "merge"), "mean"), id="unknown merge"),
        pytest.param(changed(("parameters", "quota"), "1/5"), id="a parameter no case may set"),
        pytest.param(changed(("parameters", "weights", "unit"), "0.6"), id="a decimal weight"),
        pytest.param(changed(("parameters", "weights", "unit"), "7/10"), id="weights over one"),
        pytest.param(changed(("parameters", "weights"), {"unit": "1", "county": "0"}), id="none"),
        pytest.param(changed(("facts", "item", "urgent"), 0), id="nought for false"),
        pytest.param(changed(("facts", "rankings", 0, "scores", "u1"), 71), id="score as number"),
        pytest.param(changed(("facts", "point_findings", 0, "half_points"), 5), id="2.5 points"),
        pytest.param(changed(("facts", "point_findings", 0, "half_points"), 0), id="no points"),
        pytest.param(changed(("facts", "item", "form"), "open"), id="unknown form of vote"),
        pytest.param(changed(("subject", "role"), "boss"), id="unknown role"),
    ],
)  # fmt: skip
def test_what_is_not_exactly_a_case_is_refused(case):
    with pytest.raises(CaseUnreadable):
        parse_case(case)


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({"present": 121, "issued": 121}, "present <= roll"),
        ({"issued": 107}, "issued <= present"),
        ({"void": 105}, "void + valid = returned"),
        ({"void": 5}, "sum of options = valid"),
    ],
)
def test_numbers_that_contradict_one_another_are_refused(changes, identity):
    case = copy.deepcopy(FULL)
    case["ballots"][0]["ledger"].update(changes)

    with pytest.raises(LedgerBroken) as refused:
        parse_case(case)

    assert refused.value.identity == identity


def test_contests_of_different_size_are_refused_without_a_ledger_too():
    contests = {"grade": {"excellent": 5}, "confidence": {"trust": 6}}

    with pytest.raises(LedgerBroken):
        parse_case(a_case(ballots=[{"source": "unit", "contests": contests}]))


def test_more_returned_than_issued_is_a_case_and_not_an_error():
    case = parse_case(a_case(ballots=[a_ballot("unit", 59, 30, issued=58)]))

    assert case.ballots[0].ledger.annulled_by == "returned_over_issued"


def test_a_refusal_names_our_fields_and_never_what_was_sent():
    with pytest.raises(CaseUnreadable) as refused:
        parse_case(changed((*LEDGER, "张三的手机号"), 13800000000))

    assert "ballots.0.ledger" in str(refused.value)
    assert "张三" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(FULL)), JSON)
def test_whatever_stands_in_a_field_the_case_is_read_or_refused(key, value):
    case = {**FULL, key: value}

    with suppress(InvalidInput):
        assert parse_case(case).subject.id
