"""A running suite and its officials, each in a browser of their own, for meetings that are walked.

Everything is real: accounts by one-time link, a board of trustees with key files, scrutineers with
theirs. Clicks and typed fields are counted for whoever is in front of a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from browsers import DESKTOP, Visit, axe_violations, picture, visiting
from playwright.sync_api import Browser, Locator, Page
from settings import WEB

from shared.cli.demo.counting import QUICK, Aloud
from shared.cli.trustee import TrusteeProgram
from shared.cli.up import Running
from shared.crypto.keyfile import Cost
from shared.crypto.scrutineer_key import seal_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.plumbing.clock import utc_now
from shared.plumbing.http import Peer, open_client

PASSPHRASE = "水落石出 correct horse"
CHEAP = Cost(memory_kib=8192, iterations=1)
STAFF = (
    ("desk", "organizer", "组织科王主任"),
    ("desk", "registrar", "签到处小李"),
    ("desk", "scrutineer", "赵公正"),
    ("desk", "scrutineer", "钱清明"),
    ("tally", "trustee", "钱守信"),
    ("tally", "trustee", "冯公度"),
    ("tally", "trustee", "蒋明镜"),
    ("tally", "certifier", "孙组长"),
    ("tally", "certifier", "周委员"),
)
LEADS_ON = """(e) => e.localName === "a" ? !e.href.includes("/report.") :
  e.type === "submit" && e.form !== null && e.form.method === "post" &&
  e.form.hasAttribute("action")"""
"""Whether pressing this brings another page: a link, or a form that no script sends."""

YEARS_BOARD = {"title": "密钥保管组", "threshold": 2}


@dataclass
class Toll:
    """What a meeting costs those who run it: clicks and filled fields by (step, role)."""

    step: str = ""
    """What is being done now."""
    last: str = ""
    """Who clicked last."""
    clicks: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)

    def clicked(self, name: str, role: str) -> None:
        """Count one click of this person."""
        self.clicks[self.step, role] += 1
        self.last = name

    def of_role(self, role: str) -> str:
        """Return "clicks/fields" of everybody with this role, of everybody if it is empty."""
        if not role:
            return f"{self.clicks.total()}/{self.fields.total()}"
        return f"{_of(self.clicks, 1, role)}/{_of(self.fields, 1, role)}"

    def of_steps(self) -> str:
        """Return every step that cost something, as "step clicks/fields"."""
        steps = dict.fromkeys(step for step, _ in [*self.clicks, *self.fields])
        return ", ".join(
            f"{step} {_of(self.clicks, 0, step)}/{_of(self.fields, 0, step)}" for step in steps
        )


def _of(counted: Counter[tuple[str, str]], place: int, name: str) -> int:
    return sum(count for key, count in counted.items() if key[place] == name)


@dataclass
class Person:
    """One official in front of a browser."""

    name: str
    role: str
    account: str
    visit: Visit
    peer: Peer
    key_file: Path
    toll: Toll = field(default_factory=Toll)
    public: str = ""
    """Of a scrutineer: the public key, which the organizer types in."""

    @property
    def page(self) -> Page:
        return self.visit.page

    def open(self, address: str) -> None:
        """Go to an address that a page names, or to the meeting's page again: one click."""
        self.toll.clicked(self.name, self.role)
        self.page.goto(address)

    def click(self, place: Locator) -> None:
        """Press a button, follow a link, tick a box; wait for the page it leads to, if any."""
        self.toll.clicked(self.name, self.role)
        if place.evaluate(LEADS_ON):
            with self.page.expect_navigation():
                place.click()
        else:
            place.click()

    def type(self, place: Locator, text: str) -> None:
        """Fill a field in."""
        self.toll.fields[self.toll.step, self.role] += 1
        place.fill(text)

    def choose(self, place: Locator, value: str) -> None:
        """Choose one of a list."""
        self.toll.fields[self.toll.step, self.role] += 1
        place.select_option(value)

    def bring(self, place: Locator, file: Path) -> None:
        """Choose a file."""
        self.toll.fields[self.toll.step, self.role] += 1
        place.set_input_files(file)

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.click(self.page.get_by_role("button", name=name, exact=True))


@dataclass
class Town:
    """The suite and everybody who works in it."""

    running: Running
    folder: Path
    people: list[Person] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def those(self, role: str) -> list[Person]:
        return [person for person in self.people if person.role == role]

    def begin(self) -> Toll:
        """Count from nothing."""
        toll = Toll()
        for person in self.people:
            person.toll = toll
        return toll

    def look(self, page: Page, name: str) -> None:
        """Keep a picture of this page and check it, once for each name."""
        if name in self.seen:
            return
        self.seen.add(name)
        picture(page, name)
        assert axe_violations(page) == [], name

    def keep_pictures(self, name: str) -> None:
        """Keep a picture of what everybody sees."""
        for number, person in enumerate(self.people):
            picture(person.page, f"{name}-{number}-{person.role}")


@contextmanager
def a_town(browser: Browser, folder: Path) -> Iterator[Town]:
    """Start the suite, appoint everybody, let the trustees make their keys; stop it all."""
    started = Running(folder / "data", environment={"OSTRAKA_WEB": str(WEB)})
    with started as running, ExitStack() as stack:
        town = Town(running, folder)
        admins = {
            name: _accept(stack, running.urls[name], running.invitations[name])[1]
            for name in ("desk", "tally")
        }
        for service, role, name in STAFF:
            body = {"name": name, "roles": [role]}
            invitation = admins[service].post_json("/api/v1/invitations", body)["invitation"]
            account, peer, token = _accept(stack, running.urls[service], invitation)
            visit = stack.enter_context(visiting(browser, DESKTOP, accept_downloads=True))
            cookie = {"name": f"{service}_session", "value": token, "url": running.urls[service]}
            visit.page.set_default_timeout(20_000)
            visit.context.add_cookies([{**cookie, "sameSite": "Strict"}])
            file = folder / f"{len(town.people)}.key"
            town.people.append(Person(name, role, account, visit, peer, file))
        for person in town.those("scrutineer"):
            key = SigningKey.generate()
            person.public = key.public.hex()
            person.key_file.write_text(seal_scrutineer_key(key, PASSPHRASE, cost=CHEAP))
        _make_board(town, admins["tally"], admins["desk"])
        yield town


def _accept(stack: ExitStack, url: str, invitation: str) -> tuple[str, Peer, str]:
    """Take up an account; return its id, a connection that acts for it, and its session."""
    with open_client(url) as anybody:
        body = {"invitation": invitation, "passphrase": PASSPHRASE}
        answer = anybody.post_json("/api/v1/invitations/accept", body)
    peer = stack.enter_context(open_client(url, token=answer["session"], timeout=60))
    return str(answer["account"]), peer, str(answer["session"])


def _make_board(town: Town, tally: Peer, desk: Peer) -> None:
    """Let the trustees hold their ceremony on the command line; browsers take the same files."""
    trustees = town.those("trustee")
    body = {**YEARS_BOARD, "year": utc_now().year, "trustees": [one.account for one in trustees]}
    board = str(tally.post_json("/api/v1/boards", body)["board"])
    desk_key = bytes.fromhex(desk.get_json("/api/v1/keys")["public"])
    aloud, programs = Aloud(), []
    for number, person in enumerate(trustees, 1):
        program = TrusteeProgram(
            person.peer, person.key_file, PASSPHRASE, aloud.compare, cost=QUICK
        )
        program.init(board, number, desk_key)
        programs.append(program)
    while sum(program.step() for program in programs):
        pass
