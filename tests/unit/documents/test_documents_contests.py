"""Contests on the sheet: a kind fixes its options, and what was signed before is still read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from factories import documents
from pydantic import ValidationError

from ballot_service.meetings.templates.sheets import contest
from shared.documents.base import MalformedDocument
from shared.documents.manifests import BoxManifest, Contest, Subject
from shared.documents.results import CountedContest
from shared.documents.scales import FIXED, OPTION_WORDS, SCALES

VECTORS = Path(__file__).parents[2] / "vectors" / "browser.json"
PEOPLE = [{"key": f"x{number}", "title": f"人选{number}"} for number in range(3)]
YES_NO = [
    {"key": "yes", "title": "是"},
    {"key": "no", "title": "否"},
    {"key": "abstain", "title": "弃权"},
]

MEETING = {"kind": "meeting", "id": "list", "name": "推荐"}
SATISFIED = {"key": "satisfied", "title": "满意"}


def written(**changes: Any) -> dict[str, Any]:
    """Return a choice of up to two people as a document has it."""
    fields: dict[str, Any] = {
        "key": "list.choice",
        "title": "推荐人选",
        "kind": "choice",
        "subject": {"kind": "list", "id": "list", "name": "推荐人选"},
        "options": PEOPLE,
        "minimum": 0,
        "maximum": 2,
    }
    return {**fields, **changes}


def asked(kind: str, **changes: Any) -> dict[str, Any]:
    """Return a question with one mark as a document has it."""
    place = {"kind": "place", "id": "p1", "name": "本地"}
    one = {"kind": kind, "subject": place, "options": YES_NO, "minimum": 1, "maximum": 1}
    return written(**{**one, **changes})


def test_people_are_chosen_from_a_list_and_their_options_are_their_names():
    chosen = Contest.model_validate(written())

    assert [option.title for option in chosen.options] == ["人选0", "人选1", "人选2"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"subject": {"kind": "meeting", "id": "m", "name": "会"}}, id="of no list"),
        pytest.param({"kind": "support"}, id="a list that is asked for support"),
        pytest.param({"minimum": 1}, id="somebody has to be chosen"),
        pytest.param({"options": [*PEOPLE, YES_NO[2]], "maximum": 2}, id="abstention is an option"),
        pytest.param({"options": PEOPLE[:1], "maximum": 1}, id="one person is no choice"),
        pytest.param({"options": [PEOPLE[0]] * 2}, id="somebody twice"),
        pytest.param({"maximum": 4}, id="more marks than people"),
        pytest.param({"maximum": 0}, id="no mark"),
        pytest.param(
            {"options": [{"key": f"x{n}", "title": "某"} for n in range(601)]},
            id="more than a roll",
        ),
    ],
)
def test_a_choice_that_is_none_is_refused(changes):
    with pytest.raises(ValidationError):
        Contest.model_validate(written(**changes))


def test_only_a_list_of_people_may_be_as_long_as_a_roll():
    many = [{"key": f"x{number}", "title": "某"} for number in range(600)]

    assert len(Contest.model_validate(written(options=many, maximum=100)).options) == 600
    with pytest.raises(ValidationError):
        Contest.model_validate(asked("support", options=many[:101], minimum=0))


@pytest.mark.parametrize("kind", FIXED)
def test_a_scale_is_marked_in_its_own_words_with_abstention_last(kind):
    made = contest(kind, Subject(kind="place", id="p1", name="本地"), "本地")

    titles = [words.zh for words in SCALES[kind].values()]
    assert [option.title for option in made.options] == [*titles, "弃权"]
    assert Contest.model_validate(made.model_dump(mode="json")) == made


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"options": [YES_NO[1], YES_NO[0], YES_NO[2]]}, id="another order"),
        pytest.param(
            {"options": [{**YES_NO[0], "title": "否"}, {**YES_NO[1], "title": "是"}, YES_NO[2]]},
            id="yes is called no",
        ),
        pytest.param({"options": YES_NO[:2], "minimum": 0}, id="nobody abstains"),
        pytest.param({"options": YES_NO[1:]}, id="an answer is missing"),
        pytest.param({"kind": "rating"}, id="the options of another scale"),
        pytest.param({"kind": "opinion"}, id="no such kind"),
    ],
)
def test_the_options_of_a_scale_are_all_of_them_in_order_and_in_their_own_words(changes):
    with pytest.raises(ValidationError):
        Contest.model_validate({**asked("violation"), **changes})


def test_every_option_has_its_words_in_both_languages_and_one_meaning():
    said = [(key, words) for scale in SCALES.values() for key, words in scale.items()]

    assert all(words.zh and words.en and OPTION_WORDS[key] == words for key, words in said)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "support", "subject": MEETING}, id="several people as support"),
        pytest.param({**asked("support"), "key": "p1.yes_no"}, id="yes or no as support"),
        pytest.param(
            {**asked("satisfaction"), "options": [SATISFIED, YES_NO[2]]}, id="part of a scale"
        ),
    ],
)
def test_what_was_signed_with_the_kinds_of_before_is_read_to_the_same_digest(changes):
    old = documents.a_box_manifest(documents.a_meeting_manifest("A")).to_json()
    signed = {**old, "contests": [written(**changes)]}
    signed["contests"][0]["subject"] |= {"role": None, "head": None}

    parsed = BoxManifest.parse(signed)

    assert parsed.to_json() == signed


def test_the_manifests_of_the_vectors_are_read_as_before():
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    text = json.dumps(vectors)
    kinds = {"grade", "support"}

    assert all(f'"kind": "{kind}"' in text for kind in kinds)
    for box in _boxes(vectors):
        assert BoxManifest.parse(box).to_json() == box


def test_a_counted_contest_of_an_unknown_kind_is_refused():
    manifest = documents.a_box_manifest(documents.a_meeting_manifest("A")).to_json()

    with pytest.raises(MalformedDocument):
        BoxManifest.parse({**manifest, "contests": [written(kind="election")]})
    with pytest.raises(ValidationError):
        CountedContest.model_validate({"key": "c", "title": "c", "kind": "election"})


def _boxes(value: object) -> list[dict[str, Any]]:
    """Return every box manifest anywhere in ``value``."""
    if isinstance(value, dict):
        own = [value] if value.get("type") == "box_manifest" else []
        return own + [box for part in value.values() for box in _boxes(part)]
    return [box for part in value for box in _boxes(part)] if isinstance(value, list) else []
