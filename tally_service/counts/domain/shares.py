"""Taking decryption shares, and finishing an archive with k of them.

A share is taken only with both kinds of proof, for exactly this tally and under the key of the
trustee whose account sent it. If the shares of a quorum do not combine, one of them is at fault;
more shares then tell which. Source: PROTOCOL P2, P4 and section 9.

May import: stdlib, shared.crypto, shared.errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO

from shared.crypto import decryption
from shared.crypto.archive import resume
from shared.crypto.chunks import Verdict
from shared.crypto.decryption import Share, ShareAtFault
from shared.crypto.elections import Election
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.tally import Tally, parse_tally
from shared.crypto.trustees import Item, check_profile, owner_keys, parse_trustees
from shared.crypto.verify import verify_archive
from shared.errors import InvalidInput


class ShareRejected(InvalidInput):
    """A share is not the owner's own for this tally; names the owner."""

    code = "share_rejected"

    def __init__(self, owner: int) -> None:
        super().__init__(
            f"The share of trustee {owner} does not decrypt this tally. "
            "Check that the program was given this box and this key."
        )
        self.owner = owner


@dataclass(frozen=True)
class Work:
    """One encrypted tally that is to be decrypted, and whose keys may."""

    election_text: str
    trustees_text: str
    tally_text: str
    ballots: int

    @cached_property
    def election(self) -> Election:
        """The election of the box."""
        return Election.from_text(self.election_text)

    @cached_property
    def trustees(self) -> list[Item]:
        """The board of trustees."""
        return parse_trustees(self.trustees_text)

    @cached_property
    def tally(self) -> Tally:
        """The encrypted sums."""
        return parse_tally(self.tally_text, self.election)

    def check(self, owner: int, text: str) -> Share:
        """Return the share of trustee ``owner`` that ``text`` spells.

        Raises:
            ShareRejected: malformed, for another tally or another box, of another key, or
                without a proof of P2.
        """
        public = owner_keys(self.trustees)[owner - 1]
        phi = self.election.fingerprint
        try:
            return decryption.check_share(text, phi, self.tally_text, self.tally, public)
        except (MalformedBytes, VerificationFailed) as error:
            raise ShareRejected(owner) from error


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished archive, verified."""

    archive: bytes
    counts: list[list[int]]
    """Votes by question and answer, in the order of the election."""
    used: tuple[int, ...]
    """Owners whose shares are in the archive."""
    left_out: tuple[int, ...]
    """Owners whose shares disagree with the others; the archive is without them."""

    @property
    def digest(self) -> str:
        """SHA-256 of the archive, hex."""
        return sha256(self.archive).hexdigest()


def finish(work: Work, closed: bytes, texts: Mapping[int, str]) -> Finished:
    """Return the archive ``closed`` with tally, shares and result appended.

    Args:
        work: what is decrypted.
        closed: the closed archive, as it was verified.
        texts: share text by owner number, a quorum at least, each taken by ``Work.check``.

    Raises:
        ShareAtFault: the shares do not combine to possible counts; names whom to ask again.
    """
    shares = {owner: work.check(owner, text) for owner, text in sorted(texts.items())}
    agreeing = _agreeing(work, shares)
    counts = decryption.combine(work.trustees, agreeing, work.tally, work.ballots)
    writer = resume(closed)
    writer.encrypted_tally(work.tally_text, work.ballots)
    for owner in agreeing:
        writer.partial_decryption(owner, texts[owner])
    writer.result(decryption.result_text(counts))
    archive = writer.bytes()
    _verify(work, archive)
    left_out = tuple(owner for owner in shares if owner not in agreeing)
    return Finished(archive, counts, tuple(agreeing), left_out)


def _agreeing(work: Work, shares: Mapping[int, Share]) -> dict[int, Share]:
    """Return the shares without those that disagree with the others."""
    odd = decryption.name_disagreeing(work.trustees, shares, work.tally, work.ballots)
    rest = {owner: share for owner, share in shares.items() if owner not in odd}
    if len(rest) < check_profile(work.trustees).threshold:
        raise ShareAtFault(odd, "The shares do not agree with each other.")
    return rest


def _verify(work: Work, archive: bytes) -> None:
    """Return if the finished archive verifies; its ballots were, chunk by chunk, before."""
    verified = Verdict(work.ballots, work.tally)
    verify_archive(BytesIO(archive), map=lambda _, __: [verified])
