"""A blind meeting whose desk and box are served at two origins, and people with phones.

Both are real services with real databases behind real servers on this machine; everything that
comes to either is recorded as it came. A phone is a browser context of its own.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from browsers import (
    PATIENCE_SECONDS,
    PHONE,
    serving,
    visiting,
    wait_until,
)
from factories import documents
from factories.blind_hall import BlindHall
from factories.boxes import work as work_at_box
from factories.desk import an_item
from flask import Flask
from playwright.sync_api import Browser, Locator
from visitors import Visitor

from ballot_service.box_app import app_for as box_app_for
from ballot_service.desk_app import app_for as desk_app_for
from shared.crypto.receipts import VoterReceipt, parse_receipt, verify_receipt

SECONDS = 6
"""Of activation: the waits are as long as half of it."""

WORDS = {
    "zh": {
        "me": "是我本人，继续",
        "not_me": "不是我",
        "same": "完全一样，领取投票权",
        "differ": "不一样",
        "again": "再试一次",
        "go": "继续，打开票箱页面",
        "here": "在这部手机上继续",
        "kept": "投票权已在这部手机里",
        "activated": "激活完成，可以锁屏了",
        "listed": "您在名单上",
        "vote": "进入投票",
        "encrypt": "没有错，加密选票",
        "send": "投出选票",
        "over": "会议的投票已经结束",
    },
    "en": {
        "me": "This is me: go on",
        "not_me": "This is not me",
        "same": "The same: get my voting right",
        "differ": "Not the same",
        "again": "Try again",
        "go": "Go on: open the box's page",
        "here": "Go on with this phone",
        "kept": "The voting right is in this phone",
        "activated": "Done: you may lock your phone",
        "listed": "You are on the list",
        "vote": "Vote now",
        "encrypt": "All right: encrypt the ballot",
        "send": "Cast the ballot",
        "over": "The votes of this meeting are over",
    },
}


@dataclass(frozen=True)
class Came:
    """One request as a service got it, and what it answered."""

    path: str
    """With the query."""
    headers: dict[str, str]
    sent: bytes
    answered: bytes


class Recorder:
    """Stands before a service and notes what comes and goes."""

    def __init__(self, app: Flask) -> None:
        self.came: list[Came] = []
        self._inner = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign,assignment]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(sent)
        query = environ["QUERY_STRING"]
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        headers = {name: str(value) for name, value in environ.items() if name.startswith("HTTP_")}
        answered = list(self._inner(environ, start_response))
        if not path.startswith("/static/"):
            self.came.append(Came(path, headers, sent, b"".join(answered)))
        return answered


@dataclass
class PhoneHall:
    """A blind meeting that phones can come to."""

    hall: BlindHall
    desk_url: str
    box_url: str
    desk: Recorder
    box: Recorder
    round: str = ""

    def link(self, person: str, lang: str = "zh") -> str:
        """Return the person's invitation."""
        path = f"{self.desk_url}/i/{self.hall.meeting}?lang={lang}"
        return f"{path}#{self.hall.tokens[person]}"

    def box_page(self, letter: str, lang: str = "zh") -> str:
        """Return a page of the box: "a" keeps rights, "b" is the booth."""
        return f"{self.box_url}/{letter}/{self.hall.meeting}?lang={lang}"

    def invite(self, *, check_in: bool = True) -> PhoneHall:
        """Make a meeting with a short sheet and invite everybody; begin check-in."""
        item = an_item()
        item["contests"]["A"] = item["contests"]["A"][:2]
        if check_in:
            self.hall.checking_in(items=[item])
        else:
            self.hall.invited(items=[item])
        return self

    @property
    def people(self) -> list[str]:
        """Everybody on the roll."""
        return self.hall.of("A")

    def words(self, lang: str = "zh") -> list[str]:
        """Return the six words on the hall's screen."""
        return list(self.hall.get()["manifest"]["words"][lang])

    def end_check_in(self, seconds: int = SECONDS) -> None:
        """Announce the end of activation."""
        BlindHall.must(self.hall.end_check_in(seconds))

    def freeze(self) -> None:
        """Let the announced end pass and freeze the lists."""
        self.hall.wait_for_the_end()
        BlindHall.must(self.hall.post(self.hall.organizer, "/freeze"))
        self.hall.tally.rehearse(self.hall.meeting, self.hall.board.document)
        self.hall.work()
        work_at_box(self.hall.box)

    def open(self) -> None:
        """Open the round."""
        self.round = self.hall.begin()
        self.hall.open(self.round)

    def finish(self) -> None:
        """Close the round and the meeting."""
        self.hall.close(self.round)
        self.hall.hand_out(issued=0, printed=2)
        BlindHall.must(self.hall.post(self.hall.organizer, "/finish"))
        self.hall.work()


@contextmanager
def a_phone_hall(folder: Path, web: Path) -> Iterator[PhoneHall]:
    """Serve desk and box; there is no meeting yet."""
    hall = BlindHall(f"sqlite:///{folder / 'desk.db'}", folder)
    box = box_app_for(hall.box, web)
    box_recorder = Recorder(box)
    with serving(box) as box_url:
        hall.desk = replace(hall.desk, box_origin=box_url)
        desk = desk_app_for(hall.desk, web)
        desk_recorder = Recorder(desk)
        with serving(desk) as url:
            desk_url = url.replace("127.0.0.1", "localhost")
            yield PhoneHall(hall, desk_url, box_url, desk_recorder, box_recorder)


@dataclass
class Phone(Visitor):
    """One person's phone."""

    hall: PhoneHall
    room = "blind"
    looked: list[str] = field(default_factory=list)

    @property
    def says(self) -> dict[str, str]:
        return WORDS[self.lang]

    def press(self, name: str) -> None:
        """Press the button or link of this name."""
        self.control(name).click()

    def control(self, name: str) -> Locator:
        """Return a button or link by the name it has above."""
        text = self.says[name]
        button = self.page.get_by_role("button", name=text, exact=True)
        return button.or_(self.page.get_by_role("link", name=text, exact=True))

    def screen(self, name: str) -> Locator:
        """Return the heading of the screen that is called so."""
        return self.page.locator("main h1", has_text=self.says.get(name, name))

    def wait_for(self, name: str) -> None:
        """Wait until the screen is called so."""
        self.screen(name).wait_for()

    def invited(self, person: str) -> Phone:
        """Open the person's invitation."""
        self.page.goto(self.hall.link(person, self.lang))
        return self

    def words(self) -> Phone:
        """Go on to the six words."""
        self.press("me")
        self.control("same").wait_for()
        return self

    def collect(self, person: str) -> Phone:
        """Do all that is done at the desk, and come to the box."""
        self.invited(person).words()
        self.press("same")
        self.wait_for("kept")
        return self

    def wake(self) -> None:
        """Let the page look at once, as when the network comes back."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def until(self, name: str) -> Phone:
        """Look until the screen is called so."""
        heading = self.screen(name)
        end = time.monotonic() + PATIENCE_SECONDS
        while not heading.is_visible():
            assert time.monotonic() < end, self.page.inner_text("main")
            self.wake()
            self.page.wait_for_timeout(150)
        return self

    def vote(self, option: int = 1) -> VoterReceipt:
        """Fill in the sheet that is shown and cast it; return the receipt after verifying it."""
        encrypt = self.control("encrypt")
        radios = self.page.get_by_role("radio")
        radios.first.wait_for()
        while not encrypt.is_visible():
            title = self.page.inner_text("main h1")
            radios.nth(option).press("Space")
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
            wait_until(
                self.page, "title => document.querySelector('main h1').innerText !== title", title
            )
        encrypt.press("Enter")
        self.control("send").press("Enter")
        self.page.locator("h1.voter-status--cast").wait_for()
        return self.receipt()

    def receipt(self) -> VoterReceipt:
        """Return the receipt on the screen after verifying it."""
        receipt = parse_receipt(self.page.locator(".booth-receipt").first.inner_text())
        public = documents.BOX.public
        verify_receipt(public, receipt.uuid, receipt.tracker, receipt.signature)
        return receipt

    def kept(self) -> list[dict[str, Any]]:
        """Return the voting rights that the box's origin keeps in this phone."""
        name = f"ostraka/right/{self.hall.hall.meeting}"
        return list(json.loads(self.page.evaluate("n => localStorage.getItem(n)", name) or "[]"))

    def trouble(self) -> str:
        """Wait for something that stands in the way; return its name."""
        code = self.page.locator("#invitation code")
        code.wait_for()
        return code.inner_text()


@contextmanager
def a_phone(browser: Browser, hall: PhoneHall, lang: str = "zh", **options: Any) -> Iterator[Phone]:
    """Let one person come with a phone."""
    size = options.pop("size", PHONE)
    with visiting(browser, size, has_touch=True, **options) as visit:
        yield Phone(visit, lang, hall)


def behind(url: str) -> str:
    """Return what stands behind the # of an address."""
    return urlsplit(url).fragment
