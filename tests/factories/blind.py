"""A blind meeting's keys, activations and orders, and one that is played through the box's doors.

Keys are made once for a test process: the n-th box of every meeting has the n-th key. Real phones
are `shared.cli.phone`; here an issuer simply signs, which gives the same kind of activation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import cycle
from typing import Any
from unittest.mock import patch

from factories import documents
from factories.boxes import Rehearsed, work

from ballot_service.box_side import BoxSide
from shared.crypto import blind
from shared.crypto.blind import IssuerKey
from shared.crypto.credentials import derive, new_uuid
from shared.documents.activations import Activation, IssuerKeys, issuer_keys_of
from shared.documents.base import sign
from shared.documents.manifests import BoxRef, IssuerKeyRef, MeetingManifest
from shared.documents.orders import ActivationOrder, CheckedIn, FrozenList, FrozenLists

ENDS_AT = documents.FREEZE - 60
SPARE_KEYS = 8
"""A desk in these tests has the keys below this number, so those from it on are no desk's."""
_generate = IssuerKey.generate


@cache
def an_issuer_key(number: int = 0) -> IssuerKey:
    """Return one of a few keys; making one takes tenths of a second."""
    return _generate()


@contextmanager
def ready_issuer_keys() -> Iterator[None]:
    """Let a desk take keys that are ready, up to eight others in a row, and not make its own."""
    with patch.object(IssuerKey, "generate", lambda: an_issuer_key(next(_NUMBERS))):
        yield


_NUMBERS = cycle(range(SPARE_KEYS))


def a_blind_manifest(electorates: str = "A", boxes: int = 2, **changes: Any) -> MeetingManifest:
    """Return the manifest of a blind meeting, with so many boxes for each electorate."""
    refs = [BoxRef(uuid=new_uuid(), electorate=key) for key in electorates * boxes]
    keys = [
        IssuerKeyRef(uuid=ref.uuid, key=an_issuer_key(number).digest)
        for number, ref in enumerate(refs)
    ]
    values = {"boxes": refs, "issuer_keys": keys, "credential_mode": "blind"}
    manifest = documents.a_meeting_manifest(electorates)
    return MeetingManifest(**{**dict(manifest), **values, **changes})


def key_of(meeting: MeetingManifest, uuid: str) -> IssuerKey:
    """Return the issuer's key of a box."""
    return an_issuer_key([box.uuid for box in meeting.boxes].index(uuid))


def issuer_keys(meeting: MeetingManifest, /, **changes: Any) -> IssuerKeys:
    """Return the public keys as the desk hands them to the box."""
    spkis = {box.uuid: key_of(meeting, box.uuid).spki for box in meeting.boxes}
    return issuer_keys_of("ballot-desk", meeting, spkis).model_copy(update=changes)


def an_activation(meeting: MeetingManifest, uuid: str, code: str, **changes: str) -> Activation:
    """Return what the phone with ``code`` shows the box ``uuid``; a new one each time."""
    key, credential = key_of(meeting, uuid), derive(uuid, code)
    public = blind.trusted_key(key.spki, key.digest)
    prepared = blind.prepare_randomize(blind.credential_message(uuid, credential.public))
    asked = blind.blind(public, prepared)
    signature = blind.finalize(public, prepared, key.blind_sign(asked.blinded_msg), asked.inv)
    values = {
        "credential": credential.public_hex,
        "randomizer": prepared[: blind.RANDOMIZER_BYTES].hex(),
        "signature": signature.hex(),
    }
    return Activation(**{**values, **changes})


def an_activation_order(meeting: MeetingManifest, action: str, **changes: Any) -> ActivationOrder:
    """Return the order to take activations, or to end them."""
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting,
        "meeting_manifest": meeting.digest,
        "action": action,
        "ends_at": ENDS_AT,
    }
    return ActivationOrder(**{**values, **changes})


class Activating(Rehearsed):
    """A blind meeting at the box: ``voters`` have phones, ``reserve`` slips are uploaded."""

    def __init__(self, box: BoxSide, voters: int = 6, reserve: int = 2, **changes: Any) -> None:
        super().__init__(box, voters=reserve)
        self.meeting = a_blind_manifest(**changes)
        self.sheet = documents.a_box_manifest(self.meeting)
        self.uuid = self.sheet.uuid
        self.phones = documents.some_codes(voters)
        uuids = documents.uuids_of(self.meeting, "A")
        self.lists = documents.public_lists(self.codes, uuids)
        self.activations = {
            uuid: [an_activation(self.meeting, uuid, code) for code in self.phones]
            for uuid in uuids
        }

    def prepare(self) -> Activating:
        """Send manifest, board and the issuer's keys."""
        super().prepare()
        assert self.tell(issuer_keys(self.meeting)).status_code == 200
        return self

    def begin(self) -> Activating:
        """Upload the reserve slips and let phones activate."""
        self.prepare()
        if self.codes:
            assert self.upload().status_code == 200
        assert self.let("open").status_code == 200
        return self

    def let(self, action: str, **changes: Any) -> Any:
        """Open or end activation; return the response."""
        return self.tell(an_activation_order(self.meeting, action, **changes))

    def activate(self, voter: int, uuid: str | None = None, **changes: str) -> Any:
        """Send the activation of one phone, for the first box; return the response."""
        uuid = uuid or self.uuid
        body = {**self.activations[uuid][voter].model_dump(), **changes}
        return self.post(f"/boxes/{uuid}/activations", body)

    def activate_all(self, voters: Sequence[int] | None = None) -> Activating:
        """Let phones activate every box."""
        for voter in range(len(self.phones)) if voters is None else voters:
            for uuid in self.activations:
                assert self.activate(voter, uuid).status_code == 200
        return self

    def frozen_lists(self, **changes: Any) -> FrozenLists:
        """End activation and return the freeze that the desk makes of the answer."""
        answer = self.let("end")
        assert answer.status_code == 200, answer.json
        lists = [
            FrozenList(**{name: one[name] for name in ("uuid", "digest", "size", "activated")})
            for one in answer.json["lists"]
        ]
        released = len(self.phones)
        numbers = CheckedIn(electorate="A", roll=99, present=released, released=released)
        values = {"lists": lists, "checked_in": [numbers]}
        return documents.a_freeze(self.meeting, {}, **{**values, **changes})

    def freeze(self) -> Activating:
        """Do all that comes before the first round, everybody activated."""
        self.begin().activate_all()
        assert self.tell(self.frozen_lists()).status_code == 200
        assert self.tell(self.sheet).status_code == 200
        return self

    def rewrite(self) -> list[str]:
        """Do what the box's worker would."""
        return work(self.box)


def signed_issuer_keys(meeting: MeetingManifest) -> dict[str, Any]:
    """Return the issuer's keys as the box publishes them."""
    return sign(documents.DESK, issuer_keys(meeting))
