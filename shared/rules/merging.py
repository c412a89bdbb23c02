"""Adding up votes: electorates of one ballot, and the unit and county ballots of one year.

汇总计算 is pooled by default (sum over sum) and weighted where a jurisdiction says so, with
exact weights (catalogue E6, D10). The choice decides outcomes, so the single figures of both
ballots always stay beside the merged one.

May import: stdlib, shared.errors, shared.rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from shared.errors import InvalidInput
from shared.rules.cases import Ballot, ContestKind
from shared.rules.measures import Measure
from shared.rules.parameters import Base, MergeMethod, Parameters

BASES: tuple[Base, ...] = get_args(Base)


class MergeIncomplete(InvalidInput):
    """A ballot that the merge needs is not there; ``missing`` names its sources."""

    code = "merge_incomplete"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("A ballot that the merge needs is not there yet. Import it first.")
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class ContestVotes:
    """The votes of one contest: by option, with every base they may be held against."""

    contest: ContestKind
    options: Mapping[str, int]
    bases: Mapping[Base, int | None]
    """None where a case gives votes without a ledger."""

    def undefined(self, base: Base) -> bool:
        """Whether there is no vote, or nothing in ``base``, to take a share of (D19)."""
        return self.bases["valid"] == 0 or self.bases[base] == 0

    def measure(self, name: str, option: str, base: Base) -> Measure:
        """Return the votes for ``option`` over ``base``, without a line; the base is known."""
        denominator = self.bases[base]
        assert denominator is not None
        return Measure(name, self.options[option], denominator, base, "votes", None)


def ledger_bases(ballots: Sequence[Ballot]) -> dict[Base, int | None]:
    """Return the bases that the ledgers alone give, summed; None where a ledger is missing."""
    ledgers = [ballot.ledger for ballot in ballots]
    known = [ledger for ledger in ledgers if ledger is not None]
    if len(known) < len(ledgers):
        return dict.fromkeys(BASES)
    return {
        "valid": sum(ledger.valid for ledger in known),
        "expressed": None,
        "returned": sum(ledger.returned for ledger in known),
        "issued": sum(ledger.issued for ledger in known),
        "present": sum(ledger.present for ledger in known),
        "roll": sum(ledger.roll for ledger in known),
    }


def add_up(ballots: Iterable[Ballot], contest: ContestKind) -> ContestVotes | None:
    """Return the votes of ``contest`` summed over ``ballots``; None if none of them has it."""
    counted = [votes for ballot in ballots if (votes := _votes(ballot, contest)) is not None]
    return _sum(counted) if counted else None


def add_choices(ballots: Iterable[Ballot]) -> dict[str, int] | None:
    """Return the votes for everybody on a list, in its order; None if no ballot has one."""
    votes: Counter[str] = Counter()
    lists = [ballot.contests.choice for ballot in ballots if ballot.contests.choice is not None]
    for each in lists:
        votes.update(each)
    return dict(votes) if lists else None


def _votes(ballot: Ballot, contest: ContestKind) -> ContestVotes | None:
    """Return the votes of one contest on one ballot."""
    options = ballot.contests.options(contest)
    if options is None:
        return None
    valid = sum(options.values())
    bases = ledger_bases([ballot]) | {"valid": valid, "expressed": valid - options["abstain"]}
    return ContestVotes(contest, options, bases)


def _sum(counted: Sequence[ContestVotes]) -> ContestVotes:
    """Return the sum of votes and bases; a base unknown in one ballot is unknown in the sum."""
    first = counted[0]
    options = {option: sum(votes.options[option] for votes in counted) for option in first.options}
    bases: dict[Base, int | None] = {}
    for base in BASES:
        known = [count for votes in counted if (count := votes.bases[base]) is not None]
        bases[base] = sum(known) if len(known) == len(counted) else None
    return ContestVotes(first.contest, options, bases)


@dataclass(frozen=True, slots=True)
class Merged:
    """One contest over the ballots of a year, with each ballot's own votes beside it."""

    contest: ContestKind
    method: MergeMethod
    parts: Mapping[str, ContestVotes]
    """By source: ``unit``, ``county``; both when weighted."""
    weights: Mapping[str, Fraction]
    """Empty when pooled."""

    @property
    def pooled(self) -> ContestVotes:
        """Votes and bases of all ballots together."""
        return _sum(list(self.parts.values()))

    def undefined(self, base: Base) -> bool:
        """Whether the share is undefined: in the sum when pooled, in any part when weighted."""
        if self.method == "pooled":
            return self.pooled.undefined(base)
        return any(votes.undefined(base) for votes in self.parts.values())

    def measure(self, name: str, option: str, base: Base) -> Measure:
        """Return the merged share of ``option`` in ``base``, without a line.

        Pooled, it is votes over base; weighted, the exact mean of the shares in lowest terms.
        The base is known and not nought in every part.
        """
        if self.method == "pooled":
            return self.pooled.measure(name, option, base)
        share = sum(
            (self.weights[source] * votes.measure(name, option, base).value)
            for source, votes in self.parts.items()
        )
        mean = Fraction(share)
        return Measure(name, mean.numerator, mean.denominator, base, "share", None)


def missing_sources(present: Iterable[str], parameters: Parameters) -> list[str]:
    """Return the ballots that a merge under ``parameters`` still needs."""
    have = set(present)
    if parameters.merge == "weighted":
        needed: Sequence[str] = ("unit", "county")
    else:
        needed = parameters.merge_needs or ([] if have else ["unit", "county"])
    return [source for source in needed if source not in have]


def merge(
    ballots: Iterable[Ballot],
    contest: ContestKind,
    sources: Sequence[str],
    parameters: Parameters,
) -> Merged:
    """Merge the ballots of ``sources`` on one contest, as the pack's parameters say.

    Ballots of other sources (an investigation, a committee) are not touched. The order of
    ballots never matters.

    Raises:
        MergeIncomplete: a ballot that the merge needs is missing, or has no such contest.
    """
    listed = list(ballots)
    parts: dict[str, ContestVotes] = {}
    for source in sources:
        votes = add_up((ballot for ballot in listed if ballot.source == source), contest)
        if votes is not None:
            parts[source] = votes
    missing = missing_sources(parts, parameters)
    if missing:
        raise MergeIncomplete(missing)
    if parameters.merge == "pooled":
        return Merged(contest, "pooled", parts, {})
    assert parameters.weights is not None
    weights = {source: parameters.weights.of(source) for source in parts}
    return Merged(contest, "weighted", parts, weights)
