"""Pages for people who work here: one frame, plain forms, and what is said after a form was sent.

``frame`` shows a page of the office; ``forms`` reads what a form sent, as strictly as JSON;
``notices`` carries one sentence from the answer to a form to the page that is shown next.

A page is a template that extends ``office.html`` and a view that returns ``show_page(...)``. A
form is a view under ``@requires`` and ``@returns_to``, which calls the action that the API calls
and returns a ``Said``; what it refuses is shown on the page the form stood on, with what was typed
where that is much (``again``).

May import: Flask, pydantic, shared.errors, shared.plumbing.
"""

from shared.plumbing.office.forms import Form, read_form, returns_to, typed
from shared.plumbing.office.frame import Office, register_office, show_page
from shared.plumbing.office.notices import Said

__all__ = [
    "Form",
    "Office",
    "Said",
    "read_form",
    "register_office",
    "returns_to",
    "show_page",
    "typed",
]
