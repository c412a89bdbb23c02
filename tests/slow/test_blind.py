"""Ten thousand requests of random bytes to an issuer: each one signed rightly, or refused.

Every second one has the length of a blinded message; of those the ones below the modulus must be
answered with a number whose e-th power is the request, and all others must be refused by name.
"""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from settings import SEED

from shared.crypto.blind import IssuerKey
from shared.crypto.errors import MalformedBytes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

REQUESTS = 10_000
LENGTH = 384


def answer_or_slug(key: IssuerKey, request: bytes) -> bytes | str:
    """Return what the issuer answers, or the name of its refusal."""
    try:
        return key.blind_sign(request)
    except MalformedBytes as refusal:
        return refusal.slug


def expected(request: bytes, n: int) -> str:
    """Return what must become of a request."""
    if len(request) != LENGTH:
        return "blinded-length"
    return "signed" if int.from_bytes(request, "big") < n else "blinded-range"


def test_ten_thousand_random_requests_are_signed_rightly_or_refused():
    print(f"seed {SEED}")
    source, key = random.Random(SEED), IssuerKey.generate()
    n = load_der_public_key(key.spki).public_numbers().n
    counts = {"signed": 0, "blinded-length": 0, "blinded-range": 0}

    for number in range(REQUESTS):
        request = source.randbytes(LENGTH if number % 2 else source.randrange(2 * LENGTH))
        answer = answer_or_slug(key, request)
        if isinstance(answer, bytes):
            assert pow(int.from_bytes(answer, "big"), 65537, n).to_bytes(LENGTH, "big") == request
            answer = "signed"
        assert answer == expected(request, n), f"request {number}"
        counts[answer] += 1

    print(counts)
    assert min(counts.values()) > 0
