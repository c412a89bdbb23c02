"""The machines of a box and of a credential (DESIGN section 6), at the service that knows nobody.

The desk's orders come signed, ballots from anybody; there is no form. What the voter's page says
of each refusal is tested with its script (``tests/browser/booth_posting.test.ts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from factories import documents
from factories.boxes import Rehearsed, a_box_side, work
from state_trials import Act, Door, Machine, Scene, row

from shared.documents.base import sign
from shared.documents.orders import MeetingEnd

NOBODY = SimpleNamespace(headers={})
LATER = documents.FREEZE + 60
OTHER = "by another order"


def orders(held: Rehearsed) -> dict[str, Any]:
    """Return what the desk may send: each as a new document, never one that was obeyed before."""
    made: dict[str, Any] = {
        action: documents.a_round_order(action, held.sheet, reason=OTHER)
        for action in ("open", "close", "annul", "cancel")
    }
    made["freeze"] = documents.a_freeze(held.meeting, held.lists, timestamp=LATER)
    made["sheet"] = held.sheet.model_copy(update={"title": "另一张测评表"})
    made["end"] = MeetingEnd(
        issued_by="ballot-desk",
        meeting=held.meeting.meeting,
        meeting_manifest=held.meeting.digest,
        how="closed",
    )
    return {name: sign(documents.DESK, document) for name, document in made.items()}


class Slot:
    """A box that is played, and kept at every step."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "box.db"
        self.held = Rehearsed(a_box_side(f"sqlite:///{self.path}", folder))
        self.scenes: dict[str, Scene] = {}
        self.ballots: dict[str, bytes] = {}

    def keep(self, name: str) -> None:
        """Keep the box as it is now."""
        held = self.held
        scene = Scene(
            held.client.application,
            [self.path],
            {"organizer": NOBODY, "voter": NOBODY},
            lambda: str(held.get("").json["state"]),
            {"uuid": held.uuid},
        )
        ticket = documents.an_upload_ticket(held.meeting, len(held.codes), batch=9)
        upload = {"ticket": sign(documents.DESK, ticket), "lists": held.lists}
        scene.documents = {**orders(held), "upload": upload, **self.ballots}
        self.scenes[name] = scene.keep(name)

    def play(self) -> None:
        """Play the box from its first list to its end."""
        held = self.held.prepare()
        assert held.upload().status_code == 200
        stranger = documents.some_codes(1)
        self.ballots = {
            "first ballot": held.ballot(0).encode(),
            "second ballot": held.ballot(0, 1).encode(),
            "other ballot": held.ballot(1).encode(),
        }
        known, held.codes = held.codes, stranger
        self.ballots["unlisted ballot"] = held.ballot(0).encode()
        held.codes = known
        self.keep("draft")
        held.tell(documents.a_freeze(held.meeting, held.lists))
        held.tell(held.sheet)
        self.keep("frozen")
        held.order("open")
        self.keep("open")
        assert held.cast(self.ballots["first ballot"]).status_code == 201
        self.keep("used")
        held.order("close")
        work(held.box)
        self.keep("closed")
        held.order("annul")
        self.keep("annulled")
        self.scenes["frozen"].again()
        held.order("cancel")
        self.keep("cancelled")


@cache
def a_slot(folder: Path) -> Mapping[str, Scene]:
    """Return every scene; they are made once for all tests."""
    slot = Slot(folder / "slot")
    slot.play()
    return slot.scenes


def told(what: str) -> Act:
    """Return an order of the desk's."""
    return Act(what, Door("box.inbox", lambda s: s.documents[what]))


def cast(what: str) -> Act:
    """Return a ballot that somebody sends."""
    door = Door("box.cast", lambda s: s.documents[what], raw="application/json")
    return Act(what, door, None, "voter")


STATES = ("draft", "frozen", "open", "used", "closed", "annulled", "cancelled")
NOT_YET = {"draft": "box_not_open", "frozen": "box_not_open"}

BOX = Machine(
    "box and credential",
    {name: lambda folder, name=name: a_slot(folder.parent)[name] for name in STATES},
    [
        *(told(what) for what in ("sheet", "freeze", "open", "close", "annul", "cancel", "end")),
        Act("upload", Door("credentials.upload", lambda s: s.documents["upload"])),
        *(cast(what) for what in ("first ballot", "second ballot", "other ballot")),
        cast("unlisted ballot"),
    ],
    {
        "sheet": row("box_assigned", draft="="),
        "freeze": row("wrong_state", draft=">frozen"),
        "open": row("wrong_state", draft="round_differs", frozen=">open"),
        "close": row("wrong_state", draft="round_differs", open=">closed", used=">closed"),
        "annul": row(
            ">annulled", draft="round_differs", annulled="wrong_state", cancelled="wrong_state"
        ),
        "cancel": row("wrong_state", draft="round_differs", frozen=">cancelled"),
        "end": row("="),
        "upload": row("lists_frozen", draft="="),
        "first ballot": row("box_closed", **NOT_YET, open="=", used="=", closed="=", annulled="="),
        "second ballot": row("box_closed", **NOT_YET, open="=", used="credential_used"),
        "other ballot": row("box_closed", **NOT_YET, open="=", used="="),
        "unlisted ballot": row(
            "box_closed", **NOT_YET, open="credential_unknown", used="credential_unknown"
        ),
    },
)
