"""A meeting's pages at the box: the same for everybody, and their own files alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.pages import a_build

from ballot_service.box_app import app_for

CODE = "A-yGygx-bUZDje-AshYr-mm3QYz-Ru85"
RECEIPT = "tnCMesiZ6MVWWm.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Shown:
    """One of the pages, and what is its own."""

    letter: str
    root: str
    script: str
    style: str
    plain: tuple[str, str]
    """What it says without its script, in Chinese and English."""
    missing: str
    """What it says of a meeting that is not known."""


PAGES = {
    "booth": Shown(
        "b",
        "booth",
        "booth-BBBBBBBB.js",
        "booth-EEEEEEEE.css",
        ("您还没有投票", "you have not voted yet"),
        "请重新扫描凭条上的二维码",
    ),
    "kiosk": Shown(
        "k",
        "booth",
        "kiosk-JJJJJJJJ.js",
        "kiosk-JJJJJJJJ.css",
        ("不能用作投票机", "cannot be a voting machine"),
        "没有找到这个会议",
    ),
    "receipt": Shown(
        "r",
        "receipt",
        "receipt-FFFFFFFF.js",
        "voter-AAAAAAAA.css",
        ("您的票不受影响", "Your vote is not touched"),
        "请重新扫描",
    ),
}


@pytest.fixture(params=PAGES.values(), ids=PAGES)
def shown(request):
    return request.param


@pytest.fixture
def meeting(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    return Rehearsed(box, voters=6).open()


@pytest.fixture
def client(meeting, tmp_path):
    return app_for(meeting.box, a_build(tmp_path / "web")).test_client()


@pytest.fixture
def path(meeting, shown):
    return f"/{shown.letter}/{meeting.meeting.meeting}"


def test_the_page_is_told_the_meeting_and_the_desks_key_and_nothing_else(
    client, meeting, path, shown
):
    (root,) = re.findall(rf'<div id="{shown.root}"[^>]*>', client.get(path).text)

    assert re.findall(r'data-([a-z-]+)="([^"]*)"', root) == [
        ("meeting", meeting.meeting.meeting),
        ("desk-keys", documents.DESK.public.hex()),
    ]


def test_the_page_may_load_its_own_files_use_the_camera_and_keep_nothing(client, path, shown):
    answer = client.get(path, base_url="https://box.test")

    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src box.test/static/{shown.script};" in policy
    assert f"box.test/static/{shown.style}" in policy
    assert "unsafe" not in policy
    assert "trusted-types ostraka" in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "?lang=zh", "?lang=en", f"?{CODE}", f"?{RECEIPT}"])
def test_everybody_gets_the_same_page_and_no_address_is_repeated(client, path, query):
    first = client.get(path + query, headers={"User-Agent": "a phone"})
    second = client.get(path + query, headers={"User-Agent": "another", "Cookie": "a=b"})

    assert first.data == second.data
    assert CODE not in first.text
    assert RECEIPT not in first.text


def test_the_page_is_the_same_before_and_after_somebody_voted(client, meeting, path):
    first = client.get(path)
    assert meeting.cast(meeting.ballot(0)).status_code == 201
    second = client.get(path)

    assert first.data == second.data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_its_script_the_page_says_what_to_do(client, path, shown, lang):
    text = client.get(f"{path}?lang={lang}").text

    assert shown.plain[LANGUAGES.index(lang)] in text


def test_a_meeting_that_is_not_known_is_a_page_that_says_what_to_do(client, shown):
    answer = client.get(f"/{shown.letter}/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert shown.missing in answer.text
    assert "nowhere" not in answer.text
