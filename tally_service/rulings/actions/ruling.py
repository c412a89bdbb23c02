"""Having the rules look at a counted round, and again whenever something is found.

May import: shared.documents, shared.plumbing, shared.rules, tally_service.counts, this room's lower
floors.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.documents.counted import counted_box, counted_contests
from shared.documents.findings import Finding
from shared.plumbing.db import reading, unit_of_work
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack
from tally_service.counts import results
from tally_service.counts.results import CountedRound
from tally_service.rulings import clients, domain, store
from tally_service.tally import Tally


def rule_round(tally: Tally, subject: str) -> None:
    """Evaluate the meeting's pack on a counted round and keep the rulings, once.

    Raises:
        PeerAway, PeerRefused, OtherPack, PackRejected: to be tried again.
    """
    meeting, _, number = subject.partition(":")
    with reading(tally.sessions) as session:
        counted = results.counted_round(session, meeting, number)
        if counted is None or store.find(session, meeting, number) is not None:
            return
    digest = counted.meeting.pack
    rulings = meeting_rulings(pack_of(tally, digest), counted_meeting(counted, []))
    with unit_of_work(tally.sessions) as uow:
        store.add(uow.session, meeting, number, digest, rulings)


def pack_of(tally: Tally, digest: str) -> Pack:
    """Return the pack of this digest: the one we keep, or the desk's, verified and then kept.

    Raises:
        PeerAway, PeerRefused, OtherPack, PackRejected: to be tried again.
    """
    with reading(tally.sessions) as session:
        kept = store.find_pack(session, digest)
    if kept is not None:
        return domain.open_pack(kept, digest)
    fetched = clients.fetch_pack(tally.desk, digest)
    pack = domain.open_pack(fetched, digest)
    with unit_of_work(tally.sessions) as uow:
        store.add_pack(uow.session, digest, fetched)
    return pack


def counted_meeting(counted: CountedRound, findings: Sequence[Finding]) -> CountedMeeting:
    """Return what a round's rulings rest on: its figures, and what was found."""
    return CountedMeeting(
        source=counted.meeting.source,
        item=counted.boxes[0].item,
        closed_on=counted.closed_on,
        boxes=[counted_box(box) for box in counted.boxes],
        contests=counted_contests(counted.boxes),
        findings=findings,
        replaced=counted.replaced,
    )
