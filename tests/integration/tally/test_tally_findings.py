"""Findings, corrections and annulments through the API: what they change, and what is refused."""

from __future__ import annotations

import pytest
from factories import documents
from factories.findings import PAPER, Finding
from factories.tally import a_person, refusal, stored, work_again

from shared.documents.base import open_signed
from shared.documents.findings import Finding as Document
from shared.documents.manifests import Contest, Option, Subject
from shared.documents.results import CertifiedResult
from shared.plumbing.accounts.actions import issue_token
from shared.rules.packs import parse_pack
from tally_service.app import tally_accounts

TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}
NOBODY = "0" * 64
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
  subject: [place]
  scope: [meeting]
  when:
    finding: {name: bad, label: {zh: 属实, en: confirmed}}
  consequences:
  - {code: reported, who: subject, modality: must, text: {zh: 报告, en: a report}}
"""


@pytest.fixture
def finding(database_url, tmp_path):
    return Finding(database_url, tmp_path)


def refusal_of(answer) -> str:
    """Return the slug of a refusal, "" if it was done."""
    return "" if answer.status_code == 200 else refusal(answer)[1]


def test_a_finding_by_two_people_is_signed_and_changes_the_ruling(finding):
    closed = finding.counted()

    first, second = finding.find(closed, 0), finding.find(closed, 1)

    assert (first.json["state"], second.json["state"]) == ("proposed", "recorded")
    assert finding.ruling(closed)["waiting_for"] == ["grade:final"]
    (shown,) = finding.shown(closed)["findings"]
    assert (shown["by"], shown["document"], shown["date"], shown["reason"]) == (
        ["周认证", "吴认证"],
        *PAPER.values(),
    )
    result = finding.result(finding.certified(closed))
    ((name, signed),) = result["findings"].items()
    found = open_signed(Document, signed, TALLY_KEYS)
    assert (found.digest, found.name, name) == (second.json["finding"], name, "B10:official:o1")


def test_the_same_person_twice_or_a_machine_is_not_two_people(finding):
    closed = finding.counted()
    finding.find(closed, 0)
    token = issue_token(tally_accounts(finding.tally), "机器", ["certifier"])
    address = f"/api/v1/rounds/{closed.meeting.meeting}/r1"
    machine = {"Authorization": f"Bearer {token}"}

    again = finding.find(closed, 0)
    by_machine = [
        finding.client.post(f"{address}/{path}", json=PAPER, headers=machine)
        for path in ("annulment", "correction")
    ]

    assert refusal(again) == (409, "same_person")
    assert [refusal(one) for one in by_machine] == [(403, "person_needed")] * 2
    assert finding.ruling(closed)["waiting_for"] == ["finding:B10", "grade:final"]


def test_another_document_or_answer_is_another_finding_which_again_needs_two(finding):
    closed = finding.counted()

    finding.find(closed, 0)
    other = [
        finding.find(closed, 1, document="组〔2026〕8号"),
        finding.find(closed, 1, value="no"),
    ]

    assert [one.json["state"] for one in other] == ["proposed", "proposed"]
    assert finding.shown(closed)["findings"] == []


def test_a_proposal_no_longer_fits_once_something_else_was_found(finding):
    closed = finding.counted()
    proposal = finding.find(closed, 2, value="no").json["proposal"]

    finding.found(closed)
    late = finding.send(closed, f"findings/{proposal}/confirmations", 0)

    assert refusal(late) == (409, "finding_moved")
    assert finding.shown(closed)["proposals"] == []


def test_a_finding_is_superseded_and_withdrawn_and_never_edited(finding):
    closed = finding.counted()
    first = finding.found(closed)
    second = finding.found(closed, "no")
    third = finding.found(closed, "withdrawn")

    rows = finding.shown(closed)["findings"]

    assert [row["digest"] for row in rows] == [first, second, third]
    assert [row["supersedes"] for row in rows] == [None, first, second]
    assert [row["stands"] for row in rows] == [False, False, True]
    assert finding.ruling(closed)["waiting_for"] == ["finding:B10", "grade:final"]
    assert refusal(finding.find(closed, 0, "withdrawn")) == (409, "finding_stands")


def test_what_no_ruling_waits_for_is_refused_with_its_reason(finding):
    closed = finding.counted()

    answers = [
        finding.find(closed, rule="B11"),
        finding.find(closed, rule="B05", subject={"kind": "meeting", "id": "m1"}),
        finding.find(closed, subject={"kind": "official", "id": "o2"}),
        finding.find(closed, value="withdrawn"),
        finding.find(closed, date="2999-01-01"),
        finding.find(closed, date="2026-02-30"),
    ]

    assert [refusal(answer) for answer in answers] == [
        (400, "finding_not_wanted"),
        (400, "finding_not_wanted"),
        (400, "finding_not_wanted"),
        (409, "finding_stands"),
        (400, "date_ahead"),
        (400, "malformed_document"),
    ]
    assert finding.shown(closed)["records"] == []


def test_a_finding_clears_the_signatures_that_stood_and_says_whose(finding):
    closed = finding.counted()
    finding.certify(closed, 0)
    before = finding.round(closed)["draft"]

    finding.found(closed)

    assert finding.round(closed)["signatures"] == []
    assert finding.round(closed)["state"] == "draft"
    assert finding.round(closed)["draft"] != before
    done = [(row["what"], row["by"]) for row in finding.shown(closed)["records"]]
    assert done[-1] == ("signatures_cleared", ["周认证"])
    assert refusal(finding.certify(closed, 1, draft=before)) == (409, "draft_changed")
    finding.certify(closed, 1)
    assert finding.round(closed)["signatures"] == ["吴认证"]


@pytest.mark.parametrize("stage", ["waiting", "decrypting", "counted", "certified", "annulled"])
def test_every_step_that_a_state_does_not_allow_is_refused_with_its_reason(finding, stage):
    closed = finding.hold({"A": [3, 3, 0, 0, 1, 1, 0]})
    finding.fetch(closed)
    if stage != "waiting":
        finding.scan(closed)
        finding.settle(closed)
    if stage not in ("waiting", "decrypting"):
        finding.decrypt(closed)
    if stage == "certified":
        finding.certified(closed)
    if stage == "annulled":
        finding.annulled(closed)

    steps = {
        "find": refusal_of(finding.find(closed)),
        "confirm": refusal_of(finding.send(closed, f"findings/{NOBODY}/confirmations", 1)),
        "correct": refusal_of(finding.correct(closed)),
        "withdraw": refusal_of(finding.send(closed, "correction/withdrawal", 0, {"reason": "误"})),
    }

    not_ruled = {"find": "not_ruled", "confirm": "not_ruled"}
    uncertified = {"correct": "not_certified", "withdraw": "no_correction"}
    assert (
        steps
        == {
            "waiting": {**not_ruled, **uncertified},
            "decrypting": {**not_ruled, **uncertified},
            "counted": {"find": "", "confirm": "no_such_proposal", **uncertified},
            "certified": {
                "find": "round_certified",
                "confirm": "round_certified",
                "correct": "",
                "withdraw": "",
            },
            "annulled": dict.fromkeys(steps, "round_annulled"),
        }[stage]
    )


def test_a_correction_makes_the_next_version_and_the_old_one_stays_reachable(finding):
    closed = finding.counted()
    first = finding.certified(closed)

    finding.correct(closed)
    finding.found(closed)
    finding.certify(closed, 2)
    made = finding.round(closed)
    during = finding.listed(closed)
    second = finding.certify(closed, 1).json["digest"]

    assert (made["state"], made["version"], made["digest"]) == ("signed", 2, first)
    assert [(row["version"], row["state"]) for row in during] == [(1, "certified")]
    listed = finding.listed(closed)
    assert [(row["version"], row["state"], row["digest"]) for row in listed] == [
        (1, "superseded", first),
        (2, "certified", second),
    ]
    old, new = finding.result(first), finding.result(second)
    assert (new["version"], new["supersedes"], new["certifiers"]) == (
        2,
        first,
        ["郑认证", "吴认证"],
    )
    assert new["correction"]["document"] == PAPER["document"]
    assert new["correction"]["by"] == "周认证"
    assert (old["findings"], list(new["findings"])) == ({}, ["B10:official:o1"])
    assert CertifiedResult.parse(old).digest == first
    assert [digest for _, digest in finding.desk.bells] == [first, second]
    assert finding.desk.told == [("r1", "counted", None), ("r1", "certified", None)]
    assert refusal(finding.certify(closed, 0)) == (409, "already_certified")


def test_a_correction_is_withdrawn_while_nothing_was_found(finding):
    closed = finding.counted()
    first = finding.certified(closed)
    finding.correct(closed)
    finding.certify(closed, 0)

    withdrawn = finding.send(closed, "correction/withdrawal", 1, {"reason": "文号有误"})
    finding.correct(closed)
    reopened = finding.round(closed)["signatures"]
    finding.found(closed)
    used = finding.send(closed, "correction/withdrawal", 1, {"reason": "文号有误"})

    assert withdrawn.json == {"state": "certified", "version": 1}
    assert refusal(used) == (409, "correction_used")
    assert [row["digest"] for row in finding.listed(closed)] == [first]
    assert reopened == []


def test_what_is_found_is_published_with_the_result_and_not_before(finding):
    closed = finding.counted()
    finding.found(closed)
    before = finding.published(closed)
    finding.certified(closed)
    certified = finding.published(closed)
    finding.correct(closed)
    finding.found(closed, "no")
    during = finding.published(closed)
    finding.certified(closed)

    after = [open_signed(Document, signed, TALLY_KEYS) for signed in finding.published(closed)]

    assert (before, len(certified)) == ([], 1)
    assert during == certified
    assert [found.value for found in after] == ["yes", "no"]


def test_fraud_before_decryption_annuls_and_no_share_is_taken_any_more(finding):
    closed = finding.hold({"A": [0, 0, 1, 1, 3, 4, 0], "B": [0] * 6})
    finding.clear(closed)
    finding.give(closed.uuid("A"), 1)

    finding.annulled(closed)

    assert finding.outcome(closed) == ("annulled", "fraud_found")
    late = finding.client.post(
        f"/api/v1/counts/{closed.uuid('A')}/shares",
        json={"share": finding.share(closed.uuid("A"), 2)},
        headers=finding.trustees[2].headers,
    )
    assert refusal(late) == (409, "not_decrypting")
    assert finding.desk.told == [("r1", "annulled", "fraud_found")]
    assert (finding.listed(closed), finding.desk.bells) == ([], [])
    assert [one["document"]["rule"] for one in finding.published(closed)] == ["B05"]
    assert refusal(finding.certify(closed, 0)) == (409, "round_annulled")


def test_fraud_after_certification_makes_a_version_without_votes(finding):
    closed = finding.counted()
    first = finding.certified(closed)
    archive = finding.archive(closed, stage="finished").data

    finding.annulled(closed)

    last = finding.listed(closed)[-1]
    assert (last["version"], last["state"], last["supersedes"]) == (2, "annulled", first)
    result = CertifiedResult.parse(finding.result(last["digest"]))
    assert (result.contests, result.rulings, result.certifiers) == ([], [], ["周认证", "吴认证"])
    assert list(result.findings) == [f"B05:meeting:{closed.meeting.meeting}"]
    assert finding.result(first)["contests"]
    assert finding.archive(closed, stage="finished").data == archive
    assert finding.desk.told[-1] == ("r1", "annulled", "fraud_found")
    assert [digest for _, digest in finding.desk.bells] == [first, last["digest"]]


def test_doing_every_job_again_changes_nothing(finding):
    closed = finding.counted()
    finding.found(closed)
    finding.certified(closed)
    finding.correct(closed)
    finding.certified(closed)
    finding.annulled(closed)
    before = stored(finding.tally)

    work_again(finding.tally)

    assert stored(finding.tally) == before


def test_a_test_run_is_annulled_and_corrected_without_telling_appraisal(finding):
    closed = finding.counted(test=True)
    finding.certified(closed)
    finding.correct(closed)
    finding.certified(closed)
    finding.annulled(closed)

    assert finding.desk.bells == []


def test_nobody_but_a_certifier_finds_corrects_or_annuls(finding):
    closed = finding.counted()
    finding.certifiers.append(a_person(finding.tally, "孙管理", "admin"))
    address = f"/api/v1/rounds/{closed.meeting.meeting}/r1"
    paths = ("findings", "correction", "correction/withdrawal", "annulment")

    by_admin = [refusal(finding.send(closed, path, 3, PAPER)) for path in paths]
    by_nobody = [refusal(finding.client.post(f"{address}/{path}", json=PAPER)) for path in paths]

    assert by_admin == [(403, "role_missing")] * 4
    assert by_nobody == [(401, "sign_in_needed")] * 4


def test_what_strikes_nobody_is_found_by_one_named_person(finding):
    finding.pack = parse_pack(PLACE_PACK)
    finding.desk.packs[finding.pack.digest] = finding.pack.to_document()
    options = {"satisfied": "满意", "dissatisfied": "不满意", "abstain": "弃权"}
    contest = Contest(
        key="p1.satisfaction",
        title="换届风气",
        kind="satisfaction",
        subject=Subject(kind="place", id="p1", name="甲乡"),
        options=[Option(key=key, title=title) for key, title in options.items()],
    )
    closed = finding.counted({"A": [0, 0, 1, 1, 2]}, sheet={"contests": [contest]})

    done = finding.find(closed, rule="T1", subject={"kind": "place", "id": "p1"})

    assert (done.json["state"], done.json["by"]) == ("recorded", ["周认证"])
    assert finding.ruling(closed, "T1")["state"] == "triggered"
