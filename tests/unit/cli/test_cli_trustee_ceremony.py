"""The trustee's program over the network: the ceremony and the rehearsal."""

import shutil
from dataclasses import replace

import pytest
from cli_trustee_factories import CHEAP, NAMES, PASSPHRASE, agreed, programs
from factories import documents
from fakes.trustees_tally import BOARD, Connection, TrusteesTally

from shared.cli.trustee import TrusteeProgram
from shared.cli.trustee.keyholder import BoardNotReady, WordsDiffer
from shared.cli.trustee.storage import KeyFile
from shared.crypto import rehearsal as rehearsals
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.receipts import six_words
from shared.crypto.rehearsal import RehearsalChanged
from shared.crypto.signing import SigningKey
from shared.crypto.trustees import board as ceremony
from shared.errors import InvalidInput
from shared.plumbing.http import PeerAway


def test_a_ceremony_over_the_network_ends_with_one_board_for_all(held):
    tally, folder = held

    for number, person in enumerate(programs(tally, folder), start=1):
        status = person.status()
        assert (status["number"], status["name"]) == (number, NAMES[number - 1])
        assert status["finished"]
        assert status["words"]["en"] == list(six_words(bytes.fromhex(tally.document.transcript)).en)
        assert not person.step()


def test_people_who_hear_other_words_stop_the_ceremony(tmp_path):
    tally, asked = TrusteesTally(NAMES, 2), []

    def deny(what, words):
        asked.append((what, words))
        return False

    people = programs(tally, tmp_path)
    doubter = TrusteeProgram(tally.at(3), tmp_path / "3.key", PASSPHRASE, deny, cost=CHEAP)
    for number, person in enumerate(people, start=1):
        person.init(BOARD, number, documents.DESK.public)

    while ceremony.pending(tally.state):
        for person in people:
            person.step()
    with pytest.raises(WordsDiffer):
        doubter.step()

    digest = bytes.fromhex(tally.document.transcript)
    assert asked == [("ceremony", six_words(digest))]
    assert not doubter.status()["finished"]
    with pytest.raises(BoardNotReady):
        doubter.rehearse("m-1")


def test_a_message_lost_on_the_way_is_sent_again_unchanged(tmp_path):
    tally = TrusteesTally(NAMES, 2)
    person = programs(tally, tmp_path)[0]
    person.init(BOARD, 1, documents.DESK.public)
    tally.loses = True
    with pytest.raises(PeerAway):
        person.step()
    kept = KeyFile(tmp_path / "1.key", PASSPHRASE).read()["ceremony"]["messages"]["cert"]

    tally.loses = False
    assert person.step()

    assert tally.state["messages"]["cert"][0] == kept


def test_a_board_document_of_another_ceremony_is_refused(held, tmp_path):
    tally, folder = held
    shutil.copytree(folder, tmp_path / "keys")
    file = KeyFile(tmp_path / "keys" / "1.key", PASSPHRASE)
    file.save({**file.read(), "board_document": None})
    other = replace(tally)
    other.state = tally.state
    other.document = documents.a_board().document

    with pytest.raises(VerificationFailed):
        programs(other, tmp_path / "keys")[0].step()


@pytest.mark.parametrize(
    "change",
    [
        {"trustees": None},
        {"trustees": [{"number": 2, "name": "x"}]},
        {"trustees": ["x", "y"]},
        {"threshold": "2"},
        {"messages": None},
        {"board": 7},
    ],
)
def test_a_page_of_another_shape_is_refused(tmp_path, change):
    tally = TrusteesTally(NAMES, 2)
    page = {**tally.board_page(), **change}
    person = programs(tally, tmp_path)[0]
    holder = person._holder
    keys = {"tally_key": documents.TALLY.public, "desk_key": documents.DESK.public}

    with pytest.raises(InvalidInput):
        holder.init(page, 1, **keys)
        holder.step(page)


def test_a_service_whose_key_and_name_differ_is_refused(tmp_path):
    tally = TrusteesTally(NAMES, 2)
    connection = tally.at(1)
    real = connection.get_json
    connection.get_json = lambda path: {
        **real(path),
        **({"key_id": SigningKey.generate().key_id} if path.endswith("keys") else {}),
    }
    person = TrusteeProgram(connection, tmp_path / "k", PASSPHRASE, agreed)

    with pytest.raises(VerificationFailed):
        person.init(BOARD, 1, documents.DESK.public)


ODD = [None, [], "x", 7, {}, {"public": 7}, {"public": "xyz"}, {"public": "00" * 31}]


@pytest.mark.parametrize("answer", ODD, ids=str)
def test_an_odd_answer_about_the_service_s_key_is_refused(tmp_path, answer):
    connection = TrusteesTally(NAMES, 2).at(1)
    real = connection.get_json
    connection.get_json = lambda path: answer if path.endswith("keys") else real(path)

    with pytest.raises(VerificationFailed):
        TrusteeProgram(connection, tmp_path / "k", PASSPHRASE, agreed).init(
            BOARD, 1, documents.DESK.public
        )

    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("answer", [None, [], "x", 7, {}, {"rehearsal": []}, {"board": None}])
def test_odd_pages_are_refused(world, monkeypatch, answer):
    _, people = world
    monkeypatch.setattr(Connection, "get_json", lambda *_: answer)
    monkeypatch.setattr(Connection, "get_bytes", lambda *_: b"")
    person = people[0]

    for ask in (
        person.step,
        lambda: person.rehearse("m-1"),
        lambda: person.prove_copy("m-1"),
        lambda: person.decrypt("11111111111111"),
    ):
        with pytest.raises(InvalidInput):
            ask()


def test_all_keys_rehearse(world):
    tally, people = world

    while any(person.rehearse("m-1") for person in people):
        pass

    assert not rehearsals.pending(tally.rehearsals["m-1"])
    assert all(person.status()["rehearsed"] == ["m-1"] for person in people)


def test_a_rehearsal_of_something_else_is_refused(world):
    tally, people = world
    while any(person.rehearse("m-1") for person in people[:2]):
        pass
    people[2].rehearse("m-1")
    while any(person.rehearse("m-1") for person in people[:2]):
        pass

    people[2].rehearse("m-1")
    tally.alpha = to_hex(power_of_g(5))

    with pytest.raises(RehearsalChanged):
        people[0].rehearse("m-1")
    assert tally.rehearsals["m-1"]["messages"]["share"] == [None] * 3


def test_a_rehearsal_of_another_board_is_refused(world):
    tally, people = world
    other = documents.a_board().document
    tally.rehearsals["m-1"] = rehearsals.new_rehearsal(
        bytes.fromhex(other.digest), "m-1", other.trustees_text
    )

    with pytest.raises(RehearsalChanged):
        people[0].rehearse("m-1")
