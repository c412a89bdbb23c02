"""Who may call a view. Every view says so, and a test looks at every route.

``@public``: anybody. ``@requires(role, …)``: a signed-in account or an API token that has one of
the roles. ``@machine``: a peer whose document is signed; the view's action verifies it.

May import: Flask, shared.errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import Flask, current_app, g

from shared.errors import NotAllowed, NotAuthenticated

_EXTENSION = "ostraka.authenticate"

View = TypeVar("View", bound=Callable[..., Any])


class SignInNeeded(NotAuthenticated):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"


class RoleMissing(NotAllowed):
    """The caller's roles do not include one that may do this."""

    code = "role_missing"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is calling: a person's account, or a machine's token."""

    account_id: str
    name: str
    roles: frozenset[str]
    kind: Literal["account", "token"] = "account"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view says about its callers; tests and the API description read it."""

    kind: Literal["public", "machine", "roles"]
    reason: str = ""
    roles: tuple[str, ...] = ()


def public(reason: str) -> Callable[[View], View]:
    """Let anybody call the view; ``reason`` says why that is right."""
    return _marked(Access("public", reason))


def machine(reason: str) -> Callable[[View], View]:
    """Let a peer call the view; ``reason`` says which signature the action verifies."""
    return _marked(Access("machine", reason))


def requires(*roles: str) -> Callable[[View], View]:
    """Let a caller with any one of ``roles`` call the view; see ``actor`` inside it."""
    assert roles, "a view that needs no role is @public, with a reason"

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            caller = _authenticated()
            if caller.roles.isdisjoint(roles):
                raise RoleMissing("Your account may not do this; ask an administrator for a role.")
            g.actor = caller
            return current_app.ensure_sync(view)(*args, **kwargs)

        return _marked(Access("roles", roles=roles))(guarded)  # type: ignore[return-value]

    return decorate


def actor() -> Actor:
    """Return the caller of the view that runs now, which must be a ``@requires`` view."""
    caller: Actor = g.actor
    return caller


def register_access(app: Flask, authenticate: Callable[[], Actor | None]) -> None:
    """Let ``authenticate`` tell who sent the present request to ``app``, or None."""
    app.extensions[_EXTENSION] = authenticate


def _authenticated() -> Actor:
    """Return who is calling, or refuse."""
    authenticate = current_app.extensions.get(_EXTENSION)
    caller: Actor | None = authenticate() if authenticate else None
    if caller is None:
        raise SignInNeeded("Please sign in first.")
    return caller


def _marked(access: Access) -> Callable[[View], View]:
    """Return the decorator that writes ``access`` on a view, once."""

    def mark(view: View) -> View:
        assert not hasattr(view, "access"), "a view says once who may call it"
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark
