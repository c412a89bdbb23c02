"""Spans of the calendar: every date of catalogue D12, before, on and after each last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from rules_factories import a_case

from shared.rules.cases import parse_case
from shared.rules.clauses import WindowClause
from shared.rules.findings import asks_for_finding
from shared.rules.outcomes import Verdict
from shared.rules.packs import load_pack
from shared.rules.parameters import DEFAULT_READINGS, TEXT_DEFAULTS
from shared.rules.windows import describe_window, judge_window

ADMONITION = [
    {"name": "earliest", "months": 3},
    {"name": "latest", "months": 6},
]


def a_window(rule, begins, triggered, spans, **changes):
    word = {"zh": "日期", "en": "day"}
    codes = changes.pop("on", [])
    return WindowClause.model_validate(
        {
            "id": rule,
            "kind": "window",
            "title": word,
            "source": {"file": "S0", "section": "一", "quote": "原文"},
            "force": "rule",
            "subject": ["official"],
            "scope": ["year"],
            "begins": begins,
            "triggered": triggered,
            "spans": [{"label": word, **span} for span in spans],
            "consequences": [
                {"code": f"then_{on}", "who": "subject", "modality": "must", "text": word, "on": on}
                for on in codes
            ],
            **changes,
        }
    )


def under_admonition(**changes):
    return a_window("L02", "admonition_start", "running", ADMONITION, **changes)


def release():
    return a_window("L03", "admonition_start", "finding", ADMONITION, on=["found", "not_found"])


def bars():
    spans = [
        *ADMONITION,
        {"name": "due", "days": 3, "begins": "talk_date"},
        {"name": "bar_until", "year_end": True},
    ]
    return a_window("L05", "admonition_start", "running", spans, on=["running", "not_found"])


def notice():
    spans = [{"name": "last_day", "days": 7, "first_day_counts": True}]
    return a_window("L08", "notice_start", "over", spans)


def probation():
    spans = [{"name": "due", "months": 12}]
    return a_window("L09", "probation_start", "finding", spans, on=["found", "not_found"])


def reply():
    spans = [{"name": "due", "days": 10}]
    return a_window("L12", "letter_date", "unanswered", spans, answered_by="reply_date")


def judged(clause, as_of, found=None, parameters=TEXT_DEFAULTS, **facts):
    findings = {rule: {"value": value} for rule, value in (found or {}).items()}
    day = {} if as_of is None else {"as_of": as_of}
    case = parse_case(a_case(**day, facts=facts, findings=findings))
    return judge_window(clause, case, parameters)


def state(windowed):
    return windowed.outcome.verdict, windowed.on, windowed.outcome.cause


@pytest.mark.parametrize(
    ("begun", "earliest", "latest"),
    [
        ("2024-08-31", "2024-11-30", "2025-02-28"),
        ("2023-08-31", "2023-11-30", "2024-02-29"),
        ("2024-11-20", "2025-02-20", "2025-05-20"),
        ("2024-02-29", "2024-05-29", "2024-08-29"),
    ],
)
def test_an_admonition_runs_three_to_six_months_of_the_calendar(begun, earliest, latest):
    window = judged(under_admonition(), begun, admonition_start=begun)

    assert window.dates == {"began": begun, "earliest": earliest, "latest": latest}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-08-30", (Verdict.EXCLUDED, None, "nothing_began")),
        ("2024-08-31", (Verdict.TRUE, "running", None)),
        ("2025-02-28", (Verdict.TRUE, "running", None)),
        ("2025-03-01", (Verdict.FALSE, "over", None)),
    ],
)
def test_a_cadre_is_under_admonition_from_its_first_to_its_last_day(as_of, expected):
    assert state(judged(under_admonition(), as_of, admonition_start="2024-08-31")) == expected


def test_nothing_that_begins_it_is_not_applicable_and_no_day_to_ask_about_is_pending():
    nothing = judged(under_admonition(), "2024-12-31")
    undated = judged(under_admonition(), None, admonition_start="2024-08-31")

    assert state(nothing) == (Verdict.EXCLUDED, None, "nothing_began")
    assert undated.outcome.verdict is Verdict.UNKNOWN
    assert undated.outcome.waiting_for == ("as_of",)
    assert undated.dates["latest"] == "2025-02-28"


def test_a_release_ends_the_admonition_early_and_a_refused_one_does_not():
    clause = under_admonition(ended_by="L03")

    def asked(value):
        found = {"L03": value}
        return judged(clause, "2024-12-20", found, admonition_start="2024-08-31")

    assert state(asked(True)) == (Verdict.FALSE, "over", None)
    assert [state(asked(value)) for value in (False, None)] == [(Verdict.TRUE, "running", None)] * 2


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, (Verdict.TRUE, "over", "overdue")),
        ({"L03": True}, (Verdict.FALSE, "over", None)),
        ({"L03": False}, (Verdict.FALSE, "over", None)),
    ],
)
def test_the_calendar_alone_ends_no_admonition_that_people_have_to_end(found, expected):
    clause = under_admonition(ended_by="L03")

    assert state(judged(clause, "2025-03-01", found, admonition_start="2024-08-31")) == expected


@pytest.mark.parametrize(
    ("as_of", "talked", "expected"),
    [
        ("2025-03-10", None, (Verdict.TRUE, "running", None)),
        ("2025-03-11", None, (Verdict.TRUE, "late", "overdue")),
        ("2025-03-11", "2025-03-10", (Verdict.FALSE, "over", None)),
        ("2025-03-20", "2025-03-15", (Verdict.FALSE, "over", None)),
        ("2025-03-05", "2025-03-06", (Verdict.TRUE, "running", None)),
        ("2025-03-05", "2025-03-01", (Verdict.TRUE, "running", None)),
    ],
)
def test_a_talk_is_due_within_the_week_and_overdue_after_it(as_of, talked, expected):
    clause = a_window(
        "L10", "removal_date", "running", [{"name": "due", "days": 7}], answered_by="removal_talk"
    )
    facts = {"removal_date": "2025-03-03", **({"removal_talk": talked} if talked else {})}

    assert state(judged(clause, as_of, **facts)) == expected


@pytest.mark.parametrize(
    ("as_of", "found", "expected"),
    [
        ("2025-02-28", None, (Verdict.FALSE, "running", "still_running")),
        ("2025-03-01", None, (Verdict.UNKNOWN, "over", None)),
        ("2025-03-01", True, (Verdict.TRUE, "found", None)),
        ("2025-03-01", False, (Verdict.TRUE, "not_found", None)),
        ("2024-10-10", False, (Verdict.TRUE, "not_found", None)),
    ],
)
def test_a_release_is_never_automatic(as_of, found, expected):
    findings = {} if found is None else {"L03": found}
    window = judged(release(), as_of, findings, admonition_start="2024-08-31")

    assert state(window) == expected
    pending = expected[0] is Verdict.UNKNOWN
    assert window.outcome.waiting_for == (("finding:L03",) if pending else ())


def test_person_r_is_barred_for_the_year_while_the_admonition_still_runs():
    clause = bars()
    facts = {"admonition_start": "2024-11-20", "talk_date": "2024-09-29"}

    window = judged(clause, "2024-12-31", **facts)

    assert window.dates == {
        "began": "2024-11-20",
        "earliest": "2025-02-20",
        "latest": "2025-05-20",
        "due": "2024-10-02",
        "bar_until": "2024-12-31",
        "bar_other": "2025-05-20",
    }
    assert state(window) == (Verdict.TRUE, "running", None)
    assert state(judged(clause, "2025-05-20", **facts))[1] == "running"
    assert judged(clause, "2025-05-21", **facts).outcome.waiting_for == ("finding:L05",)
    assert state(judged(clause, "2025-05-21", {"L05": False}, **facts))[1] == "not_found"


def test_the_end_of_the_year_is_no_end_of_an_admonition_of_january():
    window = judged(bars(), "2024-09-01", admonition_start="2024-01-10")

    assert window.dates["latest"] == "2024-07-10"
    assert window.on == "over"
    assert window.outcome.waiting_for == ("finding:L05",)


def test_a_bar_that_names_no_day_of_its_window_is_refused():
    word = {"zh": "日期", "en": "day"}
    bar = {"code": "bar", "who": "subject", "modality": "must", "text": word, "until": "due"}

    with pytest.raises(ValidationError, match="names one of its days"):
        under_admonition(consequences=[bar])


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-08-30", (Verdict.UNKNOWN, "over")), ("2024-08-31", (Verdict.TRUE, "found"))],
)
def test_what_was_found_before_a_window_began_speaks_of_an_earlier_one(day, expected):
    findings = {"L03": {"value": True, "date": day}}
    facts = {"admonition_start": "2024-08-31"}
    case = parse_case(a_case(as_of="2025-03-01", facts=facts, findings=findings))

    window = judge_window(release(), case, TEXT_DEFAULTS)
    under = judge_window(under_admonition(ended_by="L03"), case, TEXT_DEFAULTS)

    assert (window.outcome.verdict, window.on) == expected
    assert (under.outcome.cause == "overdue") is (day == "2024-08-30")


def test_the_other_reading_of_the_bar_is_shown_beside_the_one_the_pack_chose():
    readings = DEFAULT_READINGS.model_copy(update={"bar_until": "six_months"})
    parameters = TEXT_DEFAULTS.model_copy(update={"readings": readings})

    window = judged(bars(), "2024-12-31", parameters=parameters, admonition_start="2024-11-20")

    assert (window.dates["bar_until"], window.dates["bar_other"]) == ("2025-05-20", "2024-12-31")
    assert "due" not in window.dates


def test_the_plan_after_a_talk_never_lengthens_the_window():
    facts = {"admonition_start": "2024-01-10", "talk_date": "2025-06-01"}

    assert state(judged(bars(), "2025-01-01", **facts))[1] == "over"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-03", (Verdict.FALSE, "running", "notice_runs")),
        ("2025-03-09", (Verdict.FALSE, "running", "notice_runs")),
        ("2025-03-10", (Verdict.TRUE, "over", None)),
    ],
)
def test_an_appointment_may_proceed_once_the_notice_is_over(as_of, expected):
    window = judged(notice(), as_of, notice_start="2025-03-03")

    assert window.dates["last_day"] == "2025-03-09"
    assert state(window) == expected


@pytest.mark.parametrize(
    ("as_of", "found", "expected"),
    [
        ("2025-02-28", None, (Verdict.FALSE, "running", "still_running")),
        ("2025-03-01", None, (Verdict.UNKNOWN, "over", None)),
        ("2025-03-01", True, (Verdict.TRUE, "found", None)),
        ("2025-03-01", False, (Verdict.TRUE, "not_found", None)),
    ],
)
def test_a_year_of_probation_ends_with_a_finding(as_of, found, expected):
    findings = {} if found is None else {"L09": found}
    window = judged(probation(), as_of, findings, probation_start="2024-02-29")

    assert window.dates["due"] == "2025-02-28"
    assert state(window) == expected


@pytest.mark.parametrize(
    ("as_of", "replied", "expected"),
    [
        ("2025-03-30", None, (Verdict.UNKNOWN, "running", None)),
        ("2025-03-31", None, (Verdict.TRUE, "late", "overdue")),
        ("2025-04-10", "2025-03-30", (Verdict.FALSE, "over", None)),
        ("2025-04-10", "2025-03-31", (Verdict.TRUE, "late", "overdue")),
        ("2025-03-25", "2025-03-26", (Verdict.UNKNOWN, "running", None)),
        ("2025-03-25", "2025-03-19", (Verdict.UNKNOWN, "running", None)),
    ],
)
def test_a_reply_is_in_time_through_the_tenth_day(as_of, replied, expected):
    facts = {"letter_date": "2025-03-20", **({"reply_date": replied} if replied else {})}
    window = judged(reply(), as_of, **facts)

    assert window.dates["due"] == "2025-03-30"
    assert state(window) == expected
    waits = ("reply",) if expected[0] is Verdict.UNKNOWN else ()
    assert window.outcome.waiting_for == waits


@pytest.mark.parametrize(
    ("pack", "rule", "asks"),
    [
        ("PA", "B07", True),
        ("PA", "K02", True),
        ("PA", "L03", True),
        ("PA", "L09", True),
        ("PC", "L05", True),
        ("PA", "B06", False),
        ("PA", "K01", False),
        ("PA", "L02", False),
        ("PA", "L08", False),
        ("PA", "L12", False),
        ("PA", "A01", False),
    ],
)
def test_a_finding_is_taken_where_a_clause_may_wait_for_one(pack, rule, asks):
    assert asks_for_finding(load_pack(pack).clauses[rule]) is asks


def test_every_day_of_a_window_is_said_in_words():
    facts = {"admonition_start": "2024-11-20"}
    shown = describe_window(bars(), judged(bars(), "2024-12-31", **facts).dates)

    assert [text.zh for text in shown] == [
        "日期：2025-02-20",
        "日期：2025-05-20",
        "日期：2024-12-31",
        "按另一种理解至2025-05-20",
    ]
    assert shown[-1].en == "by the other reading until 2025-05-20"


@pytest.mark.parametrize(
    ("spans", "changes"),
    [
        ([{"name": "due"}], {}),
        ([{"name": "due", "days": 3, "months": 3}], {}),
        ([{"name": "due", "months": 3, "first_day_counts": True}], {}),
        ([{"name": "due", "days": 3}, {"name": "due", "days": 5}], {}),
        ([{"name": "due", "days": 3, "begins": "talk_date"}], {}),
        ([{"name": "due", "days": 3}], {"triggered": "over", "answered_by": "reply_date"}),
        ([{"name": "due", "days": 3}], {"triggered": "finding", "ended_by": "L03"}),
        ([{"name": "due", "days": 3}], {"triggered": "unanswered"}),
        ([{"name": "due", "days": 3}], {"triggered": "finding", "scope": ["meeting", "year"]}),
    ],
)
def test_a_window_that_does_not_fit_together_is_refused(spans, changes):
    trigger = changes.pop("triggered", "running")

    with pytest.raises(ValidationError):
        a_window("L02", "letter_date", trigger, spans, **changes)


@given(
    begun=st.dates(date(2001, 1, 1), date(2190, 1, 1)),
    waited=st.integers(0, 900),
    clause=st.sampled_from([under_admonition(), notice(), bars()]),
)
def test_a_window_begins_and_ends_once(begun, waited, clause):
    day = begun + timedelta(days=waited)
    facts = {clause.begins: begun.isoformat()}

    def on(when):
        return judged(clause, when.isoformat(), **facts).on

    assert on(begun) == "running"
    assert not (on(day) == "over" and on(day + timedelta(days=1)) == "running")
