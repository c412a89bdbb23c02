"""Certified results: what makes one acceptable, and which of the accepted ones count.

A result is kept as it came, whatever it is worth; only that of a test run is not even taken. It
counts for a year only when it was not superseded or set aside, no later round took its round's
place, and it was counted under exactly the pack of a jurisdiction in that year: two jurisdictions
are never blended. A version that annuls its round is taken like any other, takes the place of
those before it, and has nothing that could count.

May import: stdlib, shared.crypto, shared.documents, shared.errors.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.crypto import jsontext
from shared.crypto.errors import VerificationFailed
from shared.documents.base import open_signed
from shared.documents.results import CertifiedResult
from shared.errors import Conflict, InvalidInput, NotFound

Use = Literal["used", "test", "superseded", "set_aside", "other_pack", "annulled", "replaced"]
"""Whether a kept result counts, or why not."""


class OtherDigest(VerificationFailed):
    """The tally service answered with another document than the one that was asked for."""

    code = "other_digest"


class ChainBroken(InvalidInput):
    """A result's version and the digest it supersedes do not follow what is held."""

    code = "chain_broken"


class LowerVersion(Conflict):
    """A result of the same round with this version, or a higher one, is held already."""

    code = "lower_version"


class AnnulledForGood(Conflict):
    """The round was annulled: no version of its result counts any more, whoever signed it."""

    code = "annulled_for_good"


class ResultOfATest(Conflict):
    """It is a test run's: the tally service tells of none, and none is taken, kept or used."""

    code = "result_of_a_test"


class NotSetAside(Conflict):
    """A result is no newer version of one that was set aside."""

    code = "not_set_aside"


class NotNewest(Conflict):
    """A result has a newer version, and only that one is set aside or let count."""

    code = "not_newest_version"


class NoSuchResult(NotFound):
    """No certified result of this digest is held."""

    code = "no_such_result"


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """The newest version of a round's result that is held."""

    version: int
    digest: str
    annulled: bool = False


def open_result(content: bytes, digest: str, keys: Mapping[str, bytes]) -> CertifiedResult:
    """Return the certified result that ``content`` holds, verified.

    Args:
        content: the signed document as fetched.
        digest: the name it was asked for by, 64 hex digits.
        keys: the tally service's pinned keys, by key id.

    Raises:
        MalformedBytes, MalformedDocument: not exactly a certified result.
        VerificationFailed: wrong signature or key.
        OtherDigest: correctly signed, but another document.
        ResultOfATest: correct, but of a test run, which is never taken.
    """
    result = open_signed(CertifiedResult, jsontext.decode(content), keys)
    if not hmac.compare_digest(result.digest, digest):
        raise OtherDigest("This is another document than the one that was asked for.")
    if result.test:
        raise ResultOfATest("This is the result of a test run. It counts for nobody.")
    return result


def check_version(result: CertifiedResult, held: HeldVersion | None) -> None:
    """Return if ``result`` may follow the newest version that is ``held`` of its round.

    A version in between may be missing; what stands is always the highest one.

    Raises:
        LowerVersion: the held one is as high or higher.
        AnnulledForGood: the held one says that the round was annulled.
        ChainBroken: a first version that supersedes something, a later one that supersedes
            nothing, or the next one that supersedes another digest than the held one.
    """
    if (result.version == 1) != (result.supersedes is None):
        raise ChainBroken("A first version supersedes nothing, and every later one something.")
    if held is None:
        return
    if result.version <= held.version:
        raise LowerVersion("A result of this round with this version or a higher one is held.")
    if held.annulled:
        raise AnnulledForGood("This round was annulled; nothing of it counts any more.")
    if result.version == held.version + 1 and result.supersedes != held.digest:
        raise ChainBroken("This version supersedes another result than the one that is held.")
