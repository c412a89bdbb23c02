"""Facts of a person's year, as they reach the rules and as they stand in the derivation."""

from __future__ import annotations

from itertools import permutations

import pytest
from factories.appraisal import BATCH, a_person
from factories.county_year import county_pack
from factories.year_facts import a_fact, points
from fakes.tally_results import a_result, against, by_digest

from shared.documents.base import digest_of
from shared.documents.manifests import Place
from shared.rules.derivation import derive
from shared.rules.evaluation import evaluate
from shared.rules.person_year import (
    AttendanceEntry,
    AttendanceFacts,
    Post,
    SeveralResults,
    SignedFinding,
    YearFacts,
    by_person,
    concerns,
    excused,
    inputs_of,
    known_kinds,
    matters,
    unit_facts,
    year_case,
)

PACK = county_pack()
COUNTY = a_result({"o1": against(1, 200)}, source="county", place=Place(id="county", name="某县"))


def a_year(*facts, **year):
    """Return the inputs of a year with these facts about the person."""
    return inputs_of(a_person(), [], None, [], YearFacts(person=facts, **year))


def ruled(inputs) -> dict[str, str]:
    """Return the state of every ruling on the person's year."""
    rulings = evaluate(PACK, year_case(inputs, [])).rulings
    return {ruling.rule: ruling.state.value for ruling in rulings}


def missed(*entries) -> AttendanceFacts:
    """Return attendance with these days, kinds and meetings."""
    return AttendanceFacts(
        batches=[BATCH],
        entries=[
            AttendanceEntry(date=day, kind=kind, half_days=int(kind == "absent"), meeting=meeting)
            for day, kind, meeting in entries
        ],
    )


def test_two_meetings_missed_on_one_day_are_two():
    counts = missed(
        ("2026-03-01", "missed", "1"),
        ("2026-03-01", "missed", "2"),
        ("2026-03-02", "late", "1"),
        ("2026-03-02", "early", "2"),
        ("2026-03-03", "late", "1"),
        ("2026-03-03", "early", "1"),
    ).counted()

    assert (counts["missed"], counts["late"], counts["early"]) == (2, 2, 1)


@pytest.mark.parametrize(
    ("filed_late", "accepted", "excuses"),
    [(False, True, True), (True, True, True), (True, False, False), (False, False, False)],
)
def test_a_leave_excuses_what_it_covers_once_it_was_accepted(filed_late, accepted, excuses):
    leave = {"from": "2026-03-01", "to": "2026-03-05", "filed_late": filed_late}
    facts = [a_fact("leave", half_days=10, accepted=accepted, **leave)]
    absences = missed(
        ("2026-02-28", "missed", "1"),
        ("2026-03-01", "missed", "1"),
        ("2026-03-05", "absent", "1"),
        ("2026-03-06", "late", "1"),
    )

    counts = absences.counted(facts)

    assert counts["missed"] == (1 if excuses else 2)
    assert counts["absent_half_days"] == (0 if excuses else 1)
    assert counts["late"] == 1
    assert (excused(facts[0]) is not None) is excuses


@pytest.mark.parametrize(("half_days", "absent", "missed_left"), [(1, 3, 2), (2, 2, 1), (4, 0, 0)])
def test_a_leave_of_half_a_day_excuses_no_more_than_half_a_day(half_days, absent, missed_left):
    span = {"from": "2026-03-01", "to": "2026-03-02"}
    leave = a_fact("leave", half_days=half_days, accepted=True, filed_late=False, **span)
    entries = [
        AttendanceEntry(date=f"2026-03-0{day}", kind="absent", half_days=2) for day in (1, 2)
    ]
    meetings = [
        AttendanceEntry(date="2026-03-01", kind="missed", half_days=0, meeting=str(number))
        for number in (1, 2, 3)
    ]

    counts = AttendanceFacts(batches=[BATCH], entries=[*entries, *meetings]).counted([leave])

    assert (counts["absent_half_days"], counts["missed"]) == (absent, missed_left)


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ([("late", "1"), ("early", "1")], (0, 0, 0)),
        ([("late", "1"), ("early", "1"), ("late", "2")], (0, 1, 0)),
        ([("late", "1"), ("missed", "2")], (0, 1, 0)),
        ([("absent", "1"), ("late", "2")], (0, 0, 0)),
    ],
    ids=["late and early at one", "late at another", "the missed one first", "work takes none"],
)
def test_half_a_day_of_leave_excuses_one_meeting_whole_and_a_missed_one_first(entries, left):
    day = "2026-03-01"
    span = {"from": day, "to": day}
    leave = a_fact("leave", half_days=1, accepted=True, filed_late=False, **span)

    counts = missed(*((day, *entry) for entry in entries)).counted([leave])

    assert (counts["missed"], counts["late"], counts["early"]) == left


@pytest.mark.parametrize(
    ("halves", "states"),
    [
        pytest.param((0, 0, 7), "no no no", id="3.5 in the year"),
        pytest.param((0, 0, 8), "yes no no", id="4.0 in the year"),
        pytest.param((0, 12, 12), "yes yes yes", id="12.0 in two years"),
        pytest.param((0, 11, 12), "yes yes no", id="11.5 in two years"),
        pytest.param((9, 9, 10), "yes no yes", id="14.0 in three years"),
        pytest.param((14, 0, 14), "yes yes yes", id="a clean year between"),
        pytest.param((19, 4, 4), "no no no", id="13.5 in three years"),
    ],
)
def test_points_of_three_years_are_added_up_from_their_findings(halves, states):
    facts = [fact for back, half in enumerate(halves) for fact in points(half, 2024 + back)]

    found = ruled(a_year(*facts, known=["points"]))

    words = {"yes": "triggered", "no": "not_triggered"}
    expected = [words[word] for word in states.split()]
    assert [found[rule] for rule in ("N08", "N09", "N10")] == expected


def test_points_that_nobody_recorded_are_waited_for_and_none_recorded_are_none():
    assert ruled(a_year())["N08"] == "pending"
    assert ruled(a_year(known=["points"]))["N08"] == "not_triggered"


def admonished(talk_on, months=3, kind="admonition"):
    return a_fact("admonition", kind=kind, talk_on=talk_on, months=months)


def test_of_several_admonitions_each_has_its_period_and_a_caution_begins_none():
    facts = year_case(
        a_year(
            admonished("2026-08-31"),
            admonished("2026-11-01", kind="caution"),
            admonished("2026-01-10", 10),
        ),
        [],
    ).facts

    begun = sorted((one.days["admonition_start"], one.months) for one in facts.begun)
    assert begun == [("2026-01-10", 10), ("2026-08-31", 3)]


def test_a_second_admonition_wipes_out_no_first_one():
    inputs = a_year(admonished("2026-02-01", 6), admonished("2026-11-20", 6))

    ruled_on = {one.rule: one for one in evaluate(PACK, year_case(inputs, [])).rulings}

    assert (ruled_on["L02"].cause, ruled_on["L02"].dates["latest"]) == ("overdue", "2026-08-01")
    assert ruled_on["L03"].waiting_for == ("finding:L03",)
    for rule in ("L02", "L03"):
        assert "2026-11-20" in ruled_on[rule].explanation.zh


def test_each_admonition_is_ended_by_its_own_finding():
    admonitions = [admonished("2026-02-01", 3), admonished("2026-08-01", 3)]

    def state(*days):
        found = [
            SignedFinding(rule="L03", value=True, document=f"组考{day}", date=day, by="甲、乙")
            for day in days
        ]
        inputs = a_year(*admonitions).model_copy(update={"findings": found})
        return ruled(inputs)["L03"]

    assert state("2026-12-01") == "pending"
    assert state("2026-05-05") == "pending"
    assert state("2026-05-05", "2026-11-05") == "triggered"


@pytest.mark.parametrize(
    ("letters", "state"),
    [
        ([("2026-03-20", "2026-03-30")], "not_triggered"),
        ([("2026-03-20", "2026-03-30"), ("2026-05-01", None)], "triggered"),
        ([("2026-03-20", "2026-04-30"), ("2026-12-29", None)], "triggered"),
        ([("2026-03-20", "2026-03-30"), ("2026-12-29", None)], "pending"),
        ([("2026-03-20", "2026-04-30"), ("2026-05-01", "2026-05-02")], "triggered"),
    ],
)
def test_of_several_letters_the_one_that_comes_out_worst_counts(letters, state):
    facts = [
        a_fact("letter", case=str(number), sent_on=sent, replied_on=replied)
        for number, (sent, replied) in enumerate(letters)
    ]

    assert ruled(a_year(*facts))["L12"] == state
    assert ruled(a_year(*reversed(facts)))["L12"] == state


def test_without_a_letter_there_is_none():
    assert year_case(a_year(), []).facts.begun == []


def test_days_of_probation_notice_and_removal_reach_the_case():
    facts = year_case(
        a_year(
            a_fact("probation", starts_on="2026-02-28", post="局长"),
            a_fact("notice", starts_on="2026-03-03", post="局长"),
            a_fact("removal", removed_on="2026-05-01", talk_on=None),
            a_fact("removal", removed_on="2026-02-01", talk_on="2026-06-04"),
        ),
        [],
    ).facts

    assert sorted(sorted(one.days.items()) for one in facts.begun) == [
        [("notice_start", "2026-03-03")],
        [("probation_start", "2026-02-28")],
        [("removal_date", "2026-02-01"), ("removal_talk", "2026-06-04")],
        [("removal_date", "2026-05-01")],
    ]


def test_what_no_rule_reads_stays_in_the_record():
    facts = [
        a_fact("flag", bar="model_titles", until="2026-12-31", ground="举报人王某"),
        a_fact("complaint", case="甲1号", sent_on="2026-01-01", verified=True),
        a_fact("audit", text="内容", verdict="结论"),
        a_fact("points", half_points=2, finding="某单位账外资金"),
    ]

    inputs = a_year(*facts)
    text = inputs.model_dump_json()

    assert {fact.id for fact in inputs.facts} == {fact.id for fact in facts}
    for words in ("王某", "甲1号", "内容", "账外"):
        assert words not in text


def test_the_order_of_facts_means_nothing_and_none_counts_twice():
    facts = [*points(3), *points(4, 2025), a_fact("letter", sent_on="2026-01-01", case="1")]

    digests = {
        digest_of(a_year(*order).model_dump(mode="json"))
        for order in permutations([*facts, facts[0]], 4)
        if len({fact.id for fact in order}) == len(facts)
    }

    assert len(digests) == 1


UNIT_1 = a_result({"o1": against(1, 20)}, closed_on="2026-12-01")
UNIT_2 = a_result(
    {"o1": against(9, 20)}, closed_on="2026-12-02", place=Place(id="unit-2", name="乙乡")
)
MOVED = [
    Post(unit="unit-2", post="副局长", role="deputy", since="2024-01-01", until="2026-06-30"),
    Post(unit="unit-1", post="局长", role="head", since="2026-07-01"),
]


def derived(results, posts=()):
    year = YearFacts(posts=posts)
    return derive(PACK, a_person(), by_digest(*results), None, [], year).document


def test_the_ballot_of_the_unit_of_service_on_that_day_counts_and_the_other_is_shown():
    document = derived([UNIT_1, UNIT_2, COUNTY], MOVED)

    assert [entry["place"] for entry in document["votes"]] == ["unit-1", "county"]
    assert [entry["place"] for entry in document["elsewhere"]] == ["unit-2"]
    steps = {step["what"]: step for step in document["steps"]}
    assert steps["elsewhere"]["sources"] == [UNIT_2.digest]
    assert "unit-2副局长（2024-01-01至2026-06-30）" in steps["posts"]["zh"]
    assert "counts" not in document["elsewhere"][0]


def test_a_ballot_in_the_earlier_unit_counts_if_it_was_held_while_the_person_served_there():
    before = a_result(
        {"o1": against(9, 20)}, closed_on="2026-06-30", place=Place(id="unit-2", name="乙乡")
    )
    after = before.model_copy(update={"closed_on": "2026-07-01"})

    assert derived([before, COUNTY], MOVED)["votes"][0]["place"] == "unit-2"
    with pytest.raises(SeveralResults):
        derived([before, UNIT_1], MOVED)
    assert [one["place"] for one in derived([after, UNIT_1], MOVED)["votes"]] == ["unit-1"]


def test_a_ballot_of_a_unit_where_the_person_did_not_serve_is_waited_for_and_not_replaced():
    there = [Post(unit="unit-1", post="局长", role="head", since="2026-01-01")]

    document = derived([UNIT_2, COUNTY], there)

    assert [entry["source"] for entry in document["votes"]] == ["county"]
    assert [entry["place"] for entry in document["elsewhere"]] == ["unit-2"]
    assert "ballot:unit" in document["needs"]
    assert document["merge"] is None


def test_results_sorted_by_person_are_those_that_concern_each():
    def about(person):
        return {"rule": "B09", "state": "triggered", "target": {"kind": "official", "id": person}}

    def aimed(person):
        return {**about("o5"), "consequences": [{"who": {"kind": "official", "id": person}}]}

    known = by_digest(
        a_result({"o1": against(1, 20), "o2": against(1, 20)}, rulings=[about("o3")]),
        a_result({"o2": against(1, 20)}, rulings=[aimed("o4")]),
        a_result({}, rulings=[]),
    )

    index = by_person(known)

    people = [f"o{number}" for number in range(1, 7)]
    assert {person: index.get(person, {}) for person in people} == {
        person: {digest: one for digest, one in known.items() if concerns(one, person)}
        for person in people
    }
    assert sorted(index) == people[:5]


def test_the_same_fact_reaches_only_whom_it_concerns():
    about = [
        a_fact("target", "unit-1", score="90", full="100"),
        a_fact("flag", "unit-1", bar="unit_awards", until="2026-12-31", ground="文件"),
        a_fact("petitions", "unit-1", letters=1, visits=0, assigned=0, closed=0),
    ]

    head = unit_facts(a_person(), about, [])
    member = unit_facts(a_person(role="member"), about, [])

    assert head == about
    assert [fact.kind for fact in member] == ["target", "flag"]


@pytest.mark.parametrize(
    ("kind", "of_year", "value", "holds"),
    [
        pytest.param("leave", 2025, {"to": "2026-01-09"}, True, id="leave across New Year"),
        pytest.param("leave", 2025, {"to": "2025-12-31"}, False, id="leave of last year"),
        pytest.param("flag", 2019, {"until": "2026-01-01"}, True, id="bar of long ago that holds"),
        pytest.param("flag", 2025, {"until": "2025-12-31"}, False, id="bar that is over"),
        pytest.param("discipline", 2023, {"ends_on": "2026-11-30"}, True, id="outcome that holds"),
        pytest.param("discipline", 2023, {"ends_on": "2025-11-30"}, False, id="outcome of old"),
        pytest.param("discipline", 2024, {"ends_on": None}, True, id="outcome of two years"),
        pytest.param("points", 2024, {}, True, id="points of three years"),
        pytest.param("points", 2023, {}, False, id="points of the fourth"),
        pytest.param("flag", 2027, {"until": "2028-01-01"}, False, id="of a later year"),
    ],
)
def test_what_lasts_matters_in_every_year_that_it_reaches(kind, of_year, value, holds):
    assert matters(kind, of_year, 2026, value) is holds


def test_a_leave_across_new_year_excuses_in_january():
    absent = missed(("2026-01-05", "missed", "1"), ("2026-01-12", "missed", "1"))
    leave = a_fact(
        "leave",
        "o1",
        2025,
        **{"from": "2025-12-29", "to": "2026-01-09"},
        half_days=24,
        accepted=True,
    )

    assert absent.counted([leave])["missed"] == 1


@pytest.mark.parametrize(
    ("role", "kinds"), [("head", ["discipline", "points", "ranking"]), ("member", ["points"])]
)
def test_of_kinds_that_only_a_head_is_asked_about_nobody_else_is_told(role, kinds):
    recorded = ["ranking", "points", "discipline", "petitions", "leave"]

    assert known_kinds(a_person(role=role), recorded) == kinds
