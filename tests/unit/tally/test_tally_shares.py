"""Taking a share, and finishing an archive with a quorum of them."""

from __future__ import annotations

from io import BytesIO

import pytest
from factories import documents
from factories.rounds import ClosedRound

from shared.crypto import decryption
from shared.crypto.archive import read_archive
from shared.crypto.ballots import parse_ballot
from shared.crypto.decryption import ShareAtFault, make_share
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import decode, encode
from shared.crypto.tally import add_up, tally_text
from shared.crypto.verify import verify_archive
from shared.documents.manifests import election_of
from tally_service.counts.domain.shares import ShareRejected, Work, finish

BOARD = documents.a_board()


@pytest.fixture(scope="module")
def closed():
    return ClosedRound({"A": [0, 0, 1, 3, 4]})


def work_on(closed: ClosedRound, marks: int | None = None) -> Work:
    """Return the work of decrypting a round's box, or only its first ballots."""
    election = election_of(closed.sheets["A"])
    ballots = closed.sorted_ballots()[:marks]
    parsed = [parse_ballot(text, election) for text in ballots]
    text = tally_text(add_up(election, parsed))
    return Work(election.text, BOARD.document.trustees_text, text, len(ballots))


def share(work: Work, owner: int, *, secret_of: int | None = None) -> str:
    """Return the share of a trustee, made with the key of another if told so."""
    x = BOARD.secrets[secret_of or owner]
    return make_share(work.election.fingerprint, work.tally_text, x, work.tally)


def shifted(text: str) -> str:
    """Return a share whose first factor is that of its second entry."""
    fields = decode(text)
    fields["decryption_factors"][0][0] = fields["decryption_factors"][0][1]
    return encode(fields)


def without_context(text: str) -> str:
    """Return a share as version 1 has it, without the proofs that bind it."""
    fields = decode(text)
    del fields["context_proofs"]
    return encode(fields)


@pytest.mark.parametrize("owners", [(1, 2), (1, 3), (2, 3), (1, 2, 3)])
def test_any_quorum_finishes_the_archive(closed, owners):
    work = work_on(closed)

    finished = finish(work, closed.archive(), {n: share(work, n) for n in owners})

    assert finished.counts == [[2, 1, 0, 1, 1]]
    assert verify_archive(BytesIO(finished.archive)).result == finished.counts
    assert finished.archive.startswith(closed.archive())


@pytest.mark.parametrize("spoil", [shifted, without_context, lambda text: text + " "])
def test_a_share_that_does_not_prove_itself_is_refused_and_names_its_owner(closed, spoil):
    work = work_on(closed)

    with pytest.raises(ShareRejected, match="trustee 2") as refusal:
        work.check(2, spoil(share(work, 2)))

    assert refusal.value.owner == 2


def test_a_share_made_with_another_key_is_refused(closed):
    work = work_on(closed)

    with pytest.raises(ShareRejected):
        work.check(2, share(work, 2, secret_of=3))


def test_a_share_for_another_tally_of_the_same_box_is_refused(closed):
    with pytest.raises(ShareRejected):
        work_on(closed).check(1, share(work_on(closed, 4), 1))


def test_a_share_for_another_box_is_refused(closed):
    other = work_on(ClosedRound({"A": [0, 0, 1, 3, 4]}))

    with pytest.raises(ShareRejected):
        work_on(closed).check(1, share(other, 1))


def test_fewer_shares_than_needed_finish_nothing(closed):
    work = work_on(closed)

    with pytest.raises(VerificationFailed):
        finish(work, closed.archive(), {1: share(work, 1)})


def test_a_share_that_disagrees_with_the_others_is_named_and_left_out(closed, monkeypatch):
    work = work_on(closed)
    texts = {1: share(work, 1), 2: share(work, 2, secret_of=3), 3: share(work, 3)}
    monkeypatch.setattr(Work, "check", unchecked)

    finished = finish(work, closed.archive(), texts)

    assert finished.counts == [[2, 1, 0, 1, 1]]
    assert [owner for owner, _ in archived(finished.archive)] == [1, 3]
    assert finished.left_out == (2,)


def test_two_shares_that_disagree_finish_nothing_and_both_are_asked_again(closed, monkeypatch):
    work = work_on(closed)
    texts = {1: share(work, 1), 2: share(work, 2, secret_of=3)}
    monkeypatch.setattr(Work, "check", unchecked)

    with pytest.raises(ShareAtFault) as fault:
        finish(work, closed.archive(), texts)

    assert fault.value.owners == (1, 2)


def unchecked(work: Work, owner: int, text: str) -> decryption.Share:
    """Read a share under whichever key made it, as if a proof could be forged."""
    for x in BOARD.secrets.values():
        public = power_of_g(x)
        try:
            return decryption.check_share(
                text, work.election.fingerprint, work.tally_text, work.tally, public
            )
        except VerificationFailed:
            continue
    raise AssertionError("made with no key of the board")


def archived(archive: bytes) -> list[tuple[int, str]]:
    """Return owner and text of every share in an archive."""
    return read_archive(BytesIO(archive)).partial_decryptions
