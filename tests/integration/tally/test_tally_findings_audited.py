"""What the service publishes of findings, corrections and annulments passes an outsider's audit."""

from __future__ import annotations

from typing import Any

import pytest
from factories.audited import Evidence
from factories.findings import Finding

from shared.cli.audit.command import audit_folder
from shared.documents.base import digest_of
from shared.documents.results import CertifiedResult


@pytest.fixture
def finding(tmp_path):
    return Finding(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)


def refused(finding: Finding, closed: Any, folder: Any) -> dict[str, str]:
    """Write what is public of the round into a folder, and audit that."""
    evidence = Evidence()
    evidence.closed, evidence.pack = closed, finding.pack
    evidence.ledgers = [closed.ledger()]
    evidence.scans = [closed.scan(letter) for letter in closed.sheets]
    evidence.finished = {
        letter: (finding.archive(closed, letter).data, None) for letter in closed.sheets
    }
    for signed in finding.published(closed):
        evidence.files[f"findings/{digest_of(signed['document'])}.json"] = signed
    listed = [
        CertifiedResult.parse(finding.result(row["digest"])) for row in finding.listed(closed)
    ]
    found = audit_folder(evidence.write(folder, listed, []), workers=1)
    assert len(found) > 3
    return {one.subject: one.refusal for one in found if one.refusal}


def test_at_every_stage_after_certification(finding, tmp_path):
    closed = finding.counted()
    finding.found(closed)
    finding.certified(closed)
    certified = refused(finding, closed, tmp_path / "certified")
    finding.correct(closed)
    finding.found(closed, "no")
    correcting = refused(finding, closed, tmp_path / "correcting")
    finding.certified(closed)
    corrected = refused(finding, closed, tmp_path / "corrected")
    finding.annulled(closed)

    assert certified == correcting == corrected == {}
    assert refused(finding, closed, tmp_path / "annulled") == {}


def test_a_round_annulled_before_it_was_decrypted(finding, tmp_path):
    closed = finding.hold({"A": [3, 3, 0, 0, 1, 1, 0]})
    finding.clear(closed)
    finding.annulled(closed)

    assert refused(finding, closed, tmp_path / "annulled") == {}


def test_a_round_annulled_after_it_was_counted_and_before_it_was_certified(finding, tmp_path):
    closed = finding.counted()
    finding.found(closed)
    finding.annulled(closed)

    assert refused(finding, closed, tmp_path / "annulled") == {}


def test_an_old_version_without_the_newest_is_refused(finding, tmp_path):
    closed = finding.counted()
    finding.found(closed)
    first = finding.certified(closed)
    finding.correct(closed)
    finding.found(closed, "no")
    finding.certified(closed)
    rows = finding.listed(closed)
    finding.listed = lambda _: [row for row in rows if row["digest"] == first]

    told = refused(finding, closed, tmp_path / "old")

    assert told == {"round r1": "The result that stands rests on a finding that was superseded."}
