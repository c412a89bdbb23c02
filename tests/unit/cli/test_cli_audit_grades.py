"""The audit of grades: what an appraisal service might leave out or sign falsely."""

from __future__ import annotations

import pytest
from factories.appraisal import a_pack
from factories.audited import Evidence, a_batch, facts_of
from factories.audited_papers import PaperEvidence

from shared.cli.audit.command import audit_folder
from shared.documents.manifests import Repeat
from shared.rules.person_year import SetAside


def refusals(evidence: Evidence, folder, **more) -> dict[str, str]:
    """Return what was rejected, with the refusal."""
    found = audit_folder(evidence.write(folder, **more), workers=1)
    return {finding.subject: finding.refusal for finding in found if finding.refusal}


def one_grade(evidence: Evidence, folder, **changes) -> dict[str, str]:
    """Return the refusals of a folder with the grade of o1 in it, made with ``changes``."""
    results = [evidence.result()]
    values = {"attendance": facts_of("o1", evidence.batches), "results": results, **changes}
    grade = evidence.grade("o1", values.pop("results"), **values)
    return refusals(evidence, folder, results=results, grades=[grade])


def test_an_honest_grade_passes(tmp_path):
    assert one_grade(Evidence(), tmp_path) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"score": "99.99"},
        {"score": None},
        {"unit": "unit-2"},
        {"post": "县长"},
        {"scale": "institution"},
        {"year": 2025},
        {"person": "o2"},
        {"state": "superseded"},
        {"decided_by": ["冯决定", "冯决定"]},
        {"sources": []},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_grade_that_repeats_its_derivation_falsely_is_rejected(changes, tmp_path):
    assert "grade 1" in one_grade(Evidence(), tmp_path, **changes)


def test_a_result_about_the_person_cannot_be_left_out(tmp_path):
    assert "leaves out" in one_grade(Evidence(), tmp_path, results=[])["grade 1"]


def test_a_result_that_officers_set_aside_is_named_and_cannot_be_used_as_well(tmp_path):
    evidence = Evidence()
    aside = SetAside(result=evidence.result().digest, reason="另有一次测评", by="吴科长、郑科员")

    openly = one_grade(evidence, tmp_path / "openly", results=[], set_aside=[aside])
    twice = one_grade(evidence, tmp_path / "twice", set_aside=[aside])

    assert openly == {}
    assert "leaves out" in twice["grade 1"]


def test_a_result_cannot_be_escaped_under_the_pack_of_another_jurisdiction(tmp_path):
    evidence, other = Evidence(), a_pack("district")
    evidence.files[f"packs/{other.digest}.json"] = other.to_document()

    refused = one_grade(evidence, tmp_path, results=[], pack=other)

    assert "another pack" in refused["grade 1"]


def test_a_result_of_a_test_run_is_no_evidence(tmp_path):
    evidence = Evidence(test=True)

    assert "rests on one that does not stand" in one_grade(evidence, tmp_path)["grade 1"]


def test_a_round_whose_place_another_one_took_is_no_evidence(tmp_path):
    evidence = PaperEvidence(repeats=Repeat(earlier="r1", reason="断网"))
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"repeated_by": "r2"})]
    attendance = facts_of("o1", evidence.batches)
    shown, later = evidence.result(repeated_by="r2"), evidence.on_paper()
    without, on_it = (evidence.grade("o1", used, attendance=attendance) for used in ([], [shown]))

    kept_beside = refusals(evidence, tmp_path / "1", results=[shown, later], grades=[without])
    counted = refusals(evidence, tmp_path / "2", results=[shown, later], grades=[on_it])
    hidden = refusals(evidence, tmp_path / "3", results=[evidence.result(), later], grades=[])

    assert shown.rulings == []
    assert kept_beside == {}
    assert "rests on one that does not stand" in counted["grade 1"]
    assert any("repeated_by" in refusal for refusal in hidden.values())


def test_an_older_version_of_a_result_is_no_evidence_and_one_between_has_to_be_there(tmp_path):
    evidence = Evidence()
    first = evidence.result()
    third = evidence.result(version=3, supersedes="ab" * 32)
    attendance = facts_of("o1", evidence.batches)
    old, new = (evidence.grade("o1", [r], attendance=attendance) for r in (first, third))

    on_old = refusals(evidence, tmp_path / "old", results=[first, third], grades=[old])
    on_new = refusals(evidence, tmp_path / "new", results=[first, third], grades=[new])

    assert "leaves out" in on_old["grade 1"]
    assert list(on_new) == ["round r1"]
    assert "missing" in on_new["round r1"]


def test_a_years_attendance_cannot_be_left_out(tmp_path):
    refused = one_grade(Evidence(), tmp_path, attendance=None)

    assert "attendance file" in refused["grade 1"]


def test_one_attendance_file_of_two_cannot_be_left_out(tmp_path):
    evidence = Evidence()
    evidence.batches.append(a_batch("o2"))

    refused = one_grade(evidence, tmp_path, attendance=facts_of("o1", evidence.batches[:1]))

    assert "attendance file" in refused["grade 1"]


@pytest.mark.parametrize("foreign", [{"jurisdiction": "district"}, {"year": 2025}])
def test_attendance_of_another_year_or_jurisdiction_is_no_evidence(foreign, tmp_path):
    evidence = Evidence()
    evidence.batches = [a_batch("o1", **foreign)]

    assert "attendance file" in one_grade(evidence, tmp_path)["grade 1"]


def test_entries_are_those_of_the_files(tmp_path):
    evidence = Evidence()
    real = facts_of("o1", evidence.batches)

    refused = one_grade(evidence, tmp_path, attendance=real.model_copy(update={"entries": []}))

    assert "not what the files say" in refused["grade 1"]


def test_of_two_attendance_files_the_one_that_replaces_the_other_stands(tmp_path):
    evidence = Evidence()
    evidence.batches.append(a_batch(supersedes=facts_of("o1", evidence.batches).batches[0]))

    assert one_grade(evidence, tmp_path, attendance=facts_of("o1", evidence.batches[1:])) == {}


def test_a_changed_attendance_file_is_rejected(tmp_path):
    evidence = Evidence()
    name = facts_of("o1", evidence.batches).batches[0]
    evidence.files[f"facts/{name}.json"] = a_batch("o2")

    assert f"facts {name[:12]}" in one_grade(evidence, tmp_path)


def test_nobody_has_two_grades(tmp_path):
    evidence = Evidence()
    results, attendance = [evidence.result()], facts_of("o1", evidence.batches)
    one = evidence.grade("o1", results, attendance=attendance)
    other = evidence.grade("o1", results, attendance=attendance, grade="incompetent")

    refused = refusals(evidence, tmp_path, results=results, grades=[one, other])

    assert refused == {"grade 2": "A person has two grades."}


def test_a_grade_that_a_clause_forces_is_not_decided_otherwise(tmp_path):
    evidence = Evidence()
    rows = [
        {"person": "o1", "date": f"2026-03-{day:02}", "kind": "missed", "half_days": 0}
        for day in range(1, 5)
    ]
    evidence.batches = [a_batch(rows=rows)]

    assert one_grade(evidence, tmp_path / "forced", grade="incompetent") == {}
    assert "forces" in one_grade(evidence, tmp_path / "not", grade="competent")["grade 1"]
