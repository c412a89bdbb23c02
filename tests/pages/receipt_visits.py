"""Votes whose receipts can be checked, and a voter in front of the page that checks them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from booth_visits import Hall
from browsers import PHONE, visiting
from factories import documents
from playwright.sync_api import Browser
from visitors import Visitor

from shared.crypto.jsontext import unb64
from shared.crypto.receipts import VoterReceipt, receipt_text, sign_receipt
from shared.crypto.signing import SigningKey

ANOTHER = {"zh": "查别的", "en": "Check something else"}


@dataclass
class Votes:
    """A hall in which the first voters have cast their ballots."""

    hall: Hall
    receipts: list[str] = field(default_factory=list)

    def cast(self, voters: int) -> Votes:
        """Let so many vote; keep what they copied."""
        for voter in range(voters):
            answer = self.hall.meeting.cast(self.hall.meeting.ballot(voter, voter % 5))
            assert answer.status_code == 201
            self.receipts.append(self.receipt(answer.json["tracker"]))
        return self

    def receipt(self, tracker: str, key: SigningKey = documents.BOX, uuid: str = "") -> str:
        """Return a receipt for a tracker, whether its ballot is there or not."""
        box = uuid or self.hall.meeting.uuid
        mark = unpadded(tracker)
        return receipt_text(VoterReceipt(box, mark, sign_receipt(key, box, mark)))

    def tracker(self, voter: int) -> str:
        """Return the tracker of a voter's ballot, as people see it."""
        return self.receipts[voter].split(".")[1]

    def address(self, question: str = "", lang: str = "zh") -> str:
        """Return the address that asks ``question`` at once."""
        behind = f"#{question}" if question else ""
        return f"{self.hall.url}/r/{self.hall.meeting.meeting.meeting}?lang={lang}{behind}"


def unpadded(tracker: str) -> bytes:
    """Return the bytes of a tracker; a short one stands for the hash of its letters."""
    return unb64(tracker) if len(tracker) == 43 else sha256(tracker.encode()).digest()


@dataclass
class Checking(Visitor):
    """One voter's visit to the page."""

    votes: Votes
    room = "receipt"

    def ask(self, question: str) -> str:
        """Come by an address that asks; return the heading of the answer."""
        self.page.goto("about:blank")
        self.page.goto(self.votes.address(question, self.lang))
        return self.answer()

    def paste(self, text: str) -> None:
        """Paste a question and send it, again after an answer."""
        another = self.page.get_by_role("button", name=ANOTHER[self.lang], exact=True)
        if another.count():
            another.click()
        elif not self.page.locator("#receipt-text").count():
            self.page.goto(self.votes.address(lang=self.lang))
        self.page.locator("#receipt-text").fill(text)
        self.page.locator("form button").click()

    def answer(self) -> str:
        """Wait for the answer; return its heading, after the sign."""
        heading = self.page.locator("#receipt .voter-notice__heading")
        heading.wait_for()
        return heading.inner_text().split("\n")[-1].strip()

    @property
    def verdict(self) -> str:
        """What stands in the coloured notice: what was found, what it means, what to do."""
        return self.page.locator("#receipt .voter-notice").first.inner_text()

    @property
    def said(self) -> str:
        """All that is shown, what can be opened too."""
        return self.page.locator("#receipt").text_content() or ""

    def look(self, name: str) -> None:
        """Keep a picture of this screen, and check that it is right for everybody."""
        for part in self.page.locator("details").all():
            part.evaluate("(part) => { part.open = true; }")
        super().look(name)


@contextmanager
def checking(
    browser: Browser, votes: Votes, lang: str = "zh", **options: Any
) -> Iterator[Checking]:
    """Let one voter come with a phone."""
    size = options.pop("size", PHONE)
    with visiting(browser, size, has_touch=True, **options) as visit:
        yield Checking(visit, lang, votes)
