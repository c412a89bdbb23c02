"""Drafts over the API: everything that a page does, and what a program hands in."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from factories import documents
from factories.desk import PACK, Hall, a_pack
from sqlalchemy import update

from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.store.rows import MeetingRow
from ballot_service.meetings.templates import KINDS
from shared.plumbing.db import unit_of_work

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


def get(hall: Hall, path: str, by=None):
    return hall.client.get(f"/api/v1{path}", headers=(by or hall.organizer).headers)


def start(hall: Hall, kind: str, /, **changes):
    """Make a draft of what the template alone makes; return the answer."""
    suggested = get(hall, f"/templates/{kind}/draft").json["outline"]
    outline = {**suggested, "year": 2026, "board": "board-1", **changes}
    made = hall.client.post("/api/v1/drafts", json=outline, headers=hall.organizer.headers)
    hall.meeting = made.json.get("meeting", "")
    return made


def put(hall: Hall, version: int, outline):
    return hall.client.put(
        f"/api/v1/meetings/{hall.meeting}/draft",
        json={"version": version, "outline": outline},
        headers=hall.organizer.headers,
    )


def a_workbook(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


def test_the_templates_are_listed_with_their_clauses_in_groups(hall):
    groups = get(hall, "/templates").json["groups"]

    listed = [kind for group in groups for kind in group["kinds"]]
    assert {kind["id"] for kind in listed} == set(KINDS)
    assert next(kind for kind in listed if kind["id"] == "deputies_review")["sealed_below_floor"]
    assert get(hall, "/templates", hall.registrar).status_code == 403
    assert get(hall, "/templates/election/draft").status_code == 404


def test_boards_packs_and_scrutineers_are_offered(hall):
    offered = get(hall, "/choices?year=2026").json

    assert [board["board"] for board in offered["boards"]] == ["board-1"]
    (pack,) = offered["packs"]
    assert pack["digest"] == general_pack().digest
    assert get(hall, f"/packs/{pack['digest']}").json["id"] == "general"
    assert [one["name"] for one in offered["scrutineers"]] == ["孙监票", "钱监票"]


def test_a_pack_that_was_added_is_offered_and_a_text_pack_is_refused(hall):
    by = hall.organizer.headers

    added = hall.client.post("/api/v1/packs", json={"text": PACK}, headers=by)
    broken = hall.client.post("/api/v1/packs", json={"text": "kind: text"}, headers=by)

    assert added.json == {"pack": a_pack().digest}
    assert broken.json["type"] == "/problems/pack_rejected"
    assert a_pack().digest in [pack["digest"] for pack in get(hall, "/choices").json["packs"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_every_template_is_stored_and_lacks_what_people_know(hall, kind):
    made = start(hall, kind)

    assert made.status_code == 201, made.json
    codes = [lack["code"] for lack in made.json["lacks"]]
    assert codes[0] == "draft_place"
    assert hall.get()["template"]["id"] == kind
    assert hall.step() == "draft_place"
    assert hall.get()["next_step"]["link"] == f"/meetings/{hall.meeting}/draft#place"
    assert hall.post(hall.organizer, "/prepare").json["type"] == "/problems/draft_incomplete"


def test_a_draft_is_completed_and_prepared(hall):
    made = start(hall, "climate_poll").json
    people = [
        {**one, "key": key} for one, key in zip(made["outline"]["scrutineers"], KEYS, strict=True)
    ]
    place = {"id": "congress", "name": "县党代会"}

    saved = put(hall, 1, {**made["outline"], "place": place, "scrutineers": people})
    hall.must(hall.post(hall.organizer, "/prepare"))

    assert (saved.json["version"], saved.json["lacks"]) == (2, [])
    shown = hall.get()
    assert shown["state"] == "prepared"
    assert [item["title"] for item in shown["items"]] == ["换届风气测评表"]
    assert "干部监督科" in shown["recipients"]
    assert put(hall, 2, made["outline"]).json["type"] == "/problems/wrong_state"


def test_only_the_newest_version_is_replaced(hall):
    outline = start(hall, "poll").json["outline"]

    first = put(hall, 1, {**outline, "title": "甲"})
    second = put(hall, 1, {**outline, "title": "乙"})
    same = put(hall, 2, {**outline, "title": "甲"})

    assert first.json["version"] == 2
    assert (second.status_code, second.json["type"]) == (409, "/problems/draft_changed")
    assert same.json["version"] == 2


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"pack": "0" * 64}, "no_such_pack"),
        ({"disclosure_floor": 4}, "draft_rejected"),
        ({"scrutineers": [{"account": "f" * 32}]}, "draft_rejected"),
        ({"kind": "election"}, "invalid_body"),
        ({"threshold": "70"}, "invalid_body"),
        ({"unknown": 1}, "invalid_body"),
    ],
)
def test_a_draft_that_names_what_there_is_not_is_refused(hall, change, slug):
    made = start(hall, "poll", **change)

    assert made.json["type"] == f"/problems/{slug}"
    assert get(hall, "/meetings").json["meetings"] == []


def test_a_table_is_looked_at_and_then_taken(hall):
    start(hall, "department_appraisal")
    path = f"/api/v1/meetings/{hall.meeting}/draft/subjects"
    by = {**hall.organizer.headers, "Content-Type": "application/octet-stream"}
    book = a_workbook([["编号", "姓名", "职务", "角色"], ["o1", "𠮷野", "局长", "正职"]])
    team = a_workbook([["编号", "姓名", "类别", "负责人编号"], ["t1", "甲局班子", "班子", "o1"]])

    seen = hall.client.post(f"{path}/preview?name=a.xlsx", data=book, headers=by)
    hall.must(hall.client.post(f"{path}?name=a.xlsx&version=1", data=book, headers=by))
    after = hall.client.post(f"{path}?name=b.xlsx&version=2&after=yes", data=team, headers=by)
    stale = hall.client.post(f"{path}?name=b.xlsx&version=1", data=team, headers=by)
    bad = hall.client.post(f"{path}?version=3", data="姓名,角色\n甲,老大".encode(), headers=by)

    assert [line["name"] for line in seen.json["lines"]] == ["𠮷野"]
    assert [line["id"] for line in after.json["outline"]["lines"]] == ["o1", "t1"]
    assert stale.json["type"] == "/problems/draft_changed"
    assert bad.json["type"] == "/problems/subjects_rejected"
    assert "2" in bad.json["title"]


def test_sheets_handed_in_whole_are_edited_but_for_their_lines(hall):
    hall.draft()
    draft = hall.get("/draft")

    renamed = put(hall, 1, {**draft["outline"], "title": "改名"})
    table = hall.client.post(
        f"/api/v1/meetings/{hall.meeting}/draft/subjects?version=2",
        data="张三".encode(),
        headers=hall.organizer.headers,
    )
    hall.must(hall.post(hall.organizer, "/prepare"))

    assert renamed.json["lacks"] == []
    assert table.json["type"] == "/problems/sheets_handed_in"
    assert hall.get()["title"] == "改名"


def test_any_meeting_is_copied_without_its_roll(hall):
    hall.freeze()
    old = hall.get("/draft")["outline"]

    copied = hall.must(hall.post(hall.organizer, "/copy"))

    assert (copied["state"], copied["version"], copied["lacks"]) == ("draft", 1, [])
    assert copied["outline"] == old
    hall.meeting = copied["meeting"]
    assert hall.get("/people")["people"] == []
    assert hall.get("/events")["events"][0]["act"] == "create"


def test_a_meeting_from_before_there_were_drafts_is_shown_and_copied(hall):
    hall.prepare()
    with unit_of_work(hall.desk.sessions) as uow:
        uow.session.execute(update(MeetingRow).values(outline_json=None))

    copied = hall.must(hall.post(hall.organizer, "/copy"))

    assert hall.get("/draft")["outline"] == copied["outline"]
    assert copied["lacks"] == []


def test_the_boards_of_other_years_are_offered_last_and_one_is_not_taken_unasked(hall):
    year = hall.desk.clock().year
    for name, of in (("board-1", year), ("old", year - 1), ("new", year)):
        changes = {"board": name, "year": of}
        hall.tally.boards[name] = hall.board.document.model_copy(update=changes)

    offered = get(hall, f"/choices?year={year}").json["boards"]
    outline = get(hall, "/templates/poll/draft").json["outline"]

    assert [board["year"] for board in offered] == [year, year, year - 1]
    assert outline["board"] is None
