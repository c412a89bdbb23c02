"""Voting on an item once more: which vote comes before, why, and with which slips.

A repeat names the vote before it and a reason, in documents that are signed before anybody votes
(``shared.documents.manifests.Repeat``). After a finding of fraud the codes are suspect: the item
is held again with new slips, and lists are frozen once for a whole meeting (P6), so in a new one.
Source: catalogue B05, C10, E31.

May import: stdlib, shared.documents, shared.errors, this room's states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ballot_service.meetings.domain.states import VOID, RoundState
from shared.documents.manifests import Repeat
from shared.errors import Conflict, InvalidInput

FRAUD_FOUND = "fraud_found"
"""The cause of a round annulled on a finding, the same word as the tally service's."""


class RepeatReasonMissing(InvalidInput):
    """The item was voted on before, and nobody says why it is voted on once more."""

    code = "repeat_reason_missing"


class NewSlipsNeeded(Conflict):
    """Fraud was found in a round of the item: these slips are not used for it any more."""

    code = "new_slips_needed"


class Held(Protocol):
    """What has to be known of a round."""

    @property
    def id(self) -> str:
        """The round."""

    @property
    def item(self) -> str:
        """What was voted on."""

    @property
    def standing(self) -> RoundState:
        """Where it stands."""

    @property
    def cause(self) -> str | None:
        """Why it was annulled, if it was."""

    @property
    def follows(self) -> str | None:
        """The vote that it repeats."""


def repeat_of(follows: str | None, reason: str | None) -> Repeat | None:
    """Return what the signed documents say of a new round; None where it is the item's first.

    Raises:
        RepeatReasonMissing: it is a repeat, and there is no reason.
    """
    if follows is None:
        return None
    if not reason:
        raise RepeatReasonMissing("This was voted on before. Say why it is voted on once more.")
    return Repeat(earlier=follows, reason=reason)


def check_slips(earlier: Iterable[Held], item: str) -> None:
    """Return if the meeting's slips may be used for the item; ``NewSlipsNeeded`` after fraud."""
    if any(row.item == item and row.cause == FRAUD_FOUND for row in earlier):
        raise NewSlipsNeeded(
            "Fraud was found in a round of this item, so these slips are not used for it again. "
            "Prepare a new meeting with new slips from the annulled round."
        )


def repeated_by(held: Sequence[Held], round_id: str) -> str | None:
    """Return the round that takes this one's place, None if none does.

    A repeat that has no votes when the meeting ends takes nobody's place; what repeats that one
    in turn does. Once this is signed it stands: whatever is annulled later, the earlier round
    does not come back, and people vote again.

    Args:
        held: the meeting's rounds, by number.
        round_id: the earlier round.
    """
    replaced, later = {round_id}, None
    for row in held:
        if row.follows in replaced and row.standing in VOID:
            replaced.add(row.id)
        elif row.follows in replaced:
            later = row.id
    return later
