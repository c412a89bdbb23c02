"""Accounts over HTTP: invitations, sessions, tokens.

A session's token works as a cookie, for pages, and as ``Authorization: Bearer``, for programs.
A browser sends the cookie by itself, so a change asked for with a cookie must also come from a
page of ours (``shared.plumbing.cross_site``).

May import: Flask, pydantic, shared.plumbing.access, .cross_site, .reading, this room's actions.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, request
from pydantic import Field

from shared.plumbing.access import Actor, actor, public, register_access, requires
from shared.plumbing.accounts import actions
from shared.plumbing.accounts.actions import Accounts, SignedIn
from shared.plumbing.cross_site import refuse_cross_site
from shared.plumbing.reading import Body, answer, read_json

ADMIN = "admin"


class InvitationBody(Body):
    """Whom to invite, or a machine to be given a token."""

    name: str = Field(max_length=200)
    roles: list[str] = Field(max_length=20)


class AcceptBody(Body):
    """The link's token, and the passphrase its owner chose."""

    invitation: str = Field(max_length=200)
    passphrase: str = Field(max_length=1000)


class SignInBody(Body):
    """A name and its passphrase."""

    name: str = Field(max_length=200)
    passphrase: str = Field(max_length=1000)


def accounts_blueprint(accounts: Accounts) -> Blueprint:
    """Return the routes of accounts; registering it also lets ``@requires`` find its callers."""
    blueprint = Blueprint("accounts", __name__, url_prefix="/api/v1")
    blueprint.record_once(
        lambda state: register_access(
            cast(Flask, state.app), lambda: authenticate_request(accounts)
        )
    )
    _add_sign_in(blueprint, accounts)
    _add_administration(blueprint, accounts)
    return blueprint


def authenticate_request(accounts: Accounts) -> Actor | None:
    """Return who sent the present request, or None.

    Raises:
        CrossSite: a change by cookie that a foreign page may have asked for.
    """
    bearer = _bearer()
    if bearer is not None:
        return actions.authenticate(accounts, bearer)
    cookie = request.cookies.get(cookie_name(accounts))
    if cookie is None:
        return None
    refuse_cross_site()
    return actions.authenticate(accounts, cookie)


def _add_sign_in(blueprint: Blueprint, accounts: Accounts) -> None:
    """Add what a person does for themselves."""

    @blueprint.post("/invitations/accept")
    @public("the link's token is the permission")
    def accept() -> Response:
        """Make the account and sign its owner in."""
        body = read_json(AcceptBody)
        return _signed_in(accounts, actions.accept(accounts, body.invitation, body.passphrase))

    @blueprint.post("/sessions")
    @public("this is where one signs in")
    def sign_in() -> Response:
        """Sign in by name and passphrase."""
        body = read_json(SignInBody)
        return _signed_in(accounts, actions.sign_in(accounts, body.name, body.passphrase))

    @blueprint.delete("/sessions/current")
    @requires(*sorted(accounts.roles))
    def sign_out() -> Response:
        """End the session that asks."""
        actions.sign_out(accounts, session_token(accounts))
        response = answer({"signed_out": True})
        forget_session(accounts, response)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    @blueprint.delete("/sessions/others")
    @requires(*sorted(accounts.roles))
    def end_others() -> Response:
        """End every session of the account that asks but the one it asks with."""
        ended = actions.end_other_sessions(accounts, session_token(accounts), actor())
        return answer({"ended": ended})

    @blueprint.get("/accounts/me")
    @requires(*sorted(accounts.roles))
    def me() -> Response:
        """Say who is asking."""
        caller = actor()
        return answer(
            {"account": caller.account_id, "name": caller.name, "roles": sorted(caller.roles)}
        )


def _add_administration(blueprint: Blueprint, accounts: Accounts) -> None:
    """Add what an administrator does for others."""

    @blueprint.post("/invitations")
    @requires(ADMIN)
    def invite() -> Response:
        """Make a one-time link."""
        body = read_json(InvitationBody)
        token = actions.invite(accounts, body.name, body.roles, actor().account_id)
        return answer({"invitation": token}, 201)

    @blueprint.post("/tokens")
    @requires(ADMIN)
    def issue_token() -> Response:
        """Make a machine's token."""
        body = read_json(InvitationBody)
        token = actions.issue_token(accounts, body.name, body.roles, actor().account_id)
        return answer({"token": token}, 201)

    @blueprint.delete("/tokens/<token_id>")
    @requires(ADMIN)
    def revoke_token(token_id: str) -> Response:
        """End a machine's token."""
        actions.revoke_token(accounts, token_id)
        return answer({"revoked": True})

    @blueprint.get("/accounts")
    @requires(ADMIN)
    def accounts_listed() -> Response:
        """List the accounts."""
        return answer({"accounts": actions.listed(accounts)})

    @blueprint.post("/accounts/<account_id>/deactivation")
    @requires(ADMIN)
    def deactivate(account_id: str) -> Response:
        """Close an account."""
        actions.deactivate(accounts, account_id, actor().account_id)
        return answer({"closed": True})


def _signed_in(accounts: Accounts, signed_in: SignedIn) -> Response:
    """Return the new session, as JSON and as a cookie."""
    response = answer(
        {
            "session": signed_in.token,
            "account": signed_in.account_id,
            "name": signed_in.name,
            "roles": list(signed_in.roles),
        },
        201,
    )
    keep_session(accounts, response, signed_in.token)
    return response


def keep_session(accounts: Accounts, response: Response, token: str) -> None:
    """Let the browser that gets ``response`` keep a session as a cookie of this host alone."""
    response.set_cookie(
        cookie_name(accounts),
        token,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def forget_session(accounts: Accounts, response: Response) -> None:
    """Let the browser that gets ``response`` forget its session."""
    response.delete_cookie(cookie_name(accounts), secure=request.is_secure, httponly=True)


def session_token(accounts: Accounts) -> str:
    """Return the token that the present request brings, "" if it brings none."""
    return _bearer() or request.cookies.get(cookie_name(accounts), "")


def _bearer() -> str | None:
    """Return the token of the Authorization header, if there is one."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def cookie_name(accounts: Accounts) -> str:
    """Return the cookie's name; over HTTPS the prefix binds it to this host alone."""
    return f"__Host-{accounts.cookie}" if request.is_secure else accounts.cookie
