"""Reading a ``trustees`` text: checks 6, 9 and 10 of PROTOCOL section 11.

One thing to know: archives of all releases call themselves version 1 but differ here. What
some releases leave out is optional; ``check_profile`` asks for all of it, and for exactly one
board of trustees, as the Ostraka profile does.

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed
from shared.crypto.jsontext import decode_exact, fields, integer, items
from shared.crypto.proofs import Proof, verify_key
from shared.crypto.trustees.items import Item, Pedersen, Single
from shared.crypto.trustees.pki import SignedMessage
from shared.crypto.trustees.threshold import (
    MAX_TRUSTEES,
    Certificate,
    Context,
    TrusteeKey,
    check_certs_signature,
    check_context,
    check_distinct,
    check_verification_key,
    committed_value,
    read_certificate,
    read_coefficients,
    summed,
)

FORM, POSSESSION, CEREMONY = 6, 9, 10
PROFILE = 104
"""Number of the profile's check of the trustees (``checks``)."""
_PARAMETERS = ("threshold", "certs", "coefexps", "signatures", "verification_keys")


def parse_trustees(text: str) -> list[Item]:
    """Return the items of a ``trustees`` text that passes checks 6, 9 and 10.

    Raises:
        ArchiveRejected: with the number and slug of the first check that fails, and in
            ``where`` the item and the trustee inside it.
    """
    with _check(FORM, "trustees"):
        values = items(decode_exact(text))
        if not 1 <= len(values) <= MAX_TRUSTEES:
            raise MalformedBytes("There must be trustees, and not too many.", "json-length")
    parsed = [_form(value, f"item {place}") for place, value in enumerate(values, start=1)]
    for place, item in enumerate(parsed, start=1):
        _check_possession(item, f"item {place}")
    return [
        item if isinstance(item, Single) else _check_ceremony(item, f"item {place}")
        for place, item in enumerate(parsed, start=1)
    ]


def check_profile(trustees: Sequence[Item]) -> Pedersen:
    """Return the one board of trustees that our own elections have.

    Raises:
        ArchiveRejected: not exactly one Pedersen item (slug ``profile-trustees``), or it lacks
            what newer releases ask for (slug ``profile-superset``).
    """
    if len(trustees) != 1 or not isinstance(trustees[0], Pedersen):
        raise ArchiveRejected(
            PROFILE, "profile-trustees", "There must be exactly one board of trustees.", "trustees"
        )
    board = trustees[0]
    if not board.superset:
        raise ArchiveRejected(
            PROFILE, "profile-superset", "The board lacks signatures of its ceremony.", "trustees"
        )
    return board


class _Parameters(NamedTuple):
    """A Pedersen item that has the right form; nothing of it is checked."""

    threshold: int
    certs: list[SignedMessage]
    coefexps: list[SignedMessage]
    signatures: list[Proof] | None
    keys: list[TrusteeKey]


def _form(value: object, where: str) -> Single | _Parameters:
    """Return one item whose form is right (check 6), its keys tested for membership."""
    with _check(POSSESSION, where):
        kind, content = items(value, 2)
        if kind == "Single":
            return Single(TrusteeKey.from_json(content, signed=False))
        if kind != "Pedersen":
            raise MalformedBytes("A trustee item is of an unknown kind.", "trustee-kind")
        read = fields(content, _PARAMETERS, ("signatures",))
        signatures = items(read["signatures"]) if "signatures" in read else None
        return _Parameters(
            integer(read["threshold"], 1, MAX_TRUSTEES),
            [SignedMessage.from_json(cert) for cert in items(read["certs"])],
            [SignedMessage.from_json(signed) for signed in items(read["coefexps"])],
            None if signatures is None else [Proof.from_json(proof) for proof in signatures],
            [TrusteeKey.from_json(key, signed=True) for key in items(read["verification_keys"])],
        )


def _check_possession(item: Single | _Parameters, where: str) -> None:
    """Return if every key of the item comes with its possession proof (check 9)."""
    keys = [item.key] if isinstance(item, Single) else item.keys
    for number, key in enumerate(keys, start=1):
        with _check(POSSESSION, f"{where}, key {number}"):
            verify_key(key.public_key, key.pok)


def _check_ceremony(parameters: _Parameters, where: str) -> Pedersen:
    """Return the Pedersen item if its ceremony holds in every part (check 10)."""
    with _check(CEREMONY, where):
        _check_numbers(parameters)
        certificates = _certificates(parameters)
    coefficients = []
    for number, signed in enumerate(parameters.coefexps, start=1):
        with _check(CEREMONY, f"{where}, trustee {number}"):
            certificate = certificates[number - 1]
            coefficients.append(read_coefficients(signed, certificate, parameters.threshold))
    for number, proof in enumerate(parameters.signatures or [], start=1):
        with _check(CEREMONY, f"{where}, trustee {number}"):
            check_certs_signature(certificates, number, coefficients[number - 1], proof)
    total = summed(coefficients)
    for number, key in enumerate(parameters.keys, start=1):
        with _check(CEREMONY, f"{where}, trustee {number}"):
            check_verification_key(key, committed_value(total, number), certificates[number - 1])
    return Pedersen(
        parameters.threshold,
        tuple(certificates),
        tuple(parameters.coefexps),
        tuple(coefficients),
        None if parameters.signatures is None else tuple(parameters.signatures),
        tuple(parameters.keys),
    )


def _check_numbers(parameters: _Parameters) -> None:
    """Return if there are as many of each piece as trustees, and more of them than needed."""
    size = len(parameters.keys)
    lengths = {size, len(parameters.certs), len(parameters.coefexps)}
    if parameters.signatures is not None:
        lengths.add(len(parameters.signatures))
    if lengths != {size}:
        raise VerificationFailed("A board's lists differ in length.", "trustee-lengths")
    if not parameters.threshold < size <= MAX_TRUSTEES:
        raise VerificationFailed("A board needs more trustees than its threshold.", "threshold")


def _certificates(parameters: _Parameters) -> list[Certificate]:
    """Return the certificates: each for its own place, all with a context or none, distinct."""
    size = len(parameters.certs)
    certificates = [read_certificate(signed) for signed in parameters.certs]
    for index, certificate in enumerate(certificates, start=1):
        check_context(certificate, Context(size, parameters.threshold, index))
    if len({certificate.context is None for certificate in certificates}) > 1:
        raise VerificationFailed("Only some certificates have a context.", "cert-context")
    check_distinct(certificates)
    return certificates


@contextmanager
def _check(number: int, where: str) -> Iterator[None]:
    """Turn what fails inside into a rejection by check ``number``; bad form is check 6."""
    try:
        yield
    except MalformedBytes as error:
        raise ArchiveRejected(FORM, error.slug, str(error), where) from error
    except VerificationFailed as error:
        raise ArchiveRejected(number, error.slug, str(error), where) from error
