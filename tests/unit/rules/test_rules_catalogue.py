"""Every worked example of the domain report that the rules alone can answer, asked twice.

Once of the engine, once of the command line in this process; both must say what the report says.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from catalogue_cases import BUILDERS, Asked
from catalogue_words import ASKED, ROWS

from shared.cli.main import main
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

OF_THE_SERVICE = {
    "D6b": "the quota of a group: people and grades, which a case does not have",
    "D18": "the closing rate of petitions: shown, read by no rule",
    "D20": "the sealed counts of three deputies: a matter of publication",
}
"""Examples that no rule answers, and why; the service's own tests ask them."""


asked_all = pytest.mark.parametrize("asked", [one for _, one in ASKED], ids=[n for n, _ in ASKED])


def check(asked: Asked, answer: dict) -> None:
    """Hold an answer against what the report says."""
    rulings = {ruling["rule"]: ruling for ruling in answer["rulings"]}
    assert {rule: rulings[rule]["state"] for rule in asked.states} == asked.states
    assert {rule: rulings[rule]["cause"] for rule in asked.causes} == asked.causes
    assert {rule: share(rulings[rule]) for rule in asked.shares} == asked.shares
    for rule, dates in asked.dates.items():
        assert dates.items() <= rulings[rule]["dates"].items()
    for rule, codes in asked.proposed.items():
        assert {one["code"] for one in rulings[rule]["consequences"]} == codes
    for rule, grade in asked.grades.items():
        forced = [one["grade"] for one in rulings[rule]["consequences"] if one.get("grade")]
        assert forced == ([grade] if grade else [])
    for rule, names in asked.lines_met.items():
        met = {measure["name"] for measure in rulings[rule]["measures"] if measure["met"]}
        assert met == names


def share(ruling: dict) -> Fraction:
    """Return the exact value of a ruling's first measure."""
    measure = ruling["measures"][0]
    return Fraction(measure["numerator"], measure["denominator"])


@asked_all
def test_the_engine_says_what_the_report_says(asked):
    answer = evaluate(load_pack(asked.pack), parse_case(asked.case)).to_json()

    check(asked, answer)


@asked_all
def test_the_command_line_says_what_the_report_says(asked, tmp_path, capsys):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(asked.case), encoding="utf-8")

    code = main(["rules", "evaluate", asked.pack, str(path)])

    assert code == 0
    check(asked, json.loads(capsys.readouterr().out))


def test_all_eighty_rows_are_asked_or_belong_to_the_service():
    left = {row["ex"] for row in ROWS if row["ex"] not in BUILDERS}

    assert len(ROWS) == 80
    assert all(row["source"] for row in ROWS)
    assert left == {"D6b"}


def test_every_example_is_asked_or_belongs_to_the_service():
    names = {name.split("-")[1] if "-D" in name else name.split()[0] for name, _ in ASKED}
    examples = {name.rstrip("ab") for name in names} | {
        name.rstrip("ab") for name in OF_THE_SERVICE
    }

    assert examples == {f"D{number}" for number in range(1, 21)}
    assert names.isdisjoint(OF_THE_SERVICE)


def test_a_paper_that_did_not_come_back_is_shown_and_spoils_nothing():
    asked = next(one for name, one in ASKED if name == "D13 57 of 58")

    bases = evaluate(load_pack(asked.pack), parse_case(asked.case)).to_json()["bases"]

    assert bases["issued"] - bases["returned"] == 1


def test_above_one_fifth_is_told_from_at_most_one_fifth_after_merging():
    rows = [row for row in ROWS if row["ex"] == "D10"]

    shares = {row["method"]: next(BUILDERS["D10"](row)).shares["B06"] for row in rows}

    assert {method: share > Fraction(1, 5) for method, share in shares.items()} == {
        row["method"]: row["gt_1_5"] for row in rows
    }
