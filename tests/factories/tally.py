"""A tally service with a real database and no network, its officials, and a round to count.

`a_tally` is what a process would build; `Counting` plays a closed round through its doors. Rings
are not heard: `work` does what the worker would.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from factories import documents
from factories.databases import migrate
from factories.rounds import ClosedRound
from fakes.box import FakeBox
from fakes.desk import FakeDesk
from flask.testing import FlaskClient
from sqlalchemy import select

from shared.crypto.decryption import make_share
from shared.crypto.elections import Election
from shared.crypto.tally import parse_tally
from shared.documents.base import sign
from shared.plumbing import outbox
from shared.plumbing.access import Actor
from shared.plumbing.accounts.domain import new_secret
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions, reading, unit_of_work
from shared.plumbing.http import open_client
from shared.rules.packs import parse_pack
from tally_service.app import app_for
from tally_service.counts.store import EvidenceRow
from tally_service.db import ACCOUNTS, Base, OutboxRow
from tally_service.tally import Tally
from tally_service.trustees.store import BoardRow, BoardTrusteeRow
from tally_service.worker import handlers

PACK = """
id: test-county
kind: jurisdiction
title: {zh: 测试县, en: A county}
adopts:
- {pack: PB, clauses: [B08, B09, B10, B11, B12, C02], author: 组织部, date: "2026-01-04",
   reason: 试用, valid: {from: "2026-01-01"}}
- {pack: PF, clauses: [C06, C07], author: 组织部, date: "2026-01-04",
   reason: 试用, valid: {from: "2026-01-01"}}
- {pack: NAT, clauses: [Q1, Q2], author: 组织部, date: "2026-01-04",
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
MIGRATIONS = "tally_service.migrations"
MOST_TURNS = 20
NO_DRAFT = "0" * 64


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in."""

    actor: Actor
    headers: dict[str, str]


def a_tally(url: str, folder: Path, box: httpx2.BaseTransport, desk: httpx2.BaseTransport) -> Tally:
    """Return a tally service on a migrated database of its own; its worker is `work`."""
    migrate(MIGRATIONS, url)
    archives = folder / "archives"
    archives.mkdir()
    return Tally(
        sessions=make_sessions(make_engine(url)),
        ring=lambda row_id: None,
        clock=utc_now,
        key=documents.TALLY,
        archives=archives,
        box=open_client("http://box", transport=box),
        box_key=documents.BOX.public,
        desk=open_client("http://desk", transport=desk),
        desk_key=documents.DESK.public,
        appraisal=open_client("http://appraisal", transport=desk),
    )


def work(tally: Tally, kinds: set[str] | None = None) -> list[str]:
    """Do what the worker would until nothing more can be done; return the kinds left waiting.

    Args:
        tally: the service.
        kinds: only work of these kinds.
    """
    waiting = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    for _ in range(MOST_TURNS):
        with reading(tally.sessions) as session:
            rows = [row for row in session.scalars(waiting) if kinds is None or row.kind in kinds]
        fresh = [row for row in rows if row.attempts == 0]
        if not fresh:
            return sorted(row.kind for row in rows)
        for row in fresh:
            outbox.run(tally.sessions, OutboxRow, handlers(tally), row.id, tally.clock)
    raise AssertionError("the outbox never comes to rest")


def work_again(tally: Tally) -> None:
    """Do every outbox row once more, done or not, as a worker does that lost its memory."""
    with reading(tally.sessions) as session:
        rows = [(row.kind, row.subject) for row in session.scalars(select(OutboxRow))]
    for kind, subject in rows:
        handlers(tally)[kind](subject)


def stored(tally: Tally, *but: str) -> dict[str, list[Any]]:
    """Return every row of every table but `but`: what doing something twice must not change."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
    with reading(tally.sessions) as session:
        return {t.name: sorted(map(repr, session.execute(select(t)))) for t in tables}


def a_person(tally: Tally, name: str, *roles: str) -> Person:
    """Return a new account that is signed in; no passphrase is hashed, to be quick."""
    account_id, secret = secrets.token_hex(16), new_secret("s", secrets.token_bytes)
    now = tally.clock()
    values = {"id": account_id, "name": name, "name_key": name, "roles": list(roles)}
    account = ACCOUNTS.account(**values, passphrase_hash="-", created_at=now)
    signed_in = ACCOUNTS.session(
        id=secret.id,
        digest=secret.digest,
        account_id=account_id,
        expires_at=now + timedelta(hours=8),
        seen_at=now,
    )
    with unit_of_work(tally.sessions) as uow:
        uow.session.add(account)
        uow.session.flush()
        uow.session.add(signed_in)
    actor = Actor(account_id, name, frozenset(roles))
    return Person(actor, {"Authorization": f"Bearer {secret.text}"})


def seat(tally: Tally, board: documents.HeldBoard) -> dict[int, Person]:
    """Store a board that has held its ceremony; return its trustees by number."""
    names = {trustee.number: trustee.name for trustee in board.document.trustees}
    people = {number: a_person(tally, name, "trustee") for number, name in names.items()}
    document, held = board.document, json.loads(board.transcript)
    with unit_of_work(tally.sessions) as uow:
        row = BoardRow(
            id=document.board,
            title=document.title,
            year=document.year,
            threshold=document.threshold,
            state={name: held[name] for name in ("names", "threshold", "messages")},
            document=board.signed,
            digest=document.digest,
        )
        uow.session.add(row)
        uow.session.flush()
        for number, person in people.items():
            account = person.actor.account_id
            uow.session.add(
                BoardTrusteeRow(
                    board=row.id, number=number, account_id=account, name=person.actor.name
                )
            )
    return people


class Counting:
    """A tally service, the box and desk around it, and one closed round."""

    def __init__(
        self, url: str, folder: Path, real_box: httpx2.BaseTransport | None = None
    ) -> None:
        self.box, self.desk = FakeBox(), FakeDesk()
        box = real_box or self.box.transport()
        self.tally = a_tally(url, folder, box, self.desk.transport())
        self.client: FlaskClient = app_for(self.tally).test_client()
        self.board = documents.a_board()
        self.trustees = seat(self.tally, self.board)
        self.certifiers = [a_person(self.tally, name, "certifier") for name in ("周认证", "吴认证")]
        self.pack = parse_pack(PACK)
        self.desk.packs[self.pack.digest] = self.pack.to_document()

    def hold(self, votes: Any, **changes: Any) -> ClosedRound:
        """Return a round that was held and closed, and let the box show it."""
        closed = ClosedRound(votes, pack=self.pack.digest, **changes)
        self.box.pages |= closed.pages()
        return closed

    def ring(self, kind: str, subject: str) -> Any:
        """Ring the bell; return the response."""
        return self.client.post("/api/v1/bells", json={"kind": kind, "subject": subject})

    def fetch(self, closed: ClosedRound) -> None:
        """Ring for every box of the round and work until all is added up."""
        for letter in closed.sheets:
            assert self.ring("board_closed", closed.uuid(letter)).status_code == 202
        work(self.tally)

    def scan(self, closed: ClosedRound) -> None:
        """Let the box show the leftover scans, and ring."""
        meeting = closed.meeting.meeting
        scans = [closed.scan(letter) for letter in closed.sheets]
        self.box.pages[f"meetings/{meeting}/leftovers"] = {"leftovers": scans}
        assert self.ring("leftovers", meeting).status_code == 202
        work(self.tally)

    def settle(self, closed: ClosedRound, **changes: int) -> Any:
        """Deliver the desk's ledger; return the response."""
        return self.deliver(closed.ledger(**changes))

    def deliver(self, document: Any, key: Any = documents.DESK) -> Any:
        """Send a signed document to the inbox and work; return the response."""
        response = self.client.post("/api/v1/inbox", json=sign(key, document))
        work(self.tally)
        return response

    def clear(self, closed: ClosedRound, **changes: int) -> None:
        """Do all that comes before the first share."""
        self.fetch(closed)
        self.scan(closed)
        assert self.settle(closed, **changes).status_code == 200

    def share(self, uuid: str, number: int, *, of: str | None = None) -> str:
        """Return the share of a trustee for a box, or for the box `of` in its place."""
        with reading(self.tally.sessions) as session:
            evidence = session.get_one(EvidenceRow, of or uuid)
        election = Election.from_text(evidence.election_text)
        text = evidence.tally_text
        assert text is not None
        tally = parse_tally(text, election)
        return make_share(election.fingerprint, text, self.board.secrets[number], tally)

    def give(self, uuid: str, number: int, text: str | None = None) -> Any:
        """Give a trustee's share and work; return the response."""
        body = {"share": text or self.share(uuid, number)}
        headers = self.trustees[number].headers
        response = self.client.post(f"/api/v1/counts/{uuid}/shares", json=body, headers=headers)
        work(self.tally)
        return response

    def decrypt(self, closed: ClosedRound, numbers: tuple[int, ...] = (1, 2)) -> None:
        """Give the shares of these trustees for every box that waits for them."""
        for letter in closed.sheets:
            if self.count(closed, letter)["state"] == "decrypting":
                for number in numbers:
                    response = self.give(closed.uuid(letter), number)
                    assert response.status_code == 200, response.json

    def count(self, closed: ClosedRound, letter: str = "A") -> Any:
        """Return the public state of a box's count."""
        return self.client.get(f"/api/v1/counts/{closed.uuid(letter)}").json

    def outcome(self, closed: ClosedRound, letter: str = "A") -> tuple[str, str | None]:
        """Return state and cause of a box's count."""
        count = self.count(closed, letter)
        return count["state"], count["cause"]

    def round(self, closed: ClosedRound, certifier: int = 0) -> Any:
        """Return the round as a certifier sees it."""
        address = f"/api/v1/rounds/{closed.meeting.meeting}/r1"
        return self.client.get(address, headers=self.certifiers[certifier].headers).json

    def progress(self, closed: ClosedRound) -> Any:
        """Return how far the round is, as everybody who works here sees it."""
        address = f"/api/v1/rounds/{closed.meeting.meeting}/r1/progress"
        return self.client.get(address, headers=self.trustees[1].headers).json

    def sign_off(self, closed: ClosedRound, certifier: int, **changes: Any) -> dict[str, Any]:
        """Return what a certifier who has looked at the round sends to sign it."""
        person = self.certifiers[certifier].actor
        draft = self.round(closed, certifier)["draft"] or NO_DRAFT
        return {"name": person.name, "draft": draft, "unanimity_seen": True, **changes}

    def certify(self, closed: ClosedRound, certifier: int, **changes: Any) -> Any:
        """Sign the round as one of the certifiers and work; return the response."""
        address = f"/api/v1/rounds/{closed.meeting.meeting}/r1/signatures"
        headers = self.certifiers[certifier].headers
        body = self.sign_off(closed, certifier, **changes)
        response = self.client.post(address, json=body, headers=headers)
        work(self.tally)
        return response

    def archive(self, closed: ClosedRound, letter: str = "A", stage: str | None = None) -> Any:
        """Return the answer to a request for an archive."""
        query = f"?stage={stage}" if stage else ""
        return self.client.get(f"/api/v1/counts/{closed.uuid(letter)}/archive{query}")


def refusal(response: Any) -> tuple[int, str]:
    """Return (status, slug) of a problem document."""
    assert response.content_type == "application/problem+json", response.data
    return response.status_code, response.json["type"].removeprefix("/problems/")
