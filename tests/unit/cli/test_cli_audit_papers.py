"""The audit of a round on paper: what follows is made again, what cannot be verified is said.

Every lie here is signed with the right key: by the tally service over the desk's numbers, or by the
desk over numbers that cannot be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from factories.audited_papers import PaperEvidence
from factories.papers import a_line, a_result

from shared.cli.audit.command import audit_folder
from shared.documents.manifests import Repeat
from shared.documents.results import CertifiedResult


@pytest.fixture
def evidence() -> PaperEvidence:
    return PaperEvidence()


def rejected(folder: Path) -> dict[str, str]:
    """Return what was rejected and why, by kind of thing."""
    found = audit_folder(folder, workers=1)
    return {one.subject.split()[0]: str(one.refusal) for one in found if not one.ok}


def changed(result: CertifiedResult) -> list[Any]:
    """Return the contests with one vote moved from one option to another."""
    (contest,) = result.contests
    counts = {**contest.counts, "excellent": 2, "incompetent": 1}
    return [contest.model_copy(update={"counts": counts, "by_electorate": {"A": counts}})]


def test_an_honest_round_on_paper_passes_and_says_what_nobody_can_verify(evidence, tmp_path):
    found = audit_folder(evidence.folder(tmp_path), workers=1)

    assert [one.line() for one in found if not one.ok] == []
    said = [one.what for one in found if one.subject == "round r2"]
    assert said == [
        "on paper, counted by hand; its numbers add up, the votes themselves nobody can verify"
    ]


def test_a_changed_count_is_refused(evidence, tmp_path):
    honest = evidence.on_paper()
    lie = evidence.on_paper(contests=changed(honest))

    assert "contests" in rejected(evidence.folder(tmp_path, lie))["result"]


@pytest.mark.parametrize(
    "lie",
    [
        lambda one: {"paper": one.paper.model_copy(update={"reason": "别的"})},
        lambda one: {"paper": one.paper.model_copy(update={"result": "0" * 64})},
        lambda one: {"boxes": [one.boxes[0].model_copy(update={"tellers": ["甲", "乙"]})]},
        lambda one: {"unanimous": ["o9.grade"]},
        lambda _: {"year": 2025},
    ],
)
def test_anything_else_that_does_not_follow_is_refused(evidence, tmp_path, lie):
    made = evidence.on_paper()
    false = evidence.on_paper(**lie(made))

    assert "result" in rejected(evidence.folder(tmp_path, false))


def test_numbers_of_the_desk_that_cannot_be_are_refused(evidence, tmp_path):
    line = evidence.line.model_copy(update={"returned": 7})
    broken = a_result(evidence.round, evidence.closed.meeting, line)

    assert "valid" in rejected(evidence.folder(tmp_path, counted=broken))["meeting"]


def test_votes_below_the_floor_are_refused_whoever_signed_them(evidence, tmp_path):
    line = a_line(
        evidence.round, votes=(2, 1, 0, 0, 1), returned=4, void=0, roll=evidence.line.roll
    )
    line = line.model_copy(update={"present": evidence.line.present, "issued": 4})
    shown = a_result(evidence.round, evidence.closed.meeting, line)

    assert "meeting" in rejected(evidence.folder(tmp_path, counted=shown))


def test_a_round_on_paper_without_its_result_is_missed(evidence, tmp_path):
    folder = evidence.folder(tmp_path)
    (folder / f"certificates/{evidence.on_paper().digest}.json").unlink()

    assert "no certified result" in rejected(folder)["round"]


def test_a_result_without_its_papers_is_of_a_round_that_was_never_held(evidence, tmp_path):
    folder = evidence.folder(tmp_path)
    file = folder / f"meetings/{evidence.closed.meeting.meeting}.json"
    value = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**value, "papers": []}, ensure_ascii=False), "utf-8")

    assert "never held" in rejected(folder)["result"]


def test_paper_passes_for_nothing_else(evidence):
    made = evidence.on_paper().to_json()
    boxes = evidence.result().to_json()

    for lie in (
        {name: value for name, value in made.items() if name != "paper"},
        {**made, "leftovers": ["0" * 64]},
        {**boxes, "paper": made["paper"]},
        {**made, "boxes": boxes["boxes"]},
    ):
        with pytest.raises(Exception, match="document is wrong"):
            CertifiedResult.parse(lie)
    assert CertifiedResult.parse(made).medium == "paper"


AGAIN = Repeat(earlier="r1", reason="断网")


def repeated(named: str | None = "r2", repeats: Repeat | None = AGAIN, **line: Any) -> Any:
    """Return evidence in which r2, on paper, repeats ``repeats``, and r1's ledger names ``named``.

    With numbers of the line of r2, which may seal or annul it.
    """
    evidence = PaperEvidence(repeats=repeats)
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"repeated_by": named})]
    numbers = evidence.line.model_copy(update=line)
    evidence.counted = a_result(evidence.round, evidence.closed.meeting, numbers)
    return evidence


def refused(evidence: PaperEvidence, folder: Path, *results: CertifiedResult) -> dict[str, str]:
    """Return what is rejected of a folder with r1's result and these."""
    named = evidence.ledgers[0].repeated_by
    return rejected(evidence.write(folder, [evidence.result(repeated_by=named), *results], []))


def test_a_round_in_boxes_that_was_repeated_on_paper_passes(tmp_path):
    evidence = repeated()

    assert refused(evidence, tmp_path, evidence.on_paper()) == {}


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        (repeated(repeats=None), "than the sheets"),
        (repeated(named="nosuchround"), "than the sheets"),
        (repeated(named=None), "does not say so"),
        (repeated(returned=40, contests=None), "than the sheets"),
        (repeated(returned=3, void=0, contests=None), "than the sheets"),
    ],
    ids=["never a repeat", "no such round", "not named", "annulled", "sealed"],
)
def test_a_ledger_alone_does_not_drop_a_counted_round(tmp_path, evidence, what):
    assert what in refused(evidence, tmp_path)["meeting"]


def test_a_repeat_that_was_annulled_leaves_the_round_before_it(tmp_path):
    evidence = repeated(named=None, returned=40, contests=None)

    assert refused(evidence, tmp_path) == {}


def test_a_repeat_of_one_that_was_never_counted_takes_the_place_of_the_round_before(tmp_path):
    evidence = repeated(repeats=Repeat(earlier="annulled-at-the-desk", reason="断网"))

    assert refused(evidence, tmp_path, evidence.on_paper()) == {}


def test_rounds_that_name_one_another_drop_none(tmp_path):
    evidence = repeated(repeats=Repeat(earlier="annulled-at-the-desk", reason="断网"))
    evidence.counted = evidence.counted.model_copy(update={"repeated_by": "r2"})

    assert "none counts" in refused(evidence, tmp_path, evidence.on_paper())["meeting"]
