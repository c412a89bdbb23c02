"""The figures of a derivation: how votes come together, and which of them are shown."""

from __future__ import annotations

import json
from itertools import product

import pytest
from factories.appraisal import WEIGHTS, a_finding, a_pack, a_person, attendance
from factories.year_facts import a_fact
from fakes.tally_results import a_box, a_contest, a_result, against, by_digest, grade_votes

from shared.crypto import jsontext
from shared.documents.manifests import Place
from shared.documents.results import CertifiedResult
from shared.rules.derivation import after_final, after_final_shown, derive, recompute
from shared.rules.person_year import YearFacts

NOTHING = attendance()
UNIT, COUNTY = against(18, 42), against(45, 258)


def both(unit, county) -> list[CertifiedResult]:
    """Return the results of the unit's and the county's ballots."""
    place = Place(id="county", name="某县")
    return [a_result({"o1": unit}), a_result({"o1": county}, source="county", place=place)]


def of_classes(votes: dict[str, dict[str, int]]) -> CertifiedResult:
    """Return the unit's result with these votes by class."""
    summed = {option: sum(one[option] for one in votes.values()) for option in against(0, 1)}
    contest = a_contest("o1", summed).model_copy(update={"by_electorate": votes})
    boxes = [a_box(sum(one.values()), electorate=letter) for letter, one in votes.items()]
    return a_result({}, contests=[contest], boxes=boxes)


def document(results, pack=None, **year):
    """Return the derivation's document."""
    return made(results, pack, **year).document


def made(results, pack=None, **year):
    facts, findings = year.pop("facts", NOTHING), year.pop("findings", [])
    known = by_digest(*results)
    return derive(pack or a_pack(), a_person(), known, facts, findings, YearFacts(**year))


def lines(merge) -> dict[str, str]:
    """Return the arithmetic of 不称职 by method."""
    return {
        line["method"]: line["expression"]
        for line in merge["arithmetic"]
        if line["option"] == "incompetent"
    }


@pytest.mark.parametrize("method", ["pooled", "weighted"])
def test_both_figures_stand_in_the_document_whichever_counts(method):
    merge = document(both(UNIT, COUNTY), a_pack(merge=method, weights=WEIGHTS))["merge"]

    assert lines(merge) == {
        "pooled": "(18+45)/(42+258) = 63/300 = 21.00%",
        "weighted": "7/10×18/42 + 3/10×45/258 = 303/860 = 35.23%",
    }
    figures = merge["both"]
    assert figures["pooled"]["incompetent"]["numerator"] == 63
    assert figures["weighted"]["incompetent"]["numerator"] == 303
    assert merge["shares"] == figures[method]


def test_a_ruling_that_would_wait_by_the_other_method_says_for_what():
    steps = document(both(UNIT, COUNTY), a_pack(weights=WEIGHTS))["steps"]

    (told,) = [step for step in steps if step["what"] == "other_method"]

    assert "B07将为待定，尚待：组织认定（B07）" in told["zh"]
    assert "B07 would be pending, waiting for: the organisation's finding (B07)" in told["en"]


def test_without_weights_the_pooled_figure_stands_alone_and_says_why():
    merge = document(both(UNIT, COUNTY), a_pack(weights=None))["merge"]

    assert (merge["both"]["weighted"], merge["both"]["why_not"]) == (None, "no_weights")
    assert list(lines(merge)) == ["pooled"]


def test_of_one_ballot_there_is_no_weighted_figure():
    merge = document([a_result({"o1": UNIT})], a_pack(merge_needs=["unit"]))["merge"]

    assert merge["both"]["why_not"] == "one_ballot"
    assert lines(merge) == {"pooled": "18/42 = 18/42 = 42.86%"}


CLASSES = {"unit": {"classes": {"A": "2/5", "B": "3/5"}}}


def test_classes_are_weighed_in_the_open():
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=CLASSES)
    unit = of_classes({"A": against(6, 12), "B": against(12, 30)})

    merge = document([unit, both(UNIT, COUNTY)[1]], pack)["merge"]

    weighted = "7/10×(2/5×6/12 + 3/5×12/30) + 3/10×45/258"
    assert lines(merge)["weighted"].startswith(f"{weighted} = ")
    assert lines(merge)["pooled"] == "(18+45)/(42+258) = 63/300 = 21.00%"
    assert merge["class_weights"] == {"unit": {"A": "2/5", "B": "3/5"}}
    assert merge["other"]["method"] == "pooled"


def test_a_sealed_class_leaves_the_year_to_people():
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=CLASSES)
    unit = of_classes({"A": against(6, 12)})

    derivation = made([unit, both(UNIT, COUNTY)[1]], pack)

    rulings = {ruling["rule"]: ruling for ruling in derivation.document["rulings"]}
    assert (rulings["B04"]["state"], rulings["B04"]["cause"]) == ("needs_ruling", "class_sealed")
    assert rulings["B06"]["state"] == "needs_ruling"
    assert derivation.document["merge"] is None
    assert derivation.proposal.kind == "open"


@pytest.mark.parametrize("sealed", [False, True])
def test_a_class_nobody_gave_a_weight_leaves_the_year_to_people_sealed_or_not(sealed):
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=CLASSES)
    votes = {"A": against(6, 12), "B": against(12, 30)}
    unit = of_classes(votes if sealed else {**votes, "C": against(2, 8)})
    if sealed:
        box = a_box(8, electorate="C").model_copy(update={"state": "sealed"})
        unit = unit.model_copy(update={"boxes": [*unit.boxes, box]})

    rulings = made([unit, both(UNIT, COUNTY)[1]], pack).document["rulings"]

    ruled = {one["rule"]: (one["state"], one["cause"]) for one in rulings}
    assert ruled["B04"] == ruled["B06"] == ("needs_ruling", "class_sealed")


def test_the_papers_of_a_ballot_are_those_of_its_base_with_the_sealed_ones_among_them():
    box = a_box(4, 6, electorate="B").model_copy(update={"state": "sealed"})
    unit = a_result({}, contests=[a_contest("o1", against(10, 30))], boxes=[a_box(30), box])
    pack = a_pack(merge_needs=["unit"], base="issued")

    found = document([unit], pack)

    papers = {"issued": 36, "returned": 34, "unreturned": 2, "sealed": 4}
    assert found["votes"][0]["papers"] == papers
    assert found["merge"]["arithmetic"][0]["expression"].split(" ")[0].endswith("/36")
    (step,) = (one for one in found["steps"] if one["what"] == "ballot")
    assert "发出36张，收回34张，其中封存不计票4张，未收回2张；有效票30" in step["zh"]
    assert "34 returned (4 of them sealed and not counted)" in step["en"]


def test_a_ballot_that_is_missing_is_waited_for_before_a_class_is_found_sealed():
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=CLASSES)

    rulings = made([of_classes({"A": against(6, 12)})], pack).document["rulings"]

    (merged,) = [one for one in rulings if one["rule"] == "B04"]
    assert (merged["state"], merged["waiting_for"]) == ("pending", ["ballot:county"])


def test_a_hidden_ruling_that_waits_says_what_for():
    found = document(both(SMALL, against(50, 97)))

    ruling = next(one for one in found["rulings"] if one["rule"] == "B07")
    assert ruling["state"] == "pending"
    assert "待定，尚待：组织认定（B07）" in ruling["explanation"]["zh"]
    assert "waiting for: the organisation's finding (B07)" in ruling["explanation"]["en"]


def test_hidden_figures_say_why_they_are_hidden_and_that_they_counted():
    found = document(both(SMALL, against(50, 97)))

    said = {one["rule"]: one["explanation"] for one in found["rulings"]}
    assert said["B04"]["zh"] == (
        "有的测评有效票太少，写出票数会让人推知个别人怎样投票，因此按最低公开数的规定不公开具体票数；"
        "已汇总（用的是全部有效票）。"
    )
    assert "would tell how people voted" in said["B04"]["en"]
    assert said["B04"]["en"].endswith("; added up (on all valid votes).")


def test_people_on_both_rolls_stand_beside_the_merged_figure():
    results = both(UNIT, COUNTY)
    pair = {"unit_result": results[0].digest, "county_result": results[1].digest}
    overlap = a_fact("overlap", "m-1", **pair, people=3)
    others = a_fact("overlap", "m-2", **{**pair, "unit_result": "0" * 64}, people=9)

    found = document(results, overlap=[others, overlap])

    assert found["merge"]["overlap"] == {"people": 3, "fact": overlap.id, "papers": 300}
    (step,) = (step for step in found["steps"] if step["what"] == "overlap")
    assert "297" in step["en"]
    assert document(results)["merge"]["overlap"] is None


SMALL = against(2, 3)


def figures_of(found) -> str:
    """Return everything that the document says, but what it rests on."""
    return jsontext.canonical({**found, "inputs": {}, "pack": ""}).decode()


def test_of_two_ballots_neither_is_shown_when_one_is_too_small():
    found = document(both(SMALL, against(10, 97)), a_pack(weights=WEIGHTS))

    assert [vote["counts"] for vote in found["votes"]] == [{}, {}]
    assert [vote["collected"] for vote in found["votes"]] == [3, 97]
    merge = found["merge"]
    assert (merge["counts"]["incompetent"], merge["valid"]) == (12, 100)
    assert lines(merge) == {"pooled": "12/100 = 12.00%"}
    assert (merge["both"]["weighted"], merge["other"]) == (None, None)
    for gives_away in ("2/3", "10/97", "66.67%", "(2+10)", "weighted\\n"):
        assert gives_away not in figures_of(found)
    states = {ruling["rule"]: ruling["state"] for ruling in found["rulings"]}
    assert states["B06"] == "not_triggered"
    assert found["score"] is not None


def test_rulings_on_hidden_votes_tell_state_and_side_and_no_number():
    found = document(both(SMALL, against(50, 97)), findings=[a_finding("B07")])

    ruling = next(one for one in found["rulings"] if one["rule"] == "B06")
    (measure,) = ruling["measures"]
    assert ruling["state"] == "triggered"
    assert (measure["numerator"], measure["denominator"], measure["margin"]) == (None, None, None)
    assert (measure["met"], measure["threshold"]) == (True, "1/3")
    assert "达到界线" in ruling["explanation"]["zh"]
    assert ruling["consequences"]
    step = next(one for one in found["steps"] if one["rules"] == ["B06"])
    assert step["zh"] == ruling["explanation"]["zh"]
    attendance_ruling = next(one for one in found["rulings"] if one["rule"] == "N02")
    assert attendance_ruling["measures"][0]["numerator"] == 0


def test_nothing_is_weighed_with_a_ballot_that_is_hidden_and_people_grade():
    pack = a_pack(merge="weighted", weights=WEIGHTS)

    found = document(both(grade_votes(3), grade_votes(97)), pack)

    assert (found["score"], found["exact_score"], found["merge"]) == (None, None, None)
    states = {ruling["rule"]: ruling["state"] for ruling in found["rulings"]}
    assert states["B04"] == states["B06"] == "needs_ruling"
    assert found["proposal"]["kind"] == "open"


def test_a_small_class_hides_what_is_weighed_and_leaves_the_ballots():
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=CLASSES)
    unit = of_classes({"A": against(2, 3), "B": against(12, 39)})

    found = document([unit, both(UNIT, COUNTY)[1]], pack)

    assert [vote["valid"] for vote in found["votes"]] == [42, 258]
    assert found["merge"] is None
    assert "2/3" not in figures_of(found).replace('"2/3"', "")
    assert "2/5×" not in figures_of(found)


def test_a_year_of_too_few_votes_shows_none_at_all():
    found = document([a_result({"o1": against(1, 4)})], a_pack(merge_needs=["unit"]))

    assert found["votes"][0]["valid"] is None
    assert (found["votes"][0]["collected"], found["merge"], found["score"]) == (4, None, None)


def test_rulings_of_a_meeting_on_hidden_votes_are_carried_without_numbers():
    measure = {"name": "incompetent", "numerator": 2, "denominator": 3, "base": "valid"}
    words = {"zh": "不称职2票，有效票3票。", "en": "2 of 3."}
    ruling = {
        "rule": "B10",
        "state": "triggered",
        "target": {"kind": "official", "id": "o1"},
        "measures": [{**measure, "met": True, "margin": "1 over the line", "threshold": "1/5"}],
        "explanation": words,
    }
    result = a_result({"o1": SMALL}, rulings=[ruling])
    enough = [{**ruling["measures"][0], "numerator": 20, "denominator": 30}]
    plenty = a_result({"o1": against(20, 30)}, rulings=[{**ruling, "measures": enough}])
    pack = a_pack(merge_needs=["unit"])

    hidden = document([result], pack)["evidence"][0]["rulings"][0]
    whole = document([plenty], pack)["evidence"][0]["rulings"][0]

    assert (hidden["state"], hidden["cause"]) == ("needs_ruling", "hidden_votes")
    assert (hidden["measures"], hidden["consequences"]) == ([], [])
    assert "2" not in hidden["explanation"]["zh"]
    assert whole == {**ruling, "measures": enough}


def test_what_follows_a_final_grade_gives_no_small_number_away_either():
    pack = a_pack("district", large_unit_min=2)
    results = by_digest(a_result({"o1": against(2, 3)}, roll=30))
    derivation = derive(pack, a_person(), results, NOTHING, [])
    asked = (pack, derivation.document, results, "incompetent", [a_finding("B10")])

    shown = {ruling["rule"]: ruling for ruling in after_final_shown(*asked)}

    assert [ruling.state.value for ruling in after_final(*asked).rulings] == ["needs_ruling"]
    assert (shown["B10"]["state"], shown["B10"]["measures"]) == ("needs_ruling", [])


@pytest.mark.parametrize("unit", [SMALL, UNIT, against(0, 0)])
def test_a_document_with_hidden_figures_is_made_again_from_the_results(unit):
    results = both(unit, COUNTY)
    derivation = made(results)

    stored = json.loads(jsontext.canonical(derivation.to_json()))

    assert recompute(stored, a_pack(), by_digest(*results)).digest == derivation.digest
    assert jsontext.decode(jsontext.canonical(stored)) == stored


def test_no_size_of_two_ballots_gives_a_small_one_away():
    for sizes in product(range(0, 13, 2), range(1, 13, 2)):
        found = document(both(*(grade_votes(size) for size in sizes)))

        shown = [vote["valid"] for vote in found["votes"]]
        merged = found["merge"]["valid"] if found["merge"] else None
        hidden = sum(size for size, told in zip(sizes, shown, strict=True) if told is None)
        assert all(told in (None, 0) or told >= 5 for told in shown)
        assert merged is None or merged >= 5
        assert merged is None or hidden == 0 or hidden >= 5
        assert shown == list(sizes) or min(sizes) < 5


def an_investigation(votes) -> CertifiedResult:
    """Return the result of an investigation's ballot on the person (干部考察)."""
    return a_result({"o1": votes}, source="investigation")


@pytest.mark.parametrize(("votes", "state"), [((14, 40), "triggered"), ((13, 40), "not_triggered")])
def test_an_investigations_votes_are_read_by_the_clause_that_names_them_and_never_merged(
    votes, state
):
    ballots = both(against(1, 20), against(3, 100))
    asked = {"findings": [a_finding("B07")]}

    without = made(ballots, **asked)
    investigation = an_investigation(against(*votes))
    with_it = made([*ballots, investigation], **asked)

    found = {one["rule"]: one["state"] for one in with_it.document["rulings"]}
    assert (found["B06"], found["B07"]) == ("not_triggered", state)
    assert with_it.document["merge"] == without.document["merge"]
    assert with_it.document["score"] == without.document["score"]
    assert [entry["source"] for entry in with_it.document["votes"]][2:] == ["investigation"]
    assert investigation.digest in with_it.document["inputs"]["results"]
    assert any(step["sources"] == [investigation.digest] for step in with_it.document["steps"])
    again = recompute(with_it.document, a_pack(), by_digest(*ballots, investigation))
    assert again.digest == with_it.digest


def test_an_investigation_below_the_floor_hides_itself_and_nothing_that_is_merged():
    ballots = both(against(1, 20), against(3, 100))
    asked = {"findings": [a_finding("B07")]}

    whole = document(ballots, **asked)
    found = document([*ballots, an_investigation(against(4, 4))], **asked)

    assert found["merge"] == whole["merge"]
    assert found["votes"][:2] == whole["votes"]
    assert (found["votes"][2]["sealed"], found["votes"][2]["counts"]) == (True, {})
    rulings = {one["rule"]: one for one in found["rulings"]}
    assert (rulings["B07"]["state"], rulings["B07"]["cause"]) == ("needs_ruling", "hidden_votes")
    assert {one["numerator"] for one in rulings["B07"]["measures"]} <= {None}
    assert rulings["B06"] == {one["rule"]: one for one in whole["rulings"]}["B06"]
    assert "4/4" not in jsontext.canonical(found).decode()


@pytest.mark.parametrize(("sealed", "state"), [(1, "not_applicable"), (2, "triggered")])
def test_a_sealed_class_belongs_to_the_roll_that_makes_a_unit_large(sealed, state):
    box = a_box(1, sealed, electorate="B").model_copy(update={"state": "sealed"})
    unit = a_result(
        {}, contests=[a_contest("o1", against(10, 28))], boxes=[a_box(28), box], source="unit"
    )
    county = both(UNIT, COUNTY)[1]
    pack = a_pack("district")
    derived = made([unit, county], pack).document

    ruled = after_final(
        pack, derived, by_digest(unit, county), "incompetent", [a_finding("B10")]
    ).rulings

    assert {one.rule: one.state.value for one in ruled}["B10"] == state
