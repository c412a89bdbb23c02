"""The page of a voting machine: the same for everybody, and allowed to load its own files alone."""

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
    return Rehearsed(box, voters=6).open()


@pytest.fixture
def client(meeting, tmp_path):
    return app_for(meeting.box, a_build(tmp_path / "web")).test_client()


@pytest.fixture
def path(meeting):
    return f"/k/{meeting.meeting.meeting}"


def test_the_page_is_told_the_meeting_and_the_desks_key_and_nothing_else(client, meeting, path):
    (kiosk,) = re.findall(r'<div id="booth"[^>]*>', client.get(path).text)

    assert re.findall(r'data-([a-z-]+)="([^"]*)"', kiosk) == [
        ("meeting", meeting.meeting.meeting),
        ("desk-keys", documents.DESK.public.hex()),
    ]


def test_the_page_may_load_its_own_files_use_the_camera_and_keep_nothing(client, path):
    answer = client.get(path, base_url="https://box.test")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src box.test/static/kiosk-JJJJJJJJ.js;" in policy
    assert "box.test/static/kiosk-JJJJJJJJ.css" in policy
    assert "unsafe" not in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_page_is_the_same_before_and_after_somebody_voted(client, meeting, path):
    first = client.get(f"{path}?{CODE}")
    assert meeting.cast(meeting.ballot(0)).status_code == 201
    second = client.get(path, headers={"Cookie": "a=b"})

    assert first.data == second.data
    assert CODE not in first.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_its_script_the_page_says_what_to_do(client, path, lang):
    text = client.get(f"{path}?lang={lang}").text

    assert {"zh": "不能用作投票机", "en": "cannot be a voting machine"}[lang] in text


def test_a_meeting_that_is_not_known_is_a_page_that_says_what_to_do(client):
    answer = client.get("/k/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "没有找到这个会议" in answer.text
