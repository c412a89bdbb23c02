"""Derivations: from certified results and facts to a proposed grade, exactly and again."""

from __future__ import annotations

import json

import pytest
from factories.appraisal import WEIGHTS, a_finding, a_pack, a_person, attendance
from fakes.tally_results import a_box, a_contest, a_result, against, by_digest, grade_votes

from shared.crypto import jsontext
from shared.documents.base import MalformedDocument
from shared.documents.manifests import Place
from shared.rules.derivation import SourceMissing, after_final, derive, recompute
from shared.rules.person_year import AttendanceEntry, AttendanceFacts, SeveralResults

COUNTY = {"source": "county", "place": Place(id="county", name="某县")}
NOTHING = attendance()


def states(derivation) -> dict[str, str]:
    return {ruling["rule"]: ruling["state"] for ruling in derivation.document["rulings"]}


def a_year(unit, county, *, pack=None, facts=NOTHING, findings=(), **person):
    results = by_digest(a_result({"o1": unit}), a_result({"o1": county}, **COUNTY))
    return derive(pack or a_pack(), a_person(**person), results, facts, findings)


@pytest.mark.parametrize(
    ("unit", "county", "b06", "b07"),
    [
        pytest.param((5, 16), (5, 17), "not_triggered", "not_triggered", id="10 of 33"),
        pytest.param((5, 16), (6, 17), "triggered", "not_triggered", id="11 of 33, exactly 1/3"),
        pytest.param((6, 16), (6, 17), "triggered", "triggered", id="12 of 33, over 1/3"),
    ],
)
def test_one_third_is_judged_on_the_merged_votes(unit, county, b06, b07):
    derivation = a_year(against(*unit), against(*county), findings=[a_finding("B07")])

    assert (states(derivation)["B06"], states(derivation)["B07"]) == (b06, b07)


def test_neither_ballot_alone_triggers_what_only_the_merged_votes_may():
    derivation = a_year(against(16, 16), against(0, 200))

    assert states(derivation)["B06"] == "not_triggered"
    assert derivation.document["merge"]["shares"]["incompetent"]["denominator"] == 216


def test_pooled_and_weighted_votes_differ_in_outcome_and_stand_side_by_side():
    unit, county = against(18, 42), against(45, 258)

    pooled = a_year(unit, county, pack=a_pack(weights=WEIGHTS))
    weighted = a_year(unit, county, pack=a_pack(merge="weighted", weights=WEIGHTS))

    assert states(pooled)["B06"] == "not_triggered"
    assert states(weighted)["B06"] == "triggered"
    share = pooled.document["merge"]["shares"]["incompetent"]
    assert (share["numerator"], share["denominator"], share["percent"]) == (63, 300, "21.00%")
    other = pooled.document["merge"]["other"]
    assert other["shares"]["incompetent"] == {
        "numerator": 303,
        "denominator": 860,
        "percent": "35.23%",
    }
    assert other["changed"][0] == {
        "rule": "B06",
        "state": "triggered",
        "instead_of": "not_triggered",
        "waiting_for": [],
    }
    assert weighted.document["merge"]["other"]["method"] == "pooled"


def test_without_weights_in_the_pack_nobody_invents_a_weighted_figure():
    derivation = a_year(against(18, 42), against(45, 258), pack=a_pack(weights=None))

    assert derivation.document["merge"]["other"] is None


def test_attendance_forces_incompetent_whatever_the_votes():
    votes = grade_votes(246, 40, 10, 2, 2)
    results = by_digest(a_result({"o1": votes}))

    derivation = derive(
        a_pack(merge_needs=["unit"]), a_person(), results, attendance(missed=3, late=4), []
    )

    proposal = derivation.document["proposal"]
    assert (proposal["kind"], proposal["grade"], proposal["clauses"]) == (
        "forced",
        "incompetent",
        ["N02"],
    )
    assert states(derivation)["N03"] == "not_triggered"


def test_without_an_attendance_file_the_clauses_on_attendance_wait():
    derivation = a_year(against(1, 20), against(1, 20), facts=None)

    assert states(derivation)["N02"] == "pending"
    assert "facts:attendance" in derivation.document["needs"]


def test_late_and_early_at_one_meeting_count_once():
    def entry(kind, day):
        return AttendanceEntry(date=day, kind=kind, half_days=0)

    facts = AttendanceFacts(
        batches=["b" * 64],
        entries=[
            entry("late", "2026-03-01"),
            entry("early", "2026-03-01"),
            entry("late", "2026-03-02"),
            entry("early", "2026-03-03"),
        ],
    )

    assert facts.counted() == {"absent_half_days": 0, "missed": 0, "late": 2, "early": 1}


def test_bands_of_the_jurisdiction_propose_and_are_called_local():
    derivation = a_year(grade_votes(90, 10, 0, 0, 0), grade_votes(90, 10, 0, 0, 0))

    assert derivation.document["score"] == "98.00"
    assert derivation.document["proposal"]["kind"] == "banded"
    assert derivation.document["proposal"]["grade"] == "excellent"
    assert "local" in derivation.document["steps"][-1]["en"]


def test_where_no_clause_and_no_band_speaks_the_grade_is_left_open():
    results = by_digest(a_result({"o1": against(10, 28)}))

    derivation = derive(a_pack("district"), a_person(), results, NOTHING, [])

    assert derivation.document["proposal"] == {
        "kind": "open",
        "grade": None,
        "scale": "civil",
        "clauses": [],
    }
    assert derivation.document["merge"] is None
    assert derivation.document["votes"][0]["valid"] == 28


def test_rulings_of_meetings_are_carried_as_evidence_also_down_to_the_head():
    def ruling(rule, who):
        target = {"kind": "official", "id": who}
        words = {"zh": "触发。", "en": "Triggered."}
        return {"rule": rule, "state": "triggered", "target": target, "explanation": words}

    result = a_result({"o1": against(1, 20)}, rulings=[ruling("B09", "o1"), ruling("B10", "o2")])

    derivation = derive(a_pack("district"), a_person(), by_digest(result), NOTHING, [])

    (carried,) = derivation.document["evidence"]
    assert [entry["rule"] for entry in carried["rulings"]] == ["B09"]
    assert carried["result"] == result.digest
    assert any(step["what"] == "evidence" for step in derivation.document["steps"])


def test_every_step_speaks_both_languages_and_sources_are_named():
    derivation = a_year(against(18, 42), against(45, 258), pack=a_pack(weights=WEIGHTS))

    steps = derivation.document["steps"]
    named = {source for step in steps for source in step["sources"]}
    assert all(step["zh"] and step["en"] for step in steps)
    assert named == {*derivation.document["inputs"]["results"], "b" * 64}
    assert [step["what"] for step in steps][-1] == "proposal"
    assert "other_method" in [step["what"] for step in steps]


def test_a_derivation_is_the_same_in_any_order_and_can_be_made_again_from_its_document():
    unit, county = a_result({"o1": against(18, 42)}), a_result({"o1": against(45, 258)}, **COUNTY)
    elsewhere = a_result({"o9": against(3, 20)})
    pack = a_pack()

    one = derive(pack, a_person(), by_digest(unit, county, elsewhere), NOTHING, [])
    two = derive(pack, a_person(), by_digest(county, unit), NOTHING, [])
    stored = json.loads(jsontext.canonical(one.to_json()))
    again = recompute(stored, pack, by_digest(unit, county, elsewhere))

    assert one.digest == two.digest == again.digest


def test_another_fact_gives_another_digest():
    votes = (against(18, 42), against(45, 258))

    assert a_year(*votes).digest != a_year(*votes, facts=attendance(late=1)).digest


def test_a_derivation_cannot_be_made_again_without_its_results():
    one = a_year(against(18, 42), against(45, 258))

    with pytest.raises(SourceMissing):
        recompute(one.document, a_pack(), {})
    with pytest.raises(MalformedDocument):
        recompute({"inputs": {"person": "o1"}}, a_pack(), {})


def test_the_ballot_of_ones_own_unit_counts_among_several():
    elsewhere = a_result({"o1": against(9, 20)}, place=Place(id="unit-2", name="乙乡"))
    home = a_result({"o1": against(1, 20)})

    known = by_digest(elsewhere, home)
    derivation = derive(a_pack(merge_needs=["unit"]), a_person(), known, NOTHING, [])

    assert [entry["result"] for entry in derivation.document["votes"]] == [home.digest]
    assert len(derivation.document["inputs"]["results"]) == 2


def test_two_results_of_ones_own_unit_are_left_to_people():
    results = by_digest(a_result({"o1": against(1, 20)}), a_result({"o1": against(9, 20)}))

    with pytest.raises(SeveralResults):
        derive(a_pack(), a_person(), results, NOTHING, [])


def test_sealed_boxes_add_nothing_and_counted_ones_add_up():
    votes = against(5, 20)
    contest = a_contest("o1", against(10, 40)).model_copy(
        update={"by_electorate": {"A": votes, "B": votes}}
    )
    sealed = a_box(3, electorate="C").model_copy(update={"state": "sealed"})
    result = a_result({}, contests=[contest], boxes=[a_box(20), a_box(20, None, "B"), sealed])

    derivation = derive(a_pack(merge_needs=["unit"]), a_person(), by_digest(result), NOTHING, [])

    assert derivation.document["votes"][0]["electorates"] == ["A", "B"]
    assert derivation.document["merge"]["valid"] == 40


@pytest.mark.parametrize(
    ("votes", "grade", "finding", "state"),
    [
        pytest.param((18, 85), "incompetent", True, "triggered", id="over 20 % and both met"),
        pytest.param((17, 85), "incompetent", True, "not_triggered", id="exactly 20 %"),
        pytest.param((18, 85), "competent", True, "not_triggered", id="graded competent"),
        pytest.param((18, 85), "incompetent", None, "pending", id="no finding yet"),
    ],
)
def test_after_the_final_grade_the_caution_follows(votes, grade, finding, state):
    pack = a_pack("district")
    result = a_result({"o1": against(*votes)}, roll=90)
    derivation = derive(pack, a_person(), by_digest(result), NOTHING, [])
    findings = [] if finding is None else [a_finding("B10", finding)]

    ruled = after_final(pack, derivation.document, by_digest(result), grade, findings)

    assert {ruling.rule: ruling.state.value for ruling in ruled.rulings} == {"B10": state}


def test_a_small_unit_is_exempt_after_the_final_grade_too():
    pack = a_pack("district")
    result = a_result({"o1": against(10, 28)}, roll=28)
    derivation = derive(pack, a_person(), by_digest(result), NOTHING, [])

    ruled = after_final(
        pack, derivation.document, by_digest(result), "incompetent", [a_finding("B10")]
    )

    (ruling,) = ruled.rulings
    assert (ruling.state.value, ruling.cause) == ("not_applicable", "small_unit")
