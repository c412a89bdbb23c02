"""What several clauses and facts come to together: one decision, four bars, one score."""

from __future__ import annotations

import pytest
from factories.appraisal import a_finding, a_pack, a_person, attendance
from factories.county_year import county_pack
from factories.year_facts import a_fact, points, punished
from fakes.tally_results import a_result, against, by_digest, grade_votes
from rules_factories import read_as

from shared.documents.manifests import Place
from shared.rules.award_bars import award_bars
from shared.rules.derivation import derive
from shared.rules.evaluation import evaluate
from shared.rules.person_year import YearFacts, inputs_of, year_case
from shared.rules.standings import entry_of, standing

NOTE = {"zh": "本地规定", "en": "local rule"}
WARNING = {"local": True, "note": NOTE, "sanction": "warning"}
COMPOSITE = {"local": True, "note": NOTE, "ballot": "3/5", "targets": "2/5", "full": "100"}
PRAISED = grade_votes(90, 10, 0, 0, 0)


def derived(votes=PRAISED, *, pack=None, findings=(), rulings=(), facts=None, **year):
    """Return a derivation from equal votes in both ballots."""
    county = Place(id="county", name="某县")
    results = by_digest(
        a_result({"o1": votes}, rulings=list(rulings)),
        a_result({"o1": votes}, source="county", place=county),
    )
    used, known = facts or attendance(), YearFacts(**year)
    return derive(pack or a_pack(), a_person(team="t1"), results, used, findings, known)


def steps(derivation, what) -> list[dict[str, object]]:
    """Return the steps of one sort."""
    return [step for step in derivation.document["steps"] if step["what"] == what]


@pytest.mark.parametrize(
    ("bad", "found", "joined"),
    [
        pytest.param(101, True, True, id="over a third and found"),
        pytest.param(100, True, False, id="exactly a third"),
        pytest.param(101, None, False, id="nothing found yet"),
        pytest.param(101, False, False, id="not found"),
    ],
)
def test_two_clauses_on_one_person_are_one_decision_that_cites_both(bad, found, joined):
    findings = [] if found is None else [a_finding("B07", found)]

    one = steps(derived(against(bad, 300), findings=findings), "one_decision")

    assert [step["rules"] for step in one] == ([["B06", "B07"]] if joined else [])


def a_ruling(rule: str, state: str = "triggered") -> dict[str, object]:
    """Return a ruling of a meeting on the head."""
    target = {"kind": "official", "id": "o1"}
    return {"rule": rule, "state": state, "target": target, "explanation": NOTE, "measures": []}


def test_the_caution_that_must_be_absorbs_the_measure_that_may_be_and_both_are_kept():
    both = derived(rulings=[a_ruling("B08"), a_ruling("B09")])
    alone = derived(rulings=[a_ruling("B08"), a_ruling("B09", "not_triggered")])

    (step,) = steps(both, "absorbed")
    assert step["rules"] == ["B09", "B08"]
    assert steps(alone, "absorbed") == []


def test_a_caution_of_the_year_absorbs_what_a_meeting_left_open():
    team = [punished("o3"), punished("o4")]

    derivation = derived(pack=county_pack(), rulings=[a_ruling("B08")], team=team)

    assert len(steps(derivation, "absorbed")) == 1


def test_a_discipline_outcome_takes_the_next_band_where_the_pack_says_so():
    pack = a_pack(exclusions=[WARNING])
    facts = [punished("o1")]

    excluded = derived(pack=pack, person=facts)
    elsewhere = derived(person=facts)

    assert excluded.document["proposal"]["grade"] == "competent"
    assert [step["zh"] for step in steps(excluded, "not_excellent")] == [
        "不建议优秀：处分影响优秀等次（本地规定）"
    ]
    assert elsewhere.document["proposal"]["grade"] == "excellent"
    assert elsewhere.document["award_bars"] == []


@pytest.mark.parametrize(
    ("decided", "ends", "excluded"),
    [
        ("2026-12-31", None, True),
        ("2025-12-31", None, False),
        ("2025-12-31", "2026-01-01", True),
        ("2025-06-01", "2025-12-31", False),
    ],
)
def test_an_outcome_of_an_earlier_year_excludes_while_its_effect_lasts(decided, ends, excluded):
    outcome = a_fact("discipline", sanction="warning", decided_on=decided, ends_on=ends)

    derivation = derived(pack=a_pack(exclusions=[WARNING]), person=[outcome])

    assert (derivation.document["proposal"]["grade"] == "competent") is excluded


def test_where_no_band_is_left_the_grade_is_open_and_says_why():
    rows = [{"grade": "excellent", "at_least": "88"}]
    bands = {"local": True, "note": NOTE, "rows": rows}

    derivation = derived(pack=a_pack(exclusions=[WARNING], bands=bands), person=[punished("o1")])

    assert derivation.document["proposal"]["kind"] == "open"
    assert len(steps(derivation, "not_excellent")) == 1


def a_flag(bar: str, until: str = "2026-12-31"):
    """Return a recorded bar."""
    return a_fact("flag", bar=bar, until=until, ground="文件")


@pytest.mark.parametrize(
    ("bar", "grade"),
    [
        ("unit_awards", "excellent"),
        ("personal_awards", "excellent"),
        ("model_titles", "excellent"),
        ("excellent", "competent"),
    ],
)
def test_only_one_of_the_four_bars_touches_the_grade(bar, grade):
    derivation = derived(person=[a_flag(bar)])

    assert derivation.document["proposal"]["grade"] == grade
    assert [one["bar"] for one in derivation.document["award_bars"]] == [bar]
    assert steps(derivation, "award_bar")[0]["sources"] == [a_flag(bar).id]


def test_a_bar_that_ended_before_the_year_is_none():
    assert derived(person=[a_flag("excellent", "2025-12-31")]).document["award_bars"] == []


@pytest.mark.parametrize(
    ("talk", "reading", "until"),
    [
        ("2026-01-10", "year_end", "2026-12-31"),
        ("2026-01-10", "six_months", "2026-07-10"),
        ("2025-11-20", "six_months", "2026-05-20"),
        ("2025-11-20", "year_end", None),
        ("2025-02-20", "six_months", None),
    ],
)
@pytest.mark.parametrize("found", [(), ("L05",)])
def test_a_bar_of_an_admonition_reaches_the_year_by_its_own_day(talk, reading, until, found):
    pack = read_as("PC", bar_until=reading)
    admonition = a_fact("admonition", kind="admonition", talk_on=talk, months=3)
    findings = [a_finding(rule) for rule in found]
    inputs = inputs_of(a_person(), [], None, findings, YearFacts(person=[admonition]))

    bars = award_bars(pack, inputs, evaluate(pack, year_case(inputs, [])).rulings)

    expected = [] if until is None else [("model_titles", "L05", until)]
    assert [(one.bar, one.ground, one.until) for one in bars] == expected


def test_a_bar_of_personal_awards_by_points_is_cited_and_leaves_the_grade():
    facts = [*points(8), a_fact("target", score="95", full="100")]

    derivation = derived(pack=county_pack(), person=facts)

    bars = [(one["bar"], one["ground"]) for one in derivation.document["award_bars"]]
    assert bars == [("personal_awards", "N08")]
    assert derivation.document["proposal"]["grade"] == "excellent"


def test_a_composite_weighs_ballot_and_targets_exactly():
    pack = a_pack(composite=COMPOSITE)
    own = a_fact("target", score="87.50", full="100")
    of_unit = a_fact("target", "unit-1", score="10", full="100")

    derivation = derived(pack=pack, person=[own], unit=[of_unit])

    # 3/5 of 98 and 2/5 of 87.5
    assert derivation.document["score"] == "93.80"
    assert derivation.document["exact_score"] == "469/5"
    assert derived(pack=pack, unit=[of_unit]).document["score"] == "62.80"


def test_without_targets_a_composite_waits_and_proposes_nothing():
    derivation = derived(pack=a_pack(composite=COMPOSITE))

    assert derivation.document["score"] is None
    assert "facts:target" in derivation.document["needs"]
    assert derivation.document["proposal"]["kind"] == "open"
    assert "facts:target" not in derived().document["needs"]


def test_the_target_of_the_whole_year_goes_before_that_of_a_part_of_it():
    whole = a_fact("target", score="87.50", full="100")
    quarter = a_fact("target", "o1", "2026-Q1", score="40", full="100")

    derivation = derived(pack=a_pack(composite=COMPOSITE), person=[whole, quarter])

    assert derivation.document["exact_score"] == "469/5"


def test_targets_of_another_year_or_period_are_not_the_years():
    early = a_fact("target", "o1", "2025", score="10", full="100")
    half, whole = (
        a_fact("target", "o1", period, score=score, full="100")
        for period, score in (("2026-H1", "20"), ("2026-H2", "87.50"))
    )

    derivation = derived(pack=a_pack(composite=COMPOSITE), person=[early, whole, half])

    assert derivation.document["exact_score"] == "469/5"


def test_places_in_a_group_follow_from_derivations():
    pack = a_pack(exclusions=[WARNING])
    best = derived(pack=pack)
    barred = derived(pack=pack, person=[punished("o1")])
    forced = derived(pack=pack, facts=attendance(missed=4))

    entries = [entry_of(one.document) for one in (best, barred, forced)]

    assert [entry.excluded for entry in entries] == [(), ("exclusion",), ("N02",)]
    assert str(entries[0].score) == "98"
    named = [
        entry.__class__(f"o{n}", entry.score, entry.excluded) for n, entry in enumerate(entries)
    ]
    placed = standing("county", pack.parameters.excellent_quota, named)
    assert [place.position for place in placed.places] == ["over", "excluded", "excluded"]
