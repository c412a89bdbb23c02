"""Findings: the document, how many people one takes, and what the rules make of it."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.audited import Evidence

from shared.documents.base import MalformedDocument, sign
from shared.documents.findings import Finding, FoundAbout, findings_in
from shared.rules.findings import people_needed
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack, load_pack, parse_pack

PLACE_PACK = """
id: T
kind: text
title: {zh: 试, en: A test}
clauses:
- id: T1
  kind: condition
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [place, official, team]
  scope: [meeting]
  when:
    finding: {name: bad, label: {zh: 属实, en: confirmed}}
  consequences:
  - {code: reported, who: WHO, modality: must, text: {zh: 报告, en: a report}}
- id: T2
  kind: cascade
  title: {zh: 试, en: A test}
  source: {file: x.txt, section: 一, quote: 试}
  force: rule
  subject: [team]
  scope: [meeting]
  follows: [T1]
  target: head
  consequences:
  - {code: caution, who: head, modality: must, text: {zh: 诫警, en: a caution}}
"""


def a_finding(**changes: Any) -> dict[str, Any]:
    """Return a finding as JSON."""
    values = {
        "type": "finding",
        "issued_by": "tally",
        "meeting": "m1",
        "meeting_manifest": "a" * 64,
        "pack": "b" * 64,
        "round": "r1",
        "rule": "B10",
        "subject": {"kind": "official", "id": "o1"},
        "value": "yes",
        "document": "组〔2026〕7号",
        "date": "2026-06-01",
        "reason": "核查属实",
        "by": ["周认证", "吴认证"],
        "recorded_on": "2026-06-02",
    }
    return {**values, **changes}


def without_cascade(who: str) -> Pack:
    """Return the pack with T1 alone, whose consequence falls on ``who``."""
    return parse_pack(PLACE_PACK.replace("WHO", who).split("- id: T2")[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2026-02-30"},
        {"value": "perhaps"},
        {"by": []},
        {"version": 2},
        {"supersedes": "c" * 64},
        {"rule": "B05"},
        {"subject": {"kind": "meeting", "id": "m1"}, "rule": "B05", "value": "no"},
        {"subject": {"kind": "meeting", "id": "m1"}, "rule": "B05", "value": "withdrawn"},
        {"reason": "x" * 201},
        {"pupil": 1},
    ],
)
def test_what_is_no_finding_is_refused(changes):
    assert Finding.parse(a_finding()).name == "B10:official:o1"

    with pytest.raises(MalformedDocument):
        Finding.parse(a_finding(**changes))


@pytest.mark.parametrize("kind", ["official", "candidate"])
def test_what_falls_on_a_person_takes_two(kind):
    assert people_needed(without_cascade("subject"), "T1", kind) == 2


def test_what_falls_on_the_head_of_a_team_takes_two_also_by_a_clause_that_follows():
    assert people_needed(without_cascade("head"), "T1", "team") == 2
    assert people_needed(parse_pack(PLACE_PACK.replace("WHO", "subject")), "T1", "team") == 2


@pytest.mark.parametrize(
    ("pack", "rule", "kind"),
    [("PA", "L03", "official"), ("PA", "K02", "unit"), ("PB", "B12", "team")],
)
def test_what_is_found_of_a_window_a_ranking_or_a_team_takes_two(pack, rule, kind):
    assert people_needed(load_pack(pack), rule, kind) == 2


def test_what_falls_on_a_deputy_takes_two():
    assert people_needed(without_cascade("deputy"), "T1", "team") == 2


def test_what_falls_on_nobody_takes_one_and_fraud_two():
    assert people_needed(without_cascade("subject"), "T1", "place") == 1
    assert people_needed(without_cascade("subject"), "B05", "meeting") == 2


def test_a_finding_under_another_name_or_without_its_envelope_is_refused():
    signed = sign(documents.TALLY, Finding.parse(a_finding()))

    assert [one.rule for one in findings_in({"B10:official:o1": signed})] == ["B10"]
    for misplaced in ({"B10:official:o2": signed}, {"B10:official:o1": signed["document"]}):
        with pytest.raises(MalformedDocument):
            findings_in(misplaced)


def test_a_finding_is_read_by_the_ruling_on_its_own_subject_alone():
    result = Evidence(pack=without_cascade("subject")).result()
    counted = CountedMeeting.of(result)
    yes = Finding.parse(a_finding(rule="T1", subject={"kind": "official", "id": "o1"}))
    withdrawn = yes.model_copy(
        update={"value": "withdrawn", "subject": FoundAbout(kind="official", id="o2")}
    )

    def states(*found: Finding) -> dict[str, str]:
        with_found = CountedMeeting(
            counted.source, counted.item, counted.closed_on, counted.boxes, counted.contests, found
        )
        rulings = meeting_rulings(without_cascade("subject"), with_found)
        return {one["target"]["id"]: one["state"] for one in rulings}

    assert states() == {"o1": "pending", "o2": "pending"}
    assert states(yes) == {"o1": "triggered", "o2": "pending"}
    assert states(yes, withdrawn) == {"o1": "triggered", "o2": "pending"}
