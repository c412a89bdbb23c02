"""The grade: what the appraisal service hands to downstream systems.

Source: DESIGN section 10.

May import: stdlib, pydantic, shared.documents.base.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.documents.base import Document, Hex32, Identifier, IsoDate, Title, Year

GradeCode = Literal["excellent", "competent", "basically_competent", "incompetent"]


class Grade(Document):
    """One official's grade of one year; readers refuse a lower version."""

    KIND: ClassVar[str] = "grade"

    type: Literal["grade"] = "grade"
    person: Identifier
    """Stable person number."""
    name: Title
    unit: Identifier
    post: Title
    year: Year
    grade: GradeCode
    scale: Literal["civil", "institution"]
    state: Literal["final", "superseded"]
    document_number: Title
    document_date: IsoDate
    score: Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$")] | None = None
    pack: Hex32
    sources: list[Hex32]
    """Digests of the certified results and fact batches it rests on."""
    derivation: Hex32
    """SHA-256 of the derivation, which the feed serves too."""
    decided_by: Annotated[list[Title], Field(min_length=2, max_length=12)]


def grade_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a grade as it is served, every field present."""
    schema = Grade.model_json_schema()
    schema["required"] = list(schema["properties"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
