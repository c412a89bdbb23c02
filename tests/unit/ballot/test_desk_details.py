"""The form of a draft: what was typed is taken, or told field by field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories.drafts import completed, suggested

from ballot_service.meetings.domain.details import FAULTS, Details, details_of, read_details


def fresh() -> str:
    return "p-1"


@pytest.mark.parametrize(
    "kind", ["department_appraisal", "nomination", "life_meeting_satisfaction"]
)
def test_what_is_shown_and_sent_back_changes_nothing(kind):
    outline = completed(kind)

    assert read_details(outline, details_of(outline), fresh) == (outline, [])


def test_an_empty_place_is_still_missing_and_a_new_one_gets_a_number():
    outline = suggested("poll")
    typed = details_of(outline)

    nothing, _ = read_details(outline, typed, fresh)
    named, _ = read_details(outline, replace(typed, place=" 甲局 "), fresh)

    assert nothing.place is None
    assert (named.place.id, named.place.name) == ("p-1", "甲局")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "名" * 201}),
        ("year", {"year": "26"}),
        ("year", {"year": "二〇二六"}),
        ("place", {"place": "甲局", "place_id": "编号"}),
        ("electorates", {"letter": ["A", "A"], "class_title": ["甲", "乙"]}),
        ("electorates", {"letter": ["A", "B"], "class_title": ["代表", "代 表"]}),
        ("electorates", {"letter": ["1"], "class_title": ["甲"]}),
        ("electorates", {"letter": ["A"], "class_title": [""]}),
        ("mode", {"mode": "post"}),
        ("spare_boxes", {"spare_boxes": "-1"}),
        ("spare_boxes", {"spare_boxes": "51"}),
        ("disclosure_floor", {"disclosure_floor": "1"}),
        ("sheet_title", {"sheet_title": "名" * 201}),
        ("choices", {"choices": "0"}),
        ("posts", {"posts": "many"}),
        ("threshold", {"threshold": "70"}),
        ("threshold", {"threshold": "101%"}),
        ("recipients", {"recipients": "\n".join(f"第{n}人" for n in range(21))}),
        ("board", {"board": "../boards"}),
        ("pack", {"pack": ""}),
        ("scrutineers", {"account": ["a" * 32] * 2, "key": ["", ""]}),
        ("scrutineers", {"account": ["a" * 32], "key": ["no key"]}),
        ("scrutineers", {"account": ["a" * 32, "b" * 32], "key": ["0" * 64] * 2}),
    ],
)
def test_what_cannot_be_taken_is_told_and_stands_as_it_was(field, change):
    before = completed("department_appraisal")

    outline, faults = read_details(before, replace(details_of(before), **change), fresh)

    assert faults == [field]
    assert outline == before
    assert field in FAULTS


def test_rows_left_empty_say_nothing_and_small_letters_are_put_right():
    before = completed("department_appraisal")
    rows = {"letter": ["a", "", "b"], "class_title": ["干部", "", "职工"], "account": ["", ""]}
    typed = replace(details_of(before), **rows)

    outline, faults = read_details(before, typed, fresh)

    assert faults == []
    assert [one.key for one in outline.electorates] == ["A", "B"]
    assert outline.scrutineers == []


def test_a_line_of_satisfaction_may_be_typed_in_wide_characters():
    before = completed("life_meeting_satisfaction")

    outline, _ = read_details(before, replace(details_of(before), threshold=" 70 ％"), fresh)

    assert outline.threshold == "70%"


def test_the_form_begins_empty():
    assert Details().threshold == Details().choices == ""
