"""A voter's own phone in blind mode, in Python: the same calls and checks as the pages (P7).

It trusts one thing, the desk's public key (in the hall: the six words on the screen). Invitation,
manifest and issuer's keys are checked against it before anything is blinded; each signature is
verified before it is used; boxes are activated apart, each on a connection of its own. The code
votes later like a slip's, see ``booth``.

May import: stdlib, cryptography (types), shared.crypto, shared.documents, shared.plumbing.http.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from secrets import SystemRandom, token_bytes
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.crypto import blind
from shared.crypto.credentials import derive, new_code
from shared.crypto.errors import VerificationFailed
from shared.crypto.receipts import SixWords, six_words
from shared.crypto.scalars import Random
from shared.crypto.signing import key_id
from shared.documents.activations import Activation, trusted_keys
from shared.documents.base import open_signed
from shared.documents.manifests import MeetingManifest
from shared.errors import Conflict, NotAllowed
from shared.plumbing.http import Peer, PeerConflict

NOT_OPEN = "activation_not_open"


class WordsDiffer(NotAllowed):
    """The hall's screen shows other words, so this is not the hall's meeting."""

    code = "words_differ"


class MeetingNotReady(Conflict):
    """The meeting has no boxes yet, so there is nothing to ask for."""

    code = "meeting_not_ready"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the desk says to the holder of an invitation, all of it checked."""

    manifest: MeetingManifest
    name: str
    electorate: str
    phase: str
    issued: bool
    """Signatures were released for this invitation, to this phone or another one."""
    keys: Mapping[str, RSAPublicKey]
    """uuid to issuer's key of every box of the electorate."""
    activation_ends_at: int | None
    """Unix seconds, once announced."""
    box: str
    """The box's address."""

    @property
    def words(self) -> SixWords:
        """The six words to compare with the hall screen."""
        return six_words(bytes.fromhex(self.manifest.digest))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a phone keeps of one box while it waits for the signature."""

    credential: str
    prepared: bytes = field(repr=False)
    blinded: bytes
    inv: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One code and the blinded messages made with it; asked again, it is the same request."""

    code: str = field(repr=False)
    asked: Mapping[str, Asked]

    @property
    def blinded(self) -> dict[str, str]:
        """All that leaves the phone: uuid to blinded message, hex."""
        return {uuid: one.blinded.hex() for uuid, one in self.asked.items()}


class Phone:
    """One phone with one invitation, at the desk's origin."""

    def __init__(self, desk: Peer, desk_key: bytes, meeting: str, token: str) -> None:
        self._desk = desk
        self._keys = {key_id(desk_key): desk_key}
        self._meeting = meeting
        self._token = token

    def open_invitation(self, compare: Callable[[SixWords], bool]) -> Invitation:
        """Return the invitation once the person has found the six words on the hall's screen.

        Raises:
            MeetingNotReady: no manifest yet.
            WordsDiffer: the person sees other words.
            VerificationFailed: a document, a box or a key is not what the desk signed.
            PeerRefused: the invitation is unknown or replaced.
        """
        page = self._desk.post_json(f"{self._path}/invitation", {"token": self._token})
        if page["manifest"] is None:
            raise MeetingNotReady("The meeting is still being prepared. Try again later.")
        manifest = open_signed(MeetingManifest, page["manifest"], self._keys)
        boxes = manifest.boxes_of(page["electorate"])
        if manifest.meeting != self._meeting or not manifest.blind or not boxes:
            raise VerificationFailed("The invitation is not one of this meeting.")
        if set(page["issuer_keys"]) != set(boxes):
            raise VerificationFailed("The issuer's keys are not those of this electorate.")
        keys = trusted_keys(page["issuer_keys"], manifest)
        if not compare(six_words(bytes.fromhex(manifest.digest))):
            raise WordsDiffer("The hall's screen shows other words. Stop and tell the attendant.")
        return Invitation(
            manifest=manifest,
            name=page["name"],
            electorate=page["electorate"],
            phase=page["phase"],
            issued=page["issued"],
            keys=keys,
            activation_ends_at=page["activation_ends_at"],
            box=page["box"],
        )

    def collect(self, invitation: Invitation, request: Request) -> dict[str, Activation]:
        """Be checked in and return an activation for every box, each signature verified.

        After a lost answer the same request may be sent again.

        Raises:
            PeerRefused: nothing is signed for this person now (the slug says why).
            VerificationFailed: an answer is missing, or does not fit its request.
        """
        body = {"token": self._token, "blinded": request.blinded}
        answer = self._desk.post_json(f"{self._path}/blind-signatures", body)["signatures"]
        if set(answer) != set(request.asked):
            raise VerificationFailed("The desk did not sign for every box.")
        return {
            uuid: _finalized(invitation.keys[uuid], one, answer[uuid])
            for uuid, one in request.asked.items()
        }

    @property
    def _path(self) -> str:
        return f"/api/v1/meetings/{self._meeting}"


def read_link(link: str) -> tuple[str, str, str]:
    """Return (the desk's address, meeting, token) of a link ``https://DESK/i/MEETING#TOKEN``.

    Raises:
        VerificationFailed: it is no such link.
    """
    parts = urlsplit(link)
    empty, page, meeting, *more = (*parts.path.split("/"), "", "")
    if empty or page != "i" or not meeting or any(more) or not parts.fragment:
        raise VerificationFailed("This is not an invitation. Open the whole link.")
    return f"{parts.scheme}://{parts.netloc}", meeting, parts.fragment


def make_request(invitation: Invitation, random: Random = token_bytes) -> Request:
    """Return a request with one fresh code for every box of the electorate; nothing is sent."""
    code = new_code(random)
    asked = {}
    for uuid, key in invitation.keys.items():
        credential = derive(uuid, code)
        message = blind.credential_message(uuid, credential.public)
        prepared = blind.prepare_randomize(message, random)
        blinded = blind.blind(key, prepared, random)
        asked[uuid] = Asked(credential.public_hex, prepared, blinded.blinded_msg, blinded.inv)
    return Request(code, asked)


def activate(
    connect: Callable[[], AbstractContextManager[Peer]],
    activations: Mapping[str, Activation],
    wait: Callable[[], None],
    again: Callable[[], None],
) -> None:
    """Activate every box apart, in random order: a wait, a fresh connection, one message.

    Args:
        connect: opens a new connection to the box.
        activations: uuid to what ``Phone.collect`` returned.
        wait: a random wait of its own before each; ``random_wait`` makes one.
        again: called when activation has not begun yet, before the same is sent again.

    Raises:
        PeerRefused: the box does not take one; slug ``activation_ended`` when it is too late.
    """
    order = list(activations)
    SystemRandom().shuffle(order)
    for uuid in order:
        wait()
        while not _activated(connect, uuid, activations[uuid]):
            again()


def random_wait(longest: float, sleep: Callable[[float], None]) -> Callable[[], None]:
    """Return a wait of between nothing and ``longest`` seconds, another one each time."""
    return lambda: sleep(SystemRandom().uniform(0, longest))


def _activated(
    connect: Callable[[], AbstractContextManager[Peer]], uuid: str, activation: Activation
) -> bool:
    """Return whether the box took the activation; False if it takes none yet."""
    body: dict[str, Any] = activation.model_dump()
    with connect() as box:
        try:
            box.post_json(f"/api/v1/boxes/{uuid}/activations", body)
        except PeerConflict as refusal:
            if refusal.slug != NOT_OPEN:
                raise
            return False
    return True


def _finalized(key: RSAPublicKey, asked: Asked, answer: object) -> Activation:
    """Return the activation of one box; the issuer's answer has to be the one to our request."""
    if not isinstance(answer, str):
        raise VerificationFailed("The desk's answer is no signature.")
    signature = blind.finalize(key, asked.prepared, _unhex(answer), asked.inv)
    randomizer = asked.prepared[: blind.RANDOMIZER_BYTES]
    return Activation(
        credential=asked.credential, randomizer=randomizer.hex(), signature=signature.hex()
    )


def _unhex(text: str) -> bytes:
    """Return the bytes of lower-case hex."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise VerificationFailed("The desk's answer is no signature.") from None
