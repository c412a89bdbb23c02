"""Two people decide, publish, finish at the same moment: one effect, by API; pages are to come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from factories.presses import at_once
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    EMIL,
    MANY,
    YEAR,
    Bureau,
    a_list,
    a_person_entry,
)
from fakes.tally_results import a_result, against
from werkzeug.test import TestResponse


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """The year of one person, proposed; who is published may become final at once."""
    pack = bureau.set_up("county", [a_person_entry("o1")], objection_days=0)
    bureau.certify(a_result({"o1": against(1, 40)}, pack=pack))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


def told(*calls: Callable[[], TestResponse]) -> list[str]:
    """Make the calls at once; return of each "done", or the slug of its 409, sorted."""
    answers = at_once(calls)
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    return sorted(
        str(answer.json["type"]).removeprefix("/problems/") if answer.status_code == 409 else "done"
        for answer in answers
    )


def acts(bureau: Bureau) -> list[str]:
    """Return what stands in the year's record."""
    return [event["act"] for event in bureau.get(ANNA, f"{YEAR}/events").json["events"]]


def test_a_grade_is_decided_published_and_made_final_once(year):
    year.decide(CLARA, "o1", "competent")

    decided = told(*(partial(year.decide, who, "o1", "competent") for who in (DORA, EMIL)))
    published = told(*(partial(year.post, who, f"{YEAR}/publish") for who in (ANNA, BORIS)))
    final = told(*(partial(year.post, who, f"{YEAR}/finalize") for who in (ANNA, BORIS)))

    assert decided == ["done", "wrong_state"]
    assert published == ["done", "nothing_to_publish"]
    assert final == ["done", "wrong_state"]
    assert [acts(year).count(act) for act in ("decide", "publish", "finalize")] == [2, 1, 1]
    served = year.get("peer", "/api/v1/grades?year=2026").json["grades"]
    assert [one["document"]["version"] for one in served] == [1]
    assert len(served[0]["document"]["decided_by"]) == 2


def test_two_first_words_at_once_are_one_decision_of_two(year):
    decided = told(*(partial(year.decide, who, "o1", "competent") for who in (CLARA, DORA)))

    assert decided == ["done", "done"]
    assert (year.rows()["o1"]["state"], year.rows()["o1"]["grade"]) == ("decided", "competent")
    assert acts(year).count("decide") == 2


def test_two_grades_at_once_decide_nothing_and_both_have_to_say_it_again(year):
    said = ((CLARA, "competent"), (DORA, "basically_competent"))

    decided = told(*(partial(year.decide, who, "o1", grade) for who, grade in said))

    assert decided == ["decisions_differ", "done"]
    row = year.rows()["o1"]
    assert (row["state"], row["grade"], row["decisions"]) == ("proposed", None, 0)


def test_a_list_is_decided_once_by_two_who_send_it_at_once(year):
    sent = a_list(year)
    assert year.post(CLARA, MANY, sent).json["people"] == {"o1": "first"}

    decided = told(*(partial(year.post, who, MANY, sent) for who in (DORA, EMIL)))

    assert decided == ["done", "many_refused"]
    assert acts(year).count("decide") == 2
    assert year.rows()["o1"]["state"] == "decided"


def test_two_who_open_a_correction_at_once_make_one_new_version(year):
    year.decide_all()
    body = {"person": "o1", "reason": "复核"}

    opened = told(*(partial(year.post, who, f"{YEAR}/corrections", body) for who in (ANNA, BORIS)))

    assert opened == ["done", "wrong_state"]
    assert (year.rows()["o1"]["state"], year.rows()["o1"]["version"]) == ("proposed", 2)


def test_an_objection_is_answered_once(year):
    year.decide_all()
    assert year.post(ANNA, f"{YEAR}/publish").status_code == 200
    entered = year.post(ANNA, f"{YEAR}/objections", {"person": "o1", "text": "不服"}).json
    path, answer = f"/api/v1/objections/{entered['objection']}/answers", {"outcome": "kept"}
    body = {**answer, "reason": "维持"}
    year.post(CLARA, path, body)

    answered = told(*(partial(year.post, who, path, body) for who in (DORA, EMIL)))

    assert answered == ["done", "objection_answered"]
    assert acts(year).count("objection_kept") == 2  # one of each of the two who answered
