"""The subjects of a draft by page, and what happens when several people are at work at once."""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from functools import partial

import pytest
from factories.desk import Hall
from factories.draft_forms import here, make, upload, version
from factories.office import notice

from ballot_service.meetings.actions import drafting, preparing
from shared.errors import Conflict


def test_subjects_are_added_moved_and_removed_one_by_one(hall, organizer):
    make(hall, organizer)
    path = here(hall, "/draft/subjects")

    for name in ("张三", "李四", "王五"):
        organizer.press(f"{path}/add", version=version(hall), name=name, role="deputy", id="")
    ids = [line["id"] for line in hall.get("/draft")["outline"]["lines"]]
    moved = organizer.press(f"{path}/move", version=version(hall), line=ids[2], place=1)
    removed = organizer.press(f"{path}/remove", version=version(hall), line=ids[0])
    stale = organizer.press(f"{path}/remove", version=1, line=ids[1])
    gone = organizer.press(f"{path}/remove", version=version(hall), line=ids[0])
    twice = organizer.press(f"{path}/add", version=version(hall), name="李四", role="head")

    lines = hall.get("/draft")["outline"]["lines"]
    assert [line["name"] for line in lines] == ["王五", "李四"]
    assert (moved, removed) == ("✓ 已移动。", "✓ 已删除。")
    assert "另一个人" in stale
    assert "名单没有采用" in gone
    assert "名单没有采用" in twice


def test_a_file_of_subjects_is_looked_at_first_and_its_rows_are_named(hall, organizer):
    make(hall, organizer)
    path = here(hall, "/draft/subjects")
    bad = "姓名,角色\n张三,正职\n,副职\n李四,老大\n张三,正职\n"

    shown = upload(
        organizer, f"{path}/preview", version=1, file=(io.BytesIO(bad.encode("gb18030")), "a.csv")
    )
    refused = upload(organizer, path, version=1, text=bad)
    nothing = upload(organizer, f"{path}/preview", version=1, text="  ")
    broken = upload(organizer, f"{path}/preview", version=1, file=(io.BytesIO(b"PK\3\4"), "a.xlsx"))

    assert [f"第 {row} 行：" in shown.text for row in (2, 3, 4, 5)] == [False, True, True, True]
    assert "Take this list" not in shown.text
    assert 'name="kept"' not in shown.text
    assert refused.status_code == nothing.status_code == 303
    assert broken.status_code == 400
    assert "govuk-error-summary" in broken.text
    assert hall.get("/draft")["outline"]["lines"] == []


def test_two_spellings_of_one_subject_are_refused_by_page_and_by_api(hall, organizer):
    make(hall, organizer)
    path = here(hall, "/draft/subjects")
    pasted = "张三,局长\n李四\n张 三,局　长\n"

    shown = upload(organizer, f"{path}/preview", version=1, text=pasted, after="yes").text
    by_api = hall.client.post(
        f"/api/v1{path}/preview", data=pasted.encode(), headers=hall.organizer.headers
    )
    organizer.press(f"{path}/add", version=1, name="王五", post="局长", role="head")
    twice = organizer.send(
        f"{path}/add", version=2, name="王 五", post="局长", role="deputy", id="o7"
    )
    outline = hall.get("/draft")["outline"]
    lines = [*outline["lines"], {**outline["lines"][0], "id": "o9", "name": "王\u3000五"}]
    replaced, begun = (
        hall.client.open(address, method=method, json=body, headers=hall.organizer.headers).json[
            "type"
        ]
        for method, address, body in (
            (
                "PUT",
                f"/api/v1{here(hall, '/draft')}",
                {"version": 2, "outline": {**outline, "lines": lines}},
            ),
            ("POST", "/api/v1/drafts", {**outline, "lines": lines}),
        )
    )

    assert "第 3 行： 与第 1 行是同一名称和职务" in shown
    assert "<textarea" in shown
    assert "张三,局长\n李四\n张 三,局　长\n</textarea>" in shown  # to be corrected here
    assert 'name="after" value="yes"' in shown
    assert [(one["row"], one["code"]) for one in by_api.json["problems"]] == [(3, "twice")]
    assert twice.status_code == 400
    assert "名单里已经有同一名称和职务（第 1 个）" in notice(twice.text)
    assert 'name="name" value="王 五"' in twice.text
    assert 'value="deputy" selected' in twice.text
    assert (replaced, begun) == ("/problems/subjects_rejected",) * 2
    assert len(hall.get("/draft")["outline"]["lines"]) == 1


def test_what_the_report_cannot_print_is_told_early_and_keeps_the_meeting_from_its_vote(
    hall, organizer
):
    make(hall, organizer, title="县ཀ测评")
    path = here(hall, "/draft/subjects")

    shown = upload(organizer, f"{path}/preview", version=1, text="卓ཀ玛\n张𠮷\n").text
    by_api = hall.client.post(
        f"/api/v1{path}/preview", data="卓ཀ玛\n张𠮷\n".encode(), headers=hall.organizer.headers
    )
    upload(organizer, path, version=1, text="卓ཀ玛\n张𠮷\n")
    listed = organizer.open(path).text
    lacking = {one["code"]: one for one in hall.get("/draft")["lacks"]}
    meeting = organizer.open(here(hall)).text
    refused = hall.post(hall.organizer, "/prepare").json["type"]
    line = hall.get("/draft")["outline"]["lines"][0]["id"]
    organizer.press(f"{path}/remove", version=version(hall), line=line)
    outline = hall.get("/draft")
    renamed = hall.client.put(
        f"/api/v1{here(hall, '/draft')}",
        json={
            "version": outline["version"],
            "outline": {**outline["outline"], "title": "县测评"},
        },
        headers=hall.organizer.headers,
    )

    assert "第 1 行： 报告印不出：ཀ (U+0F40)" in shown
    assert "第 2 行" not in shown
    assert [one["code"] for one in by_api.json["warnings"]] == ["not_printable"]
    assert "第 1 个： 报告印不出：ཀ (U+0F40)" in listed
    assert set(lacking) == {"draft_characters", "draft_subject_characters"}
    assert "ཀ (U+0F40)（“县ཀ测评”）" in lacking["draft_characters"]["zh"]
    assert lacking["draft_subject_characters"]["link"] == path
    assert "ཀ (U+0F40)（“县ཀ测评”）" in meeting
    assert refused == "/problems/draft_incomplete"
    assert renamed.json["lacks"] == []
    hall.must(hall.post(hall.organizer, "/prepare"))


def test_a_committees_matter_is_entered_with_its_facts(hall, organizer):
    make(hall, organizer, "committee")

    organizer.press(
        here(hall, "/draft/subjects/add"),
        version=1,
        name="任命张三",
        kind="candidate",
        item_class="personnel",
        assessed="是",
    )

    (item,) = hall.get()["items"]
    assert (item["title"], item["item_class"], item["assessed"]) == ("任命张三", "personnel", True)


class Meanwhile(dict):
    """Boards that let something happen just before the tally service shows one."""

    def __init__(self, boards: dict, act) -> None:
        super().__init__(boards)
        self.act = act

    def get(self, key):
        self.act()
        return super().get(key)


def renaming(hall: Hall) -> partial:
    """Return an edit of the draft as it is now."""
    outline, seen, _ = drafting.draft_of(hall.desk, hall.meeting)
    changed = outline.model_copy(update={"title": "改名", "spare_boxes": 3})
    by = hall.organizer.actor
    return partial(drafting.save_draft, hall.desk, hall.meeting, seen, changed, by)


def test_a_draft_that_is_edited_while_it_is_prepared_is_not_prepared_as_it_was(hall):
    hall.draft()
    hall.tally.boards = Meanwhile(hall.tally.boards, renaming(hall))

    refused = hall.post(hall.organizer, "/prepare")

    assert refused.json["type"] == "/problems/draft_changed"
    assert (hall.get()["state"], hall.get()["title"]) == ("draft", "改名")


@pytest.mark.parametrize("_again", range(3))
def test_frozen_wins_when_an_edit_meets_the_preparation(hall, _again):
    """Policy amended against opened (RELIABILITY C6): whole before, or refused after."""
    hall.draft()
    prepare = partial(preparing.prepare, hall.desk, hall.meeting, hall.organizer.actor)
    together, done = threading.Barrier(2), set()

    def run(name, act):
        together.wait()
        with suppress(Conflict):
            act()
            done.add(name)

    acts = {"edit": renaming(hall), "prepare": prepare}
    threads = [threading.Thread(target=run, args=item) for item in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = hall.get()
    boxes = len(shown["electorates"][0]["uuids"])

    assert (shown["state"], shown["title"], boxes) == {
        ("edit",): ("draft", "改名", 0),
        ("prepare",): ("prepared", "甲局年度民主测评会", 2),
        ("edit", "prepare"): ("prepared", "改名", 4),
    }[tuple(sorted(done))]
