"""The rules of the box side, without a database."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from threading import Thread

import pytest
from factories import documents
from factories.ballots import a_ballot, with_a_space, with_false_proof
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.board.domain import Contents, publish, state_after
from ballot_service.board.store.archives import archive_path, write_archive
from ballot_service.box.domain.casting import (
    AcceptedBallot,
    CredentialUnknown,
    Sheet,
    WrongElection,
    accept,
    check_head,
    read_sheet,
)
from ballot_service.box.domain.states import (
    MOVES,
    BoxClosed,
    BoxNotOpen,
    State,
    WrongState,
    check_open,
    move,
)
from shared.crypto.ballots import make_ballot, tracker
from shared.crypto.credentials import credential_list, derive
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.jsontext import encode
from shared.crypto.merkle import root_hash
from shared.crypto.verify import verify_archive
from shared.documents.manifests import election_of
from shared.plumbing.gate import Busy, Gate

# States


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_a_box_never_comes_back_to_a_state_it_left(steps):
    state, left = State.DRAFT, set()
    for step in steps:
        try:
            after = move(state, step)
        except WrongState:
            continue
        left.add(state)
        state = after

        assert state not in left


@given(st.sampled_from(list(State)), st.sampled_from(sorted(MOVES)))
def test_no_step_opens_a_box_but_that_from_the_freeze(state, step):
    try:
        after = move(state, step)
    except WrongState:
        return

    assert (after == State.OPEN) == ((state, step) == (State.FROZEN, "open"))


@pytest.mark.parametrize("state", list(State))
def test_ballots_are_taken_in_one_state_only(state):
    early = {State.DRAFT, State.FROZEN}

    if state == State.OPEN:
        check_open(state)
        return
    with pytest.raises(BoxNotOpen if state in early else BoxClosed):
        check_open(state)


@given(st.sampled_from(list(State)), st.integers(0, 20), st.integers(2, 10))
def test_only_a_closed_box_below_the_floor_is_sealed(state, size, floor):
    after = state_after(state, size, floor)

    assert (after != state) == (state == State.CLOSED and size < floor)
    assert after in {state, State.SEALED}


# Casting


@cache
def a_sheet():
    """Return (box manifest, slip codes, what ballots are checked against)."""
    meeting = documents.a_meeting_manifest()
    manifest = documents.a_box_manifest(meeting)
    codes = documents.some_codes(2)
    listed = credential_list(derive(manifest.uuid, code).public_hex for code in codes)
    return manifest, codes, read_sheet(election_of(manifest).text, listed)


def test_a_good_ballot_is_accepted_with_its_tracker_and_credential():
    manifest, codes, sheet = a_sheet()
    ballot = a_ballot(manifest, codes[0])

    accepted = accept(ballot.encode(), sheet)

    credential = derive(manifest.uuid, codes[0]).public_hex
    assert accepted == AcceptedBallot(manifest.uuid, tracker(ballot), credential, ballot)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (with_false_proof, VerificationFailed),
        (with_a_space, MalformedBytes),
        (lambda ballot: " " + ballot, MalformedBytes),
        (lambda ballot: ballot.replace('"credential"', '"credentiaI"'), MalformedBytes),
        (lambda ballot: ballot.upper(), MalformedBytes),
        (lambda ballot: "", MalformedBytes),
        (lambda ballot: ballot * 2, MalformedBytes),
    ],
)
def test_a_spoilt_ballot_is_not_accepted(spoil, refusal):
    manifest, codes, sheet = a_sheet()

    with pytest.raises(refusal):
        accept(spoil(a_ballot(manifest, codes[0])).encode(), sheet)


def test_a_ballot_cannot_take_over_another_listed_credential():
    manifest, codes, sheet = a_sheet()
    fields = json.loads(a_ballot(manifest, codes[0]))
    fields["credential"] = derive(manifest.uuid, codes[1]).public_hex

    with pytest.raises(VerificationFailed):
        accept(encode(fields).encode(), sheet)


def test_the_head_is_refused_before_any_proof_is_looked_at():
    manifest, codes, sheet = a_sheet()
    junk = a_ballot(manifest, codes[0])[:250].encode()
    other = documents.a_box_manifest(documents.a_meeting_manifest())
    unlisted = a_ballot(manifest, documents.some_codes(1)[0])[:250].encode()

    check_head(junk, sheet)
    with pytest.raises(WrongElection):
        check_head(a_ballot(other, codes[0])[:250].encode(), sheet)
    with pytest.raises(CredentialUnknown):
        check_head(unlisted, sheet)
    with pytest.raises(CredentialUnknown):
        check_head(junk, Sheet(sheet.election, frozenset()))


def test_what_is_longer_than_any_ballot_is_refused_before_it_is_parsed():
    manifest, codes, sheet = a_sheet()
    ballot = a_ballot(manifest, codes[0]).encode()
    stuffed = ballot.replace(b'"answers":[', b'"answers":[' + b"[]," * 1000)

    check_head(ballot, sheet)
    with pytest.raises(MalformedBytes):
        check_head(stuffed, sheet)


@pytest.mark.parametrize("maximum", [1, 5])
@pytest.mark.parametrize("contests", [1, 40])
def test_no_ballot_is_too_long_for_its_own_sheet(contests, maximum):
    """Every scalar of the ballot is written with as many digits as a scalar can have."""
    meeting = documents.a_meeting_manifest()
    contest = documents.a_graded_contest(minimum=int(maximum == 1), maximum=maximum)
    sheet = [contest.model_copy(update={"key": f"o{n}.grade"}) for n in range(contests)]
    election = election_of(documents.a_box_manifest(meeting).model_copy(update={"contests": sheet}))
    chosen = [[1, 0, 0, 0, 0]] * contests
    ballot = make_ballot(election, derive(election.uuid, documents.some_codes(1)[0]), chosen)

    longest = len(re.sub(r'":"[0-9]{60,77}"', f'":"{"9" * 77}"', ballot))

    assert longest <= Sheet(election, frozenset()).longest_ballot <= 1.3 * longest


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_and_never_repeated(content):
    _, _, sheet = a_sheet()

    with pytest.raises(MalformedBytes) as caught:
        accept(content, sheet)

    assert str(caught.value) == "This is not a ballot."


# The archive


def test_the_archive_does_not_depend_on_the_order_of_the_ballots():
    manifest, codes, sheet = a_sheet()
    ballots = [a_ballot(manifest, code) for code in codes]
    trustees = documents.a_board().document.trustees_text
    listed = credential_list(sheet.listed)

    def published(order):
        election = sheet.election.text
        contents = Contents(manifest.uuid, documents.FREEZE, election, trustees, listed, order)
        return publish(contents)

    assert published(ballots) == published(ballots[::-1])
    assert published(ballots).root == root_hash(sorted(map(tracker, ballots)))
    report = verify_archive(io.BytesIO(published(ballots).archive))
    assert (report.phase, report.num_ballots) == ("EndBallots", 2)


def test_an_archive_file_is_replaced_as_a_whole(tmp_path):
    folder = tmp_path / "archives"

    write_archive(folder, "box", b"first")
    write_archive(folder, "box", b"second")

    assert archive_path(folder, "box").read_bytes() == b"second"
    assert [entry.name for entry in folder.iterdir()] == ["box.bel"]


# The gate


def test_the_gate_lets_some_in_some_wait_and_refuses_the_rest():
    gate, entered = Gate(inside=1, waiting=1), []

    def wait():
        with gate.enter():
            entered.append(True)

    with gate.enter():
        waiting = Thread(target=wait)
        waiting.start()
        while gate._places._value > 0:
            pass
        assert entered == []
        with pytest.raises(Busy), gate.enter():
            pass
    waiting.join()

    assert entered == [True]
    with gate.enter():
        pass


def test_a_place_is_free_again_after_a_failure():
    gate = Gate(inside=1, waiting=0)

    with pytest.raises(VerificationFailed), gate.enter():
        raise VerificationFailed("no")

    with gate.enter():
        pass
