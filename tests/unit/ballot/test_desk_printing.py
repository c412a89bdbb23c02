"""What the report could not print is named before anybody votes, with the place to correct it."""

from __future__ import annotations

import pytest
from factories.desk import a_parsed_draft
from factories.drafts import completed

from ballot_service.meetings.domain.drafts import DraftRejected, check_agenda
from ballot_service.meetings.domain.next_step import shown_lacks
from ballot_service.meetings.domain.outlines import (
    DraftIncomplete,
    Line,
    Outline,
    compose,
    lacks,
    outline_from,
)
from ballot_service.meetings.domain.printing import unprinted
from shared.documents.manifests import Electorate, Place

RARE = "ཀ"


def without_tibetan(text: str) -> list[str]:
    return [c for c in dict.fromkeys(text) if "\u0f00" <= c <= "\u0fff"]


def a_line(name: str, post: str | None = None) -> Line:
    return Line(id=f"o-{len(name)}", kind="official", name=name, post=post, role="member")


def found(outline: Outline) -> dict[str, tuple[str, str]]:
    return dict(unprinted(outline, without_tibetan))


@pytest.mark.parametrize(
    "part",
    [
        {"title": f"县{RARE}测评"},
        {"sheet_title": f"县{RARE}测评"},
        {"place": Place(id="p1", name=f"县{RARE}测评")},
        {"electorates": [Electorate(key="A", title=f"县{RARE}测评")]},
        {"recipients": [f"县{RARE}测评"]},
    ],
    ids=lambda part: next(iter(part)),
)
def test_every_particular_that_the_report_prints_is_looked_at(part):
    assert found(completed("department_appraisal", **part)) == {
        "draft_characters": ("ཀ (U+0F40)（“县ཀ测评”）", "ཀ (U+0F40) (“县ཀ测评”)")
    }


def test_the_first_subjects_are_named_with_all_their_characters():
    lines = [a_line("王ཀ明ཁཀ"), a_line("李四", "ཀ局长"), *(a_line("ཀ" * n) for n in (3, 4))]

    told = found(completed("department_appraisal", lines=lines))

    assert told == {
        "draft_subject_characters": (
            "ཀ (U+0F40)、ཁ (U+0F41)（“王ཀ明ཁཀ”）；ཀ (U+0F40)（“ཀ局长”）；ཀ (U+0F40)（“ཀཀཀ”）……",
            "ཀ (U+0F40), ཁ (U+0F41) (“王ཀ明ཁཀ”); ཀ (U+0F40) (“ཀ局长”); ཀ (U+0F40) (“ཀཀཀ”) …",
        )
    }


def test_sheets_that_were_handed_in_whole_are_looked_at_too():
    outline = outline_from(a_parsed_draft().agenda, "0" * 64)
    text = outline.model_dump_json().replace("优秀", f"优{RARE}秀")

    assert found(outline) == {}
    assert set(found(Outline.model_validate_json(text))) == {"draft_subject_characters"}


def test_a_draft_that_cannot_be_printed_cannot_be_prepared_and_one_that_can_lacks_nothing():
    outline = completed("department_appraisal", title=f"县{RARE}测评")

    missing = lacks(outline, found(outline))
    with pytest.raises(DraftIncomplete) as refused:
        compose(outline, found(outline))
    (shown,) = shown_lacks("m1", missing, found(outline))

    assert refused.value.lacks == ("draft_characters",)
    assert "ཀ (U+0F40)（“县ཀ测评”）" in str(shown["zh"])
    assert "ཀ (U+0F40) (“县ཀ测评”)" in str(shown["en"])
    assert shown["link"] == "/meetings/m1/draft"
    assert lacks(completed("department_appraisal"), {}) == []


def test_two_electorates_of_one_title_do_not_fit_together():
    twins = [Electorate(key="A", title="代表"), Electorate(key="B", title="代 表")]
    outline = completed("department_appraisal", electorates=twins)

    assert lacks(outline) == ["draft_parts"]
    with pytest.raises(DraftRejected, match="titles"):
        check_agenda(compose(outline))
