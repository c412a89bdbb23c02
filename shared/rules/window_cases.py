"""Each of several windows as a case of its own: its own days, and the finding that answers it.

A second admonition ends no first one, and a second letter answers none: what began goes on until
people end it (L03, L09) or it is answered (L10, L12).

May import: stdlib, shared.rules.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from shared.rules.calendar import add_months, due_after, last_day
from shared.rules.cases import Begun, Case, Finding
from shared.rules.cases.facts import FactDate
from shared.rules.clauses import Span, WindowClause


def each_window(begins: FactDate, case: Case, clauses: Iterable[WindowClause]) -> list[Case]:
    """Return the case as it stands for each window that ``begins`` begins, oldest first.

    Empty where the case does not list any: then its days are those of the one there is.

    Args:
        begins: the fact.
        case: of which ``window_findings`` are shared out among the windows.
        clauses: those whose findings are asked about; what was found under others stays as it is.
    """
    begun = sorted(
        (one for one in case.facts.begun if begins in one.days),
        key=lambda one: sorted(one.days.items()),
    )
    found: dict[str, dict[int, Finding]] = {}
    for clause in clauses:
        days = [(one.days[begins], _earliest(clause, one)) for one in begun]
        for rule, findings in case.window_findings.items():
            if rule in (clause.id, clause.ended_by):
                found[rule] = answers(days, _made(case, findings))
    return [
        _alone(case, one, found.keys(), {rule: it[at] for rule, it in found.items() if at in it})
        for at, one in enumerate(begun)
    ]


def answers(windows: Sequence[tuple[str, str]], findings: Sequence[Finding]) -> dict[int, Finding]:
    """Return which of several windows each finding answers, by the place of the window.

    The texts say that each period is ended by its own finding and not how the two are matched
    (诫勉期满…对已按期改正错误的，解除诫勉, L03; L09): taken by their days, a finding answers the
    oldest window without one that could have ended by its day, and only where there is none the
    newest that had begun. The same paper entered anew corrects what it said; where nothing is
    left to answer, the finding takes the place of the newest one's.

    Args:
        windows: of each its first day and the first on which it may end (YYYY-MM-DD), oldest first.
        findings: under one clause; of one day in the order in which they were entered.
    """
    found: dict[int, Finding] = {}
    for finding in sorted(findings, key=lambda one: one.date or ""):
        day = finding.date or _UNDATED
        begun = [at for at, (first, _) in enumerate(windows) if first <= day]
        same = [at for at in begun if at in found and _same_paper(found[at], finding)]
        free = [at for at in begun if at not in found]
        due = [at for at in free if windows[at][1] <= day]
        if begun:
            found[(same or due[:1] or free or begun)[-1]] = finding
    return found


_UNDATED = "9999-12-31"
"""A finding whose day nobody knows came after everything that began."""


def last_of(clause: WindowClause, span: Span, begun: date, recorded: int | None) -> date:
    """Return the last day of a span, some days or months after ``begun``.

    An admonition ends at the latest when its record says, also where that is longer or shorter
    than the text has it as a rule (E20), and at the earliest no later than that.

    Args:
        clause: the window's.
        span: one that has no end of year.
        begun: its first day.
        recorded: for how many months people set the window, if its record says.
    """
    if span.months is not None:
        asked = recorded if _set_by_people(clause, span) else None
        months = span.months if asked is None else asked
        return add_months(begun, min(span.months, months) if span.name == "earliest" else months)
    assert span.days is not None, "a span that has no end of year is in days or in months"
    return last_day(begun, span.days) if span.first_day_counts else due_after(begun, span.days)


def _set_by_people(clause: WindowClause, span: Span) -> bool:
    """Return whether the text leaves people to say how long the admonition is, within bounds.

    Three to six months as a rule (L02, L03, L05); six months of tracking are six (L06).
    """
    bounded = {"earliest", "latest"} <= {each.name for each in clause.spans}
    return clause.begins == "admonition_start" and bounded and span.name in ("earliest", "latest")


def _earliest(clause: WindowClause, one: Begun) -> str:
    """Return the first day on which a window may end by what its own days say.

    A day on which it ends at the latest says nothing of that: who does well is released at once,
    any day (及时解除诫勉, L06).
    """
    first = date.fromisoformat(one.days[clause.begins])
    own = [span for span in clause.spans if span.begins is None and not span.year_end]
    ends = [last_of(clause, span, first, one.months) for span in own if span.name != "latest"]
    return min(ends, default=first).isoformat()


def _made(case: Case, findings: Iterable[Finding]) -> list[Finding]:
    """Return what was found by the day of ``as_of``; where it says "not yet" nothing was."""
    return [one for one in findings if one.value is not None and not found_later(one, case)]


def found_later(finding: Finding, case: Case) -> bool:
    """Return whether a finding is of a day after the one that is asked about."""
    return finding.date is not None and case.as_of is not None and finding.date > case.as_of


def _same_paper(one: Finding, other: Finding) -> bool:
    """Return whether two findings stand on one paper."""
    return one.document is not None and one.document == other.document


def _alone(case: Case, one: Begun, shared: Collection[str], found: dict[str, Finding]) -> Case:
    """Return the case with the days of one window, and the findings that answer it.

    Args:
        case: with all windows.
        one: the window.
        shared: the clauses whose findings were shared out.
        found: of these the findings that fell to the window.
    """
    days: dict[str, object] = {str(name): day for name, day in one.days.items()}
    facts = case.facts.model_copy(update={**days, "admonition_months": one.months, "begun": []})
    others = {rule: it for rule, it in case.findings.items() if rule not in shared}
    update = {"facts": facts, "findings": others | found, "window_findings": {}}
    return case.model_copy(update=update)
