"""What may still change between publishing a grade and making it final, and what follows it."""

from __future__ import annotations

from typing import Any

import pytest
from factories.appraisal import a_pack
from fakes.appraisal import ANNA, BORIS, CLARA, DORA, Bureau, a_person_entry, county, problem
from fakes.tally_results import a_result, against, found

from shared.crypto import jsontext
from shared.documents.base import parse_part, sign
from shared.documents.results import CertifiedResult
from shared.rules.derivation import after_final
from shared.rules.person_year import SignedFinding

PATH = "/api/v1/years/2026/district"
LARGE = {"large_unit_min": 30}
FIRST = a_result({"o1": against(18, 85)})
"""Over 20 % of a large unit; which pack it is counted under is said when it is certified."""


class District:
    """A district's year with two people graded incompetent, and published."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.pack = bureau.set_up("district", [a_person_entry(f"o{n}") for n in (1, 2)], **LARGE)
        self.first = FIRST.model_copy(update={"pack": self.pack})
        bureau.certify(self.first)
        bureau.certify(a_result({"o2": against(1, 40)}, pack=self.pack))
        assert self.attendance("o2,2026-03-01,late,\n").status_code == 201
        assert self.post("proposals").status_code == 200
        self.publish("o1", "o2")

    def post(self, step: str, body: Any = None, who: str = ANNA) -> Any:
        return self.bureau.post(who, f"{PATH}/{step}", body)

    def attendance(self, lines: str) -> Any:
        return self.bureau.csv(ANNA, lines, "jurisdiction=district&year=2026")

    def publish(self, *people: str) -> None:
        """Have two people decide these grades, and publish them."""
        for person in people:
            decision = {"person": person, "grade": "incompetent", "reason": "综合考察"}
            document = {"document_number": "1号", "document_date": "2026-12-20"}
            for who in (CLARA, DORA):
                assert self.post("decisions", {**decision, **document}, who).status_code == 201
        assert self.post("publish").status_code == 200

    def find(self, person: str, rule: str = "B10") -> None:
        """Have two officers stand behind a finding."""
        for who in (ANNA, BORIS):
            found = {"subject": person, "rule": rule, "value": True}
            paper = {"document": "组考〔2026〕1号", "date": "2026-12-20"}
            body = {"jurisdiction": "district", "year": 2026, **found, **paper}
            answered = self.bureau.post(who, "/api/v1/findings", body)
            assert answered.status_code == 201, answered.json

    def final(self) -> list[str]:
        """Return who has a final grade."""
        served = self.bureau.get("peer", "/api/v1/grades?year=2026").json["grades"]
        return [grade["document"]["person"] for grade in served]

    def after_final(self) -> dict[str, dict[str, Any]]:
        """Return what follows the final grades, by person."""
        listed = self.bureau.get(ANNA, f"{PATH}/after-final").json["people"]
        return {entry["person"]: entry for entry in listed}


@pytest.fixture
def district(bureau: Bureau) -> District:
    """The district's year, published."""
    return District(bureau)


def a_newer_version(district: District) -> None:
    newer = district.first.model_copy(update={"version": 2, "supersedes": district.first.digest})
    district.bureau.certify(newer)


def another_result(district: District) -> str:
    votes = {"o1": against(2, 300)}
    return district.bureau.certify(a_result(votes, pack=district.pack, **county()))


def its_result_set_aside(district: District) -> None:
    set_aside(district, district.first.digest)


def another_result_set_aside(district: District) -> None:
    set_aside(district, another_result(district))


def set_aside(district: District, digest: str) -> None:
    for who in (ANNA, BORIS):
        answered = district.bureau.post(
            who, f"/api/v1/results/{digest}/set-aside", {"reason": "重复"}
        )
        assert answered.status_code == 200


@pytest.mark.parametrize(
    "change",
    [a_newer_version, another_result, its_result_set_aside, another_result_set_aside],
    ids=lambda change: change.__name__,
)
def test_a_grade_waits_for_a_correction_once_its_results_have_changed(change, district):
    change(district)

    late = {"outdated": 1, "outdated_people": {"o1": "干部o1"}}
    assert district.post("finalize").json == {"final": 1, "waiting": 1, **late}
    assert district.final() == ["o2"]
    refused = district.post("finalize")
    assert problem(refused) == (409, "evidence_changed")
    assert "open corrections" in refused.json["title"]


def test_a_correction_takes_the_changed_evidence_in(district):
    a_newer_version(district)
    district.post("corrections", {"person": "o1", "reason": "计票结果更正"})
    district.publish("o1")

    done = {"final": 2, "waiting": 0, "outdated": 0, "outdated_people": {}}
    assert district.post("finalize").json == done
    assert district.final() == ["o1", "o2"]


def test_an_attendance_file_after_publication_holds_up_the_whole_year(district):
    assert district.attendance("o1,2026-05-01,missed,\n").status_code == 201

    assert problem(district.post("finalize")) == (409, "evidence_changed")
    assert district.final() == []


def test_a_finding_after_publication_holds_up_nobody(district):
    district.find("o1")

    done = {"final": 2, "waiting": 0, "outdated": 0, "outdated_people": {}}
    assert district.post("finalize").json == done


def test_what_follows_a_final_grade_can_be_made_again_from_what_is_listed(district):
    assert district.after_final() == {}
    district.find("o1")
    district.post("finalize")

    listed = district.after_final()

    states = {person: entry["rulings"][0]["state"] for person, entry in listed.items()}
    assert states == {"o1": "triggered", "o2": "not_triggered"}
    for entry in listed.values():
        assert made_again(district.bureau, entry) == entry["rulings"]


def made_again(bureau: Bureau, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rulings that the listed grade and findings lead to."""
    document = bureau.get("peer", f"/api/v1/derivations/{entry['derivation']}").json
    results = {
        digest: CertifiedResult.parse(jsontext.decode(bureau.tally.served[digest])["document"])
        for digest in document["inputs"]["results"]
    }
    findings = [parse_part(SignedFinding, finding) for finding in entry["findings"]]
    pack = a_pack("district", **LARGE)
    ruled = after_final(pack, document, results, entry["grade"], findings)
    return [ruling.to_json() for ruling in ruled.rulings]


def test_a_finding_in_a_certified_result_is_not_entered_again(bureau):
    pack = bureau.set_up("district", [a_person_entry("o1")], **LARGE)
    finding = found(pack=pack)
    signed = {finding.name: sign(bureau.tally.key, finding)}
    bureau.certify(FIRST.model_copy(update={"pack": pack, "findings": signed}))

    assert bureau.post(ANNA, f"{PATH}/proposals").status_code == 200

    listed = bureau.get(ANNA, f"{PATH}/proposals").json["proposals"]
    (row,) = [one for one in listed if one["person"] == "o1"]
    inputs = bureau.get(ANNA, f"/api/v1/derivations/{row['derivation']}").json["inputs"]
    assert [(one["rule"], one["document"]) for one in inputs["findings"]] == [
        ("B10", "组发〔2026〕7号")
    ]
