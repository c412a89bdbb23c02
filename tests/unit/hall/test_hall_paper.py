"""A round on paper: two tellers, every paper, differences block; sums stay and single papers go."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from factories.desk import Hall, Person, an_item
from factories.office import a_browser
from factories.pages import a_build
from factories.paper_halls import PAPERS, SHEET, begin, enter, result
from sqlalchemy import func, select

from ballot_service.desk_app import app_for
from ballot_service.hall.domain.paper import (
    Entry,
    PapersTooMany,
    PapersUnreadable,
    count_papers,
    differing,
    parse_papers,
    written,
)
from ballot_service.meetings.store.papers import PaperEntryRow
from shared.documents.manifests import Contest
from shared.documents.paper_counts import PaperNumbers
from shared.plumbing.db import reading

GRADES = [*SHEET[:3], SHEET[0].model_copy(update={"key": "o3.grade"})]

CHOICE = Contest.model_validate(
    {
        "key": "list.choice",
        "title": "推荐",
        "kind": "support",
        "subject": {"kind": "meeting", "id": "list", "name": "推荐"},
        "options": [{"key": f"c{n}", "title": f"候选人{n}"} for n in range(1, 13)],
        "minimum": 0,
        "maximum": 3,
    }
)


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def entries_left(hall: Hall) -> int:
    with reading(hall.desk.sessions) as session:
        return session.scalar(select(func.count()).select_from(PaperEntryRow)) or 0


def test_lines_are_read_in_every_spelling_and_written_in_one():
    read = parse_papers("2：1112\n\n  10 1 1  1 5 \r\n3 废\n4 X\n", GRADES)

    assert read == {2: "1 1 1 2", 10: "1 1 1 5", 3: "x", 4: "x"}
    assert written(parse_papers("3 废\n2 1112", SHEET)) == "2 1 1 1 2\n3 x"
    assert parse_papers(written(parse_papers(PAPERS, SHEET)), SHEET) == parse_papers(PAPERS, SHEET)


def test_a_choice_takes_several_marks_none_or_a_wrong_one():
    read = parse_papers("1 12+3\n2 0\n3 -\n4 x", [CHOICE])

    counted = count_papers(Entry(9, read), [CHOICE])

    assert read == {1: "3+12", 2: "0", 3: "-", 4: "x"}
    assert counted.numbers == PaperNumbers(issued=9, returned=4, void=1)
    assert counted.wrong == {"list.choice": 1}
    assert {key for key, votes in counted.votes["list.choice"].items() if votes} == {"c3", "c12"}


@pytest.mark.parametrize(
    "line",
    [
        "7",
        "7 1 1 1",
        "7 1 1 1 1 1",
        "7 1 1 1 6",
        "7 0 1 1 1",
        "7 1+2 1 1 1",
        "7 11111",
        "0 1 1 1 1",
        "07 1 1 1 1",
        "seven 1 1 1 1",
        "7 1 1 1 ²",
        "7 xx",
        "1 1 1 1 1",
    ],
    ids=lambda line: line,
)
def test_a_line_that_does_not_fit_the_sheet_is_named_and_nothing_is_taken(line):
    with pytest.raises(PapersUnreadable, match="these lines again: 7\\."):
        parse_papers(PAPERS + line, SHEET)


@pytest.mark.parametrize("line", ["1 13", "1 1+1", "1 1+2+3+4", "1 0+1", "1 1+", "1 +1"])
def test_a_choice_beyond_its_bounds_is_refused(line):
    with pytest.raises(PapersUnreadable):
        parse_papers(line, [CHOICE])


def test_more_papers_than_a_class_can_have_are_refused_without_naming_lines():
    with pytest.raises(PapersTooMany, match="at most 20000 papers"):
        parse_papers("".join(f"{number} x\n" for number in range(1, 20_002)), SHEET)


def test_papers_that_differ_or_are_missing_are_named_by_number():
    first = Entry(6, parse_papers("1 1111\n2 1112\n3 x", SHEET))
    second = Entry(6, parse_papers("1 1111\n2 1111\n4 x", SHEET))

    assert differing(first, second) == [2, 3, 4]


def test_two_equal_entries_count_the_round_and_single_papers_are_gone(hall):
    hall.freeze()
    round_id = begin(hall)
    waiting = hall.step()

    first = enter(hall, hall.first, round_id)
    kept = entries_left(hall)
    second = enter(hall, hall.second, round_id, "6 1111\n5 5553\n4 22-3\n3 废\n2 1112\n1 1111")

    assert waiting == "enter_papers"
    assert (first["agreed"], kept, second["agreed"], entries_left(hall)) == (False, 1, True, 0)
    assert hall.round_state(round_id) == "counted"
    line = result(hall).lines[0]
    assert (line.roll, line.present, line.issued, line.returned, line.void) == (6, 6, 6, 6, 1)
    assert set(line.tellers) == {"孙监票", "钱监票"}
    assert line.contests is not None
    votes = [(one.votes, one.wrong) for one in line.contests]
    assert votes[0] == (
        {"excellent": 3, "competent": 1, "basically_competent": 0, "incompetent": 0, "abstain": 1},
        0,
    )
    assert votes[2][1] == 1
    assert votes[3] == ({"trust": 2, "distrust": 1, "abstain": 2}, 0)
    assert result(hall).reason == "停电"


def test_entries_that_differ_block_and_are_named_paper_by_paper(hall):
    hall.freeze()
    round_id = begin(hall)
    enter(hall, hall.first, round_id)

    differs = enter(hall, hall.second, round_id, PAPERS.replace("2 1112", "2 1113"), issued=5)
    still = hall.round_state(round_id)
    shown = hall.get(f"/rounds/{round_id}/papers", hall.first)["classes"][0]
    enter(hall, hall.second, round_id)

    assert (differs["agreed"], differs["differ"], differs["issued_differs"]) == (False, [2], True)
    assert (still, hall.round_state(round_id)) == ("draft", "counted")
    assert shown["differ"] == [2]
    assert "1 1 1 3" not in str(shown)
    noted = [e for e in hall.get("/events")["events"] if e["act"] == "papers_differ"]
    assert noted[0]["detail"] == {"electorate": "A", "papers": [2]}


def test_one_teller_alone_counts_nothing_and_sees_nobody_elses_marks(hall):
    hall.freeze()
    round_id = begin(hall)

    twice = [enter(hall, hall.first, round_id) for _ in range(2)]
    mine = hall.get(f"/rounds/{round_id}/papers", hall.first)["classes"][0]
    theirs = hall.get(f"/rounds/{round_id}/papers", hall.second)["classes"][0]
    organizers = hall.get(f"/rounds/{round_id}/papers", hall.organizer)["classes"][0]

    assert [one["agreed"] for one in twice] == [False, False]
    assert mine["papers"].startswith("1 1 1 1 1\n2 1 1 1 2")
    assert (theirs["papers"], organizers["papers"]) == ("", "")
    assert hall.round_state(round_id) == "draft"


def test_what_is_impossible_is_refused_with_its_reason(hall):
    hall.freeze(present=5)
    round_id = begin(hall)
    stranger = enter(hall, hall.organizer, round_id)
    more = enter(hall, hall.first, round_id, issued=6)
    unreadable = enter(hall, hall.first, round_id, "1 9999", issued=5)
    other_class = enter(hall, hall.first, round_id, electorate="Z", issued=5)

    assert stranger["status"] == 403
    assert (more["status"], more["slug"]) == (400, "paper_numbers_impossible")
    assert (unreadable["slug"], "9999" in str(unreadable)) == ("papers_unreadable", False)
    assert other_class["slug"] == "no_such_electorate"
    assert entries_left(hall) == 0


def test_more_returned_than_handed_out_annuls_and_keeps_no_votes(hall):
    hall.freeze()
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id, issued=5)

    assert hall.round_state(round_id) == "annulled"
    assert hall.get()["rounds"][0]["cause"] == "returned_over_issued"
    assert (result(hall).state, result(hall).lines[0].contests) == ("annulled", None)


def test_a_paper_count_that_fraud_annulled_is_handed_on_to_nobody(hall):
    hall.freeze()
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)
    counted = result(hall).state
    found = {"document": "组通〔2026〕7号", "date": "2026-01-05"}

    for by in (hall.first, hall.second):
        hall.must(hall.post(by, f"/rounds/{round_id}/annul", found))

    path = f"/api/v1/paper-results/{hall.meeting}"
    listed = hall.client.get(path, headers=hall.organizer.headers).json["papers"]
    assert (counted, hall.round_state(round_id), listed) == ("counted", "annulled", [])


def test_fewer_papers_than_the_floor_are_collected_and_not_counted(hall):
    hall.freeze()
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id, "1 1111\n2 1111\n3 1111\n4 1111")

    assert hall.round_state(round_id) == "sealed"
    assert (result(hall).state, result(hall).lines[0].contests) == ("sealed", None)
    assert result(hall).lines[0].returned == 4


def test_a_round_with_two_classes_is_counted_when_both_are_equal(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, "AB")
    hall.freeze()
    round_id = begin(hall)
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)
    half = hall.round_state(round_id)

    for by in (hall.first, hall.second):
        enter(hall, by, round_id, "1 1111\n2 x", electorate="B")

    lines = result(hall).lines
    assert (half, hall.round_state(round_id)) == ("draft", "counted")
    assert [line.contests is None for line in lines] == [False, True]


def test_a_paper_round_waits_for_no_box_and_ends_with_the_meeting(hall):
    hall.freeze()
    round_id = begin(hall)
    under_way = hall.post(hall.organizer, "/rounds", {"item": "sheet"})
    opened = hall.post(hall.organizer, f"/rounds/{round_id}/open")
    for by in (hall.first, hall.second):
        enter(hall, by, round_id)
    late = enter(hall, hall.first, round_id)

    assert hall.step() == "finish"
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    assert under_way.json["type"].endswith("round_in_progress")
    assert opened.json["type"].endswith("wrong_state")
    assert late["slug"] == "no_paper_round"
    assert hall.get()["rounds"][0]["boxes"] == []
    assert hall.get()["delivery_refused"] is None


def test_a_cancelled_paper_round_leaves_no_papers_behind(hall):
    hall.freeze()
    round_id = begin(hall)
    enter(hall, hall.first, round_id)

    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "来电了"}))

    assert entries_left(hall) == 0
    assert enter(hall, hall.second, round_id)["slug"] == "no_paper_round"
    hall.work()
    assert hall.get()["delivery_refused"] is None


def test_paper_opens_no_gate_and_comes_only_after_the_freeze(hall):
    improvised = an_item("raised", item_class="personnel", improvised=True)
    hall.prepare(items=[an_item(), improvised])
    early = hall.post(hall.organizer, "/paper-rounds", {"item": "sheet", "reason": "停电"})
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    hall.must(hall.post(hall.organizer, "/freeze"))

    shut = hall.post(hall.organizer, "/paper-rounds", {"item": "raised", "reason": "停电"})
    without = hall.post(hall.organizer, "/paper-rounds", {"item": "sheet", "reason": ""})
    by_other = hall.post(hall.first, "/paper-rounds", {"item": "sheet", "reason": "停电"})

    assert early.json["type"].endswith("wrong_state")
    assert shut.status_code == 409
    assert shut.json["type"].endswith("improvised_personnel_item")
    assert (without.status_code, by_other.status_code) == (400, 403)


def test_two_tellers_who_press_at_once_count_once(hall):
    hall.freeze()
    round_id = begin(hall)
    together = threading.Barrier(2)
    said: list[dict[str, Any]] = []

    def press(by: Person) -> None:
        together.wait()
        said.append(enter(hall, by, round_id))

    threads = [threading.Thread(target=press, args=(one,)) for one in (hall.first, hall.second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one["agreed"] for one in said) == [False, True]
    counted = [e for e in hall.get("/events")["events"] if e["act"] == "count_papers"]
    assert len(counted) == 1


def test_the_pages_do_the_same_and_the_result_can_be_printed(hall, tmp_path):
    app = app_for(hall.desk, a_build(tmp_path / "web"))
    organizer, first, second = (
        a_browser(app, one) for one in (hall.organizer, hall.first, hall.second)
    )
    hall.freeze()
    made = organizer.send(f"/meetings/{hall.meeting}/paper-rounds", item="sheet", reason="停电")
    page = made.location
    fields = {"electorate": "A", "issued": "6", "papers": PAPERS.replace("\n", "\r\n")}

    began = organizer.open(page).text
    listed = organizer.open(f"/meetings/{hall.meeting}").text
    waits = first.press(page, **fields)
    differs = second.press(page, **{**fields, "papers": PAPERS.replace("3 x", "3 1111")})
    named = first.open(page).text
    agreed = second.press(page, **fields)
    printed = organizer.open(page).text

    assert "停电" in began
    assert f'href="{page}"' in listed
    assert 'data-step="enter_papers"' in listed
    assert "还需另一名监票人录入" in waits
    assert "两人录入不一致，没有计票" in differs
    assert "请重新看这些票： <strong>3</strong>" in named
    assert "两人录入一致" in agreed
    assert "未认证：纸质选票人工计票" in printed
    assert "监票人签字" in printed
    assert organizer.open(page, "en").status_code == 200
    over = organizer.open(f"/meetings/{hall.meeting}").text
    assert f'action="{page.removesuffix("/papers")}/annul"' in over
