"""A closed round as box and desk publish it, made of real ballots without any service.

`ClosedRound` holds the numbers, slips and ballots; what a test changes before it asks for an
archive, a record or a ledger is what these then say. Valid by default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from factories import documents
from factories.ballots import a_ballot

from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import tracker
from shared.crypto.credentials import credential_list, derive, list_digest
from shared.crypto.merkle import root_hash
from shared.crypto.receipts import sign_checkpoint
from shared.documents.base import sign
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    SignedLeftovers,
    sign_as_scrutineer,
)
from shared.documents.manifests import BoxManifest, MeetingManifest, election_of
from shared.documents.orders import CheckedIn, FrozenLists, LedgerLine, RoundLedger

Marks = Sequence[int] | int


class ClosedRound:
    """One round of one meeting: `votes` has the marks of every ballot, by electorate."""

    def __init__(
        self,
        votes: Mapping[str, Sequence[Marks]],
        *,
        left_over: int = 2,
        unreturned: int = 0,
        contests: int = 1,
        sheet: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        self.board = documents.a_board()
        self.meeting: MeetingManifest = self.manifest("".join(votes), **changes)
        self.sheets: dict[str, BoxManifest] = {
            letter: documents.a_box_manifest(self.meeting, letter, contests=contests).model_copy(
                update=dict(sheet or {})
            )
            for letter in votes
        }
        self.issued = {letter: len(marks) + unreturned for letter, marks in votes.items()}
        self.codes = {
            letter: documents.some_codes(count + left_over) for letter, count in self.issued.items()
        }
        self.ballots = {
            letter: [
                a_ballot(self.sheets[letter], code, one)
                for one, code in zip(marks, self.codes[letter], strict=False)
            ]
            for letter, marks in votes.items()
        }
        self.left_over = {
            letter: codes[self.issued[letter] :] for letter, codes in self.codes.items()
        }
        self.roll = {letter: count + 3 for letter, count in self.issued.items()}

    def manifest(self, letters: str, **changes: Any) -> MeetingManifest:
        """Return the meeting's manifest."""
        return documents.a_meeting_manifest(letters, **changes)

    def issuer_keys(self) -> dict[str, Any] | None:
        """Return the issuer's signed keys as the box shows them; slips need none."""
        return None

    def activations(self, letter: str = "A") -> dict[str, Any]:
        """Return the activated credentials of a box as it shows them; slips have none."""
        return {"uuid": self.uuid(letter), "activations": []}

    def uuid(self, letter: str = "A") -> str:
        """Return the box of an electorate."""
        return self.sheets[letter].uuid

    @property
    def subject(self) -> str:
        """The round as outbox rows name it."""
        return f"{self.meeting.meeting}:r1"

    def lists(self, letter: str) -> dict[str, list[str]]:
        """Return the public credentials of every box of an electorate."""
        uuids = documents.uuids_of(self.meeting, letter)
        return documents.public_lists(self.codes[letter], uuids)

    def frozen(self) -> FrozenLists:
        """Return the frozen lists."""
        lists = {uuid: one for letter in self.sheets for uuid, one in self.lists(letter).items()}
        checked_in = [
            CheckedIn(electorate=letter, roll=self.roll[letter], present=self.issued[letter])
            for letter in self.sheets
        ]
        return documents.a_freeze(self.meeting, lists, checked_in=checked_in)

    def sorted_ballots(self, letter: str = "A") -> list[str]:
        """Return the ballots in the order of the archive."""
        return sorted(self.ballots[letter], key=tracker)

    def archive(self, letter: str = "A") -> bytes:
        """Return the closed archive of a box."""
        sheet = self.sheets[letter]
        writer = ArchiveWriter(documents.FREEZE)
        listed = credential_list(self.lists(letter)[sheet.uuid])
        writer.setup(election_of(sheet).text, self.board.document.trustees_text, listed)
        for text in self.sorted_ballots(letter):
            writer.ballot(text)
        writer.end_ballots()
        return writer.bytes()

    def root(self, letter: str = "A") -> bytes:
        """Return the Merkle root of a box."""
        return root_hash([tracker(text) for text in self.sorted_ballots(letter)])

    def checkpoint(self, letter: str = "A") -> dict[str, Any]:
        """Return the closing checkpoint as the box shows it."""
        size, uuid = len(self.ballots[letter]), self.uuid(letter)
        signature = sign_checkpoint(documents.BOX, uuid, size, self.root(letter))
        return {
            "uuid": uuid,
            "size": size,
            "root": self.root(letter).hex(),
            "signature": signature.hex(),
            "key": documents.BOX.key_id,
        }

    def closing(self, letter: str = "A", **changes: Any) -> dict[str, Any]:
        """Return the closing record with both scrutineers' signatures."""
        sheet = self.sheets[letter]
        values: dict[str, Any] = {
            "uuid": sheet.uuid,
            "fingerprint": election_of(sheet).fingerprint,
            "list_digest": list_digest(credential_list(self.lists(letter)[sheet.uuid])),
            "ballots": len(self.ballots[letter]),
            "root": self.root(letter).hex(),
        }
        record = ClosingRecord(**{**values, **changes})
        signatures = [sign_as_scrutineer(key, record.message()) for key in documents.SCRUTINEERS]
        return record.model_copy(update={"signatures": signatures}).model_dump(mode="json")

    def scan(self, letter: str = "A") -> dict[str, Any]:
        """Return the signed scan of an electorate's leftover slips."""
        uuids = documents.uuids_of(self.meeting, letter)
        lists = {
            uuid: sorted(derive(uuid, code).public_hex for code in self.left_over[letter])
            for uuid in uuids
        }
        meeting = self.meeting.meeting
        document = Leftovers(
            issued_by="scrutineers", meeting=meeting, electorate=letter, lists=lists
        )
        signatures = [sign_as_scrutineer(key, document.message()) for key in documents.SCRUTINEERS]
        signed = SignedLeftovers(document=document, signatures=signatures)
        return signed.model_dump(mode="json")

    def ledger(self, **changes: int) -> RoundLedger:
        """Return the desk's ledger; `changes` replace numbers of every line."""
        lines = [
            LedgerLine(
                **{
                    "uuid": self.uuid(letter),
                    "electorate": letter,
                    "roll": self.roll[letter],
                    "present": self.issued[letter],
                    "printed": len(self.codes[letter]),
                    "issued": self.issued[letter],
                    **changes,
                }
            )
            for letter in self.sheets
        ]
        return RoundLedger(
            issued_by="ballot-desk",
            meeting=self.meeting.meeting,
            round="r1",
            entered_by=["监票人 1", "监票人 2"],
            last_round=True,
            lines=lines,
        )

    def pages(self) -> dict[str, Any]:
        """Return what the box shows, by address below /api/v1/; no leftovers yet."""
        shown: dict[str, Any] = {
            f"meetings/{self.meeting.meeting}": {
                "manifest": sign(documents.DESK, self.meeting),
                "frozen": sign(documents.DESK, self.frozen()),
                "issuer_keys": self.issuer_keys(),
                "boxes": [],
            }
        }
        for letter, sheet in self.sheets.items():
            address = f"boxes/{sheet.uuid}"
            shown[address] = {
                "uuid": sheet.uuid,
                "meeting": self.meeting.meeting,
                "electorate": letter,
                "state": "closed",
                "manifest": sign(documents.DESK, sheet),
            }
            shown[f"{address}/closing"] = self.closing(letter)
            shown[f"{address}/checkpoint"] = self.checkpoint(letter)
            shown[f"{address}/archive"] = self.archive(letter)
            shown[f"{address}/activations"] = self.activations(letter)
        return shown
