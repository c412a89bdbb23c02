"""Adding up votes: electorates of one ballot, and the unit and county ballots of one year.

汇总计算 is pooled by default (sum over sum) and weighted where a jurisdiction says so, with
exact weights of the ballots and, within a ballot, of its classes (catalogue E6, D10). The choice
decides outcomes, so the single figures of both ballots always stay beside the merged one. A
class that has a weight and no counts leaves the result open: its weight goes to nobody else.

May import: stdlib, shared.errors, shared.rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Self, get_args

from shared.errors import InvalidInput
from shared.rules.cases import Ballot, ContestKind
from shared.rules.measures import Measure, exact
from shared.rules.parameters import Base, MergeMethod, Parameters

BASES: tuple[Base, ...] = get_args(Base)
_OF_PEOPLE: tuple[Base, ...] = ("roll", "present", "issued")


class MergeIncomplete(InvalidInput):
    """A ballot that the merge needs is not there; ``missing`` names its sources."""

    code = "merge_incomplete"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("A ballot that the merge needs is not there yet. Import it first.")
        self.missing = tuple(missing)


class ClassSealed(InvalidInput):
    """A class of voters with a weight of its own has no counts, or counts have no weight.

    Papers of a class that is too small stay sealed (E32), so there is no weighted result and
    people rule; ``missing`` names the classes.
    """

    code = "class_sealed"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("A class that has a weight has no counts. People have to rule.")
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class ContestVotes:
    """The votes of one contest: by option, with every base they may be held against."""

    contest: ContestKind
    options: Mapping[str, int]
    bases: Mapping[Base, int | None]
    """None where a case gives votes without a ledger."""
    sealed: int = field(default=0, kw_only=True)
    """Valid papers of classes that stay sealed: their people are in ``roll``, ``present`` and
    ``issued``, their marks nowhere."""

    def undefined(self, base: Base) -> bool:
        """Whether there is no vote, or nothing in ``base``, to take a share of (D19).

        Of people those are taken too whose votes are sealed.
        """
        sealed = self.sealed if base in _OF_PEOPLE else 0
        return (self.bases["valid"] == 0 and not sealed) or self.bases[base] == 0

    def at_most(self, option: str) -> Self:
        """Return these votes as if every sealed paper had marked ``option``."""
        return replace(self, options={**self.options, option: self.options[option] + self.sealed})

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
    """Return the votes of ``contest`` summed over ``ballots``; None if none of them has it.

    A ballot that has a ledger and no contest at all is a class whose papers stay sealed (E32):
    its people were asked like the others and belong to the bases that count people.
    """
    listed = list(ballots)
    counted = [votes for ballot in listed if (votes := _votes(ballot, contest)) is not None]
    sealed = [ballot for ballot in listed if ballot.sealed(contest)]
    return _with_sealed(_sum(counted), sealed) if counted else None


def _with_sealed(votes: ContestVotes, ballots: Sequence[Ballot]) -> ContestVotes:
    """Return ``votes`` with the people of sealed classes in the bases that count people."""
    sealed = [ledger for one in ballots if (ledger := one.ledger) is not None]
    bases = dict(votes.bases)
    for base in _OF_PEOPLE:
        known = bases[base]
        if known is not None:
            bases[base] = known + sum(getattr(ledger, base) for ledger in sealed)
    return replace(votes, bases=bases, sealed=sum(ledger.valid for ledger in sealed))


def _sealed_alone(votes: ContestVotes, ballots: Sequence[Ballot]) -> ContestVotes | None:
    """Return no votes and the people of ``ballots`` that stay sealed; None where none does.

    Their source was asked the same as the one that has ``votes``.
    """
    sealed = [ballot for ballot in ballots if ballot.sealed(votes.contest)]
    none: dict[Base, int | None] = dict.fromkeys(BASES, 0)
    nobody = ContestVotes(votes.contest, dict.fromkeys(votes.options, 0), none)
    return _with_sealed(nobody, sealed) if sealed else None


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
    sealed = sum(votes.sealed for votes in counted)
    return ContestVotes(first.contest, options, bases, sealed=sealed)


@dataclass(frozen=True, slots=True)
class SourceVotes(ContestVotes):
    """The votes of one source: all its papers together, and its classes where they have weights."""

    classes: Mapping[str, ContestVotes] = field(default_factory=dict)
    """By class letter; empty where classes have no weights."""
    class_weights: Mapping[str, Fraction] = field(default_factory=dict)

    def undefined(self, base: Base) -> bool:
        """Whether there is nothing to take a share of, in any class that is weighed."""
        if not self.classes:
            return ContestVotes.undefined(self, base)
        return any(votes.undefined(base) for votes in self.classes.values())

    def measure(self, name: str, option: str, base: Base) -> Measure:
        """Return votes over base; with weights of classes the exact mean of their shares."""
        if not self.classes:
            return ContestVotes.measure(self, name, option, base)
        return _mean(name, option, base, self.classes, self.class_weights)


def _mean(
    name: str,
    option: str,
    base: Base,
    parts: Mapping[str, ContestVotes],
    weights: Mapping[str, Fraction],
) -> Measure:
    """Return the weighted mean of the shares of ``option``, in lowest terms."""
    shares = (
        weights[part] * votes.measure(name, option, base).value for part, votes in parts.items()
    )
    mean = sum(shares, Fraction(0))
    return Measure(name, mean.numerator, mean.denominator, base, "share", None)


@dataclass(frozen=True, slots=True)
class Merged:
    """One contest over the ballots of a year, with each ballot's own votes beside it."""

    contest: ContestKind
    method: MergeMethod
    parts: Mapping[str, SourceVotes]
    """By source: ``unit``, ``county``; both when weighted."""
    weights: Mapping[str, Fraction]
    """Empty when pooled."""
    unread: ContestVotes | None = None
    """The people of a source that stays sealed wholly; when weighted there is none."""

    @property
    def summands(self) -> list[ContestVotes]:
        """The votes of each ballot, and the people of one that nobody may open."""
        return [*self.parts.values(), *([self.unread] if self.unread is not None else [])]

    @property
    def pooled(self) -> ContestVotes:
        """Votes and bases of all ballots together."""
        return _sum(self.summands)

    def at_most(self, option: str) -> Self:
        """Return these votes as if every sealed paper had marked ``option``."""
        parts = {source: votes.at_most(option) for source, votes in self.parts.items()}
        unread = None if self.unread is None else self.unread.at_most(option)
        return replace(self, parts=parts, unread=unread)

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
        return _mean(name, option, base, self.parts, self.weights)


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
        ClassSealed: a class has a weight and no counts, or counts and no weight.
    """
    listed = list(ballots)
    missing = missing_sources(_with_votes(listed, contest, sources), parameters)
    if missing:
        raise MergeIncomplete(missing)
    parts: dict[str, SourceVotes] = {}
    for source in sources:
        votes = _source(
            [ballot for ballot in listed if ballot.source == source], source, contest, parameters
        )
        if votes is not None:
            parts[source] = votes
    if parameters.merge == "pooled":
        voted = next(iter(parts.values()))
        others = [one for one in listed if one.source in sources and one.source not in parts]
        return Merged(contest, "pooled", parts, {}, _sealed_alone(voted, others))
    assert parameters.weights is not None
    weights = {source: parameters.weights.of(source) for source in parts}
    return Merged(contest, "weighted", parts, weights)


def _with_votes(
    ballots: Sequence[Ballot], contest: ContestKind, sources: Sequence[str]
) -> list[str]:
    """Return the sources with votes; what is missing is said before what is sealed."""
    voted = {ballot.source for ballot in ballots if ballot.contests.options(contest) is not None}
    return [source for source in sources if source in voted]


def _source(
    ballots: Sequence[Ballot], source: str, contest: ContestKind, parameters: Parameters
) -> SourceVotes | None:
    """Return the votes of one source, with its classes where the pack weighs them."""
    votes = add_up(ballots, contest)
    if votes is None:
        return None
    weights = _class_weights(source, parameters)
    classes: dict[str, ContestVotes] = {}
    if weights:
        letters = sorted({ballot.electorate or "" for ballot in ballots})
        found = {
            letter: add_up((one for one in ballots if (one.electorate or "") == letter), contest)
            for letter in letters
        }
        classes = {letter: one for letter, one in found.items() if one is not None}
        sealed = {one.electorate or "" for one in ballots if one.sealed(contest)}
        unread = (classes.keys() ^ weights.keys()) | sealed
        if unread:
            raise ClassSealed(sorted(unread))
    return SourceVotes(
        votes.contest, votes.options, votes.bases, classes, weights, sealed=votes.sealed
    )


def _class_weights(source: str, parameters: Parameters) -> dict[str, Fraction]:
    """Return the weight of each class of a source; none where its votes are pooled."""
    if parameters.merge == "pooled" or parameters.class_weights is None:
        return {}
    listed = {str(name): each.classes for name, each in parameters.class_weights.items()}
    weights = listed.get(source, {})
    return {letter: exact(weight) for letter, weight in sorted(weights.items())}
