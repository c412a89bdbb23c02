"""What goes when a test run is wiped at the desk: people, invitations, what was heard of boxes.

May import: SQLAlchemy, shared.documents, ballot_service.meetings' and roll's store, this room's
store.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ballot_service.hall.store.turnout import TurnoutRow
from ballot_service.meetings.store.agenda import AgendaItemRow, RecordedVoteRow, RecusalRow
from ballot_service.meetings.store.papers import PaperRoundRow
from ballot_service.meetings.store.rows import DocumentRow
from ballot_service.roll.store.invitations import IssuanceRow, PersonInvitationRow
from ballot_service.roll.store.people import PersonRow
from shared.documents.manifests import BoxManifest
from shared.documents.paper import PaperResult, PaperRound

SHEETS = (BoxManifest.KIND, PaperRound.KIND, PaperResult.KIND)


def forget_people(session: Session, meeting_id: str) -> None:
    """Remove the roll of a meeting with its invitations, signatures, recusals and open votes.

    Items that were added in session go too, and what was recorded of any item: both have names.
    """
    tables = (IssuanceRow, PersonInvitationRow, RecusalRow, RecordedVoteRow, AgendaItemRow)
    for table in (*tables, PersonRow):
        session.execute(delete(table).where(table.meeting == meeting_id))


def forget_sheets(session: Session, meeting_id: str) -> None:
    """Remove sheets and papers, sent or not: they have names, and papers have votes."""
    session.execute(
        delete(DocumentRow).where(
            DocumentRow.meeting == meeting_id,
            DocumentRow.kind.in_(SHEETS),
        )
    )


def forget_paper_results(session: Session, meeting_id: str) -> None:
    """Remove what was counted on paper, and why it was paper; that there was a round stays."""
    session.execute(
        update(PaperRoundRow)
        .where(PaperRoundRow.meeting == meeting_id)
        .values(signed=None, reason="")
    )


def forget_turnout(session: Session, uuids: Sequence[str]) -> None:
    """Remove what was heard of these boxes."""
    session.execute(delete(TurnoutRow).where(TurnoutRow.uuid.in_(uuids)))
