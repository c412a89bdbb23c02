"""Documents that fit together: a board, a meeting, its boxes, its lists. Valid by default.

Keys are fixed, so that a document made in one place verifies in another. The board's ceremony is
real and held once for each (threshold, size).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.crypto.credentials import credential_list, derive, list_digest, new_code, new_uuid
from shared.crypto.group import to_hex
from shared.crypto.signing import SigningKey
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import member
from shared.documents.base import sign
from shared.documents.boards import Board, TrusteeRef
from shared.documents.manifests import (
    BoardRef,
    BoxManifest,
    BoxRef,
    Contest,
    Electorate,
    Item,
    MeetingManifest,
    Option,
    Place,
    Scrutineer,
    Subject,
)
from shared.documents.orders import (
    CheckedIn,
    FrozenList,
    FrozenLists,
    RoundOrder,
    UploadTicket,
)

DESK = SigningKey.from_seed(b"desk".ljust(32, b"."))
BOX = SigningKey.from_seed(b"box".ljust(32, b"."))
TALLY = SigningKey.from_seed(b"tally".ljust(32, b"."))
SCRUTINEERS = [SigningKey.from_seed(f"scrutineer {n}".encode().ljust(32, b".")) for n in (1, 2)]
STRANGER = SigningKey.from_seed(b"stranger".ljust(32, b"."))

FREEZE = 1_790_000_000
GRADES = ("excellent 优秀", "competent 称职", "basically_competent 基本称职", "incompetent 不称职")
ABSTAIN = Option(key="abstain", title="弃权")


@dataclass(frozen=True)
class HeldBoard:
    """A board of trustees after its ceremony."""

    document: Board
    secrets: dict[int, int]
    """Owner number to the secret share of the election key."""
    transcript: bytes
    """All messages of the ceremony, canonical JSON."""

    @property
    def ref(self) -> BoardRef:
        """How a meeting manifest names it."""
        return BoardRef(key=self.document.key, digest=self.document.digest)

    @property
    def signed(self) -> dict[str, Any]:
        """The document as the tally service publishes it."""
        return sign(TALLY, self.document)


@cache
def a_board(threshold: int = 2, size: int = 3) -> HeldBoard:
    """Return a board that held its ceremony."""
    names = [f"受托人 {number}" for number in range(1, size + 1)]
    posted = ceremony.new_board(names, threshold)
    states = [member.begin(names, threshold, number) for number in range(1, size + 1)]
    while ceremony.pending(posted):
        for place, state in enumerate(states):
            after = member.advance(state, posted)
            states[place] = after.state
            if after.message is not None:
                posted = ceremony.accept(posted, place + 1, after.step, after.message)
    states = [member.advance(state, posted).state for state in states]
    outcome = ceremony.outcome(posted)
    document = Board(
        issued_by="tally",
        board="board-1",
        title="计票委员会",
        year=2026,
        threshold=threshold,
        trustees=[TrusteeRef(number=n, name=name) for n, name in enumerate(names, start=1)],
        key=to_hex(outcome.key),
        trustees_text=outcome.trustees_text,
        transcript=outcome.digest.hex(),
    )
    secrets = {state["number"]: member.secret_share(state) for state in states}
    return HeldBoard(document, secrets, outcome.transcript)


def a_meeting_manifest(electorates: str = "A", boxes: int = 2, **changes: Any) -> MeetingManifest:
    """Return a manifest with so many boxes for each of the electorates' letters."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": f"m-{new_uuid().lower()}",
        "title": "年度民主测评会",
        "source": "unit",
        "year": 2026,
        "place": Place(id="unit-1", name="甲乡"),
        "electorates": [Electorate(key=key, title=f"{key}票") for key in electorates],
        "boxes": [BoxRef(uuid=new_uuid(), electorate=key) for key in electorates * boxes],
        "receipt_key": BOX.public.hex(),
        "scrutineers": [
            Scrutineer(name=f"监票人 {n}", key=key.public.hex())
            for n, key in enumerate(SCRUTINEERS, start=1)
        ],
        "board": a_board().ref,
        "disclosure_floor": 5,
        "pack": "0" * 64,
    }
    return MeetingManifest(**{**values, **changes})


def a_graded_contest(number: int = 1, **changes: Any) -> Contest:
    """Return 优秀/称职/基本称职/不称职/弃权 about one official."""
    options = [grade.split(" ") for grade in GRADES]
    values: dict[str, Any] = {
        "key": f"o{number}.grade",
        "title": f"干部 {number}",
        "kind": "grade",
        "subject": Subject(kind="official", id=f"o{number}", name=f"干部 {number}"),
        "options": [*(Option(key=key, title=title) for key, title in options), ABSTAIN],
    }
    return Contest(**{**values, **changes})


def a_box_manifest(
    meeting: MeetingManifest, electorate: str = "A", /, *, contests: int = 1, **changes: Any
) -> BoxManifest:
    """Return the sheet of the first box of ``electorate``, with so many graded contests."""
    uuid = next(box.uuid for box in meeting.boxes if box.electorate == electorate)
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting,
        "meeting_manifest": meeting.digest,
        "round": "r1",
        "item": Item(key="sheet", title="测评表"),
        "uuid": uuid,
        "electorate": electorate,
        "title": "年度民主测评",
        "board_key": meeting.board.key,
        "contests": [a_graded_contest(number) for number in range(1, contests + 1)],
    }
    return BoxManifest(**{**values, **changes})


def some_codes(count: int) -> list[str]:
    """Return so many private slip codes."""
    return [new_code() for _ in range(count)]


def uuids_of(meeting: MeetingManifest, electorate: str) -> list[str]:
    """Return the uuids of every box of ``electorate``."""
    return [box.uuid for box in meeting.boxes if box.electorate == electorate]


def an_upload_ticket(
    meeting: MeetingManifest, printed: int, electorate: str = "A", /, **changes: Any
) -> UploadTicket:
    """Return a ticket for every box of ``electorate``, its first batch."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting,
        "electorate": electorate,
        "uuids": uuids_of(meeting, electorate),
        "printed": printed,
        "batch": 1,
    }
    return UploadTicket(**{**values, **changes})


def public_lists(codes: Iterable[str], uuids: Iterable[str]) -> dict[str, list[str]]:
    """Return for each box the public credentials of ``codes``."""
    known = list(codes)
    return {uuid: [derive(uuid, code).public_hex for code in known] for uuid in uuids}


def a_freeze(
    meeting: MeetingManifest, lists: Mapping[str, list[str]], /, **changes: Any
) -> FrozenLists:
    """Return the desk's countersignature of ``lists``, everybody present."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting,
        "meeting_manifest": meeting.digest,
        "lists": [
            FrozenList(uuid=uuid, digest=list_digest(credential_list(entries)), size=len(entries))
            for uuid, entries in lists.items()
        ],
        "checked_in": [
            CheckedIn(electorate=one.key, roll=9, present=9) for one in meeting.electorates
        ],
        "timestamp": FREEZE,
    }
    return FrozenLists(**{**values, **changes})


def a_round_order(action: str, /, *manifests: BoxManifest, **changes: Any) -> RoundOrder:
    """Return an order for the boxes of ``manifests``, which are of one round."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": manifests[0].meeting,
        "round": manifests[0].round,
        "action": action,
        "uuids": [manifest.uuid for manifest in manifests],
    }
    return RoundOrder(**{**values, **changes})
