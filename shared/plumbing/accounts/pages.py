"""Accounts as pages: welcome, sign in, sign out, my account, and the administrator's list.

Every form here calls the action that the API calls (``web.py``). A token of an invitation stands
behind the ``#`` of a link, which browsers send to nobody; the page's script takes it from there
into the form, and without scripts one pastes the link.

May import: Flask, shared.plumbing.access, .cross_site, .office, .problems, this room's ``web`` and
actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, Response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as WerkzeugResponse

from shared.errors import SuiteError
from shared.plumbing.access import actor, public, requires
from shared.plumbing.accounts import actions, domain
from shared.plumbing.accounts.actions import Accounts, SignedIn
from shared.plumbing.accounts.web import (
    ADMIN,
    authenticate_request,
    forget_session,
    keep_session,
    session_token,
)
from shared.plumbing.office import (
    Form,
    Office,
    Said,
    read_form,
    register_office,
    returns_to,
    show_page,
)
from shared.plumbing.office.frame import the_office
from shared.plumbing.pages.frame import show_problem
from shared.plumbing.problems import show_problems_as, status_of

Notices = Mapping[str, tuple[str, str]]

NO_NOTICES: Notices = {}

WRONG_LINK = (
    domain.PassphraseTooWeak,
    domain.NoSuchInvitation,
    domain.InvitationUsed,
    domain.InvitationExpired,
    domain.NameTaken,
)
NOT_LET_IN = (domain.SignInRefused, domain.SignInPaused, domain.UnusableName)
NOT_INVITED = (domain.UnusableName, domain.UnknownRole, domain.NameTaken)
"""What each form's own page has words for. All else, such as a database that is away, is no fault
of what was typed."""

NOTICES: Notices = {
    "sessions_ended": (
        "其他登录都已结束（{detail} 个）。",
        "Your other sessions have ended ({detail}).",
    ),
    "account_closed": ("账号已关闭，登录也已结束。", "The account is closed and signed out."),
}
"""What is said when something was done; a service adds its own (``Office.notices``)."""


class WelcomeForm(Form):
    """The link, or its token, and the passphrase its owner chose."""

    invitation: str = Field(max_length=1000)
    passphrase: str = Field(max_length=1000)


class SignInForm(Form):
    """A name, its passphrase, and the page that was wanted."""

    name: str = Field(max_length=200)
    passphrase: str = Field(max_length=1000)
    next: str = Field(default="", max_length=2000)


class InvitationForm(Form):
    """Whom to invite, with which roles."""

    name: str = Field(max_length=200)
    roles: list[str] = Field(max_length=20)


def open_office(
    app: Flask, accounts: Accounts, service: str, home: str = "/", notices: Notices = NO_NOTICES
) -> None:
    """Give ``app``, which shows pages already, the office's frame and the pages of accounts.

    Whoever asks for a page and is not signed in is led to ``/sign-in``, and from there back.

    Args:
        app: a service; its API has its accounts already (``accounts_blueprint``).
        accounts: its people.
        service: "desk", "tally" or "appraisal".
        home: the page one comes to after signing in.
        notices: what the service's own forms say, by code, in Chinese and in English.
    """
    told = {**NOTICES, **notices}
    register_office(
        app, Office(service, accounts.cookie, lambda: session_token(accounts), home, told)
    )
    app.register_blueprint(account_pages(accounts))
    show_problems_as(app, _problem)


def account_pages(accounts: Accounts) -> Blueprint:
    """Return the pages of ``accounts``."""
    routes = Blueprint("account_pages", __name__)
    _add_welcome(routes, accounts)
    _add_sign_in(routes, accounts)
    _add_account(routes, accounts)
    _add_administration(routes, accounts)
    return routes


def _add_welcome(routes: Blueprint, accounts: Accounts) -> None:
    """Add what a one-time link leads to."""

    @routes.get("/welcome")
    @public("the link's token, which the server does not see yet, is the permission")
    def welcome() -> Response:
        """Show the page of a one-time link."""
        return show_page("accounts/welcome.html", refusal=None, invitation="")

    @routes.post("/welcome")
    @public("the link's token is the permission")
    def accept() -> WerkzeugResponse:
        """Make the account and sign its owner in."""
        form = read_form(WelcomeForm)
        token = form.invitation.rpartition("#")[2].strip()
        try:
            signed_in = actions.accept(accounts, token, form.passphrase)
        except WRONG_LINK as error:  # shown beside the field; a link that is good is kept
            good = isinstance(error, domain.PassphraseTooWeak) and domain.read_secret(token)
            kept = token if good else ""
            page = show_page("accounts/welcome.html", refusal=error.code, invitation=kept)
            return _refused(page, error)
        return _enter(accounts, signed_in, the_office().home)


def _add_sign_in(routes: Blueprint, accounts: Accounts) -> None:
    """Add the way in and out."""

    @routes.get("/sign-in")
    @public("this is where one signs in")
    def sign_in() -> WerkzeugResponse:
        """Show the form; whoever is signed in goes on at once."""
        wanted = _wanted(request.args.get("next", ""))
        if authenticate_request(accounts) is not None:
            return redirect(wanted, 303)
        why = request.args.get("why", "")
        return show_page("accounts/sign_in.html", refusal=None, minutes=0, wanted=wanted, why=why)

    @routes.post("/sign-in")
    @public("this is where one signs in")
    def enter() -> WerkzeugResponse:
        """Sign in and go to the page that was wanted."""
        form = read_form(SignInForm)
        wanted = _wanted(form.next)
        try:
            signed_in = actions.sign_in(accounts, form.name, form.passphrase)
        except NOT_LET_IN as error:  # shown on the same page, with nothing that was typed
            minutes = error.minutes if isinstance(error, domain.SignInPaused) else 0
            shown = {"refusal": error.code, "minutes": minutes, "wanted": wanted, "why": ""}
            return _refused(show_page("accounts/sign_in.html", **shown), error)
        return _enter(accounts, signed_in, wanted)

    @routes.post("/sign-out")
    @public("whoever is not signed in has nothing to lose by it")
    def sign_out() -> WerkzeugResponse:
        """End the session and say so."""
        read_form(Form)
        actions.sign_out(accounts, session_token(accounts))
        response = redirect(url_for("account_pages.sign_in", why="out"), 303)
        forget_session(accounts, cast(Response, response))
        return response


def _add_account(routes: Blueprint, accounts: Accounts) -> None:
    """Add what one sees of oneself."""

    @routes.get("/account")
    @requires(*sorted(accounts.roles))
    def account() -> Response:
        """Show who is signed in, and how often."""
        others = max(0, actions.count_sessions(accounts, actor()) - 1)
        return show_page("accounts/account.html", others=others)

    @routes.post("/account/sessions/end")
    @requires(*sorted(accounts.roles))
    @returns_to("account_pages.account")
    def end_others() -> Said:
        """End one's other sessions."""
        read_form(Form)
        ended = actions.end_other_sessions(accounts, session_token(accounts), actor())
        return Said("sessions_ended", str(ended))


def _add_administration(routes: Blueprint, accounts: Accounts) -> None:
    """Add what an administrator does for others."""

    def page(refusal: str | None = None, invited: str = "", link: str = "") -> Response:
        return show_page(
            "accounts/accounts.html",
            people=actions.listed(accounts),
            roles=sorted(accounts.roles),
            refusal=refusal,
            invited=invited,
            link=link,
        )

    @routes.get("/accounts")
    @requires(ADMIN)
    def listed() -> Response:
        """Show everybody's account."""
        return page()

    @routes.post("/accounts")
    @requires(ADMIN)
    def invite() -> Response:
        """Make a one-time link and show it, once."""
        form = read_form(InvitationForm)
        try:
            token = actions.invite(accounts, form.name, form.roles, actor().account_id)
        except NOT_INVITED as error:  # shown beside the form
            return _refused(page(refusal=error.code), error)
        link = url_for("account_pages.welcome", _external=True, _anchor=token)
        return page(invited=domain.clean_name(form.name), link=link)

    @routes.post("/accounts/<account_id>/deactivation")
    @requires(ADMIN)
    @returns_to("account_pages.listed")
    def deactivate(account_id: str) -> Said:
        """Close an account."""
        read_form(Form)
        actions.deactivate(accounts, account_id, actor().account_id)
        return Said("account_closed")


def _enter(accounts: Accounts, signed_in: SignedIn, path: str) -> WerkzeugResponse:
    """Let the new session in."""
    response = redirect(path, 303)
    keep_session(accounts, cast(Response, response), signed_in.token)
    return response


def _wanted(path: str) -> str:
    """Return the page that was wanted, if it is one of ours, else the first page."""
    return domain.path_within(path, the_office().home)


def _refused(page: Response, error: SuiteError) -> Response:
    """Return ``page`` with the status of what was refused."""
    page.status_code = status_of(error)
    return page


def _problem(status: int, code: str, title: str) -> Response:
    """Return a refusal as a page; whoever has to sign in first is led there, and back."""
    if code != "sign_in_needed":
        return show_problem(status, code, title)
    if request.method == "GET":
        asked = {"next": request.full_path.rstrip("?")}
    else:  # the session ended while the form was filled in; nothing was done
        asked = {"next": urlsplit(request.referrer or "").path, "why": "ended"}
    return cast(Response, redirect(f"{url_for('account_pages.sign_in')}?{urlencode(asked)}", 303))
