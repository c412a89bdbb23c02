"""A whole 2-of-3 election in memory, from ceremony to result, under our own profile."""

import secrets
from functools import cache
from io import BytesIO

import pytest
from crypto_factories import TIME, UUID, a_counting, archive_of, parts_of, verified

from shared.crypto.archive import ArchiveWriter, read_archive
from shared.crypto.entries import BLOCK
from shared.crypto.errors import ArchiveRejected
from shared.crypto.verify import verify_archive

EVENTS = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result")


@cache
def whole():
    """Return the finished archive of four voters, two questions, trustees 1 and 3."""
    parts = a_counting(4).parts()
    writer = ArchiveWriter(UUID, TIME)
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
    assert set(report.digests) == {"election", "credentials", "encrypted_tally"}
    assert report.warnings == ()


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
    verify_archive(
        BytesIO(whole()), map=mapping, progress=lambda done, total: ticks.append((done, total))
    )

    assert sum(verdict.num_ballots for verdict in seen) == 4
    assert ticks[-1] == (4, 4)


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
