"""Annual grades: the states they move through, and what people may decide.

The program proposes, people decide: two different deciders give the same grade. Only a grade
that a clause's own text sets cannot be decided otherwise.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from shared.documents.base import digest_of
from shared.documents.grades import GradeCode
from shared.errors import Conflict, InvalidInput, NotFound, SuiteError
from shared.rules.packs import Pack
from shared.rules.parameters import ExcellentQuota
from shared.rules.proposals import quota

State = Literal["proposed", "decided", "published", "final", "superseded"]
Outcome = Literal["kept", "reopened"]
"""How an objection is answered: the grade stands, or it is proposed and decided anew."""

NEEDED = 2
"""How many different deciders a decision takes."""

PLACES_NAMED = 20
"""How many places of a list one reason is said of."""


class NoSuchProposal(NotFound):
    """There is no proposal for this person in this year."""

    code = "no_such_proposal"


class NoSuchObjection(NotFound):
    """There is no such objection."""

    code = "no_such_objection"


class NotInState(Conflict):
    """A grade is not in the state from which this step goes on."""

    code = "wrong_state"


class ForcedGrade(Conflict):
    """A clause sets this grade; it cannot be decided otherwise."""

    code = "forced_grade"


class DecisionsDiffer(Conflict):
    """Two deciders gave different grades; both have to decide again."""

    code = "decisions_differ"


class NothingToTakeBack(Conflict):
    """Somebody takes back a decision, and none of theirs waits for a second one."""

    code = "nothing_to_take_back"


class ProposalChanged(Conflict):
    """What is proposed is not what the decider was shown."""

    code = "proposal_changed"


class LeftEarly(Conflict):
    """A list of decisions names somebody who left before the year was over."""

    code = "left_early"


class ListedTwice(InvalidInput):
    """A list of decisions names somebody twice."""

    code = "listed_twice"


class NobodyListed(InvalidInput):
    """A list of decisions names nobody."""

    code = "nobody_listed"


class NotDecided(Conflict):
    """Some people of the jurisdiction have no decided grade yet."""

    code = "not_decided"


class QuotaExceeded(Conflict):
    """More people are graded excellent than the pack's quota allows."""

    code = "quota_exceeded"


class ReasonMissing(InvalidInput):
    """Whoever departs from the proposal, or decides where there is none, says why."""

    code = "reason_missing"


class EvidenceChanged(Conflict):
    """Facts or results arrived after a grade was decided or published."""

    code = "evidence_changed"


class NothingToPublish(Conflict):
    """No decided grade waits to be published."""

    code = "nothing_to_publish"


class ObjectionPeriod(Conflict):
    """The days in which people may object are not over."""

    code = "objection_period"


class ObjectionOpen(Conflict):
    """An objection has not been answered."""

    code = "objection_open"


class ObjectionAnswered(Conflict):
    """The objection was answered already."""

    code = "objection_answered"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one decider says, with the document that records it."""

    grade: GradeCode
    document_number: str
    document_date: str
    reason: str
    version: int | None = None
    derivation: str | None = None
    """Of the proposal that the decider was shown; None where nobody says which it was."""

    def agrees(self, other: "Decision") -> bool:
        """Tell whether two deciders gave the same grade under the same document."""
        mine = (self.grade, self.document_number, self.document_date)
        return mine == (other.grade, other.document_number, other.document_date)


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """What one decider says of one person of a list, and which proposal they were shown."""

    person: str
    version: int
    derivation: str
    """Digest of the derivation behind the proposal."""
    grade: GradeCode
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of one meeting, under which a whole list is decided."""

    number: str
    date: str
    reason: str
    """Of everybody who needs one and has none of their own."""

    def decision(self, one: OneOfMany) -> Decision:
        """Return what is decided of one person of the list."""
        return Decision(one.grade, self.number, self.date, one.reason.strip() or self.reason)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one person of a list cannot be decided so."""

    place: int
    """In the list, counted from 1."""
    person: str
    error: SuiteError


class ManyRefused(Conflict):
    """Some of a list cannot be decided so; nothing of it was stored."""

    code = "many_refused"

    def __init__(self, refused: Sequence[Refused]) -> None:
        self.refused = refused
        places: dict[str, list[int]] = {}
        for one in refused:
            places.setdefault(str(one.error), []).append(one.place)
        told = [f"{_places(numbers)}: {why}" for why, numbers in places.items()]
        super().__init__("Nothing was stored. " + " ".join(told))


def _places(numbers: Sequence[int]) -> str:
    """Return the first of these places of a list in words."""
    more = f" and {len(numbers) - PLACES_NAMED} more" if len(numbers) > PLACES_NAMED else ""
    return "Entry " + ", ".join(str(place) for place in numbers[:PLACES_NAMED]) + more


def check_seen(one: OneOfMany | Decision, version: int, derivation: str) -> None:
    """Return if the proposal that waits is the one that the decider was shown.

    Args:
        one: what is decided on it; of what it does not say nothing is held against it.
        version: of the grade that waits.
        derivation: the digest of what lies behind it.

    Raises:
        ProposalChanged: another version waits, or another derivation lies behind it.
    """
    if one.version not in (None, version) or one.derivation not in (None, derivation):
        raise ProposalChanged("The proposal has changed since it was shown; look at it again.")


def check_decision(decision: Decision, kind: str, proposed: str | None) -> None:
    """Return if people may decide so on a proposal of this kind.

    Raises:
        ForcedGrade: a clause sets another grade.
        ReasonMissing: the grade is not the proposed one, and nothing says why.
    """
    if kind == "forced" and decision.grade != proposed:
        raise ForcedGrade("A clause sets this grade; the derivation names it. Decide that grade.")
    if decision.grade != proposed and not decision.reason.strip():
        raise ReasonMissing("Say why the grade is not the proposed one, then decide again.")


def check_state(state: State, *allowed: State) -> None:
    """Return if ``state`` is one of ``allowed``.

    Raises:
        NotInState: it is another one.
    """
    if state not in allowed:
        raise NotInState(f"This grade is {state}; this step needs it {' or '.join(allowed)}.")


def rests_on(pack: str, inputs: Mapping[str, Any]) -> str:
    """Return one digest of all that a derivation follows from.

    Args:
        pack: the pack's digest.
        inputs: as the derivation's document holds them.
    """
    return digest_of({"pack": pack, "inputs": dict(inputs)})


def quota_group(quota: ExcellentQuota, unit: str, group: str | None) -> str:
    """Return the group in whose share of 优秀 somebody counts; "" where everybody is one group.

    Args:
        quota: which says of whom the share is taken.
        unit: the person's unit.
        group: the group of the post; whoever has none is in the group "".
    """
    if quota.groups == "jurisdiction":
        return ""
    return unit if quota.groups == "unit" else (group or "")


def check_publishable(
    states: Sequence[State],
    grades: Sequence[str | None],
    pack: Pack,
    groups: Sequence[str] | None = None,
) -> None:
    """Return if a jurisdiction's year may be published.

    Args:
        states: of the newest version of everybody's grade.
        grades: the decided grades beside them.
        pack: whose quota of 优秀 holds, rounded as it says (E30).
        groups: beside them, the groups in which its share is taken; None: one of all.

    Raises:
        NotDecided: somebody's grade is only proposed.
        NothingToPublish: everything decided was published before.
        QuotaExceeded: too many are excellent.
    """
    undecided = states.count("proposed")
    if undecided:
        raise NotDecided(f"Not all grades are decided ({undecided} left). Decide them first.")
    if "decided" not in states:
        raise NothingToPublish("No decided grade waits to be published.")
    named = groups if groups is not None else [""] * len(states)
    for group, people in sorted(Counter(named).items()):
        mine = [grade for grade, of in zip(grades, named, strict=True) if of == group]
        used = quota(pack, people, mine.count("excellent"))
        if used.over:
            where = f"In the group {group}, {used.excellent}" if group else str(used.excellent)
            raise QuotaExceeded(
                f"{where} are graded excellent; the quota of this group is {used.cap}. "
                "Open corrections and decide again."
            )


def still_apart(events: Sequence[tuple[str | None, str]], proposed: Collection[str]) -> set[int]:
    """Return the places of the decisions that nobody may read yet.

    Args:
        events: person and act, oldest first.
        proposed: whose grade waits to be decided; all that was said since it was opened is hidden,
            also what lapsed, because both decide anew.
    """
    found: set[int] = set()
    opened: set[str | None] = set()
    for place, (person, act) in reversed(list(enumerate(events))):
        if act in ("correct", "objection_reopened"):
            opened.add(person)
        elif act == "decide" and person in proposed and person not in opened:
            found.add(place)
    return found


def objections_end(published_on: str, days: int) -> date:
    """Return the first day on which a grade published on that day may become final.

    The day of publication is the first of the ``days``; with none it is that day itself.
    """
    return date.fromisoformat(published_on) + timedelta(days=days)
