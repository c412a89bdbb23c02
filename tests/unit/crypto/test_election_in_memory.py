"""A whole 2-of-3 election in memory, from ceremony to result, under our own profile."""

import secrets
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO

import pytest
from crypto_factories import TIME, UUID, a_counting, archive_of, digest, parts_of, verified

from shared.crypto import chunks
from shared.crypto import verify as verify_module
from shared.crypto.archive import ArchiveWriter, read_archive
from shared.crypto.checks import STAGES
from shared.crypto.entries import BLOCK
from shared.crypto.errors import ArchiveRejected
from shared.crypto.jsontext import decode, encode
from shared.crypto.verify import verify_archive

EVENTS = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result")


@cache
def whole():
    """Return the finished archive of four voters, two questions, trustees 1 and 3."""
    parts = a_counting(4).parts()
    writer = ArchiveWriter(TIME)
    writer.setup(parts.election, parts.trustees, parts.credentials)
    for ballot in parts.ballots:
        writer.ballot(ballot)
    writer.end_ballots()
    writer.encrypted_tally(parts.tally, len(parts.ballots))
    for owner, text in parts.shares:
        writer.partial_decryption(owner, text)
    writer.result(parts.result)
    assert writer.bytes() == parts.bytes()
    return writer.bytes()


def test_the_election_passes_every_check_of_our_profile():
    report = verified(whole(), "ostraka")

    assert report.result == [[4, 0, 0], [4, 0, 0]]
    assert (report.uuid, report.phase) == (UUID, "Result")
    assert (report.num_ballots, report.num_tallied) == (4, 4)
    assert report.checks == (*[str(n) for n in range(1, 29)], "P2", "P5", "P6", "P11")
    assert report.profile == "ostraka"
    assert report.digests == {
        "election": base64(parts_of(whole()).election),
        "credentials": base64(parts_of(whole()).credentials),
        "encrypted_tally": digest(parts_of(whole()).tally),
    }
    assert report.warnings == ()


def base64(text):
    """Return the SHA-256 of ``text`` in base64 without padding."""
    return b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


def test_version_1_accepts_it_too_and_says_what_it_cannot_see():
    assert verified(whole(), "belenios-v1").warnings == ("weak-decryption-proofs",)


def test_every_earlier_state_of_the_archive_passes():
    events = parts_of(whole()).events()
    for length in range(1, len(events)):
        report = verified(archive_of(events[:length]), "ostraka")
        assert (report.phase, report.result) == (events[length - 1][0], None)


def test_ballots_are_verified_wherever_the_caller_s_map_sends_them():
    seen = []

    def mapping(function, chunks):
        verdicts = [function(chunk) for chunk in chunks]
        seen.extend(verdicts)
        return iter(verdicts)

    ticks = []
    verify_archive(BytesIO(whole()), map=mapping, progress=lambda *told: ticks.append(told))

    assert sum(verdict.num_ballots for verdict in seen) == 4
    assert ("container", len(whole()), len(whole())) in ticks
    assert ("ballots", 4, 4) in ticks
    assert list(dict.fromkeys(stage for stage, _, _ in ticks)) == list(STAGES)[:-1]


def test_an_open_archive_is_not_said_to_have_passed_checks_of_its_end():
    events = parts_of(whole()).events()

    report = verified(archive_of(events[:3]), "belenios-v1")

    assert report.checks == tuple(str(number) for number in range(1, 22))


def test_progress_counts_the_ballots_of_all_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 1)
    ticks = []

    verify_archive(BytesIO(whole()), progress=lambda *told: ticks.append(told))

    told = [(done, total) for stage, done, total in ticks if stage == "ballots"]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [tick[1:] for tick in ticks if tick[0] == "result"] == [(0, 1)]


def test_a_ballot_is_parsed_only_where_its_proofs_are_verified(monkeypatch):
    def parse(*_):
        raise AssertionError("parsed without need")

    monkeypatch.setattr(verify_module, "parse_ballot", parse)

    assert verified(whole(), "ostraka").num_ballots == 4


def test_a_map_that_loses_verdicts_is_not_believed():
    closed = archive_of(parts_of(whole()).events()[:6])

    with pytest.raises(ValueError, match="lost the verdict"):
        verify_archive(BytesIO(closed), map=lambda function, pieces: [])


class Watched(BytesIO):
    """A file that says how much of it was read at a time."""

    largest = 0

    def read(self, size=-1):
        content = super().read(size)
        self.largest = max(self.largest, len(content))
        return content


def test_the_file_is_read_in_pieces_and_ballots_one_chunk_at_a_time(monkeypatch):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 1)
    reader, alive = Watched(whole()), []

    def mapping(function, pieces):
        for piece in pieces:
            alive.append(len(piece.texts))
            yield function(piece)

    verify_archive(reader, map=mapping)

    assert alive == [1, 1, 1, 1]
    assert reader.largest <= max(len(text) for text in parts_of(whole()).ballots) + BLOCK


class Changing(BytesIO):
    """A file in which one byte changes once it has been read to its end."""

    def __init__(self, content, place):
        super().__init__(content)
        self.place, self.ends = place, 0

    def read(self, size=-1):
        content = super().read(size)
        if self.tell() == len(self.getbuffer()) and not content:
            at = self.tell()
            self.getbuffer()[self.place] ^= 1
            self.seek(at)
        return content


def test_a_file_that_changes_between_the_two_readings_is_rejected():
    place = whole().index(b'"individual_proofs"') + 40

    with pytest.raises(ArchiveRejected) as refusal:
        verify_archive(Changing(whole(), place))

    assert (refusal.value.check, refusal.value.slug) == (2, "member-hash")


def test_everything_in_which_an_archive_departs_from_the_profile_is_said():
    parts = parts_of(whole())
    shares = [(owner, without_context(text)) for owner, text in parts.shares]
    changed = replace(parts, ballots=parts.ballots[::-1], shares=shares)

    with pytest.raises(ArchiveRejected) as refusal:
        verified(changed.bytes(), "ostraka")

    found = [refusal.value, *refusal.value.further]
    assert [(one.check, one.slug) for one in found] == [
        (101, "context-proof"),
        (101, "context-proof"),
        (103, "ballot-order"),
    ]
    assert [one.where for one in found] == ["owner 1", "owner 3", "ballots"]


def without_context(text):
    share = decode(text)
    del share["context_proofs"]
    return encode(share)


def rejected(content):
    """Return whether our profile rejects ``content``; any other exception is a failure."""
    try:
        verified(content, "ostraka")
    except ArchiveRejected:
        return True
    return False


def flipped(index, by):
    """Return the archive with one byte changed."""
    content = bytearray(whole())
    content[index] ^= by
    return bytes(content)


def test_not_one_byte_of_the_first_header_can_change():
    accepted = [i for i in range(2 * BLOCK) if not rejected(flipped(i, 1 + i % 255))]

    assert accepted == []


@pytest.mark.parametrize("kind", EVENTS)
def test_not_one_byte_of_an_event_s_header_can_change(kind):
    content = whole()
    at = content.index(f'"type":"{kind}"'.encode())
    start = at - at % BLOCK - BLOCK
    assert content[start + 64 : start + 75] == b".event.json"

    accepted = [i for i in range(start, start + BLOCK) if not rejected(flipped(i, 1 + i % 255))]

    assert accepted == []


def test_not_one_of_500_random_bytes_can_change():
    places = [secrets.randbelow(len(whole())) for _ in range(500)]

    assert [i for i in places if not rejected(flipped(i, 1 + secrets.randbelow(255)))] == []


def test_the_file_cannot_be_cut_inside_an_entry_or_between_data_and_event():
    archive = read_archive(BytesIO(whole()))
    ends = [end for end in range(0, len(whole()), BLOCK) if not rejected(whole()[:end])]

    # what is left are the states after each event, as they once were published
    assert len(ends) == archive.num_events - 1
