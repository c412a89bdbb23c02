from __future__ import annotations

from factories.appraisal import a_pack, a_person, attendance
from fakes.tally_results import a_result, against, by_digest

from appraisal_service.grades.pages import sight
from shared.documents.manifests import Place
from shared.rules.derivation import derive


def document(pack):
    """Return the derivation of 40 against of 80 votes, in units with 160 people on their rolls."""
    county = {"source": "county", "place": Place(id="county", name="某县")}
    results = [
        a_result({"o1": against(20, 40)}, roll=80),
        a_result({"o1": against(20, 40)}, roll=80, **county),
    ]
    return derive(pack, a_person(), by_digest(*results), attendance(), []).document


def chart(pack) -> str:
    return str(sight.vote_chart(document(pack), "zh", "得票"))


def test_a_line_is_drawn_across_the_share_that_its_clause_measures():
    assert "1/3 · B06" in chart(a_pack())


def test_no_line_is_drawn_across_a_share_of_another_base_than_its_clause_takes():
    drawn = chart(a_pack(base="roll"))

    assert "40 / 80 · 50.00%" in drawn
    assert "B06" not in drawn


def test_a_clause_that_only_adds_up_stands_after_those_that_ask_for_something():
    pack = a_pack()

    listed = sight.in_order(document(pack)["rulings"], pack)

    states = {one["rule"]: one["state"] for one in listed}
    rules = list(states)
    before = rules[: rules.index("B04")]
    assert states["B04"] == states["B06"] == "triggered"
    assert all(states[rule] == "not_applicable" for rule in rules[len(before) + 1 :])
    assert {"triggered", "not_triggered"} <= {states[rule] for rule in before}


def test_a_clause_is_told_with_the_title_of_its_text_and_no_file_name():
    pack = a_pack()
    (ruling,) = [one for one in document(pack)["rulings"] if one["rule"] == "B06"]

    told = sight.source_told(ruling, pack, "zh")

    assert told.startswith("某县科级领导干部监督管理办法（范文3） · ")
    assert ".txt" not in told
    assert "S1" not in told
