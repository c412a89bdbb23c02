"""What only a strict reader finds: days in China, the same request twice, who sees what, races."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from factories.appraisal import a_pack
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from factories.presses import at_once
from fakes.appraisal import ANNA, BORIS, CLARA, DORA, YEAR, Bureau, a_person_entry
from fakes.consequences import LIST, WRITTEN, entries, record, refresh
from fakes.tally_results import a_box, a_contest, a_result, against
from sqlalchemy import func, select

from appraisal_service.db import OutboxRow
from appraisal_service.facts.store import records
from appraisal_service.people import store as people
from appraisal_service.results import store as results
from appraisal_service.results.actions import import_result
from appraisal_service.results.domain import LowerVersion
from appraisal_service.results.store import ResultRow
from shared.crypto import jsontext
from shared.documents.base import sign
from shared.documents.manifests import Subject
from shared.documents.results import CertifiedResult
from shared.plumbing.db import reading, unit_of_work
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

NEW_YEAR = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
"""Four in the morning of 1 January 2027 in China."""
OBJECTED = {"person": "o1", "text": "不服"}


def published(bureau: Bureau) -> Bureau:
    """Have the grades of the county's one official published."""
    pack = bureau.set_up("county", [a_person_entry("o1")])
    bureau.certify(a_result({"o1": against(1, 40)}, pack=pack))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    bureau.decide_all()
    assert bureau.post(ANNA, f"{YEAR}/publish").status_code == 200
    return bureau


def test_an_objection_is_dated_by_the_day_in_china(tmp_path: Path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    published(year.bureau)
    year.bureau.now = NEW_YEAR
    assert year.bureau.post(ANNA, f"{YEAR}/objections", OBJECTED).status_code == 201
    officer = year.browser("甲考核", "officer")

    listed = officer.open(f"{HERE}/objections").text
    own = officer.open(f"{HERE}/people/o1").text

    assert "2027-01-01" in listed
    assert "2026-12-31" not in listed
    assert "2027-01-01 ·" in own


def test_what_was_done_is_told_by_the_clock_in_china(bureau: Bureau):
    year = published(bureau)
    year.now = NEW_YEAR
    fact = record(year, "admonition", ("official", "o1"), a_talk())
    assert year.csv(ANNA, "o1,2026-03-01,late,\n").status_code == 201
    refresh(year)

    stored = year.get(ANNA, f"/api/v1/facts/{fact}").json
    batches = year.get(ANNA, "/api/v1/facts/batches?jurisdiction=county&year=2026").json["batches"]
    entry = next(iter(entries(year).values()))
    steps = year.get(ANNA, f"{LIST}/{entry['id']}").json["steps"]

    told = [stored["imported_at"], *(one["imported_at"] for one in batches)]
    told += [step["at"] for step in steps]
    assert len(told) > 3
    assert {moment[:13] + moment[19:] for moment in told} == {"2027-01-01T04+08:00"}


def a_talk() -> dict[str, Any]:
    """Return an admonition."""
    return {"kind": "admonition", "talk_on": "2026-11-20", "months": 6}


def test_the_same_objection_sent_twice_is_one(bureau: Bureau):
    year = published(bureau)

    first, again = (year.post(ANNA, f"{YEAR}/objections", OBJECTED) for _ in range(2))
    other = year.post(ANNA, f"{YEAR}/objections", {**OBJECTED, "text": "另有一事"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json != other.json
    assert len(year.get(ANNA, f"{YEAR}/objections").json["objections"]) == 2
    acts = [one["act"] for one in year.get(ANNA, f"{YEAR}/events").json["events"]]
    assert acts.count("object") == 2


def test_an_objection_that_was_answered_may_be_made_again(bureau: Bureau):
    year = published(bureau)
    first = year.post(ANNA, f"{YEAR}/objections", OBJECTED).json["objection"]
    for who in (CLARA, DORA):
        answer = {"outcome": "kept", "reason": "维持"}
        assert year.post(who, f"/api/v1/objections/{first}/answers", answer).status_code == 201

    again = year.post(ANNA, f"{YEAR}/objections", OBJECTED).json["objection"]

    assert again != first


def test_a_first_word_on_somebody_who_left_is_told_to_nobody(bureau: Bureau):
    bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    bureau.decide(CLARA, "o2", "competent", reason="德才表现突出")
    gone = {"jurisdiction": "county", "valid_from": 2026, "left": ["o2"], "left_on": "2026-12-01"}
    assert bureau.post(ANNA, "/api/v1/people", gone).status_code == 200

    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200

    events = bureau.get(DORA, f"{YEAR}/events")
    assert "德才表现突出" not in events.text
    said = next(one for one in events.json["events"] if one["act"] == "decide")
    assert (said["person"], said["by"], said["grade"]) == ("o2", CLARA, None)


def test_an_administrator_cannot_ask_whom_a_clause_hit(tmp_path: Path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web")).proposed()
    officer, admin = year.browser("甲考核", "officer"), year.browser("管理", "admin")

    hit = officer.open(f"{HERE}?stage=triggered").text
    asked, everybody = (admin.open(f"{HERE}{query}").text for query in ("?stage=triggered", ""))

    assert 'id="person-o3"' in hit
    assert 'id="person-o1"' not in hit
    assert [f'id="person-o{one}"' in asked for one in (1, 2, 3, 4)] == [True] * 4
    assert 'value="triggered"' not in everybody


def of_a_team(papers: int) -> dict[str, Any]:
    """Return the contest and the rulings of so many of forty on team t1, and what they are of."""
    votes = against(papers - 1, papers)
    team = Subject(kind="team", id="t1", name="班子")
    contest = a_contest("t1", votes).model_copy(update={"subject": team})
    ledger = {**dict.fromkeys(("roll", "present", "issued"), 40), "returned": papers, "void": 0}
    ballot = {"source": "unit", "ledger": ledger, "contests": {"grade": votes}}
    subject = {"kind": "team", "id": "t1", "head": "o1"}
    case = parse_case({"subject": subject, "scope": "meeting", "ballots": [ballot]})
    rulings = [ruling.to_json() for ruling in evaluate(load_pack("PB"), case).rulings]
    return {"contests": [contest], "rulings": rulings, "boxes": [a_box(papers, 40)]}


@pytest.mark.parametrize(("papers", "told"), [(3, False), (30, True)])
def test_the_votes_on_a_team_are_told_only_where_they_are_enough(bureau, papers, told):
    head = a_person_entry("o1", role="head", team="t1")
    pack = bureau.set_up("district", [])
    team = {"id": "t1", "name": "班子", "unit": "unit-1", "head": "o1"}
    listed = {"jurisdiction": "district", "people": [head], "teams": [team]}
    assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    bureau.certify(a_result({}, pack=pack, **of_a_team(papers)))
    there = "/api/v1/years/2026/district"
    assert bureau.post(ANNA, f"{there}/proposals").status_code == 200

    (shown,) = bureau.get(ANNA, f"{there}/proposals").json["teams"]
    assert bureau.post(ANNA, f"{there}/consequences").status_code == 200
    opened = bureau.get(ANNA, f"{there}/consequences").json["consequences"]

    (votes,) = shown["votes"]
    measured = [one["measures"] for one in shown["rulings"] if one["measures"]]
    grounds = "".join(ground["zh"] for one in opened for ground in one["grounds"])
    assert opened
    assert (bool(votes["counts"]), bool(measured)) == (told, told)
    assert (f"{papers - 1}" in grounds and f"{papers}" in grounds) == told
    assert told or {one["modality"] for one in opened} == {"case_by_case"}


@pytest.mark.parametrize("known", [True, False], ids=["of-a-year", "before-the-year-is-set-up"])
def test_two_versions_of_one_number_that_come_at_once_are_not_both_kept(bureau, monkeypatch, known):
    pack = bureau.set_up("county", [a_person_entry("o1")]) if known else "0" * 64
    first = a_result({"o1": against(1, 20)}, pack=pack)
    rival = a_result({"o1": against(9, 20)}, pack=pack, meeting=first.meeting)
    _meet_in(monkeypatch, results, "newest_version")

    told = at_once([partial(_imported, bureau, one) for one in (first, rival)])

    assert sorted(told) == ["kept", "lower"]
    with reading(bureau.office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(ResultRow)) == 1


def _meet_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let whoever called ``name`` go on only when two have, or after a while."""
    called, both = getattr(module, name), Barrier(2)

    def wait(*values: Any) -> Any:
        found = called(*values)
        with suppress(BrokenBarrierError):
            both.wait(timeout=1)
        return found

    monkeypatch.setattr(module, name, wait)


def _imported(bureau: Bureau, result: CertifiedResult) -> str:
    """Import a result; "lower" if a rival is held."""
    try:
        import_result(bureau.office, result.digest, _signed(bureau, result))
    except LowerVersion:
        return "lower"
    return "kept"


def _signed(bureau: Bureau, result: CertifiedResult) -> bytes:
    return jsontext.canonical(sign(bureau.tally.key, result))


def test_what_a_year_rests_on_does_not_change_while_it_is_computed(bureau):
    pack = bureau.set_up("county", [a_person_entry("o1")])
    held = a_result({"o1": against(1, 20)}, pack=pack)
    address = f"/api/v1/results/{bureau.certify(held)}"
    aside, again = f"{address}/set-aside", f"{address}/count-again"
    bureau.post(ANNA, aside, {"reason": "另一次为准"})
    other = a_result({"o1": against(2, 20)}, pack=pack, round="r2")

    waits = [
        _waits(bureau, partial(bureau.post, BORIS, aside, {"reason": "另一次为准"})),
        _waits(bureau, partial(bureau.post, BORIS, again, {"reason": "已重新计票"})),
        _waits(bureau, partial(_imported, bureau, other)),
    ]

    assert waits == [True, True, True]
    assert len(bureau.get(ANNA, "/api/v1/results").json["results"]) == 2


def _waits(bureau: Bureau, change: Callable[[], Any]) -> bool:
    """Tell whether a change waits for whoever holds the year; it is made afterwards."""
    with ThreadPoolExecutor(1) as pool:
        with unit_of_work(bureau.office.sessions) as uow:
            people.lock_jurisdiction(uow.session, "county", 2026)
            made = pool.submit(change)
            try:
                made.result(timeout=0.5)
                return False
            except NotYet:
                pass
        made.result(timeout=10)
    return True


def test_bells_of_strangers_leave_nothing_behind(bureau):
    bureau.set_up("county", [a_person_entry("o1")])

    for letter in "abcdef":
        bureau.ring(letter * 64)

    with reading(bureau.office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1


def test_a_number_that_two_jurisdictions_list_at_once_is_one_of_them_s(bureau, monkeypatch):
    places = ("county", "district")
    for place in places:
        bureau.set_up(place, [])
    _meet_in(monkeypatch, people, "roster")

    answers = at_once([partial(_list, bureau, place) for place in places])

    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_lists_of_two_years_that_come_at_once_are_both_taken(bureau, monkeypatch):
    bureau.set_up("county", [])
    pack = a_pack("county").to_document()
    body = {"id": "county", "title": "county", "year": 2027, "pack": pack}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    _meet_in(monkeypatch, people, "roster")

    answers = at_once([partial(_list, bureau, "county", year) for year in (2026, 2027)])

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_place_of_a_series_that_two_years_take_at_once_is_taken_once(bureau, monkeypatch):
    bureau.set_up("county", [])
    pack = a_pack("county").to_document()
    body = {"id": "county", "title": "county", "year": 2025, "pack": pack}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201
    _meet_in(monkeypatch, records, "standing_keys")

    answers = at_once([partial(_rank, bureau, year) for year in (2025, 2026)])

    assert sorted(answer.status_code for answer in answers) == [201, 400]


def _rank(bureau: Bureau, year: int) -> Any:
    """Record a ranking of a year as the first one of its series."""
    value = {"series": "reviews", "list": "all", "period": str(year), "seq": 1}
    scores = {"unit-1": "71.50", "unit-2": "80.00"}
    about = {"subject": {"kind": "list", "id": "all"}, "value": {**value, "scores": scores}}
    named = {"jurisdiction": "county", "year": year, "kind": "ranking", "records": [about]}
    return bureau.post(ANNA, "/api/v1/facts", {**WRITTEN, **named})


def _list(bureau: Bureau, place: str, year: int = 2026) -> Any:
    """List one new official."""
    body = {"jurisdiction": place, "valid_from": year, "people": [a_person_entry("new")]}
    return bureau.post(ANNA, "/api/v1/people", body)


def test_what_a_file_is_called_is_kept_without_what_nobody_can_read(bureau):
    bureau.set_up("county", [])
    sheet = "人员编号,姓名,单位,职务,岗位类别\no1,甲,甲乡,乡长,副职\n".encode()
    form = (
        b"--x\r\nContent-Disposition: form-data; name=file; filename*=UTF-8''a%00b%E2%80%AE.csv"
        b"\r\n\r\n" + sheet + b"\r\n--x--\r\n"
    )
    headers = {"Origin": "http://localhost", "X-Test-Caller": ANNA.encode().hex()}

    sent = bureau.app.test_client().post(
        f"{HERE}/roster", data=form, headers=headers, content_type="multipart/form-data; boundary=x"
    )

    assert sent.status_code == 303
    (reason,) = [
        one["reason"]
        for one in bureau.get(ANNA, f"{YEAR}/events").json["events"]
        if one["act"] == "import_people" and one["reason"]
    ]
    assert reason.startswith("ab.csv · ")
