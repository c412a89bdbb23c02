"""500 ballots and archives with one thing changed, in every run; many more in the slow one."""

from random import Random

import pytest
from crypto_archive_mutants import ARCHIVE_KINDS
from crypto_ballot_mutants import BALLOT_KINDS
from crypto_trials import try_archives, try_ballots
from settings import SEED

from shared.crypto import ballots
from shared.crypto.errors import VerificationFailed

EACH = 250


@pytest.mark.parametrize(
    ("trial", "kinds"),
    [
        pytest.param(try_ballots, BALLOT_KINDS, id="ballots"),
        pytest.param(try_archives, ARCHIVE_KINDS, id="archives"),
    ],
)
def test_nothing_that_differs_is_accepted_and_all_of_it_is_refused(trial, kinds):
    outcome = trial(EACH, Random(SEED))

    assert (outcome.accepted, outcome.crashed) == ({}, {}), outcome.examples[:3]
    assert sum(outcome.tried.values()) == sum(outcome.refused.values()) == EACH
    assert set(outcome.tried) == set(kinds)


CONTROLS = [
    pytest.param(try_ballots, ["bits_swapped", "proof_of_other_ballot"], id="ballots"),
    pytest.param(try_archives, ["ballot_changed"], id="archives"),
]


@pytest.mark.parametrize(("trial", "kinds"), CONTROLS)
def test_a_verifier_that_skips_the_proofs_would_be_found(trial, kinds, monkeypatch):
    monkeypatch.setattr(ballots, "verify_one_of", lambda *_: None)

    outcome = trial(60, Random(SEED), kinds)

    assert outcome.accepted, "a mutant whose only fault is a proof has to be accepted now"


@pytest.mark.parametrize(("trial", "kinds"), CONTROLS)
def test_a_verifier_that_stumbles_would_be_found(trial, kinds, monkeypatch):
    honest = ballots.verify_one_of

    def stumbling(*arguments):
        try:
            honest(*arguments)
        except VerificationFailed:
            raise ZeroDivisionError from None

    monkeypatch.setattr(ballots, "verify_one_of", stumbling)

    outcome = trial(60, Random(SEED), kinds)

    assert any("ZeroDivisionError" in what for what in outcome.crashed)
