"""A desk with a real database and no network, its officials, and a meeting to play.

`a_desk` is what a process would build; `Hall` plays one meeting through the desk's doors, with
the real box service beside it. Rings are not heard: `work` does what the worker would.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
from factories import boxes, documents
from factories.blind import ready_issuer_keys
from factories.databases import migrate
from fakes.tally import FakeTally
from flask.testing import FlaskClient
from sqlalchemy import select

from ballot_service.box_app import app_for as box_app_for
from ballot_service.box_side import BoxSide
from ballot_service.desk import Desk
from ballot_service.desk_app import app_for
from ballot_service.desk_db import ACCOUNTS, OutboxRow
from ballot_service.meetings.domain.drafts import MeetingDraft
from ballot_service.meetings.jobs import work_off
from ballot_service.meetings.templates import Official, Team, appraisal_contests
from shared.documents.base import open_signed
from shared.documents.orders import UploadTicket
from shared.plumbing.access import Actor
from shared.plumbing.accounts.domain import new_secret
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions, reading, unit_of_work
from shared.plumbing.http import open_client
from shared.rules.packs import Pack, parse_pack

MIGRATIONS = "ballot_service.migrations_desk"

PACK = """
id: county
kind: jurisdiction
title: {zh: 测试县, en: A county}
adopts:
- {pack: PF, clauses: [C07], author: 组织部, date: "2026-01-04",
   reason: 试用, valid: {from: "2026-01-01"}}
- {pack: PB, clauses: [B08, C02], author: 组织部, date: "2026-01-04",
   reason: 试用, valid: {from: "2026-01-01"}}
parameters:
  base: valid
  large_unit_min: 30
  merge: pooled
  weights: null
  merge_needs: []
  disclosure_floor: 5
  score: null
  bands: null
  excellent_quota: {share: "1/5", rounding: floor}
  objection_days: 0
  readings:
    ranking_lists: null
    last_ties: people
    head_share: 1/2
    points_cleared_by_measure: false
    leaders_absence: any
    bar_until: year_end
    distrust_on_grades: incompetent
    urgent_majority: at_least_half
    announce: closed
"""

OFFICIALS = [
    Official(id="o1", name="𠮷野", role="head", post="局长"),
    Official(id="o2", name="李四", role="deputy"),
]
TEAM = Team(id="t1", name="甲局班子", head="o1")


def a_pack(text: str = PACK) -> Pack:
    """Return a resolved jurisdiction pack."""
    return parse_pack(text)


def a_desk(url: str, box: httpx2.BaseTransport, tally: httpx2.BaseTransport) -> Desk:
    """Return a desk on a migrated database of its own; its worker is `work`."""
    migrate(MIGRATIONS, url)
    return Desk(
        sessions=make_sessions(make_engine(url)),
        ring=lambda row_id: None,
        clock=utc_now,
        key=documents.DESK,
        box=open_client("http://box", transport=box),
        box_key=documents.BOX.public,
        tally=open_client("http://tally", transport=tally),
        tally_key=documents.TALLY.public,
        origin="http://localhost",
        box_origin="http://box",
    )


def work(desk: Desk) -> int:
    """Do every outbox row that is not done, as the worker would; return how many are left."""
    waiting = select(OutboxRow.id).where(OutboxRow.done_at.is_(None))
    with reading(desk.sessions) as session:
        rows = list(session.scalars(waiting))
    for row_id in rows:
        work_off(desk, row_id)
    with reading(desk.sessions) as session:
        return len(list(session.scalars(waiting)))


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in."""

    actor: Actor
    headers: dict[str, str]


def a_person(desk: Desk, name: str, *roles: str) -> Person:
    """Return a new account that is signed in; no passphrase is hashed, to be quick."""
    account_id, secret = secrets.token_hex(16), new_secret("s", secrets.token_bytes)
    now = desk.clock()
    account = ACCOUNTS.account(
        id=account_id,
        name=name,
        name_key=name,
        roles=list(roles),
        passphrase_hash="-",
        created_at=now,
    )
    signed_in = ACCOUNTS.session(
        id=secret.id,
        digest=secret.digest,
        account_id=account_id,
        expires_at=now + timedelta(hours=8),
        seen_at=now,
    )
    with unit_of_work(desk.sessions) as uow:
        uow.session.add(account)
        uow.session.flush()
        uow.session.add(signed_in)
    actor = Actor(account_id, name, frozenset(roles))
    return Person(actor, {"Authorization": f"Bearer {secret.text}"})


def an_item(key: str = "sheet", electorates: str = "A", **changes: Any) -> dict[str, Any]:
    """Return an item with the sheet of an appraisal for each of the electorates."""
    sheet = [c.model_dump(mode="json") for c in appraisal_contests(OFFICIALS, [TEAM])]
    item = {"key": key, "title": "年度民主测评", **changes}
    return {"item": item, "contests": dict.fromkeys(electorates, sheet)}


def a_draft(accounts: list[str], letters: str = "A", **changes: Any) -> dict[str, Any]:
    """Return the body of a meeting, as an organizer sends it; ``accounts`` are the scrutineers'."""
    keys = [key.public.hex() for key in documents.SCRUTINEERS]
    values: dict[str, Any] = {
        "title": "甲局年度民主测评会",
        "source": "unit",
        "year": 2026,
        "place": {"id": "bureau-a", "name": "甲局"},
        "electorates": [{"key": key, "title": f"{key}票"} for key in letters],
        "spare_boxes": 1,
        "items": [an_item(electorates=letters)],
        "pack": a_pack().to_document(),
        "board": "board-1",
        "scrutineers": [
            {"account": account, "key": key} for account, key in zip(accounts, keys, strict=True)
        ],
    }
    return {**values, **changes}


def a_parsed_draft(**changes: Any) -> MeetingDraft:
    """Return a draft as the desk's actions take it."""
    return MeetingDraft.model_validate(a_draft(["a" * 32, "b" * 32], **changes))


def a_roll(people: int = 6, electorates: str = "A") -> bytes:
    """Return a roll file with so many people in each of the electorates."""
    lines = [
        f"人员{letter}{number},甲局,{letter}"
        for letter in electorates
        for number in range(1, people + 1)
    ]
    return "\n".join(["name,unit,electorate", *lines]).encode()


class Hall:
    """One meeting, played through the desk's doors, the real box beside it."""

    def __init__(self, url: str, folder: Path, electorates: str = "A") -> None:
        self.electorates = electorates
        self.tally = FakeTally()
        self.board = documents.a_board()
        self.tally.boards["board-1"] = self.board.document
        self.box: BoxSide = boxes.a_box_side(f"sqlite:///{folder / 'box.db'}", folder)
        box_app = box_app_for(self.box)
        self.box_client: FlaskClient = box_app.test_client()
        transport = httpx2.WSGITransport(box_app)
        self.desk = a_desk(url, transport, self.tally.transport())
        self.organizer = a_person(self.desk, "王组织", "organizer")
        self.registrar = a_person(self.desk, "赵签到", "registrar")
        self.first = a_person(self.desk, "钱监票", "scrutineer")
        self.second = a_person(self.desk, "孙监票", "scrutineer")
        self.meeting = ""
        self.codes: dict[str, list[str]] = {}

    @cached_property
    def client(self) -> FlaskClient:
        """A browser or program at the desk as it is when it is first asked."""
        return app_for(self.desk).test_client()

    def post(self, by: Person, path: str, value: Any = None) -> Any:
        """Send JSON to the meeting's own address; return the response."""
        return self.client.post(
            f"/api/v1/meetings/{self.meeting}{path}", json=value or {}, headers=by.headers
        )

    def get(self, path: str = "", by: Person | None = None) -> Any:
        """Return the answer to a GET under the meeting's own address."""
        headers = (by or self.organizer).headers
        return self.client.get(f"/api/v1/meetings/{self.meeting}{path}", headers=headers).json

    def draft(self, **changes: Any) -> Hall:
        """Make the meeting."""
        accounts = [self.first.actor.account_id, self.second.actor.account_id]
        body = a_draft(accounts, self.electorates, **changes)
        made = self.client.post("/api/v1/meetings", json=body, headers=self.organizer.headers)
        assert made.status_code == 201, made.json
        self.meeting = made.json["meeting"]
        return self

    def import_roll(self, content: bytes | None = None) -> Any:
        """Send a roll; return the response."""
        return self.client.post(
            f"/api/v1/meetings/{self.meeting}/roll",
            data=a_roll(electorates=self.electorates) if content is None else content,
            content_type="text/csv",
            headers=self.organizer.headers,
        )

    def prepare(self, **changes: Any) -> Hall:
        """Make the meeting, import its roll, publish its manifest."""
        self.draft(**changes)
        assert self.import_roll().status_code == 200
        with ready_issuer_keys():
            self.must(self.post(self.organizer, "/prepare"))
        return self.work()

    def upload(self, electorate: str, printed: int) -> Any:
        """Make slips and upload their public credentials with a ticket; return the response."""
        body = {"electorate": electorate, "printed": printed}
        made = self.must(self.post(self.organizer, "/tickets", body))
        keys = {documents.DESK.key_id: documents.DESK.public}
        ticket = open_signed(UploadTicket, made["ticket"], keys)
        self.codes[electorate] = documents.some_codes(printed)
        lists = documents.public_lists(self.codes[electorate], ticket.uuids)
        return self.box_client.post(
            "/api/v1/credentials", json={"ticket": made["ticket"], "lists": lists}
        )

    def check_in(self, present: int = 6, **changes: Any) -> Hall:
        """Do all that comes before the freeze, with so many people of each electorate present."""
        self.prepare(**changes)
        for letter in self.electorates:
            assert self.upload(letter, 8).status_code == 200
        self.must(self.post(self.organizer, "/check-in"))
        people = self.get("/people")["people"]
        for letter in self.electorates:
            ids = [one["id"] for one in people if one["electorate"] == letter]
            self.must(self.post(self.registrar, "/check-ins", {"people": ids[:present]}))
        return self

    def freeze(self, **changes: Any) -> Hall:
        """Do all that comes before the first round."""
        self.check_in(**changes)
        self.must(self.post(self.organizer, "/freeze"))
        self.tally.rehearse(self.meeting, self.board.document)
        return self.work()

    def begin(self, item: str = "sheet", **why: str) -> str:
        """Begin a round that the box has confirmed; return its id."""
        begun = self.must(self.post(self.organizer, "/rounds", {"item": item, **why}))
        self.work()
        return str(begun["round"])

    def open(self, round_id: str) -> None:
        """Open a round by two people; the box has confirmed."""
        for by in (self.organizer, self.first):
            self.must(self.post(by, f"/rounds/{round_id}/open"))
        self.work()

    def close(self, round_id: str) -> None:
        """Close a round by two people; the box has confirmed."""
        for by in (self.first, self.second):
            self.must(self.post(by, f"/rounds/{round_id}/close"))
        self.work()

    def leave(self, person: Person) -> None:
        """Close somebody's account."""
        with unit_of_work(self.desk.sessions) as uow:
            account = uow.session.get_one(ACCOUNTS.account, person.actor.account_id)
            account.closed_at = self.desk.clock()

    def hand_out(self, issued: int = 6, printed: int = 8) -> None:
        """Let two scrutineers enter the same numbers for every electorate."""
        for letter in self.electorates:
            body = {"electorate": letter, "printed": printed, "issued": issued}
            for by in (self.first, self.second):
                self.must(self.post(by, "/handed-out", body))

    def play(self) -> str:
        """Play the whole meeting with one round; return the round's id."""
        round_id = self.freeze().begin()
        self.open(round_id)
        self.close(round_id)
        self.hand_out()
        self.must(self.post(self.organizer, "/finish"))
        self.work()
        return round_id

    def report(self, round_id: str, state: str, cause: str | None = None, **by: Any) -> Any:
        """Let the tally service report on a round; return the response."""
        signed = self.tally.report(self.meeting, round_id, state, cause)
        return self.client.post("/api/v1/inbox", json={**signed, **by})

    def round_state(self, round_id: str) -> str:
        """Return where a round stands."""
        return next(r["state"] for r in self.get()["rounds"] if r["round"] == round_id)

    def step(self) -> str:
        """Return the code of the meeting's next step."""
        return str(self.get()["next_step"]["code"])

    def work(self) -> Hall:
        """Do what the desk's worker would."""
        work(self.desk)
        return self

    @staticmethod
    def must(response: Any) -> Any:
        """Return the answer of a request that has to succeed."""
        assert response.status_code in (200, 201), response.json
        return response.json
