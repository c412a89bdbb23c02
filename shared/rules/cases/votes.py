"""Ballots of a case: the votes of each kind of contest, and the ledger they belong to.

May import: stdlib, pydantic, shared.documents.base, shared.rules.ledger.
"""

from typing import Annotated, Literal, get_args

from pydantic import Field

from shared.documents.base import ClassLetter, Count, Part
from shared.rules.ledger import Ledger, LedgerBroken

BallotSource = Literal["unit", "county", "investigation", "committee", "poll"]
ContestKind = Literal[
    "grade", "confidence", "motion", "satisfaction", "support", "yes_no", "violation", "rating"
]
"""The kinds of contests with one mark on a scale."""
BALLOT_SOURCES: tuple[BallotSource, ...] = get_args(BallotSource)
CONTEST_KINDS: tuple[ContestKind, ...] = get_args(ContestKind)

Id = Annotated[str, Field(min_length=1, max_length=200)]


class GradeVotes(Part):
    """Votes on the four grades."""

    excellent: Count = 0
    competent: Count = 0
    basically_competent: Count = 0
    incompetent: Count = 0
    abstain: Count = 0


class ConfidenceVotes(Part):
    """Votes of confidence in a team."""

    trust: Count = 0
    distrust: Count = 0
    abstain: Count = 0


class MotionVotes(Part):
    """Votes of a committee on one matter."""

    agree: Count = 0
    disagree: Count = 0
    postpone: Count = 0
    abstain: Count = 0


class SatisfactionVotes(Part):
    """Answers to a satisfaction question; ``unknown`` is an answer, not an abstention."""

    satisfied: Count = 0
    basically_satisfied: Count = 0
    dissatisfied: Count = 0
    unknown: Count = 0
    abstain: Count = 0


class SupportVotes(Part):
    """Votes for or against a nominee."""

    support: Count = 0
    oppose: Count = 0
    abstain: Count = 0


class YesNoVotes(Part):
    """Answers to a question that takes yes or no."""

    yes: Count = 0
    no: Count = 0
    abstain: Count = 0


class RatingVotes(Part):
    """Marks from good to poor, for what is no grade."""

    good: Count = 0
    fairly_good: Count = 0
    fair: Count = 0
    poor: Count = 0
    abstain: Count = 0


class Contests(Part):
    """The votes on this subject, by kind of contest; an option left out has no votes."""

    grade: GradeVotes | None = None
    confidence: ConfidenceVotes | None = None
    motion: MotionVotes | None = None
    satisfaction: SatisfactionVotes | None = None
    support: SupportVotes | None = None
    yes_no: YesNoVotes | None = None
    violation: YesNoVotes | None = None
    """Whether somebody knows of a violation of discipline (P03)."""
    rating: RatingVotes | None = None
    choice: Annotated[dict[Id, Count], Field(min_length=2, max_length=600)] | None = None
    """Votes for each of the people on a list, of whom a ballot marks several or nobody."""

    def options(self, kind: ContestKind) -> dict[str, int] | None:
        """Return votes by option of one contest, or None where the form had no such item."""
        votes: Part | None = getattr(self, kind)
        return None if votes is None else votes.model_dump()


_VOTES: dict[ContestKind, type[Part]] = {
    "grade": GradeVotes,
    "confidence": ConfidenceVotes,
    "motion": MotionVotes,
    "satisfaction": SatisfactionVotes,
    "support": SupportVotes,
    "yes_no": YesNoVotes,
    "violation": YesNoVotes,
    "rating": RatingVotes,
}

VOTE_NAMES: dict[str, tuple[ContestKind, str]] = {
    f"{kind}.{option}": (kind, option)
    for kind, votes in _VOTES.items()
    for option in votes.model_fields
}
"""Every ``contest.option`` that a ballot can have."""


class LedgerFigures(Part):
    """The ledger as a case writes it; ``valid`` and 未收回 follow from it."""

    roll: Count
    present: Count
    issued: Count
    returned: Count
    void: Count = 0


class Ballot(Part):
    """One ballot (or one electorate of it) on the subject; ballots of one source are added up."""

    source: BallotSource
    electorate: ClassLetter | None = None
    """The class whose ballot this is; only weights of classes read it."""
    figures: Annotated[LedgerFigures | None, Field(alias="ledger")] = None
    contests: Contests = Contests()
    asked: list[ContestKind] | None = None
    """Of a class without votes: what stood on its sheet. None: all that the others were asked;
    nothing at all: its people only belong to the unit, whose size a rule may read (E5)."""

    def unread(self, contest: str) -> bool:
        """Return whether its people were asked this and nobody says how they voted.

        Args:
            contest: a kind of contest, or ``choice``, which ``asked`` never names.
        """
        return (self.asked is None or contest in self.asked) and self.contests == Contests()

    def sealed(self, contest: str) -> bool:
        """Return whether its people were asked this and their papers stay sealed (E32)."""
        return self.unread(contest) and self.figures is not None

    @property
    def ledger(self) -> Ledger | None:
        """The ledger, or None where the case gives votes alone."""
        return None if self.figures is None else Ledger(**self.figures.model_dump())

    def check(self) -> None:
        """Return if ledger and votes agree.

        Raises:
            LedgerBroken: names the identity that does not hold.
        """
        found = [self.contests.options(kind) for kind in CONTEST_KINDS]
        votes = [options for options in found if options is not None]
        ledger = self.ledger
        if ledger is None:
            if len({sum(options.values()) for options in votes}) > 1:
                raise LedgerBroken("sum of options = valid")
            return
        ledger.check()
        for options in votes:
            ledger.check_contest(options)
        if self.contests.choice is not None:
            ledger.check_choice(self.contests.choice)
