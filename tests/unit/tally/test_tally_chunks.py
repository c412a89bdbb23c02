"""Cutting a box into work, verifying a piece, and adding the pieces up."""

from __future__ import annotations

import pytest
from factories import documents
from factories.ballots import a_ballot, with_a_space, with_false_proof

from shared.crypto.ballots import parse_ballot
from shared.crypto.credentials import derive
from shared.crypto.tally import add_up as add_up_at_once
from shared.crypto.tally import tally_text
from shared.documents.manifests import election_of
from tally_service.counts.domain import chunks
from tally_service.counts.domain.refusals import CountFailed

MEETING = documents.a_meeting_manifest()
SHEET = documents.a_box_manifest(MEETING, contests=2)
ELECTION = election_of(SHEET)
CODES = documents.some_codes(3)
BALLOTS = [a_ballot(SHEET, code, [n, 0]) for n, code in enumerate(CODES)]


def refused(texts: list[str]) -> str:
    """Return the cause for which a chunk of these ballots is refused."""
    with pytest.raises(CountFailed) as failure:
        chunks.verify(ELECTION.text, chunks.Chunk(0, 0, tuple(texts)))
    return failure.value.cause


def test_every_ballot_is_in_exactly_one_chunk_whatever_its_size(monkeypatch):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 25)
    texts = [f"ballot {n}" for n in range(7)]

    pieces = chunks.cut(ELECTION, texts)

    assert [piece.number for piece in pieces] == [0, 1, 2, 3]
    assert [piece.first for piece in pieces] == [0, 2, 4, 6]
    assert [text for piece in pieces for text in piece.texts] == texts


def test_a_ballot_larger_than_a_chunk_is_a_chunk_of_its_own(monkeypatch):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 3)

    pieces = chunks.cut(ELECTION, ["one", "two"])

    assert [piece.texts for piece in pieces] == [("one",), ("two",)]


def test_a_box_without_ballots_has_no_chunk():
    assert chunks.cut(ELECTION, []) == []


def test_the_sums_of_chunks_are_the_sum_of_the_box():
    pieces = [chunks.Chunk(0, 0, tuple(BALLOTS[:2])), chunks.Chunk(1, 2, tuple(BALLOTS[2:]))]

    sums = [chunks.verify(ELECTION.text, piece) for piece in pieces]

    whole = chunks.add_up(ELECTION, [one.tally_text for one in sums])
    parsed = [parse_ballot(text, ELECTION) for text in BALLOTS]
    assert tally_text(whole) == tally_text(add_up_at_once(ELECTION, parsed))


def test_a_chunk_knows_which_credentials_voted():
    summed = chunks.verify(ELECTION.text, chunks.Chunk(0, 0, tuple(BALLOTS)))

    assert summed.credentials == tuple(derive(SHEET.uuid, code).public_hex for code in CODES)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(with_false_proof, id="a false proof"),
        pytest.param(with_a_space, id="another spelling"),
        pytest.param(lambda text: text.replace(SHEET.uuid, "1" * 14), id="of another box"),
        pytest.param(lambda text: "not json", id="no ballot at all"),
    ],
)
def test_one_false_ballot_refuses_its_chunk(spoil):
    assert refused([BALLOTS[0], spoil(BALLOTS[1])]) == "ballot_rejected"


def test_a_ballot_for_another_sheet_refuses_its_chunk():
    other = documents.a_box_manifest(MEETING, contests=1)

    assert refused([a_ballot(other, CODES[0])]) == "ballot_rejected"


@pytest.mark.parametrize(
    "voted",
    [
        pytest.param(["a", "a"], id="one credential twice"),
        pytest.param(["a", "x"], id="a credential that is not listed"),
    ],
)
def test_every_ballot_needs_a_listed_credential_of_its_own(voted):
    with pytest.raises(CountFailed) as failure:
        chunks.check_credentials(voted, ["a", "b"])

    assert failure.value.cause == "credential_rejected"


def test_listed_credentials_may_stay_unused():
    assert chunks.check_credentials(["b"], ["a", "b"]) is None
