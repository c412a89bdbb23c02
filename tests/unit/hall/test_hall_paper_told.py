"""What the tally service hears of a round on paper, and what binds tellers to their entries."""

from __future__ import annotations

import pytest
from factories.desk import Hall
from factories.paper_halls import KEYS, PAPERS, SHEET, begin, enter, of_kind, result
from sqlalchemy import delete

from ballot_service.hall.domain.paper import parse_papers, written
from ballot_service.meetings.store.papers import PaperRoundRow
from ballot_service.meetings.store.rows import DocumentRow
from shared.documents.base import open_signed
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperResult, PaperRound, entry_digest
from shared.documents.paper_counts import check_announced, check_result
from shared.plumbing.db import reading, unit_of_work


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def test_the_tally_hears_of_the_round_before_it_is_counted_and_its_numbers_at_the_end(hall):
    hall.freeze()
    round_id = begin(hall)
    hall.work()
    told = [PaperRound.parse(one) for one in of_kind(hall, "paper_round")]
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)
    hall.work()
    before_the_end = of_kind(hall, "paper_result")
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    (sent,) = [PaperResult.parse(one) for one in of_kind(hall, "paper_result")]
    manifest = open_signed(MeetingManifest, told[0].manifest, KEYS)
    frozen = open_signed(FrozenLists, told[0].frozen, KEYS)
    check_announced(told[0], manifest, frozen)
    check_result(sent, told[0], manifest, frozen)
    assert before_the_end == []
    assert (told[0].round, told[0].contests, told[0].reason) == (round_id, {"A": SHEET}, "停电")
    assert sent == result(hall)
    assert hall.get("", hall.organizer)["next_step"]["code"] == "certifying"
    assert hall.report(round_id, "certified").status_code == 200
    assert (hall.round_state(round_id), hall.step()) == ("certified", "done")
    assert result(hall) == sent  # an auditor still gets it
    assert hall.report(round_id, "annulled", "fraud_found").status_code == 200
    assert (hall.round_state(round_id), result(hall)) == ("annulled", sent)


def test_the_envelopes_code_is_the_tellers_alone_and_explains_the_digests(hall):
    hall.freeze()
    round_id = begin(hall)
    path = f"/rounds/{round_id}/papers"
    seen = [hall.get(path, by)["classes"][0]["code"] for by in (hall.first, hall.second)]
    organizers = hall.get(path, hall.organizer)["classes"][0]["code"]
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)

    line = result(hall).lines[0]
    papers = written(parse_papers(PAPERS, SHEET))
    where = (hall.meeting, round_id, "A")
    assert (len(seen[0]), seen[0], organizers) == (32, seen[1], None)
    assert line.entries == [
        entry_digest(seen[0], (*where, name, "6", papers)) for name in line.tellers
    ]
    assert hall.get(path, hall.first)["classes"][0]["code"] is None


@pytest.mark.parametrize("how", ["cancelled", "annulled"])
def test_a_round_of_which_nothing_comes_is_withdrawn_from_the_tally(hall, how):
    hall.freeze()
    round_id = begin(hall)
    if how == "cancelled":
        hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "来电了"}))
    else:
        found = {"document": "组通〔2026〕7号", "date": "2026-01-05"}
        for by in (hall.first, hall.second):
            enter(hall, by, round_id)
        for by in (hall.first, hall.second):
            hall.must(hall.post(by, f"/rounds/{round_id}/annul", found))
        hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    (withdrawn,) = of_kind(hall, "paper_withdrawn")
    (announced,) = [PaperRound.parse(one) for one in of_kind(hall, "paper_round")]
    assert (withdrawn["how"], withdrawn["announced"]) == (how, announced.digest)
    assert of_kind(hall, "paper_result") == []


def test_void_papers_do_not_lift_a_class_over_the_floor(hall):
    hall.freeze()
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id, "1 1111\n2 1111\n3 1111\n4 1111\n5 x\n6 x")

    assert hall.round_state(round_id) == "sealed"
    assert (result(hall).lines[0].returned, result(hall).lines[0].contests) == (6, None)


@pytest.mark.parametrize("finished", [True, False], ids=["sent", "on its way"])
def test_nothing_of_a_paper_round_stays_when_its_test_is_wiped(hall, finished):
    hall.freeze(test=True)
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)
    hall.must(hall.post(hall.organizer, "/finish"))
    if finished:
        hall.work()
    hall.must(hall.post(hall.organizer, "/wipe"))
    hall.work()

    address = f"/api/v1/paper-results/{hall.meeting}"
    answered = hall.client.get(address, headers=hall.organizer.headers)
    with reading(hall.desk.sessions) as session:
        kept = session.get_one(PaperRoundRow, round_id)
        kinds = {row.kind for row in session.query(DocumentRow)}
    assert (answered.status_code, answered.json) == (200, {"papers": []})
    assert (kept.signed, kept.reason) == (None, "")
    assert not {"paper_round", "paper_result", "box_manifest"} & kinds
    assert hall.tally.taken[-1]["type"] == "test_wipe"


@pytest.mark.parametrize("lacks", ["codes", "announcement"])
def test_a_round_begun_before_an_upgrade_is_refused_and_begins_again(hall, lacks):
    hall.freeze()
    round_id = begin(hall)
    with unit_of_work(hall.desk.sessions) as uow:
        if lacks == "codes":
            uow.session.get_one(PaperRoundRow, round_id).codes = None
        else:
            uow.session.execute(delete(DocumentRow).where(DocumentRow.kind == PaperRound.KIND))

    refused = enter(hall, hall.first, round_id)
    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "升级"}))
    again = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, again)

    assert (refused["status"], refused["slug"]) == (409, "paper_round_outdated")
    assert hall.round_state(again) == "counted"
