"""The back room: trustees make their keys, rehearse, decrypt; certifiers sign.

May import: stdlib, shared.cli, shared.crypto, shared.plumbing.http.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from shared.cli.demo.meeting import Held, wait_for
from shared.cli.demo.people import Office, Official
from shared.cli.pooling import ahead
from shared.cli.trustee import TrusteeProgram
from shared.crypto.archive import read_archive
from shared.crypto.jsontext import b64
from shared.crypto.keyfile import Cost
from shared.crypto.receipts import SixWords
from shared.errors import Conflict
from shared.plumbing.http import Peer, PeerFoundNothing

COUNT_SECONDS = 600.0


class CountFailed(Conflict):
    """A count ended otherwise than it should in the demo."""

    code = "count_failed"


class ReceiptBroken(Conflict):
    """Somebody holds a receipt for a ballot that is not in the archive: our fault, proved."""

    code = "receipt_broken"


QUICK = Cost(memory_kib=8192, iterations=1, lanes=1)
"""The demo's key files live for two minutes; a board's own have the full cost (`keyfile.Cost`)."""


class Aloud:
    """Six words read aloud in the hall: everybody must see the same ones as the first reader."""

    def __init__(self) -> None:
        self._said: dict[str, set[SixWords]] = {}

    def show(self, what: str, words: SixWords) -> None:
        """Put words on the hall's screen, where trustees will look for theirs."""
        self._said.setdefault(what, set()).add(words)

    def compare(self, what: str, words: SixWords) -> bool:
        """Tell whether ``words`` were shown; the first reader of a ceremony shows them."""
        if what == "ceremony" and what not in self._said:
            self.show(what, words)
        return words in self._said.get(what, set())


@dataclass(frozen=True, slots=True)
class KeyHolders:
    """A board of trustees: its id at the tally service, and its people's programs."""

    board: str
    threshold: int
    trustees: list[TrusteeProgram]
    aloud: Aloud


def make_board(
    tally: Office, plan: dict[str, Any], year: int, folder: Path, desk_key: str
) -> KeyHolders:
    """Appoint the trustees and run the key ceremony, each with a key file of their own.

    Args:
        tally: the tally service's office.
        plan: title, threshold and names.
        year: for which the board serves.
        folder: where the key files lie while the demo runs.
        desk_key: whose manifests the trustees will believe, hex.
    """
    people = [tally.appoint(name, "trustee") for name in plan["trustees"]]
    answer = tally.admin.peer.post_json(
        "/api/v1/boards",
        {
            "title": plan["title"],
            "year": year,
            "threshold": plan["threshold"],
            "trustees": [person.account for person in people],
        },
    )
    board, aloud, trustees = str(answer["board"]), Aloud(), []
    for number, person in enumerate(people, start=1):
        trustee = TrusteeProgram(
            person.peer,
            folder / f"{board}-{number}.key",
            token_urlsafe(24),
            aloud.compare,
            cost=QUICK,
        )
        trustee.init(board, number, bytes.fromhex(desk_key))
        trustees.append(trustee)
    _take_turns(trustee.step for trustee in trustees)
    return KeyHolders(board, plan["threshold"], trustees, aloud)


def rehearse(holders: KeyHolders, meeting: str) -> None:
    """Every trustee proves that the key on the real medium works (P12)."""
    _take_turns(partial(trustee.rehearse, meeting) for trustee in holders.trustees)


def count(
    tally: Peer, holders: KeyHolders, held: Held, pool: ProcessPoolExecutor
) -> dict[str, dict[str, Any]]:
    """Wait until every box of the meeting is added up, let k trustees decrypt, wait for the end.

    Returns:
        uuid to the finished count.
    """
    finished = {}
    for uuid in (uuid for boxes in held.boxes.values() for uuid in boxes):
        state = wait_for("the ballots to be added up", partial(_added, tally, uuid), COUNT_SECONDS)
        if state["state"] == "decrypting":
            holders.aloud.show("closing", held.closing_words[uuid])
            for trustee in holders.trustees[: holders.threshold]:
                trustee.decrypt(uuid, ahead(pool, None))
        finished[uuid] = wait_for("the result", partial(_finished, tally, uuid), COUNT_SECONDS)
    return finished


def check_receipts(held: Held, archives: Path) -> None:
    """Return if the ballot of every receipt that was handed out is in its box's archive (P8).

    Raises:
        ReceiptBroken: one is not.
    """
    for uuid in {receipt.uuid for receipt in held.receipts}:
        archive = read_archive(BytesIO((archives / f"{uuid}.bel").read_bytes()))
        counted = {b64(bytes.fromhex(digest)) for digest in archive.ballots.digests}
        if not {one.tracker for one in held.receipts if one.uuid == uuid} <= counted:
            raise ReceiptBroken("A ballot for which a receipt was handed out is not counted.")


def certify(certifiers: tuple[Official, Official], held: Held) -> list[str]:
    """Two certifiers sign every round; return the digests of the certified results."""
    digests = []
    for number in held.rounds.values():
        path = f"/api/v1/rounds/{held.meeting}/{number}"
        wait_for("the draft", partial(_drafted, certifiers[0].peer, path))
        for person in certifiers:
            person.peer.post_json(f"{path}/signatures", _sign_off(person, path))
        answer = certifiers[0].peer.get_json(path)
        digests.append(str(answer["digest"]))
    return digests


def _take_turns(moves: Iterable[Callable[[], bool]]) -> None:
    """Let everybody act in turn until nobody has anything left to do."""
    everybody = list(moves)
    while sum(move() for move in everybody):
        pass


def _added(tally: Peer, uuid: str) -> dict[str, Any] | None:
    """Return the count once it waits for its trustees, or has ended without them."""
    state = _count(tally, uuid)
    return state if state and state["state"] not in ("waiting", "verifying", "adding") else None


def _finished(tally: Peer, uuid: str) -> dict[str, Any] | None:
    """Return the count once it has ended; refuse one that failed."""
    state = _count(tally, uuid)
    if state and state["state"] in ("failed", "annulled"):
        raise CountFailed(f"The count ended as {state['state']}: {state['cause']}.")
    return state if state and state["state"] in ("done", "sealed") else None


def _count(tally: Peer, uuid: str) -> dict[str, Any] | None:
    """Return the public state of a count, None before it is known."""
    try:
        value = tally.get_json(f"/api/v1/counts/{uuid}")
    except PeerFoundNothing:
        return None
    return dict(value)


def _sign_off(person: Official, path: str) -> dict[str, Any]:
    """Return what ``person`` sends to sign the draft, having looked at it."""
    draft = person.peer.get_json(path)
    return {"name": person.name, "draft": draft["draft"], "unanimity_seen": True}


def _drafted(peer: Peer, path: str) -> bool:
    """Tell whether the round's draft is there to be signed."""
    try:
        return bool(peer.get_json(path)["state"] == "draft")
    except PeerFoundNothing:
        return False
