"""Three trustees at a real tally service: two in browsers, one with the command line's program."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from browsers import (
    DESKTOP,
    PHONE,
    Visit,
    axe_violations,
    clipped_at_double_size,
    picture,
    small_targets,
    small_texts,
)
from factories import documents
from factories.office import token_of
from factories.tally import ClosedRound, Counting, Person, a_person
from playwright.sync_api import Page, expect

from shared.cli.trustee import TrusteeProgram
from shared.crypto.keyfile import Cost
from shared.crypto.receipts import six_words
from shared.documents.boards import Board
from shared.documents.closing import ClosingRecord
from shared.plumbing.http import open_client

NAMES = ("张三", "李四", "王五")
PASSPHRASE = "水落石出 correct horse"
CHEAP = Cost(memory_kib=8192, iterations=1)


@dataclass
class Room:
    """A board whose ceremony begins, and who sits on it."""

    counting: Counting
    url: str
    folder: Path
    people: list[Person] = field(default_factory=list)
    board: str = ""
    heard: list[tuple[str, ...]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        tally = self.counting.tally
        self.people = [a_person(tally, name, "trustee") for name in NAMES]
        admin = a_person(tally, "管理员", "admin")
        self.board = self.begin_board(admin)

    def begin_board(self, admin: Person) -> str:
        accounts = [person.actor.account_id for person in self.people]
        body = {"title": "县计票委员会", "year": 2026, "threshold": 2, "trustees": accounts}
        made = self.counting.client.post("/api/v1/boards", json=body, headers=admin.headers)
        return str(made.json["board"])

    def page(self) -> dict[str, Any]:
        return dict(self.counting.client.get(f"/api/v1/boards/{self.board}").json)

    def enter(self, visit: Visit, number: int) -> Trustee:
        """Sign trustee `number` in and open their link."""
        self.sign_in(visit, self.people[number - 1])
        return Trustee(self, visit.page, number)

    def sign_in(self, visit: Visit, person: Person) -> Page:
        """Return the page of somebody who is signed in."""
        cookie = {"name": "tally_session", "value": token_of(person)}
        visit.context.add_cookies([{**cookie, "url": self.url, "sameSite": "Strict"}])
        return visit.page

    def program(self, number: int) -> TrusteeProgram:
        """Return the command line's program of trustee `number`."""
        return self.program_with(number, self.key_file(number))

    def key_file(self, number: int) -> Path:
        """Return where the command line's program keeps the key of trustee `number`."""
        return self.folder / f"cli-{number}.json"

    def hold_ceremony(self) -> Board:
        """Let all three make their keys with the command line's program; return the document."""
        programs = [self.program(number) for number in range(1, len(NAMES) + 1)]
        for number, program in enumerate(programs, start=1):
            program.init(self.board, number, documents.DESK.public)
        while any(program.step() for program in programs):
            pass
        return Board.parse(self.page()["document"]["document"])

    def program_with(self, number: int, key_file: Path) -> TrusteeProgram:
        """Return the command line's program with a key file that is there already."""
        peer = open_client(self.url, token=token_of(self.people[number - 1]))
        return TrusteeProgram(peer, key_file, PASSPHRASE, self._hear, cost=CHEAP)

    def go_on(self, program: TrusteeProgram, number: int, step: str) -> None:
        """Let the program act until it has done `step`, as soon as the others let it."""

        def acted() -> bool:
            program.step()
            return self.has_sent(step, number)

        self._until(acted)

    def rehearse(self, program: TrusteeProgram, meeting: str) -> None:
        """Let the program act until the rehearsal is over."""

        def acted() -> bool:
            program.rehearse(meeting)
            return self.rehearsal(meeting)["document"] is not None

        self._until(acted)

    def rehearsal(self, meeting: str) -> dict[str, Any]:
        path = f"/api/v1/boards/{self.board}/rehearsals/{meeting}"
        return dict(self.counting.client.get(path).json)

    def has_sent(self, step: str, number: int) -> bool:
        return self.page()["messages"][step][number - 1] is not None

    def close_a_box(self, document: Board, letters: str = "A") -> ClosedRound:
        """Let a round be held and closed under this board, so that its boxes wait for shares."""
        held = documents.HeldBoard(document, {}, b"")
        votes = {letter: [0, 0, 1, 1, 3, 4, 0] for letter in letters}
        closed = self.counting.hold(votes, board=held.ref)
        closed.board = held
        self.counting.box.pages |= closed.pages()
        self.counting.clear(closed)
        return closed

    def words_of_the_hall(self, closed: ClosedRound, letter: str = "A") -> list[str]:
        """Return the words that the hall's screen shows of a closing record."""
        path = f"/api/v1/counts/{closed.uuid(letter)}/task"
        task = self.counting.client.get(path, headers=self.people[0].headers).json
        record = ClosingRecord.model_validate(task["closing"])
        return list(six_words(sha256(record.message()).digest()).zh)

    def shares(self, closed: ClosedRound, letter: str = "A") -> list[int]:
        return list(self.counting.count(closed, letter)["shares"])

    def _until(self, done: Callable[[], Any]) -> None:
        for _ in range(100):
            if done():
                return
            time.sleep(0.2)
        raise AssertionError("the others never did their part")

    def _hear(self, _what: str, words: Any) -> bool:
        self.heard.append(words.zh)
        return True


@dataclass
class Trustee:
    """A trustee in front of their page."""

    room: Room
    page: Page
    number: int
    file: Path | None = None

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.room.url}/t/{self.room.board}{query}")

    def heading(self, text: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(text, timeout=20_000)

    def make(self) -> None:
        """Choose a passphrase and make the key."""
        self.page.locator("#passphrase").fill(PASSPHRASE)
        self.page.locator("#again").fill(PASSPHRASE)
        self.press("生成密钥")

    def save(self) -> Path:
        """Save the file as the browser does."""
        self.heading("保存密钥文件，并证明它打得开")
        with self.page.expect_download() as saving:
            self.press("① 保存文件")
        name = saving.value.suggested_filename
        self.file = self.room.folder / f"{self.number}-{name}"
        saving.value.save_as(self.file)
        return self.file

    def prove(self, *, file: Path | None = None, passphrase: str | None = None) -> None:
        """Choose the saved file again."""
        self.page.locator("#key-file").set_input_files(str(file or self.file))
        if passphrase is not None:
            self.page.locator("#passphrase").fill(passphrase)
        self.press("验证")

    def load(self, file: Path, passphrase: str = PASSPHRASE) -> None:
        """Open a key file."""
        self.page.locator("#own-key-file").set_input_files(str(file))
        self.page.locator("#own-passphrase").fill(passphrase)
        self.press("打开")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def told(self) -> str:
        """Return what the page says went wrong."""
        box = self.page.locator("[role=alert]").first
        expect(box).to_be_visible(timeout=20_000)
        return box.inner_text()

    def words(self) -> list[str]:
        """Return the six words that are shown large."""
        self.heading("大声核对这六个词")
        return self.large_words()

    def large_words(self) -> list[str]:
        return self.page.locator(".trustee-words--large li").all_inner_texts()

    def look(self, name: str) -> None:
        """Measure the page, once for each name, on a screen and on a phone; keep pictures."""
        if name in self.room.seen:
            return
        self.room.seen.add(name)
        self.page.wait_for_load_state()
        for label, size in (("1280", DESKTOP), ("390", PHONE)):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            picture(self.page, f"{name}-{label}")
            wrong = [
                *(axe_violations(self.page) if label == "390" else []),
                *small_texts(self.page).items(),
                *small_targets(self.page).items(),
                *clipped_at_double_size(self.page).items(),
            ]
            assert wrong == [], f"{name} at {label}: {wrong}"
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
