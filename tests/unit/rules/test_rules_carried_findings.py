"""Findings that a certified result brings along to a person's year."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_finding
from factories.documents import TALLY
from fakes.tally_results import NO_DIGEST, a_result, against, found

from shared.documents.base import sign
from shared.documents.findings import Finding, FoundAbout
from shared.documents.results import CertifiedResult
from shared.rules.carried_findings import carried_findings, findings_that_count
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack
from shared.rules.person_year import findings_back


def a_result_with(*findings: Finding, **changes: Any) -> CertifiedResult:
    """Return a certified result in which these findings stand."""
    signed = {one.name: sign(TALLY, one) for one in findings}
    return a_result({"o1": against(18, 85)}, findings=signed, **changes)


def test_a_signed_finding_is_read_with_its_paper_and_people():
    (carried,) = carried_findings([a_result_with(found())], "o1")

    assert carried.model_dump() == {
        "rule": "B10",
        "value": True,
        "document": "组发〔2026〕7号",
        "date": "2026-12-21",
        "by": "周认证、吴认证",
    }


@pytest.mark.parametrize(
    "finding",
    [
        found("o2"),
        found(subject=FoundAbout(kind="team", id="o1")),
        found(value="withdrawn", version=2, supersedes=NO_DIGEST),
    ],
    ids=["somebody else", "a team", "withdrawn"],
)
def test_what_is_about_others_or_withdrawn_is_not_read(finding):
    assert carried_findings([a_result_with(finding)], "o1") == []


def test_an_annulled_result_finds_nothing():
    annulled = a_result_with(found()).model_copy(update={"state": "annulled"})

    assert carried_findings([annulled], "o1") == []


def test_of_two_results_the_finding_recorded_later_counts():
    early, late = found(), found(value="no", recorded_on="2026-12-23")

    for order in ([early, late], [late, early]):
        (carried,) = carried_findings([a_result_with(one) for one in order], "o1")
        assert carried.value is False


def test_what_one_round_withdraws_leaves_what_another_one_found():
    other = found(recorded_on="2026-11-01")
    withdrawn = found(
        value="withdrawn", recorded_on="2026-11-03", version=2, supersedes=NO_DIGEST, round="r2"
    )

    (carried,) = carried_findings([a_result_with(other), a_result_with(withdrawn)], "o1")

    assert carried.value is True


def test_no_meeting_finds_what_is_read_further_back_than_the_year():
    packs = [load_pack(pack_id) for pack_id in pack_ids()]
    asked = {
        rule: tuple(pack.clauses[rule].scope)
        for pack in packs
        for rule, years in findings_back(pack.clauses.values()).items()
        if years
    }

    assert asked == dict.fromkeys(("L03", "L05", "L06", "L09"), ("year",))


@pytest.mark.parametrize(
    ("date", "counts"), [("2026-03-01", True), ("2026-12-21", True), ("2026-12-22", False)]
)
def test_officers_finding_takes_the_place_of_a_certified_one_only_if_it_is_later(date, counts):
    entered = a_finding("B10", value=False).model_copy(update={"date": date})
    alone = a_finding("B07")

    counting = findings_that_count([entered, alone], [a_result_with(found())], "o1")

    assert {one.rule: one.value for one in counting} == {"B07": True, "B10": counts}
    assert len(counting) == 2
