"""The audit of what follows a final grade: a caution cannot be invented, changed or dropped."""

from __future__ import annotations

import json
from shutil import copytree

import pytest
from factories.appraisal import a_finding, a_pack
from factories.audited import Evidence, facts_of

from shared.cli.audit.command import audit_folder

AGAINST = {
    "A": [[3, 0], [3, 0], [1, 1], [1, 1], [0, 0]],
    "B": [[3, 0], [0, 0], [0, 1], [1, 1], [1, 0]],
}
"""Three of ten against o1, nobody against o2."""


def incompetent(evidence: Evidence, results, *people: str):
    """Return the grades of these people: incompetent, as two deciders found."""
    return [
        evidence.grade(
            person, results, attendance=facts_of(person, evidence.batches), grade="incompetent"
        )
        for person in people
    ]


def a_district(*findings) -> Evidence:
    """Return what a large unit's meeting left, in a jurisdiction that cautions."""
    evidence = Evidence(AGAINST, pack=a_pack("district", large_unit_min=5))
    evidence.findings = list(findings)
    return evidence


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A folder in which o1, finally incompetent, is to be cautioned; nothing changes it."""
    evidence = a_district(a_finding("B10"))
    results = [evidence.result()]
    grades = incompetent(evidence, results, "o1", "o2")
    return evidence.write(tmp_path_factory.mktemp("bundle"), results, grades)


def read(folder):
    return json.loads((folder / "after-final.json").read_text("utf-8"))


def refusals(honest, folder, value) -> dict[str, str]:
    """Return what is rejected once ``value`` stands in the file (None: there is no file)."""
    copy = copytree(honest, folder / "copy")
    (copy / "after-final.json").unlink()
    if value is not None:
        (copy / "after-final.json").write_text(json.dumps(value), "utf-8")
    found = audit_folder(copy, workers=1)
    return {finding.subject: finding.refusal for finding in found if finding.refusal}


def test_rulings_that_follow_from_grade_and_findings_pass(honest):
    states = [entry["rulings"][0]["state"] for entry in read(honest)["county"]]

    assert states == ["triggered", "not_triggered"]
    assert all(finding.ok for finding in audit_folder(honest, workers=1))


def a_changed_state(entry):
    entry["rulings"][0]["state"] = "not_triggered"


def a_dropped_ruling(entry):
    entry["rulings"].clear()


def a_ruling_twice(entry):
    entry["rulings"] *= 2


def a_dropped_consequence(entry):
    entry["rulings"][0]["consequences"].clear()


def a_finding_that_says_the_opposite(entry):
    entry["findings"][0]["value"] = False


def a_second_finding_under_the_clause(entry):
    entry["findings"].append(dict(entry["findings"][0]))


@pytest.mark.parametrize(
    "lie",
    [
        a_changed_state,
        a_dropped_ruling,
        a_ruling_twice,
        a_dropped_consequence,
        a_finding_that_says_the_opposite,
        a_second_finding_under_the_clause,
    ],
    ids=lambda lie: lie.__name__,
)
def test_an_entry_is_rejected_with(lie, honest, tmp_path):
    value = read(honest)
    lie(value["county"][0])

    assert list(refusals(honest, tmp_path, value)) == ["after-final 1"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"person": "o3"}, id="of somebody else"),
        pytest.param({"grade": "competent"}, id="of another grade"),
        pytest.param({"derivation": "a" * 64}, id="of another derivation"),
    ],
)
def test_an_entry_about_no_grade_is_rejected_and_the_grade_misses_its_own(change, honest, tmp_path):
    value = read(honest)
    value["county"][1].update(change)

    refused = refusals(honest, tmp_path, value)

    assert set(refused) == {"after-final 2", "after-final"}
    assert "missing" in refused["after-final 2"]


def test_nobody_with_a_final_grade_is_missing(honest, tmp_path):
    value = read(honest)
    del value["county"][0]

    refused = refusals(honest, tmp_path, value)

    assert list(refused) == ["after-final 1"]
    assert "missing" in refused["after-final 1"]


def test_entries_stand_under_their_own_jurisdiction(honest, tmp_path):
    refused = refusals(honest, tmp_path, {"district": read(honest)["county"]})

    assert set(refused) == {"after-final 1", "after-final 2", "after-final"}


def test_two_entries_about_one_grade_are_rejected(honest, tmp_path):
    value = read(honest)
    value["county"].append(value["county"][0])

    assert "one grade" in refusals(honest, tmp_path, value)["after-final"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="missing"),
        pytest.param([], id="a list"),
        pytest.param({"county": 7}, id="a number of entries"),
        pytest.param({"county": [{"person": "o1", "rulings": []}]}, id="rulings alone"),
    ],
)
def test_grades_without_a_readable_file_are_rejected_and_not_unusable(value, honest, tmp_path):
    assert list(refusals(honest, tmp_path, value)) == ["after-final"]


def test_a_folder_without_grades_needs_no_file(tmp_path):
    evidence = Evidence()
    folder = evidence.write(tmp_path, grades=[])
    (folder / "after-final.json").unlink()

    assert all(finding.ok for finding in audit_folder(folder, workers=1))


def test_a_finding_that_the_derivation_names_cannot_be_forgotten(tmp_path):
    evidence = a_district(a_finding("B10"))
    results = [evidence.result()]
    grades = incompetent(evidence, results, "o1")
    evidence.findings.clear()

    folder = evidence.write(tmp_path, results, grades)

    assert read(folder)["county"][0]["rulings"][0]["state"] == "pending"
    refused = [finding.refusal for finding in audit_folder(folder, workers=1) if not finding.ok]
    assert refused == ["A finding that the grade's derivation names is missing."]


def test_a_finding_that_came_after_the_grade_counts(tmp_path):
    evidence = a_district()
    results = [evidence.result()]
    grades = incompetent(evidence, results, "o1")
    evidence.findings.append(a_finding("B10"))

    folder = evidence.write(tmp_path, results, grades)

    assert read(folder)["county"][0]["rulings"][0]["state"] == "triggered"
    assert all(finding.ok for finding in audit_folder(folder, workers=1))


def a_county(*findings) -> Evidence:
    """Return what the meeting left in a jurisdiction that ends admonitions by findings."""
    evidence = Evidence(AGAINST, pack=a_pack("county"))
    evidence.findings = list(findings)
    return evidence


def of_an_admonition(document: str, date: str):
    """Return a finding that ends an admonition."""
    return a_finding("L03").model_copy(update={"document": document, "date": date})


FIRST = of_an_admonition("组考〔2026〕2号", "2026-04-12")
SECOND = of_an_admonition("组考〔2026〕9号", "2026-11-01")


def test_of_a_clause_of_windows_every_paper_stands(tmp_path):
    evidence = a_county(FIRST, SECOND)
    results = [evidence.result()]
    folder = evidence.write(tmp_path, results, incompetent(evidence, results, "o1"))

    assert [one["document"] for one in read(folder)["county"][0]["findings"]] == [
        FIRST.document,
        SECOND.document,
    ]
    assert all(finding.ok for finding in audit_folder(folder, workers=1))


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        ([FIRST, SECOND], [SECOND], "missing"),
        ([FIRST], [FIRST, FIRST.model_copy(update={"value": False})], "Two findings"),
    ],
    ids=["a paper forgotten", "a paper twice"],
)
def test_a_paper_about_a_window_stands_once_and_cannot_be_forgotten(
    before, after, refusal, tmp_path
):
    evidence = a_county(*before)
    results = [evidence.result()]
    grades = incompetent(evidence, results, "o1")
    evidence.findings[:] = after

    folder = evidence.write(tmp_path, results, grades)

    (refused,) = [finding.refusal for finding in audit_folder(folder, workers=1) if not finding.ok]
    assert refusal in refused
