"""What can be done with accounts; each function is one use case.

May import: shared.errors, shared.plumbing.access, .clock, .db, and this room's lower floors.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from shared.plumbing.access import Actor
from shared.plumbing.accounts import domain, store
from shared.plumbing.accounts.passphrases import hash_passphrase, verify_passphrase
from shared.plumbing.accounts.tables import AccountColumns, AccountTables
from shared.plumbing.clock import Clock
from shared.plumbing.db import insert_once, reading, unit_of_work
from shared.plumbing.two_person import PersonNeeded


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the actions of this room need from the outside."""

    sessions: sessionmaker[Session]
    tables: AccountTables
    clock: Clock
    roles: frozenset[str]
    """Every role the service has; "admin" must be among them."""
    cookie: str
    """Name of the session cookie, different in every service: cookies ignore ports."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. ``token`` is shown to its holder once and stored nowhere."""

    token: str
    account_id: str
    name: str
    roles: tuple[str, ...]


def invite(
    accounts: Accounts, name: str, roles: Iterable[str], invited_by: str | None = None
) -> str:
    """Return a one-time link token for a new account; it lives seven days.

    Raises:
        UnusableName, UnknownRole: see ``domain``.
        NameTaken: there is an account of this name.
    """
    wanted = domain.check_roles(roles, accounts.roles)
    secret = domain.new_secret("i", secrets.token_bytes)
    with unit_of_work(accounts.sessions) as uow:
        if store.find_account(uow.session, accounts.tables, name):
            raise domain.NameTaken("There is an account of this name already.")
        row = accounts.tables.invitation(
            **_held(secret),
            name=domain.clean_name(name),
            roles=wanted,
            invited_by=invited_by,
            expires_at=accounts.clock() + domain.INVITATION_LIFE,
        )
        uow.session.add(row)
    return secret.text


def accept(accounts: Accounts, token: str, passphrase: str) -> SignedIn:
    """Make the account that the link ``token`` invites to, and sign its owner in.

    Raises:
        PassphraseTooWeak: see ``domain``.
        NoSuchInvitation, InvitationUsed, InvitationExpired: the link cannot be used.
        NameTaken: meanwhile somebody else has the name.
    """
    secret = domain.read_secret(token)
    if secret is None:
        raise domain.NoSuchInvitation("This link is not valid. Please ask for a new one.")
    hashed = hash_passphrase(domain.check_passphrase(passphrase))
    now = accounts.clock()
    with unit_of_work(accounts.sessions) as uow:
        invitation = store.get_invitation(uow.session, accounts.tables, secret)
        if invitation.used_at is not None:
            raise domain.InvitationUsed("This link has been used. Please ask for a new one.")
        if now >= invitation.expires_at:
            raise domain.InvitationExpired("This link has expired. Please ask for a new one.")
        invitation.used_at = now
        account = _add_account(uow.session, accounts, invitation.name, invitation.roles, hashed)
        return _new_session(uow.session, accounts, account)


def sign_in(accounts: Accounts, name: str, passphrase: str) -> SignedIn:
    """Return a new session for whoever knows the passphrase of ``name``.

    The attempt is counted before the passphrase is looked at, so that attempts made side by
    side cannot slip past the pause.

    Raises:
        SignInRefused: no such open account, or another passphrase.
        SignInPaused: too many failures in a row.
    """
    account_id, hashed = _count_attempt(accounts, name)
    known = verify_passphrase(passphrase, hashed)
    if not known or account_id is None:
        raise domain.SignInRefused("Name and passphrase do not belong together.")
    with unit_of_work(accounts.sessions) as uow:
        account = store.get_account(uow.session, accounts.tables, account_id)
        if account.closed_at is not None:
            raise domain.SignInRefused("Name and passphrase do not belong together.")
        account.failures, account.paused_until = 0, None
        return _new_session(uow.session, accounts, account)


def sign_out(accounts: Accounts, token: str) -> None:
    """End the session of ``token``; nothing happens if it has ended."""
    secret = domain.read_secret(token)
    if secret is None:
        return
    with unit_of_work(accounts.sessions) as uow:
        row = store.find_session(uow.session, accounts.tables, secret)
        if row is not None:
            uow.session.delete(row)


def end_other_sessions(accounts: Accounts, token: str, by: Actor) -> int:
    """End the sessions of ``by`` but the one of ``token``; return how many that were.

    Raises:
        PersonNeeded: a machine has no sessions.
    """
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person has sessions to end.")
    mine = domain.read_secret(token)
    assert mine is not None, "the caller was authenticated with it"
    with unit_of_work(accounts.sessions) as uow:
        return store.end_sessions(uow.session, accounts.tables, by.account_id, but=mine.id)


def count_sessions(accounts: Accounts, by: Actor) -> int:
    """Return how many sessions of ``by`` are open now, the present one among them."""
    now = accounts.clock()
    with reading(accounts.sessions) as session:
        rows = store.sessions_of(session, accounts.tables, by.account_id)
        return sum(now < domain.session_end(row.expires_at, row.seen_at) for row in rows)


def issue_token(
    accounts: Accounts, name: str, roles: Iterable[str], issued_by: str | None = None
) -> str:
    """Return a new API token for a machine; it lives until revoked.

    Raises:
        UnusableName, UnknownRole: see ``domain``.
    """
    wanted = domain.check_roles(roles, accounts.roles)
    secret = domain.new_secret("t", secrets.token_bytes)
    with unit_of_work(accounts.sessions) as uow:
        row = accounts.tables.token(
            **_held(secret),
            name=domain.clean_name(name),
            roles=wanted,
            issued_by=issued_by,
            created_at=accounts.clock(),
        )
        uow.session.add(row)
    return secret.text


def revoke_token(accounts: Accounts, token_id: str) -> None:
    """Make the token of this id (the part before the dot) worthless from now on.

    Raises:
        NoSuchAccount: there is no such token.
    """
    with unit_of_work(accounts.sessions) as uow:
        row = uow.session.get(accounts.tables.token, token_id, with_for_update=True)
        if row is None:
            raise store.NoSuchAccount("There is no such token.")
        row.revoked_at = row.revoked_at or accounts.clock()


def deactivate(accounts: Accounts, account_id: str, by: str | None = None) -> None:
    """Close an account and end its sessions; its name stays taken, its acts stay named.

    Raises:
        NoSuchAccount: there is no such account.
        NotOneself: ``by`` is the account itself.
    """
    if by == account_id:
        raise domain.NotOneself("Ask another administrator to close your account.")
    with unit_of_work(accounts.sessions) as uow:
        account = store.get_account(uow.session, accounts.tables, account_id)
        account.closed_at = account.closed_at or accounts.clock()
        store.end_sessions(uow.session, accounts.tables, account_id)


def listed(accounts: Accounts) -> list[dict[str, Any]]:
    """Return every account: id, name, roles, and whether it is open."""
    with reading(accounts.sessions) as session:
        return [
            {"account": a.id, "name": a.name, "roles": a.roles, "open": a.closed_at is None}
            for a in store.accounts(session, accounts.tables)
        ]


def authenticate(accounts: Accounts, token: str) -> Actor | None:
    """Return who holds ``token`` (a session's or a machine's); None if nobody does now."""
    secret = domain.read_secret(token)
    if secret is None:
        return None
    if secret.id.startswith("t"):
        return _machine(accounts, secret)
    now = accounts.clock()
    with reading(accounts.sessions) as session:
        row = store.find_session(session, accounts.tables, secret)
        if row is None or now >= domain.session_end(row.expires_at, row.seen_at):
            return None
        account = session.get_one(accounts.tables.account, row.account_id)
        if account.closed_at is not None:
            return None
        caller = Actor(account.id, account.name, frozenset(account.roles))
        stale = now - row.seen_at >= domain.SESSION_NOTED
    if stale:
        _note_use(accounts, secret, now)
    return caller


def _machine(accounts: Accounts, secret: domain.Secret) -> Actor | None:
    """Return the machine whose token this is."""
    with reading(accounts.sessions) as session:
        row = store.find_token(session, accounts.tables, secret)
        if row is None or row.revoked_at is not None:
            return None
        return Actor(row.id, row.name, frozenset(row.roles), "token")


def _note_use(accounts: Accounts, secret: domain.Secret, now: datetime) -> None:
    """Write that the session was used, so that it does not end as idle."""
    with unit_of_work(accounts.sessions) as uow:
        row = store.find_session(uow.session, accounts.tables, secret)
        if row is not None:
            row.seen_at = max(row.seen_at, now)


def _count_attempt(accounts: Accounts, name: str) -> tuple[str | None, str | None]:
    """Count an attempt on the account of ``name``; return its id and hash, Nones if none."""
    now = accounts.clock()
    with unit_of_work(accounts.sessions) as uow:
        account = store.find_account(uow.session, accounts.tables, name)
        if account is None:
            return None, None
        if account.paused_until is not None and now < account.paused_until:
            raise domain.SignInPaused(account.paused_until - now)
        account.failures += 1
        pause = domain.pause_after(account.failures)
        account.paused_until = now + pause if pause else None
        return account.id, account.passphrase_hash


def _add_account(
    session: Session, accounts: Accounts, name: str, roles: list[str], hashed: str
) -> AccountColumns:
    """Insert the account; ``NameTaken`` if the name has an owner."""
    values = {
        "id": secrets.token_hex(16),
        "name": name,
        "name_key": domain.name_key(name),
        "roles": roles,
        "passphrase_hash": hashed,
        "failures": 0,
        "created_at": accounts.clock(),
    }
    if not insert_once(session, accounts.tables.account, values, ["name_key"]):
        raise domain.NameTaken("There is an account of this name already.")
    return session.get_one(accounts.tables.account, values["id"])


def _new_session(session: Session, accounts: Accounts, account: AccountColumns) -> SignedIn:
    """Insert a session for ``account``."""
    secret = domain.new_secret("s", secrets.token_bytes)
    now = accounts.clock()
    row = accounts.tables.session(
        **_held(secret),
        account_id=account.id,
        expires_at=now + domain.SESSION_LIFE,
        seen_at=now,
    )
    session.add(row)
    return SignedIn(secret.text, account.id, account.name, tuple(account.roles))


def _held(secret: domain.Secret) -> dict[str, str]:
    """Return the columns by which a secret is found and checked."""
    return {"id": secret.id, "digest": secret.digest}
