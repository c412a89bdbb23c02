"""What a phone asks for with an invitation: where the meeting stands, and blind signatures (P7).

All boxes of a person are signed together and kept before the answer leaves, so a crash or a lost
answer costs nothing: the same messages get the same signatures, others none. Nothing of it is
written into the meeting's record, which has times; the numbers are in it once check-in ends.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.store import issuing as keys
from ballot_service.meetings.store import meetings
from ballot_service.meetings.store.rows import IssuerKeyRow
from ballot_service.roll.domain.issuing import (
    PHASES,
    Issued,
    answers_again,
    check_may_issue,
    check_request,
    request_digest,
)
from ballot_service.roll.store import invitations
from ballot_service.roll.store.counting import write_counts
from shared.crypto.blind import IssuerKey
from shared.crypto.jsontext import b64
from shared.plumbing.db import reading, unit_of_work


def show_invitation(desk: Desk, meeting_id: str, token: str) -> dict[str, Any]:
    """Return all that the phone of the person with this invitation needs to know.

    Raises:
        InvitationUnknown, InvitationReplaced: the invitation is nobody's, or void.
    """
    with reading(desk.sessions) as session:
        person = invitations.holder(session, meeting_id, token)
        meeting = meetings.get(session, meeting_id)
        rows = keys.keys_of(session, meeting_id, person.electorate)
        issued = invitations.find_issued(session, person.id) is not None
    ends_at = meeting.activation_ends_at
    return {
        "meeting": meeting_id,
        "manifest": meeting.manifest,
        "name": person.name,
        "electorate": person.electorate,
        "phase": PHASES[meeting.standing],
        "issued": issued,
        "reserve_slip": person.reserve,
        "issuer_keys": {row.uuid: b64(row.spki) for row in rows},
        "activation_ends_at": int(ends_at.timestamp()) if ends_at else None,
        "box": desk.box_origin,
    }


def sign_blindly(
    desk: Desk, meeting_id: str, token: str, blinded: Mapping[str, str]
) -> Mapping[str, str]:
    """Check the person in and return the blind signature for each of their boxes.

    Args:
        desk: ours.
        meeting_id: the meeting.
        token: of the person's invitation.
        blinded: uuid to blinded message, 768 hex digits.

    Raises:
        InvitationUnknown, InvitationReplaced: the invitation is nobody's, or void.
        CheckInNotOpen, CheckInOver, AlreadyIssued: nothing is signed for this person now.
        WrongBoxes: not one message for each box of the person's electorate.
        MalformedBytes: a message is not below its key's modulus, or is 0, 1 or n - 1.
        Busy: too many are asking; the same messages can be sent again.
    """
    request = request_digest(blinded)
    with reading(desk.sessions) as session:
        standing = _standing(session, meeting_id, token, request)
        if isinstance(standing, Mapping):
            return standing
        rows = keys.keys_of(session, meeting_id, standing)
    check_request(blinded, [row.uuid for row in rows])
    with desk.signing.enter():
        issued = Issued(request, _signatures(rows, blinded))
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, meeting_id)
        standing = _standing(uow.session, meeting_id, token, request)
        if isinstance(standing, Mapping):
            return standing  # the same phone asked twice at once
        person = invitations.holder(uow.session, meeting_id, token)
        invitations.add_issued(uow.session, meeting_id, person.id, issued)
        person.present = True
        write_counts(uow.session, meeting_id)
    return issued.signatures


def _standing(
    session: Session, meeting_id: str, token: str, request: str
) -> Mapping[str, str] | str:
    """Return the signatures that were released, or the electorate of who may get them now.

    Raises:
        InvitationUnknown, InvitationReplaced, CheckInNotOpen, CheckInOver, AlreadyIssued.
    """
    person = invitations.holder(session, meeting_id, token)
    phase = PHASES[meetings.get(session, meeting_id).standing]
    issued = invitations.find_issued(session, person.id)
    if issued is not None:
        return answers_again(issued, request, phase)
    check_may_issue(phase)
    return person.electorate


def _signatures(rows: Sequence[IssuerKeyRow], blinded: Mapping[str, str]) -> dict[str, str]:
    """Return uuid to blind signature; the same for the same messages, whoever computes them."""
    signatures = {}
    for row in rows:
        assert row.private is not None, "keys are there while people are checked in"
        key = IssuerKey.from_pkcs8(row.private, own=True)
        signatures[row.uuid] = key.blind_sign(bytes.fromhex(blinded[row.uuid])).hex()
    return signatures
