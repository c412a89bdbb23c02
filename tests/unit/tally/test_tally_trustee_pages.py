"""A trustee's pages: the list of boards and duties, and one link that only its trustees open."""

from __future__ import annotations

import pytest
from factories import documents
from factories.office import a_browser
from factories.pages import a_build
from factories.tally import Counting, a_person, refusal

from shared.crypto.trustees import member
from tally_service.app import app_for

NAMES = ("张三", "李四", "王五")


class Seats:
    """A board whose ceremony begins, and the pages of the service."""

    def __init__(self, folder):
        self.counting = Counting(f"sqlite:///{folder / 'tally.db'}", folder)
        self.app = app_for(self.counting.tally, a_build(folder / "web"))
        self.people = [a_person(self.counting.tally, name, "trustee") for name in NAMES]
        self.board = self.begin()

    def begin(self, **changes):
        body = {
            "title": "计票委员会",
            "year": 2026,
            "threshold": 2,
            "trustees": [person.actor.account_id for person in self.people],
            **changes,
        }
        admin = a_person(self.counting.tally, changes.get("title", "管理员"), "admin")
        made = self.counting.client.post("/api/v1/boards", json=body, headers=admin.headers)
        return made.json["board"]

    def browser(self, person):
        return a_browser(self.app, person, "tally_session")

    def get(self, path, person=None):
        headers = person.headers if person else {}
        return self.counting.client.get(f"/api/v1{path}", headers=headers)

    def certify(self, number):
        """Let a trustee send the certificate."""
        state = member.begin(NAMES, 2, number)
        message = {"step": "cert", "message": state["messages"]["cert"]}
        path = f"/api/v1/boards/{self.board}/messages"
        headers = self.people[number - 1].headers
        return self.counting.client.post(path, json=message, headers=headers)


@pytest.fixture
def seats(tmp_path):
    return Seats(tmp_path)


def test_the_list_says_whose_turn_it_is_on_the_page_and_in_the_api(seats):
    more = a_person(seats.counting.tally, "赵六", "trustee")
    others = [person.actor.account_id for person in (*seats.people[1:], more)]
    seats.begin(title="另一个", trustees=others)
    assert seats.certify(1).status_code == 200

    first, second = (seats.browser(person).open("/t").text for person in seats.people[:2])
    mine = seats.get("/duties", seats.people[0]).json["boards"]

    assert first.count('href="/t/') == 2
    assert second.count("另一个") == 1
    assert "会议前的密钥演练" in first
    assert [(one["number"], one["owed"], one["duties"]) for one in mine] == [(1, False, False)]
    assert mine[0]["awaited"] == ["李四", "王五"]
    assert seats.get("/duties", seats.people[1]).json["boards"][0]["duties"]


def test_a_trustees_page_carries_the_keys_it_believes_and_no_secret(seats):
    page = seats.browser(seats.people[1]).open(f"/t/{seats.board}")

    assert page.status_code == 200
    assert f'data-board="{seats.board}" data-number="2"' in page.text
    assert f'data-tally-key="{documents.TALLY.public.hex()}"' in page.text
    assert f'data-desk-key="{documents.DESK.public.hex()}"' in page.text
    assert "wasm-unsafe-eval" not in page.headers["Content-Security-Policy"]


def test_nobody_else_opens_it(seats):
    stranger = a_person(seats.counting.tally, "别人", "trustee")
    certifier = a_person(seats.counting.tally, "认证人", "certifier")
    path = f"/t/{seats.board}"

    refused = seats.browser(stranger).open(path)

    assert refused.status_code == 403
    assert "不是这个密钥保管组的持有人" in refused.text
    assert seats.browser(certifier).open("/t").status_code == 403
    assert seats.browser(None).open(path).location.startswith("/sign-in")
    assert seats.browser(stranger).open("/t/none").status_code == 404
    assert refusal(seats.get(f"/boards/{seats.board}/duties", stranger)) == (403, "not_a_trustee")
    assert refusal(seats.get("/duties")) == (401, "sign_in_needed")


def test_a_rehearsal_is_shown_once_the_board_is_ready_and_the_link_names_it(tmp_path):
    seats = Seats(tmp_path)
    counting = seats.counting
    early = seats.get(f"/boards/{seats.board}/duties?meeting=m-1", seats.people[0]).json
    ready, person = counting.board.document.board, counting.trustees[1]
    counting.box.announce("m-1", counting.board.ref)

    asked = seats.get(f"/boards/{ready}/duties?meeting=m-1", person).json
    shown = seats.get(f"/boards/{ready}/duties", person).json
    odd, unknown = (
        seats.get(f"/boards/{ready}/duties?meeting={meeting}", person).json
        for meeting in ("M%201", "m-2")
    )

    assert early["rehearsals"] == shown["rehearsals"] == []
    assert [(one["meeting"], one["owed"]) for one in asked["rehearsals"]] == [("m-1", True)]
    assert [one["asked_refused"] for one in (asked, odd, unknown)] == [
        None,
        "no_such_meeting",
        "no_such_meeting",
    ]
    assert odd["rehearsals"] == unknown["rehearsals"] == []


def test_a_box_that_waits_for_shares_is_a_duty_until_the_share_is_there(tmp_path):
    counting = Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    closed = counting.hold({"A": [0, 0, 1, 1, 3, 4, 0]})
    counting.clear(closed)
    board, person = counting.board.document.board, counting.trustees[1]

    def mine():
        path = f"/api/v1/boards/{board}/duties"
        return counting.client.get(path, headers=person.headers).json

    before = mine()
    assert counting.give(closed.uuid(), 1).status_code == 200
    after = mine()

    assert before["duties"]
    assert [box["uuid"] for box in before["boxes"]] == [closed.uuid()]
    assert not after["duties"]
    assert after["boxes"][0]["shares"] == [1]
