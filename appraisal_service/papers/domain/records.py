"""What the papers of a year are made of: everybody's grade as it stands, and the rules behind it.

Nothing here reads a clock or a database; the same records make the same papers.

May import: stdlib, shared.documents, shared.errors, shared.rules, grades' domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appraisal_service.grades.domain import State
from shared.documents.grades import GradeCode
from shared.errors import Conflict
from shared.rules.packs import Pack

TOLD: tuple[State, ...] = ("published", "final")
"""The states from which on a person is told his grade."""


class NotPublished(Conflict):
    """A paper is asked for that is made from published grades, and there is none yet."""

    code = "grade_not_published"


class NothingToPost(Conflict):
    """No clause of the pack puts a result on a notice board."""

    code = "nothing_to_post"


@dataclass(frozen=True, slots=True)
class Record:
    """One official of the year: the version of the grade that stands, and what it rests on."""

    person: str
    name: str
    state: State
    version: int
    grade: GradeCode | None
    document_number: str | None
    document_date: str | None
    decided_by: tuple[str, ...]
    published_on: str | None
    grade_digest: str | None
    """Of the signed grade, once final."""
    derivation: str
    """Digest of ``document``."""
    document: Mapping[str, Any]
    """The derivation."""
    correcting: bool = False
    """A newer version is on its way; this one stands until then."""
    contested: bool = False
    """An objection to it is not answered yet."""


@dataclass(frozen=True, slots=True)
class YearRecords:
    """A jurisdiction's year as it stands."""

    title: str
    """The jurisdiction's name."""
    year: int
    pack: Pack
    units: Mapping[str, str]
    """Id to name, in the order in which they were imported."""
    groups: Mapping[str, str]
    """Person to group of posts, where the pack counts the quota by such groups."""
    records: Sequence[Record]
