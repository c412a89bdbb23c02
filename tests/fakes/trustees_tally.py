"""The tally service as a trustee's program sees it: a real ceremony, real signatures, no network.

It can lose what is posted to it, and show whatever a test puts in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from factories.documents import TALLY

from shared.crypto import jsontext
from shared.crypto import rehearsal as rehearsals
from shared.crypto.group import to_hex
from shared.crypto.trustees import board as ceremony
from shared.documents.base import sign
from shared.documents.boards import Board, TrusteeRef
from shared.plumbing.http import PeerAway

BOARD = "board-1"


@dataclass
class TrusteesTally:
    """One board's pages; ``at`` gives the connection of one trustee."""

    names: list[str]
    threshold: int
    state: dict[str, Any] = field(init=False)
    document: Board | None = None
    rehearsals: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    archives: dict[str, bytes] = field(default_factory=dict)
    shares: dict[str, dict[int, str]] = field(default_factory=dict)
    alpha: str | None = None
    """Shown instead of the alpha that was drawn."""
    loses: bool = False
    """What is posted arrives nowhere."""

    def __post_init__(self) -> None:
        self.state = ceremony.new_board(self.names, self.threshold)

    def at(self, number: int) -> Connection:
        """Return trustee ``number``'s connection."""
        return Connection(self, number)

    def board_page(self) -> dict[str, Any]:
        """Return the board's page."""
        return {
            "board": BOARD,
            "title": "计票委员会",
            "year": 2026,
            "threshold": self.threshold,
            "trustees": [{"number": n, "name": name} for n, name in enumerate(self.names, 1)],
            "state": "ready" if self.document else "ceremony",
            "messages": self.state["messages"],
            "document": sign(TALLY, self.document) if self.document else None,
        }

    def rehearsal_page(self, meeting: str) -> dict[str, Any]:
        """Return a rehearsal's page."""
        assert self.document
        state = self.rehearsals.setdefault(
            meeting,
            rehearsals.new_rehearsal(
                bytes.fromhex(self.document.digest), meeting, self.document.trustees_text
            ),
        )
        drawn = None not in state["messages"]["open"]
        alpha = to_hex(rehearsals.challenge(state).alpha) if drawn else None
        return {"rehearsal": state, "alpha": self.alpha or alpha, "document": None}

    def take(self, number: int, path: str, body: dict[str, Any]) -> None:
        """Take what trustee ``number`` posts."""
        match path.split("/")[3:]:
            case ["boards", _, "messages"]:
                self.state = ceremony.accept(self.state, number, body["step"], body["message"])
                if not ceremony.pending(self.state):
                    self.document = self._board()
            case ["boards", _, "rehearsals", meeting, "messages"]:
                state = self.rehearsals[meeting]
                accepted = rehearsals.accept(state, number, body["step"], body["message"])
                self.rehearsals[meeting] = accepted
            case ["counts", uuid, "shares"]:
                self.shares.setdefault(uuid, {})[number] = body["share"]
            case _:
                raise AssertionError(path)

    def _board(self) -> Board:
        """Return the board's document."""
        outcome = ceremony.outcome(self.state)
        return Board(
            issued_by="tally",
            board=BOARD,
            title="计票委员会",
            year=2026,
            threshold=self.threshold,
            trustees=[TrusteeRef(number=n, name=name) for n, name in enumerate(self.names, 1)],
            key=to_hex(outcome.key),
            trustees_text=outcome.trustees_text,
            transcript=outcome.digest.hex(),
        )


@dataclass
class Connection:
    """What a ``Peer`` is to the program, for one trustee."""

    tally: TrusteesTally
    number: int

    def get_json(self, path: str, limit: int = 0) -> Any:
        """Return a page, as it would come over the network."""
        match path.split("/")[3:]:
            case ["keys"]:
                page: Any = {"key_id": TALLY.key_id, "public": TALLY.public.hex()}
            case ["boards", _]:
                page = self.tally.board_page()
            case ["boards", _, "rehearsals", meeting]:
                page = self.tally.rehearsal_page(meeting)
            case ["counts", uuid, "task"]:
                page = self.tally.tasks[uuid]
            case _:
                raise AssertionError(path)
        return jsontext.decode(jsontext.canonical(page))

    def get_bytes(self, path: str, limit: int) -> bytes:
        """Return an archive."""
        assert path.endswith("/archive?stage=closed")
        return self.tally.archives[path.split("/")[4]]

    def post_json(self, path: str, value: object) -> Any:
        """Take a message, or lose it."""
        if self.tally.loses:
            raise PeerAway("Another service did not answer; it will be asked again.")
        self.tally.take(self.number, path, jsontext.decode(jsontext.canonical(value)))
