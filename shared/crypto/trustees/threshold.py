"""What a threshold key is made of, and what must hold of each piece (PROTOCOL section 8).

The same rules serve the ceremony while it runs and the archive ever after. Refusals carry
a slug and never say who sent the piece: the caller knows and adds it.

Spec letters: n trustees, t of them needed, A_ik = g^a_ik the committed coefficients of
trustee i's polynomial f_i, s_ij = f_i(j), S_j the share that trustee j ends up with.

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from typing import NamedTuple

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import Point, from_hex, multiply, power, to_hex
from shared.crypto.jsontext import decode_exact, encode, fields, integer, items, string
from shared.crypto.proofs import Proof
from shared.crypto.scalars import Q
from shared.crypto.trustees.pki import SignedMessage, verify

MAX_TRUSTEES = 50


@dataclass(frozen=True, slots=True)
class Context:
    """What a certificate is for: trustee ``index`` of ``size``, ``threshold`` needed."""

    size: int
    threshold: int
    index: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A trustee's PKI keys, signed by the trustee."""

    signed: SignedMessage
    context: Context | None
    """None in archives of tools before 2.5.1."""
    verification: Point
    encryption: Point


class TrusteeKey(NamedTuple):
    """A ``trustee_public_key``: g^x, the proof that somebody knows x, perhaps more."""

    pok: Proof
    public_key: Point
    signature: Proof | None = None
    """Signature of the key's hex under the trustee's PKI key; Pedersen only, since tool 3.0."""
    name: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the archive's object."""
        value: dict[str, object] = {
            "pok": self.pok.to_json(),
            "public_key": to_hex(self.public_key),
        }
        if self.signature is not None:
            value["signature"] = self.signature.to_json()
        if self.name is not None:
            value["name"] = self.name
        return value

    @classmethod
    def from_json(cls, value: object, *, signed: bool) -> TrusteeKey:
        """Return the key of an archive's object; its point is tested, its proofs are not.

        Args:
            value: decoded JSON.
            signed: the field ``signature`` may be there.
        """
        order = ("pok", "public_key", *(("signature",) if signed else ()), "name")
        read = fields(value, order, ("signature", "name"))
        return cls(
            Proof.from_json(read["pok"]),
            from_hex(read["public_key"]),
            Proof.from_json(read["signature"]) if "signature" in read else None,
            string(read["name"]) if "name" in read else None,
        )


def certificate_text(context: Context, verification: Point, encryption: Point) -> str:
    """Return the text that a trustee signs as certificate."""
    return encode(
        {
            "context": {"group": "Ed25519", **asdict(context)},
            "verification": to_hex(verification),
            "encryption": to_hex(encryption),
        }
    )


def read_certificate(signed: SignedMessage) -> Certificate:
    """Return the certificate if it is signed under the key that it names.

    Raises:
        MalformedBytes: its message is not a certificate's.
        VerificationFailed: a key is no member, or slug ``cert-signature``.
    """
    order = ("context", "verification", "encryption")
    read = fields(decode_exact(signed.message), order, ("context",))
    context = _read_context(read["context"]) if "context" in read else None
    verification, encryption = from_hex(read["verification"]), from_hex(read["encryption"])
    verify(verification, signed, "cert-signature")
    return Certificate(signed, context, verification, encryption)


def check_context(certificate: Certificate, expected: Context) -> None:
    """Return if the certificate, when it has a context, is for ``expected``."""
    if certificate.context is not None and certificate.context != expected:
        raise VerificationFailed(
            "A certificate is for another trustee, number of trustees or threshold.",
            "cert-context",
        )


def check_distinct(certificates: Sequence[Certificate]) -> None:
    """Return if no PKI key comes twice among ``certificates``."""
    keys = [key for cert in certificates for key in (cert.verification, cert.encryption)]
    if len(set(keys)) != len(keys):
        raise VerificationFailed("Two certificates share a key.", "cert-duplicate-key")


def coefficients_text(points: Sequence[Point]) -> str:
    """Return the text that a trustee signs as ``coefexps``."""
    return encode({"coefexps": [to_hex(point) for point in points]})


def read_coefficients(
    signed: SignedMessage, certificate: Certificate, threshold: int
) -> tuple[Point, ...]:
    """Return A_i0 … A_i(t-1) if trustee i signed them.

    Raises:
        MalformedBytes: not an object of points.
        VerificationFailed: slugs ``coefexps-length``, ``coefexps-signature``, or a point is
            no member.
    """
    read = fields(decode_exact(signed.message), ("coefexps",))
    texts = items(read["coefexps"])
    if len(texts) != threshold:
        raise VerificationFailed(
            "A polynomial has the wrong number of coefficients.", "coefexps-length"
        )
    verify(certificate.verification, signed, "coefexps-signature")
    return tuple(from_hex(text) for text in texts)


def certs_statement(certificates: Sequence[Certificate], points: Sequence[Point]) -> str:
    """Return what trustee i signs about all certificates and its own coefficients."""
    value = {
        "certs": [certificate.signed.to_json() for certificate in certificates],
        "coefexps": [to_hex(point) for point in points],
    }
    return f"certs_sig|{encode(value)}"


def check_certs_signature(
    certificates: Sequence[Certificate], index: int, points: Sequence[Point], proof: Proof
) -> None:
    """Return if trustee ``index`` (from 1) signed all certificates with its coefficients.

    Raises:
        VerificationFailed: it did not (slug ``certs-signature``).
    """
    statement = SignedMessage(certs_statement(certificates, points), proof)
    verify(certificates[index - 1].verification, statement, "certs-signature")


def committed_value(points: Sequence[Point], at: int) -> Point:
    """Return g^f(at) from the committed coefficients of f, by Horner's rule."""
    return reduce(lambda value, point: multiply(power(value, at), point), reversed(points))


def summed(all_points: Sequence[Sequence[Point]]) -> list[Point]:
    """Return the committed coefficients of the sum of all polynomials."""
    return [reduce(multiply, column) for column in zip(*all_points, strict=True)]


def check_verification_key(key: TrusteeKey, expected: Point, certificate: Certificate) -> None:
    """Return if ``key`` is the one that follows from the ceremony; its ``pok`` is not looked at.

    Raises:
        VerificationFailed: slugs ``verification-key``, ``verification-key-signature``.
    """
    if key.public_key != expected:
        raise VerificationFailed(
            "A verification key does not follow from the coefficients.", "verification-key"
        )
    if key.signature is not None:
        signed = SignedMessage(to_hex(key.public_key), key.signature)
        verify(certificate.verification, signed, "verification-key-signature")


def evaluate(polynomial: Sequence[int], at: int) -> int:
    """Return f(at) mod q; coefficients from the constant one up."""
    return reduce(lambda value, coefficient: (value * at + coefficient) % Q, reversed(polynomial))


def lagrange(indexes: Sequence[int], j: int, at: int = 0) -> int:
    """Return the weight of share ``j`` when f(at) is found from the shares at ``indexes``.

    Indexes count inside the item, from 1. For ``at`` = 0 this is the product of k/(k - j).
    """
    above = below = 1
    for k in indexes:
        if k != j:
            above = above * (k - at) % Q
            below = below * (k - j) % Q
    return above * pow(below, -1, Q) % Q


def _read_context(value: object) -> Context:
    """Return a certificate's context."""
    read = fields(value, ("group", "size", "threshold", "index"))
    if read["group"] != "Ed25519":
        raise MalformedBytes("A certificate is for another group.", "cert-group")
    size, threshold, index = (
        integer(read[name], 1, MAX_TRUSTEES) for name in ("size", "threshold", "index")
    )
    return Context(size, threshold, index)
