"""A hall with an open box, and a voter in front of the booth's page.

The box is a real one with a real database behind a real server on this machine; the voter is a
browser context of their own. `Voting` does what a thumb does and counts its taps.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zxingcpp
from browsers import PHONE, serving, visiting
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select
from visitors import Visitor

from ballot_service.box_app import app_for
from ballot_service.box_db import BallotRow
from shared.crypto.credentials import slip_text
from shared.crypto.receipts import VoterReceipt, parse_receipt, verify_receipt
from shared.documents.manifests import BoxManifest, Contest, Option, Subject
from shared.plumbing.db import reading

WORDS = {
    "zh": {
        "same": "完全一样，开始填写",
        "differ": "不一样",
        "review": "核对",
        "next_open": "下一个未填",
        "encrypt": "没有错，加密选票",
        "send": "投出选票",
        "again": "再试一次",
        "not_cast": "尚未投出",
        "cast": "已投出",
        "unsure": "还不能确定",
        "next": "下一步",
    },
    "en": {
        "same": "The same: start",
        "differ": "Not the same",
        "review": "Review",
        "next_open": "Next open one",
        "encrypt": "All right: encrypt the ballot",
        "send": "Cast the ballot",
        "again": "Try again",
        "not_cast": "NOT CAST YET",
        "cast": "CAST",
        "unsure": "NOT SURE",
        "next": "Next",
    },
}
GRADES = [grade.split(" ")[1] for grade in documents.GRADES] + ["弃权"]
COUNT_TAPS = """
addEventListener("pointerdown", () => { window.taps = (window.taps ?? 0) + 1 }, true);
"""


@dataclass
class Hall:
    """A meeting whose box is served at `url`."""

    meeting: Rehearsed
    url: str

    def slip(self, voter: int = 0, letter: str = "A") -> str:
        """Return what the slip of a voter shows."""
        return slip_text(letter, self.meeting.codes[voter])

    @property
    def page(self) -> str:
        """The address of the booth, without a code."""
        return f"{self.url}/b/{self.meeting.meeting.meeting}"

    def address(self, voter: int = 0, lang: str = "zh") -> str:
        """Return what the QR code of a voter's slip opens."""
        return f"{self.page}?lang={lang}#{self.slip(voter)}"

    def ballots(self) -> list[str]:
        """Return the ballots in the box."""
        with reading(self.meeting.box.sessions) as session:
            return list(session.scalars(select(BallotRow.text)))


@contextmanager
def a_hall(folder: Path, web: Path, **options: Any) -> Iterator[Hall]:
    """Serve a box; `options` are `Rehearsed`'s. Nothing is frozen or open yet."""
    box = a_box_side(f"sqlite:///{folder / 'box.db'}", folder)
    meeting = Rehearsed(box, **options)
    with serving(app_for(box, web)) as url:
        yield Hall(meeting, url)


def open_second_round(meeting: Rehearsed) -> BoxManifest:
    """Close the box and open the spare one of the same slips; return its sheet."""
    contests = len(meeting.sheet.contests)
    spare = documents.uuids_of(meeting.meeting, "A")[1]
    second = documents.a_box_manifest(
        meeting.meeting, contests=contests, uuid=spare, round="r2", title="第二轮测评"
    )
    assert meeting.order("close").status_code == 200
    assert meeting.tell(second).status_code == 200
    assert meeting.tell(documents.a_round_order("open", second)).status_code == 200
    return second


def with_contests(sheet: BoxManifest, contests: list[Contest]) -> BoxManifest:
    """Return `sheet` with other contests."""
    fields = {name: getattr(sheet, name) for name in BoxManifest.model_fields}
    return BoxManifest(**{**fields, "contests": contests})


def a_choice(number: int, names: list[str], most: int) -> Contest:
    """Return a contest in which up to `most` of `names` may be chosen."""
    return Contest(
        key=f"c{number}.choice",
        title=f"推荐人选 {number}",
        kind="choice",
        subject=Subject(kind="list", id=f"c{number}", name=f"推荐人选 {number}"),
        options=[Option(key=f"n{i}", title=name) for i, name in enumerate(names)],
        minimum=0,
        maximum=most,
    )


@dataclass
class Voting(Visitor):
    """One voter's visit to the booth."""

    hall: Hall
    room = "booth"

    @property
    def says(self) -> dict[str, str]:
        return WORDS[self.lang]

    def open(self, voter: int = 0) -> Voting:
        """Come by the address of a slip and wait for the six words."""
        self.page.goto(self.hall.address(voter, self.lang))
        self.button("same").wait_for()
        return self

    def start(self, voter: int = 0) -> Voting:
        """Come to the sheet."""
        self.open(voter)
        self.button("same").click()
        return self

    def button(self, name: str) -> Locator:
        """Return a button by the name it has above."""
        return self.page.get_by_role("button", name=self.says[name], exact=True)

    def heading(self) -> str:
        """Return what the screen is called."""
        return self.page.locator("#booth h1").inner_text().strip()

    def wait_for_heading(self, text: str) -> None:
        """Wait until the screen is called so."""
        self.page.locator("#booth h1", has_text=text).wait_for()

    def option(self, name: str) -> Locator:
        """Return an option of the contest that is shown alone."""
        return self.page.get_by_role("radio", name=name, exact=True)

    def tap_all(self, options: list[int] | int = 1) -> Voting:
        """Tap a mark of every contest of a short sheet, one a screen, and come to the review."""
        for contest, option in self._marks(options):
            self.wait_for_heading(contest.title)
            self.option(contest.options[option].title).click()
        self.button("encrypt").wait_for()
        return self

    def mark_all(self, options: list[int] | int = 1) -> Voting:
        """Do as ``tap_all`` does by keys, which need not wait as a finger has to."""
        for contest, option in self._marks(options):
            self.wait_for_heading(contest.title)
            self.option(contest.options[option].title).press("Space")
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        self.button("encrypt").wait_for()
        return self

    def _marks(self, options: list[int] | int) -> Iterator[tuple[Contest, int]]:
        """Yield each contest with the option that is to be marked."""
        contests = self.hall.meeting.sheet.contests
        chosen = [options] * len(contests) if isinstance(options, int) else options
        yield from zip(contests, chosen, strict=True)

    def seal(self) -> Voting:
        """Encrypt and come to NOT CAST."""
        self.button("encrypt").press("Enter")
        self.button("send").wait_for()
        return self

    def send(self) -> Voting:
        """Send and come to CAST."""
        self.button("send").press("Enter")
        return self.wait_for_cast()

    def wait_for_cast(self) -> Voting:
        """Wait until the screen says CAST."""
        self.page.locator("h1.voter-status--cast").wait_for()
        assert self.says["cast"] in self.heading()
        return self

    def receipt(self) -> VoterReceipt:
        """Return the receipt on the screen after verifying it."""
        shown = self.page.locator(".booth-receipt").inner_text()
        receipt = parse_receipt(shown)
        public = documents.BOX.public
        verify_receipt(public, receipt.uuid, receipt.tracker, receipt.signature)
        return receipt

    def trouble(self) -> str:
        """Wait for something that stands in the way; return its name."""
        self.page.locator(".voter-notice--bad").wait_for()
        return self.page.locator("#booth code").inner_text()


@contextmanager
def voting(browser: Browser, hall: Hall, lang: str = "zh", **options: Any) -> Iterator[Voting]:
    """Let one voter come with a phone."""
    size = options.pop("size", PHONE)
    with visiting(browser, size, has_touch=True, **options) as visit:
        visit.page.add_init_script(COUNT_TAPS)
        yield Voting(visit, lang, hall)


def type_at_once(page: Page, keys: list[str]) -> None:
    """Press keys as fast as a scanner does, however busy this machine is."""
    page.evaluate(
        """keys => {
          for (const key of keys) {
            const at = document.activeElement ?? document.body;
            at.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
          }
        }""",
        keys,
    )


def qr_codes(page: Page, part: Locator) -> list[str]:
    """Return what the QR codes in a picture of `part` say."""
    png = base64.b64encode(part.screenshot()).decode()
    blank = page.context.new_page()
    width, height, grey = blank.evaluate(
        """async (png) => {
          const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext("2d");
          context.drawImage(bitmap, 0, 0);
          const {data} = context.getImageData(0, 0, bitmap.width, bitmap.height);
          return [bitmap.width, bitmap.height, Array.from(data).filter((_, i) => i % 4 === 0)];
        }""",
        png,
    )
    blank.close()
    image = memoryview(bytes(grey)).cast("B", shape=[height, width])
    return [code.text for code in zxingcpp.read_barcodes(image)]
