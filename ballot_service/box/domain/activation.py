"""How far the activation of a blind meeting is, and the lists it leads to (PROTOCOL P6, P7).

Activation opens once and ends once, by the desk's orders. What is frozen then is, for each box,
the credentials on slips and those that were activated, sorted together: the list does not tell
which is which, the activations published beside it do, so that anybody can check them.

May import: stdlib, shared.crypto, shared.documents, shared.errors, this room's rules.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from ballot_service.box.domain.orders import ManifestDiffers
from shared.crypto.credentials import credential_list, list_digest
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import ActivationOrder
from shared.errors import Conflict

Activation = Literal["open", "ended"]


class ActivationNotOpen(Conflict):
    """Nothing can be activated yet, or in this meeting at all."""

    code = "activation_not_open"


class ActivationEnded(Conflict):
    """Activation has ended; the lists are fixed."""

    code = "activation_ended"


class ActivationRunning(Conflict):
    """The lists cannot be frozen before activation has ended."""

    code = "activation_running"


class IssuerKeysStand(Conflict):
    """The issuer's keys are here, and activation may have begun with them."""

    code = "issuer_keys_stand"


@dataclass(frozen=True, slots=True)
class FinalList:
    """One box's list as it is to be frozen."""

    text: str
    digest: str
    size: int
    activated: int
    """How many of its entries were activated; the others are on slips."""


def final_list(on_slips: Collection[str], activated: Collection[str]) -> FinalList:
    """Return the list of one box.

    Args:
        on_slips: public credentials that were uploaded; in blind mode those of reserve slips.
        activated: those that were activated, none of them on a slip.
    """
    text = credential_list([*on_slips, *activated])
    return FinalList(text, list_digest(text), len(on_slips) + len(activated), len(activated))


def after_order(
    order: ActivationOrder, meeting: MeetingManifest, state: str | None, *, frozen: bool
) -> Activation:
    """Return how far activation is once ``order`` is obeyed.

    Args:
        order: signed by the desk.
        meeting: the manifest that is here.
        state: how far activation is now.
        frozen: whether the lists are fixed.

    Raises:
        ManifestDiffers: it belongs to another manifest, or to a meeting with slips.
        ActivationEnded: it has ended.
        ActivationNotOpen: it cannot end before it began.
    """
    if order.meeting_manifest != meeting.digest or not meeting.blind:
        raise ManifestDiffers("The order about activation does not fit the meeting manifest.")
    if state == "ended" or frozen:
        raise ActivationEnded("Activation has ended.")
    if order.action == "end" and state is None:
        raise ActivationNotOpen("Activation has not begun.")
    return "open" if order.action == "open" else "ended"


def check_activation_open(state: str | None) -> None:
    """Return if credentials can be activated now.

    Raises:
        ActivationNotOpen: not yet.
        ActivationEnded: no more.
    """
    if state is None:
        raise ActivationNotOpen("Activation has not begun. Keep this page open; it tries again.")
    if state != "open":
        raise ActivationEnded(
            "Activation has ended, so this phone cannot vote in this meeting any more."
        )


def check_may_freeze(meeting: MeetingManifest, state: str | None) -> None:
    """Return if nothing can be activated any more; else ``ActivationRunning``."""
    if meeting.blind and state != "ended":
        raise ActivationRunning("The lists cannot be frozen before activation has ended.")
