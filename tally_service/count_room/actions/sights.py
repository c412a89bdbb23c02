"""Reading what this service knows of a round, for its next step and its page.

May import: SQLAlchemy, shared.documents, shared.plumbing, the rooms below, this room's domain.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from shared.documents.orders import RoundLedger
from shared.plumbing.two_person import NEEDED
from tally_service.certificates.actions import draft_of, signatures_on
from tally_service.count_room.domain.next_step import BoxSight, RoundSight
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.store import CountRow, RoundRow
from tally_service.rulings import store as rulings
from tally_service.trustees import store as trustees
from tally_service.trustees.domain import lost_keys, refused_shares, until_decrypted

SIGNED = ("counted", "sealed", "correcting")
"""States in which certifiers sign."""


def see_round(session: Session, row: RoundRow) -> RoundSight:
    """Return what is known of a round now."""
    ledger = results.ledger_of(session, row.meeting, row.round)
    boxes = counts.round_boxes(session, row.meeting, row.round)
    state = state_of(row)
    ruled = state in SIGNED and rulings.find(session, row.meeting, row.round) is not None
    draft = draft_of(session, row.meeting, row.round) if ruled else None
    return RoundSight(
        state=state,
        cause=row.cause,
        boxes=[see_box(session, box) for box in boxes],
        ledger=ledger is not None,
        boxes_away=_boxes_away(ledger, boxes),
        scans_away=_scans_away(session, ledger),
        paper=counts.paper_round(session, row.meeting, row.round) is not None,
        ruled=draft is not None,
        signed=signatures_on(session, draft),
        needed=NEEDED,
    )


def state_of(row: RoundRow) -> str:
    """Return where a round stands; ``correcting`` while its certified result is made anew."""
    return "correcting" if row.correcting and row.state == "certified" else row.state


def see_box(session: Session, box: CountRow) -> BoxSight:
    """Return what is known of a box now: its trustees by name, and how far its ballots are."""
    board = trustees.find_by_digest(session, box.board) if box.board else None
    members = trustees.members(session, board.id) if board else []
    states = share_states(session, box)

    def named(*wanted: str) -> list[str]:
        return [one.name for one in members if states[one.number] in wanted]

    return BoxSight(
        electorate=box.electorate or "",
        state=box.state,
        done=counts.verified_chunks(session, box.uuid),
        total=box.chunks,
        added=box.tally is not None,
        given=named("given", "at_fault"),
        missing=named("missing", "unneeded", "lost", "refused"),
        at_fault=named("at_fault"),
        lost=named("lost"),
        refused=named("refused"),
        threshold=board.threshold if board else 0,
    )


def share_states(session: Session, box: CountRow) -> dict[int, str]:
    """Return how the share of each trustee of a box stands, by number.

    It is given, missing, unneeded once the box is counted, at_fault (does not fit the others),
    refused (its proof does not hold), or lost: the key was reported lost before the box was
    decrypted. Whoever has given a share has no lost key.
    """
    board = trustees.find_by_digest(session, box.board) if box.board else None
    if board is None:
        return {}
    record = trustees.record(session, board.id)
    numbers = [one.number for one in trustees.members(session, board.id)]
    given = {share.owner for share in counts.shares(session, box.uuid)}
    states = dict.fromkeys(numbers, "unneeded" if box.state == "done" else "missing")
    states |= dict.fromkeys(lost_keys(until_decrypted(record, box.uuid)), "lost")
    states |= dict.fromkeys(refused_shares(record, box.uuid), "refused")
    states |= dict.fromkeys(given, "given") | dict.fromkeys(box.at_fault, "at_fault")
    return states


def _boxes_away(ledger: RoundLedger | None, boxes: Sequence[CountRow]) -> list[str]:
    """Return the electorates in the ledger whose archive is not here."""
    here = {box.uuid for box in boxes}
    lines = ledger.lines if ledger else []
    return sorted(line.electorate for line in lines if line.uuid not in here)


def _scans_away(session: Session, ledger: RoundLedger | None) -> list[str]:
    """Return the electorates in the ledger whose leftover slips are not scanned."""
    if ledger is None:
        return []
    here = {scan.electorate for scan in counts.leftovers(session, ledger.meeting)}
    return sorted({line.electorate for line in ledger.lines} - here)
