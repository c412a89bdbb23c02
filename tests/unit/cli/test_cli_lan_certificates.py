"""The hall's certificate: of our own authority, or given; who believes it, and for how long."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from lan_factories import (
    HALL,
    NAMED,
    NOW,
    a_certificate,
    days,
    handshake,
    written,
)

from shared.cli.lan.authority import Certified, Names, NotLocal, make_authority, make_server
from shared.cli.lan.certificates import CertificateUnusable, given_files, own_files
from shared.plumbing.clock import utc_now


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "lan"


def now() -> datetime:
    """OpenSSL looks at the real clock."""
    return utc_now()


def extension(certificate: x509.Certificate, kind: type):
    return certificate.extensions.get_extension_for_class(kind)


def test_a_phone_that_trusts_the_authority_believes_the_address_and_the_name(folder):
    files = own_files(folder, NAMED, now())
    authority = folder / "authority.crt"

    versions = [
        handshake(files.chain, files.key, authority, host)
        for host in ("192.168.1.5", "hall.internal")
    ]

    assert versions == ["TLSv1.3"] * 2


@pytest.mark.parametrize("host", ["192.168.1.6", "other.internal", "localhost"])
def test_nobody_believes_it_for_another_host(folder, host):
    files = own_files(folder, NAMED, now())

    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(files.chain, files.key, folder / "authority.crt", host)


def test_nobody_believes_it_without_the_authority(folder, tmp_path):
    files = own_files(folder, HALL, now())
    own_files(tmp_path / "another", HALL, now())

    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
        handshake(files.chain, files.key, tmp_path / "another" / "authority.crt", "192.168.1.5")


@pytest.mark.parametrize("name", ["8.8.8.8", "bank.example", "hall.internal.example", "internal2"])
def test_a_stolen_authority_speaks_for_nothing_on_the_internet(tmp_path, name):
    authority = make_authority(now())
    forged = a_certificate([name], issuer=authority, now=now())
    chain, key = written(tmp_path, forged)
    trusted = tmp_path / "authority.crt"
    trusted.write_bytes(authority.certificate.public_bytes(Encoding.PEM))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(chain, key, trusted, name)


@pytest.mark.parametrize("name", ["10.1.2.3", "169.254.7.7", "any.local"])
def test_the_control_the_same_forger_speaks_for_the_house(tmp_path, name):
    authority = make_authority(now())
    chain, key = written(tmp_path, a_certificate([name], issuer=authority, now=now()))
    trusted = tmp_path / "authority.crt"
    trusted.write_bytes(authority.certificate.public_bytes(Encoding.PEM))

    assert handshake(chain, key, trusted, name) == "TLSv1.3"


def test_lifetimes_and_uses(folder):
    files = own_files(folder, HALL, NOW)
    authority, server = files.authority, files.server

    assert authority is not None
    assert authority.not_valid_after_utc - NOW == days(730)
    assert server.not_valid_after_utc - NOW == days(90)
    assert authority.not_valid_before_utc == server.not_valid_before_utc == NOW - days(1)
    assert extension(authority, x509.BasicConstraints).value.path_length == 0
    assert extension(authority, x509.NameConstraints).critical
    assert not extension(server, x509.BasicConstraints).value.ca
    assert list(extension(server, x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert authority.public_key().curve.name == server.public_key().curve.name == "secp256r1"


def test_what_browsers_are_shown_is_the_digest_of_the_authority(folder):
    files = own_files(folder, HALL, NOW)
    sent = x509.load_pem_x509_certificates(files.chain.read_bytes())

    assert len(sent) == 2
    assert files.fingerprint == sent[1].fingerprint(hashes.SHA256())


def test_keys_are_for_their_owner_alone(folder):
    own_files(folder, HALL, NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(
        ("authority.crt", "authority.key", "server.crt", "server.key"), 0o600
    )


def test_a_second_start_changes_nothing(folder):
    first = own_files(folder, NAMED, NOW)
    second = own_files(folder, NAMED, NOW + days(59))

    assert (second.server, second.authority) == (first.server, first.authority)
    assert not second.authority_replaced


@pytest.mark.parametrize(
    ("names", "later"),
    [
        (HALL, days(60.01)),
        (HALL, days(200)),
        (HALL, -days(2)),
        (NAMED, days(1)),
        (Names(IPv4Address("192.168.1.6")), days(1)),
    ],
)
def test_a_server_certificate_is_made_again_near_its_end_or_for_another_address(
    folder, names, later
):
    first = own_files(folder, HALL, NOW)

    second = own_files(folder, names, NOW + later)

    assert second.server != first.server
    assert second.server.not_valid_after_utc == NOW + later + days(90)
    if later > days(0):
        assert second.authority == first.authority


def test_an_authority_near_its_end_is_replaced_and_that_is_said(folder):
    first = own_files(folder, HALL, NOW)
    kept = own_files(folder, HALL, NOW + days(639))
    last = own_files(folder, HALL, NOW + days(641))

    assert (kept.authority, kept.authority_replaced) == (first.authority, False)
    assert last.authority != first.authority
    assert last.authority_replaced
    assert not first.authority_replaced


@pytest.mark.parametrize("name", ["authority.key", "authority.crt", "server.key", "server.crt"])
@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_torn_file_is_made_again(folder, name, content):
    own_files(folder, HALL, now())
    path = folder / name
    path.unlink() if content is None else path.write_bytes(content)

    files = own_files(folder, HALL, now())

    assert handshake(files.chain, files.key, folder / "authority.crt", "192.168.1.5")


def test_a_server_certificate_of_another_authority_is_made_again(folder, tmp_path):
    own_files(folder, HALL, now())
    other = own_files(tmp_path / "other", HALL, now())
    for name in ("server.crt", "server.key"):
        (folder / name).write_bytes((tmp_path / "other" / name).read_bytes())

    files = own_files(folder, HALL, now())

    assert files.server != other.server
    assert handshake(files.chain, files.key, folder / "authority.crt", "192.168.1.5")


@pytest.mark.parametrize(
    "names",
    [
        Names(IPv4Address("8.8.8.8")),
        Names(IPv4Address("192.168.1.5"), "vote.example.cn"),
        Names(IPv4Address("192.168.1.5"), "internal"),
    ],
)
def test_the_authority_refuses_what_is_not_of_the_house(names):
    with pytest.raises(NotLocal, match="--certificate"):
        make_server(make_authority(NOW), names, NOW)


def given(tmp_path, certified: Certified, names: Names = NAMED, *more: Certified):
    return given_files(*written(tmp_path, certified, *more), names, NOW)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (NAMED, ["hall.internal"]),
        (NAMED, ["HALL.internal", "other"]),
        (NAMED, ["*.internal"]),
        (HALL, ["192.168.1.5"]),
    ],
)
def test_a_certificate_that_fits_is_taken_as_it_is(tmp_path, names, told):
    files = given(tmp_path, a_certificate(told), names)

    assert files.authority is files.fingerprint is None
    assert files.chain == tmp_path / "given.crt"


@pytest.mark.parametrize(
    ("options", "names", "said"),
    [
        ({"names": ["hall.internal"], "ends": -0.01}, NAMED, "out of date since 2026-11-22"),
        ({"names": ["hall.internal"], "begins": 1}, NAMED, "not good yet"),
        ({"names": ["other.internal"]}, NAMED, "not for hall.internal but for other.internal"),
        ({"names": ["*.hall.internal"]}, NAMED, "not for hall.internal"),
        ({"names": ["a.b.internal"]}, Names(HALL.address, "x.b.internal"), "not for"),
        ({"names": ["hall.internal"]}, HALL, "--host"),
        (
            {"names": ["hall.internal"], "usage": ExtendedKeyUsageOID.CLIENT_AUTH},
            NAMED,
            "web servers",
        ),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused_with_the_reason(tmp_path, options, names, said):
    with pytest.raises(CertificateUnusable, match=said):
        given(tmp_path, a_certificate(**options), names)


def test_another_key_is_refused(tmp_path):
    chain, key = written(tmp_path, a_certificate(["hall.internal"]))
    other = tmp_path / "other"
    other.mkdir()
    _, other_key = written(other, a_certificate(["hall.internal"]))

    with pytest.raises(CertificateUnusable, match="not the one of this certificate"):
        given_files(chain, other_key, NAMED, NOW)
    assert given_files(chain, key, NAMED, NOW)


def test_an_encrypted_key_an_open_one_and_none_are_refused(tmp_path):
    chain, key = written(tmp_path, a_certificate(["hall.internal"]), passphrase=b"secret")
    with pytest.raises(CertificateUnusable, match="without a passphrase"):
        given_files(chain, key, NAMED, NOW)

    chain, key = written(tmp_path, a_certificate(["hall.internal"]))
    key.chmod(0o644)
    with pytest.raises(CertificateUnusable, match="0600"):
        given_files(chain, key, NAMED, NOW)

    with pytest.raises(CertificateUnusable, match="--key cannot be read"):
        given_files(chain, tmp_path / "none", NAMED, NOW)
    with pytest.raises(CertificateUnusable, match="--certificate cannot be read"):
        given_files(key, key, NAMED, NOW)


def test_a_chain_in_the_wrong_order_is_refused(tmp_path):
    authority = make_authority(NOW)
    server = a_certificate(["hall.internal"], issuer=authority)
    stranger = make_authority(NOW)

    assert given(tmp_path, server, NAMED, authority)
    with pytest.raises(CertificateUnusable, match="not a chain"):
        given(tmp_path, server, NAMED, stranger)


def test_an_issuer_that_is_out_of_date_is_refused(tmp_path):
    old = make_authority(datetime(2020, 1, 1, tzinfo=UTC))

    with pytest.raises(CertificateUnusable, match="out of date"):
        given(tmp_path, a_certificate(["hall.internal"], issuer=old), NAMED, old)
