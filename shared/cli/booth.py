"""A voter's program in Python: the same calls and the same checks as the browser's booth.

It trusts one thing, the desk's public key (in the hall: the six words on the screen). All
else, the manifests, the election text, the credential list, the receipt, it checks itself
and refuses to vote when anything differs. Source: PROTOCOL P6, P8, P11.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from operator import itemgetter
from time import sleep
from typing import Any

from shared.crypto.ballots import make_ballot, tracker
from shared.crypto.credentials import derive, list_digest
from shared.crypto.elections import Election
from shared.crypto.errors import VerificationFailed
from shared.crypto.jsontext import b64, decode
from shared.crypto.receipts import SixWords, six_words, verify_receipt
from shared.crypto.signing import key_id
from shared.documents.base import open_signed
from shared.documents.manifests import BoxManifest, MeetingManifest, election_of
from shared.documents.orders import FrozenLists
from shared.errors import Conflict, Unavailable
from shared.plumbing.http import Peer, PeerRefused

LIST_LIMIT = 16 * 1024 * 1024
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 2.0


class BoxNotOpen(Conflict):
    """No box of this electorate is open now."""

    code = "box_not_open"


class ListsNotFixed(Conflict):
    """The lists of the meeting are not frozen yet."""

    code = "lists_not_fixed"


class CredentialUnknown(Conflict):
    """The code is not on the published list of this box."""

    code = "credential_unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the voter keeps: 43 characters of tracker and our signature on it."""

    uuid: str
    tracker: str
    receipt: str


@dataclass(frozen=True, slots=True)
class OpenBox:
    """One open box, every document of it checked."""

    manifest: BoxManifest
    election: Election
    listed: frozenset[str]
    receipt_key: bytes


class Booth:
    """A booth at one meeting. ``box`` is the box's origin; no cookie, no account."""

    def __init__(self, box: Peer, desk_key: bytes, meeting: str) -> None:
        """Fetch and check the meeting's manifest.

        Raises:
            VerificationFailed: it is not signed by the desk, or names another meeting.
        """
        self._box = box
        self._keys = {key_id(desk_key): desk_key}
        self._meeting = meeting
        self.manifest = open_signed(MeetingManifest, self._fetch_meeting()["manifest"], self._keys)
        if self.manifest.meeting != meeting:
            raise VerificationFailed("The meeting's manifest names another meeting.")

    @property
    def words(self) -> SixWords:
        """The six words to compare with the hall screen."""
        return six_words(bytes.fromhex(self.manifest.digest))

    def frozen_lists(self) -> FrozenLists:
        """Return the desk's countersignature of every list of the meeting.

        Raises:
            ListsNotFixed: there is none yet.
            VerificationFailed: it is not the desk's, or belongs to another manifest.
        """
        signed = self._fetch_meeting()["frozen"]
        if signed is None:
            raise ListsNotFixed("The lists of this meeting are not fixed yet.")
        frozen = open_signed(FrozenLists, signed, self._keys)
        if frozen.meeting_manifest != self.manifest.digest:
            raise VerificationFailed("The lists were fixed for another manifest.")
        return frozen

    def credential_list(self, uuid: str, frozen: FrozenLists) -> frozenset[str]:
        """Return the public credentials of the box ``uuid``, as published.

        Raises:
            VerificationFailed: the list is not the one that was countersigned.
        """
        text = self._box.get_bytes(f"/api/v1/boxes/{uuid}/credentials", LIST_LIMIT).decode()
        published = {entry.uuid: entry.digest for entry in frozen.lists}
        if published.get(uuid) != list_digest(text):
            raise VerificationFailed("The list of credentials is not the published one.")
        listed = decode(text)
        if not isinstance(listed, list):
            raise VerificationFailed("The list of credentials cannot be read.")
        return frozenset(str(entry) for entry in listed)

    def sheets(self) -> dict[str, BoxManifest]:
        """Return what was voted on, or will be, by the uuid of each box that has a round.

        A round that was called off is none: nothing was voted on. By class and uuid, which is the
        order of the votes of each class: the desk takes the unused boxes of a class so.

        Raises:
            VerificationFailed: a box or its sheet is not what was published.
        """
        entries = self._fetch_meeting()["boxes"]
        named = {(one.uuid, one.electorate) for one in self.manifest.boxes}
        if {(one["uuid"], one["electorate"]) for one in entries} != named:
            raise VerificationFailed("The box shows other boxes than were published.")
        pages = [
            (one, self._box.get_json(f"/api/v1/boxes/{one['uuid']}"))
            for one in sorted(entries, key=itemgetter("electorate", "uuid"))
            if one["round"] is not None and one["state"] != "cancelled"
        ]
        return {entry["uuid"]: self._sheet(entry, page) for entry, page in pages}

    def enter(self, electorate: str, round_id: str | None = None) -> OpenBox:
        """Return the open box of ``electorate`` (of ``round_id`` if given) after all checks.

        Raises:
            BoxNotOpen: there is none now.
            VerificationFailed: a document, the election or the list is not what was published.
        """
        meeting = self._fetch_meeting()
        frozen = open_signed(FrozenLists, meeting["frozen"], self._keys)
        for entry in meeting["boxes"]:
            fits = round_id is None or entry["round"] == round_id
            if fits and entry["electorate"] == electorate and entry["state"] == "open":
                return self._check_box(entry, frozen)
        raise BoxNotOpen("No box is open for this slip now. Wait for the chair to open the vote.")

    def mark(self, box: OpenBox, code: str, choices: Sequence[Sequence[int]]) -> str:
        """Return the encrypted, signed ballot text; nothing has left the booth yet.

        Args:
            box: from ``enter``.
            code: the slip's private code.
            choices: one row of 0 and 1 a contest, in the manifest's order.
        """
        credential = derive(box.manifest.uuid, code)
        if credential.public_hex not in box.listed:
            raise CredentialUnknown("This slip is not for this box. Show it to the attendant.")
        return make_ballot(box.election, credential, choices)

    def cast(self, box: OpenBox, ballot: str) -> Receipt:
        """Send ``ballot`` and return the checked receipt; sending the same bytes again is safe.

        Raises:
            PeerRefused: the box refused, with its slug.
            VerificationFailed: the receipt does not fit the ballot.
        """
        uuid = box.manifest.uuid
        answer = self._box.post_bytes(
            f"/api/v1/boxes/{uuid}/ballots", ballot.encode(), "application/json"
        )
        expected = tracker(ballot)
        if answer["tracker"] != b64(expected):
            raise VerificationFailed("The receipt is for another ballot.")
        verify_receipt(box.receipt_key, uuid, expected, bytes.fromhex(answer["receipt"]))
        return Receipt(uuid, answer["tracker"], answer["receipt"])

    def _fetch_meeting(self) -> dict[str, Any]:
        """Return the box's public page of the meeting."""
        value = self._box.get_json(f"/api/v1/meetings/{self._meeting}")
        if not isinstance(value, dict):
            raise VerificationFailed("The box answered with something else.")
        return value

    def _check_box(self, entry: dict[str, Any], frozen: FrozenLists) -> OpenBox:
        """Check everything the box says of the box ``entry`` against what the desk signed."""
        uuid = entry["uuid"]
        page = self._box.get_json(f"/api/v1/boxes/{uuid}")
        manifest = self._sheet(entry, page)
        election = election_of(manifest)
        if frozen.meeting_manifest != self.manifest.digest or page["election"] != election.text:
            raise _another_election()
        return OpenBox(
            manifest,
            election,
            self.credential_list(uuid, frozen),
            bytes.fromhex(self.manifest.receipt_key),
        )

    def _sheet(self, entry: dict[str, Any], page: dict[str, Any]) -> BoxManifest:
        """Return the sheet on a box's ``page``, if the desk signed it for the box ``entry``."""
        sheet = open_signed(BoxManifest, page["manifest"], self._keys)
        agreed = (
            sheet.meeting_manifest == self.manifest.digest,
            sheet.board_key == self.manifest.board.key,
            (sheet.uuid, sheet.electorate, sheet.round)
            == (entry["uuid"], entry["electorate"], entry["round"]),
        )
        if not all(agreed):
            raise _another_election()
        return sheet


def _another_election() -> VerificationFailed:
    return VerificationFailed("The box shows another election than was published.")


def try_cast(
    booth: Booth, box: OpenBox, ballot: str, tries: int, wait: Callable[[float], None] = sleep
) -> Receipt:
    """Send the same bytes up to ``tries`` times: a lost answer never loses or doubles a vote.

    Only a box that is away or busy is asked again, later each time.
    """
    for attempt in range(1, tries):
        try:
            return booth.cast(box, ballot)
        except Unavailable as refusal:
            if (
                isinstance(refusal, PeerRefused)
                and refusal.status != HTTPStatus.SERVICE_UNAVAILABLE
            ):
                raise
            wait(min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * attempt))
    return booth.cast(box, ballot)
