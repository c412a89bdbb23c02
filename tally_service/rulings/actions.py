"""Having the rules look at a counted round.

May import: shared.plumbing, shared.rules, tally_service.counts, this room's lower floors.
"""

from __future__ import annotations

from shared.documents.counted import counted_box, counted_contests
from shared.plumbing.db import reading, unit_of_work
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
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
    pack = domain.open_pack(clients.fetch_pack(tally.desk, digest), digest)
    rulings = meeting_rulings(pack, counted_meeting(counted))
    with unit_of_work(tally.sessions) as uow:
        store.add(uow.session, meeting, number, digest, rulings)


def counted_meeting(counted: CountedRound) -> CountedMeeting:
    """Return the part of a round that its rulings rest on."""
    return CountedMeeting(
        source=counted.meeting.source,
        item=counted.boxes[0].manifest.item,
        closed_on=counted.closed_on,
        boxes=[counted_box(box) for box in counted.boxes],
        contests=counted_contests(counted.boxes),
    )
