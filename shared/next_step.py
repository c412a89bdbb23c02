"""What has to happen next, in the one shape in which every service shows it.

Each service decides its own steps (``domain/next_step.py`` of its room); what people and programs
read of them has the same names and fields everywhere.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now: a stable code and a sentence in each language."""

    code: str
    zh: str
    en: str
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What the sentence is about: class letters as ``electorates``, keys as ``items``, people as
    ``names``, slugs as ``causes``, ids of clauses as ``clauses``, numbers as ``numbers``."""
    roles: Sequence[str] = ()
    """Who can do it; nobody's means: wait."""
    link: str | None = None
    """Where it is done, if that is at this service."""
    places: Sequence[Mapping[str, str]] = ()
    """Pages of other services that belong to it: ``zh``, ``en``, ``link``, and ``role`` where it is
    one role's page."""
    remedy: str | None = None
    """Which page says what to do when it does not work, None if none does."""
    gates: Sequence[Mapping[str, str]] = ()
    """Gates that keep items from the vote now: ``item``, its ``title``, the clause (``rule``) with
    its own words (``quote``) and title (``clause_zh``, ``clause_en``), what opens it (``zh``,
    ``en``), and where (``link``)."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as the API shows it."""
        return {
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
            "parameters": {name: list(values) for name, values in self.parameters.items()},
            "roles": list(self.roles),
            "link": self.link,
            "places": [dict(place) for place in self.places],
            "remedy": self.remedy,
            "gates": [dict(gate) for gate in self.gates],
        }
