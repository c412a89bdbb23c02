"""The container: what is written is read, nothing else is, and nothing is read in part."""

import re
from io import BytesIO

import pytest
from crypto_factories import (
    TIME,
    archive_of,
    committed,
    digest,
    encrypted_tally,
    setup,
    share,
)
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import archive as archive_module
from shared.crypto.archive import ArchiveWriter, read_archive, resume
from shared.crypto.entries import BLOCK, write_entry, write_header
from shared.crypto.errors import ArchiveRejected
from shared.crypto.jsontext import decode, encode

SETUP = setup('{"e":1}', '["t"]', "[]")
BALLOT = ("Ballot", ['{"b":1}'])
END = ("EndBallots", [])
TALLY = encrypted_tally("[]", 1, 1)
SHARE = share(1, "{}")
RESULT = ("Result", ['{"result":[]}'])
WHOLE = [SETUP, BALLOT, END, TALLY, SHARE, share(2, '{"x":1}'), RESULT]

contents = st.text(max_size=600)


def read(content):
    return read_archive(BytesIO(content))


def refused(content):
    """Return (check, slug, place) of the refusal of a bad archive."""
    with pytest.raises(ArchiveRejected) as refusal:
        read(content)
    return refusal.value.check, refusal.value.slug, refusal.value.where


def a_writer(*ballots):
    writer = ArchiveWriter(TIME)
    writer.setup('{"e":1}', '["t"]', "[]")
    for ballot in ballots:
        writer.ballot(ballot)
    return writer


def test_what_the_writer_writes_is_the_format():
    writer = a_writer('{"b":1}')
    writer.end_ballots()
    writer.encrypted_tally("[]", 1)
    writer.partial_decryption(1, "{}")
    writer.partial_decryption(2, '{"x":1}')
    writer.result('{"result":[]}')

    assert writer.bytes() == archive_of(WHOLE)


@given(st.lists(contents, max_size=4), contents, contents, contents)
def test_what_is_written_is_read(ballots, election, trustees, credentials):
    writer = ArchiveWriter(TIME)
    writer.setup(election, trustees, credentials)
    for ballot in ballots:
        writer.ballot(ballot)

    archive = read(writer.bytes())

    assert (archive.election_text, archive.trustees_text) == (election, trustees)
    assert (archive.credentials_text, list(archive.ballots)) == (credentials, ballots)
    assert archive.ballots.digests == [digest(ballot) for ballot in ballots]
    assert (archive.ended, archive.last_type) == (False, "Ballot" if ballots else "Setup")


def test_every_prefix_of_the_grammar_is_read():
    for length in range(1, len(WHOLE) + 1):
        assert read(archive_of(WHOLE[:length])).num_events == length

    archive = read(archive_of(WHOLE))
    assert archive.ended
    assert (archive.num_tallied, archive.total_weight) == (1, 1)
    assert archive.partial_decryptions == [(1, "{}"), (2, '{"x":1}')]
    assert (archive.encrypted_tally_text, archive.result_text) == ("[]", '{"result":[]}')


def certified(certificate):
    """Return an archive whose list of credentials has this certificate."""
    references = {**decode(SETUP[1][3]), "credentials_certificate": digest(certificate)}
    return archive_of([("Setup", [*SETUP[1][:3], certificate, encode(references)])])


def test_a_certificate_of_the_credentials_is_read_in_its_one_spelling():
    archive = read(certified('{"c":1}'))

    assert (archive.certificate_text, archive.credentials_text) == ('{"c":1}', "[]")
    assert refused(certified('{"c": 1}')) == (6, "json-canonical", "event 0")


def test_a_tally_of_nobody_is_read():
    archive = read(archive_of([SETUP, END, encrypted_tally("[]", 0, 0)]))

    assert (archive.num_tallied, archive.total_weight) == (0, 0)


def test_an_archive_of_the_tool_is_written_again_byte_for_byte():
    content = committed("g03-threshold-2of3")
    archive = read(content)

    writer = ArchiveWriter(archive.timestamp)
    writer.setup(archive.election_text, archive.trustees_text, archive.credentials_text)
    for ballot in archive.ballots:
        writer.ballot(ballot)
    writer.end_ballots()
    writer.encrypted_tally(archive.encrypted_tally_text, archive.num_tallied)
    for owner, text in archive.partial_decryptions:
        writer.partial_decryption(owner, text)
    writer.result(archive.result_text)

    assert writer.bytes() == content


def test_a_writer_goes_on_behind_what_is_there():
    first = a_writer('{"b":1}')
    whole = a_writer('{"b":1}', '{"b":2}')
    whole.end_ballots()

    second = resume(first.bytes())
    second.ballot('{"b":2}')
    second.end_ballots()

    assert second.bytes() == whole.bytes()
    assert whole.bytes().startswith(first.bytes())


def test_nothing_is_resumed_from_a_damaged_file():
    with pytest.raises(ArchiveRejected):
        resume(a_writer().bytes() + bytes(BLOCK))


def test_the_writer_keeps_to_the_grammar():
    writer = a_writer()
    writer.end_ballots()

    with pytest.raises(ValueError, match=r"^Ballot cannot follow EndBallots$"):
        writer.ballot("{}")
    with pytest.raises(ValueError, match=r"^Ballot cannot follow the header$"):
        ArchiveWriter(TIME).ballot("{}")


GRAMMAR = re.compile("SB*(E(T(P+R?)?)?)?")
KINDS = {"S": SETUP, "B": BALLOT, "E": END, "T": TALLY, "P": SHARE, "R": RESULT}
STATES = ("", "S", "SB", "SE", "SET", "SETP", "SETPR")
"""The beginnings after which another event has to be let in or not."""


@pytest.mark.parametrize("order", [before + kind for before in STATES for kind in KINDS])
def test_events_come_in_the_grammar_s_order_and_in_no_other(order):
    content = archive_of([KINDS[kind] for kind in order])

    if GRAMMAR.fullmatch(order):
        assert read(content).num_events == len(order)
    else:
        assert refused(content) == (4, "event-order", f"event {len(order) - 1}")


def test_an_event_of_another_kind_is_refused():
    shuffle = archive_of([SETUP, END, TALLY, ("Shuffle", ["{}"])])

    assert refused(shuffle) == (4, "event-order", "event 3")


@pytest.mark.parametrize(
    ("before", "kind", "numbers"),
    [
        ([], "Setup", (4, 5)),
        ([SETUP], "Ballot", (1,)),
        ([SETUP], "EndBallots", (0,)),
        ([SETUP, END], "EncryptedTally", (2,)),
        ([SETUP, END, TALLY], "PartialDecryption", (2,)),
        ([SETUP, END, TALLY, SHARE], "Result", (1,)),
    ],
)
def test_every_kind_of_event_has_its_number_of_data(before, kind, numbers):
    for number in set(range(6)) - set(numbers):
        event = (kind, [encode({"n": n}) for n in range(number)])

        found = refused(archive_of([*before, event]))

        assert found == (5, "event-data", f"event {len(before)}")


WRONG_REFERENCES = {
    "setup": ("Setup", [*SETUP[1][:2], "[1]", SETUP[1][3]]),
    "swapped setup": ("Setup", [SETUP[1][1], SETUP[1][0], SETUP[1][2], SETUP[1][3]]),
    "setup without election": ("Setup", SETUP[1][1:]),
}


@pytest.mark.parametrize("event", WRONG_REFERENCES.values(), ids=WRONG_REFERENCES)
def test_a_setup_refers_to_its_own_data(event):
    assert refused(archive_of([event])) == (5, "event-data", "event 0")


@pytest.mark.parametrize(
    "event",
    [
        ("EncryptedTally", ["[1]", TALLY[1][1]]),
        ("EncryptedTally", [TALLY[1][1]]),
        ("EncryptedTally", ["{}", *TALLY[1]]),
    ],
)
def test_a_tally_refers_to_its_own_data(event):
    assert refused(archive_of([SETUP, END, event])) == (5, "event-data", "event 2")


@pytest.mark.parametrize(
    "event", [("PartialDecryption", ["{ }", SHARE[1][1]]), ("PartialDecryption", [])]
)
def test_a_share_refers_to_its_own_data(event):
    assert refused(archive_of([SETUP, END, TALLY, event])) == (5, "event-data", "event 3")


def test_an_end_has_no_payload_and_a_ballot_has_one():
    for event in (("EndBallots", ["{}"]), ("Ballot", []), ("Ballot", ["{}", "{}"])):
        assert refused(archive_of([SETUP, event])) == (5, "event-data", "event 1")


def test_data_behind_the_last_event_is_refused():
    orphan = write_entry("{}", TIME, is_event=False)[1]

    assert refused(archive_of([SETUP]) + orphan) == (1, "event-data", "end")
    assert refused(archive_of([SETUP]) + 5 * orphan) == (1, "event-data", "end")
    assert refused(archive_of([SETUP]) + 6 * orphan) == (5, "event-data", "data")


def chained(*events):
    """Return an archive whose event texts are given as they are."""
    content = archive_of([SETUP])
    for event in events:
        content += write_entry(event, TIME, is_event=True)[1]
    return content


def test_the_chain_names_parent_and_height():
    parent = read(archive_of([SETUP])).last_digest
    good = {"parent": parent, "height": 1, "type": "EndBallots"}
    assert read(chained(encode(good))).ended

    for change, check, slug in (
        ({"parent": "0" * 64}, 3, "chain-parent"),
        ({"parent": None}, 3, "chain-parent"),
        ({"height": 2}, 3, "chain-height"),
        ({"height": True}, 6, "json-type"),
        ({"type": 1}, 6, "json-type"),
        ({"payload": None}, 5, "event-data"),
        ({"more": 1}, 6, "json-extra-field"),
    ):
        assert refused(chained(encode({**good, **change}))) == (check, slug, "event 1")
    spaced = encode(good).replace(",", ", ")
    assert refused(chained(spaced)) == (6, "json-canonical", "event 1")


@pytest.mark.parametrize(
    ("sized", "slug"),
    [
        ({"num_tallied": True}, "json-type"),
        ({"num_tallied": -1}, "json-number"),
        ({"total_weight": "1"}, "weight"),
        ({"surprise": 1}, "json-extra-field"),
    ],
)
def test_the_size_of_a_tally_has_one_spelling(sized, slug):
    fields = {"num_tallied": 1, "total_weight": 1, "encrypted_tally": digest("[]"), **sized}

    content = archive_of([SETUP, END, ("EncryptedTally", ["[]", encode(fields)])])

    assert refused(content) == (6, slug, "event 2")


def test_an_owner_is_a_number_from_one():
    for owner in (0, True, "1"):
        owned = encode({"owner": owner, "payload": digest("{}")})
        event = ("PartialDecryption", ["{}", owned])
        check, _, place = refused(archive_of([SETUP, END, TALLY, event]))
        assert (check, place) == (6, "event 3")


CONTENT = archive_of([SETUP])


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "header"),
        (bytes(BLOCK), "header"),
        (CONTENT[BLOCK:], "header"),
        (CONTENT.replace(b"0000644", b"0000600", 1), "header"),
        (CONTENT[:-1], "entry 5"),
        (CONTENT[:-1] + b"\x01", "entry 5"),
        (CONTENT + bytes(2 * BLOCK), "entry 6"),
        (CONTENT + CONTENT, "entry 6"),
        (CONTENT + write_entry("{}", TIME + 1, is_event=False)[1], "entry 6"),
        (CONTENT + write_entry("{}", TIME, is_event=False)[1].replace(b"data", b"dato"), "entry 6"),
    ],
)
def test_a_file_that_we_would_not_write_so_is_refused(content, place):
    assert refused(content) == (1, "tar-header", place)


def test_a_file_with_a_header_alone_is_no_archive():
    assert refused(write_header(TIME)) == (4, "event-order", "end")


def test_a_content_has_the_hash_in_its_name():
    changed = CONTENT.replace(b'{"e":1}', b'{"e":2}')

    assert refused(changed) == (2, "member-hash", "entry 1")


def test_a_content_is_text():
    class Octets(str):
        def encode(self):
            return b"\xff"

    not_text = write_entry(Octets(), TIME, is_event=False)[1]

    assert refused(CONTENT + not_text) == (6, "json-utf8", "entry 6")


def test_a_huge_size_is_refused_before_it_is_read():
    header = bytearray(write_entry("{}", TIME, is_event=False)[1][:BLOCK])
    header[124:135] = b"77777777777"

    assert refused(CONTENT + bytes(header)) == (1, "tar-header", "entry 6")


@given(st.integers(0, len(archive_of(WHOLE)) - 1), st.integers(1, 255))
def test_not_one_byte_of_a_container_can_change(index, by):
    content = bytearray(archive_of(WHOLE))
    content[index] ^= by

    refused(bytes(content))


def test_shares_cannot_fill_the_memory(monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_SHARE_CHARACTERS", 8)

    with pytest.raises(ArchiveRejected) as refusal:
        read(archive_of(WHOLE))

    assert (refusal.value.check, refusal.value.slug) == (25, "json-size")
