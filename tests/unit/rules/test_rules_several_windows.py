"""Several windows of one kind: each runs by itself, and each is ended by its own finding."""

import pytest
from rules_factories import a_case

from appraisal_service.facts.domain.consequent import consequent
from shared.rules.cases import Finding, parse_case
from shared.rules.outcomes import Verdict
from shared.rules.packs import load_pack
from shared.rules.parameters import TEXT_DEFAULTS
from shared.rules.window_cases import answers, each_window
from shared.rules.windows import judge_window

CLAUSES = {
    rule: load_pack(pack).clauses[rule]
    for pack, rule in (
        ("PA", "L02"),
        ("PA", "L03"),
        ("PA", "L12"),
        ("PC", "L05"),
        ("PE", "L06"),
    )
}


def judged(rule, as_of, *begun, found=()):
    """Return what a clause comes to; ``begun`` are the windows, ``found`` the findings on them."""
    facts = {"begun": list(begun)}
    case = parse_case(a_case(as_of=as_of, facts=facts, window_findings={"L03": list(found)}))
    return judge_window(CLAUSES[rule], case, TEXT_DEFAULTS)


def admonished(day, months=None):
    return {"days": {"admonition_start": day, "talk_date": day}, "months": months}


def a_letter(sent, replied=None):
    answer = {"reply_date": replied} if replied else {}
    return {"days": {"letter_date": sent, **answer}}


def state(windowed):
    return windowed.outcome.verdict, windowed.on, windowed.outcome.cause


@pytest.mark.parametrize(
    ("months", "earliest", "latest"),
    [
        (2, "2026-10-30", "2026-10-30"),
        (5, "2026-11-30", "2027-01-30"),
        (10, "2026-11-30", "2027-06-30"),
    ],
)
def test_the_months_that_an_admonition_was_set_for_go_before_the_usual_ones(
    months, earliest, latest
):
    begun = admonished("2026-08-30", months)

    for rule in ("L02", "L03", "L05"):
        dates = judged(rule, "2026-12-31", begun).dates
        assert (dates["earliest"], dates["latest"]) == (earliest, latest)
    assert judged("L06", "2026-12-31", begun).dates["latest"] == "2027-02-28"
    shown = consequent("admonition", {"talk_on": "2026-08-30", "months": months})
    assert shown == {"ends_on": latest}


def test_of_several_windows_the_worst_that_is_not_done_with_counts_and_all_are_named():
    begun = [admonished(day) for day in ("2024-02-01", "2025-02-01", "2025-11-20")]
    found = [{"value": True, "date": "2024-08-05"}]

    under = judged("L02", "2025-12-31", *begun, found=found)
    freed = judged("L03", "2025-12-31", *begun, found=found)

    assert (*state(under), under.dates["began"]) == (Verdict.TRUE, "over", "overdue", "2025-02-01")
    assert (freed.outcome.waiting_for, freed.dates["began"]) == (("finding:L03",), "2025-02-01")
    first, last = freed.beside
    assert (first.en[:23], last.en[:23]) == ("another from 2024-02-01", "another from 2025-11-20")
    assert "组织已作肯定认定" in first.zh
    assert "期限未满" in last.zh


def test_an_unanswered_letter_is_not_hidden_by_one_that_was_answered_late():
    letters = [a_letter("2025-03-20", "2025-05-01"), a_letter("2025-10-20")]

    window = judged("L12", "2025-12-31", *letters)

    assert (*state(window), window.dates["due"]) == (Verdict.TRUE, "late", "overdue", "2025-10-30")
    assert "2025-03-20" in window.beside[0].zh
    assert "已回复，但逾期" in window.beside[0].zh


def test_a_bar_holds_through_its_last_day_in_any_of_several_admonitions():
    window = judged("L05", "2025-12-01", admonished("2024-11-20"), admonished("2025-09-01"))

    assert window.dates["bar_until"] == "2025-12-31"
    assert "finding:L05" in window.outcome.waiting_for


def test_the_other_reading_of_a_bar_is_that_of_the_admonition_that_bars_longest():
    begun = [admonished("2024-11-20"), admonished("2025-03-01")]
    found = [{"value": False, "date": "2025-02-25"}, {"value": True, "date": "2025-07-01"}]
    facts, listed = {"begun": begun}, {"L05": found}
    case = parse_case(a_case(as_of="2025-12-31", facts=facts, window_findings=listed))

    window = judge_window(CLAUSES["L05"], case, TEXT_DEFAULTS)

    assert window.dates["began"] == "2024-11-20"
    assert (window.dates["bar_until"], window.dates["bar_other"]) == ("2025-12-31", "2025-09-01")


def a_found(day, document, value=True):
    return Finding(value=value, document=document, date=day)


TWO = [("2026-02-01", "2026-05-01"), ("2026-11-20", "2027-02-20")]
"""The first day of two admonitions, and the day on which each ends at the earliest."""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([a_found("2026-01-31", "a")], {}),
        ([a_found("2026-03-01", "a")], {0: "a"}),
        ([a_found("2026-12-01", "a")], {0: "a"}),
        ([a_found(None, "a")], {0: "a"}),
        ([a_found("2026-12-20", "b"), a_found("2026-12-01", "a")], {0: "a", 1: "b"}),
        ([a_found("2026-12-01", "a"), a_found("2026-12-02", "a", False)], {0: "a"}),
        ([a_found(f"2026-12-0{at}", name) for at, name in enumerate("abc", 1)], {0: "a", 1: "c"}),
    ],
)
def test_a_finding_answers_the_oldest_window_that_could_have_ended_by_its_day(found, expected):
    answered = answers(TWO, found)

    assert {at: one.document for at, one in answered.items()} == expected
    refused = [one for one in found if one.value is False]
    assert all(one in answered.values() for one in refused)


def test_where_no_window_could_have_ended_yet_the_newest_one_is_answered():
    windows = [("2026-06-01", "2026-09-01"), ("2026-07-01", "2026-10-01")]

    assert answers(windows, [a_found("2026-08-01", "a")]).keys() == {1}


def test_what_may_end_on_any_day_is_ended_oldest_first():
    begun = [admonished("2024-01-10"), admonished("2024-03-20")]

    first, second = of("L06", begun, {"L06": [a_found("2024-05-05", "a")]})

    assert (first.findings["L06"].document, second.findings) == ("a", {})


@pytest.mark.parametrize(
    ("rule", "answered"), [("L02", Verdict.FALSE), ("L03", Verdict.TRUE), ("L05", Verdict.TRUE)]
)
def test_what_is_found_when_the_first_admonition_ends_leaves_the_second_one_running(rule, answered):
    begun = [admonished("2024-01-10"), admonished("2024-06-20")]
    found = {rule: [a_found("2024-07-12", "a")] for rule in ("L03", "L05")}

    first, second = (
        judge_window(CLAUSES[rule], one, TEXT_DEFAULTS) for one in of(rule, begun, found)
    )

    assert first.outcome.verdict is answered
    assert (second.dates["began"], second.on) == ("2024-06-20", "running")


def of(rule, begun, found, as_of="2024-07-20"):
    """Return the case of each window."""
    listed = {name: [one.model_dump() for one in each] for name, each in found.items()}
    case = parse_case(a_case(as_of=as_of, facts={"begun": begun}, window_findings=listed))
    return each_window(CLAUSES[rule].begins, case, [CLAUSES[rule]])


@pytest.mark.parametrize(
    "later",
    [a_found("2025-03-05", "b"), a_found("2024-08-02", "b", None)],
    ids=["after the day", "not yet"],
)
def test_what_is_not_yet_found_on_the_day_ends_nothing_and_replaces_nothing(later):
    begun, valid = admonished("2024-01-10"), a_found("2024-08-01", "a")

    def asked(*found):
        listed = [one.model_dump() for one in found]
        return [state(judged(rule, "2024-12-31", begun, found=listed)) for rule in ("L02", "L03")]

    assert asked(later) == asked()
    assert asked(valid, later) == asked(valid) != asked()


def test_a_single_window_is_not_ended_by_what_was_found_after_the_day():
    finding = {"L03": a_found("2025-03-05", "a").model_dump()}
    facts = {"admonition_start": "2024-09-01"}
    case = parse_case(a_case(as_of="2024-12-31", facts=facts, findings=finding))

    window = judge_window(CLAUSES["L03"], case, TEXT_DEFAULTS)

    assert state(window) == (Verdict.FALSE, "running", "still_running")


def test_of_windows_that_people_ended_one_of_which_they_found_no_comes_first():
    begun = [admonished("2024-01-10"), admonished("2024-06-20")]
    found = [{"value": False, "date": "2024-07-12"}, {"value": True, "date": "2024-12-12"}]

    window = judged("L03", "2024-12-31", *begun, found=found)

    assert (window.on, window.dates["began"]) == ("not_found", "2024-01-10")
    assert "组织已作肯定认定" in window.beside[0].zh


def test_what_was_found_under_other_clauses_stays_in_the_case_of_every_window():
    finding = a_found("2024-01-01", "a")
    case = parse_case(
        a_case(
            as_of="2024-07-20",
            facts={"begun": [admonished("2024-01-10")]},
            findings={"B10": finding.model_dump()},
            window_findings={"B10": [finding.model_dump()]},
        )
    )

    (alone,) = each_window("admonition_start", case, [CLAUSES["L02"], CLAUSES["L03"]])

    assert alone.findings == {"B10": finding}
