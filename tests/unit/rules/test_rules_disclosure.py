"""Nothing in a derivation follows from the marks of a group too small to be shown (E32, D20)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

import pytest
from factories.appraisal import WEIGHTS, a_finding, a_pack, a_person, attendance
from fakes.tally_results import GRADES, a_box, a_contest, a_result, against, by_digest, grade_votes

from shared.crypto import jsontext
from shared.documents.manifests import Place, Subject
from shared.documents.results import CertifiedResult
from shared.rules.derivation import after_final_shown, derive
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack

Votes = dict[str, int]
PLENTY = against(20, 60)
COUNTY = Place(id="county", name="某县")


def every_mark(papers: int) -> Iterator[Votes]:
    """Yield every way in which so many papers can be marked."""
    for marks in combinations_with_replacement(range(len(GRADES)), papers):
        yield grade_votes(*(marks.count(nth) for nth in range(len(GRADES))))


def told(pack: Pack, results: Sequence[CertifiedResult], found: bool = True) -> str:
    """Return everything that is ever said of one person's year, without the names of results."""
    known = by_digest(*results)
    findings = [a_finding(rule, value=found) for rule in ("B07", "B10")]
    derivation = derive(pack, a_person(), known, attendance(), findings)
    asked = (pack, derivation.document, known, "incompetent", findings)
    text = jsontext.canonical([derivation.document, after_final_shown(*asked)]).decode()
    for nth, result in enumerate(results):
        text = text.replace(result.digest, f"result-{nth}")
    document, after = jsontext.decode(text.encode())
    document["inputs"]["results"].sort()
    document["evidence"].sort(key=lambda entry: entry["result"])
    document["steps"].sort(key=lambda step: (step["what"], step["sources"]))
    return jsontext.canonical([document, after]).decode()


def unit(votes: Votes) -> CertifiedResult:
    """Return the unit's ballot, with what the meeting itself ruled on it."""
    result = a_result({"o1": votes}, meeting="m-1", roll=100)
    ruled = meeting_rulings(a_pack("district", large_unit_min=2), CountedMeeting.of(result))
    return result.model_copy(update={"rulings": ruled})


def beside(votes: Votes, source: str = "county") -> CertifiedResult:
    """Return another ballot on the same person."""
    return a_result({"o1": votes}, meeting="m-2", source=source, place=COUNTY)


def the_boxes_apart(votes: Votes) -> CertifiedResult:
    """Return the unit's ballot, of whose two classes one has these votes."""
    plenty = against(6, 12)
    summed = {option: votes[option] + plenty[option] for option in plenty}
    contest = a_contest("o1", summed).model_copy(
        update={"by_electorate": {"A": votes, "B": plenty}}
    )
    boxes = [a_box(sum(votes.values())), a_box(12, electorate="B")]
    return a_result({}, meeting="m-1", contests=[contest], boxes=boxes)


POOLED = a_pack(merge_needs=["unit"])
DISTRICT = a_pack("district", large_unit_min=2)
WEIGHED = a_pack(merge="weighted", weights=WEIGHTS)


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize(
    ("pack", "others"),
    [
        pytest.param(POOLED, [], id="alone"),
        pytest.param(DISTRICT, [], id="alone in a district"),
        pytest.param(WEIGHED, [beside(PLENTY)], id="weighed with another"),
        pytest.param(POOLED, [beside(PLENTY, "investigation")], id="beside an investigation"),
    ],
)
def test_whatever_a_small_ballot_says_the_document_is_the_same(pack, others, found):
    said = {told(pack, [unit(votes), *others], found) for votes in every_mark(3)}

    assert len(said) == 1
    assert len({told(pack, [unit(votes)], found) for votes in (PLENTY, against(0, 60))}) == 2


def test_whatever_a_small_investigation_says_the_document_is_the_same():
    ballots = [unit(PLENTY), beside(against(1, 100))]

    said = {told(a_pack(), [*ballots, beside(votes, "investigation")]) for votes in every_mark(3)}

    assert len(said) == 1


def test_of_a_ballot_that_is_only_shown_in_a_sum_nothing_but_the_sum_is_told():
    whole = grade_votes(20, 30, 20, 20, 10)
    rest = (
        (votes, {option: whole[option] - votes[option] for option in whole})
        for votes in every_mark(3)
    )

    said = {told(a_pack(), [unit(votes), beside(others)]) for votes, others in rest}

    assert len(said) == 1


def test_whatever_a_small_class_with_a_weight_says_nothing_weighed_is_told():
    classes = {"unit": {"classes": {"A": "2/5", "B": "3/5"}}}
    pack = a_pack(merge="weighted", weights=WEIGHTS, class_weights=classes)
    documents = (
        derive(
            pack,
            a_person(),
            by_digest(the_boxes_apart(votes), beside(PLENTY)),
            attendance(),
            [a_finding("B07")],
        )
        for votes in every_mark(3)
    )

    said = {
        jsontext.canonical(
            [one.document["rulings"], one.document["merge"], one.document["proposal"]]
        )
        for one in documents
    }

    assert len(said) == 1


@pytest.mark.parametrize(("papers", "ways"), [(3, 1), (60, 2)])
def test_what_a_meeting_ruled_on_a_team_is_told_of_its_head_only_of_votes_enough(papers, ways):
    team = Subject(kind="team", id="t1", name="班子", head="o1")
    graded = [unit(PLENTY), beside(PLENTY)]
    said = set()
    for distrust in (0, papers):
        contest = a_contest("o1", {"trust": papers - distrust, "distrust": distrust}).model_copy(
            update={"key": "t1.confidence", "kind": "confidence", "subject": team}
        )
        held = a_result({}, meeting="m-3", contests=[contest], boxes=[a_box(papers, 60)])
        ruled = meeting_rulings(a_pack("district"), CountedMeeting.of(held))
        result = held.model_copy(update={"rulings": ruled})
        known = by_digest(*graded, result)
        document = derive(a_pack("district"), a_person(), known, attendance(), []).document
        said.add(jsontext.canonical([entry["rulings"] for entry in document["evidence"]]))

    assert len(said) == ways
