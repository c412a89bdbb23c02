"""A box made ready for a benchmark: one meeting, one electorate, one open sheet.

The desk's part is played with the desk's own key, which the private installation keeps in its
folder; the trustees' ceremony is held in memory. Everything goes through the box's public doors,
so what is measured afterwards is a box like any other.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.cli.bench_archive import NAMES, THRESHOLD, hold_ceremony
from shared.cli.slips import make_codes, public_lists, upload
from shared.crypto.credentials import credential_list, list_digest, new_uuid
from shared.crypto.group import to_hex
from shared.crypto.signing import SigningKey
from shared.documents.base import Document, sign
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
from shared.plumbing.http import Peer

ELECTORATE = "A"
ROUND = "bench"
ISSUER = "bench"
OPTIONS = ("excellent", "competent", "basically_competent", "incompetent", "abstain")


@dataclass(frozen=True, slots=True)
class BenchBox:
    """An open box and the slips for it."""

    meeting: MeetingManifest
    sheet: BoxManifest
    codes: Sequence[str]


def open_box(
    box: Peer, desk: SigningKey, voters: int, contests: int, freeze_seconds: int
) -> BenchBox:
    """Return an open box for ``voters`` slips and a sheet of ``contests`` graded contests.

    Args:
        box: the box's origin.
        desk: the key whose orders it obeys.
        voters: how many slips are made.
        contests: how many contests of four options and abstention.
        freeze_seconds: Unix time of the freeze, for the archive's header.
    """
    board = _make_board()
    receipt_key = str(box.get_json("/api/v1/keys")["public"])
    meeting = _meeting_manifest(board, receipt_key)
    sheet = _sheet(meeting, contests)
    codes = make_codes(voters)
    _tell(box, desk, meeting)
    box.post_json("/api/v1/inbox", sign(SigningKey.generate(), board))  # named by its digest
    ticket = _ticket(meeting, voters)
    upload(box, sign(desk, ticket), codes)
    for document in (
        _freeze(meeting, public_lists(codes, [sheet.uuid]), freeze_seconds),
        sheet,
        _order(sheet, "open"),
    ):
        _tell(box, desk, document)
    return BenchBox(meeting, sheet, codes)


def close_box(box: Peer, desk: SigningKey, bench: BenchBox) -> None:
    """End casting in the box."""
    _tell(box, desk, _order(bench.sheet, "close"))


def _tell(box: Peer, desk: SigningKey, document: Document) -> None:
    """Send a signed document to the box's inbox."""
    box.post_json("/api/v1/inbox", sign(desk, document))


def _make_board() -> Board:
    """Return a board of two of three trustees, whose secrets nobody keeps."""
    outcome, _ = hold_ceremony()
    return Board(
        issued_by=ISSUER,
        board=ISSUER,
        title=ISSUER,
        year=2026,
        threshold=THRESHOLD,
        trustees=[TrusteeRef(number=n, name=name) for n, name in enumerate(NAMES, start=1)],
        key=to_hex(outcome.key),
        trustees_text=outcome.trustees_text,
        transcript=outcome.digest.hex(),
    )


def _meeting_manifest(board: Board, receipt_key: str) -> MeetingManifest:
    """Return the manifest of a meeting with one box."""
    scrutineers = [SigningKey.generate() for _ in range(2)]
    return MeetingManifest(
        issued_by=ISSUER,
        meeting=f"bench-{new_uuid().lower()}",
        title=ISSUER,
        source="unit",
        year=2026,
        place=Place(id=ISSUER, name=ISSUER),
        electorates=[Electorate(key=ELECTORATE, title=ISSUER)],
        boxes=[BoxRef(uuid=new_uuid(), electorate=ELECTORATE)],
        receipt_key=receipt_key,
        scrutineers=[
            Scrutineer(name=f"Scrutineer {number}", key=key.public.hex())
            for number, key in enumerate(scrutineers, start=1)
        ],
        board=BoardRef(key=board.key, digest=board.digest),
        disclosure_floor=2,
        pack="0" * 64,
        test=True,
    )


def _sheet(meeting: MeetingManifest, contests: int) -> BoxManifest:
    """Return the sheet: graded contests of four options and abstention."""
    return BoxManifest(
        issued_by=ISSUER,
        meeting=meeting.meeting,
        meeting_manifest=meeting.digest,
        round=ROUND,
        item=Item(key="sheet", title="sheet"),
        uuid=meeting.boxes[0].uuid,
        electorate=ELECTORATE,
        title=ISSUER,
        board_key=meeting.board.key,
        contests=[_contest(number) for number in range(1, contests + 1)],
    )


def _contest(number: int) -> Contest:
    """Return the contest about official ``number``."""
    return Contest(
        key=f"o{number}",
        title=f"Official {number}",
        kind="grade",
        subject=Subject(kind="official", id=f"o{number}", name=f"Official {number}"),
        options=[Option(key=key, title=key) for key in OPTIONS],
    )


def _ticket(meeting: MeetingManifest, printed: int) -> UploadTicket:
    """Return the upload ticket for the slips."""
    return UploadTicket(
        issued_by=ISSUER,
        meeting=meeting.meeting,
        electorate=ELECTORATE,
        uuids=[box.uuid for box in meeting.boxes],
        printed=printed,
        batch=1,
    )


def _freeze(
    meeting: MeetingManifest, lists: dict[str, list[str]], freeze_seconds: int
) -> FrozenLists:
    """Return the desk's countersignature of the lists."""
    frozen = [
        FrozenList(uuid=uuid, digest=list_digest(credential_list(entries)), size=len(entries))
        for uuid, entries in lists.items()
    ]
    people = frozen[0].size
    return FrozenLists(
        issued_by=ISSUER,
        meeting=meeting.meeting,
        meeting_manifest=meeting.digest,
        lists=frozen,
        checked_in=[CheckedIn(electorate=ELECTORATE, roll=people, present=people)],
        timestamp=freeze_seconds,
    )


def _order(sheet: BoxManifest, action: str) -> RoundOrder:
    """Return the order to do ``action`` with the box."""
    return RoundOrder.parse(
        {
            "type": RoundOrder.KIND,
            "version": 1,
            "issued_by": ISSUER,
            "meeting": sheet.meeting,
            "round": sheet.round,
            "action": action,
            "uuids": [sheet.uuid],
        }
    )
