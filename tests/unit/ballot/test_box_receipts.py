"""The page that checks receipts: the same for everybody, and told nothing of what is asked."""

from __future__ import annotations

import re

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.pages import a_build

from ballot_service.box_app import app_for

RECEIPT = "tnCMesiZ6MVWWm.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@pytest.fixture
def meeting(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    return Rehearsed(box).prepare()


@pytest.fixture
def client(meeting, tmp_path):
    return app_for(meeting.box, a_build(tmp_path / "web")).test_client()


@pytest.fixture
def path(meeting):
    return f"/r/{meeting.meeting.meeting}"


def test_the_page_is_told_the_meeting_and_the_desks_key_and_nothing_else(client, meeting, path):
    text = client.get(path).text

    (root,) = re.findall(r'<div id="receipt"[^>]*>', text)
    assert re.findall(r'data-([a-z-]+)="([^"]*)"', root) == [
        ("meeting", meeting.meeting.meeting),
        ("desk-keys", documents.DESK.public.hex()),
    ]


def test_the_page_may_load_its_own_files_use_the_camera_and_keep_nothing(client, path):
    answer = client.get(path, base_url="https://box.test")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src box.test/static/receipt-FFFFFFFF.js;" in policy
    assert "unsafe" not in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "?lang=zh", "?lang=en", f"?{RECEIPT}"])
def test_everybody_gets_the_same_page_and_no_address_is_repeated(client, path, query):
    first = client.get(path + query, headers={"User-Agent": "a phone"})
    second = client.get(path + query, headers={"User-Agent": "another", "Cookie": "a=b"})

    assert first.data == second.data
    assert RECEIPT not in first.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_its_script_the_page_says_that_the_vote_is_not_touched(client, path, lang):
    text = client.get(f"{path}?lang={lang}").text

    assert {"zh": "您的票不受影响", "en": "Your vote is not touched"}[lang] in text


def test_a_meeting_that_is_not_known_is_a_page_that_says_what_to_do(client):
    answer = client.get("/r/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "请重新扫描" in answer.text
    assert "nowhere" not in answer.text
