"""Credentials that were signed blindly: the issuer's keys, and activations under them (P7).

One thing to know: nothing here believes the desk or the box. A key counts only if the meeting
manifest names it for its box, an activation only if the signature fits; so box, tally service
and auditor can each check every activated credential for themselves.

May import: stdlib, pydantic, cryptography (types), shared.crypto, shared.documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pydantic import Field

from shared.crypto import blind
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import from_hex
from shared.crypto.jsontext import b64, unb64
from shared.documents.base import BoxUuid, Document, Hex32, Identifier, Part, parse_part
from shared.documents.manifests import IssuerKeyRef, MeetingManifest

Hex384 = Annotated[str, Field(pattern=r"^[0-9a-f]{768}$")]
"""384 bytes as lower-case hex: a blinded message or an RSA-3072 signature."""


class IssuerPublicKey(Part):
    """The public half of one box's issuer key: base64 of the DER SubjectPublicKeyInfo."""

    uuid: BoxUuid
    spki: Annotated[str, Field(max_length=1000, pattern=r"^[A-Za-z0-9+/]+$")]


class IssuerKeys(Document):
    """The issuer's public keys of all boxes of a meeting, as the desk hands them on."""

    KIND: ClassVar[str] = "issuer_keys"

    type: Literal["issuer_keys"] = "issuer_keys"
    meeting: Identifier
    meeting_manifest: Hex32
    keys: Annotated[list[IssuerPublicKey], Field(min_length=1, max_length=2000)]


class Activation(Part):
    """What a voter's phone shows the box, and what the box publishes after the freeze."""

    credential: Hex32
    """The public credential as the list has it."""
    randomizer: Hex32
    signature: Hex384


class Activations(Part):
    """The activated credentials of one box, in the order of its list."""

    uuid: BoxUuid
    activations: list[Activation]


def issuer_keys_of(
    issued_by: str, meeting: MeetingManifest, spkis: Mapping[str, bytes]
) -> IssuerKeys:
    """Return the document of a meeting's issuer keys; ``spkis`` is uuid to DER."""
    return IssuerKeys(
        issued_by=issued_by,
        meeting=meeting.meeting,
        meeting_manifest=meeting.digest,
        keys=[IssuerPublicKey(uuid=box.uuid, spki=b64(spkis[box.uuid])) for box in meeting.boxes],
    )


def key_refs(keys: Mapping[str, str]) -> list[IssuerKeyRef]:
    """Return what the meeting manifest says of the issuer's keys; ``keys`` is uuid to digest."""
    return [IssuerKeyRef(uuid=uuid, key=digest) for uuid, digest in keys.items()]


def trusted_keys(spkis: Mapping[str, str], meeting: MeetingManifest) -> dict[str, RSAPublicKey]:
    """Return uuid to issuer's key, each exactly the one that the meeting manifest names.

    Args:
        spkis: uuid to base64 of the SubjectPublicKeyInfo; some of the meeting's boxes, or all.
        meeting: a manifest whose signature was checked.

    Raises:
        VerificationFailed: a key is not the manifest's, or none is named for its box.
        MalformedBytes: not base64, or not the one spelling of an RSA key.
    """
    named = {ref.uuid: ref.key for ref in meeting.issuer_keys}
    if not set(spkis) <= set(named):
        raise VerificationFailed("The meeting manifest names no issuer's key for this box.")
    return {uuid: blind.trusted_key(unb64(spki), named[uuid]) for uuid, spki in spkis.items()}


def open_issuer_keys(document: IssuerKeys, meeting: MeetingManifest) -> dict[str, RSAPublicKey]:
    """Return uuid to issuer's key of every box of ``meeting``, all checked.

    Raises:
        VerificationFailed: another meeting's, a box is missing or twice, or ``trusted_keys``.
        MalformedBytes: see ``trusted_keys``.
    """
    if (document.meeting, document.meeting_manifest) != (meeting.meeting, meeting.digest):
        raise VerificationFailed("The issuer's keys belong to another meeting manifest.")
    spkis = {entry.uuid: entry.spki for entry in document.keys}
    if len(spkis) != len(document.keys) or set(spkis) != {ref.uuid for ref in meeting.issuer_keys}:
        raise VerificationFailed("The issuer's keys are not one for every box.")
    return trusted_keys(spkis, meeting)


def check_activation(key: RSAPublicKey, uuid: str, activation: Activation) -> None:
    """Return if the issuer signed the activated credential for the box ``uuid``.

    Raises:
        VerificationFailed: the signature does not fit, or the credential is not in the group.
        MalformedBytes: the credential is not written in its one form.
    """
    message = blind.credential_message(uuid, from_hex(activation.credential))
    randomizer, signature = activation.randomizer, activation.signature
    blind.verify(key, message, bytes.fromhex(randomizer), bytes.fromhex(signature))


def check_activations(
    key: RSAPublicKey, published: object, uuid: str, listed: Sequence[str]
) -> frozenset[str]:
    """Return the activated credentials of a box after verifying every one of them.

    Args:
        key: the box's issuer key, from ``open_issuer_keys``.
        published: what the box shows after the freeze.
        uuid: the box.
        listed: the public credentials on its frozen list, in order.

    Raises:
        MalformedDocument: not ``Activations``.
        VerificationFailed: another box's, one that is not listed, twice, out of order, or without
            a valid signature.
    """
    shown = parse_part(Activations, published)
    credentials = [entry.credential for entry in shown.activations]
    if shown.uuid != uuid or credentials != in_list_order(credentials, listed):
        raise VerificationFailed("The activated credentials are not those of this box's list.")
    for entry in shown.activations:
        check_activation(key, uuid, entry)
    return frozenset(credentials)


def in_list_order(credentials: Iterable[str], listed: Sequence[str]) -> list[str]:
    """Return those of ``listed`` that are among ``credentials``, each once, in the list's order."""
    wanted = set(credentials)
    return [one for one in listed if one in wanted]
