"""A box side with a real database and no network, and the desk that gives it orders.

`a_box_side` is what a process would build, on any database; `Rehearsed` plays one meeting through
its doors. Rings are kept in a list: `work` does what the worker would.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from factories import documents
from factories.ballots import a_ballot
from factories.databases import migrate
from flask.testing import FlaskClient
from sqlalchemy import select

from ballot_service.board.jobs import handlers
from ballot_service.box_app import app_for
from ballot_service.box_db import Base, OutboxRow, open_engine
from ballot_service.box_side import BoxSide
from shared.documents.base import Document, sign
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    SignedLeftovers,
    sign_as_scrutineer,
)
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import MeetingEnd
from shared.plumbing import outbox
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_sessions, reading
from shared.plumbing.http import open_client

MIGRATIONS = "ballot_service.migrations_box"


@dataclass
class Bells:
    """A tally service that hears bells and can be deaf."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    deaf: bool = False

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Note the bell."""
        if self.deaf:
            return httpx2.Response(503)
        bell = json.loads(request.content)
        self.heard.append((bell["kind"], bell["subject"]))
        return httpx2.Response(200, json={})


def a_box_side(url: str, folder: Path, bells: Bells | None = None) -> BoxSide:
    """Return a box side on a migrated database of its own; its worker is `work`."""
    migrate(MIGRATIONS, url)
    engine = open_engine(url)
    transport = httpx2.MockTransport((bells or Bells()).answer)
    return BoxSide(
        engine=engine,
        sessions=make_sessions(engine),
        ring=lambda row_id: None,
        clock=utc_now,
        key=documents.BOX,
        desk_keys={documents.DESK.key_id: documents.DESK.public},
        tally=open_client("http://tally", transport=transport),
        archives=folder / "archives",
    )


def work(box: BoxSide) -> list[str]:
    """Do every outbox row that is not done, as the worker would; return their kinds, sorted."""
    waiting = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    with reading(box.sessions) as session:
        rows = [(row.kind, row.id) for row in session.scalars(waiting)]
    for _, row_id in rows:
        outbox.run(box.sessions, OutboxRow, handlers(box), row_id, box.clock)
    return sorted(kind for kind, _ in rows)


def stored(box: BoxSide) -> dict[str, list[Any]]:
    """Return every row of every table: what a refusal must not change."""
    tables = Base.metadata.sorted_tables
    with reading(box.sessions) as session:
        return {t.name: sorted(map(repr, session.execute(select(t)))) for t in tables}


class Rehearsed:
    """One meeting with one electorate and one round, played through the box's doors."""

    def __init__(self, box: BoxSide, voters: int = 6, contests: int = 1, **changes: Any) -> None:
        self.box = box
        self.client: FlaskClient = app_for(box).test_client()
        self.meeting: MeetingManifest = documents.a_meeting_manifest(**changes)
        self.sheet: BoxManifest = documents.a_box_manifest(self.meeting, contests=contests)
        self.uuid = self.sheet.uuid
        self.codes = documents.some_codes(voters)
        uuids = documents.uuids_of(self.meeting, "A")
        self.lists = documents.public_lists(self.codes, uuids)
        self.batch = 0

    def prepare(self) -> Rehearsed:
        """Send manifest and board."""
        assert self.tell(self.meeting).status_code == 200
        assert self.post("/inbox", documents.a_board().signed).status_code == 200
        return self

    def freeze(self) -> Rehearsed:
        """Upload the lists and freeze them, then assign the sheet."""
        self.prepare()
        assert self.upload().status_code == 200
        assert self.tell(documents.a_freeze(self.meeting, self.lists)).status_code == 200
        assert self.tell(self.sheet).status_code == 200
        return self

    def open(self) -> Rehearsed:
        """Do all that comes before the first ballot."""
        self.freeze()
        assert self.order("open").status_code == 200
        return self

    def close(self) -> Rehearsed:
        """End casting and publish."""
        assert self.order("close").status_code == 200
        work(self.box)
        return self

    def end(self) -> Rehearsed:
        """Let the desk end the meeting; no round opens any more."""
        end = MeetingEnd(
            issued_by="ballot-desk",
            meeting=self.meeting.meeting,
            meeting_manifest=self.meeting.digest,
            how="closed",
        )
        assert self.tell(end).status_code == 200
        return self

    def upload(self, **changes: Any) -> Any:
        """Upload the lists on a fresh ticket; return the response."""
        self.batch += 1
        values = {"batch": self.batch, **changes}
        ticket = documents.an_upload_ticket(self.meeting, len(self.codes), **values)
        body = {"ticket": sign(documents.DESK, ticket), "lists": self.lists}
        return self.post("/credentials", body)

    def order(self, action: str, **changes: Any) -> Any:
        """Send a round order; return the response."""
        return self.tell(documents.a_round_order(action, self.sheet, **changes))

    def tell(self, document: Document, key: Any = documents.DESK) -> Any:
        """Send a signed document to the inbox; return the response."""
        return self.post("/inbox", sign(key, document))

    def ballot(self, voter: int, options: Sequence[int] | int = 0) -> str:
        """Return a ballot of one of the voters."""
        return a_ballot(self.sheet, self.codes[voter], options)

    def cast(self, ballot: str | bytes, uuid: str | None = None) -> Any:
        """Send a ballot; return the response."""
        address = f"/api/v1/boxes/{uuid or self.uuid}/ballots"
        return self.client.post(address, data=ballot, content_type="application/json")

    def get(self, path: str) -> Any:
        """Return the answer to a GET under the box's own address."""
        return self.client.get(f"/api/v1/boxes/{self.uuid}{path}")

    def post(self, path: str, value: Any) -> Any:
        """Send JSON; return the response."""
        return self.client.post(f"/api/v1{path}", json=value)

    def sign_closing(self, key: Any) -> Any:
        """Sign the closing record that is published; return the response."""
        record = ClosingRecord.model_validate(self.get("/closing").json)
        signature = sign_as_scrutineer(key, record.message())
        return self.post(f"/boxes/{self.uuid}/closing", signature.model_dump())

    def leftovers(self, voters: Sequence[int], **changes: Any) -> Leftovers:
        """Return the scan of the slips of ``voters``, who got none."""
        codes = [self.codes[voter] for voter in voters]
        lists = documents.public_lists(codes, documents.uuids_of(self.meeting, "A"))
        values: dict[str, Any] = {
            "issued_by": "scrutineers",
            "meeting": self.meeting.meeting,
            "electorate": "A",
            "lists": {uuid: sorted(entries) for uuid, entries in lists.items()},
        }
        return Leftovers(**{**values, **changes})

    def hand_in(self, leftovers: Leftovers, keys: Sequence[Any] = documents.SCRUTINEERS) -> Any:
        """Sign a scan and hand it in; return the response."""
        message = leftovers.message()
        signed = SignedLeftovers(
            document=leftovers, signatures=[sign_as_scrutineer(key, message) for key in keys]
        )
        address = f"/meetings/{self.meeting.meeting}/leftovers"
        return self.post(address, signed.model_dump(mode="json"))


def refusal(response: Any) -> tuple[int, str]:
    """Return (status, slug) of a problem document."""
    assert response.content_type == "application/problem+json", response.data
    return response.status_code, response.json["type"].removeprefix("/problems/")
