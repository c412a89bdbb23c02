"""What crosses a service boundary: strict, versioned, frozen values, signed by their owner.

A document has one canonical form (sorted keys, no spaces, integers and strings only), so
its SHA-256 names it for ever. Readers verify the signature against a pinned key and keep
the digest. Source: DESIGN section 10, PROTOCOL P1.

May import: stdlib, pydantic, shared.crypto, shared.errors.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.crypto import jsontext
from shared.crypto.signing import SigningKey, open_document, sign_document
from shared.errors import InvalidInput

# pydantic-core uses the Rust regex engine: `$` is the very end, never before a newline.
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes as lower-case hex: a digest, a public key or a point."""
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
"""64 bytes as lower-case hex: an Ed25519 signature."""
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""An id of ours: never made from a person's data."""
BoxUuid = Annotated[str, Field(pattern=r"^[1-9A-HJ-NP-Za-km-z]{14,32}$")]
"""A Belenios election uuid (PROTOCOL section 4)."""
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A line of text for people."""
ClassLetter = Annotated[str, Field(pattern=r"^[A-Z]$")]
"""An electorate's letter, printed on its slips."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
"""A number of people, papers or votes."""
Year = Annotated[int, Field(ge=2000, le=2999)]
"""An appraisal year (a calendar year, catalogue E19)."""
IsoDate = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
"""A calendar date, YYYY-MM-DD."""


class MalformedDocument(InvalidInput):
    """A document has an unknown field, a missing one, or a value out of range."""

    code = "malformed_document"


class Part(BaseModel):
    """A strict, frozen piece of a document: no unknown field, no coercion."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Document(Part):
    """A whole document. ``kind`` and ``version`` are what a reader checks first."""

    KIND: ClassVar[str]

    type: str
    version: Annotated[int, Field(ge=1)] = 1
    issued_by: Title
    supersedes: Hex32 | None = None

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the document that ``value`` (decoded JSON) describes, or refuse it.

        Raises:
            MalformedDocument: wrong type, unknown or missing field, value out of range.
        """
        return parse_part(cls, value, kind=cls.KIND)

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value: dicts, lists, strings, integers."""
        return self.model_dump(mode="json")

    def canonical(self) -> bytes:
        """Return the canonical bytes, the ones that are hashed and signed."""
        return jsontext.canonical(self.to_json())

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical bytes: the document's name."""
        return hashlib.sha256(self.canonical()).hexdigest()


P = TypeVar("P", bound=Part)
D = TypeVar("D", bound=Document)


def parse_part(model: type[P], value: object, *, kind: str | None = None) -> P:
    """Return ``value`` as a ``model``, strictly; name the first wrong field, never its content.

    Raises:
        MalformedDocument: ``value`` is not exactly one.
    """
    if not isinstance(value, Mapping) or (kind is not None and value.get("type") != kind):
        raise MalformedDocument(f"This is not a document of the kind {kind or model.__name__}.")
    try:
        return model.model_validate(dict(value))
    except ValidationError as error:
        known = set(model.model_fields)
        where = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
        field = where if where in known else "an unknown field"
        raise MalformedDocument(f"The document is wrong at: {field}.") from None


def sign(key: SigningKey, document: Document) -> dict[str, Any]:
    """Return the signed form of ``document``: {"document", "key", "signature"} (P1)."""
    return sign_document(key, document.to_json())


def open_signed(model: type[D], signed: object, keys: Mapping[str, bytes]) -> D:
    """Verify ``signed`` under one of ``keys`` (key id to 32 raw bytes) and parse it.

    Raises:
        VerificationFailed: unknown key or wrong signature.
        MalformedDocument: the signed content is not exactly a ``model``.
    """
    return model.parse(open_document(signed, keys))


def digest_of(value: object) -> str:
    """Hex SHA-256 of the canonical JSON of any plain value."""
    return hashlib.sha256(jsontext.canonical(value)).hexdigest()
