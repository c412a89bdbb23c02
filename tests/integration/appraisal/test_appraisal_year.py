"""A year over HTTP: proposals, two-person decisions, publication, final grades, the feed."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import WEIGHTS, a_pack
from fakes.appraisal import (
    ANNA,
    CLARA,
    DORA,
    EMIL,
    FIRST_WORD,
    KEY,
    SECOND_WORD,
    YEAR,
    Bureau,
    a_person_entry,
    county,
    problem,
)
from fakes.tally_results import a_result, against, grade_votes

from shared.crypto import jsontext
from shared.documents.base import open_signed
from shared.documents.grades import Grade
from shared.documents.results import CertifiedResult
from shared.rules.derivation import recompute

PEOPLE = [a_person_entry("o1", role="head", team=None), *(a_person_entry(f"o{n}") for n in (2, 3))]
LATE = "".join(f"o3,2026-03-0{day},late,\n" for day in range(1, 5))
MISSED = "".join(f"o3,2026-02-0{day},missed,\n" for day in range(1, 4))


def a_year(bureau: Bureau, **pack: Any) -> str:
    """o1: D10. o2: exactly one third of 33. o3: 82 % excellent, and 3 + floor(4/3) absences."""
    people = [{k: v for k, v in entry.items() if k != "team"} for entry in PEOPLE]
    people[0]["role"] = "deputy"
    digest = bureau.set_up("county", people, **{"weights": WEIGHTS, **pack})
    for votes, where in (
        ({"o1": against(18, 42)}, {}),
        ({"o1": against(45, 258)}, county()),
        ({"o2": against(5, 16)}, {}),
        ({"o2": against(6, 17)}, county()),
        ({"o3": grade_votes(123, 20, 5, 1, 1)}, {}),
        ({"o3": grade_votes(123, 20, 5, 1, 1)}, county()),
    ):
        bureau.certify(a_result(votes, pack=digest, **where))
    assert bureau.csv(ANNA, MISSED + LATE).status_code == 201
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return digest


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """The year of ``a_year``, proposed."""
    a_year(bureau)
    return bureau


def state_of(row: dict[str, Any], rule: str) -> str:
    return next(ruling["state"] for ruling in row["rulings"] if ruling["rule"] == rule)


def test_the_rows_show_votes_merge_rulings_and_proposals(year):
    rows = year.rows()

    merged = rows["o1"]["merged"]
    assert rows["o1"]["unit_votes"]["counts"]["incompetent"] == 18
    assert rows["o1"]["county_votes"]["valid"] == 258
    assert merged["shares"]["incompetent"]["percent"] == "21.00%"
    assert merged["other"]["shares"]["incompetent"]["percent"] == "35.23%"
    assert state_of(rows["o1"], "B06") == "not_triggered"
    assert (state_of(rows["o2"], "B06"), state_of(rows["o2"], "B07")) == (
        "triggered",
        "not_triggered",
    )
    assert rows["o3"]["proposal"] == {
        "kind": "forced",
        "grade": "incompetent",
        "scale": "civil",
        "clauses": ["N02"],
    }


def test_proposing_again_changes_nothing(year):
    before = year.rows()

    again = year.post(ANNA, f"{YEAR}/proposals").json

    assert again == {"proposed": 3, "changed": 0, "outdated": 0, "elsewhere": []}
    assert year.rows() == before


def test_two_deciders_give_the_same_grade(year):
    first = year.decide(CLARA, "o2", "basically_competent")
    second = year.decide(DORA, "o2", "basically_competent")

    assert first.json == {"state": "proposed", "decisions": 1}
    assert second.json == {"state": "decided", "decisions": 2}
    assert year.rows()["o2"]["grade"] == "basically_competent"


def test_the_same_decider_twice_is_not_two_people(year):
    year.decide(CLARA, "o2", "competent")

    assert problem(year.decide(CLARA, "o2", "competent")) == (409, "same_person")
    assert year.rows()["o2"]["state"] == "proposed"


def test_different_grades_make_both_decide_again(year):
    year.decide(CLARA, "o2", "competent")

    assert problem(year.decide(DORA, "o2", "incompetent")) == (409, "decisions_differ")
    assert year.rows()["o2"]["decisions"] == 0
    assert year.decide(EMIL, "o2", "incompetent").json["state"] == "proposed"
    assert year.decide(CLARA, "o2", "incompetent").json["state"] == "decided"


def test_the_same_grade_under_another_document_is_no_agreement(year):
    year.decide(CLARA, "o2", "competent")

    other = year.decide(DORA, "o2", "competent", document_number="县考〔2026〕2号")

    assert problem(other) == (409, "decisions_differ")


def test_a_forced_grade_cannot_be_decided_otherwise(year):
    assert problem(year.decide(CLARA, "o3", "excellent")) == (409, "forced_grade")
    year.decide(CLARA, "o3", "incompetent")
    assert year.decide(DORA, "o3", "incompetent").json["state"] == "decided"


def test_a_machine_and_an_officer_decide_nothing(year):
    assert problem(year.decide("peer", "o2", "competent")) == (403, "role_missing")
    assert problem(year.decide(ANNA, "o2", "competent")) == (403, "role_missing")


def test_what_is_decided_is_not_decided_again(year):
    year.decide_all()

    assert problem(year.decide(EMIL, "o2", "excellent")) == (409, "wrong_state")


def test_a_decision_on_a_person_nobody_proposed_is_refused_without_an_echo(year):
    answered = year.decide(CLARA, "o77", "competent")

    assert problem(answered) == (404, "no_such_proposal")
    assert "o77" not in answered.text


def test_a_new_fact_lets_a_first_decision_lapse(year):
    year.decide(CLARA, "o2", "competent")

    year.csv(ANNA, "o2,2026-07-01,late,\n")
    again = year.post(ANNA, f"{YEAR}/proposals").json

    assert again["changed"] == 3
    assert year.rows()["o2"]["decisions"] == 0


def test_nothing_is_published_before_everybody_is_decided(year):
    year.decide(CLARA, "o2", "competent")
    year.decide(DORA, "o2", "competent")

    assert problem(year.post(ANNA, f"{YEAR}/publish")) == (409, "not_decided")


def test_the_quota_of_excellent_holds(year):
    year.decide_all(o1="excellent")

    assert problem(year.post(ANNA, f"{YEAR}/publish")) == (409, "quota_exceeded")


def test_nothing_is_published_on_evidence_that_has_moved_on(year):
    year.decide_all()
    year.csv(ANNA, "o2,2026-07-01,late,\n")

    assert problem(year.post(ANNA, f"{YEAR}/publish")) == (409, "evidence_changed")
    assert year.rows()["o2"]["outdated"] is True
    assert year.post(ANNA, f"{YEAR}/proposals").json["outdated"] == 3


def test_no_grade_is_final_before_the_objection_period_is_over(bureau):
    a_year(bureau, objection_days=5)
    bureau.decide_all()
    published = bureau.post(ANNA, f"{YEAR}/publish").json
    assert published == {"published": 3, "final_from": "2026-12-25", "left_out": []}

    bureau.later(days=4)
    assert problem(bureau.post(ANNA, f"{YEAR}/finalize")) == (409, "objection_period")
    assert bureau.get("peer", "/api/v1/grades?year=2026").json["grades"] == []

    bureau.later(days=1)
    final = bureau.post(ANNA, f"{YEAR}/finalize").json
    assert final == {"final": 3, "waiting": 0, "outdated": 0, "outdated_people": {}}


def test_finalizing_before_publishing_is_refused(year):
    assert problem(year.post(ANNA, f"{YEAR}/finalize")) == (409, "wrong_state")


@pytest.fixture
def final(year: Bureau) -> Bureau:
    """The year, final."""
    year.decide_all("basically_competent")
    assert year.post(ANNA, f"{YEAR}/publish").status_code == 200
    assert year.post(ANNA, f"{YEAR}/finalize").json["final"] == 3
    return year


def grades(bureau: Bureau, since: str = "0") -> tuple[list[Grade], str]:
    answered = bureau.get("peer", f"/api/v1/grades?year=2026&since={since}").json
    keys = {KEY.key_id: KEY.public}
    return [open_signed(Grade, one, keys) for one in answered["grades"]], answered["cursor"]


def test_the_feed_serves_signed_final_grades_and_a_cursor(final):
    served, cursor = grades(final)

    assert [(grade.person, grade.grade) for grade in served] == [
        ("o1", "basically_competent"),
        ("o2", "basically_competent"),
        ("o3", "incompetent"),
    ]
    assert served[0].decided_by == [CLARA, DORA]
    assert served[0].name == "干部o1"
    assert (cursor, grades(final, cursor)) == ("3", ([], "3"))
    one = final.get("peer", "/api/v1/grades/o1/2026").json
    assert one["document"] == served[0].to_json()


def test_a_grades_derivation_is_served_and_can_be_made_again(final):
    served, _ = grades(final)

    document = final.get("peer", f"/api/v1/derivations/{served[0].derivation}").json

    named = document["inputs"]["results"]
    results = {digest: _result(final.tally.served[digest]) for digest in named}
    again = recompute(document, a_pack(weights=WEIGHTS), results)
    assert again.digest == served[0].derivation
    assert set(served[0].sources) == {*results, *document["inputs"]["attendance"]["batches"]}
    assert "干部o1" not in str(document)


def _result(content: bytes) -> CertifiedResult:
    return CertifiedResult.parse(jsontext.decode(content)["document"])


def test_the_feed_needs_a_token_of_its_role(final):
    address = "/api/v1/grades?year=2026"

    assert problem(final.get(None, address)) == (401, "sign_in_needed")
    assert problem(final.get(ANNA, address)) == (403, "role_missing")
    assert problem(final.get("peer", address + "&since=x")) == (400, "unusable_cursor")
    assert problem(final.get("peer", "/api/v1/grades")) == (400, "invalid_query")
    assert problem(final.get("peer", "/api/v1/grades/o9/2026")) == (404, "no_such_grade")
    assert problem(final.get("peer", "/api/v1/derivations/" + "a" * 64)) == (
        404,
        "no_such_derivation",
    )


def test_nothing_half_finished_reaches_the_feed(year):
    digest = year.rows()["o1"]["derivation"]
    assert problem(year.get("peer", f"/api/v1/derivations/{digest}"))[0] == 404

    year.decide_all()
    year.post(ANNA, f"{YEAR}/publish")

    assert grades(year) == ([], "0")
    assert problem(year.get("peer", "/api/v1/grades/o1/2026")) == (404, "no_such_grade")
    assert problem(year.get("peer", f"{YEAR}/proposals")) == (403, "role_missing")


def test_a_correction_is_a_new_version_that_supersedes(final):
    served, cursor = grades(final)
    opened = final.post(ANNA, f"{YEAR}/corrections", {"person": "o2", "reason": "补充考勤材料"})
    assert opened.json == {"version": 2}
    still, _ = grades(final)
    assert still == served

    final.decide_all(o2="competent")
    final.post(ANNA, f"{YEAR}/publish")
    final.post(ANNA, f"{YEAR}/finalize")
    (new,), after = grades(final, cursor)

    assert (new.person, new.grade, new.version) == ("o2", "competent", 2)
    assert new.supersedes == served[1].digest
    assert after == "4"
    everything, _ = grades(final)
    assert [(grade.person, grade.version) for grade in everything] == [
        ("o1", 1),
        ("o3", 1),
        ("o2", 2),
    ]


def test_an_objection_holds_up_its_own_grade_alone(year):
    year.decide_all()
    year.post(ANNA, f"{YEAR}/publish")
    objection = year.post(ANNA, f"{YEAR}/objections", {"person": "o2", "text": "申请复核"}).json[
        "objection"
    ]

    final = year.post(ANNA, f"{YEAR}/finalize").json
    assert final == {"final": 2, "waiting": 1, "outdated": 0, "outdated_people": {}}
    assert problem(year.post(ANNA, f"{YEAR}/finalize")) == (409, "objection_open")

    answer = {"outcome": "kept", "reason": "维持原等次"}
    path = f"/api/v1/objections/{objection}/answers"
    assert year.post(CLARA, path, answer).json == FIRST_WORD
    assert problem(year.post(CLARA, path, answer)) == (409, "same_person")
    assert year.post(DORA, path, answer).json == SECOND_WORD
    assert problem(year.post(EMIL, path, answer)) == (409, "objection_answered")
    final = year.post(ANNA, f"{YEAR}/finalize").json
    assert final == {"final": 1, "waiting": 0, "outdated": 0, "outdated_people": {}}


def test_a_reopened_grade_is_decided_anew_and_was_never_final(year):
    year.decide_all()
    year.post(ANNA, f"{YEAR}/publish")
    objection = year.post(ANNA, f"{YEAR}/objections", {"person": "o2", "text": "申请复核"}).json[
        "objection"
    ]
    for who in (CLARA, DORA):
        answer = {"outcome": "reopened", "reason": "重新考察"}
        year.post(who, f"/api/v1/objections/{objection}/answers", answer)

    assert (year.rows()["o2"]["version"], year.rows()["o2"]["state"]) == (2, "proposed")
    year.decide_all(o2="incompetent")
    year.post(ANNA, f"{YEAR}/publish")
    year.post(ANNA, f"{YEAR}/finalize")

    served, _ = grades(year)
    (again,) = [grade for grade in served if grade.person == "o2"]
    assert (again.version, again.supersedes, again.grade) == (2, None, "incompetent")


def test_only_a_published_grade_can_be_objected_to(year):
    answered = year.post(ANNA, f"{YEAR}/objections", {"person": "o2", "text": "申请复核"})

    assert problem(answered) == (409, "wrong_state")


def test_every_step_is_recorded_with_who_and_why(final):
    events = final.get(ANNA, f"{YEAR}/events").json["events"]

    acts = [(event["act"], event["by"]) for event in events]
    assert acts[:3] == [("set_up", ANNA), ("import_people", ANNA), ("propose", ANNA)]
    assert acts.count(("decide", CLARA)) == 3
    assert acts[-2:] == [("publish", ANNA), ("finalize", ANNA)]
    assert {event["reason"] for event in events if event["act"] == "decide"} == {"综合考察"}


def test_two_results_for_one_person_stop_the_proposal_until_one_is_set_aside(year):
    digest = next(iter(year.tally.served))
    pack = _result(year.tally.served[digest]).pack
    second = year.certify(a_result({"o2": against(9, 16)}, pack=pack))

    assert problem(year.post(ANNA, f"{YEAR}/proposals")) == (409, "several_results")
    assert year.rows()["o2"]["outdated"] is True

    for who in (ANNA, "鲍里斯"):
        year.post(who, f"/api/v1/results/{second}/set-aside", {"reason": "重复"})
    assert year.post(ANNA, f"{YEAR}/proposals").json["changed"] == 1
    derivation = year.get(ANNA, f"/api/v1/derivations/{year.rows()['o2']['derivation']}").json
    assert derivation["inputs"]["set_aside"] == [
        {"result": second, "reason": "重复", "by": f"{ANNA}、鲍里斯"}
    ]


def test_two_jurisdictions_never_blend(year):
    district = year.set_up("district", [a_person_entry("d1")])
    year.certify(a_result({"o1": against(30, 40), "d1": against(9, 40)}, pack=district))

    again = year.post(ANNA, f"{YEAR}/proposals").json
    year.post(ANNA, "/api/v1/years/2026/district/proposals")
    (row,) = year.get(ANNA, "/api/v1/years/2026/district/proposals").json["proposals"]

    assert again["changed"] == 0
    assert row["person"] == "d1"
    assert row["unit_votes"]["counts"]["incompetent"] == 9


def test_problems_never_repeat_what_was_sent(year):
    secret = "绝密内容"
    answers = [
        year.post(ANNA, f"{YEAR}/objections", {"person": secret, "text": secret}),
        year.post(CLARA, f"{YEAR}/decisions", {secret: secret}),
        year.get(ANNA, f"/api/v1/years/2026/{secret}/proposals"),
        year.get("peer", f"/api/v1/grades?year=2026&{secret}=1"),
        year.post(ANNA, f"{YEAR}/publish", {secret: 1}),
    ]

    assert all(answer.status_code in (400, 404) for answer in answers)
    assert not any(secret in answer.text for answer in answers)
