"""Moving a round on, and telling the desk about it.

May import: shared.documents, shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

from typing import Literal

from shared.documents.base import sign
from shared.documents.orders import RoundStatus
from shared.plumbing.db import UnitOfWork, insert_once, reading
from tally_service import job_names
from tally_service.counts import store
from tally_service.counts.store import CountRow, NoticeRow, RoundRow
from tally_service.tally import ISSUER, Tally

Ended = Literal["counted", "sealed", "annulled", "certified", "failed"]


def subject_of(meeting: str, number: str) -> str:
    """Return how outbox rows name a round; a colon is in neither id."""
    return f"{meeting}:{number}"


def move_round(
    tally: Tally, uow: UnitOfWork, row: RoundRow, state: Ended, cause: str | None = None
) -> None:
    """Write the round's new state and queue the signed status for the desk."""
    row.state, row.cause = state, cause
    status = RoundStatus(
        issued_by=ISSUER, meeting=row.meeting, round=row.round, state=state, cause=cause
    )
    values = {"digest": status.digest, "document": sign(tally.key, status)}
    if insert_once(uow.session, NoticeRow, values, ["digest"]):
        tally.put(uow, job_names.TELL_DESK, status.digest)


def tell_desk(tally: Tally, digest: str) -> None:
    """Deliver one signed status; the desk takes the same one twice without harm.

    Raises:
        PeerAway, PeerRefused: to be tried again.
    """
    with reading(tally.sessions) as session:
        document = session.get_one(NoticeRow, digest).document
    tally.desk.post_json("/api/v1/inbox", document)


def fail_count(tally: Tally, uow: UnitOfWork, uuid: str, cause: str) -> None:
    """End one count, and with it its round: nothing of a round is decrypted without the rest."""
    found = store.get(uow.session, uuid)
    assert found.meeting, "only a box whose manifest was verified gets this far"
    assert found.round, "as above"
    row = store.lock_round(uow.session, found.meeting, found.round)
    count = store.get(uow.session, uuid, lock=True)
    if count.state in ("verifying", "adding"):
        count.state, count.cause = "failed", cause
        fail_round(tally, uow, row, cause)


def fail_round(tally: Tally, uow: UnitOfWork, row: RoundRow, cause: str) -> None:
    """End a round that is still waiting, with every box of it that is known."""
    if row.state != "waiting":
        return
    for count in store.round_boxes(uow.session, row.meeting, row.round):
        _end(count, cause)
    move_round(tally, uow, row, "failed", cause)


def _end(count: CountRow, cause: str) -> None:
    """Fail one box unless it has ended already."""
    if count.state in ("verifying", "adding"):
        count.state, count.cause = "failed", cause
