"""What the rules answer: one ruling per clause, in the words of DESIGN decision 8 and section 9.

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from shared.rules.clauses import Deadline, Source
from shared.rules.measures import Measure
from shared.rules.merging import Merged
from shared.rules.parameters import Base, Text


class State(StrEnum):
    """The states of a ruling (DESIGN decision 8)."""

    TRIGGERED = "triggered"
    NOT_TRIGGERED = "not_triggered"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"
    NEEDS_RULING = "needs_ruling"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a ruling is about; ``id`` None where the case does not say who that is."""

    kind: str
    id: str | None
    role: Literal["head", "deputy"] | None = None
    """As what it concerns somebody who is not the subject itself."""

    def to_json(self) -> dict[str, Any]:
        """Return kind and id; the role only of a deputy, whom people find out."""
        shown = {"kind": self.kind, "id": self.id}
        return {**shown, "role": "deputy"} if self.role == "deputy" else shown


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A consequence that a triggered ruling prescribes; choices are left to people (E37)."""

    code: str
    who: Target
    modality: str
    text: Text
    options: tuple[tuple[str, Text], ...]
    grade: tuple[str, str] | None
    """Value and scale of a grade that the text itself sets."""
    on: str | None = None
    """What the window has come to that prescribes it."""
    owner: str | None = None
    deadline: Deadline | None = None
    bar: str | None = None
    """Which awards it closes; four bars, and no text makes one of them another (E42)."""
    until: str | None = None
    """Through which day of the window it holds, whether the window is over or not (L05)."""

    def to_json(self) -> dict[str, Any]:
        """Return the consequence; what not every text sets, only where this one does."""
        answer: dict[str, Any] = {
            "code": self.code,
            "who": self.who.to_json(),
            "modality": self.modality,
            "text": self.text.model_dump(),
            "options": [{"code": code, "text": text.model_dump()} for code, text in self.options],
        }
        if self.grade is not None:
            answer["grade"] = {"value": self.grade[0], "scale": self.grade[1]}
        if self.deadline is not None:
            answer["deadline"] = self.deadline.model_dump(exclude_none=True)
        marks = {"on": self.on, "owner": self.owner, "bar": self.bar, "until": self.until}
        return answer | {name: mark for name, mark in marks.items() if mark is not None}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome of one clause for one target, with what it rests on."""

    rule: str
    target: Target
    state: State
    cause: str | None
    """Why, where the state alone does not say: ``small_unit``, ``no_valid_ballots`` …"""
    waiting_for: tuple[str, ...]
    """What a pending ruling waits for: ``finding:B07``, ``grade:final``, ``ballot:county`` …"""
    measures: tuple[Measure, ...]
    consequences: tuple[Prescribed, ...]
    explanation: Text
    source: Source
    dates: Mapping[str, str] = field(default_factory=dict)
    """Of a window: its days, YYYY-MM-DD, by the names of its spans."""

    def to_json(self) -> dict[str, Any]:
        """Return the ruling as DESIGN section 9 writes it; ``dates`` only of a window."""
        answer: dict[str, Any] = {
            "rule": self.rule,
            "target": self.target.to_json(),
            "state": self.state.value,
            "cause": self.cause,
            "waiting_for": list(self.waiting_for),
            "measures": [measure.to_json() for measure in self.measures],
            "consequences": [consequence.to_json() for consequence in self.consequences],
            "explanation": self.explanation.model_dump(),
            "source": {
                "file": self.source.file,
                "section": self.source.section,
                "quote": self.source.quote,
            },
        }
        return answer | ({"dates": dict(self.dates)} if self.dates else {})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer to one case."""

    scope: str
    rulings: tuple[Ruling, ...]
    """In the order of the pack; every clause that fits subject and scope."""
    bases: Mapping[Base, int | None]
    """Every base of the votes (E1); empty where the case has no ballot."""
    needs: tuple[str, ...]
    """What is still missing, over all rulings."""
    merged: Merged | None
    """The year's merged votes, where the pack merges and no ballot is missing or annulled."""

    def ruling(self, rule: str) -> Ruling | None:
        """Return the ruling under one clause, or None."""
        return next((ruling for ruling in self.rulings if ruling.rule == rule), None)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as DESIGN section 9 writes it."""
        return {
            "rulings": [ruling.to_json() for ruling in self.rulings],
            "bases": dict(self.bases),
            "needs": list(self.needs),
        }
