"""The worked cases of the domain report: ``tests/vectors/rules.json``, one case a line.

The facts are those of the catalogue's part D (the ``source`` of each line names the example);
the form is that of a case for ``rules evaluate``.
"""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "rules.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{n}-{v['source']}-{v['pack']}" for n, v in enumerate(VECTORS)]
)
def test_a_worked_case_comes_out_as_the_catalogue_says(vector):
    evaluation = evaluate(load_pack(vector["pack"]), parse_case(vector["case"]))

    states = {ruling.rule: ruling.state.value for ruling in evaluation.rulings}
    assert {rule: states[rule] for rule in vector["expect"]} == vector["expect"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if "share" in v], ids=lambda vector: vector["source"]
)
def test_a_merged_share_is_the_exact_fraction_of_the_catalogue(vector):
    evaluation = evaluate(load_pack(vector["pack"]), parse_case(vector["case"]))

    measure = evaluation.ruling("B06").measures[0]
    assert measure.value == Fraction(vector["share"])


def test_a_satisfaction_rate_is_the_exact_fraction_of_the_catalogue_under_each_reading():
    polls = [vector for vector in VECTORS if vector["source"] == "D14"][:4]

    rulings = [evaluate(load_pack("PO"), parse_case(one["case"])).ruling("B13") for one in polls]

    assert [ruling.measures[0].value for ruling in rulings] == [
        Fraction(2, 5),
        Fraction(8, 15),
        Fraction(13, 20),
        Fraction(13, 15),
    ]


def test_every_example_in_scope_is_among_the_vectors():
    counted = Counter(vector["source"].split()[0] for vector in VECTORS)

    for example, least in {
        "D1": 16, "D2": 12, "D2b": 10, "D3": 6, "D4": 6, "D5": 4, "D9": 12, "D10": 6, "D11": 40,
        "D11b": 3, "D12": 4, "D13": 3, "D14": 17,
        "D15": 2, "D19": 2,
    }.items():  # fmt: skip
        assert counted[example] >= least, example
