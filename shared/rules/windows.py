"""Judges a window: a span of the calendar that a fact begins, on the day of ``as_of``.

The days are exact, months are clamped at their ends, and both ends of a span are included
(catalogue E20, D12). A window that is over releases nobody: release is a finding (L03).

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.rules.calendar import add_months, due_after, last_day, year_end
from shared.rules.cases import Case
from shared.rules.clauses import Span, WindowClause
from shared.rules.outcomes import Outcome, Verdict, unknown
from shared.rules.parameters import Parameters, Text

On = Literal["running", "over", "found", "not_found", "late"]


@dataclass(frozen=True, slots=True)
class Windowed:
    """What a window comes to."""

    outcome: Outcome
    dates: Mapping[str, str] = field(default_factory=dict)
    """ISO days by name of span, as far as they can be counted, and ``began``. Beside ``bar_until``
    stands ``bar_other``, the day that the other reading would give (E21)."""
    on: On | None = None
    """What the window has come to on the day of ``as_of``, for ``Consequence.on``."""


def judge_window(clause: WindowClause, case: Case, parameters: Parameters) -> Windowed:
    """Return what ``clause`` comes to on the day of ``case.as_of``, with every day of it.

    Nothing that begins it, or nothing yet on that day, is not applicable (``nothing_began``).
    """
    begun = case.facts.day(clause.begins)
    if begun is None:
        return Windowed(Outcome(Verdict.EXCLUDED, cause="nothing_began"))
    dates = _dates(clause, case, parameters)
    if case.as_of is None:
        return Windowed(unknown("as_of"), dates)
    if case.as_of < begun.isoformat():
        return Windowed(Outcome(Verdict.EXCLUDED, cause="nothing_began"), dates)
    outcome, on = _judged(clause, case, _end(clause, dates))
    return Windowed(outcome, dates, on)


def describe_window(clause: WindowClause, dates: Mapping[str, str]) -> list[Text]:
    """Return one phrase for each day of the window, in the order of the clause."""
    shown = [
        Text(
            zh=f"{span.label.zh}：{dates[span.name]}",
            en=f"{span.label.en}: {dates[span.name]}",
        )
        for span in clause.spans
        if span.name in dates
    ]
    if "bar_other" in dates:
        other = dates["bar_other"]
        shown.append(
            Text(zh=f"按另一种理解至{other}", en=f"by the other reading until {other}"),
        )
    return shown


def _dates(clause: WindowClause, case: Case, parameters: Parameters) -> dict[str, str]:
    """Return every day that can be counted from what is known."""
    began = case.facts.day(clause.begins)
    dates = {} if began is None else {"began": began.isoformat()}
    for span in clause.spans:
        begun = case.facts.day(span.begins or clause.begins)
        if begun is None:
            continue
        if not span.year_end:
            dates[span.name] = _counted(span, begun).isoformat()
            continue
        readings = [year_end(begun), add_months(begun, 6)]
        if parameters.readings.bar_until == "six_months":
            readings.reverse()
        dates[span.name] = readings[0].isoformat()
        if span.name == "bar_until":
            dates["bar_other"] = readings[1].isoformat()
    return dates


def _counted(span: Span, begun: date) -> date:
    """Return the day that lies so many days or months after ``begun``."""
    if span.months is not None:
        return add_months(begun, span.months)
    assert span.days is not None, "a span that has no end of year is in days or in months"
    return last_day(begun, span.days) if span.first_day_counts else due_after(begun, span.days)


def _end(clause: WindowClause, dates: Mapping[str, str]) -> str:
    """Return the last day of the window itself; a day counted from elsewhere is not part of it."""
    return max(dates[span.name] for span in clause.spans if span.begins is None)


def _judged(clause: WindowClause, case: Case, end: str) -> tuple[Outcome, On]:
    """Return the outcome, and what a window that runs through ``end`` has come to."""
    if clause.triggered == "unanswered":
        return _unanswered(clause, case, end)
    if clause.asks and (found := _found(clause.id, case)) is not None:
        return Outcome(Verdict.TRUE), "found" if found else "not_found"
    past = _over(case, end)
    if clause.triggered == "running":
        return _running(clause, case, past)
    on: On = "over" if past else "running"
    if clause.triggered == "over":
        cause = "notice_runs" if clause.begins == "notice_start" else "still_running"
        return (Outcome(Verdict.TRUE) if past else Outcome(Verdict.FALSE, cause=cause)), on
    if past:
        return unknown(f"finding:{clause.id}"), on
    return Outcome(Verdict.FALSE, cause="still_running"), on


def _running(clause: WindowClause, case: Case, past: bool) -> tuple[Outcome, On]:
    """Return what a window comes to that applies while it runs.

    One that something has to end is not over by the calendar alone: it is overdue (L02, L10).
    """
    ended = _found(clause.ended_by, case) if clause.ended_by is not None else None
    answered = clause.answered_by is not None and _answer(clause, case) is not None
    if answered or ended or (past and ended is not None):
        return Outcome(Verdict.FALSE), "over"
    if not past:
        return Outcome(Verdict.TRUE), "running"
    if clause.asks:
        return unknown(f"finding:{clause.id}"), "over"
    if clause.answered_by is not None:
        return Outcome(Verdict.TRUE, cause="overdue"), "late"
    if clause.ended_by is not None:
        return Outcome(Verdict.TRUE, cause="overdue"), "over"
    return Outcome(Verdict.FALSE), "over"


def _found(rule: str, case: Case) -> bool | None:
    """Return what the organisation found under a clause, or None while it has not."""
    finding = case.findings.get(rule)
    return None if finding is None else finding.value


def _over(case: Case, end: str) -> bool:
    """Return whether the day of ``as_of`` lies after ``end``."""
    return case.as_of is not None and case.as_of > end


def _unanswered(clause: WindowClause, case: Case, end: str) -> tuple[Outcome, On]:
    """Return whether what had to come by ``end`` is late; on the last day it is not."""
    answer = _answer(clause, case)
    if answer is not None and answer <= end:
        return Outcome(Verdict.FALSE), "over"
    if answer is not None or _over(case, end):
        return Outcome(Verdict.TRUE, cause="overdue"), "late"
    return unknown("reply"), "running"


def _answer(clause: WindowClause, case: Case) -> str | None:
    """Return the day of the answer, if it came after what it answers and by ``as_of``."""
    assert clause.answered_by is not None, "a clause about something unanswered says what"
    begun, answer = case.facts.day(clause.begins), case.facts.day(clause.answered_by)
    if begun is None or answer is None or answer < begun:
        return None
    day = answer.isoformat()
    return day if case.as_of is not None and day <= case.as_of else None
