"""Judges a window: a span of the calendar that a fact begins, on the day of ``as_of``.

The days are exact, months are clamped at their ends, and both ends of a span are included
(catalogue E20, D12). A window that is over releases nobody: release is a finding (L03).

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shared.rules.calendar import add_months, year_end
from shared.rules.cases import Case
from shared.rules.clauses import Consequence, WindowClause
from shared.rules.outcomes import Outcome, Verdict, unknown
from shared.rules.parameters import Parameters, Text
from shared.rules.window_cases import each_window, found_later, last_of
from shared.rules.wording import CAUSES

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
    answered: bool = False
    """What had to come has come, in time or late."""
    beside: tuple[Text, ...] = ()
    """The other windows of the same kind, each with its days and how far it has come."""


def judge_window(clause: WindowClause, case: Case, parameters: Parameters) -> Windowed:
    """Return what ``clause`` comes to on the day of ``case.as_of``, with every day of it.

    Nothing that begins it, or nothing yet on that day, is not applicable (``nothing_began``).
    Each of several windows is judged by itself (see ``each_window``). The answer is that of the
    worst one that is not done with, of those the newest; it waits for what any of them waits for,
    and the others are named beside it. A bar holds through the last of its days in any of them.
    """
    begun = each_window(clause.begins, case, [clause]) or [case]
    judged = [_judged_once(clause, one, parameters) for one in begun]
    windows = [one for one in judged if one.outcome.verdict is not Verdict.EXCLUDED]
    if len(windows) < 2:
        return (windows or judged)[-1]
    at, worst = min(enumerate(windows), key=lambda each: (*_urgency(each[1]), -each[0]))
    others = (*windows[:at], *windows[at + 1 :])
    waits = [item for one in (worst, *others) for item in one.outcome.waiting_for]
    outcome = replace(worst.outcome, waiting_for=tuple(dict.fromkeys(waits)))
    dates = dict(worst.dates)
    held = {each.until for each in clause.consequences if each.until is not None}
    for name in (*held, *(["bar_other"] if "bar_other" in dates else [])):
        dates[name] = max(one.dates[name] for one in windows if name in one.dates)
    windowed = Windowed(outcome, dates, worst.on)
    return replace(_while_barred(clause, case, windowed), beside=_named(clause, others))


def _urgency(window: Windowed) -> tuple[bool, int, bool, bool, bool]:
    """Return what puts windows in their order: first those that are not done with, the worst first.

    Done with is one that people ended, or that is over, waits for nobody and was not late. Of
    those that people ended one of which they found no is worse: something is due for it (L03).
    """
    verdict, late = window.outcome.verdict, window.outcome.cause == "overdue"
    waits = verdict is Verdict.UNKNOWN or late
    done = window.on in ("found", "not_found") or (window.on == "over" and not waits)
    return done, _WORST.index(verdict), window.on != "not_found", window.answered, not late


_WORST = (Verdict.TRUE, Verdict.UNKNOWN, Verdict.FALSE)


def _named(clause: WindowClause, windows: Iterable[Windowed]) -> tuple[Text, ...]:
    """Return each window in words: since when, its days, and how far it has come."""
    named = []
    for one in windows:
        said = [*describe_window(clause, one.dates), *_come_to(one)]
        zh, en = "，".join(text.zh for text in said), ", ".join(text.en for text in said)
        began = one.dates["began"]
        named.append(Text(zh=f"另有{began}起的一次（{zh}）", en=f"another from {began} ({en})"))
    return tuple(named)


def _come_to(window: Windowed) -> list[Text]:
    """Return in words how far a window has come; nothing where no day was asked about."""
    if window.answered and window.on == "late":
        return [Text(zh="已回复，但逾期", en="answered late")]
    if window.outcome.cause == "overdue":
        return [CAUSES["overdue"]]
    if window.on == "over" and window.outcome.verdict is Verdict.UNKNOWN:
        return [Text(zh="期满，尚待组织认定", en="over, waiting for the organisation's finding")]
    return [_STAGES[window.on]] if window.on in _STAGES else []


_STAGES: Mapping[str | None, Text] = {
    "running": CAUSES["still_running"],
    "over": Text(zh="已结束", en="it has ended"),
    "found": Text(zh="组织已作肯定认定", en="the organisation has found yes"),
    "not_found": Text(zh="组织已作否定认定", en="the organisation has found no"),
}


def _judged_once(clause: WindowClause, case: Case, parameters: Parameters) -> Windowed:
    """Return what a window comes to that one fact begins."""
    begun = case.facts.day(clause.begins)
    if begun is None:
        return Windowed(Outcome(Verdict.EXCLUDED, cause="nothing_began"))
    dates = _dates(clause, case, parameters)
    if case.as_of is None:
        return Windowed(unknown("as_of"), dates)
    if case.as_of < begun.isoformat():
        return Windowed(Outcome(Verdict.EXCLUDED, cause="nothing_began"), dates)
    outcome, on = _judged(clause, case, _end(clause, dates))
    answered = clause.answered_by is not None and _answer(clause, case) is not None
    return _while_barred(clause, case, Windowed(outcome, dates, on, answered=answered))


def _while_barred(clause: WindowClause, case: Case, window: Windowed) -> Windowed:
    """Return a window that waits for people as one that applies, while it still bars something."""
    if (
        window.on == "over"
        and window.outcome.verdict is Verdict.UNKNOWN
        and _barred(clause, case, window.dates)
    ):
        overdue = Outcome(Verdict.TRUE, window.outcome.waiting_for, "overdue")
        return replace(window, outcome=overdue)
    return window


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


def _barred(clause: WindowClause, case: Case, dates: Mapping[str, str]) -> bool:
    """Return whether something holds through a day that is still to come, whatever people find."""
    ending = [each for each in clause.consequences if each.until is not None]
    return any(still_holds(each, dates, case.as_of) for each in ending)


def _dates(clause: WindowClause, case: Case, parameters: Parameters) -> dict[str, str]:
    """Return every day that can be counted from what is known."""
    began = case.facts.day(clause.begins)
    dates = {} if began is None else {"began": began.isoformat()}
    for span in clause.spans:
        begun = case.facts.day(span.begins or clause.begins)
        if begun is None:
            continue
        if not span.year_end:
            months = case.facts.admonition_months
            dates[span.name] = last_of(clause, span, begun, months).isoformat()
            continue
        readings = [year_end(begun), add_months(begun, 6)]
        if parameters.readings.bar_until == "six_months":
            readings.reverse()
        dates[span.name] = readings[0].isoformat()
        if span.name == "bar_until":
            dates["bar_other"] = readings[1].isoformat()
    return dates


def _end(clause: WindowClause, dates: Mapping[str, str]) -> str:
    """Return the last day of the window itself.

    A day counted from elsewhere is not part of it, nor is the day through which a bar holds.
    """
    own = [span.name for span in clause.spans if span.begins is None and not span.year_end]
    return max(dates[name] for name in own)


def still_holds(consequence: Consequence, dates: Mapping[str, str], as_of: str | None) -> bool:
    """Return whether what holds through a day of its own still does; nothing else ends (L05)."""
    if consequence.until is None:
        return True
    return as_of is not None and as_of <= dates.get(consequence.until, "")


def _judged(clause: WindowClause, case: Case, end: str) -> tuple[Outcome, On]:
    """Return the outcome, and what a window that runs through ``end`` has come to."""
    if clause.triggered == "unanswered":
        return _unanswered(clause, case, end)
    if clause.asks and (found := _found(clause.id, clause, case)) is not None:
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
    ended = _found(clause.ended_by, clause, case) if clause.ended_by is not None else None
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


def _found(rule: str, clause: WindowClause, case: Case) -> bool | None:
    """Return what the organisation found under ``rule``, or None while it has not.

    What was found before the window of ``clause`` began speaks of an earlier one, and what is
    found after the day of ``as_of`` was not there on it.
    """
    finding, begun = case.findings.get(rule), case.facts.day(clause.begins)
    if finding is None or begun is None or found_later(finding, case):
        return None
    early = finding.date is not None and finding.date < begun.isoformat()
    return None if early else finding.value


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
