"""Remove what is here of a test run, at the desk's signed order, and keep the order (P15).

Counts, shares, rulings, findings and results of the test go with their files; the order stays, as
the notice that there was such a test. A meeting whose manifest does not say that it is a test is
never touched, whoever asks: the manifest is the one kept here, or the box's, never one that the
order could bring; and what goes are the counts of this meeting, whatever uuids an order names.

May import: shared.documents, shared.plumbing, the rooms below.
"""

from __future__ import annotations

from typing import Any

from shared.documents.base import open_signed
from shared.documents.wipes import TestWipe, WipeDiffers, check_wipe
from shared.plumbing.db import reading, unit_of_work
from tally_service.certificates import store as certificates
from tally_service.counts import files
from tally_service.counts import store as counts
from tally_service.counts.actions.fetching import known_meeting
from tally_service.counts.store import WipeRow
from tally_service.rulings import store as rulings
from tally_service.tally import Tally


def take_wipe(tally: Tally, signed: object) -> str:
    """Remove a test run and keep the order to do so; return its digest. Twice is once.

    Of a meeting that neither we nor the box know nothing is here, and nothing is written.

    Raises:
        VerificationFailed, MalformedDocument: not exactly the desk's order.
        NotATest, WipeDiffers: the manifest does not allow it, or a box is not of this meeting.
        PeerAway, AnswerUnreadable, CountFailed: the box has to show the manifest, and does not.
    """
    wipe = open_signed(TestWipe, signed, tally.desk_keys)
    with reading(tally.sessions) as session:
        if counts.is_wiped(session, wipe.meeting):
            return wipe.digest
    manifest = known_meeting(tally, wipe.meeting)
    if manifest is None:
        return wipe.digest
    check_wipe(wipe, manifest)
    with unit_of_work(tally.sessions) as uow:
        session = uow.session
        counts.lock_meeting(session, wipe.meeting)
        if counts.is_wiped(session, wipe.meeting):
            return wipe.digest
        if counts.elsewhere(session, wipe.meeting, wipe.uuids):
            raise WipeDiffers("A box of this order is not one of this meeting here.")
        gone = counts.forget_meeting(session, wipe.meeting)
        certificates.forget_meeting(session, wipe.meeting)
        rulings.forget_meeting(session, wipe.meeting)
        counts.end_work(session, [wipe.meeting, *gone], tally.clock())
        row = WipeRow(
            meeting=wipe.meeting,
            digest=wipe.digest,
            title=manifest.title,
            document=signed,
            wiped_at=tally.clock(),
        )
        session.add(row)
    for uuid in gone:
        files.remove(tally.archives, uuid)
    return wipe.digest


def list_wipes(tally: Tally) -> list[dict[str, Any]]:
    """Return the notices of wiped test runs, the newest first, each with the signed order."""
    with reading(tally.sessions) as session:
        return [
            {
                "meeting": row.meeting,
                "title": row.title,
                "digest": row.digest,
                "boxes": len(row.document["document"]["uuids"]),
                "document": row.document,
            }
            for row in counts.wipes(session)
        ]
