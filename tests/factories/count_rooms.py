"""A count room in which rounds stand at every stage, each a meeting of its own.

`Stages` plays them with `Counting`; what a stage is called is the name of its method.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Any

from factories import documents
from factories.ballots import a_ballot
from factories.office import Browser, a_browser
from factories.rounds import ClosedRound
from factories.tally import Counting, Person, work
from flask import Flask

from shared.documents.manifests import Contest, Item, Option, Repeat, Subject
from tally_service.app import app_for

VOTES = [0, 0, 1, 1, 3, 4, 0]
COOKIE = "tally_session"


def a_motion(key: str = "i1.motion", title: str = "任用张三为科长") -> Contest:
    """Return 同意/不同意/缓议/弃权 about one appointment."""
    options = {"agree": "同意", "disagree": "不同意", "postpone": "缓议", "abstain": "弃权"}
    return Contest(
        key=key,
        title=title,
        kind="motion",
        subject=Subject(kind="motion", id="i1", name="任用"),
        options=[Option(key=key, title=title) for key, title in options.items()],
    )


class Stages:
    """One tally service and its pages; every method returns a round at that stage."""

    def __init__(self, folder: Path, web: Path, kind: type[Counting] = Counting) -> None:
        self.counting = kind(f"sqlite:///{folder / 'tally.db'}", folder)
        self.web = web
        self.app: Flask = app_for(self.counting.tally, web)

    def browser(self, person: Person) -> Browser:
        """Return the browser of somebody who is signed in."""
        return a_browser(self.app, person, COOKIE)

    def certifier(self, number: int = 0) -> Browser:
        """Return the browser of a certifier."""
        return self.browser(self.counting.certifiers[number])

    def verifying(self) -> ClosedRound:
        """A box has come, and no batch of its ballots is verified."""
        closed = self.counting.hold({"A": VOTES})
        self.counting.ring("board_closed", closed.uuid())
        work(self.counting.tally, {"board_closed"})
        return closed

    def without_ledger(self) -> ClosedRound:
        """The desk has not sent its numbers."""
        closed = self.counting.hold({"A": VOTES})
        self.counting.fetch(closed)
        return closed

    def decrypting(self, *given: int, **changes: Any) -> ClosedRound:
        """Waits for shares; those `given` are in."""
        closed = self.counting.hold({"A": VOTES}, **changes)
        self.counting.clear(closed)
        for number in given:
            assert self.counting.give(closed.uuid(), number).status_code == 200
        return closed

    def counted(self, votes: Any = None, **changes: Any) -> ClosedRound:
        """Two shares have opened it; nobody has signed."""
        closed = self.counting.hold(votes or {"A": VOTES}, **changes)
        self.counting.clear(closed)
        self.counting.decrypt(closed)
        return closed

    def appointment(self, votes: list[int], **changes: Any) -> ClosedRound:
        """A committee of eight has voted on one appointment, and it is counted."""
        item = Item(key="i1", title="任用张三为科长", item_class="personnel", assessed=True)
        sheet = {"contests": [a_motion()], "item": item}
        kept = {"source": "committee", "left_over": 1, **changes}
        return self.counted({"A": votes}, sheet=sheet, **kept)

    def certified(self, **changes: Any) -> ClosedRound:
        """Two certifiers have signed."""
        closed = self.counted(**changes)
        for certifier in (0, 1):
            assert self.counting.certify(closed, certifier).status_code == 200
        return closed

    def counted_again(self, earlier: ClosedRound) -> ClosedRound:
        """A round was held once more in its meeting's second box, with the same slips."""
        later, letter = copy(earlier), next(iter(earlier.sheets))
        again = {"round": "r2", "repeats": Repeat(earlier="r1", reason="票箱损坏")}
        uuid = documents.uuids_of(earlier.meeting, letter)[1]
        later.sheets = {letter: earlier.sheets[letter].model_copy(update={**again, "uuid": uuid})}
        marked = zip(VOTES, earlier.codes[letter], strict=False)
        later.ballots = {letter: [a_ballot(later.sheets[letter], c, mark) for mark, c in marked]}
        self.counting.box.pages |= later.pages()
        self.counting.fetch(later)
        self.counting.deliver(later.ledger().model_copy(update={"round": "r2"}))
        self.counting.decrypt(later)
        return later

    def certify_again(self, later: ClosedRound) -> None:
        """Let two certifiers sign the second round."""
        client, address = self.counting.client, f"/api/v1/rounds/{later.meeting.meeting}/r2"
        for person in self.counting.certifiers[:2]:
            draft = client.get(address, headers=person.headers).json["draft"]
            body = {"name": person.actor.name, "draft": draft, "unanimity_seen": True}
            sent = client.post(f"{address}/signatures", json=body, headers=person.headers)
            assert sent.status_code == 200, sent.json

    def annulled(self) -> ClosedRound:
        """More came back than was handed out."""
        closed = self.counting.hold({"A": VOTES})
        self.counting.clear(closed, issued=len(VOTES) - 1)
        return closed

    def failed(self) -> ClosedRound:
        """The desk's numbers contradict the scan."""
        closed = self.counting.hold({"A": VOTES})
        self.counting.clear(closed, printed=40)
        return closed


def page_of(closed: ClosedRound, part: str = "") -> str:
    """Return the address of a round's page, or of a part of it."""
    return f"/rounds/{closed.meeting.meeting}/r1{part}"


def draft_of(stages: Stages, closed: ClosedRound) -> str:
    """Return the digest that a certifier's page holds."""
    return str(stages.counting.round(closed)["draft"])


def sign(stages: Stages, closed: ClosedRound, number: int = 0, **changes: str) -> str:
    """Sign on the page as a certifier; return what the page says then."""
    name = stages.counting.certifiers[number].actor.name
    fields = {"name": name, "draft": draft_of(stages, closed), **changes}
    return stages.certifier(number).press(page_of(closed, "/signatures"), **fields)
