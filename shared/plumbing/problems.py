"""The one place that speaks HTTP about failures: ``application/problem+json`` (RFC 9457).

An answer never repeats what was sent, and an unexpected failure says nothing at all. A service
that shows pages answers a person's browser with a page of the same status and slug.

May import: Flask, Werkzeug, shared.errors, shared.plumbing.logs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, NotFound

from shared import errors
from shared.plumbing.logs import log_failure

STATUS: dict[type, HTTPStatus] = {
    errors.InvalidInput: HTTPStatus.BAD_REQUEST,
    errors.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

HTTP_PROBLEMS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "This request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "What was sent is too large."),
    429: ("too_many_requests", "There are too many requests. Please try again in a moment."),
    415: ("wrong_content_type", "What was sent has another content type than is taken here."),
}
"""What Werkzeug itself refuses, in our words: its own descriptions may quote the request."""


HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "2"},
    503: {"Retry-After": "2"},
}


_PAGE = "ostraka.problem_page"
"""Under this name an app keeps the function that shows a refusal as a page."""


def register_problems(app: Flask) -> None:
    """Answer every failure of ``app`` with a problem document."""

    @app.before_request
    def address_names_something() -> None:
        # PostgreSQL cannot even be asked for a text with U+0000, so no address may hold one.
        if "\0" in request.path or b"%00" in request.query_string:
            raise NotFound

    @app.errorhandler(errors.SuiteError)
    def expected(error: errors.SuiteError) -> Response:
        status = status_of(error)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            return unexpected(error)
        return _problem(status, error.code, str(error))

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        code, title = HTTP_PROBLEMS.get(status, ("refused", "This request is refused."))
        return _problem(status, code, title)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # One edge that must survive: whatever broke, the caller gets an answer without details.
        log_failure("failure", error)
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong.")


def status_of(error: errors.SuiteError) -> HTTPStatus:
    """Return the status of the kind of ``error``; one of no kind is a mistake of ours: 500."""
    kinds = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR)


def show_problems_as(app: Flask, page: Callable[[int, str, str], Response]) -> None:
    """Answer whoever asks ``app`` for a page with ``page(status, code, title)``."""
    app.extensions[_PAGE] = page


def _problem(status: int, code: str, title: str) -> Response:
    """Return the refusal in the form the caller reads."""
    page = current_app.extensions.get(_PAGE)
    response: Response
    if page is not None and _wants_page():
        response = page(int(status), code, title)
    else:
        response = _document(status, code, title)
    response.headers.update(HEADERS.get(status, {}))
    return response


def _wants_page() -> bool:
    """Return whether the caller names HTML as what it likes best, as browsers do for pages."""
    offered = ("application/problem+json", "application/json", "text/html")
    return request.accept_mimetypes.best_match(offered) == "text/html"


def _document(status: int, code: str, title: str) -> Response:
    """Return the problem document."""
    body = {"type": f"/problems/{code}", "title": title, "status": int(status)}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, int(status), mimetype="application/problem+json")
