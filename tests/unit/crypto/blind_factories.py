"""What the tests of blind issuance are made from: keys, vectors, both ways to exponentiate."""

import json
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

import pytest
from crypto_factories import UUID, VECTORS, a_credential
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
)
from cryptography.hazmat.primitives.serialization import load_der_private_key

from shared.crypto.blind import IssuerKey, credential_message, modular, trusted_key

RFC9474 = json.loads((VECTORS / "rfc9474.json").read_text())

needs_gmpy2 = pytest.mark.skipif(modular.gmpy2 is None, reason="the extra `fast` is not installed")
ways = pytest.mark.parametrize(
    "power",
    [modular.power_in_python, pytest.param(modular.power_in_gmp, marks=needs_gmpy2)],
    ids=["python", "gmpy2"],
)
"""Both ways to exponentiate; the test sets ``modular.power`` to its argument ``power``."""


def stream(*parts: bytes) -> Callable[[int], bytes]:
    """Return a source of randomness that gives exactly ``parts``, one for each call."""
    rest = iter(parts)

    def random(length: int) -> bytes:
        part = next(rest)
        assert len(part) == length, "asked for another length than the test has"
        return part

    return random


@cache
def _key_pair(number: int) -> tuple[IssuerKey, RSAPrivateNumbers]:
    """Return the key pair of that number, made once in each process, and its secret integers."""
    del number
    key = IssuerKey.generate()
    return key, load_der_private_key(key.pkcs8, None).private_numbers()


def an_issuer(number: int = 1) -> IssuerKey:
    """Return the issuer's key of that number."""
    return _key_pair(number)[0]


def secret_numbers(number: int = 1) -> RSAPrivateNumbers:
    """Return the secret integers of that key."""
    return _key_pair(number)[1]


def public_key(number: int = 1) -> RSAPublicKey:
    """Return its public half as a client loads it."""
    return trusted_key(an_issuer(number).spki, an_issuer(number).digest)


def a_message() -> bytes:
    """Return the message about a fresh credential."""
    return credential_message(UUID, a_credential().public)


@cache
def rfc_key() -> SimpleNamespace:
    """Return the RFC's key pair: ``pk`` as ``cryptography`` holds it, ``sk`` as integers."""
    p, q, n, e, d = (int(RFC9474["key"][name], 16) for name in "pqned")
    public = RSAPublicNumbers(e, n)
    secret = RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return SimpleNamespace(pk=public.public_key(), sk=secret, p=p, q=q, n=n, e=e, d=d)
