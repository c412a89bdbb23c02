"""What officers and deciders see of a year: rows, teams, objections, events, later rulings.

May import: grades' domain and store, lower rooms' stores, appraisal_service.office, shared.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.actions.evidence import YearEvidence, gather
from appraisal_service.grades.store import rows
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow, ObjectionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import Official, Team
from appraisal_service.results import store as results
from shared.documents.dates import moment_in_china
from shared.documents.results import CertifiedResult
from shared.plumbing.db import reading
from shared.rules.derivation import after_final_shown
from shared.rules.disclosure import too_few, unread_ruling
from shared.rules.packs import Pack
from shared.rules.rulings import State


def list_proposals(office: Office, jurisdiction: str, year: int) -> dict[str, Any]:
    """Return everybody's row, the teams with their rulings, and whether evidence has moved on.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        evidence = gather(session, jurisdiction, year)
        officials = {official.id: official for official in evidence.roster.people}
        current = rows.current(session, jurisdiction, year)
        names = people.names(session)
        proposals = [
            {**_row(session, evidence, row, officials.get(row.person)), "name": names[row.person]}
            for row in current
        ]
    return {
        "jurisdiction": jurisdiction,
        "year": year,
        "pack": evidence.pack.digest,
        "proposals": proposals,
        "teams": [_team(team, evidence) for team in evidence.roster.teams],
    }


def _row(
    session: Session, evidence: YearEvidence, row: AppraisalRow, official: Official | None
) -> dict[str, Any]:
    """Return one person's row: votes, merge, rulings, score, proposal, state."""
    document = rows.derivation(session, row.derivation)
    person = document["inputs"]["person"]
    votes = {entry["source"]: entry for entry in document["votes"]}
    return {
        "person": row.person,
        "unit": person["unit"],
        "post": person["post"],
        "role": person["role"],
        "version": row.version,
        "state": row.state,
        "unit_votes": votes.get("unit"),
        "county_votes": votes.get("county"),
        "merged": document["merge"],
        "rulings": document["rulings"],
        "unit_rulings": document["unit_rulings"],
        "leave_rulings": document["leave_rulings"],
        "evidence": document["evidence"],
        "award_bars": document["award_bars"],
        "score": document["score"],
        "proposal": document["proposal"],
        "needs": document["needs"],
        "decisions": len(rows.decisions(session, row)),
        "grade": row.grade,
        "derivation": row.derivation,
        "outdated": not evidence.still_gives(official, document),
    }


def _team(team: Team, evidence: YearEvidence) -> dict[str, Any]:
    """Return one team with the meetings' votes and rulings about it."""
    floor = evidence.pack.parameters.disclosure_floor
    votes = [
        {
            "result": digest,
            "source": result.source,
            "kind": contest.kind,
            **_votes(contest.counts, floor),
        }
        for digest, result in evidence.results.items()
        for contest in result.contests
        if (contest.subject.kind, contest.subject.id) == ("team", team.id)
    ]
    rulings = [
        {"result": digest, **ruling_told(result, ruling, floor)}
        for digest, result in evidence.results.items()
        for ruling in result.rulings
        if _of_team(evidence.pack, ruling, team)
    ]
    return {
        "team": team.id,
        "name": team.name,
        "unit": team.unit,
        "head": team.head,
        "votes": votes,
        "rulings": rulings,
    }


def _votes(counts: Mapping[str, int], floor: int) -> dict[str, Any]:
    """Return the votes on a team, of fewer than may be shown only that they are hidden (E32)."""
    hidden = 0 < sum(counts.values()) < floor
    return {"counts": {}, "sealed": True} if hidden else {"counts": dict(counts)}


def ruling_told(
    result: CertifiedResult, ruling: Mapping[str, Any], floor: int
) -> Mapping[str, Any]:
    """Return a meeting's ruling on a team or a place: on votes too few for it people rule (E32).

    What does not apply does not for its roll or subject, however people voted.
    """
    applies = ruling.get("state") != State.NOT_APPLICABLE.value
    few = applies and too_few(result, None, ruling, floor)
    return unread_ruling(ruling) if few else ruling


def _of_team(pack: Pack, ruling: Mapping[str, Any], team: Team) -> bool:
    """Tell whether a ruling is about this team, or a cascade from it to its head."""
    clause = pack.clauses.get(str(ruling.get("rule")))
    target = ruling.get("target")
    if clause is None or "team" not in clause.subject or not isinstance(target, dict):
        return False
    return target.get("id") in (team.id, team.head)


def list_after_final(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return the rulings that read final grades (B10), from the findings as they stand now.

    They are shown beside the grades and never change them (E11).

    Returns:
        One entry for each person with a final grade: ``person``, ``grade``, ``derivation`` (its
        digest), ``findings`` and ``rulings``. With the pack and the certified results it is all
        that somebody needs to make the rulings again.
    """
    with reading(office.sessions) as session:
        return after_final_rulings(session, gather(session, jurisdiction, year))


def after_final_rulings(session: Session, evidence: YearEvidence) -> list[dict[str, Any]]:
    """Return what ``list_after_final`` returns, from evidence that was read already."""
    there = rows.current(session, evidence.jurisdiction, evidence.year)
    found = (after_final_of(session, evidence, row.person) for row in there)
    return [one for one in found if one is not None]


def after_final_of(session: Session, evidence: YearEvidence, person: str) -> dict[str, Any] | None:
    """Return the entry of one person in ``list_after_final``; None without a final grade here."""
    row = rows.find_final(session, person, evidence.year)
    if row is None or row.grade is None or row.jurisdiction != evidence.jurisdiction:
        return None
    document = rows.derivation(session, row.derivation)
    findings = evidence.findings.get(person, [])
    named = {
        digest: evidence.results.get(digest) or results.get(session, digest).document
        for digest in document["inputs"]["results"]
    }
    return {
        "person": person,
        "grade": row.grade,
        "derivation": row.derivation,
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "rulings": after_final_shown(evidence.pack, document, named, row.grade, findings),
    }


def list_objections(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return the objections to the year's grades, to whichever version, oldest first."""
    with reading(office.sessions) as session:
        return [_objection(entry) for entry in rows.objections(session, jurisdiction, year)]


def _objection(entry: ObjectionRow) -> dict[str, Any]:
    """Return one objection."""
    return {
        "objection": entry.id,
        "person": entry.person,
        "version": entry.version,
        "text": entry.text,
        "outcome": entry.outcome,
        "answer": entry.answer,
        "answered_by": entry.answered_by,
    }


def _moment(event: people.EventRow) -> tuple[str | None, str, datetime]:
    """Return what tells one decider's word: whom it was about, whose it was, and when."""
    return event.person, event.by, event.at


def _decided(word: DecisionRow | None) -> dict[str, str | None]:
    """Return grade and document of a decision; None of each for what is no decision."""
    return {
        "grade": word.grade if word else None,
        "document_number": word.document_number if word else None,
        "document_date": word.document_date if word else None,
    }


def list_events(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return who did what in this year, when and why, oldest first.

    A decider's grade, document and reason are left out until the grade is decided: the second
    decides without them, also where the proposal was dropped because the person left.
    """
    with reading(office.sessions) as session:
        events = people.events(session, jurisdiction, year)
        current = rows.current(session, jurisdiction, year)
        names, words = people.names(session), queries.words_by_moment(session, jurisdiction, year)
        hidden = domain.still_apart(
            [(event.person, event.act) for event in events],
            {event.person for event in events if event.person}
            - {row.person for row in current if row.state != "proposed"},
        )
        told = {place for place, one in enumerate(events) if one.act == "decide"} - hidden
        return [
            {
                "act": event.act,
                "person": event.person,
                "by": event.by,
                "name": names.get(event.person or ""),
                "reason": "" if place in hidden else event.reason,
                "at": moment_in_china(event.at),
                **_decided(words.get(_moment(event)) if place in told else None),
            }
            for place, event in enumerate(events)
        ]
