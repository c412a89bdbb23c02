"""Boards of trustees over HTTP: the ceremony, what it leaves, and the rehearsal of its keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from factories import documents
from factories.tally import Person, a_person, a_tally, refusal, stored
from fakes.box import FakeBox
from fakes.desk import FakeDesk

from shared.crypto import rehearsal
from shared.crypto.decryption import make_share
from shared.crypto.group import to_hex
from shared.crypto.trustees import member
from shared.crypto.trustees.board import replay
from shared.documents.base import open_signed
from shared.documents.boards import Board, Rehearsal
from shared.documents.manifests import BoardRef
from tally_service.app import app_for

TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}


class Ceremony:
    """A board in the making: an administrator and three trustees with their programs."""

    def __init__(self, url: str, folder: Any) -> None:
        self.box = FakeBox()
        self.tally = a_tally(url, folder, self.box.transport(), FakeDesk().transport())
        self.app = app_for(self.tally)
        self.admin = a_person(self.tally, "管理员", "admin")
        self.people = [a_person(self.tally, f"受托人 {n}", "trustee") for n in (1, 2, 3)]
        self.names = [person.actor.name for person in self.people]
        self.states = [member.begin(self.names, 2, number) for number in (1, 2, 3)]
        self.board = ""

    def create(self, by: Person | None = None, **changes: Any) -> Any:
        """Begin the board; return the response."""
        ids = [person.actor.account_id for person in self.people]
        body = {"title": "计票委员会", "year": 2026, "threshold": 2, "trustees": ids, **changes}
        headers = (by or self.admin).headers
        return self.app.test_client().post("/api/v1/boards", json=body, headers=headers)

    def begin(self) -> Ceremony:
        """Begin the board."""
        self.board = self.create().json["board"]
        return self

    def show(self) -> Any:
        """Return the public page."""
        return self.app.test_client().get(f"/api/v1/boards/{self.board}").json

    def post(self, place: int, step: str, message: Any, path: str = "") -> Any:
        """Post a message as the trustee at `place`; return the response."""
        return self.app.test_client().post(
            f"/api/v1/boards/{self.board}{path}/messages",
            json={"step": step, "message": message},
            headers=self.people[place].headers,
        )

    def turn(self, place: int) -> Any:
        """Let one trustee's program act; return the response, None if it had nothing to do."""
        page = self.show()
        published = {"names": self.names, "threshold": 2, "messages": page["messages"]}
        after = member.advance(self.states[place], published)
        self.states[place] = after.state
        return None if after.message is None else self.post(place, after.step, after.message)

    def finish(self) -> Ceremony:
        """Hold the whole ceremony."""
        self.begin()
        while self.show()["pending"]:
            for place in range(3):
                response = self.turn(place)
                assert response is None or response.status_code == 200, response.json
        self.states = [self._ended(state) for state in self.states]
        board = Board.parse(self.show()["document"]["document"])
        for meeting in ("m1", "m2"):
            self.box.announce(meeting, BoardRef(key=board.key, digest=board.digest))
        return self

    def _ended(self, state: Any) -> Any:
        published = {"names": self.names, "threshold": 2, "messages": self.show()["messages"]}
        return member.advance(state, published).state

    def rehearsal(self, meeting: str = "m1") -> Any:
        """Return the public page of a rehearsal."""
        path = f"/api/v1/boards/{self.board}/rehearsals/{meeting}"
        return self.app.test_client().get(path)

    def rehearse(self, meeting: str = "m1") -> list[Any]:
        """Let every trustee's program rehearse until nothing is left to do."""
        kept: list[Any] = [{}, {}, {}]
        responses = []
        for _ in range(3):
            for place in range(3):
                x = member.secret_share(self.states[place])
                published = self.rehearsal(meeting).json["rehearsal"]
                after = rehearsal.advance(kept[place], place + 1, x, published)
                kept[place] = after.kept
                if after.message is not None:
                    path = f"/rehearsals/{meeting}"
                    responses.append(self.post(place, after.step, after.message, path))
        return responses


@pytest.fixture
def ceremony(database_url, tmp_path):
    return Ceremony(database_url, tmp_path)


def test_a_ceremony_ends_with_a_signed_board_that_anybody_can_replay(ceremony):
    ceremony.finish()

    page = ceremony.show()
    document = open_signed(Board, page["document"], TALLY_KEYS)
    transcript = ceremony.app.test_client().get(f"/api/v1/boards/{ceremony.board}/transcript").data
    outcome = replay(transcript)
    assert (page["state"], page["pending"]) == ("ready", [])
    assert document.key == to_hex(outcome.key)
    assert document.trustees_text == outcome.trustees_text
    assert document.transcript == outcome.digest.hex()
    assert [trustee.name for trustee in document.trustees] == ceremony.names
    assert {state["transcript"] for state in ceremony.states} == {document.transcript}


def test_the_boards_there_are_can_be_chosen_from_by_anybody(ceremony):
    ceremony.finish()
    later = ceremony.create(year=2027, title="下一年").json["board"]

    listed = ceremony.app.test_client().get("/api/v1/boards").json["boards"]

    lines = [(one["board"], one["year"], one["state"], one["trustees"]) for one in listed]
    assert lines == [(later, 2027, "ceremony", 3), (ceremony.board, 2026, "ready", 3)]
    assert all("messages" not in one for one in listed)


def test_a_board_says_who_owes_which_step(ceremony):
    ceremony.begin()
    ceremony.turn(1)

    page = ceremony.show()

    assert page["state"] == "ceremony"
    assert page["document"] is None
    assert page["pending"] == [{"number": 1, "step": "cert"}, {"number": 3, "step": "cert"}]


def test_a_transcript_is_given_only_when_the_ceremony_is_over(ceremony):
    ceremony.begin()

    answer = ceremony.app.test_client().get(f"/api/v1/boards/{ceremony.board}/transcript")

    assert refusal(answer) == (409, "ceremony_unfinished")


def test_the_same_message_again_changes_nothing_and_another_is_refused(ceremony):
    ceremony.begin()
    sent = ceremony.turn(0).json["messages"]["cert"][0]
    before = stored(ceremony.tally)
    other = member.advance(member.begin(ceremony.names, 2, 1), _empty(ceremony)).message

    again, instead = ceremony.post(0, "cert", sent), ceremony.post(0, "cert", other)

    assert again.status_code == 200
    assert refusal(instead) == (409, "message_stands")
    assert stored(ceremony.tally) == before


def _empty(ceremony: Ceremony) -> Any:
    """Return the board as it was before anybody sent anything."""
    messages = {step: [None] * 3 for step in ceremony.show()["messages"]}
    return {"names": ceremony.names, "threshold": 2, "messages": messages}


def test_nobody_goes_ahead_of_the_others(ceremony):
    ceremony.begin()

    answer = ceremony.post(0, "commitment", {"commitment": "0" * 64})

    assert refusal(answer) == (409, "step_not_open")


def test_a_trustee_speaks_only_for_itself(ceremony):
    ceremony.begin()
    sent = ceremony.turn(0).json["messages"]["cert"][0]

    assert ceremony.post(1, "cert", sent).status_code == 400
    assert ceremony.show()["messages"]["cert"][1] is None


def test_a_stranger_to_the_board_cannot_post(ceremony):
    ceremony.begin()
    ceremony.people[0] = a_person(ceremony.tally, "外人", "trustee")

    assert refusal(ceremony.turn(0)) == (403, "not_a_trustee")


def test_trustees_who_post_at_once_all_land(ceremony):
    ceremony.begin()
    start = Barrier(3)
    published = {"names": ceremony.names, "threshold": 2, "messages": ceremony.show()["messages"]}
    messages = [member.advance(state, published).message for state in ceremony.states]

    def post(place: int) -> int:
        start.wait()
        return int(ceremony.post(place, "cert", messages[place]).status_code)

    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(post, range(3)))

    assert statuses == [200, 200, 200]
    assert ceremony.show()["messages"]["cert"] == messages


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        pytest.param({"threshold": 3}, "malformed", id="all of them needed"),
        pytest.param({"trustees": ["nobody", "else"]}, "trustees_unfit", id="no accounts"),
        pytest.param({"threshold": 0}, "invalid_body", id="nobody needed"),
        pytest.param({"threshold": 1}, "one_decrypts_alone", id="one alone is enough"),
        pytest.param({"title": ""}, "invalid_body", id="no title"),
        pytest.param({"year": "2026"}, "invalid_body", id="a year in quotes"),
        pytest.param({"more": 1}, "invalid_body", id="an unknown field"),
    ],
)
def test_a_board_that_cannot_be_is_refused_and_nothing_is_stored(ceremony, changes, slug):
    before = stored(ceremony.tally)

    answer = ceremony.create(**changes)

    assert refusal(answer) == (400, slug)
    assert stored(ceremony.tally) == before


def test_one_person_sits_once_on_a_board_and_needs_the_role(ceremony):
    first = ceremony.people[0].actor.account_id
    other = ceremony.admin.actor.account_id

    assert refusal(ceremony.create(trustees=[first, first, first])) == (400, "trustees_unfit")
    third = ceremony.people[1].actor.account_id
    assert refusal(ceremony.create(trustees=[first, third, other])) == (400, "trustees_unfit")


def test_only_an_administrator_begins_a_board(ceremony):
    assert refusal(ceremony.create(by=ceremony.people[0])) == (403, "role_missing")


def test_a_board_nobody_began_is_not_found(ceremony):
    ceremony.board = "nothing"

    answer = ceremony.app.test_client().get("/api/v1/boards/nothing")

    assert refusal(answer) == (404, "no_such_board")
    assert refusal(ceremony.post(0, "cert", {})) == (404, "no_such_board")


def test_a_rehearsal_of_every_key_is_signed(ceremony):
    ceremony.finish()

    responses = ceremony.rehearse()

    page = ceremony.rehearsal().json
    document = open_signed(Rehearsal, page["document"], TALLY_KEYS)
    assert [response.status_code for response in responses] == [200] * 9
    assert document.trustees == [1, 2, 3]
    assert (
        document.board_document
        == open_signed(Board, ceremony.show()["document"], TALLY_KEYS).digest
    )
    assert rehearsal.check_alpha(page["rehearsal"], page["alpha"]) is None
    assert rehearsal.pending(rehearsal.recheck(page["rehearsal"])) == []


def test_a_rehearsal_without_one_key_is_not_signed(ceremony):
    ceremony.finish()
    ceremony.people[2] = a_person(ceremony.tally, "外人", "trustee")

    responses = ceremony.rehearse()

    assert {refusal(response) for response in responses[2:]} == {(403, "not_a_trustee")}
    assert ceremony.rehearsal().json["document"] is None
    assert ceremony.rehearsal().json["alpha"] is None


def test_a_rehearsal_share_of_another_key_is_refused(ceremony):
    ceremony.finish()
    nonces = [bytes([n]) * 32 for n in (1, 2, 3)]
    board = open_signed(Board, ceremony.show()["document"], TALLY_KEYS)
    for place, nonce in enumerate(nonces):
        shown = rehearsal.commitment_of(bytes.fromhex(board.digest), "m1", place + 1, nonce)
        ceremony.post(place, "commit", {"commitment": shown}, "/rehearsals/m1")
    for place, nonce in enumerate(nonces):
        ceremony.post(place, "open", {"nonce": nonce.hex()}, "/rehearsals/m1")
    task = rehearsal.challenge(ceremony.rehearsal().json["rehearsal"])
    x = member.secret_share(ceremony.states[1])

    share = {"share": _share(task, x)}

    assert refusal(ceremony.post(0, "share", share, "/rehearsals/m1"))[0] == 400
    assert ceremony.post(1, "share", share, "/rehearsals/m1").status_code == 200


def _share(task: rehearsal.Challenge, x: int) -> str:
    """Return a share of the rehearsal's challenge."""
    return make_share(task.phi, task.text, x, task.tally)


def test_there_is_no_rehearsal_before_there_is_a_key(ceremony):
    ceremony.begin()

    assert refusal(ceremony.rehearsal()) == (409, "board_not_ready")
    answer = ceremony.post(0, "commit", {"commitment": "0" * 64}, "/rehearsals/m1")
    assert refusal(answer) == (409, "board_not_ready")


def test_a_rehearsal_is_for_something_that_can_be_a_meeting(ceremony):
    ceremony.finish()

    assert refusal(ceremony.rehearsal("M%201")) == (404, "no_such_meeting")


def test_a_rehearsal_that_nobody_needs_is_not_begun(ceremony):
    ceremony.finish()
    ceremony.box.announce("m-other", documents.a_board().ref)
    message = {"commitment": "0" * 64}

    unknown = ceremony.post(0, "commit", message, "/rehearsals/m-none")
    other = ceremony.post(0, "commit", message, "/rehearsals/m-other")
    ceremony.box.away = True
    unsure = ceremony.post(0, "commit", message, "/rehearsals/m-later")

    assert refusal(unknown) == (404, "no_such_meeting")
    assert refusal(other) == (409, "other_board")
    assert unsure.status_code == 503
    assert stored(ceremony.tally)["rehearsal"] == []


def test_a_rehearsal_that_was_begun_asks_the_box_no_more(ceremony):
    ceremony.finish()
    assert ceremony.post(0, "commit", {"commitment": "0" * 64}, "/rehearsals/m1").status_code == 200
    ceremony.box.away = True

    second = ceremony.post(1, "commit", {"commitment": "1" * 64}, "/rehearsals/m1")

    assert second.status_code == 200


def test_rehearsals_of_two_meetings_do_not_mix(ceremony):
    ceremony.finish()
    ceremony.rehearse("m1")

    other = ceremony.rehearsal("m2").json

    assert other["document"] is None
    assert other["commitments"] == [None, None, None]
