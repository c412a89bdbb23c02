"""The subjects of a draft by page, and what happens when several people are at work at once."""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from functools import partial

import pytest
from factories.desk import Hall
from factories.draft_forms import here, make, upload, version

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

    assert [f"第 {row} 行" in shown.text for row in (2, 3, 4, 5)] == [False, True, True, True]
    assert "Take this list" not in shown.text
    assert 'name="kept"' not in shown.text
    assert refused.status_code == nothing.status_code == 303
    assert broken.status_code == 400
    assert "govuk-error-summary" in broken.text
    assert hall.get("/draft")["outline"]["lines"] == []


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
