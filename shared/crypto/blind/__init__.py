"""Blind issuance (PROTOCOL P7): who is present gets a credential signed that nobody has seen.

    voter                                           issuer (the desk)
    key = trusted_key(spki, digest of manifest)
    message = credential_message(uuid, public)
    prepared = prepare_randomize(message)
    blinded = blind(key, prepared)
                   -- blinded.blinded_msg -->
                                                    answer = issuer_key.blind_sign(blinded_msg)
                   <-- answer --
    signature = finalize(key, prepared, answer, blinded.inv)

    later, over another connection                  box
    uuid, public, prepared[:32], signature -->      verify(key, message, randomizer, signature)

``rsabssa`` is RFC 9474, ``pss`` what it needs of RFC 8017, ``modular`` the exponentiation, and
``issuing`` what P7 adds: the key of a box and its digest, the message, the refusals.

The issuer answers one blinded message for each person and box; that is kept elsewhere.
"""

from shared.crypto.blind.issuing import (
    IssuerKey,
    credential_message,
    key_digest,
    trusted_key,
    verify,
)
from shared.crypto.blind.rsabssa import (
    RANDOMIZER_BYTES,
    Blinded,
    SigningFailed,
    blind,
    finalize,
    prepare_randomize,
)

__all__ = [
    "RANDOMIZER_BYTES",
    "Blinded",
    "IssuerKey",
    "SigningFailed",
    "blind",
    "credential_message",
    "finalize",
    "key_digest",
    "prepare_randomize",
    "trusted_key",
    "verify",
]
