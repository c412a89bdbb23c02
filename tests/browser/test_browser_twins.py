"""The browser's cryptography is the twin of ours: same vectors, and ballots that we accept."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from browser.browser_node import MODULES, TESTS, Vote, a_vote, encrypted, needs_node, run_node
from settings import SEED
from unit.crypto.crypto_factories import Counting, a_board, an_election, in_order, verified
from vectors.browser_vectors import OUT, vectors

from shared.crypto.ballots import check_ballot, make_ballot
from shared.crypto.credentials import derive, new_code
from shared.crypto.elections import Question
from shared.crypto.errors import ArchiveRejected, VerificationFailed

SHEETS = 50

SPOILT = {
    "two votes": "individual-proof",
    "other randomness": "individual-proof",
    "other sum": "overall-proof",
    "other signer": "ballot-signature",
}


def test_the_vectors_are_what_the_script_writes():
    assert OUT.read_text(encoding="utf-8") == vectors()


@needs_node
def test_the_types_of_the_package_and_of_its_tests_fit():
    compiler = MODULES / "typescript" / "bin" / "tsc"

    run_node(compiler, "--noEmit")
    run_node(compiler, "--noEmit", "-p", TESTS)


@needs_node
def test_every_test_in_typescript_passes():
    run_node("--test", *sorted(TESTS.glob("*.test.ts")))


@needs_node
def test_ballots_of_random_sheets_pass_our_checks():
    print(f"seed {SEED}")
    source = random.Random(SEED)
    votes = [a_vote(source) for _ in range(SHEETS)]

    ballots = encrypted(votes)

    assert len(ballots) == SHEETS
    for vote, ballot in zip(votes, ballots, strict=True):
        checked = check_ballot(ballot, vote.election)
        assert checked.credential_hex == derive(vote.election.uuid, vote.code).public_hex


def a_mixed_counting(spoil: str | None = None) -> Counting:
    """Return a counted election in which every second voter used a browser."""
    grade = Question("o1.grade 干部", ("a 优秀", "b 称职", "abstain 弃权"), 1, 1)
    people = Question("p 委员", ("a 李", "b 王", "c 赵"), 0, 2)
    election = an_election(grade, people, public_key=a_board().key)
    codes = [new_code() for _ in range(6)]
    credentials = [derive(election.uuid, code) for code in codes]
    marks = [[1, 0, 0], [0, 1, 1]]
    ours = [make_ballot(election, credential, marks) for credential in credentials[::2]]
    votes = [Vote(election, code, marks) for code in codes[1::2]]
    theirs = encrypted([replace(votes[0], spoil=spoil), *votes[1:]])
    return Counting(a_board(), election, credentials, in_order([*ours, *theirs]))


@needs_node
def test_an_archive_that_mixes_ballots_of_browsers_and_ours_verifies():
    archive = a_mixed_counting().parts().bytes()

    report = verified(archive, "ostraka")

    assert report.result == [[6, 0, 0], [0, 6, 6]]


@needs_node
def test_an_archive_with_one_spoilt_ballot_of_a_browser_is_rejected():
    archive = a_mixed_counting("other randomness").parts().bytes()

    with pytest.raises(ArchiveRejected) as refusal:
        verified(archive, "ostraka")
    assert refusal.value.slug == "individual-proof"


@needs_node
@pytest.mark.parametrize(("spoil", "slug"), SPOILT.items())
def test_a_ballot_that_a_browser_spoilt_is_refused(spoil, slug):
    vote = a_vote(random.Random(SEED))
    grade = Question("q 测评", ("a 优秀", "b 称职", "abstain 弃权"), 1, 1)
    election = replace(vote.election, questions=(grade, grade), text="")
    honest = replace(vote, election=election, choices=[[1, 0, 0], [0, 0, 1]])

    good, spoilt = encrypted([honest, replace(honest, spoil=spoil)])

    check_ballot(good, election)
    with pytest.raises(VerificationFailed) as refusal:
        check_ballot(spoilt, election)
    assert refusal.value.slug == slug
