"""What officers and deciders see: the list, one entry, what is due, whom to keep an eye on.

May import: this room's domain and store, grades' actions, lower rooms' stores, shared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.consequences.actions.running_windows import RunningWindow, all_windows
from appraisal_service.consequences.domain.deciding import OPEN, State
from appraisal_service.consequences.domain.opening import Ground, opened
from appraisal_service.consequences.domain.watching import (
    Reminder,
    Sign,
    days_until,
    overdue,
    signs_of,
    waited_for,
)
from appraisal_service.consequences.store import rows
from appraisal_service.consequences.store.rows import Wanted
from appraisal_service.consequences.store.tables import ConsequenceRow
from appraisal_service.facts import store as facts
from appraisal_service.grades.actions.evidence import YearEvidence, gather
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.documents.dates import day_in_china, moment_in_china
from shared.plumbing.db import reading

PAGE = 100
"""Entries on one page of the list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list somebody asks for."""

    states: Sequence[State] | None = None
    due_before: str | None = None
    subject: str | None = None
    page: int = 1
    on: str | None = None
    """The day for which overdue is told; today if None."""


def list_consequences(office: Office, jurisdiction: str, year: int, asked: Asked) -> dict[str, Any]:
    """Return one page of the list, the most urgent first.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    on = asked.on or day_in_china(office.clock())
    wanted = Wanted(asked.states, asked.due_before, asked.subject)
    with reading(office.sessions) as session:
        people.get_jurisdiction(session, jurisdiction, year)
        span = (asked.page - 1) * PAGE, PAGE
        found, total = rows.page(session, jurisdiction, year, wanted, span)
        waiting = rows.waiting(session, found)
        names = _names(session, jurisdiction, year)
        listed = [_entry(row, names, waiting, on) for row in found]
    return {"consequences": listed, "total": total, "page": asked.page, "pages": -(-total // PAGE)}


def one_consequence(
    office: Office, jurisdiction: str, year: int, consequence: str
) -> dict[str, Any]:
    """Return one entry with every step, oldest first.

    Raises:
        NoSuchConsequence: there is none of this id in this year.
    """
    on = day_in_china(office.clock())
    with reading(office.sessions) as session:
        row = rows.get(session, jurisdiction, year, consequence)
        names = _names(session, jurisdiction, year)
        shown = _entry(row, names, rows.waiting(session, [row]), on)
        steps = [
            {
                "act": step.act,
                "by": step.by,
                "at": moment_in_china(step.at),
                "reason": step.reason,
                "document": step.document,
                "date": step.date,
                "chosen": step.chosen,
                "person": step.person,
            }
            for step in rows.steps(session, row)
        ]
    return {**shown, "steps": steps}


def _entry(
    row: ConsequenceRow, names: Mapping[str, str], waiting: set[str], on: str
) -> dict[str, Any]:
    """Return one entry as it is shown."""
    content = row.content
    names_shown = ("clauses", "modality", "text", "choices", "owner", "bar", "deadline", "dates")
    return {
        "id": row.id,
        "subject": {
            "kind": row.subject_kind,
            "id": row.subject,
            "name": names.get(row.subject),
            "role": row.role or None,
        },
        "matter": row.matter,
        **{name: content[name] for name in (*names_shown, "grounds")},
        "state": row.state,
        "outdated": row.outdated,
        "decisions": int(row.id in waiting),
        "due_on": row.due_on,
        "overdue": overdue(row.state, row.due_on, on),
        "chosen": row.chosen,
        "person": row.person,
        "document_number": row.document_number,
        "document_date": row.document_date,
        "decided_by": row.decided_by,
    }


def list_reminders(
    office: Office, jurisdiction: str, year: int, on: str | None, within: int
) -> dict[str, Any]:
    """Return what is overdue or due within ``within`` days of ``on`` (today if None).

    Entries that are open, windows that wait for a finding or a reply, and what is due of a window
    and stands in no list yet or in that of an earlier year.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    day = on or day_in_china(office.clock())
    with reading(office.sessions) as session:
        evidence = gather(session, jurisdiction, year)
        names = _names(session, jurisdiction, year)
        found = [
            _reminder(row, row.due_on, day)
            for row in rows.of_year(session, jurisdiction, year)
            if row.state in OPEN and row.due_on and days_until(row.due_on, day) <= within
        ]
        for window in all_windows(session, evidence, day):
            if window.began_in <= year:
                found += waited_for(window.rulings, ("official", window.person), day, within)
                found += _not_in_the_list(session, evidence, window, (day, within))
    found.sort(key=lambda each: (each.due_on, each.subject, each.clauses))
    return {"on": day, "within": within, "reminders": [_told(each, names) for each in found]}


def _not_in_the_list(
    session: Session, evidence: YearEvidence, window: RunningWindow, asked: tuple[str, int]
) -> Iterator[Reminder]:
    """Yield a reminder for what is due of a window, where no entry of this year's list is one.

    A list knows what its officers last brought up to date: a letter that is late since yesterday
    has no entry yet, and one of December has it in the list of the year before.
    """
    day, within = asked
    grounds = [Ground(window.sources, ruling) for ruling in window.listed_in(window.began_in)]
    for entry in opened(grounds):
        if entry.due_on is None or days_until(entry.due_on, day) > within:
            continue
        where = evidence.jurisdiction, window.began_in
        state = rows.state_of(session, *where, entry)
        if state in (None, "lapsed") or (window.began_in < evidence.year and state in OPEN):
            about, days = (entry.subject_kind, entry.subject), days_until(entry.due_on, day)
            yield Reminder(*about, entry.clauses, entry.text, entry.due_on, days, None)


def _told(reminder: Reminder, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a reminder as it is shown."""
    return {
        "subject": {
            "kind": reminder.subject_kind,
            "id": reminder.subject,
            "name": names.get(reminder.subject),
            "role": reminder.role or None,
        },
        "clauses": list(reminder.clauses),
        "text": dict(reminder.what),
        "due_on": reminder.due_on,
        "days_left": reminder.days_left,
        "overdue": reminder.days_left < 0,
        "waiting_for": list(reminder.waiting_for),
        "consequence": reminder.consequence,
    }


def _reminder(row: ConsequenceRow, due_on: str, on: str) -> Reminder:
    """Return the reminder of an entry."""
    clauses, days = tuple(row.content["clauses"]), days_until(due_on, on)
    what, about = row.content["text"], (row.subject_kind, row.subject)
    return Reminder(*about, clauses, what, due_on, days, row.id, role=row.role)


def list_early_warning(
    office: Office, jurisdiction: str, year: int, on: str | None
) -> dict[str, Any]:
    """Return who is on the early-warning list on the day ``on`` (today if None), and why.

    A view over open entries and recorded facts; it has no effect on a grade (F06).

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    day = on or day_in_china(office.clock())
    with reading(office.sessions) as session:
        names = _names(session, jurisdiction, year)
        admonitions = _admonitions_ended(session, gather(session, jurisdiction, year), day)
        entries = {
            row.id: row for row in rows.of_year(session, jurisdiction, year) if row.state in OPEN
        }
        signs = [
            Sign(row.subject_kind, row.subject, "consequence", row.matter, row.due_on, row.id)
            for row in entries.values()
        ]
        words = {
            row.id: {"text": row.content["text"], "clauses": row.content["clauses"]}
            for row in entries.values()
        }
        for recorded in facts.year_facts(session, jurisdiction, year).values():
            signs += signs_of(recorded, day, admonitions)
            words |= {fact.id: {"fact": fact.kind, "period": fact.period} for fact in recorded}
    by_subject: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for sign in sorted(signs, key=lambda each: (each.kind, each.detail, each.source)):
        told = {key: value for key, value in asdict(sign).items() if "subject" not in key}
        told |= words.get(sign.source, {})
        by_subject.setdefault((sign.subject_kind, sign.subject), []).append(told)
    listed = [
        {"subject": {"kind": kind, "id": subject, "name": names.get(subject)}, "signs": told}
        for (kind, subject), told in sorted(by_subject.items())
    ]
    return {"on": day, "list": listed}


def _admonitions_ended(
    session: Session, evidence: YearEvidence, on: str
) -> dict[tuple[str, str], bool]:
    """Return by person and first day whether people ended an admonition by the day ``on``."""
    return {
        (window.person, window.began): window.ended
        for window in all_windows(session, evidence, on)
        if window.begins == "admonition_start"
    }


def _names(session: Session, jurisdiction: str, year: int) -> dict[str, str]:
    """Return the names of people, teams and units, by id."""
    roster = people.roster(session, jurisdiction, year)
    units = {unit.id: unit.name for unit in roster.units}
    return units | {team.id: team.name for team in roster.teams} | people.names(session)
