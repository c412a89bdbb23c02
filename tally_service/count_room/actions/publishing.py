"""What everybody may read of a meeting that publishes its results: for the hall and the board.

Only what two certifiers have signed is ever shown, in its newest version; of a draft nothing is
even read. Whether a meeting publishes stands in its signed manifest, and one that does not is
answered like one that nobody heard of.

May import: SQLAlchemy, shared.documents, shared.plumbing, the rooms below, this room's lower
floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from shared.documents.dates import day_in_china
from shared.documents.manifests import MeetingManifest
from shared.documents.results import CertifiedResult, replaced_rounds
from shared.plumbing.db import reading
from tally_service.certificates import store as certificates
from tally_service.certificates.report.actions import certified_contents
from tally_service.certificates.report.contents import Contents
from tally_service.certificates.store import CertificateRow
from tally_service.count_room.domain.refusals import ResultNotPublished
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.store import RoundRow
from tally_service.tally import Tally

State = Literal["certified", "waiting", "replaced", "annulled"]


@dataclass(frozen=True, slots=True)
class PublicRound:
    """Where a round of a meeting that publishes stands, for people outside the count room."""

    number: str
    item: str | None
    """What was voted on; None until a box of it is here."""
    vote: int | None
    """Which vote on its item it is, where there were several."""
    state: State
    """``waiting`` until two certifiers have signed, whatever keeps them from it."""
    correcting: bool
    """Whether a correction of its certified result is open; until it is signed that one stands."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page of a meeting, or of one of its rounds."""

    manifest: MeetingManifest
    rounds: Sequence[PublicRound]
    round: PublicRound | None
    """The one that is shown; None where there are several to choose from, or none."""
    contents: Contents | None
    """Its numbers, once they are certified and as long as they count."""
    certified_on: str
    """The day on which this version was certified, "" without one."""


def show_published(tally: Tally, meeting: str, number: str | None = None) -> PublicPage:
    """Return what everybody may read of a meeting's results, and of one of its rounds.

    Args:
        tally: ours.
        meeting: the meeting's id.
        number: the round's; without it the only one there is, if there is one.

    Raises:
        ResultNotPublished: the meeting does not publish, is a test, or it or the round is unknown.
    """
    with reading(tally.sessions) as session:
        documents = results.meeting_of(session, meeting)
        if documents is None or not documents[0].publishes:
            raise _not_published()
        rows = certificates.of_meeting(session, meeting)
        newest = {row.round: row for row in rows}
        rounds = _rounds(session, meeting, rows)
        if number is None and len(rounds) == 1:
            number = rounds[0].number
        if number is None:
            return PublicPage(documents[0], rounds, None, None, "")
        one = next((one for one in rounds if one.number == number), None)
        if one is None:
            raise _not_published()
        if one.state != "certified":
            return PublicPage(documents[0], rounds, one, None, "")
        row = newest[number]
        day = day_in_china(row.certified_at)
        return PublicPage(documents[0], rounds, one, certified_contents(session, row), day)


def is_published(session: Session, meeting: str) -> bool:
    """Return whether certified results of a meeting are everybody's to read on the public page."""
    documents = results.meeting_of(session, meeting)
    return documents is not None and documents[0].publishes


def _rounds(
    session: Session, meeting: str, certified: Sequence[CertificateRow]
) -> list[PublicRound]:
    """Return the rounds of a meeting as they were certified, then those that are not.

    Args:
        session: ours.
        meeting: the meeting's id.
        certified: every version of every result of it, the first one of each round first.
    """
    newest = {row.round: row for row in certified}
    first = {row.round: row.certified_at for row in reversed(certified)}
    signed = [CertifiedResult.parse(row.document["document"]) for row in newest.values()]
    replaced = {number for _, number in replaced_rounds(signed)}
    votes, rows = results.votes_of(session, meeting), counts.rounds_of(session, meeting)
    rows.sort(key=lambda row: (row.round not in first, str(first.get(row.round, ""))))
    return [
        PublicRound(
            row.round,
            results.item_of(session, meeting, row.round),
            votes.get(row.round),
            _state(row, newest, replaced),
            row.correcting,
        )
        for row in rows
    ]


def _state(row: RoundRow, newest: Mapping[str, CertificateRow], replaced: set[str]) -> State:
    """Return where a round stands; an annulled one stays so, whatever came after it."""
    certificate = newest.get(row.round)
    if row.state == "annulled" or (certificate is not None and certificate.state == "annulled"):
        return "annulled"
    if certificate is None:
        return "waiting"
    return "replaced" if row.round in replaced else "certified"


def _not_published() -> ResultNotPublished:
    """Return the one answer to everybody who asks for what is not there."""
    return ResultNotPublished(
        "No result is published at this address. Where a meeting publishes none, its organizers "
        "send the result to those who are to have it; ask them."
    )
