"""The trustee's program: ceremony, rehearsal, decryption; over the network and with files."""

import argparse
import json
import shutil
import stat
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest
from factories import documents
from factories.ballots import a_ballot, with_false_proof
from fakes.trustees_tally import BOARD, TrusteesTally

from shared.cli.trustee import TrusteeProgram, register
from shared.cli.trustee.evidence import BelowFloor
from shared.cli.trustee.keyholder import BoardNotReady, WordsDiffer
from shared.cli.trustee.storage import KeyFile, KeyFileExists, NoKeyFile
from shared.crypto import rehearsal as rehearsals
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import parse_ballot
from shared.crypto.credentials import credential_list, derive, list_digest
from shared.crypto.decryption import OtherTallyRefused, check_share, combine
from shared.crypto.errors import ArchiveRejected, VerificationFailed
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.keyfile import Cost, WrongPassphrase
from shared.crypto.merkle import root_hash
from shared.crypto.receipts import six_words
from shared.crypto.rehearsal import RehearsalChanged
from shared.crypto.signing import SigningKey
from shared.crypto.tally import add_up, tally_hash, tally_text
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.documents.base import sign
from shared.documents.boards import Asked
from shared.documents.closing import ClosingRecord, sign_as_scrutineer
from shared.documents.manifests import election_of
from shared.errors import InvalidInput
from shared.plumbing.http import PeerAway

NAMES = ["张三", "李四", "王五"]
PASSPHRASE = "a passphrase 口令 for tests"
CHEAP = Cost(memory_kib=8192, iterations=1, lanes=1)
MARKS = (0, 0, 1, 2, 4, 4)


def agreed(what, words):
    """Compare as people do who always agree."""
    return True


def programs(tally, folder, compare=agreed):
    """Return the three trustees' programs, their key files in ``folder``."""
    return [
        TrusteeProgram(tally.at(n), folder / f"{n}.key", PASSPHRASE, compare, cost=CHEAP)
        for n in (1, 2, 3)
    ]


def hold_ceremony(tally, people):
    """Let everybody do every step until nothing is left to do."""
    for number, person in enumerate(people, start=1):
        person.init(BOARD, number, documents.DESK.public)
    while any(person.step() for person in people):
        pass


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return (tally, folder with key files) after one ceremony; copied, never changed."""
    tally, folder = TrusteesTally(NAMES, 2), tmp_path_factory.mktemp("keys")
    hold_ceremony(tally, programs(tally, folder))
    return tally, folder


@pytest.fixture
def world(held, tmp_path):
    """Return (tally, people) after a ceremony, with copies of their own."""
    tally, folder = held
    shutil.copytree(folder, tmp_path / "keys")
    fresh = replace(tally, rehearsals={}, tasks={}, archives={}, shares={})
    fresh.state, fresh.document = tally.state, tally.document
    return fresh, programs(fresh, tmp_path / "keys")


@dataclass
class ClosedBox:
    """A closed box with everything the tally service knows about it."""

    board: object
    marks: tuple[int, ...] = MARKS
    forge: bool = False

    def __post_init__(self):
        ref = documents.BoardRef(key=self.board.key, digest=self.board.digest)
        self.meeting = documents.a_meeting_manifest(board=ref)
        self.box = documents.a_box_manifest(self.meeting)
        self.uuid = self.box.uuid
        self.election = election_of(self.box)
        codes = documents.some_codes(len(self.marks))
        publics = [derive(self.uuid, code).public_hex for code in codes]
        self.credentials = credential_list(publics)
        ballots = [
            a_ballot(self.box, code, mark) for code, mark in zip(codes, self.marks, strict=True)
        ]
        if self.forge:
            ballots[0] = with_false_proof(ballots[0])
        self.ballots = sorted(ballots, key=lambda text: sha256(text.encode()).digest())

    def archive(self, ballots=None):
        writer = ArchiveWriter(self.uuid, documents.FREEZE)
        writer.setup(self.election.text, self.board.trustees_text, self.credentials)
        for text in self.ballots if ballots is None else ballots:
            writer.ballot(text)
        writer.end_ballots()
        return writer.bytes()

    def tally(self):
        return add_up(self.election, [parse_ballot(text, self.election) for text in self.ballots])

    def closing(self, keys=documents.SCRUTINEERS, **changes):
        trackers = [sha256(text.encode()).digest() for text in self.ballots]
        record = ClosingRecord(
            uuid=self.uuid,
            fingerprint=self.election.fingerprint,
            list_digest=list_digest(self.credentials),
            ballots=len(self.ballots),
            root=root_hash(trackers).hex(),
        ).model_copy(update=changes)
        signatures = [sign_as_scrutineer(key, record.message()) for key in keys]
        return record.model_copy(update={"signatures": signatures})

    def hash(self):
        return tally_hash(tally_text(self.tally()))

    def asked(self, *tallies, key=documents.TALLY):
        asked = Asked(issued_by="tally", uuid=self.uuid, tallies=list(tallies) or [self.hash()])
        return sign(key, asked)

    def task(self, **changes):
        return {
            "closing": self.closing().model_dump(mode="json"),
            "meeting_manifest": sign(documents.DESK, self.meeting),
            "box_manifest": sign(documents.DESK, self.box),
            "board": sign(documents.TALLY, self.board),
            "asked": self.asked(),
            "tally": self.hash(),
            **changes,
        }

    def open_at(self, service, **changes):
        service.tasks[self.uuid] = self.task(**changes)
        service.archives[self.uuid] = self.archive()


def counts_of(box, tally):
    """Return the counts that the posted shares combine to, each share checked."""
    items = parse_trustees(box.board.trustees_text)
    encrypted = box.tally()
    text = tally_text(encrypted)
    shares = {
        owner: check_share(
            share, box.election.fingerprint, text, encrypted, owner_keys(items)[owner - 1]
        )
        for owner, share in tally.shares[box.uuid].items()
    }
    return combine(items, shares, encrypted, len(box.ballots))


def test_a_ceremony_over_the_network_ends_with_one_board_for_all(held):
    tally, folder = held

    for number, person in enumerate(programs(tally, folder), start=1):
        status = person.status()
        assert (status["number"], status["name"]) == (number, NAMES[number - 1])
        assert status["finished"]
        assert status["words"]["en"] == list(six_words(bytes.fromhex(tally.document.transcript)).en)
        assert not person.step()


def test_a_key_file_is_for_its_owner_alone_and_shows_no_secret(held):
    _, folder = held

    for path in folder.glob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        kept = KeyFile(path, PASSPHRASE).read()
        text = path.read_text()
        assert kept["ceremony"]["seed"] not in text
        assert kept["ceremony"]["secret"] not in text
        assert NAMES[0] not in text


def test_a_key_file_is_never_written_over(held):
    tally, folder = held
    before = (folder / "1.key").read_bytes()

    with pytest.raises(KeyFileExists):
        programs(tally, folder)[0].init(BOARD, 1, documents.DESK.public)

    assert (folder / "1.key").read_bytes() == before


def test_a_wrong_passphrase_and_a_missing_file_are_told_apart(held, tmp_path):
    tally, folder = held

    with pytest.raises(WrongPassphrase):
        TrusteeProgram(tally.at(1), folder / "1.key", "another passphrase", agreed).status()
    with pytest.raises(NoKeyFile):
        TrusteeProgram(tally.at(1), tmp_path / "none", PASSPHRASE, agreed).status()


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


def test_two_of_three_decrypt_a_closed_box(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)

    hashes = {people[0].decrypt(box.uuid), people[2].decrypt(box.uuid)}

    assert hashes == {box.hash()}
    assert counts_of(box, tally) == [[2, 1, 1, 0, 2]]
    assert people[0].status()["decrypted"] == [box.uuid]
    assert people[1].status()["decrypted"] == []


def test_the_same_box_gives_the_same_share_again(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    people[0].decrypt(box.uuid)
    first = tally.shares[box.uuid][1]

    people[0].decrypt(box.uuid)

    assert tally.shares[box.uuid][1] == first


def test_a_kept_share_that_is_not_ours_is_made_anew(world, tmp_path):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    people[1].decrypt(box.uuid)
    shutil.copy(
        tmp_path / "keys" / f"2.key.{box.uuid}.share", tmp_path / "keys" / f"1.key.{box.uuid}.share"
    )

    people[0].decrypt(box.uuid)

    assert counts_of(box, tally) == [[2, 1, 1, 0, 2]]


def test_the_key_remembers_before_the_share_leaves(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    tally.loses = True

    with pytest.raises(PeerAway):
        people[0].decrypt(box.uuid)

    assert people[0].status()["decrypted"] == [box.uuid]


def test_the_hall_s_words_are_those_of_the_closing_record(world, tmp_path):
    tally, _ = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    asked = []

    def deny(what, words):
        asked.append((what, words))
        return False

    doubter = TrusteeProgram(tally.at(1), tmp_path / "keys" / "1.key", PASSPHRASE, deny, cost=CHEAP)
    with pytest.raises(WordsDiffer):
        doubter.decrypt(box.uuid)

    assert asked == [("closing", six_words(sha256(box.closing().message()).digest()))]
    assert tally.shares == {}
    assert doubter.status()["decrypted"] == []


OTHER_T = "0" * 64


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param(
            lambda b: {"tally": OTHER_T}, VerificationFailed, id="something else is to be decrypted"
        ),
        pytest.param(
            lambda b: {"asked": b.asked(OTHER_T)}, OtherTallyRefused, id="another T was asked for"
        ),
        pytest.param(
            lambda b: {"asked": b.asked(b.hash(), OTHER_T)}, OtherTallyRefused, id="two were"
        ),
        pytest.param(
            lambda b: {"asked": b.asked(key=documents.STRANGER)},
            VerificationFailed,
            id="the list of what was asked is a stranger's",
        ),
        pytest.param(
            lambda b: {"closing": b.closing(documents.SCRUTINEERS[:1]).model_dump(mode="json")},
            VerificationFailed,
            id="one scrutineer alone",
        ),
        pytest.param(
            lambda b: {
                "closing": b.closing([documents.SCRUTINEERS[0], documents.STRANGER]).model_dump(
                    mode="json"
                )
            },
            VerificationFailed,
            id="a stranger as scrutineer",
        ),
        pytest.param(
            lambda b: {"closing": b.closing(ballots=7).model_dump(mode="json")},
            VerificationFailed,
            id="scrutineers signed another number",
        ),
        pytest.param(
            lambda b: {"closing": b.closing(ballots=4).model_dump(mode="json")},
            BelowFloor,
            id="fewer ballots than the floor",
        ),
        pytest.param(
            lambda b: {"meeting_manifest": sign(documents.STRANGER, b.meeting)},
            VerificationFailed,
            id="a stranger's meeting manifest",
        ),
        pytest.param(
            lambda b: {"box_manifest": sign(documents.TALLY, b.box)},
            VerificationFailed,
            id="the tally service's own box manifest",
        ),
        pytest.param(
            lambda b: {
                "box_manifest": sign(
                    documents.DESK, documents.a_box_manifest(b.meeting, contests=2)
                )
            },
            VerificationFailed,
            id="another sheet",
        ),
        pytest.param(
            lambda b: {
                "meeting_manifest": sign(
                    documents.DESK, b.meeting.model_copy(update={"disclosure_floor": 2})
                )
            },
            VerificationFailed,
            id="another meeting manifest than the box's",
        ),
        pytest.param(
            lambda b: {"board": sign(documents.TALLY, documents.a_board().document)},
            VerificationFailed,
            id="another board",
        ),
        pytest.param(lambda b: {"closing": None}, InvalidInput, id="no closing record"),
        pytest.param(lambda b: {"asked": None}, InvalidInput, id="no list of what was asked"),
        pytest.param(lambda b: {"board": {}}, InvalidInput, id="no board"),
    ],
)
def test_a_task_that_does_not_hold_gets_no_share(world, changes, refusal):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally, **changes(box))

    with pytest.raises(refusal):
        people[0].decrypt(box.uuid)

    assert tally.shares == {}
    assert people[0].status()["decrypted"] == []


def test_an_archive_without_one_of_the_ballots_gets_no_share(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    tally.archives[box.uuid] = box.archive(box.ballots[1:])

    with pytest.raises(VerificationFailed):
        people[0].decrypt(box.uuid)

    assert tally.shares == {}


def test_a_difference_attack_by_the_service_and_both_scrutineers_gets_no_second_share(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    people[0].decrypt(box.uuid)
    box.ballots = box.ballots[1:]
    box.open_at(tally)

    with pytest.raises(OtherTallyRefused):
        people[0].decrypt(box.uuid)


def test_a_ballot_with_a_false_proof_gets_no_share(world):
    tally, people = world
    box = ClosedBox(tally.document, forge=True)
    box.open_at(tally)

    with pytest.raises(ArchiveRejected) as refusal:
        people[0].decrypt(box.uuid)

    assert refusal.value.slug in ("ballot-hash", "individual-proof", "ballot-signature")


def test_a_damaged_archive_gets_no_share(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    tally.archives[box.uuid] = box.archive()[:-512]

    with pytest.raises(ArchiveRejected):
        people[0].decrypt(box.uuid)


def test_ballots_are_verified_in_the_pool_that_is_given(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    seen = []

    class Pool:
        def map(self, function, chunks):
            for chunk in chunks:
                seen.append(len(chunk.texts))
                yield function(chunk)

    assert people[0].decrypt(box.uuid, Pool()) == box.hash()
    assert sum(seen) == len(MARKS)


def test_a_save_that_is_cut_short_leaves_the_old_file(held, tmp_path):
    _, folder = held
    shutil.copy(folder / "1.key", tmp_path / "1.key")
    (tmp_path / ".1.key.new").write_text("half a file")
    file = KeyFile(tmp_path / "1.key", PASSPHRASE)

    file.save({**file.read(), "memory": {"uuid": "T"}})

    assert KeyFile(tmp_path / "1.key", PASSPHRASE).read()["memory"] == {"uuid": "T"}
    assert not (tmp_path / ".1.key.new").exists()


def run(folder, *words):
    """Run ``ostraka trustee`` with the key file and passphrase file of ``folder``."""
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    files = ["--key-file", str(folder / "k"), "--passphrase-file", str(folder / "passphrase")]
    options = parser.parse_args(["trustee", words[0], *files, *words[1:]])
    return options.run(options)


def test_a_whole_ceremony_and_decryption_with_files_alone(tmp_path, capsys):
    tally = TrusteesTally(NAMES[:2], 1)
    folders = [tmp_path / str(number) for number in (1, 2)]
    page, out = tmp_path / "page.json", tmp_path / "out.json"
    for number, folder in enumerate(folders, start=1):
        folder.mkdir()
        page.write_text(json.dumps(tally.board_page()))
        keys = ["--tally-key", documents.TALLY.public.hex()]
        keys += ["--desk-key", documents.DESK.public.hex()]
        assert run(folder, "init", "--page", str(page), "--number", str(number), *keys) == 0

    for _ in (*ceremony.STEPS, "finish"):
        for number, folder in enumerate(folders, start=1):
            page.write_text(json.dumps(tally.board_page()))
            out.unlink(missing_ok=True)
            run(folder, "step", "--page", str(page), "--out", str(out), "--yes")
            if out.exists():
                tally.take(number, f"/api/v1/boards/{BOARD}/messages", json.loads(out.read_text()))

    box = ClosedBox(tally.document)
    (tmp_path / "archive.bel").write_bytes(box.archive())
    page.write_text(json.dumps(box.task()))
    files = ["--page", str(page), "--archive", str(tmp_path / "archive.bel")]
    words = ["--uuid", box.uuid, *files, "--out", str(out), "--yes"]
    assert run(folders[1], "decrypt", *words) == 0
    tally.take(2, f"/api/v1/counts/{box.uuid}/shares", json.loads(out.read_text()))

    assert counts_of(box, tally) == [[2, 1, 1, 0, 2]]
    capsys.readouterr()
    assert run(folders[1], "status") == 0
    assert json.loads(capsys.readouterr().out)["decrypted"] == [box.uuid]


@pytest.mark.parametrize(
    "words",
    [
        ["step"],
        ["step", "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "xyz", "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "00" * 32, "--page", "missing.json"],
        ["init", "--number", "1", "--desk-key", "00" * 32],
    ],
)
def test_a_command_line_that_lacks_something_says_so(tmp_path, words):
    with pytest.raises(InvalidInput):
        run(tmp_path, *words)


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
