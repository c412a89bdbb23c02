"""From triggered rulings to entries: whose matter it is, on which grounds, until when.

An entry is one thing to be decided about one subject. Most clauses open one for each of their
consequences; where several clauses speak of one measure the entry names them all (``JOINED``,
``ABSORBED``). A forced grade opens none, since the grade itself is decided elsewhere. Where votes
that are sealed could decide, people rule: what the clause prescribes is opened case by case, to
decide it is to find the clause met, to decline it is to find that it is not.

May import: stdlib, shared.documents.base, shared.rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from shared.documents.base import digest_of
from shared.rules.calendar import add_months, due_after
from shared.rules.clauses import Clause
from shared.rules.rulings import State

SUBJECTS = ("official", "team", "unit", "place")
"""Whom an entry may be about; what a committee does with its agenda is done in its meeting."""

JOINED = (("B06.demotion_or_removal", "B07.blame_taking_resignation"),)
"""One vote prescribes both: one decision, which names both clauses (catalogue E36)."""

ABSORBED = {"B09.caution": ("B08.leadership_responsibility", "B08.reply_or_caution")}
"""A mandatory caution takes the place of what is case by case; both grounds stay (D5)."""

SEALED = ("sealed_votes", "class_sealed", "hidden_votes")
"""Why the program did not say whether a clause is met, and two people do (decision 8)."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A ruling as it stands in a document, and where."""

    sources: tuple[str, ...]
    """Digest of the derivation or the certified result, or the ids of the facts."""
    ruling: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing to be decided, as the rulings have it now."""

    subject_kind: str
    subject: str
    role: str
    """Of the person meant, where nobody has said yet who that is: the subject's head, deputy."""
    matter: str
    """Clause and code of the leading consequence; of a window also the day it began."""
    clauses: tuple[str, ...]
    modality: str
    text: Words
    choices: tuple[tuple[Mapping[str, Any], ...], ...]
    """Alternatives: of each group at most one is chosen, and people choose (E37)."""
    owner: str | None
    bar: str | None
    deadline: Mapping[str, Any] | None
    """Counted from the decision; other deadlines are days in ``dates``."""
    dates: Mapping[str, str]
    due_on: str | None
    grounds: tuple[Mapping[str, Any], ...]
    """Of every clause: its sentence and its source."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same matter when rulings are made again."""
        return self.subject_kind, self.subject, self.role, self.matter

    def to_json(self) -> dict[str, Any]:
        """Return the plain value that is stored and shown."""
        value = asdict(self)
        value["clauses"], value["grounds"] = list(self.clauses), list(self.grounds)
        value["choices"] = [list(group) for group in self.choices]
        return value

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the content but for where it was found: a decision rests on this."""
        grounds = [{**ground, "sources": []} for ground in self.grounds]
        return digest_of({**self.to_json(), "grounds": grounds})


def left_to_people(ground: Ground, clauses: Mapping[str, Clause]) -> Ground:
    """Return a ruling left open for sealed votes with what its clause prescribes, case by case."""
    ruling = ground.ruling
    clause = clauses.get(str(ruling.get("rule")))
    if clause is None or ruling.get("cause") not in SEALED:
        return ground
    prescribed = [
        {
            **one.model_dump(mode="json", exclude_none=True),
            "modality": "case_by_case",
            "who": _whom(one.who, ruling["target"]),
        }
        for one in clause.consequences
    ]
    return Ground(ground.sources, {**ruling, "consequences": prescribed})


def _whom(who: str, target: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the subject of a ruling, or the one of its people whom the decision has to name."""
    if who == "subject" or target["kind"] == "official":
        return target
    return {"kind": "official", "id": None, "role": who}


def opened(grounds: Iterable[Ground]) -> list[Opened]:
    """Return an entry for everything that triggered rulings prescribe, sorted.

    The order of the rulings changes nothing, and one ruling found in two places opens one entry.
    """
    entries: dict[tuple[str, str, str, str], Opened] = {}
    for ground in sorted(grounds, key=_place):
        for entry in _prescribed(ground):
            there = entries.get(entry.key)
            entries[entry.key] = entry if there is None else _both(there, entry)
    for lead, joined in JOINED:
        _put_together(entries, lead, [joined], keep_choices=True)
    for lead, others in ABSORBED.items():
        _put_together(entries, lead, others, keep_choices=False)
    return [entries[key] for key in sorted(entries)]


def _place(ground: Ground) -> tuple[str, bool, tuple[str, ...]]:
    """Return what rulings are sorted by: what is triggered goes before what people rule on."""
    ruling = ground.ruling
    return str(ruling.get("rule")), ruling.get("state") != State.TRIGGERED.value, ground.sources


def due_from(deadline: Mapping[str, Any] | None, decided_on: str) -> str | None:
    """Return the last day for what has to be done within a time after the decision."""
    if deadline is None or deadline["after"] != "decision":
        return None
    day = date.fromisoformat(decided_on)
    if "months" in deadline:
        return add_months(day, deadline["months"]).isoformat()
    return due_after(day, deadline["days"]).isoformat()


def _prescribed(ground: Ground) -> Iterator[Opened]:
    """Yield an entry for each consequence of a ruling, see ``left_to_people``."""
    ruling = ground.ruling
    asked = ruling.get("cause") in SEALED and ruling.get("state") == State.NEEDS_RULING.value
    if ruling.get("state") != State.TRIGGERED.value and not asked:
        return
    for consequence in ruling["consequences"]:
        target = _subject(ruling, consequence)
        if target is not None and "grade" not in consequence:
            yield _entry(ground, consequence, target)


def _subject(ruling: Mapping[str, Any], consequence: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return kind, id and open role of whom a consequence is about; None for other subjects."""
    who, role = consequence["who"], ""
    if who["id"] is None:
        who, role = ruling["target"], str(who.get("role") or "head")
    if who["id"] is None or who["kind"] not in SUBJECTS:
        return None
    return str(who["kind"]), str(who["id"]), role


def _entry(ground: Ground, consequence: Mapping[str, Any], target: tuple[str, ...]) -> Opened:
    """Return what one consequence of one ruling opens."""
    ruling = ground.ruling
    kind, subject, role = target
    dates = dict(ruling.get("dates", {}))
    bar = consequence.get("bar")
    words = ruling["explanation"]
    options = tuple(consequence["options"])
    return Opened(
        subject_kind=kind,
        subject=subject,
        role=role,
        matter=matter_of(str(ruling["rule"]), str(consequence["code"]), dates),
        clauses=(str(ruling["rule"]),),
        modality=str(consequence["modality"]),
        text=consequence["text"],
        choices=(options,) if options else (),
        owner=consequence.get("owner"),
        bar=bar,
        deadline=consequence.get("deadline"),
        dates=dates,
        due_on=_due(dates, consequence),
        grounds=(
            {
                "clause": str(ruling["rule"]),
                "zh": words["zh"],
                "en": words["en"],
                "sources": sorted(ground.sources),
            },
        ),
    )


def matter_of(rule: str, code: str, dates: Mapping[str, str]) -> str:
    """Return the name of what a clause prescribes; of a window with the day that it began."""
    matter, began = f"{rule}.{code}", dates.get("began")
    return f"{matter}@{began}" if began else matter


def _due(dates: Mapping[str, str], consequence: Mapping[str, Any]) -> str | None:
    """Return the day that matters of a window: until when something holds, or until when to act.

    What follows once it is over, or once people found something, has no day of its own.
    """
    if consequence.get("on") in ("over", "found", "not_found"):
        return None
    until = consequence.get("until")
    names = [until] if until is not None else ["due", "last_day", "latest"]
    return next((dates[name] for name in names if name in dates), None)


def _both(one: Opened, other: Opened) -> Opened:
    """Return one matter found twice, with every ground once."""
    return replace(one, grounds=_grounds([*one.grounds, *other.grounds]))


def _grounds(given: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Return each sentence of a clause once, with every source of it."""
    sources: dict[tuple[str, str, str], set[str]] = {}
    for ground in given:
        key = ground["clause"], ground["zh"], ground["en"]
        sources.setdefault(key, set()).update(ground["sources"])
    return tuple(
        {"clause": clause, "zh": zh, "en": en, "sources": sorted(sources[clause, zh, en])}
        for clause, zh, en in sorted(sources)
    )


def _put_together(
    entries: dict[tuple[str, str, str, str], Opened],
    lead: str,
    others: Sequence[str],
    *,
    keep_choices: bool,
) -> None:
    """Let a subject's leading entry take in its others, which then open nothing of their own.

    Without their choices only an entry that is mandatory does: one that people may decline, for
    votes that are sealed, would take with it what stands whatever they find.
    """
    for key, entry in list(entries.items()):
        taken = [(*key[:3], other) for other in others if (*key[:3], other) in entries]
        open_still = not keep_choices and entry.modality != "must"
        if key[3] != lead or not taken or open_still:
            continue
        inner = [entries.pop(other) for other in taken]
        choices = [group for each in inner for group in (each.choices or (_alone(each),))]
        entries[key] = replace(
            entry,
            clauses=tuple(sorted({*entry.clauses, *(c for each in inner for c in each.clauses)})),
            choices=(*entry.choices, *choices) if keep_choices else entry.choices,
            grounds=_grounds([*entry.grounds, *(g for each in inner for g in each.grounds)]),
        )


def _alone(entry: Opened) -> tuple[Mapping[str, Any], ...]:
    """Return the one measure of an entry without alternatives as a group of its own."""
    code = entry.matter.partition(".")[2]
    return ({"code": code, "text": entry.text},)
