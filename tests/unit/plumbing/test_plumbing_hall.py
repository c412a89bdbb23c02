"""The welcome page and the poster: what they say, and that there is nothing else."""

from __future__ import annotations

import pytest
from factories.pages import a_build
from flask import Flask

from shared.crypto.receipts import six_words
from shared.plumbing.hall import Hall, poster_blueprint
from shared.plumbing.hall.app import create_welcome
from shared.plumbing.headers import secure_headers
from shared.plumbing.pages import register_pages
from shared.plumbing.pages.frame import TEMPLATES
from shared.plumbing.pages.qr import qr_code
from shared.plumbing.problems import register_problems

HALL = Hall(
    box="https://192.168.1.5:8443",
    welcome="http://192.168.1.5:8080/",
    authority="ab" * 31 + "01",
)
GIVEN = Hall(box="https://vote.example.cn:8443")


@pytest.fixture
def web(tmp_path):
    return a_build(tmp_path / "web")


@pytest.fixture
def welcome(web):
    return create_welcome(HALL, b"a certificate", web).test_client()


@pytest.fixture
def desk(web, tmp_path):
    """The part of the desk that shows the poster; the file is `hall.json`."""
    app = Flask("desk", static_folder=None)
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES)
    app.register_blueprint(poster_blueprint(tmp_path / "hall.json"))
    return app.test_client()


@pytest.mark.parametrize(
    ("lang", "phrases"),
    [
        ("zh", ["接下来会出现一次警告", "微信", "显示详细信息", "继续前往", "与会场大屏幕核对"]),
        ("en", ["One warning will come", "WeChat", "Show Details", "Proceed", "Compare with"]),
    ],
)
def test_the_welcome_page_says_what_comes_and_what_to_press(welcome, lang, phrases):
    text = welcome.get(f"/?lang={lang}").text

    assert [phrase for phrase in phrases if phrase not in text] == []
    assert 'href="https://192.168.1.5:8443/check"' in text
    assert qr_code("https://192.168.1.5:8443/check").replace("'", "&#39;") in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_and_digits_are_the_authoritys_in_both_languages(welcome, desk, tmp_path, lang):
    HALL.write(tmp_path / "hall.json")
    words = six_words(bytes.fromhex(HALL.authority))

    for page in (welcome.get(f"/?lang={lang}").text, desk.get(f"/hall?lang={lang}").text):
        assert " ".join(words.zh) in page
        assert " ".join(words.en) in page
        assert "AB AB AB AB AB AB AB 01" in page


def test_the_certificate_can_be_had(welcome):
    answer = welcome.get("/authority.crt")

    assert answer.data == b"a certificate"
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_welcome_service_has_no_other_address(welcome):
    rules = {str(rule) for rule in welcome.application.url_map.iter_rules()}

    assert rules == {"/", "/authority.crt", "/static/<name>"}
    for path in ("/api/v1/keys", "/check", "/hall", "/livez"):
        assert welcome.get(path).status_code == 404
    assert welcome.post("/", data=b"x").status_code in {405, 413}


def test_the_welcome_page_runs_no_script_and_sets_no_cookie(welcome):
    answer = welcome.get("/", headers={"Cookie": "desk_session=marked"})

    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "marked" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("hall", [HALL, GIVEN])
def test_the_poster_shows_the_code_of_the_entrance(desk, tmp_path, hall):
    hall.write(tmp_path / "hall.json")

    text = desk.get("/hall").text

    assert f"<code>{hall.entrance}</code>" in text
    assert qr_code(hall.entrance).replace("'", "&#39;") in text
    assert ("SHA-256" in text) == bool(hall.authority)


def test_without_a_hall_the_poster_says_what_to_do(desk):
    page = desk.get("/hall", headers={"Accept": "text/html"})
    api = desk.get("/hall")

    assert (page.status_code, api.status_code) == (404, 404)
    assert "ostraka up --lan" in page.text
    assert api.json["type"] == "/problems/hall_not_open"
