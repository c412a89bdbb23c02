"""A whole appraisal service in one process, for tests: real database, real routes, no sockets.

Who calls is said by a header instead of a session; sessions and tokens have tests of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from factories.appraisal import a_pack
from factories.databases import migrate
from factories.documents import TALLY
from fakes.tally_results import TallyResults
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from appraisal_service.app import app_for
from appraisal_service.office import Office
from appraisal_service.results.jobs import work_off
from shared.crypto.signing import SigningKey
from shared.documents.manifests import Place
from shared.documents.results import CertifiedResult
from shared.plumbing.access import Actor, register_access
from shared.plumbing.db import make_engine, make_sessions

START = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
KEY = SigningKey.from_seed(b"appraisal".ljust(32, b"."))
YEAR = "/api/v1/years/2026/county"
MANY = f"{YEAR}/decisions/many"

ANNA, BORIS, CLARA, DORA, EMIL = "安娜", "鲍里斯", "克拉拉", "朵拉", "埃米尔"
ROLES = {
    ANNA: "officer",
    BORIS: "officer",
    CLARA: "decider",
    DORA: "decider",
    EMIL: "decider",
    "peer": "feed",
}


@dataclass
class Bureau:
    """The service, its fake tally, and the people who work there."""

    engine: Engine
    office: Office
    app: Flask
    tally: TallyResults
    rung: list[str] = field(default_factory=list)
    now: datetime = START

    def later(self, **by: int) -> None:
        """Move the clock."""
        self.now += timedelta(**by)

    def read_clock(self) -> datetime:
        """Return a moment later than every one before."""
        self.now += timedelta(microseconds=1)
        return self.now

    def call(
        self, who: str | None, method: str, path: str, body: Any = None, **kwargs: Any
    ) -> TestResponse:
        """Send a request as ``who`` (None: nobody)."""
        client: FlaskClient = self.app.test_client()
        headers = {} if who is None else {"X-Test-Caller": who.encode().hex()}
        if body is not None:
            kwargs["json"] = body
        return client.open(path, method=method, headers=headers, **kwargs)

    def post(self, who: str | None, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        """POST JSON as ``who``."""
        return self.call(who, "POST", path, {} if body is None else body, **kwargs)

    def get(self, who: str | None, path: str) -> TestResponse:
        """GET as ``who``."""
        return self.call(who, "GET", path)

    def csv(self, who: str, lines: str, query: str = "jurisdiction=county&year=2026") -> Any:
        """Import an attendance file."""
        content = ("person,date,kind,half_days\n" + lines).encode()
        path = f"/api/v1/facts/attendance?{query}"
        return self.call(who, "POST", path, data=content, content_type="text/csv")

    def certify(self, result: CertifiedResult) -> str:
        """Have the tally publish a result, ring, and do the work that was rung for."""
        digest = self.tally.publish(result)
        self.ring(digest)
        return digest

    def ring(self, digest: str) -> TestResponse:
        """Ring the bell for ``digest`` and do the work."""
        rung = self.post(None, "/api/v1/bells", {"kind": "certified_result", "subject": digest})
        self.work()
        return rung

    def work(self) -> None:
        """Do every job that was rung for."""
        while self.rung:
            work_off(self.office, self.rung.pop())

    def set_up(self, jurisdiction: str, people: list[dict[str, Any]], **pack: Any) -> str:
        """Set up a jurisdiction with two units and these people; return its pack's digest."""
        document = a_pack(jurisdiction, **pack).to_document()
        body = {"id": jurisdiction, "title": jurisdiction, "year": 2026, "pack": document}
        answered = self.post(ANNA, "/api/v1/jurisdictions", body)
        assert answered.status_code == 201, answered.json
        units = [{"id": "unit-1", "name": "甲乡"}, {"id": "unit-2", "name": "乙局"}]
        listed = {"jurisdiction": jurisdiction, "units": units, "people": people, "teams": []}
        imported = self.post(ANNA, "/api/v1/people", listed)
        assert imported.status_code == 200, imported.json
        return str(answered.json["pack"])

    def decide(self, who: str, person: str, grade: str, **changes: Any) -> TestResponse:
        """Decide one grade."""
        body = {
            "person": person,
            "grade": grade,
            "document_number": "县考〔2026〕1号",
            "document_date": "2026-12-20",
            "reason": "综合考察",
        }
        return self.post(who, f"{YEAR}/decisions", {**body, **changes})

    def decide_all(self, grade: str = "competent", **others: str) -> None:
        """Have two deciders give everybody ``grade``; ``others`` by person."""
        for row in self.rows().values():
            if row["state"] == "proposed":
                chosen = others.get(row["person"], row["proposal"]["grade"] or grade)
                self.decide(CLARA, row["person"], chosen)
                self.decide(DORA, row["person"], chosen)

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return the county's proposals, by person."""
        listed = self.get(ANNA, f"{YEAR}/proposals").json["proposals"]
        return {row["person"]: row for row in listed}


def a_list(bureau: Bureau, grade: str = "competent", **others: str) -> dict[str, Any]:
    """Return the list by which somebody decides everybody who waits; ``others`` by person."""
    rows = [row for row in bureau.rows().values() if row["state"] == "proposed"]
    decisions = [
        {
            "person": row["person"],
            "grade": others.get(row["person"], row["proposal"]["grade"] or grade),
            "version": row["version"],
            "derivation": row["derivation"],
        }
        for row in rows
    ]
    paper = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20"}
    return {**paper, "reason": "综合考察", "decisions": decisions}


FIRST_WORD = {"approvals": 1, "complete": False, "replaced": False}
"""What an act that needs two answers to the first of them."""
SECOND_WORD = {"approvals": 2, "complete": True, "replaced": False}


def problem(response: TestResponse) -> tuple[int, str]:
    """Return status and slug of a refusal."""
    assert response.mimetype == "application/problem+json", response.data
    return response.status_code, response.json["type"].removeprefix("/problems/")


def a_person_entry(person: str, unit: str = "unit-1", **changes: Any) -> dict[str, Any]:
    """Return one person of an import."""
    entry = {"id": person, "name": f"干部{person}", "unit": unit, "post": "乡长", "role": "deputy"}
    return {**entry, **changes}


def county(place: str = "county") -> dict[str, Any]:
    """Return the fields of a county meeting's result."""
    return {"source": "county", "place": Place(id=place, name="某县")}


def a_bureau(database_url: str) -> Bureau:
    """Return an empty, migrated appraisal service."""
    migrate("appraisal_service.migrations", database_url)
    engine = make_engine(database_url)
    tally = TallyResults()
    made = Bureau(engine, None, None, tally)  # type: ignore[arg-type]
    made.office = Office(
        sessions=make_sessions(engine),
        clock=made.read_clock,
        key=KEY,
        ring=made.rung.append,
        tally=tally.peer(),
        tally_keys={TALLY.key_id: TALLY.public},
    )
    made.app = app_for(made.office)
    register_access(made.app, _caller)
    return made


def _caller() -> Actor | None:
    """Return who the header says is calling."""
    named = request.headers.get("X-Test-Caller")
    if named is None:
        return None
    name = bytes.fromhex(named).decode()
    kind = "token" if name == "peer" else "account"
    return Actor(named, name, frozenset({ROLES[name]}), kind)
