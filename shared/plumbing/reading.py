"""What comes in by HTTP, read strictly, and what goes out.

Nothing is guessed or converted: the bytes are decoded by the same strict reader as ballots and
documents, then checked against a model. A refusal names only fields the model knows and what is
wrong with them, never a value or a key that was sent.

May import: Flask, pydantic, shared.errors, shared.crypto.jsontext.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from shared.crypto import jsontext
from shared.errors import InvalidInput

DEFAULT_LIMIT = 64 * 1024
_MOST_FAULTS_NAMED = 8

Out = dict[str, Any] | list[Any]


class WrongContentType(InvalidInput):
    """The body is not what its header should say."""

    code = "wrong_content_type"


class InvalidBody(InvalidInput):
    """A JSON body does not have the fields it must have."""

    code = "invalid_body"


class Body(BaseModel):
    """Base of every request body: no unknown fields, no conversions, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def read_json(model: type[M], limit: int = DEFAULT_LIMIT) -> M:
    """Return the request's JSON body as a ``model``.

    Raises:
        WrongContentType: not ``application/json``.
        RequestEntityTooLarge: more than ``limit`` bytes.
        MalformedBytes: not strict JSON (see ``jsontext.decode``).
        InvalidBody: other fields, or other types, than the model's.
    """
    return parse(model, read_json_bytes(limit))


def read_json_bytes(limit: int) -> bytes:
    """Return a JSON body as it was sent: what is signed or hashed is its bytes.

    Raises:
        WrongContentType, RequestEntityTooLarge: as ``read_json``.
    """
    if request.mimetype != "application/json":
        raise WrongContentType("Send this as application/json.")
    return read_raw(limit)


def parse(model: type[M], content: bytes) -> M:
    """Return ``content`` as a ``model``; raises as ``read_json`` does."""
    if b"\\u0000" in content:  # PostgreSQL stores no text with it, and no text of ours has it
        raise InvalidBody("Text cannot hold the character U+0000.")
    value = jsontext.decode(content)
    try:
        return model.model_validate_json(jsontext.encode(value), strict=True)
    except ValidationError as error:
        raise InvalidBody(_faults(model, error)) from None


def read_raw(limit: int) -> bytes:
    """Return the request's body, at most ``limit`` bytes.

    Raises:
        RequestEntityTooLarge: the body is longer; nothing of it is kept.
    """
    if request.content_length is not None and request.content_length > limit:
        raise RequestEntityTooLarge
    request.max_content_length = limit
    return request.get_data(cache=False)


def answer(value: Out | BaseModel, status: int = 200) -> Response:
    """Return ``value`` as canonical JSON (DESIGN section 10); nobody may keep a copy."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    response = Response(jsontext.canonical(plain), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _faults(model: type[BaseModel], error: ValidationError) -> str:
    """Return what is wrong, in words made of the model's own names only."""
    known = _known_names(model)
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    named = [
        f"{_path(fault['loc'], known)} ({fault['type']})" for fault in faults[:_MOST_FAULTS_NAMED]
    ]
    return "These fields cannot be accepted: " + ", ".join(named) + "."


def _path(location: tuple[int | str, ...], known: frozenset[str]) -> str:
    """Return ``a.b.0.c``; a name that the sender invented becomes "?"."""
    return ".".join(str(s) if isinstance(s, int) or s in known else "?" for s in location) or "body"


@cache
def _known_names(model: type[BaseModel]) -> frozenset[str]:
    """Return every field name of ``model`` and of the models inside it."""
    schema = model.model_json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    return frozenset(name for part in models for name in part.get("properties", {}))
