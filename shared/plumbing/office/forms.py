"""What a form sends, read strictly; and the way back to the page it stood on.

May import: Flask, pydantic, shared.errors, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_origin
from urllib.parse import parse_qsl

from flask import current_app, g, request, url_for
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.wrappers import Response

from shared.errors import InvalidInput, SuiteError
from shared.plumbing.cross_site import refuse_foreign_form
from shared.plumbing.office.frame import leave_for
from shared.plumbing.office.notices import Said
from shared.plumbing.problems import status_of
from shared.plumbing.reading import read_raw

LIMIT = 32 * 1024
MOST_FIELDS = 40


class InvalidForm(InvalidInput):
    """A form does not have the fields it must have, or something else in them."""

    code = "invalid_form"


class Form(BaseModel):
    """Base of every form, and the form that is a button: no unknown field; numbers in digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)


F = TypeVar("F", bound=Form)


def read_form(model: type[F], most_fields: int = MOST_FIELDS) -> F:
    """Return the form that was sent, as a ``model``.

    Args:
        model: what it has to be.
        most_fields: how many fields it may have, rows of lists counted one by one.

    Raises:
        CrossSite: it did not stand on a page of ours.
        RequestEntityTooLarge: more than 32 KB.
        InvalidForm: not a form, a field twice, or other fields than the model's.
    """
    refuse_foreign_form()
    if request.mimetype != "application/x-www-form-urlencoded":
        raise InvalidForm("Send this as a form.")
    many = {
        name for name, field in model.model_fields.items() if get_origin(field.annotation) is list
    }
    fields = g.form_fields = _fields(read_raw(LIMIT), many, most_fields)
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
        named = [name for name in model.model_fields if name in wrong]  # no name of the sender's
        shown = ", ".join(named) or "one is unknown"
        raise InvalidForm(f"Please look at these fields again: {shown}.") from None


def returns_to(
    endpoint: str, *keep: str
) -> Callable[[Callable[..., Said | Response]], Callable[..., Response]]:
    """Let a form's view return a ``Said``; the browser then gets the page at ``endpoint``.

    The page has the view's own parameters. What the view refuses is said there, too; it changed
    nothing. A view that has something to show just once returns that as a page itself.

    Args:
        endpoint: where the form stands.
        *keep: fields of the form that the page is asked for again after a refusal.
    """

    def decorate(view: Callable[..., Said | Response]) -> Callable[..., Response]:
        @wraps(view)
        def posted(**values: Any) -> Response:
            refuse_foreign_form()
            try:
                said = view(**values)
            except SuiteError as error:  # the one place where a form's refusal becomes a notice
                typed = g.get("form_fields", {})
                kept = {name: typed[name] for name in keep if name in typed}
                status = int(status_of(error))
                said = Said(error.code, str(error), status, kept, chinese=error.chinese)
            if isinstance(said, Response):
                return said
            named = next(current_app.url_map.iter_rules(endpoint)).arguments
            parts = {name: value for name, value in values.items() if name in named}
            return leave_for(url_for(endpoint, **{**parts, **said.query}), said)

        return posted

    return decorate


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
