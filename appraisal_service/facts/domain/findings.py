"""组织认定: what officers enter as found, under the clause that waits for it (A07).

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import InvalidInput


class FindingRejected(InvalidInput):
    """A finding names a clause or a subject that there is not."""

    code = "finding_rejected"


@dataclass(frozen=True, slots=True)
class FoundFact:
    """组织认定 as two officers entered it: what was found under which clause, on which paper."""

    subject: str
    rule: str
    value: bool
    document: str
    date: str
