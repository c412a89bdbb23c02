"""Blind mode at the desk: when activation ends, and what its count may be (PROTOCOL P7).

Check-in and issuing end together, at an announced time activation ends, and only then does
anybody, the desk included, hear how many credentials were activated.

May import: stdlib, shared.errors, this room's gates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ballot_service.meetings.domain.gates import BoxList, People
from shared.errors import Conflict, InvalidInput

MOST_BLIND_BOXES = 100
"""Each box has a key of its own to be made, and each phone asks for a signature of each."""

SHORTEST_ACTIVATION_SECONDS = 5
SAFE_ACTIVATION_SECONDS = 300
"""Phones wait at random before they activate; in less time than this the waits hide little."""
LONGEST_ACTIVATION_SECONDS = 24 * 60 * 60


class SlipsMeeting(Conflict):
    """The meeting hands out slips; nobody is invited and nothing is signed blindly."""

    code = "slips_meeting"


class ActivationTimeImpossible(InvalidInput):
    """The announced end is too near, too far, or earlier than the one announced before."""

    code = "activation_time_impossible"

    def __init__(self, english: str, chinese: str = "") -> None:
        super().__init__(english)
        self.chinese = chinese


class ActivationNotOver(Conflict):
    """The end of activation that was announced has not come, or was not announced."""

    code = "activation_not_over"


class DeliveryWaiting(Conflict):
    """The box has not confirmed a document that has to be there first."""

    code = "delivery_waiting"


class TooManyActivated(Conflict):
    """The box says that more credentials were activated than signatures were released."""

    code = "too_many_activated"


def check_blind(blind: bool) -> None:
    """Return if the meeting's credentials are signed blindly; else ``SlipsMeeting``."""
    if not blind:
        raise SlipsMeeting("This meeting hands out slips; people need no invitation for it.")


def end_of_activation(now: datetime, seconds: int, announced: datetime | None = None) -> datetime:
    """Return the end of activation, ``seconds`` from now, in whole seconds.

    Args:
        now: the desk's clock.
        seconds: how long phones may still activate.
        announced: the end that people have been told, which can only be moved back.

    Raises:
        ActivationTimeImpossible: out of bounds, or before ``announced``.
    """
    if not SHORTEST_ACTIVATION_SECONDS <= seconds <= LONGEST_ACTIVATION_SECONDS:
        raise ActivationTimeImpossible(
            f"Activation takes between {SHORTEST_ACTIVATION_SECONDS} seconds and 24 hours."
        )
    ends_at = now.replace(microsecond=0) + timedelta(seconds=seconds + 1)
    if announced is not None and ends_at < announced:
        raise ActivationTimeImpossible("People were told a later end; it cannot be moved forward.")
    return ends_at


def check_extension(now: datetime, announced: datetime, *, waiting: bool) -> None:
    """Return if the announced end may still be moved back.

    Once it has passed, the box may have been asked for its counts. Not so while the box has not
    even heard that activation began, because then nothing can be frozen.

    Raises:
        ActivationTimeImpossible: too late.
    """
    if now >= announced and not waiting:
        raise ActivationTimeImpossible(
            "The announced end has passed. Freeze the lists now.",
            "宣布的激活截止时间已经过了，不能再推迟；现在请冻结名单。",
        )


def check_activation_over(now: datetime, ends_at: datetime | None, *, waiting: bool) -> None:
    """Return if the lists of a blind meeting may be asked for.

    Args:
        now: the desk's clock.
        ends_at: the announced end; None while people are still being checked in.
        waiting: a document for the box has not been confirmed.

    Raises:
        ActivationNotOver: before the announced end.
        DeliveryWaiting: the box may never have heard that activation began.
    """
    if ends_at is None:
        raise ActivationNotOver("End check-in first: people activate after it, then lists freeze.")
    if now < ends_at:
        raise ActivationNotOver("People were told a later end of activation. Wait for it.")
    if waiting:
        raise DeliveryWaiting("The box has not confirmed everything yet. Try again in a moment.")


def check_activated(lists: Sequence[BoxList], people: Sequence[People]) -> None:
    """Return if no box has more activated credentials than its electorate got signatures.

    Raises:
        TooManyActivated: a box has; its list was stuffed.
    """
    released = {line.electorate: line.released for line in people}
    if any(line.activated > released.get(line.electorate, 0) for line in lists):
        raise TooManyActivated(
            "The box shows more activated credentials than were signed. Cancel this meeting and "
            "find out whose doing that is."
        )
