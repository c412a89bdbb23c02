"""Rankings of one unit, ``s1``, and what is asked about its place in them."""

from __future__ import annotations

from rules_factories import a_case

from shared.rules.cases import parse_case
from shared.rules.checks import RankTest
from shared.rules.outcomes import Reading
from shared.rules.parameters import DEFAULT_READINGS, TEXT_DEFAULTS
from shared.rules.rankings import judge_rank

LAST = {"s1": "60.00", "s2": "71.50", "s3": "80.00"}
SECOND_LAST = {"s1": "71.5", "s2": "60", "s3": "80"}
TIED = {"s1": "71.5", "s2": "71.50", "s3": "80"}
OTHERS = {"s2": "71.50", "s3": "80.00"}


def a_ranking(period="2023", scores=LAST, series="综合考评", on="乡镇", seq=1, **changes):
    """Return a ranking as a case writes it; the unit ``s1`` is last in it."""
    return {
        "series": series,
        "list": on,
        "period": period,
        "seq": seq,
        "scores": dict(scores),
        "head_since": "2015-03-01",
        **changes,
    }


def asked(rankings, in_row=1, by="year", as_of="2023-12-31", found=None, **readings):
    """Return a test on a place of ``s1``, and what it is asked about."""
    test = RankTest(name="last", label={"zh": "末位", "en": "last"}, in_row=in_row, by=by)
    rule = {("year", 1): "K01", ("year", 2): "K02", ("event", 1): "K03", ("event", 2): "K04"}
    clause = rule[by, in_row]
    facts = {} if rankings is None else {"rankings": rankings}
    day = {} if as_of is None else {"as_of": as_of}
    findings = {} if found is None else {clause: {"value": found}}
    subject = {"kind": "unit", "id": "s1", "head": "o9"}
    case = parse_case(a_case("unit", **day, facts=facts, findings=findings, subject=subject))
    chosen = DEFAULT_READINGS.model_copy(update=readings)
    parameters = TEXT_DEFAULTS.model_copy(update={"readings": chosen})
    return test, Reading(clause, case, parameters, None, {})


def judged(rankings, in_row=1, **changes):
    """Return verdict and cause."""
    outcome = judge_rank(*asked(rankings, in_row, **changes))
    return outcome.verdict, outcome.cause


def both(rankings, **changes):
    """Return what being last once and twice come to."""
    return judged(rankings, 1, **changes), judged(rankings, 2, **changes)
