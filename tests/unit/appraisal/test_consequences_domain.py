"""What rulings open, what people may decide on it, what is due: without a database."""

from __future__ import annotations

from itertools import permutations

import pytest

from appraisal_service.consequences.domain.deciding import (
    ChoiceRejected,
    PersonNeededForRole,
    ReasonNeeded,
    Word,
    check_word,
    refreshed,
    stepped,
)
from appraisal_service.consequences.domain.opening import Ground, due_from, left_to_people, opened
from appraisal_service.grades.domain import NotInState
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

LEDGER = dict.fromkeys(("roll", "present", "issued", "returned"), 100)


def ruled(pack, kind, scope, source="a" * 64, **case):
    """Return the rulings of a text pack as grounds, as a document holds them."""
    subject = {"kind": kind, "id": "s1", **case.pop("subject", {})}
    evaluation = evaluate(load_pack(pack), parse_case({"subject": subject, "scope": scope, **case}))
    return [Ground((source,), ruling.to_json()) for ruling in evaluation.rulings]


def a_ballot(source="unit", **contests):
    return {"source": source, "ledger": {**LEDGER, "void": 0}, "contests": contests}


def against(bad):
    return {"excellent": 100 - bad, "incompetent": bad}


def of_official(bad, finding=None):
    """Return the rulings on one person's votes of a year under PA."""
    ballots = [a_ballot("unit", grade=against(bad)), a_ballot("county", grade=against(bad))]
    findings = {} if finding is None else {"B07": {"value": finding}}
    return ruled("PA", "official", "year", ballots=ballots, findings=findings)


def of_team(distrust, bad, **subject):
    """Return a meeting's rulings on a team under PB."""
    votes = {"trust": 100 - distrust, "distrust": distrust}
    ballot = a_ballot(grade=against(bad), confidence=votes)
    return ruled(
        "PB",
        "team",
        "meeting",
        source="b" * 64,
        ballots=[ballot],
        subject={"head": "o9", **subject},
    )


def matters(grounds):
    return {entry.matter: entry for entry in opened(grounds)}


def test_one_third_opens_a_choice_and_what_follows_it():
    entries = matters(of_official(34, finding=False))

    assert set(entries) == {"B06.demotion_or_removal", "B06.former_benefits_stop"}
    choice = entries["B06.demotion_or_removal"]
    assert [option["code"] for option in choice.choices[0]] == ["demotion", "removal"]
    assert (choice.subject_kind, choice.subject, choice.role) == ("official", "s1", "")
    assert choice.grounds[0]["sources"] == ["a" * 64]


def test_where_sealed_votes_could_decide_people_find_the_clause_met_or_decline_it():
    votes = {"trust": 88, "distrust": 12}
    sealed = {"source": "unit", "ledger": {**dict.fromkeys(LEDGER, 60), "void": 0}}
    pack = load_pack("PB").model_copy(
        update={"parameters": load_pack("PB").parameters.model_copy(update={"base": "roll"})}
    )
    case = {
        "subject": {"kind": "team", "id": "t1", "head": "o9"},
        "scope": "meeting",
        "ballots": [a_ballot(confidence=votes), sealed],
    }
    grounds = [
        Ground(("b" * 64,), one.to_json()) for one in evaluate(pack, parse_case(case)).rulings
    ]

    entries = opened([left_to_people(ground, pack.clauses) for ground in grounds])

    assert opened(grounds) == []
    assert {(one.subject, one.clauses, one.modality) for one in entries} == {
        ("t1", ("B08",), "case_by_case")
    }
    assert "B08.leadership_responsibility" in {one.matter for one in entries}
    assert all("须由人裁定" in one.grounds[0]["zh"] for one in entries)


@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"unit", "county", "merged"})])
def test_what_is_hidden_opens_the_same_matters_whatever_the_votes(hidden):
    def listed(bad):
        ballots = [a_ballot("unit", grade=against(bad)), a_ballot("county", grade=against(bad))]
        pack = load_pack("PA")
        subject = {"kind": "official", "id": "s1"}
        case = parse_case({"subject": subject, "scope": "year", "ballots": ballots})
        rulings = evaluate(pack, case, hidden).rulings
        grounds = [Ground(("a" * 64,), one.to_json()) for one in rulings]
        return opened([left_to_people(ground, pack.clauses) for ground in grounds])

    mild, harsh = listed(0), listed(99)

    assert (mild == harsh) == bool(hidden)
    assert "B06.demotion_or_removal" in {entry.matter for entry in harsh}
    assert bool(mild) == bool(hidden)


def test_with_a_finding_both_clauses_stand_in_one_entry():
    entries = matters(of_official(34, finding=True))

    joined = entries["B06.demotion_or_removal"]
    assert "B07.blame_taking_resignation" not in entries
    assert joined.clauses == ("B06", "B07")
    assert [[option["code"] for option in group] for group in joined.choices] == [
        ["demotion", "removal"],
        ["blame_taking_resignation"],
    ]
    assert [ground["clause"] for ground in joined.grounds] == ["B06", "B07"]


def test_below_the_line_opens_nothing():
    assert opened(of_official(33, finding=True)) == []


def test_a_mandatory_caution_takes_in_what_is_case_by_case_with_both_grounds():
    alone = matters(of_team(distrust=34, bad=30))
    both = matters(of_team(distrust=34, bad=31))

    assert set(alone) == {"B08.leadership_responsibility", "B08.reply_or_caution"}
    assert set(both) == {"B11.collective_caution", "B09.caution"}
    caution = both["B09.caution"]
    assert (caution.subject_kind, caution.subject) == ("official", "o9")
    assert caution.clauses == ("B08", "B09")
    assert {ground["clause"] for ground in caution.grounds} == {"B08", "B09"}
    assert caution.choices == ()


def test_the_caution_of_a_head_whom_nobody_names_waits_for_the_name():
    facts = {"punished": [{"person": who, "date": "2026-03-01"} for who in ("o3", "o4")]}
    of_year = matters(ruled("PB", "team", "year", facts=facts, as_of="2026-12-31"))
    of_meeting = matters(of_team(distrust=34, bad=31, head=None))

    for entries in (of_year, of_meeting):
        caution = entries["B09.caution"]
        assert (caution.subject_kind, caution.subject, caution.role) == ("team", "s1", "head")
    assert of_meeting["B09.caution"].clauses == ("B08", "B09")


def test_a_caution_that_people_may_decline_takes_in_nothing():
    votes = {"trust": 60, "distrust": 40}
    sealed = {"source": "unit", "ledger": {**dict.fromkeys(LEDGER, 5), "void": 0}}
    pack = load_pack("PB").model_copy(
        update={"parameters": load_pack("PB").parameters.model_copy(update={"base": "roll"})}
    )
    case = {
        "subject": {"kind": "team", "id": "t1", "head": "o9"},
        "scope": "meeting",
        "ballots": [a_ballot(confidence=votes, grade=against(31)), sealed],
    }
    grounds = [
        Ground(("b" * 64,), one.to_json()) for one in evaluate(pack, parse_case(case)).rulings
    ]

    entries = matters([left_to_people(ground, pack.clauses) for ground in grounds])

    assert entries["B09.caution"].clauses == ("B09",)
    assert entries["B09.caution"].modality == "case_by_case"
    assert entries["B08.leadership_responsibility"].modality == "must"
    assert "B08.reply_or_caution" in entries


def test_two_meetings_on_one_matter_open_one_entry_with_two_grounds():
    first, second = of_team(0, 31), of_team(0, 32)
    moved = [Ground(("c" * 64,), ground.ruling) for ground in second]

    entries = matters([*first, *moved])

    assert len(entries["B11.collective_caution"].grounds) == 2
    assert len(matters([*first, *first])["B11.collective_caution"].grounds) == 1


def twice_last(**of_ranking):
    """Return the rulings on a unit that was last in two years under PA."""
    rankings = [
        {
            "series": "annual",
            "list": "townships",
            "period": period,
            "seq": 1,
            "scores": {"s1": "60", "s2": "70"},
            "head_since": "2015-03-01",
            **of_ranking,
        }
        for period in ("2025", "2026")
    ]
    facts = {"rankings": rankings}
    subject = {"head": "o9"}
    return ruled("PA", "unit", "year", as_of="2026-12-31", facts=facts, subject=subject)


def test_a_deputy_nobody_named_is_an_open_role_of_the_unit():
    entries = {(entry.subject, entry.role): entry for entry in opened(twice_last())}

    assert entries["s1", "deputy"].matter == "K02.deputy_resignation_or_removal"
    assert entries["o9", ""].clauses == ("K02",)
    assert {entry.matter for entry in opened(twice_last())} >= {"K01.admonition_talk"}


def test_a_deputy_people_named_is_the_subject():
    entries = matters(twice_last(deputy="o4"))

    deputy = entries["K02.deputy_resignation_or_removal"]
    assert (deputy.subject_kind, deputy.subject, deputy.role) == ("official", "o4", "")


def test_the_order_of_rulings_changes_nothing():
    grounds = [*of_official(40, finding=True), *of_team(40, 40)][:6]
    expected = opened(grounds)

    assert expected
    assert all(opened(order) == expected for order in permutations(grounds))


def test_where_a_ruling_was_found_is_no_part_of_what_is_decided_on():
    here, there = of_official(34), ruled_again(of_official(34))

    assert [entry.digest for entry in opened(here)] == [entry.digest for entry in opened(there)]
    assert opened(here) != opened(there)
    other = [entry.digest for entry in opened(of_official(35))]
    assert other != [entry.digest for entry in opened(here)]


def ruled_again(grounds):
    return [Ground(("d" * 64,), ground.ruling) for ground in grounds]


def test_a_forced_grade_opens_the_criticism_alone():
    grounds = ruled("PA", "official", "year", facts={"attendance": {"missed": 4}})

    assert set(matters(grounds)) == {"N02.circulated_criticism"}


def test_an_admonition_is_watched_until_its_last_day_and_a_second_one_is_another_matter():
    facts = {"admonition_start": "2024-08-31", "talk_date": "2024-08-31"}
    first = matters(ruled("PA", "official", "year", facts=facts, as_of="2024-12-01"))
    facts = {"admonition_start": "2025-03-01"}
    second = matters(ruled("PA", "official", "year", facts=facts, as_of="2025-04-01"))

    status = first["L02.under_admonition@2024-08-31"]
    assert status.due_on == status.dates["latest"] == "2025-02-28"
    assert "L02.under_admonition@2025-03-01" in second


@pytest.mark.parametrize(
    ("rule", "facts", "as_of", "due"),
    [
        ("L08", {"notice_start": "2025-03-03"}, "2025-03-10", None),
        ("L12", {"letter_date": "2025-03-20"}, "2025-03-31", "2025-03-30"),
    ],
)
def test_what_follows_a_window_has_no_day_and_what_is_late_has_its_own(rule, facts, as_of, due):
    (entry,) = opened(ruled("PA", "official", "year", facts=facts, as_of=as_of))

    assert (entry.clauses, entry.due_on) == ((rule,), due)


def test_a_bar_of_awards_ends_with_its_own_day():
    facts = {"admonition_start": "2024-11-20"}
    entries = matters(ruled("PC", "official", "year", facts=facts, as_of="2024-12-31"))

    bar = entries["L05.no_model_titles@2024-11-20"]
    assert (bar.bar, bar.due_on) == ("model_titles", "2024-12-31")
    promotion = entries["L05.no_promotion@2024-11-20"]
    assert (promotion.bar, promotion.due_on) == (None, "2024-12-31")


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        (None, None),
        ({"days": 7, "after": "decision"}, "2025-03-07"),
        ({"months": 6, "after": "decision"}, "2025-08-28"),
        ({"days": 3, "after": "talk_date"}, None),
    ],
)
def test_a_time_after_the_decision_is_counted_from_its_paper(deadline, due):
    assert due_from(deadline, "2025-02-28") == due


CHOICES = [[{"code": "demotion"}, {"code": "removal"}], [{"code": "resignation"}]]


def a_word(*chosen, verdict="decide", person=None, reason=""):
    return Word(verdict, chosen, person, "县考〔2026〕1号", "2026-12-20", reason)


@pytest.mark.parametrize(
    "chosen", [["demotion"], ["removal"], ["resignation"], ["demotion", "resignation"]]
)
def test_of_every_group_of_alternatives_one_may_be_chosen(chosen):
    check_word(a_word(*chosen), CHOICES, "")


@pytest.mark.parametrize(
    "chosen", [[], ["demotion", "removal"], ["dismissal"], ["demotion", "demotion"]]
)
def test_nothing_two_alternatives_or_something_else_is_no_choice(chosen):
    with pytest.raises(ChoiceRejected):
        check_word(a_word(*chosen), CHOICES, "")


def test_where_nothing_is_left_open_nothing_is_chosen():
    check_word(a_word(), [], "")
    with pytest.raises(ChoiceRejected):
        check_word(a_word("caution"), [], "")


def test_to_decline_takes_a_reason_and_no_choice():
    check_word(a_word(verdict="decline", reason="已调离"), CHOICES, "")
    with pytest.raises(ReasonNeeded):
        check_word(a_word(verdict="decline", reason=" "), CHOICES, "")
    with pytest.raises(ChoiceRejected):
        check_word(a_word("removal", verdict="decline", reason="已调离"), CHOICES, "")


def test_an_open_role_takes_a_person_and_a_known_one_none():
    check_word(a_word(person="o4"), [], "deputy")
    with pytest.raises(PersonNeededForRole):
        check_word(a_word(), [], "deputy")
    with pytest.raises(PersonNeededForRole):
        check_word(a_word(person="o4"), [], "")


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [("decided", "carry_out", "carried_out"), ("carried_out", "close", "closed")],
)
def test_a_decision_is_carried_out_and_then_closed(state, act, after):
    assert stepped(state, act, outdated=False, reason="") == after


@pytest.mark.parametrize("state", ["proposed", "declined", "closed", "lapsed"])
@pytest.mark.parametrize("act", ["carry_out", "close"])
def test_no_other_step_leads_on(state, act):
    with pytest.raises(NotInState):
        stepped(state, act, outdated=True, reason="重新研究")


@pytest.mark.parametrize("state", ["decided", "declined"])
def test_only_a_decision_whose_grounds_changed_is_opened_again_and_with_a_reason(state):
    assert stepped(state, "reopen", outdated=True, reason="票数更正") == "proposed"
    with pytest.raises(NotInState):
        stepped(state, "reopen", outdated=False, reason="票数更正")
    with pytest.raises(ReasonNeeded):
        stepped(state, "reopen", outdated=True, reason="")


@pytest.mark.parametrize(
    ("state", "triggered", "same", "after"),
    [
        ("proposed", True, True, ("proposed", False)),
        ("proposed", False, False, ("lapsed", False)),
        ("lapsed", True, False, ("proposed", False)),
        ("lapsed", False, False, ("lapsed", False)),
        ("decided", True, True, ("decided", False)),
        ("decided", True, False, ("decided", True)),
        ("declined", False, False, ("declined", True)),
        ("carried_out", False, False, ("carried_out", True)),
    ],
)
def test_rulings_made_again_undo_nothing_that_people_decided(state, triggered, same, after):
    assert refreshed(state, triggered=triggered, same=same) == after
