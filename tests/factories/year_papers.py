"""Years to make papers of: records with real derivations, from one official to a county of 577."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from factories.appraisal import a_pack, a_person, attendance
from fakes.tally_results import a_result, by_digest, grade_votes

from appraisal_service.papers.domain import Record, YearRecords
from shared.documents.manifests import Place
from shared.documents.results import CertifiedResult
from shared.rules.derivation import derive
from shared.rules.packs import Pack, load_pack, pack_from_document
from shared.rules.person_year import YearFact, YearFacts

UNITS = {"unit-1": "甲乡", "unit-2": "乙局"}
UNIT_VOTES = grade_votes(18, 12, 6, 4, 2)
COUNTY_VOTES = grade_votes(120, 90, 30, 13, 5)


def county_of(votes: Mapping[str, Mapping[str, int]], **changes: Any) -> CertifiedResult:
    """Return the county meeting's result about these people."""
    where = {"source": "county", "place": Place(id="county", name="某县")}
    return a_result(votes, **{**where, **changes})


def a_record(
    person: str = "o1",
    *,
    results: Sequence[CertifiedResult] | None = None,
    pack: Pack | None = None,
    who: Mapping[str, Any] | None = None,
    facts: Mapping[str, int] | None = None,
    year: YearFacts | None = None,
    **changes: Any,
) -> Record:
    """Return one official's record: both ballots, published and 称职 by default.

    Args:
        person: the person's number.
        results: certified results; the two ballots above if None.
        pack: the rules; the demo county's if None.
        who: fields of the person, among them ``unit`` and ``role``.
        facts: attendance, in numbers.
        year: facts of the year.
        changes: fields of the record.
    """
    if results is None:
        results = [a_result({person: UNIT_VOTES}), county_of({person: COUNTY_VOTES})]
    derived = derive(
        pack or a_pack(),
        a_person(id=person, **(who or {})),
        by_digest(*results),
        attendance(**(facts or {})),
        [],
        **({} if year is None else {"year": year}),
    )
    values: dict[str, Any] = {
        "person": person,
        "name": f"干部{person}",
        "state": "published",
        "version": 1,
        "grade": "competent",
        "document_number": "县考〔2026〕1号",
        "document_date": "2026-12-20",
        "decided_by": ("克拉拉", "朵拉"),
        "published_on": "2026-12-21",
        "grade_digest": None,
        "derivation": derived.digest,
        "document": derived.to_json(),
    }
    return Record(**{**values, **changes})


def a_year(*records: Record, pack: Pack | None = None, **changes: Any) -> YearRecords:
    """Return a year of these records."""
    values: dict[str, Any] = {
        "title": "云溪县",
        "year": 2026,
        "pack": pack or a_pack(),
        "units": UNITS,
        "groups": {},
        "records": list(records),
    }
    return YearRecords(**{**values, **changes})


def adopting(pack: Pack, text: str, rule: str) -> Pack:
    """Return ``pack`` with one more clause of a text pack."""
    document = pack.to_document()
    clause = load_pack(text).clauses[rule].model_dump(mode="json", by_alias=True)
    return pack_from_document({**document, "clauses": [*document["clauses"], clause]})


def punished(*members: str) -> YearFacts:
    """Return that these members of the team were punished this year."""
    facts = [
        YearFact(
            id=f"{number:064x}",
            kind="discipline",
            subject=member,
            period="2026",
            value={"sanction": "warning", "decided_on": f"2026-0{number}-01"},
        )
        for number, member in enumerate(members, start=1)
    ]
    return YearFacts(team=facts, known=["discipline"])
