"""Desk and box put together: nothing that the one keeps of a person stands at the other (P1).

A meeting is held in blind mode by real phone programs; the test alone knows whose credential is
whose. Everything stored on both sides is read as rows and as raw bytes, and compared six bytes at
a time.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from factories import documents
from factories.blind_hall import BlindHall
from factories.boxes import work
from factories.links import strays, tokens

from ballot_service.roll.domain.invitations import token_digest
from shared.cli.booth import Booth
from shared.crypto.credentials import derive
from shared.crypto.jsontext import unb64


class Held:
    """A blind meeting of six whose only round has closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hall = BlindHall(f"sqlite:///{folder / 'desk.db'}", folder)
        self.people = self.hall.frozen(6)
        round_id = self.hall.begin()
        self.hall.open(round_id)
        booth = Booth(self.hall.box_peer(), documents.DESK.public, self.hall.meeting)
        box = booth.enter("A", round_id)
        marks = [[1] + [0] * (len(contest.options) - 1) for contest in box.manifest.contests]
        self.trackers = {}
        for person in self.people[::-1]:
            ballot = booth.mark(box, self.code(person), marks)
            self.trackers[person] = booth.cast(box, ballot).tracker
        self.hall.close(round_id)
        work(self.hall.box)

    def code(self, person: str) -> str:
        """Return the code in the person's phone."""
        return self.hall.phones[person][0].code

    def at_the_desk(self, person: str) -> dict[str, bytes]:
        """Return what the desk has seen or kept of a person, by name."""
        request, _ = self.hall.phones[person]
        with sqlite3.connect(self.folder / "desk.db") as desk:
            (row,) = desk.execute("SELECT * FROM person WHERE id = ?", [person])
            kept = desk.execute(
                "SELECT request, signatures FROM issuance WHERE person = ?", [person]
            )
            ((digest, signatures),) = kept
        marks = {"person": person.encode(), "row": json.dumps(row).encode()}
        marks["token"] = self.hall.tokens[person].encode()
        marks["invitation"] = bytes.fromhex(token_digest(self.hall.tokens[person]))
        marks["request"] = bytes.fromhex(digest)
        for place, (uuid, message) in enumerate(sorted(request.blinded.items())):
            marks[f"blinded {place}"] = bytes.fromhex(message)
            marks[f"answer {place}"] = bytes.fromhex(json.loads(signatures)[uuid])
        return marks

    def at_the_box(self, person: str) -> dict[str, bytes]:
        """Return what the box has seen or kept of the same person's credential, by name."""
        request, activations = self.hall.phones[person]
        marks = {"tracker": unb64(self.trackers[person])}
        for place, (uuid, one) in enumerate(sorted(activations.items())):
            marks[f"credential {place}"] = bytes.fromhex(one.credential)
            marks[f"libsodium {place}"] = bytes.fromhex(one.credential)[::-1]
            marks[f"randomizer {place}"] = bytes.fromhex(one.randomizer)
            marks[f"signature {place}"] = bytes.fromhex(one.signature)
            assert derive(uuid, request.code).public_hex == one.credential
        with sqlite3.connect(self.folder / "box.db") as box:
            query = "SELECT text FROM ballot WHERE tracker = ?"
            ((text,),) = box.execute(query, [marks["tracker"]])
        return {**marks, "ballot": text.encode()}

    @property
    def constants(self) -> set[bytes]:
        """Return the tokens that are everybody's: the meeting, its boxes, its documents."""
        page = self.hall.box_client.get(f"/api/v1/meetings/{self.hall.meeting}")
        uuids = [entry["uuid"] for entry in page.json["boxes"]]
        boxes = [self.hall.box_client.get(f"/api/v1/boxes/{uuid}").data for uuid in uuids]
        return set().union(*map(tokens, [page.data, *boxes]))

    def raw(self, side: str) -> bytes:
        """Return the raw files of one side's database."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob(f"{side}.db*")))


def shared_tokens(held: Held) -> dict[str, set[bytes]]:
    """Return the tokens that desk and box share of each person, beyond those of the meeting."""
    found = {}
    for person in held.people:
        desk = set().union(*map(tokens, held.at_the_desk(person).values()))
        box = set().union(*map(tokens, held.at_the_box(person).values()))
        found[person] = (desk & box) - held.constants
    return found


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return Held(tmp_path_factory.mktemp("linkage"))


def test_desk_and_box_share_no_token_of_any_person(held):
    assert {person: found for person, found in shared_tokens(held).items() if found} == {}


def test_nothing_the_desk_keeps_of_a_person_stands_in_the_box_s_files(held):
    found = {person: strays(held.at_the_desk(person), held.raw("box")) for person in held.people}

    assert {person: names for person, names in found.items() if names} == {}
    names = [one["name"].encode() for one in held.hall.get("/people")["people"]]
    assert not any(name in held.raw("box") for name in names)
    assert all(name in held.raw("desk") for name in names), "the search looks at the right files"


def test_nothing_the_box_keeps_of_a_credential_stands_in_the_desk_s_files(held):
    found = {person: strays(held.at_the_box(person), held.raw("desk")) for person in held.people}

    assert {person: names for person, names in found.items() if names} == {}
    assert not any(held.code(person).encode() in held.raw("desk") for person in held.people)
    assert all(strays(held.at_the_box(person), held.raw("box")) for person in held.people)


def test_neither_side_keeps_a_code(held):
    for person in held.people:
        for side in ("desk", "box"):
            assert held.code(person).encode() not in held.raw(side)


def test_a_desk_that_kept_the_credential_would_be_found(tmp_path):
    """The positive control: the link that is planted is found for everybody."""
    held = Held(tmp_path)
    with sqlite3.connect(tmp_path / "desk.db") as desk:
        for person in held.people:
            activations = held.hall.phones[person][1]
            planted = json.dumps({uuid: one.credential for uuid, one in activations.items()})
            query = "UPDATE issuance SET signatures = ? WHERE person = ?"
            desk.execute(query, [planted, person])

    assert all(shared_tokens(held).values())
    assert all(strays(held.at_the_box(person), held.raw("desk")) for person in held.people)
