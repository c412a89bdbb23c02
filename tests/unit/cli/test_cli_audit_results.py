"""The audit of a count: what a tally service or a desk might sign falsely, with its own key.

Every lie here is signed as it should be: only somebody who makes the result again sees it.
"""

from __future__ import annotations

import pytest
from factories.audited import VOTES, Evidence

from shared.cli.audit.command import audit_folder
from shared.documents.manifests import Place, Subject
from shared.documents.results import CertifiedResult

FEW = {"A": VOTES["A"], "B": VOTES["B"][:4]}
"""Four voters of electorate B: one below the floor."""


def rejected(folder) -> list[str]:
    """Return the kinds of things that were rejected, in order."""
    return [f.subject.split()[0] for f in audit_folder(folder, workers=1) if not f.ok]


def changed(result: CertifiedResult, number: int, **changes) -> list:
    """Return the contests of a result, one of them changed."""
    contests = list(result.contests)
    contests[number] = contests[number].model_copy(update=changes)
    return contests


def without_electorate(result):
    """Electorate B was never counted."""
    contests = [
        contest.model_copy(
            update={
                "counts": contest.by_electorate["A"],
                "by_electorate": {"A": contest.by_electorate["A"]},
            }
        )
        for contest in result.contests
    ]
    return {"boxes": result.boxes[:1], "contests": contests, "leftovers": result.leftovers[:1]}


def counted_twice(result):
    """Electorate A was counted twice."""
    contests = [
        contest.model_copy(
            update={
                "counts": {
                    option: votes + contest.by_electorate["A"][option]
                    for option, votes in contest.counts.items()
                }
            }
        )
        for contest in result.contests
    ]
    leftovers = sorted([*result.leftovers, result.leftovers[0]])
    return {"boxes": [*result.boxes, result.boxes[0]], "contests": contests, "leftovers": leftovers}


def without_contest(result):
    """Nobody voted on the second official."""
    return {"contests": result.contests[:1]}


def other_subject(result):
    """The votes on the second official become those on a third."""
    subject = Subject(kind="official", id="o3", name="干部 3")
    return {"contests": changed(result, 1, subject=subject)}


def other_head(result):
    """A consequence would fall on somebody else."""
    subject = Subject(kind="official", id="o2", name="干部 2", role="head", head="o1")
    return {"contests": changed(result, 1, subject=subject)}


def swapped_subjects(result):
    """Two officials change places."""
    one, other = result.contests
    return {
        "contests": [
            one.model_copy(update={"subject": other.subject}),
            other.model_copy(update={"subject": one.subject}),
        ]
    }


def other_source(_):
    """A unit's meeting passes for the county's."""
    return {"source": "county"}


def other_place(_):
    """Another unit's meeting."""
    return {"place": Place(id="unit-2", name="乙乡")}


def other_year(_):
    """Votes of another year."""
    return {"year": 2025}


def a_test_run(_):
    """A result that counts passes for a rehearsal."""
    return {"test": True}


def hidden_unanimity(_):
    """A contest is flagged that nobody agreed on."""
    return {"unanimous": ["o1.grade"]}


def other_leftovers(result):
    """Another scan."""
    return {"leftovers": ["ab" * 32, *result.leftovers[1:]]}


def other_round(_):
    """A round that was never held."""
    return {"round": "r2"}


def one_certifier(_):
    """The same name twice."""
    return {"certifiers": ["周认证", "周认证"]}


def no_rulings(_):
    """What follows is left out."""
    return {"rulings": [{"rule": "B10"}]}


LIES = [
    without_electorate,
    counted_twice,
    without_contest,
    other_subject,
    other_head,
    swapped_subjects,
    other_source,
    other_place,
    other_year,
    a_test_run,
    hidden_unanimity,
    other_leftovers,
    other_round,
    one_certifier,
    no_rulings,
]


def test_an_honest_folder_passes(tmp_path):
    assert rejected(Evidence().write(tmp_path)) == []


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_result_certified_falsely_is_rejected(lie, tmp_path):
    evidence = Evidence()
    result = evidence.result(**lie(evidence.result()))

    assert rejected(evidence.write(tmp_path, [result], []))[0] == "result"


def test_a_round_without_a_certified_result_is_rejected(tmp_path):
    assert rejected(Evidence().write(tmp_path, [], [])) == ["round"]


def test_a_sealed_box_passes_and_a_box_below_the_floor_that_was_decrypted_is_rejected(tmp_path):
    sealed, opened = Evidence(FEW), Evidence(FEW)
    opened.opened = {"A", "B"}

    assert [box.state for box in sealed.result().boxes] == ["counted", "sealed"]
    assert rejected(sealed.write(tmp_path / "sealed")) == []
    assert rejected(opened.write(tmp_path / "opened"))[0] == "meeting"


def test_a_box_with_ballots_enough_that_was_never_decrypted_is_rejected(tmp_path):
    evidence = Evidence()
    evidence.opened = {"A"}

    assert rejected(evidence.write(tmp_path))[0] == "meeting"
