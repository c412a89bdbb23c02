"""A corrected ledger at the tally service: at once, or after certification by a correction."""

from __future__ import annotations

from typing import Any

import pytest
from factories.findings import PENDING, Finding
from factories.rounds import ClosedRound
from factories.tally import refusal, stored, work

from shared.documents.orders import RoundLedger


@pytest.fixture
def finding(tmp_path) -> Finding:
    return Finding(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)


def corrected(before: RoundLedger, version: int = 2, **changes: Any) -> RoundLedger:
    """Return the version of a ledger after ``before`` in which a line has other numbers."""
    named = {name: changes.pop(name) for name in ("entered_by", "supersedes") if name in changes}
    lines = [line.model_copy(update=changes) for line in before.lines]
    follows = {"version": version, "supersedes": before.digest, "correction": "抄错一个数"}
    return before.model_copy(update={**follows, "lines": lines, **named})


def whole_hall(closed: ClosedRound) -> RoundLedger:
    """Return the correction by which more people were present than the desk had said."""
    return corrected(closed.ledger(), present=closed.roll["A"])


def present(result: Any) -> int:
    """Return how many were present, in a draft or a result."""
    return int(result["boxes"][0]["ledger"]["present"])


def test_a_draft_follows_the_corrected_numbers_and_what_was_signed_is_cleared(finding):
    closed = finding.counted()
    finding.certify(closed, 0)
    before = finding.round(closed)

    answered = finding.deliver(whole_hall(closed))

    after = finding.round(closed)
    assert answered.status_code == 200
    assert (present(before), present(after)) == (7, 10)
    assert (before["signatures"], after["signatures"]) == (["周认证"], [])
    records = finding.shown(closed)["records"]
    assert [row["what"] for row in records] == ["signed", "ledger_corrected", "signatures_cleared"]
    assert (records[1]["why"], records[1]["by"]) == ("抄错一个数", ["监票人 1", "监票人 2"])
    assert finding.deliver(whole_hall(closed)).status_code == 200
    assert finding.certified(closed)


def test_numbers_that_come_back_do_not_bring_their_signatures_back(finding):
    closed = finding.counted()
    first, second = closed.ledger(), whole_hall(closed)
    finding.certify(closed, 0)
    finding.deliver(second)
    third = corrected(second, 3, present=first.lines[0].present)

    assert finding.deliver(third).status_code == 200

    again = finding.round(closed)
    assert (present(again), again["signatures"]) == (first.lines[0].present, [])
    assert finding.certify(closed, 1).json["digest"] is None
    assert finding.certify(closed, 0).json["digest"]


def test_a_ledger_that_comes_again_after_its_correction_is_had_already(finding):
    closed = finding.counted()
    first, second = closed.ledger(), whole_hall(closed)
    finding.deliver(second)
    finding.deliver(corrected(second, 3, present=first.lines[0].present))
    before = stored(finding.tally)

    for ledger in (first, second):
        assert finding.deliver(ledger).json == {"digest": ledger.digest}
    assert stored(finding.tally) == before


def test_wrong_printed_slips_fail_the_round_and_the_right_number_opens_it(finding):
    closed = finding.hold({"A": PENDING})
    finding.clear(closed, printed=11)
    failed = finding.outcome(closed)

    finding.deliver(corrected(closed.ledger(printed=11), printed=9))
    finding.decrypt(closed)

    assert failed == ("failed", "numbers_differ")
    assert finding.outcome(closed) == ("done", None)
    assert finding.certified(closed)


def test_a_certified_result_is_corrected_by_its_next_version_and_not_before_one_is_open(finding):
    closed = finding.counted()
    first = finding.certified(closed)

    early = finding.deliver(whole_hall(closed))
    finding.correct(closed)
    taken = finding.deliver(whole_hall(closed))
    back = finding.send(closed, "correction/withdrawal", 0, {"reason": "有误"})
    second = finding.certified(closed)

    assert refusal(early) == (409, "round_certified")
    assert taken.status_code == 200
    assert refusal(back) == (409, "correction_used")
    assert present(finding.result(first)) == 7
    assert present(finding.result(second)) == 10
    assert finding.result(second)["supersedes"] == first


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"supersedes": "0" * 64}, "ledger_stands"),
        ({"entered_by": ["监票人 1", "监票人 1"]}, "ledger_stands"),
        ({"issued": 6}, "ledger_impossible"),
        ({"printed": 8}, "ledger_impossible"),
    ],
    ids=["supersedes", "one person", "issued", "printed"],
)
def test_what_does_not_follow_or_does_not_fit_the_slips_changes_nothing(finding, change, slug):
    closed = finding.counted()
    before = stored(finding.tally)

    refused = finding.deliver(corrected(closed.ledger(), **change))

    assert refusal(refused) == (409, slug)
    assert stored(finding.tally) == before


def test_an_annulled_round_takes_no_corrected_numbers(finding):
    closed = finding.counted()
    finding.annulled(closed)
    work(finding.tally)

    assert refusal(finding.deliver(whole_hall(closed))) == (409, "round_annulled")


def test_the_right_numbers_are_taken_after_a_version_that_was_refused_and_an_old_one_is_not(
    finding,
):
    closed = finding.counted()
    wrong = corrected(closed.ledger(), issued=6)
    right = corrected(wrong, 3, issued=closed.ledger().lines[0].issued, present=closed.roll["A"])

    refused = finding.deliver(wrong)
    taken = finding.deliver(right)
    old = finding.deliver(whole_hall(closed))

    assert refusal(refused) == (409, "ledger_impossible")
    assert taken.status_code == 200
    assert refusal(old) == (409, "ledger_stands")
    assert present(finding.round(closed)) == 10
