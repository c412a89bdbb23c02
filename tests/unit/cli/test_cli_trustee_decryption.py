"""The trustee's program at a closed box: what it decrypts, and everything it refuses."""

import shutil
from hashlib import sha256

import pytest
from cli_trustee_factories import CHEAP, MARKS, PASSPHRASE, ClosedBox, counts_of
from factories import documents

from shared.cli.trustee import TrusteeProgram
from shared.cli.trustee.evidence import BelowFloor
from shared.cli.trustee.keyholder import WordsDiffer
from shared.crypto.decryption import OtherTallyRefused
from shared.crypto.errors import ArchiveRejected, VerificationFailed
from shared.crypto.receipts import six_words
from shared.documents.base import sign
from shared.errors import InvalidInput
from shared.plumbing.http import PeerAway


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


def test_ballots_are_verified_wherever_the_given_map_sends_them(world):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    seen = []

    def mapping(function, chunks):
        for chunk in chunks:
            seen.append(len(chunk.texts))
            yield function(chunk)

    assert people[0].decrypt(box.uuid, mapping) == box.hash()
    assert sum(seen) == len(MARKS)


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
