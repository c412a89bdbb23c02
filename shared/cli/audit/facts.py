"""The audit of facts: files of attendance and of records, and that a grade leaves none out.

A record is named by the digest of all it says, its paper included, so that one that was changed
shows; what a record supersedes counts no more. Of a grade it is checked that everything which
stands about the person is in its derivation, and nothing else. Which units a superior authority
manages stands in no folder: of these facts it is checked that they stand, and not that they are
all. Members of a team are compared once all grades are read (``teams``).

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents, shared.rules.
"""

import operator
from collections.abc import Iterable, Mapping
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.teams import Teams
from shared.crypto.errors import VerificationFailed
from shared.documents.base import digest_of, parse_part
from shared.rules.person_year import (
    FOLLOWING,
    AttendanceEntry,
    AttendanceFacts,
    Inputs,
    Person,
    YearFact,
    known_kinds,
    matters,
    unit_facts,
    units_left,
)

Batches = Mapping[str, dict[str, Any]]
"""Files of attendance and of records, by digest."""

_LEFT_OUT = "The derivation leaves out a recorded fact, or names one that does not stand."


def audit_batch(bundle: Bundle, name: str) -> dict[str, Any]:
    """Return the file ``name`` if its content has that digest.

    Raises:
        VerificationFailed: it is another one, or no file of facts.
    """
    batch = bundle.read(f"facts/{name}.json")
    if digest_of(batch) != name or batch["type"] not in ("attendance_batch", "fact_batch"):
        raise VerificationFailed("A file of facts is not the one its name says.")
    return dict(batch)


class YearRecords:
    """What stands for one jurisdiction and year."""

    def __init__(
        self,
        attendance: dict[str, dict[str, Any]],
        records: Iterable[tuple[str, YearFact]],
        imported: Iterable[str],
        year: int,
        followed: Iterable[tuple[str, YearFact]] = (),
    ) -> None:
        self.attendance = attendance
        """Files by digest."""
        self._imported = set(imported)
        self._of_the_year: set[str] = set()
        self._about: dict[tuple[str, str], list[YearFact]] = {}
        self._kinds: dict[str, list[YearFact]] = {}
        self._followed = [fact for kind, fact in followed if kind == "official"]
        for kind, fact in records:
            self._about.setdefault((kind, fact.subject), []).append(fact)
            self._kinds.setdefault(fact.kind, []).append(fact)
            if fact.year == year:
                self._of_the_year.add(fact.kind)

    def about(self, kind: str, subject: str) -> list[YearFact]:
        """Return the records about one official, unit, list or meeting."""
        return self._about.get((kind, subject), [])

    def of_person(self, person: str) -> list[YearFact]:
        """Return the records about one official, with those that followed him here (E16)."""
        followed = [fact for fact in self._followed if fact.subject == person]
        return [*self.about("official", person), *followed]

    def of_kind(self, kind: str) -> list[YearFact]:
        """Return the records of one kind."""
        return self._kinds.get(kind, [])

    @property
    def kinds(self) -> Iterable[str]:
        """The kinds of which anything is known of the year, be it that there was nothing."""
        return self._imported | self._of_the_year

    def counted(self, person: str) -> dict[str, int]:
        """Return the absences of one person, without what an accepted leave covers."""
        entries = self.entries(person)
        leaves = [fact for fact in self.about("official", person) if fact.kind == "leave"]
        return AttendanceFacts(batches=sorted(self.attendance), entries=entries).counted(leaves)

    def entries(self, person: str) -> list[AttendanceEntry]:
        """Return one person's entries in the attendance files, in an order of their own."""
        found = [
            parse_part(AttendanceEntry, {name: row[name] for name in row if name != "person"})
            for batch in self.attendance.values()
            for row in batch["rows"]
            if row["person"] == person
        ]
        return sorted(found, key=_ORDER)


class Recorded:
    """What the folder's files say, sorted once for all grades.

    Files are read where a grade needs them, so that one of the wrong shape rejects the grade.
    """

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self._years: dict[tuple[str, int], YearRecords] = {}
        self.teams = Teams()
        """Of every grade of which the facts hold (``check_facts``)."""

    def year(self, person: Person) -> YearRecords:
        """Return what stands for the person's jurisdiction and year."""
        key = (person.jurisdiction, person.year)
        if key not in self._years:
            self._years[key] = YearRecords(
                _attendance(self._batches, *key),
                self._standing(*key),
                self._imported(*key),
                person.year,
                self._following(*key),
            )
        return self._years[key]

    def _imported(self, jurisdiction: str, year: int) -> set[str]:
        """Return the kinds of which a file came for the year, were it to say that none were."""
        return {
            batch["kind"]
            for batch in self._batches.values()
            if batch["type"] == "fact_batch"
            and (batch["jurisdiction"], batch["year"]) == (jurisdiction, year)
        }

    def _records(self) -> list[dict[str, Any]]:
        """Return every record of every file."""
        files = [batch for batch in self._batches.values() if batch["type"] == "fact_batch"]
        return [record for batch in files for record in batch["facts"]]

    def _following(self, jurisdiction: str, year: int) -> list[tuple[str, YearFact]]:
        """Return the records of other jurisdictions that follow people who come from there."""
        return _in_force(
            [
                record
                for record in self._records()
                if record["jurisdiction"] != jurisdiction and record["kind"] in FOLLOWING
            ],
            year,
        )

    def _standing(self, jurisdiction: str, year: int) -> list[tuple[str, YearFact]]:
        """Return the records that stand and matter, with the kind of their subject."""
        ours = [record for record in self._records() if record["jurisdiction"] == jurisdiction]
        standing = _in_force(ours, year)
        there = {fact.id for _, fact in standing}
        return [
            (kind, fact)
            for kind, fact in standing
            if fact.kind != "ranking_ruling" or fact.value["ranking"] in there
        ]


def _in_force(records: Iterable[dict[str, Any]], year: int) -> list[tuple[str, YearFact]]:
    """Return those records that no other one replaced and that matter for the year."""
    listed = list(records)
    replaced = {record["supersedes"] for record in listed}
    found = [
        (record["subject"]["kind"], _fact(record))
        for record in listed
        if not record["withdrawn"]
        and matters(record["kind"], record["year"], year, record["value"])
    ]
    return [(kind, fact) for kind, fact in found if fact.id not in replaced]


_ORDER = operator.attrgetter("date", "kind", "half_days", "meeting")


def _attendance(batches: Batches, jurisdiction: str, year: int) -> dict[str, dict[str, Any]]:
    """Return the attendance files of the year that no other one supersedes, by digest."""
    ours = {
        name: batch
        for name, batch in batches.items()
        if batch["type"] == "attendance_batch"
        and (batch["jurisdiction"], batch["year"]) == (jurisdiction, year)
    }
    replaced = {batch["supersedes"] for batch in ours.values()}
    return {name: batch for name, batch in ours.items() if name not in replaced}


def _fact(record: Mapping[str, Any]) -> YearFact:
    """Return a record as the rules read it, under the digest that names it."""
    return YearFact(
        id=digest_of(dict(record)),
        kind=record["kind"],
        subject=record["subject"]["id"],
        period=record["period"],
        value=dict(record["value"]),
    )


def check_facts(document: Mapping[str, Any], recorded: Recorded) -> None:
    """Return if a derivation names what stands about the person, all of it and nothing else.

    Args:
        document: the inputs of a derivation.
        recorded: the folder's files.

    Raises:
        VerificationFailed: a file or a fact is left out, named wrongly, or superseded.
    """
    inputs = parse_part(Inputs, document)
    year = recorded.year(inputs.person)
    _check_attendance(inputs, year)
    _same(inputs.facts, year.of_person(inputs.person.id))
    about_unit = year.about("unit", inputs.person.unit)
    left = {one: year.about("unit", one) for one in units_left(inputs.person, inputs.posts)}
    _same(inputs.unit_facts, unit_facts(inputs.person, about_unit, year.of_kind("ranking"), left))
    _same(inputs.overlap, _overlaps(inputs, year))
    _check_team(inputs, year)
    if inputs.known != known_kinds(inputs.person, year.kinds):
        raise VerificationFailed(_LEFT_OUT)
    recorded.teams.add(inputs, year.of_kind("discipline"))


def _check_attendance(inputs: Inputs, year: YearRecords) -> None:
    """Return if the person's attendance is what all files that stand say, none left out."""
    attendance = inputs.attendance
    if (attendance.batches if attendance else []) != sorted(year.attendance):
        raise VerificationFailed("The derivation leaves out an attendance file of the year.")
    entries = attendance.entries if attendance else []
    if year.entries(inputs.person.id) != sorted(entries, key=_ORDER):
        raise VerificationFailed("The person's attendance is not what the files say.")
    for leader in inputs.leaders or []:
        counts = year.counted(leader.person)
        said = (leader.missed, leader.late, leader.early)
        if said != (counts["missed"], counts["late"], counts["early"]):
            raise VerificationFailed("A leader's absences are not what the files say.")


def _overlaps(inputs: Inputs, year: YearRecords) -> list[YearFact]:
    """Return what is recorded of people on the rolls of two meetings that voted on the person."""
    used = set(inputs.results)
    return [
        fact
        for fact in year.of_kind("overlap")
        if {fact.value["unit_result"], fact.value["county_result"]} <= used
    ]


def _same(named: Iterable[YearFact], standing: Iterable[YearFact]) -> None:
    """Return if these are the same facts, each read as the rules read it."""
    read = sorted((fact.read() for fact in standing), key=lambda fact: fact.id)
    if list(named) != read:
        raise VerificationFailed(_LEFT_OUT)


def _check_team(inputs: Inputs, year: YearRecords) -> None:
    """Return if every outcome that is named stands, as it was decided."""
    standing = {
        (fact.id, fact.subject, fact.value["decided_on"]) for fact in year.of_kind("discipline")
    }
    named = {(fact.id, fact.subject, fact.value["decided_on"]) for fact in inputs.team_facts}
    if not named <= standing:
        raise VerificationFailed(_LEFT_OUT)
