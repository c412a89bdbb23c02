"""The edges of the rules that measure time, and of those that only ask whether something is done.

May import the other edges and the case makers only.
"""

from __future__ import annotations

from typing import Any

from catalogue_cases import found
from edge_cases import (
    ANSWERS,
    CHOSEN,
    DAYS,
    EITHER_WAY,
    HELD,
    NO_GATE,
    NO_LINE,
    Case,
    Edge,
    Edges,
    no,
    nobody,
    shut,
    wait,
    yes,
)
from edge_facts import COUNTS, ITEMS, RANKS
from edge_votes import BALLOTS, COMMITTEES
from rules_factories import a_ballot, a_case, a_ledger

NOTHING, RUNNING, LATE = "nothing_began", "still_running", "overdue"


def span(kind: str, day: str | None, finding: Case | None = None, **facts: Any) -> Case:
    """Return a case on a window, as of one day, on which a finding was made if there is one."""
    case = a_case(kind, facts=facts)
    if day is not None:
        case["as_of"] = day
    findings = {rule: {**said, "date": day} for rule, said in (finding or {}).items()}
    return {**case, "findings": findings} if findings else case


def of_head(role: str, case: Case) -> Case:
    """Return a case on somebody with a role."""
    return {**case, "subject": {**case["subject"], "role": role}}


def recommended(source: str, **votes: int) -> Case:
    """Return a case on a list of people recommended by ballot."""
    ballot = {
        "source": source,
        "ledger": a_ledger(sum(votes.values())),
        "contests": {"choice": votes},
    }
    return a_case("list", "meeting", ballots=[ballot])


def graded(value: str, state: str = "final") -> Case:
    """Return a case on somebody's finished grade."""
    grade = {"value": value, "scale": "civil", "state": state}
    return of_head("head", a_case(scope="after_final", grade=grade))


def reviewed(valid: int, source: str = "unit") -> Case:
    """Return a case on a head who was rated."""
    return of_head("head", a_case(scope="meeting", ballots=[a_ballot(source, valid, 0)]))


def climate(valid: int) -> Case:
    """Return a case on a place whose election climate was rated."""
    votes = {"good": valid}
    ballot = {"source": "poll", "ledger": a_ledger(valid), "contests": {"rating": votes}}
    return a_case("place", "meeting", ballots=[ballot])


def a_questionnaire() -> Case:
    """Return a case on a place whose people answered questions and rated nothing."""
    ballot = {"source": "poll", "ledger": a_ledger(9), "contests": {"yes_no": {"yes": 9}}}
    return a_case("place", "meeting", ballots=[ballot])


ADMONISHED = {"admonition_start": "2025-08-31"}

SPANS: dict[str, Edges] = {
    "L02": Edges(
        "PA",
        yes(span("official", "2026-02-27", **ADMONISHED)),
        yes(span("official", "2026-02-28", **ADMONISHED)),
        yes(span("official", "2026-03-01", **ADMONISHED), LATE),
        shut(span("official", "2025-11-30"), NOTHING),
        wait(span("official", None, **ADMONISHED)),
        DAYS,
    ),
    "L03": Edges(
        "PA",
        no(span("official", "2026-02-27", **ADMONISHED), RUNNING),
        no(span("official", "2026-02-28", **ADMONISHED), RUNNING),
        yes(span("official", "2026-03-01", found("L03", True), **ADMONISHED)),
        shut(span("official", "2025-11-30"), NOTHING),
        wait(span("official", "2026-03-01", **ADMONISHED)),
        DAYS,
    ),
    "L05": Edges(
        "PC",
        yes(span("official", "2026-02-27", **ADMONISHED)),
        yes(span("official", "2026-02-28", **ADMONISHED)),
        wait(span("official", "2026-03-01", **ADMONISHED)),
        shut(span("official", "2025-11-30"), NOTHING),
        wait(span("official", None, **ADMONISHED)),
        DAYS,
    ),
    "L06": Edges(
        "PE",
        no(span("official", "2026-02-27", **ADMONISHED), RUNNING),
        no(span("official", "2026-02-28", **ADMONISHED), RUNNING),
        yes(span("official", "2026-03-01", found("L06", True), **ADMONISHED)),
        shut(span("official", "2026-02-28"), NOTHING),
        wait(span("official", "2026-03-01", **ADMONISHED)),
        DAYS,
    ),
    "L08": Edges(
        "PA",
        no(span("candidate", "2025-03-08", notice_start="2025-03-03"), "notice_runs"),
        no(span("candidate", "2025-03-09", notice_start="2025-03-03"), "notice_runs"),
        yes(span("candidate", "2025-03-10", notice_start="2025-03-03")),
        shut(span("candidate", "2025-03-10"), NOTHING),
        wait(span("candidate", None, notice_start="2025-03-03")),
        DAYS,
    ),
    "L09": Edges(
        "PA",
        no(span("official", "2025-02-27", probation_start="2024-02-29"), RUNNING),
        no(span("official", "2025-02-28", probation_start="2024-02-29"), RUNNING),
        yes(span("official", "2025-03-01", found("L09", True), probation_start="2024-02-29")),
        shut(span("official", "2025-03-01"), NOTHING),
        wait(span("official", "2025-03-01", probation_start="2024-02-29")),
        DAYS,
    ),
    "L10": Edges(
        "PC",
        yes(span("official", "2025-03-09", removal_date="2025-03-03")),
        yes(span("official", "2025-03-10", removal_date="2025-03-03")),
        yes(span("official", "2025-03-11", removal_date="2025-03-03"), LATE),
        shut(span("official", "2025-03-10"), NOTHING),
        wait(span("official", None, removal_date="2025-03-03")),
        DAYS,
    ),
    "L12": Edges(
        "PA",
        wait(span("official", "2025-03-29", letter_date="2025-03-20")),
        wait(span("official", "2025-03-30", letter_date="2025-03-20")),
        yes(span("official", "2025-03-31", letter_date="2025-03-20"), LATE),
        shut(span("official", "2025-03-31"), NOTHING),
        wait(span("official", None, letter_date="2025-03-20")),
        DAYS,
    ),
}

DONE: dict[str, Edges] = {
    "A05": Edges(
        "PD",
        no(graded("basically_competent")),
        NO_LINE,
        yes(graded("incompetent")),
        shut(of_head("deputy", graded("incompetent")), "other_role"),
        wait(graded("incompetent", "proposed")),
        ANSWERS,
    ),
    "B18": Edges(
        "PD",
        HELD,
        HELD,
        yes(reviewed(40)),
        shut(of_head("deputy", reviewed(40)), "other_role"),
        wait(of_head("head", a_case(scope="meeting"))),
        yes(reviewed(0)),
    ),
    "B23": Edges(
        "PI",
        HELD,
        HELD,
        yes(reviewed(40)),
        NO_GATE,
        wait(a_case(scope="meeting")),
        yes(reviewed(0)),
    ),
    "P01": Edges(
        "PF",
        CHOSEN,
        CHOSEN,
        Edge(recommended("poll", o1=6, o2=4), "needs_ruling", "people_choose"),
        NO_GATE,
        wait(a_case("list", "meeting")),
        nobody(recommended("poll", o1=0, o2=0)),
    ),
    "P04": Edges(
        "PG",
        HELD,
        HELD,
        yes(climate(40)),
        NO_GATE,
        wait(a_case("place", "meeting")),
        yes(climate(0)),
    ),
    "P06": Edges(
        "PG",
        yes(a_case("place", findings=found("P06", False))),
        EITHER_WAY,
        yes(a_case("place", findings=found("P06", True))),
        shut(a_questionnaire(), "no_contest"),
        wait(a_case("place")),
        ANSWERS,
    ),
    "P08": Edges(
        "PD",
        CHOSEN,
        CHOSEN,
        Edge(recommended("poll", o1=6, o2=4), "needs_ruling", "people_choose"),
        NO_GATE,
        wait(a_case("list", "meeting")),
        nobody(recommended("poll", o1=0, o2=0)),
    ),
}

EDGES: dict[str, Edges] = dict(
    sorted({**BALLOTS, **COMMITTEES, **ITEMS, **COUNTS, **RANKS, **SPANS, **DONE}.items())
)
"""Every rule that computes, with its cells."""
