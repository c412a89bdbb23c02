"""Annulling a round on a finding of fraud: who found it, in which document, and who stands for it.

Two people each copy number and date from the signed document; only equal entries annul. The
desk annuls while the meeting runs; once its ledgers are sent, the tally service does.
Source: catalogue B05, E31; DESIGN section 6.

May import: stdlib, shared.errors, ballot_service.meetings' domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ballot_service.meetings.domain.state_words import ROUND_WORDS
from ballot_service.meetings.domain.states import (
    OVER,
    MeetingState,
    RoundState,
    RoundStep,
    WrongState,
    after_round_step,
)
from shared.errors import Conflict, InvalidInput


class DocumentDateImpossible(InvalidInput):
    """The document's date is no day, or has not come yet."""

    code = "document_date_impossible"


class AnnulmentDiffers(Conflict):
    """Two people entered different documents; both entries are gone."""

    code = "annulment_differs"


class AnnulAtTally(Conflict):
    """The round's ledger has been sent: it is annulled where it is counted."""

    code = "annul_at_tally"


class NotAnnulled(Conflict):
    """Only an annulled round is held again with new slips."""

    code = "not_annulled"


@dataclass(frozen=True, slots=True)
class SignedFinding:
    """The organisation's signed document."""

    document: str
    """Its number (文号)."""
    date: str
    """YYYY-MM-DD."""


def check_finding(finding: SignedFinding, today: date) -> None:
    """Return if the document can exist; else ``DocumentDateImpossible``."""
    try:
        written = date.fromisoformat(finding.date)
    except ValueError:
        written = None
    if written is None or written > today:
        raise DocumentDateImpossible("Enter the day that stands on the document, not one to come.")


def check_annullable(meeting: MeetingState, state: RoundState) -> None:
    """Return if the desk may annul a round that is in ``state``.

    Raises:
        WrongState: it is not over, or was annulled or cancelled.
        AnnulAtTally: the meeting is finished.
    """
    after_round_step(state, RoundStep.ANNUL)
    if meeting != MeetingState.READY:
        raise AnnulAtTally("This meeting is finished. The round is annulled in the count's pages.")


def check_repeatable(state: RoundState) -> None:
    """Return if a round in ``state`` may be held again; ``WrongState`` while it is not over."""
    if state not in OVER:
        raise WrongState(
            f"Only a round that is over is held again. Close or cancel it first. "
            f"(It is {state.value} now.)",
            f"这一轮还没有结束，不能重投；请先结束投票，或取消这一轮。（现在：{ROUND_WORDS[state]}）",
        )


def check_annulled(state: RoundState) -> None:
    """Return if the round was annulled; else ``NotAnnulled``."""
    if state != RoundState.ANNULLED:
        raise NotAnnulled("Only an annulled round is held again with new slips.")
