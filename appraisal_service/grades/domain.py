"""Annual grades: the states they move through, and what people may decide.

The program proposes, people decide: two different deciders give the same grade. Only a grade
that a clause's own text sets cannot be decided otherwise.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared.documents.grades import GradeCode
from shared.errors import Conflict, InvalidInput, NotFound
from shared.rules.packs import Pack
from shared.rules.parameters import ExcellentQuota
from shared.rules.proposals import quota

State = Literal["proposed", "decided", "published", "final", "superseded"]
Outcome = Literal["kept", "reopened"]
"""How an objection is answered: the grade stands, or it is proposed and decided anew."""

NEEDED = 2
"""How many different deciders a decision takes."""


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

    def agrees(self, other: "Decision") -> bool:
        """Tell whether two deciders gave the same grade under the same document."""
        mine = (self.grade, self.document_number, self.document_date)
        return mine == (other.grade, other.document_number, other.document_date)


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


def objections_end(published_on: str, days: int) -> date:
    """Return the first day on which a grade published on that day may become final.

    The day of publication is the first of the ``days``; with none it is that day itself.
    """
    return date.fromisoformat(published_on) + timedelta(days=days)
