"""A thousand random sheets, encrypted by the browser's code, checked by ours."""

from __future__ import annotations

import random

import pytest
from browser.browser_node import a_vote, encrypted, needs_node
from settings import SEED

from shared.crypto.ballots import check_ballot
from shared.crypto.credentials import derive

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), needs_node]

SHEETS = 1000
AT_A_TIME = 100


def test_a_thousand_ballots_of_random_sheets_pass_our_checks():
    print(f"seed {SEED}")
    source = random.Random(SEED)
    marks = 0

    for _ in range(SHEETS // AT_A_TIME):
        votes = [a_vote(source) for _ in range(AT_A_TIME)]
        for vote, ballot in zip(votes, encrypted(votes), strict=True):
            checked = check_ballot(ballot, vote.election)
            assert checked.credential_hex == derive(vote.election.uuid, vote.code).public_hex
            marks += sum(len(row) for row in vote.choices)

    print(f"{SHEETS} ballots, {marks} marks")
