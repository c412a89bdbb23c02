"""The box's open pages, and that a cookie is nothing to the box."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import segno
from factories.boxes import a_box_side
from factories.pages import a_build
from flask import jsonify, request

from ballot_service.box.pages import qr_code
from ballot_service.box_app import app_for
from shared.plumbing.access import public

COOKIE = {"Cookie": "desk_session=marked; other=marked"}


@pytest.fixture
def app(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    return app_for(box, a_build(tmp_path / "web"))


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("lang", "phrases"),
    [
        ("zh", ["这部手机能投票吗？", "可以投票", "这个浏览器不能投票"]),
        ("en", ["Can this phone vote?", "Yes, it can vote", "Not with this browser"]),
    ],
)
def test_the_test_page_speaks_both_languages(client, lang, phrases):
    text = client.get(f"/check?lang={lang}").text

    assert [phrase for phrase in phrases if phrase not in text] == []


def test_the_test_page_shows_no_answer_before_its_script_has_one(client):
    text = client.get("/check").text

    answers = [line for line in text.splitlines() if "data-answer=" in line]
    assert len(answers) == 4
    assert [line for line in answers if "hidden" not in line] == [answers[0]]
    assert 'data-answer="waiting"' in answers[0]


def test_the_hall_sees_a_code_of_the_address_of_the_test_page(client):
    text = client.get("/check/qr", base_url="https://box.county.test:8443").text

    assert "https://box.county.test:8443/check" in text
    assert qr_code("https://box.county.test:8443/check").replace("'", "&#39;") in text
    assert "手机打不开这个网址" not in text


@pytest.mark.parametrize(
    "base", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000", "http://127.0.0.9:1"]
)
def test_an_address_that_no_phone_can_reach_is_not_shown_in_the_hall(client, base):
    assert "手机打不开这个网址" in client.get("/check/qr", base_url=base).text


def test_the_code_is_the_one_of_its_text():
    drawn = unquote(qr_code("https://box.test/check"))
    modules = segno.make("https://box.test/check", error="m", micro=False)
    side = modules.symbol_size(border=4)[0]

    assert drawn.startswith("data:image/svg+xml")
    assert f'viewBox="0 0 {side} {side}"'.replace('"', drawn[drawn.index("viewBox=") + 8]) in drawn


@pytest.mark.parametrize("path", ["/check", "/check/qr", "/api/v1/keys", "/livez", "/nothing"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_cookie_sent_to_the_box_changes_nothing_and_is_not_logged(client, capfd, path, accept):
    plain = client.get(path, headers={"Accept": accept})
    marked = client.get(path, headers={"Accept": accept, **COOKIE})

    assert (marked.status_code, marked.data) == (plain.status_code, plain.data)
    assert dict(marked.headers) == dict(plain.headers)
    assert "Set-Cookie" not in marked.headers
    assert "marked" not in "".join(capfd.readouterr())


def test_no_view_of_the_box_can_see_a_cookie(app):
    @app.get("/seen")
    @public("it is a test")
    def seen():
        return jsonify(cookies=dict(request.cookies), header=request.headers.get("Cookie"))

    client = app.test_client()
    client.set_cookie("another", "marked")

    assert client.get("/seen", headers=COOKIE).json == {"cookies": {}, "header": None}


def test_nothing_of_a_browser_is_kept_for_a_page(client, capfd):
    told = {"User-Agent": "marked", "Referer": "https://marked.test", "X-Forwarded-For": "9.9.9.9"}

    answer = client.get("/check", headers=told)

    assert "marked" not in answer.text
    assert "".join(capfd.readouterr()) == ""
    assert answer.headers["Cache-Control"] == "no-store"
