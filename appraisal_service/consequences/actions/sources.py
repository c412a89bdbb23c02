"""Where an entry comes from: the clauses it rests on, and the papers in which they were ruled.

May import: grades', facts', results' and people's stores, facts' domain, appraisal_service.office,
shared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts.domain.telling import Language, kind_name
from appraisal_service.facts.store import records
from appraisal_service.grades.store import rows as grades
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.results import store as results
from shared.plumbing.db import reading
from shared.rules.clauses import Clause


@dataclass(frozen=True, slots=True)
class Origin:
    """What an entry rests on."""

    pack: str
    """Digest of the year's rules."""
    clauses: Mapping[str, Clause]
    """Of that pack, by id."""
    places: Mapping[str, tuple[str, str]]
    """By digest what a paper is called, and its address; one that is nowhere shown is not there."""
    names: Mapping[str, str]
    """Of people, by number."""


def origin_of(
    office: Office, jurisdiction: str, year: int, entry: Mapping[str, Any], language: Language
) -> Origin:
    """Return where an entry of a year's list comes from.

    Args:
        office: see ``Office``.
        jurisdiction: whose list.
        year: of the list.
        entry: as ``one_consequence`` returns it.
        language: in which kinds of facts are called.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    asked = {source for ground in entry["grounds"] for source in ground["sources"]}
    with reading(office.sessions) as session:
        pack = people.get_jurisdiction(session, jurisdiction, year).pack
        names = people.names(session)
        places = {
            **_people(session, asked, names),
            **_results(session, asked, f"/years/{year}/{jurisdiction}"),
            **_facts(session, asked, language),
        }
        return Origin(pack, people.get_pack(session, pack).clauses, places, names)


def _people(
    session: Session, asked: Collection[str], names: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return the pages of the people whose derivations are asked for."""
    return {
        row.derivation: (
            f"{names.get(row.person, row.person)} · {row.year}",
            f"/years/{row.year}/{row.jurisdiction}/people/{row.person}?version={row.version}#rules",
        )
        for row in grades.of_derivations(session, asked)
    }


def _results(session: Session, asked: Collection[str], here: str) -> dict[str, tuple[str, str]]:
    """Return the pages of the certified results that are asked for."""
    return {
        digest: (results.get(session, digest).document.title, f"{here}/results/{digest}")
        for digest in asked
        if results.holds(session, digest)
    }


def _facts(
    session: Session, asked: Collection[str], language: Language
) -> dict[str, tuple[str, str]]:
    """Return the pages of the recorded facts that are asked for."""
    found = (records.find_fact(session, digest) for digest in asked)
    return {
        one.row.id: (
            f"{kind_name(one.row.kind, language)} · {one.batch.document}",
            f"/years/{one.row.year}/{one.row.jurisdiction}/facts/{one.row.kind}/{one.row.id}",
        )
        for one in found
        if one is not None
    }
