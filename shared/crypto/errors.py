"""Refusals of the cryptographic core: what is malformed, what does not verify.

Every refusal has a ``slug``, the stable name of the check that failed. The verifier turns a
slug into its number in PROTOCOL section 11; a message never repeats what was sent.

May import: shared.errors.
"""

from __future__ import annotations

from shared.errors import InvalidInput


class MalformedBytes(InvalidInput):
    """What was sent is not written in the one form that is accepted."""

    code = "malformed"

    def __init__(self, what: str, slug: str = "malformed") -> None:
        super().__init__(what)
        self.slug = slug


class VerificationFailed(InvalidInput):
    """What was sent is well formed, but a proof, signature, hash or rule does not hold."""

    code = "verification_failed"

    def __init__(self, what: str, slug: str = "verification-failed") -> None:
        super().__init__(what)
        self.slug = slug


class ArchiveRejected(VerificationFailed):
    """An archive fails a numbered check; says which one, what is wrong and where.

    ``further`` holds what else is wrong where that can be said: once version 1 is satisfied,
    every check of our profile is made, and the first that fails carries the others.
    """

    def __init__(self, check: int, slug: str, what: str, where: str = "") -> None:
        super().__init__(what, slug)
        self.args = (check, slug, what, where)  # so that it survives a process boundary
        self.check = check
        self.what = what
        self.where = where
        self.further: tuple[ArchiveRejected, ...] = ()

    def __str__(self) -> str:
        return f"{self.slug}: {self.what}"
