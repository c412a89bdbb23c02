"""Attacks on a trustee's program by those around it, who hold every key but the trustees'.

The tally service, the desk and both scrutineers may work together: whatever they sign here is
signed with their own real keys. Each attack stands beside the honest case that it imitates.
"""

import shutil
from hashlib import sha256

import pytest
from cli_trustee_factories import CHEAP, PASSPHRASE, ClosedBox, agreed
from factories import documents
from factories.ballots import a_ballot

from shared.cli.trustee import TrusteeProgram
from shared.crypto import rehearsal as rehearsals
from shared.crypto.archive import ArchiveWriter
from shared.crypto.credentials import credential_list, derive
from shared.crypto.decryption import OtherTallyRefused
from shared.crypto.errors import ArchiveRejected, VerificationFailed
from shared.crypto.group import from_hex, multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import decode
from shared.crypto.rehearsal import RehearsalChanged
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.crypto.verify import verify_archive
from shared.documents.closing import ClosingRecord

MEETING = "m-1"


class Box(ClosedBox):
    """A closed box whose voters are known, so that it can be closed again otherwise."""

    def __post_init__(self):
        super().__post_init__()
        self.codes = documents.some_codes(len(self.marks))
        publics = [derive(self.uuid, code).public_hex for code in self.codes]
        self.credentials = credential_list(publics)
        self.vote(zip(self.codes, self.marks, strict=True))

    def vote(self, votes):
        """Let the box hold a ballot of each (code, mark), in the order of the profile."""
        ballots = [a_ballot(self.box, code, mark) for code, mark in votes]
        self.ballots = sorted(ballots, key=lambda text: sha256(text.encode()).digest())


def spare_copy(tally, keys, folder, number=1):
    """Return the program of a trustee's other copy of the key file, as it stands now."""
    folder.mkdir(exist_ok=True)
    shutil.copy(keys / f"{number}.key", folder / "spare.key")
    return TrusteeProgram(tally.at(number), folder / "spare.key", PASSPHRASE, agreed, cost=CHEAP)


def a_ballot_less(box):
    """The difference of the two results would be one voter's ballot."""
    box.ballots = box.ballots[1:]


def a_ballot_more(box):
    """A made-up voter is added, whose vote is known."""
    code = documents.some_codes(1)[0]
    box.credentials = credential_list([*decode(box.credentials), derive(box.uuid, code).public_hex])
    box.vote([*zip(box.codes, box.marks, strict=True), (code, 3)])


def a_ballot_exchanged(box):
    """As many ballots, one of them another."""
    box.vote([*zip(box.codes[1:], box.marks[1:], strict=True), (box.codes[0], 3)])


SECOND_ARCHIVES = [a_ballot_less, a_ballot_more, a_ballot_exchanged]


@pytest.mark.parametrize("other", SECOND_ARCHIVES, ids=lambda other: other.__name__)
def test_a_second_archive_of_a_box_gets_no_share_though_everybody_signed_it(world, other):
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally)
    first = people[0].decrypt(box.uuid)
    kept = tally.shares[box.uuid][1]

    other(box)
    box.open_at(tally)

    assert box.hash() != first
    with pytest.raises(OtherTallyRefused):
        people[0].decrypt(box.uuid)
    assert tally.shares[box.uuid] == {1: kept}


@pytest.mark.parametrize("other", SECOND_ARCHIVES, ids=lambda other: other.__name__)
def test_the_second_archive_alone_would_have_been_decrypted(world, other):
    tally, people = world
    box = Box(tally.document)
    other(box)
    box.open_at(tally)

    assert people[0].decrypt(box.uuid) == box.hash()


def test_a_spare_copy_that_never_decrypted_learns_of_the_first_from_the_signed_list(
    world, tmp_path
):
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally)
    spare = spare_copy(tally, tmp_path / "keys", tmp_path / "elsewhere")
    first = people[0].decrypt(box.uuid)

    a_ballot_less(box)
    box.open_at(tally, asked=box.asked(first, box.hash()))

    with pytest.raises(OtherTallyRefused):
        spare.decrypt(box.uuid)
    assert spare.status()["decrypted"] == []


def test_a_spare_copy_gives_the_same_factors_for_the_same_tally(world, tmp_path):
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally)
    spare = spare_copy(tally, tmp_path / "keys", tmp_path / "elsewhere")
    people[0].decrypt(box.uuid)
    first = decode(tally.shares[box.uuid][1])

    spare.decrypt(box.uuid)

    assert decode(tally.shares[box.uuid][1])["decryption_factors"] == first["decryption_factors"]


def test_only_a_copy_without_memory_and_a_list_that_lies_together_get_a_second_share(
    world, tmp_path
):
    """What remains: a rewound copy has nobody but the tally service to learn from."""
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally)
    rewound = spare_copy(tally, tmp_path / "keys", tmp_path / "rewound")
    people[0].decrypt(box.uuid)

    a_ballot_less(box)
    box.open_at(tally, asked=box.asked(box.hash()))

    assert rewound.decrypt(box.uuid) == box.hash()
    with pytest.raises(OtherTallyRefused):
        people[0].decrypt(box.uuid)


def until_shares_are_due(people):
    """Let everybody commit and open; nobody has decrypted anything yet."""
    for _ in range(2):
        for person in people:
            person.rehearse(MEETING)


def test_a_rehearsal_of_a_blinded_real_ciphertext_gets_no_share(world):
    tally, people = world
    box = Box(tally.document)
    until_shares_are_due(people)
    real = box.tally()[0][0]

    for blind in (1, 20260704):
        tally.alpha = to_hex(multiply(power(real.alpha, blind), power_of_g(blind - 1)))
        for person in people:
            with pytest.raises(RehearsalChanged):
                person.rehearse(MEETING)

    assert tally.rehearsals[MEETING]["messages"]["share"] == [None] * 3
    tally.alpha = None
    assert all(person.rehearse(MEETING) for person in people)


def test_whatever_the_service_shows_the_share_is_of_the_number_that_everybody_drew(world):
    tally, people = world
    until_shares_are_due(people)
    for person in people:
        person.rehearse(MEETING)

    state = tally.rehearsals[MEETING]
    r = rehearsals.challenge(state).r
    keys = owner_keys(parse_trustees(tally.document.trustees_text))
    for key, message in zip(keys, state["messages"]["share"], strict=True):
        factor = decode(message["share"])["decryption_factors"][0][0]
        assert from_hex(factor) == power(key, r)


def test_an_opening_chosen_after_the_others_is_refused(world):
    tally, people = world
    until_shares_are_due(people)
    tally.rehearsals[MEETING]["messages"]["open"][2] = {"nonce": "07" * 32}

    with pytest.raises(VerificationFailed):
        people[0].rehearse(MEETING)

    assert tally.rehearsals[MEETING]["messages"]["share"] == [None] * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"root": "0" * 64},
        {"list_digest": "A" * 43},
        {"fingerprint": "A" * 43},
        {"ballots": 7},
        {"ballots": 5},
        {"uuid": "11111111111111"},
    ],
    ids="-".join,
)
def test_a_closing_record_that_does_not_match_gets_no_share_though_both_signed_it(world, changes):
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally, closing=box.closing(**changes).model_dump(mode="json"))

    with pytest.raises(VerificationFailed):
        people[0].decrypt(box.uuid)

    assert tally.shares == {}
    box.open_at(tally)
    assert people[0].decrypt(box.uuid) == box.hash()


def test_an_archive_that_changed_after_the_signatures_gets_no_share(world):
    tally, people = world
    box = Box(tally.document)
    record = box.closing().model_dump(mode="json")

    for other in (a_ballot_exchanged, a_ballot_less):
        other(box)
        box.open_at(tally, closing=record)
        with pytest.raises(VerificationFailed):
            people[0].decrypt(box.uuid)

    assert tally.shares == {}


def test_signatures_moved_to_another_record_get_no_share(world):
    tally, people = world
    box = Box(tally.document)
    signatures = box.closing().signatures
    a_ballot_less(box)
    moved = ClosingRecord(**{**box.closing().model_dump(), "signatures": signatures})
    box.open_at(tally, closing=moved.model_dump(mode="json"))

    with pytest.raises(VerificationFailed):
        people[0].decrypt(box.uuid)

    assert tally.shares == {}


def test_one_scrutineer_twice_closes_nothing(world):
    tally, people = world
    box = Box(tally.document)
    twice = box.closing([documents.SCRUTINEERS[0]] * 2)
    box.open_at(tally, closing=twice.model_dump(mode="json"))

    with pytest.raises(VerificationFailed):
        people[0].decrypt(box.uuid)

    assert tally.shares == {}


def test_a_box_that_is_still_open_gets_no_share(world):
    tally, people = world
    box = Box(tally.document)
    box.open_at(tally)
    writer = ArchiveWriter(documents.FREEZE)
    writer.setup(box.election.text, box.board.trustees_text, box.credentials)
    for text in box.ballots:
        writer.ballot(text)
    tally.archives[box.uuid] = writer.bytes()

    with pytest.raises(VerificationFailed):
        people[0].decrypt(box.uuid)

    writer.end_ballots()
    tally.archives[box.uuid] = writer.bytes()
    assert people[0].decrypt(box.uuid) == box.hash()


def refusal_of(tally, people, box, archive=None):
    """Return the slug with which the program refuses the archive of ``box``, or another one."""
    box.open_at(tally)
    tally.archives[box.uuid] = archive or box.archive()
    with pytest.raises(ArchiveRejected) as refusal:
        people[0].decrypt(box.uuid)
    assert tally.shares == {}
    assert people[0].status()["decrypted"] == []
    return refusal.value.slug


def test_an_archive_in_the_order_of_arrival_gets_no_share(world):
    tally, people = world
    box = Box(tally.document)

    as_they_came = box.archive(box.ballots[::-1])

    assert refusal_of(tally, people, box, as_they_came) == "ballot-order"
    box.open_at(tally)
    assert people[0].decrypt(box.uuid) == box.hash()


def test_two_ballots_of_one_credential_get_no_share(world, tmp_path):
    tally, people = world
    box = Box(tally.document)
    box.vote([*zip(box.codes, box.marks, strict=True), (box.codes[0], 3)])

    assert refusal_of(tally, people, box) == "credential-twice"

    (tmp_path / "twice.bel").write_bytes(box.archive())
    with (tmp_path / "twice.bel").open("rb") as reader:
        assert verify_archive(reader, profile="belenios-v1").num_tallied == len(box.codes)


def test_a_ballot_of_nobody_on_the_list_gets_no_share(world):
    tally, people = world
    box = Box(tally.document)
    stranger = documents.some_codes(1)[0]
    box.vote([*zip(box.codes, box.marks, strict=True), (stranger, 3)])

    assert refusal_of(tally, people, box) == "unknown-credential"
