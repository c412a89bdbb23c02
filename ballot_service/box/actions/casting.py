"""Take one ballot, give one receipt.

The order matters. What costs little comes first; the proofs are verified outside any
transaction, a few at a time; the transaction at the end is short and looks at the state again.
The same bytes always get the same receipt, a second ballot of a credential never gets one.
Nothing is stored but the ballot, and nothing is logged or queued.

May import: SQLAlchemy (types), ballot_service.box_side, this room's domain and store, shared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session, sessionmaker

from ballot_service.box import store
from ballot_service.box.domain.casting import Sheet, accept, check_head, read_sheet
from ballot_service.box.domain.states import check_open
from ballot_service.box_side import BoxSide
from shared.crypto.ballots import tracker
from shared.crypto.receipts import sign_receipt
from shared.errors import NotFound
from shared.plumbing.db import reading, unit_of_work

SHEETS_KEPT = 32
"""Open boxes whose election and list one process keeps in memory."""

_TRACKER = re.compile(r"[0-9a-f]{64}")


class ReceiptUnknown(NotFound):
    """No ballot with this tracker is in the box."""

    code = "receipt_unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Our signature on a ballot's tracker (P8)."""

    uuid: str
    tracker: bytes
    signature: bytes
    key_id: str


def cast_ballot(box: BoxSide, uuid: str, content: bytes) -> Receipt:
    """Check the ballot ``content`` and put it in the box ``uuid``, once.

    Raises:
        BoxUnknown, BoxNotOpen, BoxClosed: there is no box, or not at this time.
        MalformedBytes, WrongElection, CredentialUnknown, VerificationFailed: see ``domain``.
        Busy: too many ballots are being verified; send the same bytes again.
        CredentialUsed: another ballot with this credential stands.
    """
    mark = tracker(content)
    with reading(box.sessions) as session:
        state = store.get_box(session, uuid).state
        known = store.has_ballot(session, uuid, mark)
    if known:
        return _receipt(box, uuid, mark)
    check_open(state)
    sheet = _sheet(box.sessions, uuid)
    check_head(content, sheet)
    with box.gate.enter():
        ballot = accept(content, sheet)
    with unit_of_work(box.sessions) as uow:
        check_open(store.state_for_casting(uow.session, uuid))
        store.add_ballot(uow.session, ballot)
    return _receipt(box, uuid, mark)


def find_receipt(box: BoxSide, uuid: str, tracker_hex: str) -> Receipt:
    """Return the receipt of the ballot with this tracker, for whoever lost the answer.

    Raises:
        BoxUnknown: no such box.
        ReceiptUnknown: no such ballot in it.
    """
    mark = bytes.fromhex(tracker_hex) if _TRACKER.fullmatch(tracker_hex) else b""
    with reading(box.sessions) as session:
        store.get_box(session, uuid)
        if not store.has_ballot(session, uuid, mark):
            raise ReceiptUnknown("No ballot with this tracker is in this box.")
    return _receipt(box, uuid, mark)


def _receipt(box: BoxSide, uuid: str, mark: bytes) -> Receipt:
    """Return the receipt: always the same for the same ballot."""
    return Receipt(uuid, mark, sign_receipt(box.key, uuid, mark), box.key.key_id)


@lru_cache(maxsize=SHEETS_KEPT)
def _sheet(sessions: sessionmaker[Session], uuid: str) -> Sheet:
    """Return what ballots of an open box are checked against; it cannot change any more."""
    with reading(sessions) as session:
        return read_sheet(*store.sheet_texts(session, uuid))
