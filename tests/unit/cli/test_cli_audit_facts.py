"""The audit of recorded facts: what an appraisal service might leave out, change or add."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from factories.appraisal import a_person
from factories.audited import Evidence, facts_of

from shared.cli.audit.command import audit_folder
from shared.documents.base import digest_of
from shared.documents.grades import Grade
from shared.rules.person_year import LeaderYear, Post, YearFact, YearFacts


def a_record(
    kind: str = "letter", subject: str = "o1", of: str = "official", **changes: Any
) -> dict[str, Any]:
    """Return a record of the facts room; a letter about o1 by default."""
    values = {
        "type": "fact",
        "jurisdiction": "county",
        "year": 2026,
        "kind": kind,
        "subject": {"kind": of, "id": subject},
        "period": str(changes.get("year", 2026)),
        "value": {"case": "函1号", "sent_on": "2026-03-20", "replied_on": "2026-03-25"},
        "document": "督〔2026〕1号",
        "date": "2026-12-01",
        "source_body": "督查室",
        "supersedes": None,
        "withdrawn": False,
    }
    return {**values, **changes}


LETTER = a_record()
TARGET = a_record(
    "target",
    "unit-1",
    "unit",
    value={"score": "87.50", "full": "100", "rank": 3},
)
RANKING = a_record(
    "ranking",
    "all",
    "list",
    value={
        "series": "targets",
        "list": "all",
        "period": "2026",
        "seq": 1,
        "scores": {"unit-1": "80", "unit-2": "70"},
    },
)
PUNISHED = a_record(
    "discipline",
    "o2",
    value={"sanction": "warning", "decided_on": "2026-05-01", "ends_on": None},
)


def read(*records: dict[str, Any]) -> list[YearFact]:
    """Return records as the rules read them."""
    return [
        YearFact(
            id=digest_of(record),
            kind=record["kind"],
            subject=record["subject"]["id"],
            period=record["period"],
            value=record["value"],
        )
        for record in records
    ]


def audited(
    folder, records, year: YearFacts, evidence: Evidence | None = None, **changes: Any
) -> dict[str, str]:
    """Return the refusals of a folder with these records, and a grade that rests on ``year``."""
    evidence = evidence or Evidence()
    for kind in {record["kind"] for record in records}:
        batch = {
            "type": "fact_batch",
            "jurisdiction": "county",
            "year": 2026,
            "kind": kind,
            "facts": [record for record in records if record["kind"] == kind],
        }
        evidence.files[f"facts/{digest_of(batch)}.json"] = batch | changes.pop("lie", {})
    results = [evidence.result()]
    attendance = facts_of("o1", evidence.batches)
    grade = evidence.grade("o1", results, attendance=attendance, facts=year, **changes)
    found = audit_folder(evidence.write(folder, results=results, grades=[grade]), workers=1)
    return {finding.subject: finding.refusal for finding in found if finding.refusal}


HONEST = YearFacts(
    person=read(LETTER),
    unit=read(TARGET, RANKING),
    team=read(PUNISHED),
    known=["ranking", "discipline"],
)
ALL = [LETTER, TARGET, RANKING, PUNISHED]


def changed(**values: Any) -> YearFacts:
    """Return the honest facts but for these."""
    fields = ("person", "unit", "team", "known", "leaders", "vertical", "overlap")
    return YearFacts(**{**{name: getattr(HONEST, name) for name in fields}, **values})


def test_a_grade_that_names_all_facts_about_the_person_holds(tmp_path):
    assert audited(tmp_path, ALL, HONEST) == {}


@pytest.mark.parametrize(
    "year",
    [
        pytest.param(changed(person=[]), id="a letter left out"),
        pytest.param(changed(unit=read(RANKING)), id="a target of the unit left out"),
        pytest.param(changed(unit=read(TARGET)), id="a ranking left out"),
        pytest.param(changed(known=[]), id="that rankings were recorded left out"),
        pytest.param(changed(person=read(LETTER, a_record(period="2026-H1"))), id="one invented"),
        pytest.param(
            changed(
                team=read(
                    a_record(
                        "discipline",
                        "o3",
                        value={"sanction": "warning", "decided_on": "2026-05-02"},
                    )
                )
            ),
            id="a punishment invented",
        ),
        pytest.param(
            changed(
                person=[read(LETTER)[0].model_copy(update={"value": {"sent_on": "2026-04-01"}})]
            ),
            id="another day than the record's",
        ),
    ],
)
def test_facts_that_are_left_out_or_not_those_of_the_records_are_rejected(year, tmp_path):
    assert "recorded fact" in audited(tmp_path, ALL, year)["grade 1"]


def test_what_a_record_supersedes_counts_no_more(tmp_path):
    later = a_record(
        value={**LETTER["value"], "replied_on": "2026-04-25"}, supersedes=digest_of(LETTER)
    )

    on_old = audited(tmp_path / "old", [*ALL, later], HONEST)
    on_new = audited(tmp_path / "new", [*ALL, later], changed(person=read(later)))

    assert "recorded fact" in on_old["grade 1"]
    assert on_new == {}


def test_a_record_that_was_withdrawn_leaves_nothing(tmp_path):
    gone = a_record(supersedes=digest_of(LETTER), withdrawn=True)

    assert audited(tmp_path, [*ALL, gone], changed(person=[])) == {}


@pytest.mark.parametrize(
    "foreign", [{"jurisdiction": "district"}, {"year": 2024, "period": "2024"}]
)
def test_records_of_another_jurisdiction_or_too_long_ago_are_none_of_the_years(foreign, tmp_path):
    assert audited(tmp_path, [*ALL, a_record(**foreign)], HONEST) == {}


def test_points_that_another_jurisdiction_recorded_follow_the_person_and_other_facts_do_not(
    tmp_path,
):
    value = {"half_points": 4, "finding": "甲", "class": "A"}
    there = a_record("points", year=2025, jurisdiction="district", value=value)
    letter = {**LETTER, "jurisdiction": "district"}
    person, known = [*HONEST.person, *read(there)], [*HONEST.known, "points"]

    followed = audited(tmp_path / "a", [*ALL, there], changed(person=person, known=known))
    left_out = audited(tmp_path / "b", [*ALL, there], changed(known=known))
    other = audited(tmp_path / "c", [*ALL, letter], HONEST)

    assert (followed, other) == ({}, {})
    assert "recorded fact" in left_out["grade 1"]


def test_rankings_of_the_unit_that_the_person_led_before_are_in_the_derivation(tmp_path):
    scores = {"unit-8": "60", "unit-9": "70"}
    other = a_record(
        "ranking", "all", "list", value={**RANKING["value"], "series": "o", "scores": scores}
    )
    led = Post(unit="unit-8", post="局长", role="head", since="2020-01-01", until="2026-06-30")
    unit = [*HONEST.unit, *read(other)]

    named = audited(tmp_path / "a", [*ALL, other], changed(unit=unit, posts=[led]))
    left_out = audited(tmp_path / "b", [*ALL, other], changed(posts=[led]))

    assert named == {}
    assert "recorded fact" in left_out["grade 1"]


def test_points_of_three_years_belong_to_the_year(tmp_path):
    deducted = [
        a_record("points", year=year, value={"half_points": 2, "finding": "甲", "class": "A"})
        for year in (2023, 2024, 2025)
    ]
    known = [*HONEST.known, "points"]

    whole = audited(
        tmp_path / "whole",
        [*ALL, *deducted],
        changed(person=read(LETTER, *deducted[1:]), known=known),
    )
    short = audited(
        tmp_path / "short",
        [*ALL, *deducted],
        changed(person=read(LETTER, deducted[2]), known=known),
    )

    assert whole == {}
    assert "recorded fact" in short["grade 1"]


def test_a_file_that_says_there_was_nothing_makes_its_kind_known(tmp_path):
    nothing = {"type": "fact_batch", "jurisdiction": "county", "year": 2026}
    evidence = Evidence()
    batch = {**nothing, "kind": "points", "facts": []}
    evidence.files[f"facts/{digest_of(batch)}.json"] = batch

    known = changed(known=[*HONEST.known, "points"])

    assert audited(tmp_path / "known", ALL, known, evidence) == {}
    assert "recorded fact" in audited(tmp_path / "not", ALL, HONEST, evidence)["grade 1"]


def test_people_on_two_rolls_cannot_be_left_out(tmp_path):
    evidence = Evidence()
    digest = evidence.result().digest
    value = {"unit_result": digest, "county_result": digest, "people": 3}
    ours = a_record("overlap", "m-1", "meeting", value=value)
    others = a_record("overlap", "m-1", "meeting", value={**value, "county_result": "0" * 64})
    records = [*ALL, ours, others]

    named = audited(tmp_path / "named", records, changed(overlap=read(ours)), evidence)
    silent = audited(tmp_path / "silent", records, HONEST, evidence)

    assert named == {}
    assert "recorded fact" in silent["grade 1"]


@pytest.mark.parametrize(("late", "holds"), [(0, True), (2, False)])
def test_what_is_said_of_a_leaders_absences_is_what_the_files_say(late, holds, tmp_path):
    leaders = [LeaderYear(person="o1", missed=1, late=late, early=0)]

    refused = audited(tmp_path, ALL, changed(leaders=leaders, vertical=True))

    assert refused == {} if holds else "leader" in refused["grade 1"]


def test_a_file_of_records_is_the_one_its_name_says(tmp_path):
    refused = audited(tmp_path, ALL, HONEST, lie={"year": 2025})

    assert any(subject.startswith("facts ") for subject in refused)
    assert "grade 1" in refused


def test_facts_that_the_folder_does_not_have_prove_nothing(tmp_path):
    assert "recorded fact" in audited(tmp_path, [], HONEST)["grade 1"]


LEAVE = a_record(
    "leave",
    value={
        "from": "2026-03-02",
        "to": "2026-03-05",
        "half_days": 7,
        "approver": "unit_head",
        "filed_late": False,
        "accepted": True,
    },
)
DEPUTY = a_person(role="deputy")


def a_year_of_leave(**value: Any) -> YearFacts:
    """Return the facts of a deputy with a letter and a leave that says this."""
    leave = read(LEAVE)[0]
    told = leave.model_copy(update={"value": {**leave.value, **value}})
    return YearFacts(person=[*read(LETTER), told], unit=read(TARGET))


@pytest.mark.parametrize(
    ("approver", "holds"), [("unit_head", True), ("organisation_department", False)]
)
def test_who_approved_a_leave_is_what_its_record_says(approver, holds, tmp_path):
    year = a_year_of_leave(approver=approver)
    evidence = Evidence()
    grade = graded(evidence, year)

    found = refusals(evidence, tmp_path, grade)

    assert (found == {}) is holds
    assert holds or "recorded fact" in found["grade 1"]


@pytest.mark.parametrize("key", ["leave_rulings", "steps"])
def test_what_is_ruled_of_a_leave_is_computed_again(key, tmp_path):
    evidence = Evidence()
    grade, document = graded(evidence, a_year_of_leave())
    told = [one for one in document[key] if "N06" not in (one.get("rule"), *one.get("rules", ()))]
    silent = {**document, key: told}

    found = refusals(
        evidence, tmp_path, (grade.model_copy(update={"derivation": digest_of(silent)}), silent)
    )

    assert len(told) == len(document[key]) - 1
    assert "does not follow from its sources" in found["grade 1"]


def graded(evidence: Evidence, year: YearFacts) -> tuple[Grade, dict[str, Any]]:
    """Return a deputy's grade that rests on these facts, with the records in the folder."""
    evidence.files |= batches_of(LETTER, TARGET, LEAVE)
    attendance = facts_of("o1", evidence.batches)
    return evidence.grade(DEPUTY, [evidence.result()], attendance=attendance, facts=year)


def batches_of(*records: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a file of facts for each record, by its place in the folder."""
    files = [
        {
            "type": "fact_batch",
            "jurisdiction": "county",
            "year": 2026,
            "kind": record["kind"],
            "facts": [record],
        }
        for record in records
    ]
    return {f"facts/{digest_of(file)}.json": file for file in files}


def refusals(
    evidence: Evidence, folder: Path, grade: tuple[Grade, dict[str, Any]]
) -> dict[str, str]:
    """Return the refusals of a folder with this grade alone."""
    audit = evidence.write(folder, results=[evidence.result()], grades=[grade])
    found = audit_folder(audit, workers=1)
    return {finding.subject: finding.refusal for finding in found if finding.refusal}
