"""A blind meeting played through the doors of desk and box, with phones that are real programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from factories import documents
from factories.boxes import work as work_at_box
from factories.desk import Hall

from shared.cli.phone import Invitation, Phone, Request, activate, make_request
from shared.documents.activations import Activation
from shared.plumbing.clock import utc_now
from shared.plumbing.http import Peer, open_client

SECONDS = 600


class BlindHall(Hall):
    """A `Hall` without slips but a reserve; its clock can be put forward."""

    def __init__(self, url: str, folder: Path, electorates: str = "A") -> None:
        super().__init__(url, folder, electorates)
        self.ahead = timedelta()
        self.desk = replace(self.desk, clock=self.now)
        self.tokens: dict[str, str] = {}
        """Person's id to the token of their invitation."""
        self.voters: dict[str, str] = {}
        """Person's id to electorate, everybody on the roll."""
        self.phones: dict[str, tuple[Request, dict[str, Activation]]] = {}
        """Person's id to what their phone holds."""

    def now(self) -> datetime:
        """Return the desk's time."""
        return utc_now() + self.ahead

    def invited(self, **changes: Any) -> BlindHall:
        """Make the meeting with its roll, and an invitation for everybody."""
        self.prepare(credential_mode="blind", **changes)
        self.keep(self.must(self.post(self.organizer, "/invitations")))
        self.voters = {one["id"]: one["electorate"] for one in self.get("/people")["people"]}
        return self

    def keep(self, answer: Any) -> None:
        """Hand the links of an answer out."""
        for one in answer["invitations"]:
            self.tokens[one["person"]] = one["link"].partition("#")[2]

    def checking_in(self, **changes: Any) -> BlindHall:
        """Do all that comes before the first phone."""
        self.invited(**changes)
        self.must(self.post(self.organizer, "/check-in"))
        return self

    def ask(self, path: str, person: str, **body: Any) -> Any:
        """Send what a phone sends; return the response."""
        value = {"token": self.tokens[person], **body}
        return self.client.post(f"/api/v1/meetings/{self.meeting}{path}", json=value)

    def phone(self, person: str) -> Phone:
        """Return the person's phone at the desk."""
        return Phone(self.desk_peer(), documents.DESK.public, self.meeting, self.tokens[person])

    def desk_peer(self) -> Peer:
        """Return a connection to the desk without any account."""
        return open_client("http://desk", transport=httpx2.WSGITransport(self.client.application))

    def box_peer(self) -> Peer:
        """Return a fresh connection to the box."""
        return open_client(
            "http://box", transport=httpx2.WSGITransport(self.box_client.application)
        )

    def opened(self, person: str) -> Invitation:
        """Return the person's invitation, six words compared."""
        return self.phone(person).open_invitation(lambda words: True)

    def issue(self, person: str) -> dict[str, Activation]:
        """Let a person's phone get its signatures."""
        invitation = self.opened(person)
        request = make_request(invitation)
        activations = self.phone(person).collect(invitation, request)
        self.phones[person] = (request, activations)
        return activations

    def end_check_in(self, seconds: int = SECONDS) -> Any:
        """End check-in; the box hears of it. Return the response."""
        response = self.post(self.organizer, "/check-in/end", {"seconds": seconds})
        self.work()
        return response

    def activate(self, person: str) -> None:
        """Let a person's phone activate every box."""
        activations = self.phones[person][1]
        activate(self.box_peer, activations, lambda: None, self.give_up)

    @staticmethod
    def give_up() -> None:
        """Fail instead of waiting for activation to begin."""
        raise AssertionError("activation has not begun")

    def wait_for_the_end(self) -> BlindHall:
        """Let the announced end of activation pass."""
        self.ahead += timedelta(seconds=SECONDS + 2)
        return self

    def issued_to(self, count: int, **changes: Any) -> list[str]:
        """Let the first ``count`` people of each electorate get signatures; return who they are."""
        self.checking_in(**changes)
        everybody = [p for letter in self.electorates for p in self.of(letter)[:count]]
        for person in everybody:
            self.issue(person)
        return everybody

    def of(self, letter: str) -> list[str]:
        """Return the people of an electorate."""
        return sorted(person for person, one in self.voters.items() if one == letter)

    def frozen(self, count: int = 6, reserve: int = 2, **changes: Any) -> list[str]:
        """Do all that comes before the first round; return who has a phone."""
        people = self.issued_to(count, **changes)
        for letter in self.electorates if reserve else ():
            assert self.upload(letter, reserve).status_code == 200
        self.must(self.end_check_in())
        for person in people:
            self.activate(person)
        self.wait_for_the_end()
        self.must(self.post(self.organizer, "/freeze"))
        self.tally.rehearse(self.meeting, self.board.document)
        self.work()
        work_at_box(self.box)
        return people
