"""The service as a whole: tables, accounts, races, and what must not be found anywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from fakes.appraisal import ANNA, CLARA, DORA, YEAR, Bureau, a_person_entry, problem
from fakes.tally_results import a_result, against
from sqlalchemy import inspect, select

from appraisal_service import job_names
from appraisal_service.app import app_for, appraisal_accounts
from appraisal_service.db import OutboxRow
from shared.plumbing.accounts.actions import accept, invite, issue_token
from shared.plumbing.db import reading
from shared.plumbing.logs import start_logs
from shared.plumbing.migrate import check


def test_models_and_migrations_agree(bureau, database_url):
    check("appraisal_service.migrations", database_url)

    assert "appraisal" in inspect(bureau.engine).get_table_names()


def test_every_route_says_who_may_call_it(bureau):
    unmarked = [
        str(rule)
        for rule in bureau.app.url_map.iter_rules()
        if not hasattr(bureau.app.view_functions[rule.endpoint], "access")
    ]

    assert unmarked == []


def test_every_job_name_can_be_imported():
    module, _, name = job_names.RUN_OUTBOX.rpartition(".")

    assert callable(getattr(import_module(module), name))


def test_the_service_says_that_it_is_ready_and_under_which_key_it_signs(bureau):
    assert bureau.get(None, "/readyz").status_code == 200
    keys = bureau.get(None, "/api/v1/keys").json
    assert keys == {
        "key_id": bureau.office.key.key_id,
        "public": bureau.office.key.public.hex(),
    }


def test_a_service_without_tables_is_not_ready(bureau):
    with bureau.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jurisdiction RENAME TO gone")

    assert bureau.get(None, "/readyz").status_code in (500, 503)


def test_real_sessions_and_tokens_open_the_doors_of_their_roles(bureau):
    app = app_for(bureau.office)
    accounts = appraisal_accounts(bureau.office)
    officer = accept(accounts, invite(accounts, "安娜", ["officer"]), "a long enough passphrase!")
    feed = issue_token(accounts, "payroll", ["feed"])

    def status(token: str | None, path: str) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return app.test_client().get(path, headers=headers).status_code

    assert status(feed, "/api/v1/grades?year=2026") == 200
    assert status(officer.token, "/api/v1/grades?year=2026") == 403
    assert status(officer.token, "/api/v1/results") == 200
    assert status(feed, "/api/v1/results") == 403
    assert status("t" + "a" * 16 + "." + "b" * 43, "/api/v1/grades?year=2026") == 401
    assert status(None, "/api/v1/grades?year=2026") == 401


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """Four people, proposed; nobody has votes that force or band anything."""
    people = [a_person_entry(f"o{number}") for number in range(1, 5)]
    digest = bureau.set_up("county", people, merge_needs=[], bands=None)
    for number in range(1, 5):
        bureau.certify(a_result({f"o{number}": against(1, 20)}, pack=digest))
    bureau.post(ANNA, f"{YEAR}/proposals")
    return bureau


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same moment; return what they gave."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_two_deciders_at_the_same_moment_decide_once(year):
    answers = together(
        [lambda who=who: year.decide(who, "o1", "competent") for who in (CLARA, DORA)]
    )

    assert sorted(answer.json["state"] for answer in answers) == ["decided", "proposed"]


def test_one_decider_many_times_at_once_is_one_person(year):
    answers = together([lambda: year.decide(CLARA, "o1", "competent")] * 6)

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert year.rows()["o1"]["decisions"] == 1


def test_proposals_computed_at_the_same_moment_are_made_once(year):
    year.csv(ANNA, "o1,2026-02-11,missed,\n")

    answers = together([lambda: year.post(ANNA, f"{YEAR}/proposals")] * 4)

    assert sorted(answer.json["changed"] for answer in answers) == [0, 0, 0, 4]


def test_finalizing_twice_at_once_gives_every_grade_one_place(year):
    year.decide_all()
    year.post(ANNA, f"{YEAR}/publish")

    answers = together([lambda: year.post(ANNA, f"{YEAR}/finalize")] * 4)

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    page = year.get("peer", "/api/v1/grades?year=2026").json
    assert (len(page["grades"]), page["cursor"]) == (4, "4")


def test_a_published_grade_speaks_of_the_post_it_was_derived_for_and_the_name_it_was_told_by(year):
    year.decide_all()
    year.post(ANNA, f"{YEAR}/publish")
    moved = a_person_entry("o1", post="局长", name="新名字")
    year.post(ANNA, "/api/v1/people", {"jurisdiction": "county", "people": [moved], "left": ["o2"]})

    assert year.post(ANNA, f"{YEAR}/finalize").json["final"] == 4
    grade = year.get("peer", "/api/v1/grades/o1/2026").json["document"]
    assert (grade["post"], grade["name"]) == ("乡长", "干部o1")
    assert year.get("peer", "/api/v1/grades/o2/2026").json["document"]["name"] == "干部o2"


def test_a_reader_that_follows_the_cursor_misses_nothing(year):
    people = [a_person_entry(f"d{number}") for number in range(1, 4)]
    digest = year.set_up("district", people)
    year.certify(a_result({f"d{n}": against(1, 20) for n in range(1, 4)}, pack=digest))
    other = "/api/v1/years/2026/district"
    year.post(ANNA, f"{other}/proposals")
    year.decide_all()
    for person in ("d1", "d2", "d3"):
        for who in (CLARA, DORA):
            decision = {"person": person, "grade": "competent", "reason": "综合考察"}
            document = {"document_number": "1号", "document_date": "2026-12-20"}
            year.post(who, f"{other}/decisions", {**decision, **document})
    for path in (YEAR, other):
        assert year.post(ANNA, f"{path}/publish").status_code == 200

    seen: list[str] = []
    cursor = "0"

    def follow() -> None:
        nonlocal cursor
        page = year.get("peer", f"/api/v1/grades?year=2026&since={cursor}").json
        seen.extend(grade["document"]["person"] for grade in page["grades"])
        cursor = page["cursor"]

    def read_on() -> None:
        for _ in range(20):
            follow()

    together(
        [
            read_on,
            lambda: year.post(ANNA, f"{YEAR}/finalize"),
            lambda: year.post(ANNA, f"{other}/finalize"),
        ]
    )
    follow()

    assert sorted(seen) == ["d1", "d2", "d3", "o1", "o2", "o3", "o4"]


def test_no_name_reaches_the_log_or_the_outbox(year, capfd):
    start_logs("appraisal")
    canary = "姓名金丝雀"
    listed = {"jurisdiction": "county", "people": [a_person_entry("o5", name=canary)]}

    year.post(ANNA, "/api/v1/people", listed)
    year.post(ANNA, "/api/v1/people", {**listed, "people": [{"name": canary}]})
    year.csv(ANNA, f"{canary},2026-01-05,late,\n")
    year.tally.away = True
    year.ring("f" * 64)
    problem(year.get(ANNA, f"/api/v1/years/2026/{canary}/proposals"))

    written = capfd.readouterr()
    assert "outbox_waits" in written.err
    assert canary not in written.out + written.err
    with reading(year.office.sessions) as session:
        rows = [(row.kind, row.subject) for row in session.scalars(select(OutboxRow))]
    assert ("fetch_result", "f" * 64) in rows
    assert canary not in str(rows)
    stored = year.get(ANNA, f"{YEAR}/proposals").json
    assert canary not in str(stored)
    year.post(ANNA, f"{YEAR}/proposals")
    assert canary in str(year.get(ANNA, f"{YEAR}/proposals").json)
