"""组织认定: what the organisation found under one clause about one subject, signed and dated.

A finding is a decision of named people with a paper behind it (catalogue A07). It is never edited:
who finds otherwise, or takes it back, makes the next version, which names the one before it. Of
one clause and subject the highest version counts; a withdrawn one counts as not made. A finding
of fraud (B05) is about the whole meeting's round, and annuls it.

May import: stdlib, pydantic, shared.documents.base.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from shared.documents.base import (
    Document,
    Hex32,
    Identifier,
    IsoDate,
    MalformedDocument,
    Part,
    Title,
)

FRAUD = "B05"
"""弄虚作假或工作失误造成测评结果严重失实: the clause on which a round is annulled (E31)."""

FindingValue = Literal["yes", "no", "withdrawn"]
ClauseId = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]


def _on_the_calendar(text: str) -> str:
    """Return ``text`` if there is such a day."""
    date.fromisoformat(text)
    return text


Day = Annotated[IsoDate, AfterValidator(_on_the_calendar)]


class FoundAbout(Part):
    """Whom or what a finding is about, without a name."""

    kind: Literal["official", "team", "motion", "candidate", "place", "meeting", "unit"]
    id: Identifier


class Finding(Document):
    """One version of one finding in one round."""

    KIND: ClassVar[str] = "finding"

    type: Literal["finding"] = "finding"
    meeting: Identifier
    meeting_manifest: Hex32
    pack: Hex32
    round: Identifier
    rule: ClauseId
    subject: FoundAbout
    value: FindingValue
    document: Title
    """Number of the paper on which it was decided."""
    date: Day
    """Date of that paper."""
    reason: Title
    by: Annotated[list[Title], Field(min_length=1, max_length=12)]
    """Who recorded it, under accounts of their own."""
    recorded_on: Day

    @model_validator(mode="after")
    def _follows(self) -> "Finding":
        if (self.version == 1) != (self.supersedes is None):
            raise ValueError("a first version supersedes nothing, every later one something")
        if (self.rule == FRAUD) != (self.subject.kind == "meeting" and self.value == "yes"):
            raise ValueError("fraud is found in the meeting's round, for good; nothing else is")
        return self

    @property
    def name(self) -> str:
        """Under which name it stands in a certified result: clause, kind and id."""
        return finding_name(self.rule, self.subject.kind, self.subject.id)

    @property
    def answer(self) -> bool | None:
        """What the rules read; None as if it had never been made."""
        return {"yes": True, "no": False, "withdrawn": None}[self.value]


def finding_name(rule: str, kind: str, subject: str) -> str:
    """Return the name of whatever is found under ``rule`` about a subject."""
    return f"{rule}:{kind}:{subject}"


def findings_in(findings: Mapping[str, Any]) -> list[Finding]:
    """Return the findings of a certified result, whose own signature covers them, by name.

    Raises:
        MalformedDocument: one is none, or stands under another's name.
    """
    found = [(name, _content(signed)) for name, signed in sorted(findings.items())]
    parsed = [(name, Finding.parse(content)) for name, content in found]
    if any(finding.name != name for name, finding in parsed):
        raise MalformedDocument("A finding stands under another one's name.")
    return [finding for _, finding in parsed]


def _content(signed: object) -> object:
    """Return what stands in the envelope of a signed document."""
    if not isinstance(signed, Mapping) or set(signed) != {"document", "key", "signature"}:
        raise MalformedDocument("A finding is not in its signed envelope.")
    return signed["document"]
