"""What a form sends, read strictly; and the way back to the page it stood on.

May import: Flask, pydantic, shared.errors, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar, get_origin
from urllib.parse import parse_qsl

from flask import current_app, g, request, url_for
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from shared.errors import InvalidInput, SuiteError
from shared.plumbing.cross_site import refuse_foreign_form
from shared.plumbing.office.field_words import said_of_fields
from shared.plumbing.office.frame import leave_for
from shared.plumbing.office.notices import Said
from shared.plumbing.problems import HTTP_PROBLEMS, status_of
from shared.plumbing.reading import read_raw

LIMIT = 32 * 1024
"""Bytes as they are sent: up to nine for a Chinese character."""
MOST_FIELDS = 40
OK, TOO_LARGE = 200, 413


class InvalidForm(InvalidInput):
    """A form does not have the fields it must have, or something else in them."""

    code = "invalid_form"


class Form(BaseModel):
    """Base of every form, and the form that is a button: no unknown field; numbers in digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)


F = TypeVar("F", bound=Form)


def read_form(model: type[F], most_fields: int = MOST_FIELDS, limit: int = LIMIT) -> F:
    """Return the form that was sent, as a ``model``.

    Args:
        model: what it has to be.
        most_fields: how many fields it may have, rows of lists counted one by one.
        limit: bytes of the whole form, as they are sent.

    Raises:
        CrossSite: it did not stand on a page of ours.
        RequestEntityTooLarge: more than ``limit``.
        InvalidForm: not a form, a field twice, or other fields than the model's.
    """
    refuse_foreign_form()
    if request.mimetype != "application/x-www-form-urlencoded":
        raise InvalidForm("Send this as a form.")
    many = {
        name for name, field in model.model_fields.items() if get_origin(field.annotation) is list
    }
    fields = g.form_fields = _fields(read_raw(limit), many, most_fields)
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise not_as_it_has_to_be(model, fields, error) from None


def not_as_it_has_to_be(
    model: type[Form], fields: Mapping[str, Any], error: ValidationError
) -> InvalidForm:
    """Return the refusal of ``fields``, which names those of the ``model`` that are to blame."""
    faults = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
    named = [name for name in model.model_fields if name in faults]  # no name of the sender's
    empty = [name for name in named if not str(fields.get(name, "")).strip()]
    chinese, english = said_of_fields(empty, [name for name in named if name not in empty])
    refusal = InvalidForm(english)
    refusal.chinese = chinese
    return refusal


def typed() -> Mapping[str, Any]:
    """Return what stood in the form that was just refused, for the page that shows it again.

    Nothing on a page that was opened, and nothing of a form that was too large to be read.
    """
    fields: Mapping[str, Any] = g.get("form_fields", {}) if "said" in g else {}
    return fields


def returns_to(
    endpoint: str, *keep: str, again: Callable[..., Response] | None = None
) -> Callable[[Callable[..., Said | Response]], Callable[..., Response]]:
    """Let a form's view return a ``Said``; the browser then gets the page at ``endpoint``.

    The page has the view's own parameters. What the view refuses is said there, too; it changed
    nothing. A view that has something to show just once returns that as a page itself.

    Args:
        endpoint: where the form stands.
        *keep: fields of the form that the page is asked for again after a refusal.
        again: the view of that page, for forms in which much is typed: a refusal is answered with
            the page itself, which finds in ``typed`` what to put back.
    """

    def decorate(view: Callable[..., Said | Response]) -> Callable[..., Response]:
        @wraps(view)
        def posted(**values: Any) -> Response:
            refuse_foreign_form()
            try:
                said = view(**values)
            except (SuiteError, RequestEntityTooLarge) as error:
                said = _refusal(error, keep)  # the one place where a refusal becomes a notice
            if isinstance(said, Response):
                return said
            named = next(current_app.url_map.iter_rules(endpoint)).arguments
            parts = {name: value for name, value in values.items() if name in named}
            if said.refused and again is not None:
                g.said = said
                page = again(**parts)
                if page.status_code == OK:  # else it leads elsewhere: there is no such form now
                    page.status_code = said.refused
                    return page
            return leave_for(url_for(endpoint, **{**parts, **said.query}), said)

        return posted

    return decorate


def _refusal(error: SuiteError | RequestEntityTooLarge, keep: Sequence[str]) -> Said:
    """Return what the page says about a form that was refused."""
    fields = g.get("form_fields", {})
    kept = {name: fields[name] for name in keep if name in fields}
    if isinstance(error, SuiteError):
        status = int(status_of(error))
        return Said(error.code, str(error), status, kept, chinese=error.chinese)
    code, _ = HTTP_PROBLEMS[TOO_LARGE]
    return Said(code, "", TOO_LARGE, kept)


def _fields(content: bytes, many: set[str], most_fields: int) -> dict[str, Any]:
    """Return what stands in each field, as it was typed; a list for those in ``many``."""
    try:
        pairs = parse_qsl(
            content.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(content),
            errors="strict",
            max_num_fields=most_fields,
        )
    except ValueError:
        raise InvalidForm("This form cannot be read.") from None
    fields: dict[str, Any] = {name: [] for name in many}
    for name, text in pairs:
        if "\0" in text or (name in fields and name not in many):
            raise InvalidForm("This form cannot be read.")
        if name in many:
            fields[name].append(text)
        else:
            fields[name] = text
    return fields
