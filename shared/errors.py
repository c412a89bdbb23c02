"""The six kinds of failure, and nothing else.

A rule subclasses one of them beside its code, named as the refusal, with a stable slug.
``str(error)`` is safe to show to anybody: it never holds what was sent.
"""


class SuiteError(Exception):
    """Base of every expected failure. ``str(error)`` is safe to show to anybody."""

    code = "error"
    """Stable slug, part of the public API; never reworded once released."""

    chinese = ""
    """What a page says in Chinese where that depends on the case; else ``code`` has words."""


class InvalidInput(SuiteError):
    """What was sent cannot be read, or is not what was asked for."""

    code = "invalid_input"


class NotAuthenticated(SuiteError):
    """Nobody has signed in, or the token is not known."""

    code = "not_authenticated"


class NotAllowed(SuiteError):
    """The caller is known but may not do this."""

    code = "not_allowed"


class NotFound(SuiteError):
    """No such thing, or not for this caller."""

    code = "not_found"


class Conflict(SuiteError):
    """The request is well formed, but the present state forbids it."""

    code = "conflict"


class Unavailable(SuiteError):
    """Something the answer needs is away; asking again later is right."""

    code = "unavailable"
