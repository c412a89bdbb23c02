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
        told = [jsontext.canonical(entry["rulings"]) for entry in document["evidence"]]
        said.add(tuple(sorted(told)))

    assert len(said) == ways


def of_the_team(votes: Votes, against_team: int, papers: int) -> CertifiedResult:
    """Return the unit's ballot on the head and on the team, with what the meeting ruled."""
    team = Subject(kind="team", id="t1", name="班子", head="o1")
    contest = a_contest("t1", against(against_team, papers)).model_copy(
        update={"key": "t1.grade", "subject": team}
    )
    contests = [a_contest("o1", votes), contest]
    missing = {one.key: {"A": 100 - sum(one.counts.values())} for one in contests}
    held = a_result({}, contests=[], meeting="m-1", boxes=[a_box(100)])
    marked = [one.model_copy(update={"wrong": missing[one.key]}) for one in contests]
    result = held.model_copy(update={"contests": marked})
    ruled = meeting_rulings(a_pack("district"), CountedMeeting.of(result))
    return result.model_copy(update={"rulings": ruled})


def carried(*results: CertifiedResult, pack: str = "district") -> dict[str, tuple[str, str | None]]:
    """Return state and cause of every ruling of a meeting that a head's derivation tells."""
    document = derive(a_pack(pack), a_person(), by_digest(*results), attendance(), [])
    rulings = [one for entry in document.document["evidence"] for one in entry["rulings"]]
    return {one["rule"]: (one["state"], one["cause"]) for one in rulings}


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([against(3, 3)], id="hidden beside a small ballot of the county"),
        pytest.param([], id="too few themselves"),
    ],
)
def test_the_caution_of_a_head_for_the_team_stays_where_the_votes_on_the_head_are_hidden(others):
    own = PLENTY if others else against(1, 3)

    told = carried(of_the_team(own, 40, 90), *map(beside, others))

    assert told["B09"] == ("triggered", None)
    assert told["B10"] == ("needs_ruling", "hidden_votes")


def test_which_ballots_a_head_is_told_of_says_nothing_of_the_votes_on_the_team():
    """B09 always names the head; a pack may have B08 alone."""
    team = Subject(kind="team", id="t1", name="班子", head="o1")
    states, named = set(), []
    for bad in range(4):
        votes = {"trust": 3 - bad, "distrust": bad, "abstain": 0}
        about = {"key": "t1.confidence", "kind": "confidence", "subject": team}
        contest = a_contest("t1", votes).model_copy(update=about)
        held = a_result({}, contests=[contest], boxes=[a_box(3)])
        every = meeting_rulings(DISTRICT, CountedMeeting.of(held))
        ruled = [one for one in every if one["rule"] == "B08"]
        known = by_digest(held.model_copy(update={"rulings": ruled}))
        document = derive(DISTRICT, a_person(), known, None, []).document
        states |= {one["state"] for one in ruled}
        named.append((len(document["inputs"]["results"]), document["evidence"]))

    assert states == {"triggered", "not_triggered"}
    assert named == [(1, [])] * 4


@pytest.mark.parametrize(
    ("pack", "own"), [("district", ("pending", None)), ("county", ("needs_ruling", "hidden_votes"))]
)
def test_where_the_votes_on_the_team_are_hidden_people_rule_on_the_caution_of_its_head(pack, own):
    said = [carried(of_the_team(PLENTY, bad, 3), pack=pack) for bad in range(4)]

    assert all(one == said[0] for one in said)
    assert said[0] == {"B09": ("needs_ruling", "hidden_votes"), "B10": own}


def test_a_ballot_without_a_valid_paper_hides_nothing():
    known = by_digest(unit(grade_votes()), beside(PLENTY))

    document = derive(a_pack(), a_person(), known, attendance(), []).document

    assert [entry["valid"] for entry in document["votes"]] == [0, 60]
    (b06,) = (ruling for ruling in document["rulings"] if ruling["rule"] == "B06")
    assert (b06["measures"][0]["numerator"], b06["measures"][0]["denominator"]) == (20, 60)


def test_hidden_votes_that_were_added_up_are_said_to_be_added_up():
    known = by_digest(unit(PLENTY), beside(against(3, 3)))

    rulings = derive(a_pack(), a_person(), known, attendance(), []).document["rulings"]

    (added,) = (ruling["explanation"] for ruling in rulings if ruling["rule"] == "B04")
    assert "；已汇总（用的是全部有效票）。" in added["zh"]
    assert "; added up (on all valid votes)." in added["en"]


def test_where_an_investigation_is_hidden_nobody_says_that_all_votes_were_used():
    ballots = [unit(against(40, 60)), beside(against(1, 3), "investigation")]

    made = derive(POOLED, a_person(), by_digest(*ballots), None, [a_finding("B07")])

    said = {one["rule"]: one for one in made.document["rulings"]}
    assert said["B07"]["state"] == "triggered"
    assert "全部有效票" not in said["B07"]["explanation"]["zh"]
    assert "40票" in said["B06"]["explanation"]["zh"]


def test_where_a_class_stays_sealed_nobody_says_that_all_votes_were_used():
    sealed = a_box(4, electorate="B").model_copy(update={"state": "sealed"})
    own = a_result({}, meeting="m-1", contests=[a_contest("o1", PLENTY)], boxes=[a_box(60), sealed])

    made = derive(a_pack(), a_person(), by_digest(own, beside(against(3, 3))), None, [])

    (b06,) = (one for one in made.document["rulings"] if one["rule"] == "B06")
    assert (b06["state"], b06["measures"][0]["sealed"]) == ("triggered", True)
    assert "全部有效票" not in b06["explanation"]["zh"]


def test_of_a_large_ballot_that_is_hidden_beside_a_small_one_nobody_says_that_it_is_small():
    ballots = [unit(PLENTY), beside(against(3, 3))]
    known = by_digest(*ballots)
    document = derive(DISTRICT, a_person(), known, attendance(), []).document

    found = [a_finding("B10")]
    (told,) = after_final_shown(DISTRICT, document, known, "incompetent", found)

    assert (told["rule"], told["cause"]) == ("B10", "hidden_votes")
    assert "能推算出" in told["explanation"]["zh"]
    assert "could be worked out" in told["explanation"]["en"]
