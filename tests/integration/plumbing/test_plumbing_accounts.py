"""People come in by a link that works once, and machines by a token."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from factories.passphrases import hash_each_once
from sqlalchemy import text
from tiny_service.app import create_app
from tiny_service.db import ACCOUNTS, Base

from shared.plumbing.accounts import actions, domain
from shared.plumbing.accounts.first import invite_first_admin
from shared.plumbing.accounts.store import NoSuchAccount
from shared.plumbing.db import make_engine, make_sessions, reading

PASSPHRASE = "a sentence nobody knows"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def accounts(database_url, monkeypatch):
    hash_each_once(monkeypatch)
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    roles = frozenset({"admin", "reader"})
    yield actions.Accounts(make_sessions(engine), ACCOUNTS, Clock(), roles, "tiny_session")
    engine.dispose()


@pytest.fixture
def client(accounts, database_url):
    return create_app(database_url, lambda _: None, accounts.clock).test_client()


def a_person(accounts, name: str = "王莉", roles: tuple[str, ...] = ("reader",)):
    return actions.accept(accounts, actions.invite(accounts, name, roles), PASSPHRASE)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_link_makes_one_account_and_is_used_once(accounts):
    link = actions.invite(accounts, " 王  莉 ", ["reader"])

    signed_in = actions.accept(accounts, link, PASSPHRASE)

    assert (signed_in.name, signed_in.roles) == ("王 莉", ("reader",))
    with pytest.raises(domain.InvitationUsed):
        actions.accept(accounts, link, PASSPHRASE)


def test_of_two_who_open_a_link_at_once_one_gets_the_account(accounts):
    link = actions.invite(accounts, "王莉", ["reader"])
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def open_it() -> None:
        both.wait()
        try:
            outcomes.append(actions.accept(accounts, link, PASSPHRASE).name)
        except domain.InvitationUsed as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["invitation_used", "王莉"]


def test_a_link_ends_after_seven_days(accounts):
    link = actions.invite(accounts, "王莉", ["reader"])

    accounts.clock.pass_(days=7)

    with pytest.raises(domain.InvitationExpired):
        actions.accept(accounts, link, PASSPHRASE)


def test_a_link_with_one_digit_changed_is_no_link(accounts):
    link = actions.invite(accounts, "王莉", ["reader"])
    changed = link[:-1] + ("0" if link[-1] != "0" else "1")

    with pytest.raises(domain.NoSuchInvitation):
        actions.accept(accounts, changed, PASSPHRASE)


def test_a_name_has_one_owner_however_it_is_written(accounts):
    first, second = (actions.invite(accounts, "Wang Li", ["reader"]) for _ in range(2))
    actions.accept(accounts, first, PASSPHRASE)

    with pytest.raises(domain.NameTaken):
        actions.accept(accounts, second, PASSPHRASE)
    with pytest.raises(domain.NameTaken):
        actions.invite(accounts, "wang  LI", ["reader"])


def test_nothing_that_is_stored_lets_anybody_in(accounts):
    signed_in = a_person(accounts)
    link = actions.invite(accounts, "李强", ["reader"])
    token = actions.issue_token(accounts, "robot", ["reader"])

    with reading(accounts.sessions) as session:
        stored = " ".join(
            str(row)
            for table in ("account", "invitation", "account_session", "api_token")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        )

    assert signed_in.token.partition(".")[0] in stored
    for secret in (signed_in.token, link, token):
        assert secret.partition(".")[2] not in stored
    assert PASSPHRASE not in stored


def test_signing_in_opens_a_session_and_signing_out_ends_it(accounts):
    a_person(accounts)

    signed_in = actions.sign_in(accounts, "王莉", PASSPHRASE)
    caller = actions.authenticate(accounts, signed_in.token)
    actions.sign_out(accounts, signed_in.token)

    assert (caller.name, caller.roles, caller.kind) == ("王莉", frozenset({"reader"}), "account")
    assert actions.authenticate(accounts, signed_in.token) is None


@pytest.mark.parametrize(
    ("name", "passphrase"), [("王莉", "another long passphrase"), ("李强", PASSPHRASE)]
)
def test_a_wrong_passphrase_and_an_unknown_name_are_refused_alike(accounts, name, passphrase):
    a_person(accounts)

    with pytest.raises(domain.SignInRefused, match="do not belong together"):
        actions.sign_in(accounts, name, passphrase)


def test_five_failures_pause_the_account_even_for_the_right_passphrase(accounts):
    a_person(accounts)
    for _ in range(5):
        with pytest.raises(domain.SignInRefused):
            actions.sign_in(accounts, "王莉", "another long passphrase")

    with pytest.raises(domain.SignInPaused):
        actions.sign_in(accounts, "王莉", PASSPHRASE)
    accounts.clock.pass_(seconds=30)

    assert actions.sign_in(accounts, "王莉", PASSPHRASE).name == "王莉"


def test_attempts_side_by_side_do_not_slip_past_the_pause(accounts):
    a_person(accounts)
    outcomes: list[str] = []

    def try_it() -> None:
        try:
            actions.sign_in(accounts, "王莉", "another long passphrase")
        except (domain.SignInRefused, domain.SignInPaused) as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("sign_in_refused") == 5
    assert outcomes.count("sign_in_paused") == 3


@pytest.mark.parametrize(
    "idle", [pytest.param({"minutes": 30}, id="idle"), pytest.param({"hours": 8}, id="old")]
)
def test_a_session_ends_when_idle(accounts, idle):
    signed_in = a_person(accounts)

    accounts.clock.pass_(**idle)

    assert actions.authenticate(accounts, signed_in.token) is None


def test_a_session_in_use_lives_eight_hours_and_no_longer(accounts):
    signed_in = a_person(accounts)
    alive = []

    for _ in range(25):
        accounts.clock.pass_(minutes=20)
        alive.append(actions.authenticate(accounts, signed_in.token) is not None)

    assert alive == [True] * 23 + [False] * 2


def test_a_closed_account_is_out_at_once_and_keeps_its_name(accounts):
    signed_in = a_person(accounts)

    actions.deactivate(accounts, signed_in.account_id)

    assert actions.authenticate(accounts, signed_in.token) is None
    with pytest.raises(domain.SignInRefused):
        actions.sign_in(accounts, "王莉", PASSPHRASE)
    with pytest.raises(domain.NameTaken):
        actions.invite(accounts, "王莉", ["reader"])


def test_nobody_closes_their_own_account(accounts):
    signed_in = a_person(accounts)

    with pytest.raises(domain.NotOneself):
        actions.deactivate(accounts, signed_in.account_id, signed_in.account_id)
    with pytest.raises(NoSuchAccount):
        actions.deactivate(accounts, "0" * 32, signed_in.account_id)


def test_a_token_works_until_it_is_revoked_and_only_with_its_whole_secret(accounts):
    token = actions.issue_token(accounts, "robot", ["reader"])
    other = actions.issue_token(accounts, "other", ["reader"])
    mixed = token.partition(".")[0] + "." + other.partition(".")[2]

    caller = actions.authenticate(accounts, token)
    actions.revoke_token(accounts, token.partition(".")[0])

    assert (caller.name, caller.kind) == ("robot", "token")
    assert actions.authenticate(accounts, mixed) is None
    assert actions.authenticate(accounts, token) is None
    assert actions.authenticate(accounts, other) is not None


def test_the_first_administrator_is_invited_once_and_the_last_link_counts(accounts, database_url):
    first = invite_first_admin(database_url, accounts.clock)
    second = invite_first_admin(database_url, accounts.clock)

    with pytest.raises(domain.InvitationUsed):
        actions.accept(accounts, first, PASSPHRASE)
    assert actions.accept(accounts, second, PASSPHRASE).roles == ("admin",)
    assert invite_first_admin(database_url, accounts.clock) is None


def test_over_http_a_person_invites_another_and_both_sign_in(accounts, client):
    admin = a_person(accounts, "管理员", ("admin",))
    whom = {"name": "王莉", "roles": ["reader"]}

    link = client.post("/api/v1/invitations", json=whom, headers=bearer(admin.token)).json
    accepted = client.post(
        "/api/v1/invitations/accept",
        json={"invitation": link["invitation"], "passphrase": PASSPHRASE},
    )
    again = client.post("/api/v1/sessions", json={"name": "王莉", "passphrase": PASSPHRASE})

    assert (accepted.status_code, again.status_code) == (201, 201)
    assert set(again.json) == {"session", "account", "name", "roles"}
    assert client.get("/secret", headers=bearer(again.json["session"])).status_code == 200
    me = client.get("/api/v1/accounts/me", headers=bearer(accepted.json["session"])).json
    assert me == {"account": again.json["account"], "name": "王莉", "roles": ["reader"]}


def test_whoever_is_not_an_administrator_administers_nothing(accounts, client):
    reader = a_person(accounts)
    whom = {"name": "x", "roles": ["admin"]}

    answers = [
        client.post("/api/v1/invitations", json=whom, headers=bearer(reader.token)),
        client.post("/api/v1/tokens", json=whom, headers=bearer(reader.token)),
        client.get("/api/v1/accounts", headers=bearer(reader.token)),
        client.post(
            f"/api/v1/accounts/{reader.account_id}/deactivation", headers=bearer(reader.token)
        ),
    ]

    assert [a.json["type"] for a in answers] == ["/problems/role_missing"] * 4


def test_the_cookie_is_closed_to_scripts_and_foreign_pages(accounts, client):
    link = actions.invite(accounts, "王莉", ["reader"])
    body = {"invitation": link, "passphrase": PASSPHRASE}

    plain = client.post("/api/v1/invitations/accept", json=body)
    client.delete_cookie("tiny_session")
    body = {"name": "王莉", "passphrase": PASSPHRASE}
    secure = client.post("/api/v1/sessions", json=body, base_url="https://localhost")

    assert plain.headers["Set-Cookie"].startswith("tiny_session=")
    assert "HttpOnly" in plain.headers["Set-Cookie"]
    assert "SameSite=Strict" in plain.headers["Set-Cookie"]
    assert secure.headers["Set-Cookie"].startswith("__Host-tiny_session=")
    assert "Secure" in secure.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("headers", "content_type", "status"),
    [
        pytest.param({}, "application/json", 201, id="our own page or a program"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, "application/json", 201, id="same origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, "application/json", 403, id="cross site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, "application/json", 403, id="same site"),
        pytest.param({}, "text/plain", 403, id="a form's content type"),
        pytest.param({}, "multipart/form-data", 403, id="another form's content type"),
    ],
)
def test_a_change_by_cookie_comes_from_our_own_pages(
    accounts, client, headers, content_type, status
):
    a_person(accounts, "管理员", ("admin",))
    client.post("/api/v1/sessions", json={"name": "管理员", "passphrase": PASSPHRASE})

    answered = client.post(
        "/api/v1/tokens",
        data='{"name":"m","roles":["reader"]}',
        content_type=content_type,
        headers=headers,
    )

    assert answered.status_code == status
