"""A voting machine in the hall, the staff who start it, and the voters who come to it.

`Kiosk` does what their hands do; a scanner is a keyboard that types faster than any hand.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from booth_visits import WORDS, Hall, Voting, type_at_once
from browsers import visiting
from playwright.sync_api import Browser

from shared.crypto.ballots import tracker

LANDSCAPE = (1280, 1024)
PORTRAIT = (1080, 1920)
CALM, WARNING, RESULT, NEUTRAL = 45, 20, 30, 8
"""Seconds, as in kiosk/kiosk.ts."""

OWN = {
    "zh": {
        "start": "完全一样，启动投票机",
        "invitation": "请扫描您的凭条",
        "type": "手工输入代码",
        "camera": "用摄像头扫描",
        "done": "完成，清空屏幕",
        "end": "结束，清空屏幕",
        "more": "再看 30 秒",
        "question": "您还在吗？",
        "here": "我还在，继续",
        "next_voter": "我是下一位，请清空",
        "staff": "工作人员：按住 5 秒退出",
        "later": "知道了，下一位",
        "language": "English",
    },
    "en": {
        "start": "The same: start the machine",
        "invitation": "Scan your slip",
        "type": "Type the code",
        "camera": "Scan with the camera",
        "done": "Done: clear the screen",
        "end": "End and clear the screen",
        "more": "30 seconds more",
        "question": "Are you still there?",
        "here": "I am here: go on",
        "next_voter": "I am next: clear the screen",
        "staff": "Staff: hold 5 seconds to leave",
        "later": "I see: next voter",
        "language": "中文",
    },
}


@dataclass
class Kiosk(Voting):
    """A machine at which one voter after another votes."""

    room = "kiosk"

    @property
    def says(self) -> dict[str, str]:
        return WORDS[self.lang] | OWN[self.lang]

    @property
    def address(self) -> str:
        """Where the staff open it."""
        return f"{self.hall.url}/k/{self.hall.meeting.meeting.meeting}?lang={self.lang}"

    def arrive(self) -> Kiosk:
        """Open the page and wait for the six words."""
        self.page.goto(self.address)
        self.button("start").wait_for()
        return self

    def launch(self) -> Kiosk:
        """Do what the staff do before the first voter."""
        self.arrive()
        self.button("start").click()
        return self.wait_for_next()

    def wait_for_next(self) -> Kiosk:
        """Wait until the next voter is invited."""
        self.page.locator("h1.kiosk-invitation", has_text=self.says["invitation"]).wait_for()
        return self

    def wedge(self, text: str, end: str = "Enter") -> Kiosk:
        """Scan `text` with a scanner that types; how fast, this machine decides."""
        self.page.keyboard.type(text)
        if end:
            self.page.keyboard.press(end)
        return self

    def wedge_at_once(self, text: str, end: str = "Enter") -> Kiosk:
        """Scan `text` with a scanner that is certainly faster than a hand."""
        type_at_once(self.page, [*text, *([end] if end else [])])
        return self

    def scan(self, voter: int = 0, end: str = "Enter") -> Kiosk:
        """Scan a slip and come to the sheet."""
        self.wedge(self.hall.address(voter), end)
        self.wait_for_heading(self.hall.meeting.sheet.contests[0].title)
        return self

    def vote(self, voter: int = 0, options: list[int] | int = 1) -> Kiosk:
        """Cast the ballot of a slip and see CAST."""
        self.scan(voter).mark_all(options)
        self.seal().send()
        return self

    def done(self) -> Kiosk:
        """Clear the screen and wait for the next voter."""
        self.button("done").click()
        return self.wait_for_next()

    def wait_idle(self, seconds: float) -> Kiosk:
        """Let so much time go by; the page's clock has to be ours."""
        self.page.clock.run_for(seconds * 1000)
        return self

    def strip(self) -> str:
        """Return what stands above the screen."""
        return self.page.locator(".kiosk-strip").inner_text()

    def look(self, name: str) -> None:
        """Keep pictures of this screen, and check that it is right for everybody, at both sizes."""
        for size in (PORTRAIT, LANDSCAPE):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            super().look(name)


def shown_tracker(ballot: str) -> str:
    """Return the tracker of a ballot as pages show it."""
    return base64.b64encode(tracker(ballot)).decode().rstrip("=")


@contextmanager
def a_kiosk(browser: Browser, hall: Hall, lang: str = "zh", **options: Any) -> Iterator[Kiosk]:
    """Set a machine up in the hall; nobody has started it."""
    with visiting(browser, options.pop("size", LANDSCAPE), has_touch=True, **options) as visit:
        yield Kiosk(visit, lang, hall)
