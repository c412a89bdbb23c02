"""The certificate that phones see: one that was given, or one of the installation's own authority.

The authority lives in ``lan/`` of the data folder, its keys readable by their owner alone. A server
certificate is made again at a start when it has less than 30 days left or the address changed, the
authority when a new server certificate would outlive it.

May import: stdlib, cryptography, shared.cli.lan, shared.errors.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID

from shared.cli.lan.authority import (
    NOT_ISSUED,
    Certified,
    Names,
    authority_lasts,
    make_authority,
    make_server,
    server_lasts,
)
from shared.errors import InvalidInput

PEM = serialization.Encoding.PEM
READ_LIMIT = 1024 * 1024


class CertificateUnusable(InvalidInput):
    """The certificate that was given cannot be used here."""

    code = "certificate_unusable"


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """What the front is given, and what people are told of it."""

    chain: Path
    key: Path
    server: x509.Certificate
    authority: x509.Certificate | None
    """Our own; None when the certificate was given, and phones show no warning."""
    authority_replaced: bool = False
    """Whether an earlier authority of ours has been given up."""

    @property
    def fingerprint(self) -> bytes | None:
        """SHA-256 of our own authority's certificate (DER), as browsers show it."""
        return self.authority.fingerprint(hashes.SHA256()) if self.authority else None


def own_files(folder: Path, names: Names, now: datetime) -> ServerFiles:
    """Return a certificate of the authority in ``folder``; made, or made again, where needed.

    Raises:
        NotLocal: the authority cannot sign for these names.
    """
    folder.mkdir(exist_ok=True, mode=0o700)
    authority, replaced = _authority(folder, now)
    chain, key = folder / "server.crt", folder / "server.key"
    server = _load(chain, key)
    if server is None or not server_lasts(server.certificate, authority.certificate, names, now):
        server = make_server(authority, names, now)
        _write_both(chain, key, server, authority.certificate)
    return ServerFiles(chain, key, server.certificate, authority.certificate, replaced)


def given_files(chain: Path, key: Path, names: Names, now: datetime) -> ServerFiles:
    """Return the certificate that was given, checked.

    Raises:
        CertificateUnusable: it cannot be read, is not for this name, not for now, not for a
            server, not in order, or the key is another's.
    """
    certificates = _given_chain(chain)
    _check_key(key, certificates[0])
    _check_time(certificates, now)
    _check_names(certificates[0], names)
    for lower, upper in pairwise(certificates):
        try:
            lower.verify_directly_issued_by(upper)
        except NOT_ISSUED as error:
            raise CertificateUnusable(
                "The certificates in the file are not a chain. The server's own comes first, then "
                "the one that issued it, and so on."
            ) from error
    return ServerFiles(chain.resolve(), key.resolve(), certificates[0], None)


def _authority(folder: Path, now: datetime) -> tuple[Certified, bool]:
    """Return the authority in ``folder``, and whether it took the place of another."""
    certificate, key = folder / "authority.crt", folder / "authority.key"
    kept, replaced = _load(certificate, key), certificate.exists()
    if kept is not None and authority_lasts(kept.certificate, now):
        return kept, False
    made = make_authority(now)
    _write_both(certificate, key, made)
    return made, replaced


def _load(certificate: Path, key: Path) -> Certified | None:
    """Return what we wrote; None if it is not there, or not whole: a power cut, a torn copy."""
    try:
        found = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        its_key = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return None
    if not isinstance(its_key, EllipticCurvePrivateKey):
        return None
    return Certified(found, its_key) if its_key.public_key() == found.public_key() else None


def _write_both(
    certificate: Path, key: Path, made: Certified, issuer: x509.Certificate | None = None
) -> None:
    """Write a certificate, with its issuer behind it if there is one, and its key."""
    secret = made.key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = [made.certificate, *([issuer] if issuer else [])]
    _write(key, secret)
    _write(certificate, b"".join(one.public_bytes(PEM) for one in chain))


def _write(path: Path, content: bytes) -> None:
    """Put ``content`` in place of the file in one step; from its first byte on only ours."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _given_chain(path: Path) -> list[x509.Certificate]:
    """Return the certificates in a file."""
    try:
        with path.open("rb") as file:
            return x509.load_pem_x509_certificates(file.read(READ_LIMIT))
    except (OSError, ValueError) as error:
        raise CertificateUnusable(
            "--certificate cannot be read: it takes a PEM file, the server's certificate first."
        ) from error


def _check_key(path: Path, server: x509.Certificate) -> None:
    """Return if the key in ``path`` is the certificate's, and others cannot read it."""
    try:
        with path.open("rb") as file:
            everybody = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o007
            content = file.read(READ_LIMIT)
        key = serialization.load_pem_private_key(content, password=None)
    except TypeError as error:
        raise CertificateUnusable(
            "The key is encrypted. Write it without a passphrase into a file of mode 0600: "
            "`openssl pkey -in FILE -out NEW`."
        ) from error
    except (OSError, ValueError) as error:
        raise CertificateUnusable("--key cannot be read: it takes a PEM file.") from error
    if everybody:
        raise CertificateUnusable("The key file is open to everybody; set its mode to 0600.")
    if key.public_key() != server.public_key():
        raise CertificateUnusable("The key is not the one of this certificate.")


def _check_time(certificates: list[x509.Certificate], now: datetime) -> None:
    """Return if every certificate is good now."""
    until = min(one.not_valid_after_utc for one in certificates)
    if until <= now:
        raise CertificateUnusable(
            f"The certificate has been out of date since {until:%Y-%m-%d}. Ask its issuer for a "
            "new one; if that is wrong, look at this machine's clock."
        )
    if any(one.not_valid_before_utc > now for one in certificates):
        raise CertificateUnusable(
            "The certificate is not good yet. Look at this machine's clock: it may be slow."
        )


def _check_names(server: x509.Certificate, names: Names) -> None:
    """Return if the certificate is a server's and for the name that phones will use."""
    try:
        usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.SERVER_AUTH not in usage:
            raise CertificateUnusable("The certificate is not one for web servers.")
    except x509.ExtensionNotFound:
        pass  # then it is for everything
    try:
        told = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise CertificateUnusable(
            "The certificate names no host as browsers want it (subject alternative name)."
        ) from None
    hosts = [name.lower() for name in told.get_values_for_type(x509.DNSName)]
    addresses = told.get_values_for_type(x509.IPAddress)
    wild = f"*.{names.host.partition('.')[2]}"
    fits = {names.host, wild} & set(hosts) if names.host else names.address in addresses
    if not fits:
        listed = ", ".join([*hosts, *map(str, addresses)]) or "nobody"
        raise CertificateUnusable(
            f"The certificate is not for {names.main} but for {listed}. Say by which name phones "
            "reach this machine: --host NAME."
        )
