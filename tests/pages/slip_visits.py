"""An organizer who makes slips in the browser, and the paper that comes out of the printer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from browsers import DESKTOP, serving, visiting
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from playwright.sync_api import Browser, Locator
from visitors import Visitor

from ballot_service.box_app import app_for
from ballot_service.meetings.domain.slip_links import slips_page
from shared.crypto.credentials import credential_list, list_digest, parse_slip
from shared.documents.base import sign

VOTERS_ORIGIN = "https://vote.example.gov.cn"
"""Where phones find the box: the page itself is opened on this machine."""

HASTY_DOTS_PER_INCH = 150

WORDS = {
    "zh": {
        "make": "制作凭条",
        "stop": "停止",
        "print": "打印",
        "printed": "印好了，去验纸",
        "discard": "放弃这一批",
        "sure": "再点一次：放弃这一批，已印的纸作废",
        "good": "都对，准备上传",
        "not_good": "不好，回到打印",
        "upload": "上传",
        "again": "再试一次",
    },
    "en": {
        "make": "Make the slips",
        "stop": "Stop",
        "print": "Print",
        "printed": "Printed: proof it",
        "discard": "Give this batch up",
        "sure": "Once more: give it up, what is printed is worthless",
        "good": "All right: go on to upload",
        "not_good": "Not good: back to print",
        "upload": "Upload",
        "again": "Try again",
    },
}


@dataclass
class Place:
    """A meeting that is prepared, and its box at `url`."""

    meeting: Rehearsed
    url: str

    def link(self, printed: int, lang: str = "zh", letters: str = "A", **changes: Any) -> str:
        """Return the desk's link with a ticket for each of the classes `letters`."""
        manifest = self.meeting.meeting
        tickets = [
            sign(documents.DESK, documents.an_upload_ticket(manifest, printed, letter, **changes))
            for letter in letters
        ]
        link = slips_page(self.url, manifest.meeting, *tickets)
        return link.replace("#", f"?lang={lang}#")

    def lists(self) -> dict[str, str | None]:
        """Return the digest of the list in each box."""
        page = self.meeting.client.get(f"/api/v1/meetings/{self.meeting.meeting.meeting}").json
        return {entry["uuid"]: entry["list_digest"] for entry in page["boxes"]}

    def digests(self, codes: list[str], letter: str = "A") -> dict[str, str]:
        """Return what `lists` says when just these codes were uploaded."""
        uuids = documents.uuids_of(self.meeting.meeting, letter)
        lists = documents.public_lists(codes, uuids)
        return {uuid: list_digest(credential_list(publics)) for uuid, publics in lists.items()}


@contextmanager
def a_place(
    folder: Path, web: Path, origin: str = VOTERS_ORIGIN, **options: Any
) -> Iterator[Place]:
    """Serve a box that knows a meeting; `options` are `Rehearsed`'s."""
    box = a_box_side(f"sqlite:///{folder / 'box.db'}", folder)
    meeting = Rehearsed(box, **options).prepare()
    with serving(app_for(box, web, VOTERS_ORIGIN)) as url:
        yield Place(meeting, url)


@dataclass
class SlipMaking(Visitor):
    """One organizer's visit."""

    place: Place
    room = "slips"
    bodies: list[str] = field(default_factory=list)
    """Everything that was sent."""

    def open(self, link: str) -> SlipMaking:
        """Follow the desk's link; wait until the cable may be pulled."""
        self.page.goto(link)
        self.button("make").wait_for()
        return self

    def make(self, **reserves: int) -> SlipMaking:
        """Make the slips, so many of a class in reserve; wait for the printer's screen."""
        for letter, count in reserves.items():
            self.page.locator(f"#reserve-{letter}").fill(str(count))
        self.button("make").click()
        self.button("printed").wait_for()
        return self

    def printed(self) -> bytes:
        """Return the PDF that the browser's own print makes."""
        return self.page.pdf(prefer_css_page_size=True)

    def proof(self, *slips: str) -> SlipMaking:
        """Go on to the proof and type the end of one slip of each class; count the pages."""
        self.button("printed").click()
        for slip in slips:
            self.field(slip[0]).fill(slip[-4:])
        self.page.locator("#complete").check()
        return self

    def upload(self) -> SlipMaking:
        """Confirm, upload, and wait until the slips can vote."""
        self.button("good").click()
        self.button("upload").click()
        self.page.locator(".voter-notice--good h1").wait_for()
        return self

    def field(self, letter: str = "A") -> Locator:
        """Return where the end of a picked slip is typed."""
        return self.page.locator(f"#picked-{letter}")

    def button(self, name: str) -> Locator:
        """Return a button by the name it has above."""
        return self.page.get_by_role("button", name=WORDS[self.lang][name], exact=True)

    def heading(self) -> str:
        """Return what the screen is called."""
        return self.page.locator("#slips h1").inner_text().strip()

    def trouble(self) -> str:
        """Wait for what stands in the way; return its name."""
        self.page.locator("#slips .voter-notice--bad h1").wait_for()
        return self.page.locator("#slips code").inner_text()


@contextmanager
def making_slips(
    browser: Browser, place: Place, lang: str = "zh", size: tuple[int, int] = DESKTOP
) -> Iterator[SlipMaking]:
    """Let an organizer come with a laptop."""
    with visiting(browser, size) as visit:
        making = SlipMaking(visit, lang, place)
        visit.page.on("request", lambda asked: making.bodies.append(asked.post_data or ""))
        yield making


def on_paper(pdf: bytes) -> list[list[str]]:
    """Return the slips on each page of paper, as a scanner reads their QR codes in haste."""
    return [_slips_of(page) for page in pypdfium2.PdfDocument(pdf)]


def _slips_of(page: Any) -> list[str]:
    drawn = page.render(scale=HASTY_DOTS_PER_INCH / 72, grayscale=True)
    grey = memoryview(bytes(drawn.buffer)).cast("B", shape=[drawn.height, drawn.stride])
    return [code.text.partition("#")[2] for code in zxingcpp.read_barcodes(grey)]


def codes_of(slips: list[str], letter: str = "A") -> list[str]:
    """Return the codes of slips, each of class `letter`."""
    read = [parse_slip(slip) for slip in slips]
    assert {electorate for electorate, _ in read} == {letter}
    return [code for _, code in read]
