"""Keys that are reported lost, what that changes, and the record of a board's keys."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime

import pytest
from factories.office import a_browser
from factories.pages import a_build
from factories.tally import Counting, a_person, refusal, stored, work

from shared.crypto import jsontext
from tally_service.app import app_for
from tally_service.trustees.domain import (
    DECRYPTED,
    KEY_FOUND,
    KEY_LOST,
    Happening,
    lost_keys,
    until_decrypted,
    within_reach,
)

VOTES = [0, 0, 1, 1, 3, 4, 0]


class Room:
    """A board of three, of whom two are needed, and a box that waits for their shares."""

    def __init__(self, folder):
        self.counting = Counting(f"sqlite:///{folder / 'tally.db'}", folder)
        self.app = app_for(self.counting.tally, a_build(folder / "web"))
        self.admin = a_person(self.counting.tally, "管理员", "admin")
        self.board = self.counting.board.document.board
        self.closed = self.counting.hold({"A": VOTES})
        self.counting.clear(self.closed)

    def say(self, what, number, by=None):
        """Say that a key is lost or found; by its trustee if nobody else is told."""
        person = by or self.counting.trustees[number]
        path = f"/api/v1/boards/{self.board}/keys/{number}/{what}"
        return self.app.test_client().post(path, headers=person.headers)

    def keys(self):
        headers = self.counting.trustees[1].headers
        return self.app.test_client().get(f"/api/v1/boards/{self.board}/keys", headers=headers).json

    def lost(self):
        return [one["number"] for one in self.keys()["keys"] if one["lost"]]

    def step(self):
        return self.counting.progress(self.closed)["next_step"]

    def shares(self):
        return [one["state"] for one in self.counting.progress(self.closed)["boxes"][0]["shares"]]

    def give(self, number, text=None):
        return self.counting.give(self.closed.uuid(), number, text)

    def duties(self, number):
        path = f"/api/v1/boards/{self.board}/duties"
        return self.app.test_client().get(path, headers=self.counting.trustees[number].headers).json


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


def spoilt(text):
    """Return a share in which one number was changed."""
    fields = jsontext.decode(text)
    proof = fields["context_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) + 1)
    return jsontext.encode(fields), proof["response"]


def test_one_lost_key_is_named_not_waited_for_and_the_others_count(room):
    assert room.say("lost", 1).status_code == 200

    assert room.shares() == ["lost", "missing", "missing"]
    assert room.step()["code"] == "shares"
    assert room.step()["parameters"]["names"] == ["受托人 2", "受托人 3"]
    assert "受托人 1 的密钥已报告丢失，不用等" in room.step()["zh"]
    assert [room.duties(number)["duties"] for number in (1, 2)] == [False, True]
    room.give(2)
    room.give(3)
    assert room.counting.outcome(room.closed) == ("done", None)
    assert room.shares() == ["lost", "given", "given"]


def test_with_too_few_keys_it_is_said_that_nobody_can_decrypt(room):
    room.say("lost", 1)
    room.say("lost", 3, by=room.admin)

    assert room.step()["code"] == "keys_lost"
    assert room.step()["parameters"]["names"] == ["受托人 1", "受托人 3"]
    assert "剩下的不足 2 份" in room.step()["zh"]
    assert not room.keys()["enough"]
    assert [room.duties(number)["boxes"][0]["enough"] for number in (1, 2)] == [False, False]
    assert not room.duties(2)["duties"]
    assert room.counting.outcome(room.closed) == ("decrypting", None)


def test_a_report_stops_nobody_who_has_the_key_after_all(room):
    for number in (1, 2):
        room.say("lost", number, by=room.admin)

    room.give(1)
    room.give(2)

    assert room.counting.outcome(room.closed) == ("done", None)
    assert room.shares() == ["given", "given", "unneeded"]


def test_a_report_is_taken_back_until_the_next_box_is_decrypted(room):
    room.say("lost", 1)
    assert room.say("found", 1).status_code == 200
    assert room.lost() == []

    room.say("lost", 1)
    room.give(2)
    room.give(3)

    assert refusal(room.say("found", 1)) == (409, "loss_stands")
    assert room.lost() == [1]
    record = [(one["what"], one["trustees"], one["by"]) for one in room.keys()["record"]]
    assert record == [
        ("key_lost", ["受托人 1"], "受托人 1"),
        ("key_found", ["受托人 1"], "受托人 1"),
        ("key_lost", ["受托人 1"], "受托人 1"),
        ("decrypted", ["受托人 2", "受托人 3"], ""),
    ]


def test_only_the_trustee_or_an_administrator_speaks_of_a_key(room):
    certifier = room.counting.certifiers[0]

    assert refusal(room.say("lost", 1, by=room.counting.trustees[2])) == (403, "not_your_key")
    assert refusal(room.say("lost", 1, by=certifier)) == (403, "role_missing")
    assert refusal(room.say("lost", 4, by=room.admin)) == (404, "no_such_trustee")
    assert refusal(room.say("found", 1)) == (409, "not_lost")
    assert room.say("lost", 1, by=room.admin).status_code == 200
    assert refusal(room.say("lost", 1)) == (409, "lost_already")
    assert room.say("found", 1).status_code == 200
    assert len(room.keys()["record"]) == 2


def test_two_who_report_at_once_make_one_entry(room):
    people = (room.admin, room.counting.trustees[1])
    threads = [threading.Thread(target=room.say, args=("lost", 1, one)) for one in people]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one["what"] for one in room.keys()["record"]] == ["key_lost"]


def test_before_there_is_a_key_none_can_be_lost(room):
    accounts = [person.actor.account_id for person in room.counting.trustees.values()]
    body = {"title": "另一个", "year": 2027, "threshold": 2, "trustees": accounts}
    made = room.app.test_client().post("/api/v1/boards", json=body, headers=room.admin.headers)
    room.board = made.json["board"]

    assert refusal(room.say("lost", 1)) == (409, "board_not_ready")


def test_a_wrong_share_is_refused_and_named_though_enough_others_are_here(room):
    uuid = room.closed.uuid()
    right = room.counting.share(uuid, 3)
    wrong, number = spoilt(right)
    client, headers = room.app.test_client(), room.counting.trustees
    for good in (1, 2):  # nobody has combined them yet
        body = {"share": room.counting.share(uuid, good)}
        client.post(f"/api/v1/counts/{uuid}/shares", json=body, headers=headers[good].headers)

    answers = [
        client.post(
            f"/api/v1/counts/{uuid}/shares", json={"share": wrong}, headers=headers[3].headers
        )
        for _ in range(2)
    ]

    assert [refusal(one) for one in answers] == [(400, "share_rejected")] * 2
    assert room.shares() == ["given", "given", "refused"]
    work(room.counting.tally)
    assert room.counting.outcome(room.closed) == ("done", None)
    assert room.shares() == ["given", "given", "refused"]
    assert [one["what"] for one in room.keys()["record"]] == ["share_refused", "decrypted"]
    kept = repr(stored(room.counting.tally))
    assert number not in kept
    assert jsontext.decode(right)["decryption_factors"][0][0] not in kept


def test_a_refused_share_is_named_in_the_step_until_a_right_one_comes(room):
    room.give(1, spoilt(room.counting.share(room.closed.uuid(), 1))[0])
    before = room.step()
    room.give(1)

    assert "已拒收 受托人 1 的份额" in before["zh"]
    assert "受托人 1" in before["parameters"]["names"]
    assert room.shares() == ["given", "missing", "missing"]
    assert "拒收" not in room.step()["zh"]


def test_the_pages_ask_before_they_record_and_tell_what_is_left(room):
    browser = a_browser(room.app, room.counting.trustees[1], "tally_session")
    here = f"/boards/{room.board}/keys"

    asked = browser.open(f"{here}/1/lost").text
    other = browser.open(f"{here}/2/lost").text
    before = room.keys()["record"]
    done = browser.press(f"{here}/1/lost")
    undone = browser.press(f"{here}/1/found")

    assert "其余 2 把密钥够了（需要 2 把）" in asked
    assert "是，报告丢失" not in other
    assert before == []
    assert "已记下" in done
    assert "已撤回" in undone
    assert browser.open(f"{here}/9/lost").status_code == 404


def test_the_administrators_page_warns_before_the_last_needed_key(room):
    browser = a_browser(room.app, room.admin, "tally_session")
    here = f"/boards/{room.board}/keys"
    room.say("lost", 1)

    asked = browser.open(f"{here}/2/lost").text
    browser.press(f"{here}/2/lost")
    told = browser.open(here).text

    assert "还在的密钥只有 1 把，需要 2 把" in asked
    assert "谁也不能，管理员也不能" in told
    assert "一票也读不出来" in told
    assert 'href="/boards/new"' in told


def test_a_box_whose_shares_are_here_is_not_called_lost_with_the_keys(room):
    browser = a_browser(room.app, room.admin, "tally_session")
    here, title = f"/boards/{room.board}/keys", "· A"
    room.give(1)
    room.say("lost", 1)

    asked_given = browser.open(f"{here}/2/lost").text
    room.say("lost", 2, by=room.admin)
    told_given = browser.open(here).text
    own = a_browser(room.app, room.counting.trustees[2], "tally_session").open("/t").text
    asked_shut = browser.open(f"{here}/3/lost").text
    room.say("lost", 3, by=room.admin)
    told_shut = browser.open(here).text
    rounds = [browser.open(path).text for path in ("/", round_page(room))]

    assert "现在等着的票箱都还能解开" in asked_given
    assert "这个保管组不能再为别的会议计票" in told_given
    assert "谁也不能" not in told_given
    assert "在等其他持有人：您的密钥已报告丢失" in own
    assert "在等您的解密份额" not in own
    assert re.search(f"这些票箱谁也解不开： [^<]*{title}", asked_shut)
    assert re.search(f"谁也不能，管理员也不能： [^<]*{title}", told_shut)
    assert ["再也解不开" in one for one in rounds] == [True, True]
    assert ["解密中" in one for one in rounds] == [False, False]


def round_page(room):
    """Return the count room's page of the round."""
    box = room.keys()["boxes"][0]
    return f"/rounds/{box['meeting']}/{box['round']}"


def happened(what, *numbers, about=""):
    return Happening(what, numbers, about, "", datetime(2026, 11, 22, tzinfo=UTC))


def test_what_is_lost_is_what_was_said_last():
    said = [happened(KEY_LOST, 1), happened(KEY_LOST, 2), happened(KEY_FOUND, 1)]

    assert list(lost_keys(said)) == [2]
    assert list(lost_keys(until_decrypted([*said, happened(DECRYPTED, 1, about="u")], "u"))) == [2]
    later = [happened(DECRYPTED, 1, 3, about="u"), *said]
    assert until_decrypted(later, "u") == []
    assert len(until_decrypted(later, "v")) == 4


@pytest.mark.parametrize(
    ("lost", "given", "enough"),
    [
        ((), (), True),
        ((1,), (), True),
        ((1, 2), (), False),
        ((1, 2), (1,), True),
        ((1, 2), (3,), False),
    ],
)
def test_a_box_is_within_reach_of_the_shares_given_and_the_keys_left(lost, given, enough):
    assert within_reach(3, 2, lost, given) is enough
