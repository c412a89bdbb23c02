"""Three trustees' programs at the real tally service: ceremony, rehearsal, a whole count."""

from __future__ import annotations

from io import BytesIO

import httpx2
import pytest
from factories import documents
from factories.tally import Counting, a_person, work

from shared.cli.trustee import TrusteeProgram
from shared.crypto.keyfile import Cost
from shared.crypto.receipts import six_words
from shared.crypto.trustees import board as ceremony
from shared.crypto.verify import verify_archive
from shared.documents.base import open_signed
from shared.documents.boards import Board, Rehearsal
from shared.plumbing.http import PeerConflict, open_client
from tally_service.app import app_for

NAMES = ("张三", "李四", "王五")
TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}
CHEAP = Cost(memory_kib=8192, iterations=1, lanes=1)


class BackRoom:
    """Trustees with accounts and key files of their own, and the administrator."""

    def __init__(self, counting, folder):
        self.heard = []
        self.app = app_for(counting.tally)
        self.admin = self.peer(a_person(counting.tally, "管理员", "admin"))
        people = [a_person(counting.tally, name, "trustee") for name in NAMES]
        body = {
            "title": "计票委员会",
            "year": 2026,
            "threshold": 2,
            "trustees": [person.actor.account_id for person in people],
        }
        self.board = self.admin.post_json("/api/v1/boards", body)["board"]
        self.programs = [
            TrusteeProgram(
                self.peer(person), folder / person.actor.account_id, "x" * 12, self.hear, cost=CHEAP
            )
            for person in people
        ]

    def peer(self, person):
        token = person.headers["Authorization"].removeprefix("Bearer ")
        transport = httpx2.WSGITransport(self.app)
        return open_client("http://tally", token=token, transport=transport)

    def hear(self, what, words):
        self.heard.append((what, words))
        return True

    def hold_ceremony(self):
        for number, program in enumerate(self.programs, start=1):
            program.init(self.board, number, documents.DESK.public)
        while any(program.step() for program in self.programs):
            pass

    def page(self, rest=""):
        return self.admin.get_json(f"/api/v1/boards/{self.board}{rest}")


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


@pytest.fixture
def room(counting, tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    room = BackRoom(counting, folder)
    room.hold_ceremony()
    board = open_signed(Board, room.page()["document"], TALLY_KEYS)
    counting.box.announce("m-1", documents.HeldBoard(board, {}, b"").ref)
    return room


def test_the_ceremony_ends_with_a_signed_board_that_anybody_can_replay(room):
    page = room.page()
    document = open_signed(Board, page["document"], TALLY_KEYS)

    transcript = room.admin.get_bytes(f"/api/v1/boards/{room.board}/transcript", 10**6)

    replayed = ceremony.replay(transcript)
    assert page["state"] == "ready"
    assert (replayed.digest.hex(), replayed.trustees_text) == (
        document.transcript,
        document.trustees_text,
    )
    assert room.heard == [("ceremony", six_words(replayed.digest))] * 3


def test_the_rehearsal_ends_with_a_document_that_names_every_trustee(room):
    while any(program.rehearse("m-1") for program in room.programs):
        pass

    signed = room.page("/rehearsals/m-1")["document"]

    assert open_signed(Rehearsal, signed, TALLY_KEYS).trustees == [1, 2, 3]


def test_two_programs_decrypt_what_was_cast_and_the_archive_verifies(counting, room):
    board = open_signed(Board, room.page()["document"], TALLY_KEYS)
    held = documents.HeldBoard(board, {}, b"")
    closed = counting.hold({"A": [0, 0, 1, 1, 3, 4, 0]}, board=held.ref)
    closed.board = held
    counting.box.pages |= closed.pages()
    counting.clear(closed)
    assert counting.outcome(closed) == ("decrypting", None)

    hashes = [room.programs[place].decrypt(closed.uuid()) for place in (2, 0)]
    again = room.programs[0].decrypt(closed.uuid())
    work(counting.tally)

    assert {*hashes, again} == {counting.count(closed)["tally"]}
    assert counting.outcome(closed) == ("done", None)
    for certifier in (0, 1):
        counting.certify(closed, certifier)
    report = verify_archive(BytesIO(counting.archive(closed).data))
    assert report.result == [[3, 2, 0, 1, 1]]
    with pytest.raises(PeerConflict):
        room.programs[1].decrypt(closed.uuid())
