"""The states of an entry, and what two people may decide on it.

``proposed → decided | declined → carried_out → closed``. An entry that no ruling prescribes any
more is ``lapsed`` while nobody has decided on it; what people decided is never undone by the
program: it is marked outdated, and they open it again. That it is overdue is seen, not stored.

May import: stdlib, grades' domain, shared.errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from appraisal_service.grades.domain import NotInState
from shared.errors import InvalidInput, NotFound

State = Literal["proposed", "decided", "declined", "carried_out", "closed", "lapsed"]
Verdict = Literal["decide", "decline"]
Act = Literal["carry_out", "close", "reopen"]

OPEN: tuple[State, ...] = ("proposed", "decided")
"""Something is still to be done."""


class NoSuchConsequence(NotFound):
    """There is no such entry in this year."""

    code = "no_such_consequence"


class ChoiceRejected(InvalidInput):
    """What was chosen is not one of the alternatives that the clause leaves."""

    code = "choice_rejected"


class ReasonNeeded(InvalidInput):
    """To decline what a clause prescribes, or to open it again, takes a reason."""

    code = "reason_needed"


class PersonNeededForRole(InvalidInput):
    """The rules do not say who the person meant is; the decision has to name one."""

    code = "person_unnamed"


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says with a step: why, and on which paper."""

    reason: str = ""
    document: str | None = None
    date: str | None = None
    chosen: tuple[str, ...] | None = None
    """Codes of the measures that two people chose; of a decision only."""
    person: str | None = None
    """Whom their decision named."""


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Word:
    """What one decider says, and the paper that records it."""

    verdict: Verdict
    chosen: tuple[str, ...]
    """Codes of the measures chosen."""
    person: str | None
    """Who is meant, where the entry knows only the role."""
    document_number: str
    document_date: str
    reason: str


def reasons(names: Sequence[str], given: Sequence[str]) -> str:
    """Return the reasons of those who decided, each with the name, one a line."""
    told = zip(names, (reason.strip() for reason in given), strict=True)
    return "\n".join(f"{name}：{reason}" for name, reason in told if reason)


def check_word(word: Word, choices: Sequence[Sequence[Mapping[str, Any]]], role: str) -> None:
    """Return if people may decide so on an entry with these alternatives.

    Args:
        word: what is said.
        choices: groups of alternatives; of each at most one is chosen, and one at least of all.
        role: of the person meant, empty where the rules say who it is.

    Raises:
        ReasonNeeded: declined without a reason.
        ChoiceRejected: nothing, too much or something else is chosen.
        PersonNeededForRole: nobody is named, or somebody is although it is known who.
    """
    if word.verdict == "decline":
        if not word.reason.strip():
            raise ReasonNeeded("Say why this is declined; the clause prescribes it.")
        if word.chosen or word.person is not None:
            raise ChoiceRejected("Who declines chooses nothing and names nobody.")
        return
    if (word.person is None) != (role == ""):
        raise PersonNeededForRole(
            "Name the person this is about, where the list gives only a role; else nobody."
        )
    _check_choice(word.chosen, choices)


def _check_choice(chosen: Sequence[str], choices: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    """Return if ``chosen`` takes at most one of each group, and something where there is any."""
    taken = [[code for code in chosen if code in _codes(group)] for group in choices]
    known = {code for group in choices for code in _codes(group)}
    if len(set(chosen)) != len(chosen) or not set(chosen) <= known:
        raise ChoiceRejected("Choose among the measures that the entry lists, each once.")
    if choices and not chosen:
        raise ChoiceRejected("The clause leaves a choice: choose one of its measures.")
    if any(len(group) > 1 for group in taken):
        raise ChoiceRejected("These measures are alternatives: choose one of them.")


def _codes(group: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the codes of a group of alternatives."""
    return {str(choice["code"]) for choice in group}


def check_state(state: State, *allowed: State) -> None:
    """Return if ``state`` is one of ``allowed``.

    Raises:
        NotInState: it is another one.
    """
    if state not in allowed:
        raise NotInState(f"This entry is {state}; this step needs it {' or '.join(allowed)}.")


def stepped(state: State, act: Act, *, outdated: bool, reason: str) -> State:
    """Return the state that a step by one officer leads to.

    Only what is outdated is opened again: what two people decided on the same grounds stands.

    Raises:
        NotInState: the step does not go on from this state.
        ReasonNeeded: opened again without a reason.
    """
    if act == "carry_out":
        check_state(state, "decided")
        return "carried_out"
    if act == "close":
        check_state(state, "carried_out")
        return "closed"
    check_state(state, "decided", "declined")
    if not outdated:
        raise NotInState("The grounds of this decision have not changed; it stands.")
    if not reason.strip():
        raise ReasonNeeded("Say why this is opened again.")
    return "proposed"


def refreshed(state: State, *, triggered: bool, same: bool) -> tuple[State, bool]:
    """Return the state after the rulings were made again, and whether people should look again.

    Args:
        state: before.
        triggered: whether some ruling still prescribes it.
        same: whether it does so on the same grounds.
    """
    if state in ("proposed", "lapsed"):
        return ("proposed" if triggered else "lapsed"), False
    return state, not (triggered and same)
