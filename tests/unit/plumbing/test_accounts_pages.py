"""Welcome, sign in, sign out, my account, all accounts: as plain forms, from our own pages only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from factories.office import HERE, Browser, notice
from factories.pages import a_build
from factories.passphrases import hash_each_once
from flask import Flask, Response
from tiny_service.db import ACCOUNTS, Base

from shared.plumbing.access import actor, requires
from shared.plumbing.accounts import actions
from shared.plumbing.accounts.pages import open_office
from shared.plumbing.accounts.web import accounts_blueprint
from shared.plumbing.db import DatabaseAway, make_engine, make_sessions
from shared.plumbing.headers import secure_headers
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from shared.plumbing.office.notices import put
from shared.plumbing.pages import register_pages
from shared.plumbing.problems import register_problems

PASSPHRASE = "a sentence nobody knows"
ROLES = frozenset({"admin", "organizer"})


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    hash_each_once(monkeypatch)
    engine = make_engine(f"sqlite:///{tmp_path / 'tiny.db'}")
    Base.metadata.create_all(engine)
    yield actions.Accounts(make_sessions(engine), ACCOUNTS, Clock(), ROLES, "tiny_session")
    engine.dispose()


@pytest.fixture
def app(accounts, tmp_path) -> Flask:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "home.html").write_text(
        '{% extends "office.html" %}{% block title %}Home{% endblock %}'
        "{% block main %}home of {{ signed_in.name }}{% endblock %}"
    )
    app = Flask("tiny", static_folder=None)
    register_problems(app)
    secure_headers(app)
    register_pages(app, a_build(tmp_path / "web"), tmp_path / "pages")
    app.register_blueprint(accounts_blueprint(accounts))
    open_office(app, accounts, "desk", notices={"greeted": ("你好{detail}", "Hello {detail}")})

    @app.get("/")
    @requires("organizer", "admin")
    def home():
        return show_page("home.html")

    @app.post("/greet")
    @requires("organizer", "admin")
    @returns_to("home")
    def greet():
        read_form(Form)
        return Said("greeted", actor().name)

    return app


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app.test_client())


def a_person(accounts, name: str = "王莉", *roles: str) -> actions.SignedIn:
    link = actions.invite(accounts, name, roles or ("organizer",))
    return actions.accept(accounts, link, PASSPHRASE)


def sign_in(browser: Browser, passphrase: str = PASSPHRASE, **fields: str):
    return browser.send("/sign-in", **{"name": "王莉", "passphrase": passphrase, **fields})


@pytest.mark.parametrize("pasted", ["{}", "http://localhost/welcome#{}", "  /welcome#{} "])
def test_a_link_becomes_an_account_that_is_signed_in(accounts, browser, pasted):
    link = pasted.format(actions.invite(accounts, "王莉", ["organizer"]))

    sent = browser.send("/welcome", invitation=link, passphrase=PASSPHRASE)

    assert (sent.status_code, sent.location) == (303, "/")
    assert "home of 王莉" in browser.open("/").text


@pytest.mark.parametrize("weak", ["", "too short", "aaaaaaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_is_told_and_the_link_is_kept(accounts, browser, weak):
    link = actions.invite(accounts, "王莉", ["organizer"])

    refused = browser.send("/welcome", invitation=link, passphrase=weak)

    assert refused.status_code == 400
    assert "至少 15 个字符，其中至少 6 个不同" in refused.text
    assert f'value="{link}"' in refused.text
    assert not weak or weak not in refused.text
    sent = browser.send("/welcome", invitation=link, passphrase=PASSPHRASE)
    assert sent.status_code == 303


@pytest.mark.parametrize("invitation", ["<script>", "i" + "0" * 16 + "." + "0" * 64])
def test_a_link_that_is_none_is_refused_and_never_repeated(browser, invitation):
    refused = browser.send("/welcome", invitation=invitation, passphrase=PASSPHRASE)

    assert refused.status_code == 404
    assert "链接无效" in refused.text
    assert 'name="invitation" value=""' in refused.text


def test_a_used_and_an_expired_link_say_what_to_do(accounts, browser):
    used, late = (actions.invite(accounts, name, ["organizer"]) for name in ("王莉", "李强"))
    actions.accept(accounts, used, PASSPHRASE)
    told = [browser.send("/welcome", invitation=used, passphrase=PASSPHRASE).text]
    accounts.clock.now += timedelta(days=7)

    told.append(browser.send("/welcome", invitation=late, passphrase=PASSPHRASE).text)

    assert "链接已用过" in told[0]
    assert "链接已过期" in told[1]


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(accounts, browser):
    a_person(accounts)

    asked = browser.open("/account?x=1&lang=zh")
    form = browser.open(asked.location).text
    wanted = unescape(re.search(r'name="next" value="([^"]*)"', form)[1])
    sent = sign_in(browser, next=wanted)

    assert (asked.status_code, urlsplit(asked.location).path) == (303, "/sign-in")
    assert (sent.status_code, sent.location) == (303, "/account?x=1&lang=zh")


def test_a_program_that_is_not_signed_in_still_gets_a_problem(browser):
    answered = browser.client.get("/api/v1/accounts/me", headers={"Accept": "application/json"})

    assert (answered.status_code, answered.json["type"]) == (401, "/problems/sign_in_needed")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "account",
        "/" + "x" * 1000,
    ],
)
def test_signing_in_leads_to_no_other_place(accounts, browser, elsewhere):
    a_person(accounts)

    sent = sign_in(browser, next=elsewhere)

    assert (sent.status_code, sent.location) == (303, "/")


def test_a_wrong_passphrase_an_unknown_and_an_empty_name_are_refused_alike(accounts, browser):
    a_person(accounts)

    refused = [
        sign_in(browser, "another long passphrase"),
        sign_in(browser, name="李强"),
    ]
    empty = sign_in(browser, name=" ")

    assert [one.status_code for one in refused] == [401, 401]
    assert refused[0].text == refused[1].text
    assert "姓名与密码短语不符" in empty.text
    assert "another long" not in refused[0].text
    assert "tiny_session" not in "".join(refused[0].headers.getlist("Set-Cookie"))


def test_a_paused_account_says_for_how_long(accounts, browser):
    a_person(accounts)
    for _ in range(8):
        accounts.clock.now += timedelta(minutes=5)
        sign_in(browser, "another long passphrase")

    refused = sign_in(browser)

    assert refused.status_code == 503
    assert "暂停登录 4 分钟" in refused.text
    accounts.clock.now += timedelta(minutes=4)
    assert sign_in(browser).status_code == 303


def test_signing_out_ends_the_session_itself(accounts, browser):
    token = a_person(accounts).token
    browser.client.set_cookie("tiny_session", token)

    sent = browser.send("/sign-out")

    assert "您已退出" in browser.open(sent.location).text
    assert actions.authenticate(accounts, token) is None
    assert browser.open("/").status_code == 303


def test_ones_other_sessions_are_counted_and_ended_and_nobody_elses(accounts, browser):
    first, stranger = a_person(accounts), a_person(accounts, "李强")
    sign_in(browser)

    page = browser.open("/account").text
    said = browser.press("/account/sessions/end")

    assert "结束其他登录" in page
    assert said == "✓ 其他登录都已结束（1 个）。"
    assert actions.authenticate(accounts, first.token) is None
    assert actions.authenticate(accounts, stranger.token) is not None
    assert "结束其他登录" not in browser.open("/account").text


def test_over_the_api_other_sessions_end_too_and_a_machine_has_none(accounts, browser):
    first, second = a_person(accounts), actions.sign_in
    kept = second(accounts, "王莉", PASSPHRASE).token
    robot = actions.issue_token(accounts, "robot", ["organizer"])

    answers = [
        browser.client.delete(
            "/api/v1/sessions/others", headers={"Authorization": f"Bearer {token}"}
        )
        for token in (kept, robot)
    ]

    assert [one.status_code for one in answers] == [200, 403]
    assert answers[0].json == {"ended": 1}
    assert actions.authenticate(accounts, first.token) is None


def test_a_session_that_ended_under_a_form_says_that_nothing_was_done(accounts, browser):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)
    accounts.clock.now += timedelta(hours=1)

    sent = browser.send("/greet", headers={"Referer": "http://localhost/account?x=1"})

    asked = parse_qs(urlsplit(sent.location).query)
    assert asked == {"next": ["/account"], "why": ["ended"]}
    assert "刚才的操作没有执行" in browser.open(sent.location).text


def test_an_administrator_invites_and_closes_and_nobody_else_does(accounts, browser):
    admin, reader = a_person(accounts, "管理员", "admin"), a_person(accounts)
    browser.client.set_cookie("tiny_session", admin.token)

    made = browser.send("/accounts", name="李强", roles=["organizer"])
    taken = browser.send("/accounts", name="王莉", roles=["organizer"])
    none = browser.send("/accounts", name="赵六")
    link = re.search(r"<code>(.*?)</code>", made.text)[1]
    closed = browser.press(f"/accounts/{reader.account_id}/deactivation")
    oneself = browser.press(f"/accounts/{admin.account_id}/deactivation")

    assert link.startswith("http://localhost/welcome#i")
    assert "hreflang" not in made.text  # in another language the link would not be shown again
    assert "hreflang" in taken.text
    assert actions.accept(accounts, link.partition("#")[2], PASSPHRASE).name == "李强"
    assert (taken.status_code, none.status_code) == (409, 400)
    assert "已经有同名的账号" in taken.text
    assert "账号已关闭" in closed
    assert "另一位管理员" in oneself
    browser.client.set_cookie("tiny_session", sign_in_as(accounts, "李强"))
    assert browser.open("/accounts").status_code == 403
    assert browser.send("/accounts", name="x", roles=["admin"]).status_code == 403


def sign_in_as(accounts, name: str) -> str:
    return actions.sign_in(accounts, name, PASSPHRASE).token


def test_the_language_that_was_chosen_stays(accounts, browser):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)

    before = browser.open("/account", "zh").headers["Content-Language"]
    chosen = browser.open("/account?lang=en", "zh")
    after = browser.open("/account", "zh").headers["Content-Language"]

    assert (before, after) == ("zh-Hans", "en")
    assert "SameSite=Lax" in chosen.headers["Set-Cookie"]


FORMS = ("/sign-in", "/welcome", "/sign-out", "/greet", "/account/sessions/end", "/accounts")
OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://localhost"},
]
FOREIGN = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "null"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost.elsewhere.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", FORMS)
def test_a_form_on_a_foreign_page_does_nothing(accounts, browser, path, headers):
    token = a_person(accounts, "王莉", "admin", "organizer").token
    browser.client.set_cookie("tiny_session", token)
    fields = {"name": "王莉", "passphrase": PASSPHRASE}

    sent = browser.client.post(path, data=fields, headers={**headers, "Accept": "text/html"})

    assert sent.status_code == 403
    assert "cross_site" in sent.text
    assert sent.headers.getlist("Set-Cookie") == []
    assert actions.authenticate(accounts, token) is not None


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_form_on_a_page_of_ours_does_what_it_says(accounts, browser, headers):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)

    sent = browser.client.post(
        "/greet", headers=headers, content_type="application/x-www-form-urlencoded"
    )

    assert notice(browser.open(sent.location).text) == "✓ 你好王莉"


@pytest.mark.parametrize("forged", ["", "not base64!", "bm90aGluZw==", "A" * 200])
def test_a_notice_that_another_put_into_the_cookie_is_not_shown(accounts, browser, forged):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)
    browser.client.set_cookie("tiny_session_said", forged)

    shown = browser.open("/")

    assert shown.status_code == 200
    assert notice(shown.text) == ""


def test_a_notice_that_another_sealed_for_nobody_is_not_shown(app, browser):
    with app.test_request_context():
        made = Response()
        put(made, "tiny_session_said", "", Said("greeted", "call 0123"))
    forged = re.search("tiny_session_said=([^;]*)", made.headers["Set-Cookie"])[1]
    browser.client.set_cookie("tiny_session_said", forged)

    assert notice(browser.open("/sign-in").text) == ""


def test_a_database_that_is_away_is_not_called_a_wrong_passphrase(browser, monkeypatch):
    def away(*_: object) -> None:
        raise DatabaseAway("The database does not answer.")

    monkeypatch.setattr(actions, "sign_in", away)
    monkeypatch.setattr(actions, "accept", away)

    answers = [sign_in(browser), browser.send("/welcome", invitation="", passphrase=PASSPHRASE)]

    assert all("database_away" in one.text for one in answers)
    assert not any("密码短语" in one.text for one in answers)


def test_a_notice_to_one_session_is_not_shown_to_another(accounts, browser):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)
    browser.send("/greet")
    browser.client.set_cookie("tiny_session", a_person(accounts, "李强").token)

    assert notice(browser.open("/").text) == ""


@pytest.mark.parametrize(
    "content",
    ["x", "a=1&a=2", "a=%ff", "a=%00", "%", "strange=1", "&".join(f"a{n}=" for n in range(99))],
)
def test_a_form_that_is_not_as_it_should_be_is_refused_without_its_content(
    accounts, browser, content
):
    browser.client.set_cookie("tiny_session", a_person(accounts).token)

    sent = browser.client.post(
        "/greet", data=content, headers=HERE, content_type="application/x-www-form-urlencoded"
    )

    told = notice(browser.open(sent.location).text)
    assert "没有做任何更改" in told
    assert "strange" not in told
