"""RSASSA-PSS with SHA-384 (RFC 8017): the encoding a client blinds, and what is verified at last.

``cryptography`` verifies, but encodes only inside its own signing, so the encoding is here.
Section numbers, step numbers and names are the RFC's.

May import: cryptography, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha384

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384

from shared.crypto.errors import MalformedBytes, VerificationFailed

SALT_BYTES = 48
"""sLen, that of RSABSSA's PSS variants; their PSSZERO sisters have 0."""

_HASH = sha384


def emsa_pss_encode(message: bytes, em_bits: int, salt: bytes) -> bytes:
    """Return EM, the ceil(em_bits / 8) bytes that are signed: EMSA-PSS-ENCODE, section 9.1.1.

    Hash is SHA-384 and MGF is MGF1 with SHA-384; sLen is the length of ``salt``.

    Raises:
        MalformedBytes: no room for hash and salt (slug ``pss-encoding``).
    """
    em_len = (em_bits + 7) // 8
    # 1. A message too long for SHA-384 (2^125 bytes) fits into no machine.
    # 2. mHash = Hash(M)
    m_hash = _HASH(message).digest()
    # 3. If emLen < hLen + sLen + 2, output "encoding error" and stop.
    room = em_len - len(m_hash) - len(salt) - 2
    if room < 0:
        raise MalformedBytes("The key is too short for this signature.", "pss-encoding")
    # 4. The salt is drawn by the caller.
    # 5. M' = (0x)00 00 00 00 00 00 00 00 || mHash || salt
    # 6. H = Hash(M')
    h = _HASH(bytes(8) + m_hash + salt).digest()
    # 7. PS is emLen - sLen - hLen - 2 zero bytes.
    # 8. DB = PS || 0x01 || salt
    db = bytes(room) + b"\x01" + salt
    # 9. dbMask = MGF(H, emLen - hLen - 1)
    # 10. maskedDB = DB \xor dbMask
    masked_db = bytearray(a ^ b for a, b in zip(db, _mgf1(h), strict=False))
    # 11. Set the leftmost 8emLen - emBits bits of the leftmost byte in maskedDB to zero.
    masked_db[0] &= 0xFF >> (8 * em_len - em_bits)
    # 12. EM = maskedDB || H || 0xbc
    # 13. Output EM.
    return bytes(masked_db) + h + b"\xbc"


def rsassa_pss_verify(
    pk: RSAPublicKey, message: bytes, signature: bytes, *, salt_length: int = SALT_BYTES
) -> None:
    """Return if ``signature`` is that of ``message`` under ``pk``: RSASSA-PSS-VERIFY, 8.1.2.

    Raises:
        MalformedBytes: the signature is not as long as the modulus (slug ``signature-length``).
        VerificationFailed: it does not fit, or its salt has another length (``pss-signature``).
    """
    # 1. If the length of S is not k, output "invalid signature" and stop.
    if len(signature) != (pk.key_size + 7) // 8:
        raise MalformedBytes("A signature is as long as the modulus.", "signature-length")
    # 2. to 4., RSAVP1 and EMSA-PSS-VERIFY with exactly this sLen, are OpenSSL's.
    try:
        pk.verify(signature, message, PSS(MGF1(SHA384()), salt_length), SHA384())
    except InvalidSignature as error:
        raise VerificationFailed("The signature does not fit.", "pss-signature") from error


def _mgf1(seed: bytes) -> Iterator[int]:
    """Yield MGF1's mask byte by byte, without end: appendix B.2.1."""
    counter = 0
    while True:
        yield from _HASH(seed + counter.to_bytes(4, "big")).digest()
        counter += 1
