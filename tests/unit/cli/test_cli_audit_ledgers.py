"""The audit of corrected ledgers: every version is there, and what stands uses the last."""

from __future__ import annotations

from typing import Any

import pytest
from factories.audited import Evidence

from shared.cli.audit.command import audit_folder
from shared.documents.results import Correction

NOTICE = Correction(
    number=1,
    document="组〔2026〕9号",
    date="2026-12-22",
    reason="实到有误",
    by="周认证",
    opened_on="2026-12-22",
)


def refusals(evidence: Evidence, folder: Any, *results: Any) -> dict[str, str]:
    """Return what is rejected, by the first word of what it is about."""
    found = audit_folder(evidence.write(folder, list(results), []), workers=1)
    return {one.subject.split()[0]: one.refusal for one in found if one.refusal}


@pytest.fixture
def corrected() -> tuple[Evidence, Any, Any]:
    """Return a folder with a corrected ledger, the result before it and the one after it."""
    evidence = Evidence()
    first = evidence.result()
    before = evidence.ledgers[0]
    lines = [line.model_copy(update={"present": line.roll}) for line in before.lines]
    follows = {"version": 2, "supersedes": before.digest, "correction": "抄错一个数"}
    evidence.ledgers.append(before.model_copy(update={**follows, "lines": lines}))
    second = evidence.result(version=2, supersedes=first.digest, correction=NOTICE)
    return evidence, first, second


def test_both_versions_of_a_corrected_ledger_and_of_its_result_pass(corrected, tmp_path):
    evidence, first, second = corrected

    assert first.boxes != second.boxes
    assert refusals(evidence, tmp_path, first, second) == {}


def test_a_result_that_keeps_the_numbers_that_were_corrected_is_rejected(corrected, tmp_path):
    evidence, first, _ = corrected

    assert "numbers that were corrected" in refusals(evidence, tmp_path, first)["round"]


def test_a_ledger_taken_out_of_its_chain_shows(corrected, tmp_path):
    evidence, first, second = corrected
    del evidence.ledgers[0]

    assert "one lacks" in refusals(evidence, tmp_path, first, second)["meeting"]


def test_a_corrected_ledger_of_another_chain_shows(corrected, tmp_path):
    evidence, first, second = corrected
    evidence.ledgers[1] = evidence.ledgers[1].model_copy(update={"supersedes": "0" * 64})

    assert "does not name" in refusals(evidence, tmp_path, first, second)["meeting"]


def test_a_corrected_ledger_that_names_another_repeat_shows(corrected, tmp_path):
    evidence, first, second = corrected
    evidence.ledgers[1] = evidence.ledgers[1].model_copy(update={"repeated_by": "r2"})

    assert "another repeat" in refusals(evidence, tmp_path, first, second)["meeting"]
