"""A closed round of a blind meeting: of those who were issued, all but one have a phone.

The first code of each electorate is a reserve slip that a late-comer got, then come the phones,
then the slips that were left over.
"""

from __future__ import annotations

from typing import Any

from factories.blind import a_blind_manifest, an_activation, signed_issuer_keys
from factories.rounds import ClosedRound

from shared.crypto.credentials import credential_list
from shared.crypto.jsontext import decode
from shared.documents.activations import Activation, in_list_order
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import CheckedIn, FrozenLists, RoundLedger

LATE = 1
"""Reserve slips that were handed out in each electorate."""


class BlindRound(ClosedRound):
    """One round of one blind meeting. Valid by default."""

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.unactivated = 0
        """Phones that got signatures in the first electorate and never activated."""
        self.signed: dict[str, list[Activation]] = {
            letter: [
                an_activation(self.meeting, self.uuid(letter), code) for code in self.phones(letter)
            ]
            for letter in self.sheets
        }

    def manifest(self, letters: str, **changes: Any) -> MeetingManifest:
        """Return the meeting's manifest."""
        return a_blind_manifest(letters, **changes)

    def phones(self, letter: str) -> list[str]:
        """Return the codes of those who have a phone."""
        return self.codes[letter][LATE : self.issued[letter]]

    def issuer_keys(self) -> dict[str, Any] | None:
        """Return the issuer's keys."""
        return signed_issuer_keys(self.meeting)

    def activations(self, letter: str = "A") -> dict[str, Any]:
        """Return the activated credentials of a box, in the order of its list."""
        listed = decode(credential_list(self.lists(letter)[self.uuid(letter)]))
        by_credential = {one.credential: one.model_dump() for one in self.signed[letter]}
        order = in_list_order(by_credential, [str(one) for one in listed])
        return {"uuid": self.uuid(letter), "activations": [by_credential[one] for one in order]}

    def frozen(self) -> FrozenLists:
        """Return the frozen lists with the numbers of signatures and activations."""
        plain = super().frozen()
        electorate = {box.uuid: box.electorate for box in self.meeting.boxes}
        lists = [
            one.model_copy(update={"activated": len(self.signed[electorate[one.uuid]])})
            for one in plain.lists
        ]
        checked_in = [
            CheckedIn(
                electorate=one.electorate,
                roll=one.roll,
                present=self.released(one.electorate),
                released=self.released(one.electorate),
            )
            for one in plain.checked_in
        ]
        return plain.model_copy(update={"lists": lists, "checked_in": checked_in})

    def released(self, letter: str) -> int:
        """Return how many people of an electorate had their credentials signed."""
        return len(self.phones(letter)) + (self.unactivated if letter == min(self.sheets) else 0)

    def ledger(self, **changes: int) -> RoundLedger:
        """Return the desk's ledger."""
        plain = super().ledger()
        lines = [
            line.model_copy(
                update={
                    "present": self.released(line.electorate) + LATE,
                    "printed": LATE + len(self.left_over[line.electorate]),
                    "issued": self.released(line.electorate) + LATE,
                    "released": self.released(line.electorate),
                    **changes,
                }
            )
            for line in plain.lines
        ]
        return plain.model_copy(update={"lines": lines})
