"""The tables of meetings, rounds, their boxes, documents and events.

Nothing here is a person's vote or credential; people of the roll are in the room ``roll``.

May import: SQLAlchemy, shared.plumbing.db, ballot_service.desk_db, this room's domain.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from ballot_service.desk_db import Base
from ballot_service.meetings.domain.drafts import Agenda
from ballot_service.meetings.domain.outlines import Outline, compose, outline_from
from ballot_service.meetings.domain.states import MeetingState, RoundState
from shared.documents.boards import Board
from shared.documents.manifests import MeetingManifest
from shared.plumbing.db import JSONColumn, UTCDateTime

ID = String(64)


class PackRow(Base):
    """A resolved jurisdiction pack, by its digest; never changed."""

    __tablename__ = "pack"

    digest: Mapped[str] = mapped_column(ID, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    offered: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether a new meeting may use it; not if it was made for one meeting."""


class MeetingRow(Base):
    """One meeting. Whoever changes anything of it locks this row first."""

    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(16))
    summary: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """Title, source, year and place: what a list of meetings shows."""
    agenda_json: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    pack: Mapped[str] = mapped_column(ForeignKey("pack.digest"))
    outline_json: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The draft as its organizer writes it; None for a meeting made before there were any."""
    version: Mapped[int] = mapped_column(default=1)
    """Of the draft: one more with each change; nobody overwrites what they have not seen."""
    manifest: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The signed meeting manifest, from ``prepared`` on."""
    board: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The signed board document the manifest names."""
    rehearsal: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)
    """The signed rehearsal, once every trustee's share has answered."""
    activation_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """The announced end of activation, in blind mode from the end of check-in on."""

    @property
    def standing(self) -> MeetingState:
        """The state as the state machine knows it."""
        return MeetingState(self.state)

    @property
    def agenda(self) -> Agenda:
        """The agenda as it was prepared; ``DraftIncomplete`` if a draft cannot have one yet."""
        if self.standing == MeetingState.DRAFT and self.outline_json is not None:
            return compose(self.outline)
        return Agenda.model_validate(self.agenda_json)

    @property
    def outline(self) -> Outline:
        """The draft as its organizer writes it, or wrote it."""
        if self.outline_json is None:
            return outline_from(Agenda.model_validate(self.agenda_json), self.pack)
        return Outline.model_validate(self.outline_json)

    @property
    def blind(self) -> bool:
        """Whether credentials are signed blindly instead of printed on slips."""
        return bool(self.agenda_json.get("credential_mode") == "blind")

    @property
    def manifest_document(self) -> MeetingManifest | None:
        """The meeting manifest, None before it is prepared."""
        return MeetingManifest.parse(self.manifest["document"]) if self.manifest else None

    @property
    def rules(self) -> str:
        """Digest of the pack it is judged by: the chosen one, with what ``meeting_pack`` adds."""
        manifest = self.manifest_document
        return manifest.pack if manifest else self.pack

    @property
    def board_document(self) -> Board | None:
        """The board of trustees, None before the meeting is prepared."""
        return Board.parse(self.board["document"]) if self.board else None


class ScrutineerRow(Base):
    """An account named as a scrutineer of one meeting, and the key it signs closings with."""

    __tablename__ = "scrutineer"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))


class ScrutineerKeyRow(Base):
    """A public key that a scrutineer put on record: one account's, and never taken up again."""

    __tablename__ = "scrutineer_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """None for the one key of an account that is current."""


class ElectorateRow(Base):
    """The numbers of one electorate (票数账)."""

    __tablename__ = "electorate"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(1), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    roll: Mapped[int] = mapped_column(default=0)
    """应到; the room ``roll`` writes it, counted in the database"""
    present: Mapped[int] = mapped_column(default=0)
    """实到; likewise"""
    printed: Mapped[int | None] = mapped_column(default=None)
    """slips of the newest upload ticket"""
    batch: Mapped[int] = mapped_column(default=0)
    """batch number of the newest upload ticket; 0 before the first"""
    counted: Mapped[int | None] = mapped_column(default=None)
    """printed slips as two scrutineers counted them"""
    issued: Mapped[int | None] = mapped_column(default=None)
    """发出, as two scrutineers counted them"""
    counted_by: Mapped[list[str]] = mapped_column(JSONColumn, default=list)
    """names of the two"""
    invited: Mapped[int] = mapped_column(default=0)
    """people who have an invitation; the room ``roll`` writes it and the next two"""
    released: Mapped[int] = mapped_column(default=0)
    """people whose credentials were signed blindly"""
    reserve_out: Mapped[int] = mapped_column(default=0)
    """people on record as having got a reserve slip of a blind meeting"""
    on_leave: Mapped[int] = mapped_column(default=0)
    """请假: of those on the roll who are not present; the room ``roll`` writes it"""


class IssuerKeyRow(Base):
    """The key that signs one box's credentials blindly; its private half until check-in ends."""

    __tablename__ = "issuer_key"

    uuid: Mapped[str] = mapped_column(ForeignKey("box.uuid"), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    electorate: Mapped[str] = mapped_column(String(1))
    spki: Mapped[bytes] = mapped_column(LargeBinary)
    private: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """PKCS #8 in DER; None once nothing may be signed any more."""


class SlipCountRow(Base):
    """One scrutineer's count, waiting for the second one's."""

    __tablename__ = "slip_count"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    electorate: Mapped[str] = mapped_column(String(1), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    printed: Mapped[int]
    issued: Mapped[int]


class RoundRow(Base):
    """One opening of one item; a repeat is another row, the old one stays."""

    __tablename__ = "round"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    """From 1 in the meeting."""
    item: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(ID, default=None)
    """Why the tally service sealed, annulled or could not finish it."""
    paper: Mapped[bool] = mapped_column(default=False)
    """Held on paper: no box is taken, two tellers enter every paper."""
    follows: Mapped[str | None] = mapped_column(ID, default=None)
    """The round or recorded vote whose decision this one may change (C10)."""

    @property
    def standing(self) -> RoundState:
        """The state as the state machine knows it."""
        return RoundState(self.state)


class BoxRow(Base):
    """One box's public uuid, spare until a round takes it."""

    __tablename__ = "box"

    uuid: Mapped[str] = mapped_column(ID, primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    electorate: Mapped[str] = mapped_column(String(1))
    round: Mapped[str | None] = mapped_column(ForeignKey("round.id"), default=None)


class DocumentRow(Base):
    """A signed document for another service; each reader gets a meeting's in this order."""

    __tablename__ = "document"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(String(16))
    """``box`` or ``tally``."""
    kind: Mapped[str] = mapped_column(String(64))
    round: Mapped[str | None] = mapped_column(ForeignKey("round.id"), default=None)
    signed: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """When its reader had it, or when it was passed over."""
    refused: Mapped[str | None] = mapped_column(String(64), default=None)
    """The slug with which the reader refused it, or ``rounds.PASSED_OVER``."""


class EventRow(Base):
    """What happened: who, what, when, why. Rows are added and never changed."""

    __tablename__ = "event"

    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """None when another service's answer did it."""
    name: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(ID)
    """The meeting, round, electorate or person it was about."""
    before: Mapped[str | None] = mapped_column(String(16), default=None)
    after: Mapped[str | None] = mapped_column(String(16), default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONColumn, default=dict)
    """Numbers and digests that belong to it."""
