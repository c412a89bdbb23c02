"""Bringing the list up to date with the rulings; nothing that people decided is touched.

May import: this room's domain and store, grades' actions, lower rooms' stores, shared.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.consequences.actions.grounds import all_grounds, concerned, still_stand
from appraisal_service.consequences.actions.running_windows import Run, run_out_by_themselves
from appraisal_service.consequences.domain.deciding import OPEN, refreshed
from appraisal_service.consequences.domain.opening import Opened, opened
from appraisal_service.consequences.store import rows
from appraisal_service.consequences.store.tables import ConsequenceRow
from appraisal_service.grades.actions.evidence import YearEvidence, gather
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.documents.dates import day_in_china
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work


@dataclass(frozen=True, slots=True)
class Listed:
    """What bringing the list up to date came to, in numbers of entries."""

    opened: int
    changed: int
    """Not decided yet, with other grounds than before: a first decider's word lapsed."""
    lapsed: int
    """Not decided, and prescribed by no ruling any more."""
    outdated: int
    """On grounds that have changed since: people look at them again."""
    open: int
    """Proposed, or decided and not carried out yet."""


def open_consequences(office: Office, actor: Actor, jurisdiction: str, year: int) -> Listed:
    """Open an entry for everything that the rulings prescribe as of today.

    Safe to repeat: the same rulings change nothing.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        evidence = gather(session, jurisdiction, year)
        entries = {entry.key: entry for entry in opened_now(session, office, evidence)}
        listed = rows.of_year(session, jurisdiction, year)
        there = {(row.subject_kind, row.subject, row.role, row.matter): row for row in listed}
        runs = run_out_by_themselves(session, evidence, day_in_china(office.clock()))
        acts = [(row, _refresh(session, row, entries.get(key), runs)) for key, row in there.items()]
        new = {key: entry for key, entry in entries.items() if key not in there}
        for key, entry in new.items():
            there[key] = rows.add(session, jurisdiction, year, entry)
            acts.append((there[key], "open"))
        standing = still_stand(session, evidence, entries.values())
        for key, entry in entries.items():
            there[key].outdated = there[key].outdated or entry.digest not in standing
        for row, act in acts:
            if act:
                rows.record(session, row, act, actor.name, office.clock())
        session.flush()
        now = rows.of_year(session, jurisdiction, year)
    done = [act for _, act in acts]
    return Listed(
        opened=done.count("open"),
        changed=done.count("change"),
        lapsed=done.count("lapse"),
        outdated=sum(row.outdated for row in now),
        open=sum(row.state in OPEN for row in now),
    )


def opened_now(
    session: Session, office: Office, evidence: YearEvidence, row: ConsequenceRow | None = None
) -> list[Opened]:
    """Return the entries that the rulings give as of today; of ``row`` at least what it is about.

    Args:
        session: the caller's.
        office: see ``Office``.
        evidence: of the year, as it stands.
        row: the one entry that is asked about; all if None.
    """
    on = day_in_china(office.clock())
    if row is None:
        return opened(all_grounds(session, evidence, on))
    sources = {source for ground in row.content["grounds"] for source in ground["sources"]}
    persons = concerned(session, evidence, row.subject, sources)
    return opened(all_grounds(session, evidence, on, persons))


def _refresh(
    session: Session, row: ConsequenceRow, entry: Opened | None, runs: Collection[Run]
) -> str:
    """Bring one entry up to date; return what that was, empty where there is nothing to tell."""
    same = entry is not None and entry.digest == row.digest
    before = row.state
    row.state, changed = refreshed(before, triggered=entry is not None, same=same)
    course = row.subject, row.matter, frozenset(row.content["dates"].items())
    row.outdated = changed and course not in runs
    if row.state == "lapsed" and before != "lapsed":
        rows.forget_word(session, row)
        return "lapse"
    if row.state != "proposed" or entry is None:
        return ""
    if same and before == "proposed":
        row.content = entry.to_json()  # the same in another derivation: a first word stands
        return ""
    rows.renew(session, row, entry)
    return "open" if before == "lapsed" else "change"
