"""One official's line: votes as far as they may be shown, grade, and the clauses behind it.

Votes, sentences and scores come from the derivation, which has left out what is too small to be
shown and what others could be had from by subtraction (E32): what is not there cannot be in a
file. Facts are never told: no paper says who was punished, or for what.

May import: stdlib, shared.rules, this folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from appraisal_service.papers.domain.records import Record, YearRecords
from appraisal_service.papers.domain.words import (
    CONTESTED,
    CORRECTING,
    ON_PAPER,
    OPTIONS,
    SOURCE_WORDS,
    TOGETHER,
    Words,
)
from shared.rules.checks import HeldNode, leaves
from shared.rules.clauses import Clause, ConditionClause, ConversionClause, MergeClause
from shared.rules.measures import percent_text
from shared.rules.packs import Pack
from shared.rules.person_year import INVESTIGATION
from shared.rules.proposals import grade_word
from shared.rules.rulings import State as RulingState

NO_SHARE = "—"
ROLES = ("head", "deputy", "member")


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes on one official in one ballot, or in both together."""

    key: str
    """``unit``, ``county``, ``together``."""
    source: Words
    sealed: bool
    """Collected, and not shown: too few papers, or others could be found by subtraction."""
    collected: int | None
    """Papers of a sealed ballot, where that is known."""
    papers: tuple[int, int, int] | None
    """Issued, returned, not returned; None when sealed, and of both ballots together."""
    valid: int | None
    counts: tuple[int, ...]
    """By option in the order of the sheet; empty when sealed."""
    excellent: str
    incompetent: str
    """Shares of the valid votes, rounded for reading; of a weighted merge the weighted ones."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that was triggered: its own words, and the sentence of this case."""

    rule: str
    title: Words
    section: str
    quote: str
    says: Words
    forced: bool
    """Whether this clause itself sets the grade."""
    prescribes: bool
    """Whether it asks for something besides the grade, which other people decide on."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the papers say of one official."""

    person: str
    name: str
    unit: str
    unit_name: str
    post: str
    role: str
    ballots: tuple[Ballot, ...]
    """Each by itself, then both together where there are two."""
    score: str | None
    proposed: Words | None
    """None where people decide without a proposal."""
    grade: str | None
    graded: Words | None
    """The grade in the words of the person's scale."""
    scale: str
    clauses: tuple[Cited, ...]
    state: str
    version: int
    document_number: str | None
    document_date: str | None
    decided_by: tuple[str, ...]
    published_on: str | None
    grade_digest: str | None
    derivation: str
    remarks: tuple[Words, ...]


def lines_of(year: YearRecords) -> list[Line]:
    """Return everybody's line, by unit as they were imported, heads first."""
    lines = [_line(year, record) for record in year.records]
    places = {unit: place for place, unit in enumerate(year.units)}
    return sorted(
        lines,
        key=lambda line: (
            places.get(line.unit, len(places)),
            line.unit,
            ROLES.index(line.role),
            line.person,
        ),
    )


def _line(year: YearRecords, record: Record) -> Line:
    """Return one official's line."""
    document = record.document
    person, proposal = document["inputs"]["person"], document["proposal"]
    votes, merge = document["votes"], document["merge"]
    merged = [one for one in votes if one["source"] != INVESTIGATION]
    together = [_together(merge)] if merge is not None and len(merged) > 1 else []
    grade, scale = record.grade, person["scale"]
    return Line(
        person=record.person,
        name=record.name,
        unit=person["unit"],
        unit_name=year.units.get(person["unit"], person["unit"]),
        post=person["post"],
        role=person["role"],
        ballots=(*map(_ballot, votes), *together),
        score=document["score"],
        proposed=_word(proposal["grade"], proposal["scale"]),
        grade=grade,
        graded=_word(grade, scale),
        scale=scale,
        clauses=tuple(_cited(year.pack, document)),
        state=record.state,
        version=record.version,
        document_number=record.document_number,
        document_date=record.document_date,
        decided_by=record.decided_by,
        published_on=record.published_on,
        grade_digest=record.grade_digest,
        derivation=record.derivation,
        remarks=tuple(_remarks(record, votes)),
    )


def _ballot(entry: Mapping[str, Any]) -> Ballot:
    """Return one ballot; of a sealed one no more than how many papers were collected."""
    key, valid = entry["source"], entry["valid"]
    if valid is None:
        return _sealed(key, SOURCE_WORDS[key], entry["collected"])
    counts = {option: entry["counts"].get(option, 0) for option in OPTIONS}
    share = {option: _percent(count, valid) for option, count in counts.items()}
    papers = entry["papers"]["issued"], entry["papers"]["returned"], entry["papers"]["unreturned"]
    return _shown(key, papers, valid, counts, share)


def _together(merge: Mapping[str, Any]) -> Ballot:
    """Return both ballots together; the shares are those of the pack's own method."""
    if merge["valid"] is None:
        return _sealed("together", TOGETHER, None)
    counts = {option: merge["counts"].get(option, 0) for option in OPTIONS}
    shares = {option: share["percent"] for option, share in merge["shares"].items()}
    return _shown("together", None, merge["valid"], counts, shares)


def _shown(
    key: str,
    papers: tuple[int, int, int] | None,
    valid: int,
    counts: Mapping[str, int],
    share: Mapping[str, str],
) -> Ballot:
    source = SOURCE_WORDS.get(key, TOGETHER)
    best, worst = share.get("excellent", NO_SHARE), share.get("incompetent", NO_SHARE)
    return Ballot(key, source, False, None, papers, valid, tuple(counts.values()), best, worst)


def _sealed(key: str, source: Words, collected: int | None) -> Ballot:
    return Ballot(key, source, True, collected, None, None, (), NO_SHARE, NO_SHARE)


def _percent(count: int, valid: int) -> str:
    return percent_text(Fraction(count, valid)) if valid else NO_SHARE


def _cited(pack: Pack, document: Mapping[str, Any]) -> Iterator[Cited]:
    """Yield the clauses that were triggered for the person, each once.

    Those of the year come first, then those on the unit and the team that aim at its head, then
    what meetings ruled. How votes were added up, and that a ballot was held, judges nobody.
    """
    person, forced = document["inputs"]["person"]["id"], document["proposal"]["clauses"]
    rulings = [*document["rulings"], *document["unit_rulings"]]
    rulings += [ruling for entry in document["evidence"] for ruling in entry["rulings"]]
    seen: set[str] = set()
    for ruling in rulings:
        rule = ruling["rule"]
        clause = pack.clauses[rule]
        told = ruling["state"] == RulingState.TRIGGERED.value and person in _aims(ruling)
        if rule in seen or not told or _judges_nobody(clause):
            continue
        seen.add(rule)
        yield Cited(
            rule=rule,
            title=Words.of(clause.title),
            section=clause.source.section,
            quote=clause.source.quote,
            says=Words(ruling["explanation"]["zh"], ruling["explanation"]["en"]),
            forced=rule in forced,
            prescribes=any(
                one["who"]["id"] == person and "grade" not in one for one in ruling["consequences"]
            ),
        )


def _aims(ruling: Mapping[str, Any]) -> set[str | None]:
    """Return the officials whom a ruling or one of its consequences is about."""
    targets = [ruling["target"], *(one["who"] for one in ruling["consequences"])]
    return {target["id"] for target in targets if target["kind"] == "official"}


def _judges_nobody(clause: Clause) -> bool:
    """Tell whether a clause only adds up votes, or only asks that a ballot is held."""
    if isinstance(clause, ConditionClause):
        return all(isinstance(node, HeldNode) for node in leaves(clause.when))
    return isinstance(clause, MergeClause | ConversionClause)


def _remarks(record: Record, votes: Sequence[Mapping[str, Any]]) -> Iterator[Words]:
    """Yield what a reader has to know beside the grade."""
    if record.correcting:
        yield CORRECTING
    if record.contested:
        yield CONTESTED
    if any(entry.get("medium") == "paper" for entry in votes):
        yield ON_PAPER


def _word(grade: str | None, scale: str) -> Words | None:
    """Return a grade in the words of its scale."""
    return None if grade is None else Words.of(grade_word(grade, scale))
