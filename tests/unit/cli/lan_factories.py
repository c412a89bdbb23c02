"""Certificates as an authority elsewhere would make them, and a TLS handshake without a network."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.cli.lan.authority import Certified, Names

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HALL = Names(IPv4Address("192.168.1.5"))
NAMED = Names(IPv4Address("192.168.1.5"), "hall.internal")


def days(count: float) -> timedelta:
    return timedelta(days=count)


def a_certificate(
    names: list[str],
    *,
    issuer: Certified | None = None,
    begins: float = -1,
    ends: float = 90,
    usage: Any = ExtendedKeyUsageOID.SERVER_AUTH,
    now: datetime = NOW,
) -> Certified:
    """Return a certificate for host names and addresses; begin and end in days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer.certificate.subject if issuer else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days(begins))
        .not_valid_after(now + days(ends))
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), False)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    )
    return Certified(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(name))
    except ValueError:
        return x509.DNSName(name)


def written(
    folder: Path, certified: Certified, *more: Certified, passphrase: bytes = b""
) -> tuple[Path, Path]:
    """Write a chain and its key as PEM; return both paths."""
    chain, key = folder / "given.crt", folder / "given.key"
    chain.write_bytes(
        b"".join(one.certificate.public_bytes(Encoding.PEM) for one in (certified, *more))
    )
    hidden = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    key.write_bytes(certified.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    key.chmod(0o600)
    return chain, key


def handshake(chain: Path, key: Path, trusted: Path, host: str) -> str:
    """Do a handshake in memory; return the version of TLS.

    Raises:
        ssl.SSLCertVerificationError: the client does not believe the certificate.
    """
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    client = ssl.create_default_context(cafile=trusted)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(to_client, to_server, server_hostname=host)
    there = server.wrap_bio(to_server, to_client, server_side=True)
    open_sides = [here, there]
    while open_sides:
        for side in list(open_sides):
            try:
                side.do_handshake()
                open_sides.remove(side)
            except ssl.SSLWantReadError:
                continue
    return str(here.version())
