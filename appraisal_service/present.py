"""What views of this service share: the office behind the present request, and its query.

May import: Flask, pydantic, appraisal_service.office, shared.
"""

from typing import TypeVar, cast

from flask import current_app, request
from pydantic import BaseModel, ValidationError

from appraisal_service.office import EXTENSION, Office
from shared.errors import InvalidInput

M = TypeVar("M", bound=BaseModel)


class InvalidQuery(InvalidInput):
    """The part of the address after "?" is not what this address takes."""

    code = "invalid_query"


def office() -> Office:
    """Return what this application's actions work with."""
    return cast(Office, current_app.extensions[EXTENSION])


def query(model: type[M]) -> M:
    """Return the request's query as a ``model``; every name at most once, none unknown.

    Raises:
        InvalidQuery: names the model's own fields, never what was sent.
    """
    fields = ", ".join(sorted(model.model_fields))
    values = request.args.to_dict()
    if len(values) != len(list(request.args.items(multi=True))):
        raise InvalidQuery(f"Give each of these at most once: {fields}.")
    try:
        return model.model_validate_strings(values, strict=True)
    except ValidationError:
        raise InvalidQuery(f"This address takes: {fields}; nothing else, each once.") from None
