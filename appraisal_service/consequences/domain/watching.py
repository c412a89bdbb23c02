"""What is due, and whom to keep an eye on: views, which change nothing.

A reminder names a day. The early-warning list (范文1) gathers what stands against a subject on a
day: open entries, bars of awards, sanctions in effect, poor ratings. It has no effect on a grade
(F06), and its kinds are those of the records: the text names only some.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from appraisal_service.consequences.domain.deciding import OPEN, State
from shared.rules.calendar import add_months
from shared.rules.person_year import YearFact
from shared.rules.rulings import State as Ruled

POOR = ("poor",)
"""Line ratings that put a township on the list."""

NO_CAUTION = "admonition"
NOTHING_ENDED: Mapping[tuple[str, str], bool] = {}


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that has a day."""

    subject_kind: str
    subject: str
    clauses: tuple[str, ...]
    what: Mapping[str, str]
    """In Chinese and English."""
    due_on: str
    days_left: int
    """Negative once it is overdue."""
    consequence: str | None
    """Id of the entry, or None where a finding or a reply is waited for."""
    waiting_for: tuple[str, ...] = ()
    role: str = ""
    """Of the person meant, where the entry knows only that."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason why somebody is on the list."""

    subject_kind: str
    subject: str
    kind: str
    """``consequence``, ``bar``, ``discipline``, ``admonition``, ``line_rating``."""
    detail: str
    """Clause and measure, which bar, which sanction, whose rating."""
    until: str | None
    source: str
    """Id of the entry or the fact."""


def overdue(state: State, due_on: str | None, on: str) -> bool:
    """Return whether something should have been done before the day ``on``."""
    return state in OPEN and due_on is not None and due_on < on


def days_until(day: str, on: str) -> int:
    """Return how many days ``day`` lies after ``on``."""
    return (date.fromisoformat(day) - date.fromisoformat(on)).days


def waited_for(
    rulings: Iterable[Mapping[str, Any]], subject: tuple[str, str], on: str, within: int
) -> list[Reminder]:
    """Return a reminder for each window that waits for a finding or a reply, or ends soon.

    What a triggered ruling prescribes by a day is an entry, which is reminded of by itself.

    Args:
        rulings: on windows, as of the day ``on``.
        subject: kind and id of whom they are about.
        on: the day (YYYY-MM-DD).
        within: how many days ahead to look.
    """
    found = []
    for ruling in rulings:
        ends = [day for name, day in ruling.get("dates", {}).items() if name in _ENDS]
        if not ends or not _goes_on(ruling) or days_until(max(ends), on) > within:
            continue
        words, due = ruling["explanation"], max(ends)
        said, waits = {"zh": words["zh"], "en": words["en"]}, tuple(ruling["waiting_for"])
        days = days_until(due, on)
        found.append(Reminder(*subject, (ruling["rule"],), said, due, days, None, waits))
    return found


_ENDS = ("due", "last_day", "latest")


def _goes_on(ruling: Mapping[str, Any]) -> bool:
    """Return whether a window still runs, or is over and waits for people.

    One whose ruling is triggered by a bar waits for them all the same (L05).
    """
    pending = ruling["state"] == Ruled.PENDING.value or bool(ruling["waiting_for"])
    running = any(each.get("on") == "running" for each in ruling["consequences"])
    return pending or running or ruling["cause"] in ("notice_runs", "still_running")


def signs_of(
    facts: Sequence[YearFact], on: str, ended: Mapping[tuple[str, str], bool] = NOTHING_ENDED
) -> list[Sign]:
    """Return what recorded facts say against a subject on the day ``on``.

    Args:
        facts: what came after the day says nothing yet.
        on: the day (YYYY-MM-DD).
        ended: by person and first day, whether people ended an admonition by then; none ends by
            itself (L03). One that is not named, as 诫警, warns for its months.
    """
    there = [fact for fact in facts if _began(fact) <= on]
    return [sign for fact in there if (sign := _sign(fact, on, ended)) is not None]


def _began(fact: YearFact) -> str:
    """Return the first day of what has one."""
    return str(fact.value.get("decided_on") or fact.value.get("talk_on") or "")


def _sign(fact: YearFact, on: str, ended: Mapping[tuple[str, str], bool]) -> Sign | None:
    """Return the reason that one fact gives, if it does on the day."""
    value = fact.value
    if fact.kind == "flag" and value["until"] >= on:
        kind = "unit" if value["bar"] == "unit_awards" else "official"
        return Sign(kind, fact.subject, "bar", value["bar"], value["until"], fact.id)
    if fact.kind == "discipline" and (value.get("ends_on") is None or value["ends_on"] >= on):
        ends = value.get("ends_on")
        return Sign("official", fact.subject, "discipline", value["sanction"], ends, fact.id)
    if fact.kind == "admonition":
        ends = add_months(date.fromisoformat(value["talk_on"]), value["months"]).isoformat()
        there = (fact.subject, value["talk_on"]) if value["kind"] == NO_CAUTION else ("", "")
        until = ends if ends >= on else None
        made = Sign("official", fact.subject, "admonition", value["kind"], until, fact.id)
        return None if ended.get(there, until is None) else made
    if fact.kind == "line_rating" and value["grade"] in POOR:
        return Sign("unit", fact.subject, "line_rating", value["line"], None, fact.id)
    return None
