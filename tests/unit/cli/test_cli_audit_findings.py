"""The audit of findings and versions: what whoever holds the tally service's key could still do.

Everything is signed as it should be; only the one thing is wrong. What is told says which.
"""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.appraisal import a_finding, a_pack
from factories.audited import VOTES, Evidence, facts_of

from shared.cli.audit.command import audit_folder
from shared.documents.base import sign
from shared.documents.findings import Finding, FoundAbout
from shared.documents.results import CertifiedResult, Correction
from shared.rules.carried_findings import carried_findings

MARKS = {**VOTES, "A": [[0, 3], [0, 3], [1, 1], [1, 3], [0, 0]]}
"""Four 不称职 of ten for the second official: B10 waits for a finding."""
ABOUT = FoundAbout(kind="official", id="o2")
NOTICE = Correction(
    number=1,
    document="组〔2026〕9号",
    date="2026-12-22",
    reason="认定有误",
    by="周认证",
    opened_on="2026-12-22",
)


class Found(Evidence):
    """A round on whose result a finding bears; what is in ``published`` is in the folder."""

    def __init__(self) -> None:
        pack = a_pack("district", large_unit_min=5)
        super().__init__(MARKS, pack=pack)
        self.published: list[Finding] = []

    def find(self, value: str = "yes", before: Finding | None = None, **changes: Any) -> Finding:
        """Return a finding, and publish it."""
        values: dict[str, Any] = {
            "issued_by": "tally",
            "version": before.version + 1 if before else 1,
            "supersedes": before.digest if before else None,
            "meeting": self.closed.meeting.meeting,
            "meeting_manifest": self.closed.meeting.digest,
            "pack": self.pack.digest,
            "round": "r1",
            "rule": "B10",
            "subject": ABOUT,
            "value": value,
            "document": "组〔2026〕7号",
            "date": "2026-12-21",
            "reason": "核查属实",
            "by": ["周认证", "吴认证"],
            "recorded_on": "2026-12-21",
        }
        finding = Finding(**{**values, **changes})
        self.published.append(finding)
        return finding

    def fraud(self, **changes: Any) -> Finding:
        """Return a finding of fraud, and publish it."""
        about = FoundAbout(kind="meeting", id=self.closed.meeting.meeting)
        return self.find(rule="B05", subject=about, **changes)

    def certify(self, *findings: Finding, **changes: Any) -> CertifiedResult:
        """Return a version of the result that rests on these findings."""
        signed = {one.name: sign(documents.TALLY, one) for one in findings}
        return self.result(findings=signed, **changes)

    def next(self, before: CertifiedResult, *findings: Finding, **changes: Any) -> CertifiedResult:
        """Return the version after ``before``."""
        follows = {"version": before.version + 1, "supersedes": before.digest}
        return self.certify(*findings, **{**follows, "correction": NOTICE, **changes})

    def annul(self, before: CertifiedResult, *findings: Finding) -> CertifiedResult:
        """Return the version that says that the round was annulled."""
        nothing = {"contests": [], "rulings": [], "unanimous": []}
        return self.next(before, *findings, state="annulled", correction=None, **nothing)

    def refusals(self, folder: Any, *results: CertifiedResult) -> dict[str, str]:
        """Return what the audit refuses, by what it is about without its name."""
        for one in self.published:
            self.files[f"findings/{one.digest}.json"] = sign(documents.TALLY, one)
        found = audit_folder(self.write(folder, list(results), []), workers=1)
        return {one.subject.split()[0]: one.refusal for one in found if one.refusal}


@pytest.fixture
def evidence() -> Found:
    return Found()


def states(result: CertifiedResult) -> dict[str, str]:
    """Return the state of every ruling on the second official."""
    return {r["rule"]: r["state"] for r in result.rulings if r["target"]["id"] == "o2"}


def test_honest_findings_and_versions_pass(evidence, tmp_path):
    yes = evidence.find()
    first = evidence.certify(yes)
    no = evidence.find("no", yes)
    second = evidence.next(first, no)

    assert (states(first)["B10"], states(second)["B10"]) == ("pending", "not_triggered")
    assert evidence.refusals(tmp_path, first, second) == {}


def test_a_finding_taken_out_of_the_result_shows_though_the_rulings_follow(evidence, tmp_path):
    evidence.find("no")

    refused = evidence.refusals(tmp_path, evidence.certify())

    assert refused == {"round": "The result that stands leaves out a finding."}


def test_a_finding_taken_out_of_the_folder_shows(evidence, tmp_path):
    result = evidence.certify(evidence.find())
    evidence.published.clear()

    refused = evidence.refusals(tmp_path, result)

    assert refused["result"] == "A finding in the result is not among those published."


def test_a_finding_changed_in_the_result_shows_though_it_is_signed(evidence, tmp_path):
    changed = evidence.find().model_copy(update={"value": "no"})

    refused = evidence.refusals(tmp_path, evidence.certify(changed))

    assert refused["result"] == "A finding in the result is not among those published."


def test_a_finding_changed_under_its_signature_shows(evidence, tmp_path):
    finding = evidence.find()
    signed = sign(documents.TALLY, finding)
    signed["document"]["value"] = "no"
    result = evidence.result(findings={finding.name: signed})

    assert "signature" in evidence.refusals(tmp_path, result)["result"].lower()


def test_a_finding_that_somebody_else_signed_is_none(evidence, tmp_path):
    finding = evidence.find()
    result = evidence.result(findings={finding.name: sign(documents.DESK, finding)})

    assert "result" in evidence.refusals(tmp_path, result)


def test_a_finding_that_was_superseded_does_not_pass_for_the_newest(evidence, tmp_path):
    no = evidence.find("no")
    evidence.find("yes", no)

    refused = evidence.refusals(tmp_path, evidence.certify(no))

    assert refused == {"round": "The result that stands rests on a finding that was superseded."}


def test_a_finding_whose_first_version_is_missing_shows(evidence, tmp_path):
    second = evidence.find("no", evidence.find())
    del evidence.published[0]

    refused = evidence.refusals(tmp_path, evidence.certify(second))

    assert "missing" in refused["findings"]


def test_a_finding_about_a_person_by_one_is_refused(evidence, tmp_path):
    alone = evidence.find(by=["周认证", "周认证"])

    refused = evidence.refusals(tmp_path, evidence.certify(alone))

    assert refused["result"] == "A finding in the result was made by too few people."


@pytest.mark.parametrize("other", [{"round": "r2"}, {"meeting_manifest": "a" * 64}])
def test_a_finding_of_another_round_is_refused(other, evidence, tmp_path):
    refused = evidence.refusals(tmp_path, evidence.certify(evidence.find(**other)))

    assert refused["result"] == "A finding in the result is of another round."


def test_rulings_that_do_not_follow_from_the_findings_are_refused(evidence, tmp_path):
    no = evidence.find("no")
    without = evidence.certify().rulings

    refused = evidence.refusals(tmp_path, evidence.certify(no, rulings=without))

    assert "rulings" in refused["result"]


def test_an_old_version_does_not_pass_for_the_one_that_stands(evidence, tmp_path):
    yes = evidence.find()
    first = evidence.certify(yes)
    evidence.find("no", yes)

    refused = evidence.refusals(tmp_path, first)

    assert refused == {"round": "The result that stands rests on a finding that was superseded."}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": 3}, "A version of the result is missing"),
        ({"version": 1, "supersedes": None}, "there are two of it"),
        ({"supersedes": "a" * 64}, "supersedes another result"),
        ({"correction": None}, "does not say why"),
    ],
)
def test_a_chain_of_versions_that_does_not_hold_is_refused(changes, told, evidence, tmp_path):
    first = evidence.certify()

    refused = evidence.refusals(tmp_path, first, evidence.next(first, **changes))

    assert told in refused["round"]


def test_a_later_version_without_the_one_before_it_is_refused(evidence, tmp_path):
    second = evidence.next(evidence.certify())

    assert "missing" in evidence.refusals(tmp_path, second)["round"]


def test_a_later_version_that_goes_back_to_an_older_finding_is_refused(evidence, tmp_path):
    yes = evidence.find()
    no = evidence.find("no", yes)
    first = evidence.certify(no)

    refused = evidence.refusals(tmp_path, first, evidence.next(first, yes))

    assert "goes back to an older one" in refused["round"]


def test_a_round_annulled_for_fraud_passes_with_its_old_result_kept(evidence, tmp_path):
    first = evidence.certify()
    fraud = evidence.fraud()

    assert evidence.refusals(tmp_path, first, evidence.annul(first, fraud)) == {}


def test_a_round_annulled_for_fraud_before_anything_was_certified_passes(evidence, tmp_path):
    evidence.fraud()
    evidence.opened = set()

    assert evidence.refusals(tmp_path) == {}


def test_the_result_of_a_round_with_fraud_does_not_stand(evidence, tmp_path):
    first = evidence.certify()
    evidence.fraud()

    refused = evidence.refusals(tmp_path, first)

    assert refused == {"round": "Fraud was found, and an old version passes for the last one."}


def test_a_result_annulled_without_a_finding_is_refused(evidence, tmp_path):
    first = evidence.certify()

    refused = evidence.refusals(tmp_path, first, evidence.annul(first))

    assert refused == {"round": "The result says it was annulled, and nobody found fraud."}


def test_an_annulled_result_before_which_nothing_was_published_is_no_document(evidence, tmp_path):
    first = evidence.certify()
    nothing = {"contests": [], "rulings": [], "unanimous": []}
    lie = first.model_copy(update={"state": "annulled", **nothing})

    refused = evidence.refusals(tmp_path, lie)

    assert set(refused) == {"result", "round"}


def test_nothing_follows_an_annulled_result(evidence, tmp_path):
    first = evidence.certify()
    fraud = evidence.fraud()
    last = evidence.annul(first, fraud)

    refused = evidence.refusals(tmp_path, first, last, evidence.next(last, fraud))

    assert refused == {"round": "A round that was annulled has a result again."}


def test_fraud_that_one_person_found_annuls_nothing(evidence, tmp_path):
    evidence.fraud(by=["周认证"])
    evidence.opened = set()

    refused = evidence.refusals(tmp_path)

    assert refused["finding"] == "Two different people have to find fraud."
    assert "meeting" in refused


def test_fraud_does_not_open_a_box_below_the_floor(tmp_path):
    evidence = Found()
    evidence.closed = type(evidence.closed)(
        {"A": MARKS["A"], "B": MARKS["B"][:4]}, contests=2, pack=evidence.pack.digest
    )
    evidence.ledgers = [evidence.closed.ledger()]
    evidence.scans = [evidence.closed.scan(letter) for letter in "AB"]
    evidence.fraud()

    refused = evidence.refusals(tmp_path)

    assert refused["meeting"] == "A box was decrypted although too few had voted."


def test_a_grade_does_not_rest_on_the_old_version_of_an_annulled_result(evidence, tmp_path):
    first = evidence.certify()
    last = evidence.annul(first, evidence.fraud())
    for one in evidence.published:
        evidence.files[f"findings/{one.digest}.json"] = sign(documents.TALLY, one)
    grade = evidence.grade("o2", [first])

    found = audit_folder(evidence.write(tmp_path, [first, last], [grade]), workers=1)

    refused = {one.subject: one.refusal for one in found if one.refusal}
    assert "rests on one that does not stand" in refused["grade 1"]


def test_a_grade_cannot_leave_out_a_finding_that_its_result_brings_along(evidence, tmp_path):
    result = evidence.certify(evidence.find())
    attendance = facts_of("o2", evidence.batches)
    without = evidence.grade("o2", [result], attendance=attendance)
    evidence.findings = carried_findings([result], "o2")
    carrying = evidence.grade("o2", [result], attendance=attendance)
    for one in evidence.published:
        evidence.files[f"findings/{one.digest}.json"] = sign(documents.TALLY, one)

    kept, left_out = (
        audit_folder(evidence.write(tmp_path / name, [result], [grade]), workers=1)
        for name, grade in (("kept", carrying), ("left out", without))
    )

    assert [one.refusal for one in kept if one.refusal] == []
    assert any("brings along is left out" in (one.refusal or "") for one in left_out)


@pytest.mark.parametrize(
    ("date", "both", "holds"),
    [
        ("2026-12-20", False, False),
        ("2026-12-21", False, False),
        ("2026-12-20", True, False),
        ("2026-12-22", False, True),
    ],
)
def test_only_a_later_finding_takes_the_place_of_a_certified_one_and_is_told(
    date, both, holds, evidence, tmp_path
):
    result = evidence.certify(evidence.find())
    carried = carried_findings([result], "o2")
    answered = a_finding("B10", value=False).model_copy(update={"date": date})
    evidence.findings = [*carried, answered] if both else [answered]
    grade = evidence.grade("o2", [result], attendance=facts_of("o2", evidence.batches))
    evidence.findings = [answered]
    for one in evidence.published:
        evidence.files[f"findings/{one.digest}.json"] = sign(documents.TALLY, one)

    found = audit_folder(evidence.write(tmp_path, [result], [grade]), workers=1)

    (first, *more) = [one for one in found if one.subject == "grade 1"]
    assert first.ok is holds
    if holds:
        assert [one.ok for one in found if not one.ok] == []
        (told,) = more
        assert told.what.startswith(
            "B10 no (组考〔2026〕1号, 2026-12-22, by 甲、乙), entered later"
        )
    else:
        assert "replaced by one that is not later" in str(first.refusal)
        assert more == []
