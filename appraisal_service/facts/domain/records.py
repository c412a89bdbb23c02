"""Records of facts: canonical, named by their digest, corrected by another one, never edited.

A batch is what came from one paper at one time; all its records are of one kind.

May import: stdlib, pydantic, shared.documents.base, shared.rules, this folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from appraisal_service.facts.domain.columns import names_of
from appraisal_service.facts.domain.faults import Fault, NoSuchKind
from appraisal_service.facts.domain.kinds import (
    BY_TWO,
    KINDS,
    Ranking,
    SubjectKind,
    Value,
    fits,
)
from shared.documents.base import digest_of

_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

Known = Mapping[SubjectKind, Collection[str]]
"""The officials and units that there are; of lists and meetings any id is taken."""
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What the facts stand on: the document, its day, and the body it comes from."""

    document: str
    date: str
    source_body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote, not yet checked."""

    place: int
    """Row of a file, or number of a record."""
    subject: str
    value: Mapping[str, Any]
    subject_kind: SubjectKind | None = None
    """None in a file, where the number alone says whom it is about."""
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One fact."""

    jurisdiction: str
    year: int
    kind: str
    subject_kind: SubjectKind
    subject: str
    period: str
    value: Mapping[str, Any]
    paper: Paper
    supersedes: str | None = None
    withdrawn: bool = False
    """Takes the record that it supersedes away and puts nothing in its place."""

    def to_json(self) -> dict[str, Any]:
        """Return the plain value whose digest is the fact's id."""
        return {
            "type": "fact",
            "jurisdiction": self.jurisdiction,
            "year": self.year,
            "kind": self.kind,
            "subject": {"kind": self.subject_kind, "id": self.subject},
            "period": self.period,
            "value": dict(self.value),
            "document": self.paper.document,
            "date": self.paper.date,
            "source_body": self.paper.source_body,
            "supersedes": self.supersedes,
            "withdrawn": self.withdrawn,
        }

    @property
    def id(self) -> str:
        """Hex SHA-256 of the canonical JSON."""
        return digest_of(self.to_json())

    def occupies(self) -> list[Key]:
        """Return what no other record that stands may share."""
        known = {**self.value, "period": self.period}
        return [
            (
                self.kind,
                self.subject_kind,
                self.subject,
                names,
                None if "seq" in names else self.year,  # a series goes on over the years
                *(known[name] for name in names),
            )
            for names in KINDS[self.kind].ONE
        ]


@dataclass(frozen=True, slots=True)
class FactBatch:
    """Records of one kind from one paper; none at all says that there was nothing of the kind."""

    jurisdiction: str
    year: int
    kind: str
    paper: Paper
    records: tuple[Record, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the plain value whose digest names the batch; the order of rows means nothing."""
        return {
            "type": "fact_batch",
            "jurisdiction": self.jurisdiction,
            "year": self.year,
            "kind": self.kind,
            "document": self.paper.document,
            "date": self.paper.date,
            "source_body": self.paper.source_body,
            "facts": [one.to_json() for one in sorted(self.records, key=lambda one: one.id)],
        }

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical JSON: the batch's name."""
        return digest_of(self.to_json())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records a list shows; what is None is not asked for."""

    jurisdiction: str
    year: int
    kind: str | None = None
    subject: str | None = None


def check_kind(name: str) -> None:
    """Return if one officer enters facts of the kind ``name``.

    Raises:
        NoSuchKind: there is none of this name, or two officers have to enter it.
    """
    if name in BY_TWO:
        raise NoSuchKind("Two officers enter facts of this kind, each of them the same.")
    if name not in KINDS:
        raise NoSuchKind("There is no such kind of facts; docs/how-to/facts.md lists them.")


def read_entries(
    entries: Sequence[Entry], batch: FactBatch, known: Known
) -> tuple[list[tuple[int, Record]], list[Fault]]:
    """Return the records that ``entries`` state, with their places, and what is wrong with others.

    Args:
        entries: what was written.
        batch: for jurisdiction, year, kind and paper; its records are not looked at.
        known: which subjects there are.
    """
    records: list[tuple[int, Record]] = []
    faults: list[Fault] = []
    for entry in entries:
        found = _record(entry, batch, known)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            records.append((entry.place, found))
    return records, faults


def clashes(records: Sequence[tuple[int, Record]], standing: Collection[Key]) -> list[Fault]:
    """Return a fault for each record that repeats or contradicts another, or one that stands."""
    first: dict[Key, int] = {}
    faults = []
    for place, record in records:
        keys = record.occupies()
        earlier = min((first.get(key, place) for key in keys), default=place)
        if earlier != place:
            faults.append(Fault(place, "twice", other=earlier))
        elif any(key in standing for key in keys):
            faults.append(Fault(place, "recorded"))
        for key in keys:
            first.setdefault(key, place)
    return faults


def _record(entry: Entry, batch: FactBatch, known: Known) -> Record | Fault:
    """Return what an entry states, or what is wrong with it."""
    subject_kind = _subject_kind(entry, KINDS[batch.kind].SUBJECTS, known)
    if isinstance(subject_kind, Fault):
        return subject_kind
    try:
        value = KINDS[batch.kind].model_validate(dict(entry.value))
    except ValidationError as error:
        return _fault(entry.place, batch.kind, error)
    if not fits(value, subject_kind):
        return Fault(entry.place, "bar_of_another")
    period = entry.period or (value.period if isinstance(value, Ranking) else str(batch.year))
    record = Record(
        batch.jurisdiction,
        batch.year,
        batch.kind,
        subject_kind,
        entry.subject,
        period,
        value.model_dump(mode="json", by_alias=True),
        batch.paper,
    )
    return _misplaced(entry.place, record, value, known) or record


def _subject_kind(
    entry: Entry, subjects: Sequence[SubjectKind], known: Known
) -> SubjectKind | Fault:
    """Return what kind of subject an entry is about."""
    allowed = [kind for kind in subjects if entry.subject_kind in (None, kind)]
    found = [kind for kind in allowed if _is_known(kind, entry.subject, known)]
    if len(found) > 1:
        return Fault(entry.place, "two_subjects")
    return found[0] if found else Fault(entry.place, "unknown_subject", names_of("subject"))


def _is_known(kind: SubjectKind, subject: str, known: Known) -> bool:
    """Tell whether there is such a subject; lists and meetings are named by whoever enters."""
    if kind in known:
        return subject in known[kind]
    return _IDENTIFIER.fullmatch(subject) is not None


def _misplaced(place: int, record: Record, value: Value, known: Known) -> Fault | None:
    """Return the fault of a record whose days or units do not belong into its year and place."""
    period, year = record.period, f"{record.year:04}"
    day = year if value.DAY is None else str(record.value[value.DAY])
    checks = [
        (_PERIOD.fullmatch(period) is not None, "unread", "period"),
        (period[:4] == year, "other_year", "period"),
        (day[:4] == year, "other_year", value.DAY or ""),
    ]
    if isinstance(value, Ranking):
        checks += [
            (value.period == period, "other_period", ""),
            (value.list == record.subject, "unread", "list"),
            (all(unit in known["unit"] for unit in value.scores), "unknown_subject", "unit"),
        ]
    faults = (Fault(place, code, names_of(key)) for right, code, key in checks if not right)
    return next(faults, None)


def _fault(place: int, kind: str, error: ValidationError) -> Fault:
    """Return the first thing that is wrong with a value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if not first["loc"]:
        return Fault(place, first["type"])
    key = str(first["loc"][0])
    if kind == "ranking" and first["type"] == "too_short":
        return Fault(place, "too_few")
    code = "missing" if first["type"] == "missing" else "unread"
    return Fault(place, code, names_of(key))
