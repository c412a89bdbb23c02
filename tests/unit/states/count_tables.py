"""The machines of a count, of its certificate and of what its rulings wait for (DESIGN section 6).

One round is played from the first box to its annulment, and kept at every step on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from factories import documents
from factories.findings import PAPER, PENDING, Finding
from factories.pages import a_build
from factories.rounds import ClosedRound
from factories.tally import NO_DRAFT, work
from state_trials import Act, Door, Machine, Scene, row

from shared.documents.base import sign
from tally_service.app import app_for

FRAUD = {**PAPER, "document": "组〔2026〕9号"}
WHY = {"reason": "文号有误"}
STALE = "1" * 64
B10 = {"rule": "B10", "value": "yes", **PAPER}


class Room:
    """A count room in which one round is played; what it is at each step is kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.counting = Finding(f"sqlite:///{folder / 'tally.db'}", folder)
        web = folder.parent / "web"
        self.app = app_for(self.counting.tally, web if web.exists() else a_build(web))
        self.scenes: dict[str, Scene] = {}
        self.shares: dict[str, str] = {}

    def keep(self, name: str, closed: ClosedRound, **ids: str) -> None:
        """Keep a scene of the round as it is now."""
        counting = self.counting
        certifiers = dict(zip(("first", "second", "third"), counting.certifiers, strict=True))
        scene = Scene(
            self.app,
            [self.folder / "tally.db"],
            {**certifiers, "trustee 1": counting.trustees[1], "trustee 3": counting.trustees[3]},
            lambda: str(counting.round(closed).get("state", "unknown")),
            {"meeting": closed.meeting.meeting, "number": "r1", "uuid": closed.uuid(), **ids},
            cookie="tally_session",
            aside=["pack"],
        )
        ledgers = {"same": closed.ledger(), "other": closed.ledger(issued=closed.issued["A"] + 1)}
        scene.documents = {
            "draft": (counting.round(closed).get("draft") or NO_DRAFT),
            "shares": self.shares,
            **{name: sign(documents.DESK, one) for name, one in ledgers.items()},
        }
        scene.documents["closed"] = closed
        self.scenes[name] = scene.keep(name)

    def play(self) -> None:
        """Play one round, and keep it at every step."""
        counting = self.counting
        closed = counting.hold({"A": PENDING})
        counting.ring("board_closed", closed.uuid())
        work(counting.tally, {"board_closed"})
        self.keep("verifying", closed)
        work(counting.tally)
        self.keep("adding", closed)
        counting.scan(closed)
        counting.settle(closed)
        uuid = closed.uuid()
        self.shares |= {f"trustee {n}": counting.share(uuid, n) for n in (1, 3)}
        self._lose()
        self.keep("decrypting", closed)
        counting.give(uuid, 1, self.shares["trustee 1"])
        self.keep("one share", closed)
        counting.give(uuid, 2)
        self.keep("draft", closed)
        self._find(closed)
        self._correct(closed)

    def _lose(self) -> None:
        """Keep a board of trustees while all keys are there, and when one is lost; then go back."""
        counting = self.counting
        board, trustee = counting.board.document.board, counting.trustees[1]
        address = f"/api/v1/boards/{board}/keys"

        def look() -> str:
            shown = counting.client.get(address, headers=trustee.headers).json
            return "here" if shown["keys"][0]["lost"] is None else "lost"

        for name in ("key here", "key lost"):
            people = {"trustee 1": trustee, "trustee 3": counting.trustees[3]}
            ids = {"board": board, "number": "1"}
            files = [self.folder / "tally.db"]
            scene = Scene(self.app, files, people, look, ids, cookie="tally_session")
            self.scenes[name] = scene.keep(name)
            counting.client.post(f"{address}/1/lost", json={}, headers=trustee.headers)
        self.scenes["key here"].again()

    def _find(self, closed: ClosedRound) -> None:
        """Find what B10 waits for; then sign."""
        counting = self.counting
        proposal = counting.find(closed, 0).json["proposal"]
        self.keep("proposed", closed, proposal=proposal)
        counting.find(closed, 1)
        self.keep("found", closed, proposal=proposal)
        counting.certify(closed, 0)
        self.keep("signed", closed, proposal=proposal)
        counting.certify(closed, 1)
        self.keep("certified", closed, proposal=proposal)

    def _correct(self, closed: ClosedRound) -> None:
        """Open a correction; or let fraud be found."""
        counting = self.counting
        counting.correct(closed)
        self.keep("correcting", closed)
        counting.certify(closed, 0)
        self.keep("correction signed", closed)
        self.scenes["certified"].again()
        fraud = counting.annul(closed, 0, document=FRAUD["document"]).json["proposal"]
        self.keep("fraud entered", closed, fraud=fraud)
        counting.annul(closed, 1, document=FRAUD["document"])
        self.keep("annulled", closed, fraud=fraud)

    def play_others(self) -> None:
        """Play rounds that end otherwise."""
        sealed = self.counting.hold({"A": PENDING[:3]})
        self.counting.clear(sealed)
        self.keep("sealed", sealed)
        failed = self.counting.hold({"A": PENDING})
        self.counting.clear(failed, printed=40)
        self.keep("failed", failed)


@cache
def a_room(folder: Path) -> Mapping[str, Scene]:
    """Return every scene; they are made once for all tests."""
    room = Room(folder / "count room")
    room.play()
    room.play_others()
    return room.scenes


def step(name: str) -> Callable[[Path], Scene]:
    """Return what finds the scene of a step."""
    return lambda folder: a_room(folder.parent)[name]


def share_of(who: str, text: str | None = None) -> Act:
    """Return a trustee's share; ``text`` in the place of the right one."""
    name = f"share of {who}" if text is None else f"other share of {who}"
    body = lambda s: {"share": text or s.documents["shares"].get(who, "{}")}  # noqa: E731
    return Act(name, Door("counts.give", body), None, who)


def sent(what: str) -> Act:
    """Return the desk's ledger of the round: the right one, or other numbers."""
    return Act(f"{what} ledger", Door("counts.take", lambda s: s.documents[what]), None, "first")


COUNT_ACTS = [
    share_of("trustee 1"),
    share_of("trustee 3"),
    share_of("trustee 1", "{}"),
    sent("same"),
    sent("other"),
    Act(
        "bell",
        Door("counts.ring", lambda s: {"kind": "board_closed", "subject": s.ids["uuid"]}),
        None,
        "first",
    ),
]


def signing(scene: Scene, by: int, draft: str | None = None) -> dict[str, Any]:
    """Return what a certifier types."""
    name = ("周认证", "吴认证")[by]
    return {"name": name, "draft": draft or scene.documents["draft"]}


def sign_act(name: str, by: str, number: int, draft: str | None = None) -> Act:
    """Return a certifier's signature through API and page."""
    return Act(
        name,
        Door("certificates.sign", lambda s: {**signing(s, number, draft), "unanimity_seen": True}),
        Door(
            "count_room_pages.sign",
            lambda s: {**signing(s, number, draft), "unanimity_seen": "yes"},
        ),
        by,
    )


def both(name: str, api: str, page: str, body: dict[str, str], by: str = "first") -> Act:
    """Return an act whose API and form take the same."""
    return Act(name, Door(api, body), Door(page, body), by)


def find_act(name: str, by: str) -> Act:
    """Return somebody's entry of what B10 waits for."""
    about = {"kind": "official", "id": "o1"}
    return Act(
        name,
        Door("findings.record", {**B10, "subject": about}),
        Door("finding_pages.record", {**B10, "kind": "official", "subject": "o1"}),
        by,
    )


def about_proposal(name: str, api: str, page: str, by: str, kept: str = "proposal") -> Act:
    """Return an act on what somebody entered."""
    why = WHY if "withdraw" in name else {}
    return Act(
        name,
        Door(api, why, proposal=kept),
        Door(page, lambda s: {"proposal": s.ids.get(kept, NO_DRAFT), **why}),
        by,
    )


WITHDRAW = ("findings.withdraw", "finding_pages.withdraw")

CERTIFYING = [
    sign_act("sign", "first", 0),
    sign_act("sign second", "second", 1),
    sign_act("sign stale", "first", 0, STALE),
    both("correct", "certificates.correct", "correcting_pages.correct", PAPER),
    both("withdraw correction", "certificates.withdraw", "correcting_pages.withdraw", WHY),
    both("annul", "certificates.annul", "correcting_pages.annul", FRAUD),
    both("annul second", "certificates.annul", "correcting_pages.annul", FRAUD, "second"),
    about_proposal(
        "confirm annulment", "certificates.confirm", "correcting_pages.confirm", "second", "fraud"
    ),
    about_proposal(
        "withdraw fraud", "findings.withdraw", "correcting_pages.take_back", "first", "fraud"
    ),
]
RULING = [
    find_act("find", "first"),
    find_act("find second", "second"),
    about_proposal("confirm finding", "findings.confirm", "finding_pages.confirm", "second"),
    about_proposal("withdraw finding", *WITHDRAW, "first"),
    about_proposal("withdraw finding of another", *WITHDRAW, "third"),
]

COUNT_STATES = (
    *("verifying", "adding", "decrypting", "one share", "draft", "annulled", "sealed", "failed"),
)
CERTIFICATE_STATES = (
    *("verifying", "adding", "decrypting", "draft", "proposed", "found", "signed", "certified"),
    *("correcting", "correction signed", "fraud entered", "annulled", "sealed", "failed"),
)
NOT_COUNTED = ("verifying", "adding", "decrypting", "failed")
STANDING = ("certified", "fraud entered")
DRAFTED = ("draft", "proposed", "found", "correcting", "sealed")


def each(states: tuple[str, ...], cell: str) -> dict[str, str]:
    """Return the same cell for several states."""
    return dict.fromkeys(states, cell)


SIGNABLE = {
    **each(NOT_COUNTED, "draft_not_ready"),
    **each(STANDING, "already_certified"),
    "annulled": "round_annulled",
}

COUNT = Machine(
    "count",
    {name: step(name) for name in COUNT_STATES},
    COUNT_ACTS,
    {
        "share of trustee 1": row(
            "not_decrypting", **{"decrypting": "=", "one share": "=", "draft": "=", "annulled": "="}
        ),
        "share of trustee 3": row("not_decrypting", **{"decrypting": "=", "one share": "="}),
        "other share of trustee 1": row(
            "not_decrypting",
            decrypting="! share_rejected",
            **each(("one share", "draft", "annulled"), "share_stands"),
        ),
        "same ledger": row("=", failed="ledger_stands"),
        "other ledger": row("ledger_stands", verifying="=", adding="="),
        "bell": row("="),
    },
)

CERTIFICATE = Machine(
    "certificate",
    {name: step(name) for name in CERTIFICATE_STATES},
    [*CERTIFYING, *RULING],
    {
        "sign": row(">signed", **SIGNABLE, **each(("signed", "correction signed"), "same_person")),
        "sign second": row(
            ">signed", **SIGNABLE, **each(("signed", "correction signed"), ">certified")
        ),
        "sign stale": row("draft_changed", **SIGNABLE),
        "correct": row(
            "not_certified",
            **each(STANDING, ">draft"),
            **each(("correcting", "correction signed"), "correction_open"),
            annulled="round_annulled",
        ),
        "withdraw correction": row(
            "no_correction",
            **each(("correcting", "correction signed"), ">certified"),
            annulled="round_annulled",
        ),
        "annul": row("=", **{"fraud entered": "same_person", "annulled": "round_annulled"}),
        "annul second": row("=", **{"fraud entered": ">annulled", "annulled": "round_annulled"}),
        "confirm annulment": row(
            "no_such_proposal", **{"fraud entered": ">annulled", "annulled": "round_annulled"}
        ),
        "withdraw fraud": row(
            "no_such_proposal", **{"fraud entered": "=", "annulled": "round_annulled"}
        ),
        "find": row(
            "finding_stands",
            **each(NOT_COUNTED, "not_ruled"),
            **each(STANDING, "round_certified"),
            draft="=",
            proposed="same_person",
            annulled="round_annulled",
            sealed="finding_not_wanted",
        ),
        "find second": row(
            "finding_stands",
            **each(NOT_COUNTED, "not_ruled"),
            **each(STANDING, "round_certified"),
            draft="=",
            proposed="=",
            annulled="round_annulled",
            sealed="finding_not_wanted",
        ),
        "confirm finding": row(
            "no_such_proposal",
            **each(NOT_COUNTED, "not_ruled"),
            **each(STANDING, "round_certified"),
            proposed="=",
            found="finding_moved",
            signed="finding_moved",
            annulled="round_annulled",
        ),
        "withdraw finding": row(
            "no_such_proposal",
            proposed="=",
            annulled="round_annulled",
            **each(("found", "signed", "certified"), "finding_moved"),
        ),
        "withdraw finding of another": row(
            "no_such_proposal",
            proposed="not_your_proposal",
            annulled="round_annulled",
            **each(("found", "signed", "certified"), "finding_moved"),
        ),
    },
)

KEY = Machine(
    "key of a trustee",
    {"here": step("key here"), "lost": step("key lost")},
    [
        Act(f"{name} of {who}", Door(f"keys.{view}"), Door(f"key_pages.{view}"), who)
        for name, view in (("loss", "report"), ("end of loss", "take_back"))
        for who in ("trustee 1", "trustee 3")
    ],
    {
        "loss of trustee 1": row(">lost", lost="lost_already"),
        "loss of trustee 3": row("not_your_key", lost="lost_already"),
        "end of loss of trustee 1": row(">here", here="not_lost"),
        "end of loss of trustee 3": row("not_your_key", here="not_lost"),
    },
)
