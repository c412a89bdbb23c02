"""What was counted in a round: for its certifiers, and for everybody once it is certified.

May import: SQLAlchemy, shared.plumbing, the rooms below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from shared.plumbing.access import Actor
from shared.plumbing.db import reading
from tally_service.certificates import store as certificates
from tally_service.certificates.actions import draft_of, signatures_on
from tally_service.certificates.domain import DraftNotReady, NoSuchRound
from tally_service.certificates.report.actions import certified_contents, titles_of
from tally_service.certificates.report.contents import Contents, contents_of
from tally_service.count_room.domain.refusals import CountsNotCertified
from tally_service.counts.store import RoundRow
from tally_service.tally import Tally

SEES_DRAFTS = "certifier"


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a round's numbers."""

    contents: Contents
    state: Literal["draft", "certified", "annulled"]
    """Whether anybody may rely on them."""
    correcting: bool
    """Whether a certified result is being made anew: there is a draft, and there is a result."""


def show_result(
    tally: Tally, meeting: str, number: str, reader: Actor, *, standing: bool = False
) -> Shown:
    """Return the numbers of a round: what is being made and signed, else the certified result.

    Args:
        tally: ours.
        meeting: the meeting's id.
        number: the round's.
        reader: who asks; only certifiers see what is not certified (P13).
        standing: the certified result even while it is being corrected.

    Raises:
        NoSuchRound: nothing is known of it.
        CountsNotCertified: nothing is certified, and the reader is no certifier.
        DraftNotReady: nothing is counted yet, or never will be.
    """
    with reading(tally.sessions) as session:
        row = session.get(RoundRow, (meeting, number))
        if row is None:
            raise NoSuchRound("Nothing is known of this round.")
        if not row.versions and row.state in ("annulled", "failed"):
            raise DraftNotReady("This round has no counts; look at its state.")
        sees_drafts = SEES_DRAFTS in reader.roles and not standing
        if row.versions and not (row.correcting and sees_drafts):
            state: Literal["certified", "annulled"] = (
                "annulled" if row.state == "annulled" else "certified"
            )
            return Shown(_certified(session, row), state, row.correcting)
        if not sees_drafts:
            raise CountsNotCertified("Until it is certified only certifiers see the counts.")
        return Shown(_draft(session, row), "draft", row.correcting)


def _certified(session: Session, row: RoundRow) -> Contents:
    """Return the newest certified result."""
    newest = certificates.find(session, row.meeting, row.round)
    assert newest is not None, "the round says that it has a version"
    return certified_contents(session, newest)


def _draft(session: Session, row: RoundRow) -> Contents:
    """Return what is to be signed."""
    draft = draft_of(session, row.meeting, row.round)
    if draft is None:
        raise DraftNotReady("Nothing is counted yet; look at the state of the round.")
    fields = draft.fields()
    return contents_of(
        fields,
        certifiers=signatures_on(session, draft),
        certified=False,
        digest=draft.digest,
        titles=titles_of(session, fields),
    )
