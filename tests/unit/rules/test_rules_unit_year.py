"""What the year of a unit and its team brings upon the one who leads them."""

from __future__ import annotations

import pytest
from factories.appraisal import a_finding, a_person, attendance
from factories.county_year import county_pack
from factories.year_facts import a_ranking, a_ruling, punished
from fakes.tally_results import a_result, by_digest, grade_votes

from shared.documents.manifests import Place
from shared.rules.derivation import derive, recompute
from shared.rules.person_year import LeaderYear, Post, YearFacts, unit_facts
from shared.rules.unit_year import Headless, headless_rulings

PACK = county_pack()
RESULTS = by_digest(
    a_result({"o1": grade_votes(90, 10, 0, 0, 0)}),
    a_result(
        {"o1": grade_votes(90, 10, 0, 0, 0)},
        source="county",
        place=Place(id="county", name="某县"),
    ),
)
LAST = {"unit-1": "60.00", "unit-2": "71.50"}
FIRST = {"unit-1": "80.00", "unit-2": "71.50"}
HEADED = [Post(unit="unit-1", post="局长", role="head", since="2024-05-01")]


def derived(person=None, facts=None, **year):
    """Return the derivation of a head, unless another person is given."""
    return derive(PACK, person or a_person(), RESULTS, facts, [], YearFacts(**year))


def above(derivation) -> dict[str, str]:
    """Return the states of the rulings on the unit and the team."""
    rulings = derivation.document["unit_rulings"]
    return {ruling["rule"]: ruling["state"] for ruling in rulings}


def twice_last(series="visits"):
    """Return two comparisons of one series in which unit-1 is last."""
    return [
        a_ranking(LAST, series=series, seq=number, period=f"2026-Q{number}") for number in (1, 2)
    ]


def test_last_in_two_comparisons_running_forces_the_grade_of_the_head():
    derivation = derived(unit=twice_last(), posts=HEADED)

    proposal = derivation.proposal
    assert (proposal.kind, proposal.grade, proposal.clauses) == ("forced", "incompetent", ("K04",))
    assert proposal.scale == "institution"
    assert "不合格" in derivation.document["steps"][-1]["zh"]
    (scale,) = (step for step in derivation.document["steps"] if step["what"] == "scale")
    assert "不称职" in scale["zh"]


def test_on_the_clauses_own_scale_there_is_nothing_to_say_of_another_word():
    derivation = derived(a_person(scale="institution"), unit=twice_last(), posts=HEADED)

    assert derivation.proposal.clauses == ("K04",)

    assert [step for step in derivation.document["steps"] if step["what"] == "scale"] == []


def test_every_clause_that_forces_is_cited():
    derivation = derived(facts=attendance(missed=4), unit=twice_last(), posts=HEADED)

    assert derivation.proposal.clauses == ("N02", "K04")
    assert "N02、K04" in derivation.document["steps"][-1]["zh"]
    assert derivation.document["steps"][-1]["rules"] == ["N02", "K04"]


@pytest.mark.parametrize("role", ["deputy", "member"])
def test_who_does_not_lead_the_unit_is_not_asked_for_its_place(role):
    person = a_person(role=role)
    facts = unit_facts(person, [], twice_last())

    derivation = derived(person, unit=facts)

    assert facts == []
    assert derivation.document["unit_rulings"] == []
    assert derivation.proposal.kind == "open"


@pytest.mark.parametrize(
    ("ruling", "state"), [(None, "needs_ruling"), (True, "triggered"), (False, "not_triggered")]
)
def test_a_tie_for_the_last_place_is_what_two_officers_rule_it_to_be(ruling, state):
    tied = a_ranking({"unit-1": "71.50", "unit-2": "71.5", "unit-3": "80"})
    ruled = [] if ruling is None else [a_ruling(tied, last=ruling)]

    assert above(derived(unit=[tied, *ruled]))["K01"] == state


def test_the_deputy_whom_officers_named_is_reached_and_other_deputies_are_not():
    years = [a_ranking(LAST, year=2025), a_ranking(LAST, year=2026, seq=2)]
    named = a_person(id="o7", role="deputy")
    other = a_person(id="o8", role="deputy")
    about = [a_ruling(years[1], last=True, deputy="o7")]

    reached = derived(named, unit=unit_facts(named, about, years))
    spared = derived(other, unit=unit_facts(other, about, years))

    assert above(reached) == {"K02": "triggered"}
    aims = [c["who"]["id"] for r in reached.document["unit_rulings"] for c in r["consequences"]]
    assert "o7" in aims
    assert above(spared) == {}


@pytest.mark.parametrize(
    ("posts", "state"),
    [
        pytest.param([], "pending", id="no post recorded"),
        pytest.param([("unit-1", "head", "2024-05-01", None)], "triggered", id="long in post"),
        pytest.param([("unit-1", "head", "2025-09-01", None)], "pending", id="new head"),
        pytest.param(
            [
                ("unit-1", "head", "2024-01-01", "2025-08-31"),
                ("unit-1", "head", "2025-09-01", None),
            ],
            "triggered",
            id="two posts without a break",
        ),
        pytest.param(
            [
                ("unit-1", "head", "2024-01-01", "2025-03-31"),
                ("unit-2", "head", "2025-04-01", "2025-08-31"),
                ("unit-1", "head", "2025-09-01", None),
            ],
            "pending",
            id="somewhere else between",
        ),
    ],
)
def test_two_years_in_the_last_place_are_the_heads_who_led_them(posts, state):
    years = [a_ranking(LAST, year=2025), a_ranking(LAST, year=2026, seq=2)]
    held = [
        Post(unit=unit, post="局长", role=role, since=since, until=until)
        for unit, role, since, until in posts
    ]

    derivation = derived(unit=years, posts=held)

    assert above(derivation)["K02"] == state
    assert above(derivation)["K04"] == state
    assert above(derivation)["K01"] == "triggered"


def test_rankings_of_other_units_are_no_business_of_the_head():
    others = a_ranking({"unit-8": "1", "unit-9": "2"}, series="other")
    missing = a_ranking({"unit-2": "1", "unit-3": "2"}, year=2025)

    kept = unit_facts(a_person(), [], [a_ranking(LAST), missing, others])

    assert others not in kept
    assert missing in kept  # of its own series: the unit was not ranked that year


def test_without_any_ranking_the_clauses_wait_and_say_so():
    derivation = derived()

    assert above(derivation)["K01"] == "pending"
    assert any(need.startswith("facts:rank") for need in derivation.document["needs"])
    assert above(derived(known=["ranking"]))["K01"] == "not_triggered"


def test_two_members_punished_caution_the_team_and_its_head_and_nobody_is_named():
    head = a_person(team="t1")
    team = [punished("o3"), punished("o4", "2026-08-01")]

    derivation = derived(head, team=team)

    assert (above(derivation)["B12"], above(derivation)["B09"]) == ("triggered", "triggered")
    document = derivation.document
    assert [fact["value"] for fact in document["inputs"]["team_facts"]] == [
        {"decided_on": fact.value["decided_on"]} for fact in sorted(team, key=lambda one: one.id)
    ]
    words = [step["zh"] for step in document["steps"]]
    assert not any("o3" in sentence or "o4" in sentence for sentence in words)


@pytest.mark.parametrize(
    ("team", "state"),
    [
        ([punished("o3"), punished("o3", "2026-09-09")], "not_triggered"),
        ([punished("o3", "2025-12-30"), punished("o4", "2026-01-08")], "not_triggered"),
        ([], "pending"),
    ],
)
def test_one_person_twice_or_two_years_is_no_caution_of_the_team(team, state):
    assert above(derived(a_person(team="t1"), team=team))["B12"] == state


def leader(person, missed, late=0, early=0):
    """Return one leader's year."""
    return LeaderYear(person=person, missed=missed, late=late, early=early)


@pytest.mark.parametrize(
    ("leaders", "state"),
    [
        pytest.param([leader("o1", 3), leader("o2", 3)], "not_triggered", id="never added up"),
        pytest.param([leader("o1", 0), leader("o2", 4)], "triggered", id="one leader above"),
        pytest.param([leader("o1", 3, late=2, early=1)], "triggered", id="lateness converted"),
        pytest.param([leader("o1", 3, late=2)], "not_triggered", id="two late are none"),
        pytest.param(None, "pending", id="no attendance yet"),
    ],
)
def test_a_leader_of_a_vertically_managed_unit_loses_it_the_awards(leaders, state):
    assert above(derived(vertical=True, leaders=leaders))["N04"] == state


def test_units_that_the_county_manages_are_not_asked_for_their_leaders_absence():
    assert "N04" not in above(derived(vertical=False))


def test_a_bar_of_the_units_awards_leaves_the_grade_of_its_head_alone():
    year = {"vertical": True, "leaders": [leader("o1", 4)]}
    derivation = derived(**year)

    assert [bar["bar"] for bar in derivation.document["award_bars"]] == ["unit_awards"]
    assert derivation.proposal.not_excellent == ()


def test_a_derivation_with_facts_is_made_again_from_its_document():
    year = {
        "unit": twice_last(),
        "team": [punished("o3")],
        "vertical": True,
        "leaders": [leader("o2", 4), leader("o1", 1)],
        "known": ["points"],
    }
    derivation = derived(a_person(team="t1"), **year)
    shuffled = derived(
        a_person(team="t1"),
        **{**year, "unit": year["unit"][::-1], "leaders": year["leaders"][::-1]},
    )

    again = recompute(derivation.document, PACK, RESULTS)

    assert again.digest == derivation.digest == shuffled.digest


@pytest.mark.parametrize(("found", "state"), [(True, "triggered"), (False, "not_triggered")])
def test_what_the_organisation_found_of_a_new_head_decides(found, state):
    years = [a_ranking(LAST, year=2025), a_ranking(LAST, year=2026, seq=2)]
    new = Post(unit="unit-1", post="局长", role="head", since="2025-09-01")

    derivation = derived(unit=years, posts=[new], unit_findings=[a_finding("K02", found)])

    assert above(derivation)["K02"] == state
    assert any(step["rules"] == ["K02"] for step in derivation.document["steps"])


def test_what_is_found_of_the_team_cautions_its_head():
    derivation = derived(
        a_person(team="t1"), team_findings=[a_finding("B12")], known=["discipline"]
    )

    assert above(derivation)["B09"] == "triggered"


LEFT = [
    Post(unit="unit-1", post="局长", role="head", since="2020-01-01", until="2026-06-30"),
    Post(unit="unit-2", post="局长", role="head", since="2026-07-01"),
]


def moved(person=None, **year):
    """Return the derivation of somebody who headed unit-1 until June, with its places."""
    person = person or a_person(unit="unit-2")
    places = unit_facts(person, [], twice_last(), {"unit-1": []})
    return derived(person, unit=places, posts=LEFT, **year)


@pytest.mark.parametrize("role", ["head", "member"])
def test_two_last_places_follow_the_head_who_led_through_them_to_another_post(role):
    derivation = moved(a_person(unit="unit-2", role=role))

    assert derivation.proposal.clauses == ("K04",)
    (ruling,) = (
        one
        for one in derivation.document["unit_rulings"]
        if one["rule"] == "K04" and one["target"]["id"] == "unit-1"
    )
    assert ruling["consequences"][0]["who"]["id"] == "o1"
    assert recompute(derivation.document, PACK, RESULTS).digest == derivation.digest


def test_who_came_after_two_last_places_answers_for_neither_until_people_find_so():
    new = [Post(unit="unit-1", post="局长", role="head", since="2026-07-01")]

    derivation = derived(unit=twice_last(), posts=new)

    assert (above(derivation)["K03"], above(derivation)["K04"]) == ("not_triggered", "pending")
    assert derivation.proposal.kind == "open"


def test_a_place_of_the_time_after_the_head_left_is_not_his():
    late = [
        a_ranking(LAST, series="visits", seq=number, period=f"2026-Q{number}") for number in (3, 4)
    ]
    person = a_person(unit="unit-2")

    derivation = derived(person, unit=unit_facts(person, [], late, {"unit-1": []}), posts=LEFT)

    about = [one["target"]["id"] for one in derivation.document["unit_rulings"]]
    assert "unit-1" not in about


def test_a_finding_on_the_unit_that_the_head_left_decides_on_him():
    person = a_person(unit="unit-2")
    late = [
        a_ranking(LAST, series="visits", seq=number, period=f"2026-{part}")
        for number, part in ((1, "02"), (2, "06"))
    ]
    began = LEFT[0].model_copy(update={"since": "2026-03-01"})
    places = unit_facts(person, [], late, {"unit-1": []})

    open_, found = (
        derived(person, unit=places, posts=[began, LEFT[1]], left_findings=findings).proposal
        for findings in ({}, {"unit-1": [a_finding("K04")]})
    )

    assert (open_.kind, found.clauses) == ("open", ("K04",))


def test_what_nobody_heads_is_ruled_on_by_itself_and_people_say_whom_it_hits():
    vacant = Headless("unit", "unit-1", 2026, [], twice_last(), [leader("o2", 4)])
    team = Headless("team", "t1", 2026, [], [punished("o3"), punished("o4")])

    rulings = [*headless_rulings(PACK, vacant), *headless_rulings(PACK, team)]

    states = {ruling.rule: ruling.state.value for ruling in rulings}
    asked = ("K03", "K04", "N04", "B12", "B09")
    assert {rule: states[rule] for rule in asked} == dict.fromkeys(asked, "triggered")
    (barred,) = (ruling for ruling in rulings if ruling.rule == "N04")
    assert {one.who.id for one in barred.consequences} == {"unit-1"}
    (last,) = (ruling for ruling in rulings if ruling.rule == "K03")
    assert {one.who.id for one in last.consequences} == {None}


def test_of_a_unit_without_a_head_that_the_county_manages_no_absence_is_asked():
    rulings = headless_rulings(PACK, Headless("unit", "unit-1", 2026, []))

    assert "N04" not in {ruling.rule for ruling in rulings}
