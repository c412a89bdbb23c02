"""A certificate authority of one installation, for one house.

Its root can sign for local addresses and local names only (name constraints, RFC 5280 section
4.2.1.10): whoever trusts it on their phone lets it speak for nothing on the Internet, whatever
becomes of its key.

May import: stdlib, cryptography, shared.cli.lan.addresses, shared.errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.cli.lan.addresses import LOCAL_ENDINGS, LOCAL_NETWORKS, is_local
from shared.errors import InvalidInput

ROOT_LIFE = timedelta(days=730)
SERVER_LIFE = timedelta(days=90)
RENEW_BEFORE = timedelta(days=30)
SERVER_NAME = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ostraka")])
"""Without a common name: OpenSSL and GnuTLS take one for a host, where no host is named otherwise,
and then it is not among the names that the authority may sign."""
SLOW_CLOCKS = timedelta(days=1)
"""A certificate is good this long before it was made: the clocks of phones are not exact."""


class NotLocal(InvalidInput):
    """An authority of one house cannot speak for an address or a name of the Internet."""

    code = "not_local"


NOT_ISSUED = (ValueError, TypeError, InvalidSignature)
"""What ``verify_directly_issued_by`` raises when a certificate is not another's work."""


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a server certificate is for."""

    address: IPv4Address
    host: str = ""
    """A name that leads to ``address``, or nothing."""

    @property
    def main(self) -> str:
        """What browsers are sent to."""
        return self.host or str(self.address)

    def general(self) -> list[x509.GeneralName]:
        """Return them as they stand in a certificate."""
        names: list[x509.GeneralName] = [x509.IPAddress(self.address)]
        return [*names, *([x509.DNSName(self.host)] if self.host else [])]


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate and its key: of an authority or of a server."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey


def make_authority(now: datetime) -> Certified:
    """Return a new authority, good for two years."""
    key = ec.generate_private_key(ec.SECP256R1())
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:6]
    told_apart = f"Ostraka {now:%Y-%m-%d} {mark}"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, told_apart)])
    usage = _usage(signs_certificates=True)
    builder = (
        _builder(name, key.public_key(), now, now + ROOT_LIFE)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_this_house(), critical=True)
    )
    return Certified(builder.sign(key, hashes.SHA256()), key)


def make_server(authority: Certified, names: Names, now: datetime) -> Certified:
    """Return a new key and certificate for ``names``, good for 90 days.

    Raises:
        NotLocal: one of them is not of this house alone.
    """
    if not is_local(names.address):
        raise NotLocal(
            "This address is not of a local network. Use one that is, or give a certificate: "
            "--certificate FILE --key FILE."
        )
    if names.host and not names.host.endswith(tuple(f".{end}" for end in LOCAL_ENDINGS)):
        listed = ", ".join(f".{end}" for end in LOCAL_ENDINGS)
        raise NotLocal(
            f"Without a certificate of your own the name has to end in {listed}. For another "
            "name give its certificate: --certificate FILE --key FILE."
        )
    key = ec.generate_private_key(ec.SECP256R1())
    root = authority.certificate
    until = min(now + SERVER_LIFE, root.not_valid_after_utc)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(SERVER_NAME, key.public_key(), now, until)
        .issuer_name(root.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names.general()), critical=False)
        .add_extension(key_id, critical=False)
    )
    return Certified(builder.sign(authority.key, hashes.SHA256()), key)


def authority_lasts(authority: x509.Certificate, now: datetime) -> bool:
    """Return whether a server certificate made now would live its whole life."""
    begun = authority.not_valid_before_utc <= now
    return begun and now + SERVER_LIFE <= authority.not_valid_after_utc


def server_lasts(
    server: x509.Certificate, authority: x509.Certificate, names: Names, now: datetime
) -> bool:
    """Return whether ``server`` is the authority's, for exactly ``names``, and not near its end."""
    try:
        server.verify_directly_issued_by(authority)
    except NOT_ISSUED:
        return False
    alternative = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    begun = server.not_valid_before_utc <= now
    lasting = now + RENEW_BEFORE <= server.not_valid_after_utc
    return begun and lasting and list(alternative) == names.general()


def _this_house() -> x509.NameConstraints:
    """Return whom the authority may sign for."""
    networks = [x509.IPAddress(network) for network in LOCAL_NETWORKS]
    return x509.NameConstraints(
        permitted_subtrees=[*networks, *(x509.DNSName(end) for end in LOCAL_ENDINGS)],
        excluded_subtrees=None,
    )


def _builder(
    name: x509.Name, key: EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    """Return what every certificate of ours begins with."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLOW_CLOCKS)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key is for: to sign certificates, or handshakes."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
