"""The hall's screen: coarse numbers, asked for seldom, and never shown as new when they are old."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import documents
from factories.boxes import work
from factories.desk import Hall
from factories.office import a_browser
from factories.pages import a_build

from ballot_service.box.domain.turnout import Glances, NoBoxesInRound, rounded
from ballot_service.box_db import BallotRow
from ballot_service.desk_app import app_for
from shared.crypto.receipts import sign_checkpoint
from shared.crypto.signing import sign_document
from shared.documents.base import sign
from shared.documents.turnout import TurnoutQuestion
from shared.plumbing.db import unit_of_work

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """An hour that a test moves on."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(tmp_path, clock, monkeypatch) -> Hall:
    """A meeting with an open round; desk and box look at the same clock."""
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    round_id = hall.freeze().begin()
    hall.open(round_id)
    object.__setattr__(hall.desk, "clock", clock)
    object.__setattr__(hall.box, "clock", clock)
    return hall


def box_of(hall: Hall) -> str:
    return str(hall.get()["rounds"][0]["boxes"][0]["uuid"])


def cast(hall: Hall, ballots: int) -> None:
    """Put rows into the box as if so many ballots had been taken."""
    uuid = box_of(hall)
    with unit_of_work(hall.box.sessions) as uow:
        uow.session.add_all(
            BallotRow(
                uuid=uuid,
                tracker=secrets.token_bytes(32),
                credential=secrets.token_hex(32),
                text="{}",
            )
            for _ in range(ballots)
        )


def returned(hall: Hall) -> object:
    return hall.get("/turnout", hall.first)["electorates"][0]["returned"]


@pytest.mark.parametrize(("ballots", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (107, 105)])
def test_a_number_is_rounded_down_to_five(ballots, shown):
    assert rounded(ballots) == shown


def test_the_box_looks_into_itself_once_in_thirty_seconds():
    glances, looks = Glances(), iter([4, 12, 99])

    def look(now: int) -> int:
        return glances.look(("m", "r1"), now, lambda: {"u": next(looks)})["u"]

    assert [look(100), look(129), look(130), look(159)] == [0, 0, 10, 10]


def test_no_other_question_makes_the_box_look_again_too_soon():
    glances, looks = Glances(), iter([4, 12])

    def look(now: int) -> int:
        return glances.look(("m", "r1"), now, lambda: {"u": next(looks)})["u"]

    first = look(0)
    for number in range(200):
        glances.look(("m", f"other{number}"), 1, lambda: {"v": 7})
        with pytest.raises(NoBoxesInRound):
            glances.look(("m", f"none{number}"), 1, dict)
        glances.look(("elsewhere", "r1"), 1, lambda: {"w": 50})

    assert (first, look(29), look(30)) == (0, 0, 10)


def test_the_box_keeps_no_look_longer_than_thirty_seconds():
    glances = Glances()
    for number in range(200):
        glances.look(("m", f"r{number}"), number, lambda: {"u": 7})

    assert len(glances._last) == 30


def test_the_screen_follows_the_box_in_steps_of_five_and_not_before_half_a_minute(hall, clock):
    first = returned(hall)
    cast(hall, 6)
    clock.wait(20)
    soon = returned(hall)
    clock.wait(11)

    assert (first, soon, returned(hall)) == (0, 0, 5)


def test_a_silent_box_leaves_the_last_number_and_the_answer_says_how_old_it_is(hall, clock):
    cast(hall, 6)
    assert returned(hall) == 5
    silent = replace(hall.desk, box=hall.desk.tally)  # answers every question of a box with 404
    browser = a_browser(app_for(silent), hall.first)
    path = f"/api/v1/meetings/{hall.meeting}/turnout"

    clock.wait(60)
    fresh = browser.open(path).json
    clock.wait(60)
    old = browser.open(path).json

    assert (fresh["old"], fresh["age_seconds"]) == (False, 60)
    assert (old["old"], old["age_seconds"]) == (True, 120)
    assert old["electorates"][0]["returned"] == 5


def test_the_page_says_in_words_that_numbers_are_old_in_both_languages(hall, clock, tmp_path):
    returned(hall)
    clock.wait(180)
    silent = replace(hall.desk, box=hall.desk.tally)
    browser = a_browser(app_for(silent, a_build(tmp_path / "web")), hall.first)

    shown = [browser.open(f"/meetings/{hall.meeting}/turnout", one).text for one in ("zh", "en")]

    assert "数字已过时" in shown[0]
    assert "OLD NUMBERS: the box has not answered" in shown[1]
    assert all('id="stale" role="status">' in page for page in shown)
    assert all('<b id="age">3</b>' in page for page in shown)


def test_fresh_numbers_are_not_called_old_and_the_page_loads_again_without_scripts(hall, tmp_path):
    browser = a_browser(app_for(hall.desk, a_build(tmp_path / "web")), hall.first)

    page = browser.open(f"/meetings/{hall.meeting}/turnout").text

    assert 'id="stale" role="status" hidden>' in page
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page


def test_a_closed_box_is_shown_exactly_once_it_has_published(hall, clock):
    cast(hall, 7)
    round_id = hall.get()["rounds"][0]["round"]
    hall.close(round_id)
    unpublished = hall.get("/turnout")
    size = 7

    class Published:
        def get_json(self, path: str) -> object:
            root = secrets.token_bytes(32)
            signature = sign_checkpoint(documents.BOX, box_of(hall), size, root)
            return {
                "uuid": box_of(hall),
                "size": size,
                "root": root.hex(),
                "signature": signature.hex(),
                "key": documents.BOX.key_id,
            }

    object.__setattr__(hall.desk, "box", Published())
    clock.wait(31)
    shown = hall.get("/turnout")
    size = 99
    clock.wait(31)

    assert unpublished["electorates"][0]["exact"] is False
    assert shown["electorates"][0] | {"title": ""} == {
        "key": "A",
        "title": "",
        "roll": 6,
        "present": 6,
        "votes": True,
        "returned": 7,
        "exact": True,
    }
    assert hall.get("/turnout")["electorates"][0]["returned"] == 7


def test_the_real_box_publishes_what_the_screen_then_shows(hall, clock):
    hall.close(hall.get()["rounds"][0]["round"])
    before = hall.get("/turnout")["electorates"][0]["exact"]
    work(hall.box)
    clock.wait(31)

    after = hall.get("/turnout")["electorates"][0]

    assert before is False
    assert (after["returned"], after["exact"]) == (0, True)


def test_numbers_that_the_box_has_not_signed_are_not_shown(hall, clock):
    class Stranger:
        def post_json(self, path: str, question: dict) -> object:
            document = {
                "type": "turnout",
                "version": 1,
                "issued_by": "ballot-box",
                "supersedes": None,
                "meeting": hall.meeting,
                "round": question["document"]["round"],
                "asked_at": question["document"]["asked_at"],
                "boxes": [{"uuid": box_of(hall), "at_least": 500}],
            }
            return sign_document(documents.STRANGER, document)

    object.__setattr__(hall.desk, "box", Stranger())

    assert returned(hall) is None


def ask(hall: Hall, key: object = documents.DESK, **changes: object) -> object:
    values = {
        "issued_by": "ballot-desk",
        "meeting": hall.meeting,
        "round": hall.get()["rounds"][0]["round"],
        "asked_at": int(NOON.timestamp()),
        **changes,
    }
    return hall.box_client.post("/api/v1/turnout", json=sign(key, TurnoutQuestion(**values)))


def test_the_box_answers_nobody_but_the_desk_and_no_old_question(hall):
    stranger = ask(hall, documents.STRANGER)
    stale = ask(hall, asked_at=int(NOON.timestamp()) - 61)
    early = ask(hall, asked_at=int(NOON.timestamp()) + 61)
    elsewhere = ask(hall, meeting="0123456789abcdef")
    no_round = ask(hall, round="0123456789abcdef")
    plain = hall.box_client.post("/api/v1/turnout", json={"meeting": hall.meeting})

    slugs = [one.json["type"].rsplit("/", 1)[1] for one in (stale, early, elsewhere, no_round)]
    assert stranger.status_code in (400, 403)
    assert slugs == [
        "question_stale",
        "question_stale",
        "meeting_unknown",
        "no_boxes_in_round",
    ]
    assert plain.status_code == 400
    assert ask(hall).status_code == 200


def test_an_answer_tells_a_multiple_of_five_and_nothing_else(hall):
    cast(hall, 8)

    told = ask(hall).json["document"]

    assert told["boxes"] == [{"uuid": box_of(hall), "at_least": 5}]
    assert set(told) == {
        "type", "version", "issued_by", "supersedes", "meeting", "round", "asked_at", "boxes"
    }  # fmt: skip


def test_before_the_first_round_the_screen_shows_people_alone(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    hall.check_in(present=5)

    shown = hall.get("/turnout")

    assert shown["round"] is None
    assert shown["old"] is False
    assert [shown["electorates"][0][name] for name in ("roll", "present", "votes")] == [6, 5, False]
