"""What PROTOCOL P7 adds to RFC 9474: the message, the key of a box, and what is refused."""

import subprocess
import sys
from hashlib import sha256
from math import gcd

import pytest
from blind_factories import (
    a_message,
    an_issuer,
    public_key,
    secret_numbers,
    stream,
    ways,
)
from crypto_factories import ROOT, UUID
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from shared.crypto.blind import (
    IssuerKey,
    SigningFailed,
    blind,
    credential_message,
    finalize,
    key_digest,
    modular,
    prepare_randomize,
    rsabssa,
    trusted_key,
    verify,
)
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, G, Point

OF_ORDER_2 = Point(bytes.fromhex("ec" + "ff" * 30 + "7f"))


def spki_of(public) -> bytes:
    """Return a public key as an issuer would publish it."""
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pkcs8_of(private, encryption=None) -> bytes:
    """Return a private key as it would be stored."""
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption or NoEncryption())


def named(spki: bytes) -> tuple[bytes, str]:
    """Return a key and the digest that a manifest naming it would have."""
    return spki, key_digest(spki)


def test_the_message_is_the_frame_that_the_protocol_gives():
    message = credential_message("tnCMesiZ6MVWWm", G)

    assert message == (
        bytes.fromhex("00000015") + b"ostraka/v1/credential"
        + bytes.fromhex("0000000e") + b"tnCMesiZ6MVWWm"
        + bytes.fromhex("00000020") + bytes.fromhex("58" + "66" * 31)
    )  # fmt: skip


@pytest.mark.parametrize("point", [NEUTRAL, OF_ORDER_2, Point(b"\xff" * 32)])
def test_no_message_is_made_of_what_is_not_a_credential(point):
    with pytest.raises(VerificationFailed) as refusal:
        credential_message(UUID, point)

    assert refusal.value.slug == "membership"


@pytest.mark.parametrize("uuid", ["", "short", "tnCMesiZ6MVWW0", UUID + "\n"])
def test_no_message_is_made_for_what_is_not_a_box(uuid):
    with pytest.raises(MalformedBytes):
        credential_message(uuid, G)


@ways
def test_a_credential_signed_blind_verifies(power, monkeypatch):
    monkeypatch.setattr(modular, "power", power)
    message = a_message()

    prepared = prepare_randomize(message)
    blinded = blind(public_key(), prepared)
    answer = an_issuer().blind_sign(blinded.blinded_msg)
    signature = finalize(public_key(), prepared, answer, blinded.inv)

    assert verify(public_key(), message, prepared[:32], signature) == message


def test_without_gmpy2_the_same_work_is_done_in_python(tmp_path):
    """An interpreter that cannot import gmpy2 signs with a key that this one wrote."""
    key, program = tmp_path / "key", (
        "import sys; sys.modules['gmpy2'] = None\n"
        "from shared.crypto.blind import IssuerKey, modular\n"
        "assert modular.power is modular.power_in_python\n"
        "key = IssuerKey.from_pkcs8(open(sys.argv[1], 'rb').read())\n"
        "print(key.blind_sign(bytes.fromhex(sys.argv[2])).hex())\n"
    )  # fmt: skip
    key.write_bytes(an_issuer().pkcs8)
    blinded_msg = blind(public_key(), prepare_randomize(a_message())).blinded_msg

    finished = subprocess.run(
        [sys.executable, "-c", program, str(key), blinded_msg.hex()],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert finished.stdout.strip() == an_issuer().blind_sign(blinded_msg).hex(), finished.stderr


def test_where_gmpy2_is_installed_it_is_used():
    chosen = modular.power_in_python if modular.gmpy2 is None else modular.power_in_gmp

    assert modular.power is chosen


def test_a_key_comes_back_from_its_file():
    key = an_issuer()

    again = IssuerKey.from_pkcs8(key.pkcs8)

    assert (again.spki, again.digest, again.pkcs8) == (key.spki, key.digest, key.pkcs8)
    assert key.digest == sha256(key.spki).hexdigest()
    assert trusted_key(key.spki, key.digest).key_size == 3072


def test_two_keys_are_two_keys():
    assert an_issuer(1).digest != an_issuer(2).digest


def test_no_secret_is_shown():
    blinded = blind(public_key(), prepare_randomize(a_message()))

    assert str(blinded.inv) not in repr(blinded)
    assert repr(an_issuer()) == f"<IssuerKey {an_issuer().digest[:16]}>"


def test_a_wrong_issuer_key_for_one_voter_is_refused():
    """The manifest names key 1; this voter is shown key 2, which is a good key otherwise."""
    for digest in ("", "é", an_issuer(2).digest, an_issuer(1).digest.upper()):
        with pytest.raises(VerificationFailed) as refusal:
            trusted_key(an_issuer(1).spki, digest)
        assert refusal.value.slug == "issuer-key-digest"

    assert trusted_key(an_issuer(2).spki, an_issuer(2).digest) == public_key(2)


def test_what_another_issuer_signed_does_not_pass_for_this_one():
    message = a_message()
    prepared = prepare_randomize(message)
    blinded = blind(public_key(2), prepared)

    signature = finalize(
        public_key(2), prepared, an_issuer(2).blind_sign(blinded.blinded_msg), blinded.inv
    )

    with pytest.raises(VerificationFailed):
        verify(public_key(1), message, prepared[:32], signature)


@pytest.mark.parametrize("bits", [2048, 3071, 3073, 4096])
def test_a_key_of_another_size_is_no_issuer_s(bits):
    n = (1 << bits) - 1

    with pytest.raises(VerificationFailed) as refusal:
        trusted_key(*named(spki_of(rsa.RSAPublicNumbers(65537, n).public_key())))

    assert refusal.value.slug == "issuer-key-size"


def test_a_secret_key_of_another_size_is_no_issuer_s():
    with pytest.raises(VerificationFailed) as refusal:
        IssuerKey.from_pkcs8(pkcs8_of(rsa.generate_private_key(65537, 2048)))

    assert refusal.value.slug == "issuer-key-size"


def test_a_key_of_another_exponent_is_no_issuer_s():
    private = rsa.generate_private_key(3, 3072)

    with pytest.raises(VerificationFailed) as refusal:
        trusted_key(*named(spki_of(private.public_key())))
    assert refusal.value.slug == "issuer-key-exponent"
    with pytest.raises(VerificationFailed) as refusal:
        IssuerKey.from_pkcs8(pkcs8_of(private))
    assert refusal.value.slug == "issuer-key-exponent"


@pytest.mark.parametrize("factor", [3, 751])
def test_a_modulus_with_a_small_factor_is_no_issuer_s(factor):
    half = secret_numbers().public_numbers.n // factor
    n = factor * (half | 1)
    assert n.bit_length() == 3072

    with pytest.raises(VerificationFailed) as refusal:
        trusted_key(*named(spki_of(rsa.RSAPublicNumbers(65537, n).public_key())))

    assert refusal.value.slug == "issuer-key-modulus"


def test_only_the_one_spelling_of_a_public_key_is_read():
    spki = an_issuer().spki
    other_kind = spki_of(ec.generate_private_key(ec.SECP256R1()).public_key())
    pem = public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    bare = public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    oid = bytes.fromhex("2a864886f70d0101")
    for_pss_only = spki.replace(oid + b"\x01", oid + b"\x0a")
    assert for_pss_only != spki
    bad = [b"", b"\x30", spki[:-1], spki + b"\0", other_kind, pem, bare, for_pss_only]

    for encoding in bad:
        with pytest.raises(MalformedBytes) as refusal:
            trusted_key(*named(encoding))
        assert refusal.value.slug == "issuer-key"


def test_only_the_one_spelling_of_a_private_key_is_read():
    pkcs8 = an_issuer().pkcs8
    private = load_der_private_key(pkcs8, None)
    other_kind = pkcs8_of(ec.generate_private_key(ec.SECP256R1()))
    locked = pkcs8_of(private, BestAvailableEncryption(b"passphrase"))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    bare = private.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    bad = [b"", pkcs8[:-1], pkcs8 + b"\0", an_issuer().spki, other_kind, locked, pem, bare]

    for encoding in bad:
        with pytest.raises(MalformedBytes) as refusal:
            IssuerKey.from_pkcs8(encoding)
        assert refusal.value.slug == "issuer-key"


def test_a_private_key_whose_parts_do_not_fit_is_not_read():
    pkcs8, prime = an_issuer().pkcs8, secret_numbers().p.to_bytes(192, "big")
    assert pkcs8.count(prime) == 1
    place = pkcs8.index(prime) + 100
    damaged = pkcs8[:place] + bytes([pkcs8[place] ^ 1]) + pkcs8[place + 1 :]

    with pytest.raises(MalformedBytes) as refusal:
        IssuerKey.from_pkcs8(damaged)

    assert refusal.value.slug == "issuer-key"


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        (lambda _: 0, "blinded-trivial"),
        (lambda _: 1, "blinded-trivial"),
        (lambda n: n - 1, "blinded-trivial"),
        (lambda n: n, "blinded-range"),
        (lambda n: n + 1, "blinded-range"),
        (lambda _: 2**3072 - 1, "blinded-range"),
    ],
    ids=["0", "1", "n-1", "n", "n+1", "all ones"],
)
def test_a_number_that_is_no_blinded_message_is_not_signed(number, slug):
    blinded_msg = number(secret_numbers().public_numbers.n).to_bytes(384, "big")

    with pytest.raises(MalformedBytes) as refusal:
        an_issuer().blind_sign(blinded_msg)

    assert refusal.value.slug == slug


@pytest.mark.parametrize("length", [0, 1, 383, 385, 768])
def test_a_blinded_message_of_another_length_is_not_signed(length):
    for blinded_msg in (bytes(length), b"\1" * length):
        with pytest.raises(MalformedBytes) as refusal:
            an_issuer().blind_sign(blinded_msg)
        assert refusal.value.slug == "blinded-length"


def test_the_numbers_next_to_the_refused_ones_are_signed():
    n = secret_numbers().public_numbers.n

    for number in (2, n - 2):
        answer = an_issuer().blind_sign(number.to_bytes(384, "big"))
        assert pow(int.from_bytes(answer, "big"), 65537, n) == number


def test_the_same_blinded_message_gets_the_same_answer_again():
    blinded_msg = blind(public_key(), prepare_randomize(a_message())).blinded_msg

    assert an_issuer().blind_sign(blinded_msg) == an_issuer().blind_sign(blinded_msg)


@ways
def test_the_secret_exponents_never_meet_what_was_sent(power, monkeypatch):
    """Base blinding: the same message twice, and every base modulo p and q is another one."""
    secret, blinded_msg = secret_numbers(), (7).to_bytes(384, "big")
    bases = []

    def watched(base, exponent, modulus):
        if exponent in (secret.dmp1, secret.dmq1):
            bases.append(base)
        return power(base, exponent, modulus)

    monkeypatch.setattr(modular, "power", watched)
    an_issuer().blind_sign(blinded_msg)
    an_issuer().blind_sign(blinded_msg)

    assert len(bases) == 4
    assert len({7, *bases}) == 5


def test_the_blinding_of_the_base_comes_from_the_given_randomness():
    message, factor = (7).to_bytes(384, "big"), secret_numbers().p.to_bytes(384, "big")

    assert an_issuer().blind_sign(message, stream(message)) == an_issuer().blind_sign(message)
    with pytest.raises(MalformedBytes) as refusal:
        an_issuer().blind_sign(message, stream(factor))

    assert refusal.value.slug == "blinding"


@ways
@pytest.mark.parametrize("half", ["p", "q"])
def test_a_fault_in_one_half_of_the_work_gives_nothing_away(half, power, monkeypatch):
    """And it would: what would have been released factors the modulus."""
    secret, m = secret_numbers(), 7
    n, prime = secret.public_numbers.n, getattr(secret_numbers(), half)

    def faulty(base, exponent, modulus):
        return power(base, exponent, modulus) ^ (modulus == prime)

    monkeypatch.setattr(modular, "power", faulty)
    with pytest.raises(SigningFailed) as refusal:
        an_issuer().blind_sign(m.to_bytes(384, "big"))

    wrong = rsabssa._rsasp1(secret, m, stream((5).to_bytes(384, "big")))
    other = secret.q if half == "p" else secret.p
    assert gcd(pow(wrong, 65537, n) - m, n) == other
    assert "ask again" in str(refusal.value).lower()
    assert str(wrong) not in str(refusal.value)


def test_a_damaged_secret_is_noticed_before_anything_is_released():
    good = secret_numbers()
    damaged = RSAPrivateNumbers(
        good.p, good.q, good.d, good.dmp1 + 2, good.dmq1, good.iqmp, good.public_numbers
    )

    assert rsabssa.blind_sign(good, (7).to_bytes(384, "big"))
    with pytest.raises(SigningFailed):
        rsabssa.blind_sign(damaged, (7).to_bytes(384, "big"))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_randomizer_of_another_length_is_malformed(length):
    with pytest.raises(MalformedBytes) as refusal:
        verify(public_key(), a_message(), bytes(length), bytes(384))

    assert refusal.value.slug == "randomizer-length"
