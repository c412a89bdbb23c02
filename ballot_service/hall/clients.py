"""What the hall asks of the box: how many ballots came in. Every answer is verified.

May import: pydantic, ballot_service.desk, ballot_service.meetings' clients, shared.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import ConfigDict, Field

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings.clients import PeerAnsweredOddly
from shared.crypto.receipts import verify_checkpoint
from shared.crypto.signing import key_id
from shared.documents.base import (
    BoxUuid,
    Hex32,
    Hex64,
    Part,
    open_signed,
    parse_part,
    sign,
)
from shared.documents.turnout import Turnout, TurnoutQuestion

MOST_BALLOTS = 1_000_000


class _Checkpoint(Part):
    """The closing checkpoint as the box publishes it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    uuid: BoxUuid
    size: Annotated[int, Field(ge=0, le=MOST_BALLOTS)]
    root: Hex32
    signature: Hex64


def fetch_turnout(
    desk: Desk, meeting_id: str, round_id: str, uuids: Collection[str]
) -> dict[str, int]:
    """Return box to the least number of ballots in it, while the round is open.

    Raises:
        PeerAway, PeerRefused: the box does not say.
        VerificationFailed, MalformedDocument: it was not the box.
        PeerAnsweredOddly: the answer is to another question.
    """
    question = TurnoutQuestion(
        issued_by=ISSUER,
        meeting=meeting_id,
        round=round_id,
        asked_at=int(desk.clock().timestamp()),
    )
    signed = desk.box.post_json("/api/v1/turnout", sign(desk.key, question))
    answer = open_signed(Turnout, signed, {key_id(desk.box_key): desk.box_key})
    numbers = {one.uuid: one.at_least for one in answer.boxes}
    asked = (question.meeting, question.round, question.asked_at)
    if (answer.meeting, answer.round, answer.asked_at) != asked or set(numbers) != set(uuids):
        raise PeerAnsweredOddly("The box answered another question than it was asked.")
    return numbers


def fetch_size(desk: Desk, uuid: str) -> int:
    """Return how many ballots a closed box has, from its published closing checkpoint.

    Raises:
        PeerAway, PeerRefused: the box does not say; it publishes some moments after the close.
        VerificationFailed, MalformedDocument: it was not the box.
    """
    answer = parse_part(_Checkpoint, desk.box.get_json(f"/api/v1/boxes/{uuid}/checkpoint"))
    root, signature = bytes.fromhex(answer.root), bytes.fromhex(answer.signature)
    verify_checkpoint(desk.box_key, uuid, answer.size, root, signature)
    return answer.size
