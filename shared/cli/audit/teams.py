"""The audit of teams: no punished member is left out of the year of whoever heads the team.

Who is in a team, and since when, stands in each member's own derivation, so the derivations of a
folder are held against one another. What a folder cannot show: which team somebody was in before
his present post, and the team of whoever has no grade in it; of their outcomes it is only checked
that what is named stands as it was recorded, and said how many nobody names.

May import: stdlib, shared.crypto, shared.rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.crypto.errors import VerificationFailed
from shared.rules.person_year import Inputs, YearFact


@dataclass(frozen=True, slots=True)
class _Member:
    """The team that somebody's derivation names, and from when until when that is certain."""

    team: str | None
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class _Led:
    """What the derivation of a head names of the team, and every outcome that is recorded."""

    team: str
    named: frozenset[str]
    recorded: Sequence[YearFact]


class Teams:
    """The teams of all derivations of a folder whose facts hold."""

    def __init__(self) -> None:
        self._members: dict[tuple[str, int], _Member] = {}
        self._led: dict[tuple[str, int], _Led] = {}

    def add(self, inputs: Inputs, recorded: Sequence[YearFact]) -> None:
        """Keep what a derivation says of the person's team.

        Args:
            inputs: of the derivation.
            recorded: every discipline outcome that stands for its jurisdiction and year.
        """
        person = inputs.person
        key = (person.id, person.year)
        posts = inputs.posts
        self._members[key] = _Member(
            person.team,
            posts[-1].since if posts else f"{person.year:04}-01-01",
            posts[-1].until if posts else None,
        )
        if person.role == "head" and person.team is not None:
            named = frozenset(fact.id for fact in inputs.team_facts)
            self._led[key] = _Led(person.team, named, recorded)

    def heads(self, person: str, year: int) -> bool:
        """Tell whether somebody's derivation of a year is that of the head of a team."""
        return (person, year) in self._led

    def check(self, person: str, year: int) -> int:
        """Return on how many outcomes of others the head's derivation and theirs agree.

        Raises:
            VerificationFailed: an outcome of a member is left out, or one of another team's
                member is named.
        """
        led, compared = self._led[person, year], 0
        for fact in led.recorded:
            member = self._members.get((fact.subject, year))
            day = fact.value["decided_on"]
            if member is None or day < member.since:
                continue
            serving = member.until is None or day <= member.until
            if (serving and member.team == led.team) != (fact.id in led.named):
                raise VerificationFailed(
                    "The derivation leaves out a punished member of the team, or names somebody "
                    "who is in another one."
                )
            compared += 1
        return compared

    def unplaced(self) -> int:
        """Return how many outcomes no head names, of people who have no grade in the folder.

        Whether they were members of a team that is led here, people have to ask.
        """
        named = {name for led in self._led.values() for name in led.named}
        found = {
            fact.id
            for (_, year), led in self._led.items()
            for fact in led.recorded
            if fact.year == year and (fact.subject, year) not in self._members
        }
        return len(found - named)
