"""The trustee's program without a network: documents in, messages out.

One thing to know: the key file is saved before anything leaves, so whatever happens on the
way, the same question gets the same answer, and a second tally of one box gets none.

May import: stdlib, shared.crypto, shared.documents, shared.cli.trustee.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from shared.cli.trustee.evidence import ClosedTally, Keys, add_up, open_task
from shared.cli.trustee.storage import KeyFile
from shared.crypto import rehearsal as rehearsals
from shared.crypto.decryption import check_asked, check_share, make_share, remember
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import Point, power_of_g, to_hex
from shared.crypto.jsontext import integer, items, string
from shared.crypto.receipts import SixWords, six_words
from shared.crypto.signing import key_id
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import member, owner_keys, parse_trustees
from shared.crypto.verify import Map
from shared.documents.base import open_signed
from shared.documents.boards import Board
from shared.errors import Conflict

Compare = Callable[[str, SixWords], bool]
"""Asks people: are these the words that the others read out ("ceremony"), or that the hall
shows ("closing")? False stops the program."""


class WordsDiffer(VerificationFailed):
    """The six words are not the ones the others have: somebody is shown another story."""

    code = "words_differ"


class BoardNotReady(Conflict):
    """The ceremony is not over, or the board's document has not been seen yet."""

    code = "board_not_ready"


class Post(NamedTuple):
    """What is to be sent: a step and its message."""

    step: str
    message: dict[str, Any]


class KeyHolder:
    """One trustee: a key file, and whom to ask about six words."""

    def __init__(self, key_file: KeyFile, compare: Compare) -> None:
        self._file = key_file
        self._compare = compare

    def init(
        self, page: Mapping[str, Any], number: int, *, tally_key: bytes, desk_key: bytes
    ) -> None:
        """Make the key file of trustee ``number`` of the board that ``page`` shows.

        Args:
            page: the tally service's page of the board.
            number: from 1.
            tally_key: whose signature makes a board and a list of what was asked, 32 bytes.
            desk_key: whose signature makes a manifest, 32 bytes.
        """
        public = _public_board(page)
        state = member.begin(public["names"], public["threshold"], number)
        self._file.create(
            {
                "type": "ostraka/trustee-file",
                "version": 1,
                "board": string(page.get("board")),
                "board_document": None,
                "ceremony": state,
                "desk_key": desk_key.hex(),
                "memory": {},
                "rehearsals": {},
                "tally_key": tally_key.hex(),
            }
        )

    @property
    def board(self) -> str:
        """The id of this trustee's board at the tally service."""
        return str(self._file.read()["board"])

    def step(self, page: Mapping[str, Any]) -> tuple[bool, Post | None]:
        """Return whether anything is new to this key file, and what it sends.

        Raises:
            BoardChanged, DealerAtFault, VerificationFailed: somebody cheats; see ``member``.
            WordsDiffer: people say that the words of the transcript differ.
        """
        with self._file.locked():
            kept = self._file.read()
            public = _public_board(page)
            after = member.advance(kept["ceremony"], public)
            finishes = after.state["transcript"] is not None
            if finishes and kept["ceremony"]["transcript"] is None:
                self._ask("ceremony", bytes.fromhex(after.state["transcript"]))
            changed = {**kept, "ceremony": after.state}
            if finishes and kept["board_document"] is None and page.get("document"):
                changed["board_document"] = _board_document(page, public, kept)
            self._file.save(changed)
        post = Post(after.step, after.message) if after.step and after.message else None
        return post is not None or changed != kept, post

    def rehearse(self, meeting: str, published: Mapping[str, Any]) -> Post | None:
        """Return what this trustee sends in the rehearsal for ``meeting``, if anything.

        Args:
            meeting: the meeting's id.
            published: the tally service's page of the rehearsal.

        Raises:
            BoardNotReady: there is no key yet.
            RehearsalChanged, VerificationFailed: see ``shared.crypto.rehearsal``.
        """
        with self._file.locked():
            kept = self._file.read()
            board = _ready(kept)
            state = _rehearsal(meeting, published, board)
            after = rehearsals.advance(
                kept["rehearsals"].get(meeting, {}),
                kept["ceremony"]["number"],
                member.secret_share(kept["ceremony"]),
                state,
            )
            rehearsed = {**kept["rehearsals"], meeting: after.kept}
            self._file.save({**kept, "rehearsals": rehearsed})
        return Post(after.step, after.message) if after.step and after.message else None

    def prove_copy(self, meeting: str, published: Mapping[str, Any]) -> bool:
        """Return True if this copy of the key file works; this trustee's share stands already.

        A share is made and checked here, and nothing is sent: so a spare copy is shown to work
        after the other one took part. False if this trustee has not given its share yet.

        Raises:
            BoardNotReady, RehearsalChanged, VerificationFailed: as ``rehearse``.
        """
        kept = self._file.read()
        state = _rehearsal(meeting, published, _ready(kept))
        number, x = kept["ceremony"]["number"], member.secret_share(kept["ceremony"])
        return rehearsals.prove_copy(number, x, state)

    def share(
        self, uuid: str, task: Mapping[str, Any], archive: bytes, map_: Map = map
    ) -> tuple[str, str]:
        """Return (share, T) of the box ``uuid`` after checking everything about it.

        The same box gives the same share again, byte for byte.

        Args:
            uuid: the box.
            task: the tally service's documents about it.
            archive: the closed archive.
            map_: shares the work on the ballots; see ``verify_archive``.

        Raises:
            OtherTallyRefused: another tally of this box was decrypted or asked for.
            WordsDiffer: the hall shows another closing record.
            ArchiveRejected, VerificationFailed, BelowFloor: see ``evidence``.
        """
        with self._file.locked():
            kept = self._file.read()
            board = _ready(kept)
            opened = open_task(uuid, task, _keys(kept), board["digest"])
            closed = add_up(opened, archive, map_)
            check_asked(kept["memory"], uuid, closed.hash, opened.asked)
            self._ask("closing", opened.closing_digest)
            x = member.secret_share(kept["ceremony"])
            _check_own_key(kept["ceremony"]["number"], x, board["trustees"])
            memory = remember(kept["memory"], uuid, closed.hash)
            self._file.save({**kept, "memory": memory})
            return self._same_share(uuid, x, closed), closed.hash

    def status(self) -> dict[str, Any]:
        """Return what may be shown of this key file: no secret is among it."""
        kept = self._file.read()
        state = kept["ceremony"]
        digest = state["transcript"]
        words = six_words(bytes.fromhex(digest)) if digest else None
        return {
            "board": kept["board"],
            "number": state["number"],
            "name": state["names"][state["number"] - 1],
            "threshold": state["threshold"],
            "trustees": len(state["names"]),
            "sent": [step for step in ceremony.STEPS if step in state["messages"]],
            "finished": digest is not None,
            "words": {"zh": list(words.zh), "en": list(words.en)} if words else None,
            "rehearsed": sorted(kept["rehearsals"]),
            "decrypted": sorted(kept["memory"]),
        }

    def _same_share(self, uuid: str, x: int, closed: ClosedTally) -> str:
        """Return the share that was kept, or a new one after keeping it.

        Randomness that could be drawn again for other bytes would give the key away, so the
        share itself is kept, not a seed of it.
        """
        text = self._file.kept_share(uuid)
        if text is not None and _is_share(text, power_of_g(x), closed):
            return text
        text = make_share(closed.phi, closed.text, x, closed.tally)
        self._file.keep_share(uuid, text)
        return text

    def _ask(self, what: str, digest: bytes) -> None:
        """Let people compare six words."""
        if not self._compare(what, six_words(digest)):
            raise WordsDiffer("The words differ. Stop, and find out who is shown what.")


def _public_board(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ceremony as ``shared.crypto.trustees.board`` has it, from the board's page."""
    people = _listed(page, "trustees")
    numbers = [person.get("number") for person in people]
    if numbers != list(range(1, len(people) + 1)):
        raise MalformedBytes("The board's page does not number its trustees from 1.")
    return {
        "names": [string(person.get("name")) for person in people],
        "threshold": integer(page.get("threshold"), 1, len(people)),
        "messages": page.get("messages"),
    }


def _listed(page: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects on a page."""
    listed = items(page.get(name))
    if not all(isinstance(one, dict) for one in listed):
        raise MalformedBytes("The page is not what the tally service shows.")
    return cast(list[dict[str, Any]], listed)


def _board_document(
    page: Mapping[str, Any], public: dict[str, Any], kept: Mapping[str, Any]
) -> dict[str, str]:
    """Return digest and trustees text of the signed board, if it is that of this ceremony."""
    board = open_signed(Board, page.get("document"), _keys(kept).tally)
    outcome = ceremony.outcome(ceremony.recheck(public))
    stated = (board.board, board.transcript, board.key, board.trustees_text)
    found = (kept["board"], outcome.digest.hex(), to_hex(outcome.key), outcome.trustees_text)
    if stated != found:
        raise VerificationFailed("The board's document is not that of this ceremony.")
    return {"digest": board.digest, "trustees": board.trustees_text}


def _rehearsal(
    meeting: str, published: Mapping[str, Any], board: Mapping[str, str]
) -> dict[str, Any]:
    """Return the published rehearsal, fully checked, if it is this board's for ``meeting``."""
    state = rehearsals.recheck(published.get("rehearsal"))
    expected = (board["digest"], meeting, board["trustees"])
    if (state["board"], state["meeting"], state["trustees"]) != expected:
        raise rehearsals.RehearsalChanged("This is a rehearsal of another board.")
    if published.get("alpha") is not None:
        rehearsals.check_alpha(state, published["alpha"])
    return state


def _ready(kept: Mapping[str, Any]) -> dict[str, str]:
    """Return the board's digest and trustees text once the ceremony is over."""
    if kept["board_document"] is None:
        raise BoardNotReady("Finish the key ceremony first: run `ostraka trustee step` again.")
    return dict(kept["board_document"])


def _keys(kept: Mapping[str, Any]) -> Keys:
    """Return whom this trustee believes."""
    desk, tally = (bytes.fromhex(kept[name]) for name in ("desk_key", "tally_key"))
    return Keys({key_id(desk): desk}, {key_id(tally): tally})


def _is_share(text: str, public: Point, closed: ClosedTally) -> bool:
    """Return whether ``text`` is a share of the key ``public`` for this very tally."""
    try:
        check_share(text, closed.phi, closed.text, closed.tally, public)
    except (MalformedBytes, VerificationFailed):
        return False
    return True


def _check_own_key(number: int, x: int, trustees_text: str) -> None:
    """Return if the key on the medium is this trustee's on the board."""
    if owner_keys(parse_trustees(trustees_text))[number - 1] != power_of_g(x):
        raise VerificationFailed("The key in this file is not that trustee's.")
