"""The desk's pages have words, in both languages, for all that can happen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ballot_service.desk_app import ALL_CHINESE as CHINESE
from ballot_service.desk_app import ALL_NOTICES as NOTICES
from ballot_service.meetings.domain.next_step import DOERS
from ballot_service.meetings.domain.step_words import TEXTS
from ballot_service.roll import check_in_pages
from shared import errors
from shared.plumbing.accounts.pages import NOTICES as OF_ACCOUNTS
from shared.plumbing.pages.refusals import words_for

DESK_ROOMS = ("meetings", "roll", "hall", "committee")
ROOMS = (*(f"ballot_service.{room}" for room in DESK_ROOMS), "shared.plumbing.two_person")
NEVER_IN_A_FORM = {
    "check_in_not_open",  # what a voter's own phone is told
    "check_in_over",
    "already_issued",
    "wrong_boxes",
    "invitation_unknown",
    "invitation_replaced",
    "invitation_stands",
}


def kinds(base: type) -> list[type]:
    """Return every class below `base`."""
    below = base.__subclasses__()
    return below + [deeper for one in below for deeper in kinds(one)]


def refusals() -> dict[str, type]:
    """Return every refusal of the desk's rooms, by its slug."""
    found = [one for one in kinds(errors.SuiteError) if one.__module__.startswith(ROOMS)]
    return {one.code: one for one in found}


def said_by_forms() -> set[str]:
    """Return every code that a form's view says."""
    rooms = Path(check_in_pages.__file__).parents[1]
    sources = [path for room in DESK_ROOMS for path in (rooms / room).glob("*pages.py")]
    told = " ".join(re.sub(r"\s+", " ", path.read_text(encoding="utf-8")) for path in sources)
    calls = re.findall(r"Said\(([^)]*)\)", told)
    return {code for call in calls for code in re.findall(r'"([a-z_]+)"', call.split(",")[0])}


def test_every_refusal_that_a_form_can_meet_has_chinese_words():
    missing = set(refusals()) - set(CHINESE) - NEVER_IN_A_FORM

    assert len(refusals()) > 40
    assert missing == set()
    assert not NEVER_IN_A_FORM & set(CHINESE)


def test_everything_a_form_says_has_words_and_every_word_is_said():
    assert said_by_forms() == set(NOTICES)
    assert not set(NOTICES) & set(OF_ACCOUNTS)


@pytest.mark.parametrize("code", ["role_missing", "cross_site", "invalid_form", "not_oneself"])
def test_a_refusal_that_any_service_can_give_has_words_of_its_own(code):
    assert words_for(403, code) != words_for(403, "unheard_of")


def test_whose_step_it_is_is_known_of_every_step_that_waits_for_a_person():
    waits = {
        "delivering",
        "activation",
        "box_confirms",
        "box_opens",
        "box_closes",
        "count_failed",
        "done",
        "cancelled",
    }

    assert set(TEXTS) - set(DOERS) == waits
    assert set(DOERS) <= set(TEXTS)
