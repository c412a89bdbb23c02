"""The page of the booth: the same for everybody, and allowed to load nothing but its own files."""

from __future__ import annotations

import re

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.pages import a_build

from ballot_service.box_app import app_for

CODE = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85"


@pytest.fixture
def meeting(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    return Rehearsed(box).prepare()


@pytest.fixture
def client(meeting, tmp_path):
    return app_for(meeting.box, a_build(tmp_path / "web")).test_client()


@pytest.fixture
def path(meeting):
    return f"/b/{meeting.meeting.meeting}"


def test_the_page_is_told_the_meeting_and_the_desks_key_and_nothing_else(client, meeting, path):
    text = client.get(path).text

    (booth,) = re.findall(r'<div id="booth"[^>]*>', text)
    assert re.findall(r'data-([a-z-]+)="([^"]*)"', booth) == [
        ("meeting", meeting.meeting.meeting),
        ("desk-keys", documents.DESK.public.hex()),
    ]


def test_the_page_may_load_its_own_files_use_the_camera_and_keep_nothing(client, path):
    answer = client.get(path, base_url="https://box.test")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src box.test/static/booth-BBBBBBBB.js;" in policy
    assert (
        "style-src box.test/static/voter-AAAAAAAA.css box.test/static/booth-EEEEEEEE.css;" in policy
    )
    assert "unsafe" not in policy
    assert "trusted-types ostraka" in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "?lang=zh", "?lang=en", f"?{CODE}"])
def test_everybody_gets_the_same_page_and_no_address_is_repeated(client, path, query):
    first = client.get(path + query, headers={"User-Agent": "a phone"})
    second = client.get(path + query, headers={"User-Agent": "another", "Cookie": "a=b"})

    assert first.data == second.data
    assert CODE not in first.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_its_script_the_page_says_that_nobody_has_voted(client, path, lang):
    text = client.get(f"{path}?lang={lang}").text

    assert {"zh": "您还没有投票", "en": "you have not voted yet"}[lang] in text


def test_a_meeting_that_is_not_known_is_a_page_that_says_what_to_do(client):
    answer = client.get("/b/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "请重新扫描凭条上的二维码" in answer.text
    assert "nowhere" not in answer.text
