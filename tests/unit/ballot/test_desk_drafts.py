"""A meeting as it is handed in: its parts have to fit together."""

from __future__ import annotations

import itertools

import pytest
from factories import documents
from factories.desk import a_draft, a_parsed_draft, an_item
from pydantic import ValidationError

from ballot_service.meetings.domain.drafts import (
    DraftRejected,
    MeetingDraft,
    box_counts,
    check_agenda,
    name_boxes,
)

ACCOUNTS = ["a" * 32, "b" * 32]
KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


def scrutineers(accounts: list[str], keys: list[str]) -> list[dict[str, str]]:
    pairs = zip(accounts, keys, strict=True)
    return [{"account": account, "key": key} for account, key in pairs]


def electorates(*letters: str) -> list[dict[str, str]]:
    return [{"key": letter, "title": letter} for letter in letters]


def test_an_ordinary_meeting_is_accepted():
    check_agenda(a_parsed_draft(letters="AB"))


def test_the_agenda_is_the_draft_without_its_pack():
    draft = a_parsed_draft()

    stored = draft.agenda.model_dump(mode="json")

    assert "pack" not in stored
    assert MeetingDraft.model_validate({**stored, "pack": draft.pack}) == draft


def another_title() -> list[dict[str, object]]:
    entry = an_item(electorates="AB")
    sheet = [dict(contest) for contest in entry["contests"]["A"]]
    sheet[0]["title"] = "别人"
    return [{**entry, "contests": {"A": sheet, "B": entry["contests"]["B"]}}]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"electorates": electorates("A", "A")}, id="an electorate twice"),
        pytest.param({"electorates": electorates("A", "B")}, id="an electorate without a sheet"),
        pytest.param({"items": [an_item(electorates="AB")]}, id="a sheet without electorate"),
        pytest.param({"items": [an_item(), an_item()]}, id="an item twice"),
        pytest.param({"scrutineers": scrutineers(["a" * 32] * 2, KEYS)}, id="a person twice"),
        pytest.param({"scrutineers": scrutineers(ACCOUNTS, [KEYS[0]] * 2)}, id="a key twice"),
        pytest.param({"scrutineers": scrutineers(ACCOUNTS, [KEYS[0], "0" * 64])}, id="no key"),
        pytest.param(
            {"electorates": electorates("A", "B"), "items": another_title()},
            id="a contest that differs between electorates",
        ),
        pytest.param(
            {
                "electorates": electorates(*(LETTERS := "ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
                "items": [an_item(f"i{n}", electorates=LETTERS) for n in range(28)],
                "spare_boxes": 50,
            },
            id="too many boxes",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(changes):
    draft = MeetingDraft.model_validate(a_draft(ACCOUNTS, **changes))

    with pytest.raises(DraftRejected):
        check_agenda(draft)


@pytest.mark.parametrize(
    "changes",
    [
        {"electorates": []},
        {"items": []},
        {"items": [{"item": an_item()["item"], "contests": {}}]},
        {"items": [{"item": an_item()["item"], "contests": {"A": []}}]},
        {"electorates": electorates("a")},
        {"scrutineers": scrutineers(ACCOUNTS[:1], KEYS[:1])},
        {"disclosure_floor": 1},
        {"spare_boxes": -1},
        {"spare_boxes": "1"},
        {"year": 26},
        {"board": "../boards"},
        {"unknown": 1},
    ],
)
def test_a_draft_of_another_shape_is_refused(changes):
    with pytest.raises(ValidationError):
        MeetingDraft.model_validate(a_draft(ACCOUNTS, **changes))


def test_every_electorate_gets_a_box_for_each_item_it_votes_on_and_the_spares():
    draft = MeetingDraft.model_validate(
        a_draft(
            ACCOUNTS,
            electorates=electorates("A", "B"),
            items=[an_item("i1", electorates="AB"), an_item("i2")],
            spare_boxes=2,
        )
    )

    counts = box_counts(draft)
    boxes = name_boxes(counts, (f"uuid{number}" for number in itertools.count(1111111111)))

    assert counts == {"A": 4, "B": 3}
    assert [box.electorate for box in boxes] == ["A"] * 4 + ["B"] * 3
    assert len({box.uuid for box in boxes}) == 7
