"""What a key has decrypted before: one tally for each box, for ever (PROTOCOL P4).

One thing to know: whoever could have two tallies of one box decrypted would learn the
difference, down to a single ballot. So each copy of a key remembers, and the tally service
signs a list of everything it ever asked for.

May import: shared.errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.errors import Conflict


class OtherTallyRefused(Conflict):
    """Another encrypted tally was decrypted, or asked for, under this uuid (PROTOCOL P4)."""

    code = "other_tally"


def remember(memory: Mapping[str, str], uuid: str, tally_hash: str) -> dict[str, str]:
    """Return ``memory`` (uuid to T) that knows this tally was decrypted (PROTOCOL P4).

    Save it before the share leaves. The same tally may be asked for again.

    Raises:
        OtherTallyRefused: this key has decrypted another tally of the same uuid.
    """
    if memory.get(uuid, tally_hash) != tally_hash:
        raise OtherTallyRefused("This key has already decrypted another tally of this box.")
    return {**memory, uuid: tally_hash}


def check_asked(
    memory: Mapping[str, str], uuid: str, tally_hash: str, asked: Iterable[str]
) -> None:
    """Return if nobody was ever asked to decrypt another tally of this uuid (PROTOCOL P4).

    Args:
        memory: what this copy of the key remembers.
        uuid: of the box.
        tally_hash: T of the tally that is to be decrypted now, recomputed by the caller.
        asked: the tally service's signed list of every T ever asked for under ``uuid``.

    Raises:
        OtherTallyRefused: the list holds another T, or not this one, or not the remembered one.
    """
    remember(memory, uuid, tally_hash)
    if set(asked) != {tally_hash}:
        raise OtherTallyRefused("Another tally of this box was asked for. Call the scrutineers.")
