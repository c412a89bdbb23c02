"""A person's votes of the year, found in certified results, and what meetings ruled of him.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.documents.results import CertifiedResult, Counted, CountedContest
from shared.errors import Conflict
from shared.rules.person_year.inputs import Person, Post

INVESTIGATION = "investigation"
YEAR_SOURCES = ("unit", "county", INVESTIGATION)
"""Meetings whose graded contests are a person's votes of the year. Those of an investigation
(干部考察) are never merged with the others: only a clause that names them reads them (B07)."""


class SeveralResults(Conflict):
    """Two certified results of one kind grade the same person: people say which one counts."""

    code = "several_results"


@dataclass(frozen=True, slots=True)
class Graded:
    """The graded contest about the person in one certified result."""

    digest: str
    result: CertifiedResult
    contest: CountedContest

    @property
    def boxes(self) -> list[Counted]:
        """The counted boxes on whose sheet the contest stood."""
        return [
            box
            for box in self.result.boxes
            if box.state == "counted" and box.electorate in self.contest.by_electorate
        ]

    @property
    def sealed(self) -> list[Counted]:
        """The boxes whose people were asked the same and whose papers stay sealed."""
        boxes = self.result.boxes
        sealed = [box for box in boxes if box.state == "sealed"]
        return [box for box in sealed if asked_without_votes(box, [self.contest], boxes)]

    def ballots(self) -> list[dict[str, Any]]:
        """Return the contest box by box, as a case writes ballots; of any other box the ledger."""
        counted = [
            {
                "source": self.result.source,
                "electorate": box.electorate,
                "ledger": self.contest.ledger_of(box),
                "contests": {"grade": dict(self.contest.by_electorate[box.electorate])},
            }
            for box in self.boxes
        ]
        return counted + [
            {
                "source": self.result.source,
                "electorate": box.electorate,
                "ledger": self.contest.ledger_of(box),
                "asked": asked_without_votes(box, [self.contest], self.result.boxes),
            }
            for box in self.result.boxes
            if box.state == "sealed" or box.electorate not in self.contest.by_electorate
        ]


def asked_without_votes(
    without: Counted, contests: Iterable[CountedContest], boxes: Sequence[Counted]
) -> list[str]:
    """Return which kinds of ``contests`` stood on the sheet of a box without votes on them.

    A result says of no sealed box what stood on its sheet: it was what every counted box had.
    """
    if without.state == "counted":
        return []
    counted = {box.electorate for box in boxes if box.state == "counted"}
    alike = (one.kind for one in contests if counted <= one.by_electorate.keys())
    return sorted(kind for kind in alike if kind != "choice")


def graded_contests(
    person: Person, results: Mapping[str, CertifiedResult], posts: Sequence[Post] = ()
) -> tuple[list[Graded], list[Graded]]:
    """Return the contests that are the person's votes of the year, and those shown beside them.

    A unit's result counts where the person served on the day of the ballot (catalogue E38); the
    others are shown and count for nothing. Of several of the county or of investigations one held
    where he served goes before one that was not.

    Args:
        person: who is graded.
        results: by digest; reading them in that order makes the answer the same for everybody.
        posts: what the person was and when; without them the unit of the year is the unit.

    Returns:
        One contest a source at most, and the rest.

    Raises:
        SeveralResults: that still leaves two of one source.
    """
    found = [
        Graded(digest, result, contest)
        for digest, result in sorted(results.items())
        for contest in result.contests
        if result.source in YEAR_SOURCES and _grades(contest, person.id)
    ]
    chosen: list[Graded] = []
    for source in YEAR_SOURCES:
        graded = [entry for entry in found if entry.result.source == source]
        home = [entry for entry in graded if _at_home(entry, person, posts)]
        kept = home if home or source == "unit" else graded
        if len(kept) > 1:
            raise SeveralResults(
                f"Two {source} results grade the same person; set one of them aside first."
            )
        chosen += kept
    return chosen, [entry for entry in found if entry not in chosen]


def _at_home(entry: Graded, person: Person, posts: Sequence[Post]) -> bool:
    """Tell whether the ballot was held in a unit where the person served that day."""
    held = [post.unit for post in posts if post.holds(entry.result.closed_on)]
    return entry.result.place.id in (held or [person.unit])


def _grades(contest: CountedContest, person: str) -> bool:
    """Tell whether this contest grades this official."""
    subject = contest.subject
    return subject.id == person and (contest.kind, subject.kind) == ("grade", "official")


def rulings_about(result: CertifiedResult, person: str) -> list[dict[str, Any]]:
    """Return the result's own rulings that aim at the person, cascades to a head included."""
    return [ruling for ruling in result.rulings if person in _aims(ruling)]


def _aims(ruling: dict[str, Any]) -> set[object]:
    """Return the ids of everybody a ruling or one of its consequences is about."""
    targets = [ruling.get("target")]
    targets += [consequence.get("who") for consequence in ruling.get("consequences", [])]
    return {target.get("id") for target in targets if isinstance(target, dict)}


def concerns(result: CertifiedResult, person: str) -> bool:
    """Tell whether the result holds a vote or a ruling about the person, or what he heads."""
    return person in _voted_on(result) or bool(rulings_about(result, person))


def _voted_on(result: CertifiedResult) -> set[str]:
    """Return the officials who were voted on, and the heads of the teams that were.

    Whether a ruling on a team reaches its head (B08) may follow from votes of which nothing may
    be told: that the ballot stands among a head's is not to depend on them (E32).
    """
    subjects = [contest.subject for contest in result.contests]
    officials = {one.id for one in subjects if one.kind == "official"}
    return officials | {one.head for one in subjects if one.head is not None}


def by_person(results: Mapping[str, CertifiedResult]) -> dict[str, dict[str, CertifiedResult]]:
    """Return for everybody the results that ``concerns`` tells to be about them, by digest.

    One pass over all results, for whoever derives a whole county.
    """
    index: dict[str, dict[str, CertifiedResult]] = {}
    for digest, result in results.items():
        aimed = {one for ruling in result.rulings for one in _aims(ruling) if isinstance(one, str)}
        for person in _voted_on(result) | aimed:
            index.setdefault(person, {})[digest] = result
    return index
