"""From a year's records to what each paper says, before anybody lays it out.

A paper is a pure function of the records. It is dated by the newest day that stands in them, so
that the same records make the same bytes.

May import: stdlib, shared.documents, shared.rules, grades' domain, this folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from appraisal_service.grades.domain import objections_end
from appraisal_service.papers.domain.kinds import (
    Board,
    Clause,
    Distribution,
    Notice,
    Notices,
    Posted,
    Publication,
    Receiver,
    Receivers,
    Spread,
    Summary,
    Triggered,
    Unit,
)
from appraisal_service.papers.domain.lines import Cited, Line, lines_of
from appraisal_service.papers.domain.records import (
    TOLD,
    NothingToPost,
    NotPublished,
    YearRecords,
)
from appraisal_service.papers.domain.words import (
    ALL,
    GROUPS,
    NO_UNIT_GROUP,
    RECIPIENTS,
    ROUNDINGS,
    Words,
)
from shared.rules.checks import HeldNode, leaves
from shared.rules.clauses import Clause as RuleClause
from shared.rules.clauses import ConditionClause
from shared.rules.packs import Pack
from shared.rules.standings import quota_cap

GRADE_CODES = ("excellent", "competent", "basically_competent", "incompetent")


def summary_of(year: YearRecords) -> Summary:
    """Return the table of the year, complete or not."""
    lines = lines_of(year)
    quota = year.pack.parameters.excellent_quota
    return Summary(
        *_head(year, lines),
        draft=any(line.state not in TOLD for line in lines) or not lines,
        units=_units(lines),
        spreads=tuple(_spreads(year, lines)),
        share=quota.share,
        rounding=ROUNDINGS[quota.rounding],
        groups=GROUPS[quota.groups],
        clauses=tuple(_triggered(lines)),
    )


def notices_of(year: YearRecords, person: str | None = None) -> Notices:
    """Return the notice of one person, or of everybody whose grade is published.

    Raises:
        NotPublished: there is no published grade to tell.
    """
    lines = _told(year)
    if person is not None:
        lines = [line for line in lines if line.person == person]
    if not lines:
        raise NotPublished("No published grade is there to tell. Publish the grades first.")
    days = year.pack.parameters.objection_days
    return Notices(
        *_head(year, lines),
        objection_days=days,
        told=_clause(year.pack, "B23"),
        notices=tuple(_notice(year.year, line, days) for line in lines),
    )


def distribution_of(year: YearRecords) -> Distribution:
    """Return the list of who gets what, each copy to be signed for.

    Raises:
        NotPublished: not one grade is published.
    """
    lines = _told(year)
    if not lines:
        raise NotPublished("No grade is published yet. Publish the grades, then hand them out.")
    return Distribution(
        *_head(year, lines),
        ordered=_clause(year.pack, "P05"),
        recipients=RECIPIENTS,
        table=summary_of(year).digest,
        units=tuple(
            Receivers(
                unit.name,
                tuple(
                    Receiver(line.name, line.post, number_of(year.year, line))
                    for line in unit.lines
                ),
            )
            for unit in _units(lines)
        ),
    )


def publication_of(year: YearRecords) -> Publication:
    """Return what is posted: the heads' ballots under B18, everybody's where the pack says so.

    Raises:
        NothingToPost: the pack tells results to nobody but the person and the leaders (E26).
        NotPublished: no grade of those concerned is published.
    """
    ordered = _clause(year.pack, "B18")
    everybody = year.pack.parameters.readings.announce == "notice_board"
    if ordered is None and not everybody:
        raise NothingToPost("The rules of this year put no result on a notice board.")
    lines = [line for line in _told(year) if everybody or line.role == "head"]
    keys = {"unit", "county", "together"} if everybody else _held(year.pack.clauses["B18"])
    boards = tuple(
        Board(unit.name, tuple(_posted(line, keys) for line in unit.lines))
        for unit in _units(line for line in lines if any(one.key in keys for one in line.ballots))
    )
    if not boards:
        raise NotPublished("No result that goes on a board is published yet.")
    return Publication(*_head(year, lines), ordered=ordered, units=boards)


def _held(clause: RuleClause) -> set[str]:
    """Return the ballots that a clause asks to have been held."""
    nodes = leaves(clause.when) if isinstance(clause, ConditionClause) else ()
    return {key for node in nodes if isinstance(node, HeldNode) for key in node.held.ballots}


def _posted(line: Line, keys: set[str]) -> Posted:
    """Return one official's row on the board."""
    ballots = tuple(one for one in line.ballots if one.key in keys)
    return Posted(line.name, line.post, line.scale, ballots)


def number_of(year: int, line: Line) -> str:
    """Return the number of a person's notice: year, person, version of the grade."""
    return f"{year}-{line.person}-{line.version}"


def _told(year: YearRecords) -> list[Line]:
    """Return the lines of those whose grade is published or final."""
    return [line for line in lines_of(year) if line.state in TOLD]


def _head(year: YearRecords, lines: Sequence[Line]) -> tuple[str, int, str, str, int]:
    """Return the fields of ``Paper``, in their order."""
    floor = year.pack.parameters.disclosure_floor
    return year.title, year.year, _day(year, lines), year.pack.digest, floor


def _day(year: YearRecords, lines: Sequence[Line]) -> str:
    """Return the newest day in the records of these people, the year's end without any."""
    there = {line.person for line in lines}
    days = [
        day
        for record in year.records
        if record.person in there
        for day in (
            record.document_date,
            record.published_on,
            *(entry["closed_on"] for entry in record.document["votes"]),
        )
        if day
    ]
    return max(days, default=f"{year.year}-12-31")


def _units(lines: Iterable[Line]) -> tuple[Unit, ...]:
    """Return the lines unit by unit, in their order."""
    return tuple(
        Unit(alike[0].unit_name, tuple(alike))
        for alike in (list(found) for _, found in groupby(lines, lambda line: line.unit))
    )


def _spreads(year: YearRecords, lines: Sequence[Line]) -> Iterable[Spread]:
    """Yield the distribution of each unit, of each group of posts if they count, and of all."""
    quota = year.pack.parameters.excellent_quota
    for unit in _units(lines):
        counts = quota.groups == "unit"
        yield _spread(Words(unit.name, unit.name), unit.lines, year.pack, counts=counts)
    if quota.groups == "group":
        named = sorted(lines, key=lambda line: year.groups.get(line.person, ""))
        for group, found in groupby(named, lambda line: year.groups.get(line.person, "")):
            name = Words(group, group) if group else NO_UNIT_GROUP
            yield _spread(name, list(found), year.pack, counts=True)
    yield _spread(ALL, lines, year.pack, counts=quota.groups == "jurisdiction")


def _spread(name: Words, lines: Sequence[Line], pack: Pack, *, counts: bool) -> Spread:
    """Return the distribution of one group."""
    found = Counter(line.grade for line in lines)
    cap = quota_cap(len(lines), pack.parameters.excellent_quota) if counts else None
    grades = tuple(found[code] for code in GRADE_CODES)
    return Spread(name, len(lines), grades, len(lines) - sum(grades), cap)


def _triggered(lines: Iterable[Line]) -> Iterable[Triggered]:
    """Yield every clause that was triggered, with how many people it concerns."""
    first: dict[str, Cited] = {}
    people: Counter[str] = Counter()
    for line in lines:
        for one in line.clauses:
            first.setdefault(one.rule, one)
            people[one.rule] += 1
    for rule in sorted(first):
        one = first[rule]
        yield Triggered(rule, one.title, one.section, one.quote, people[rule])


def _notice(year: int, line: Line, days: int) -> Notice:
    """Return one notice."""
    until = None
    if days and line.published_on:
        until = (objections_end(line.published_on, days) - timedelta(days=1)).isoformat()
    law = (line.grade, line.scale) == ("incompetent", "civil")
    return Notice(number_of(year, line), line, until, law)


def _clause(pack: Pack, rule: str) -> Clause | None:
    """Return a clause's words if the pack adopts it."""
    clause = pack.clauses.get(rule)
    if clause is None:
        return None
    quote = "……".join([clause.source.quote, *clause.source.more])
    return Clause(rule, clause.source.section, quote)
