"""Two scrutineers in front of the page that scans leftover slips, at a real box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from booth_visits import Hall, type_at_once
from browsers import DESKTOP, PHONE, visiting
from factories import documents
from playwright.sync_api import Browser, Locator
from visitors import Visitor

from shared.crypto.keyfile import Cost
from shared.crypto.scrutineer_key import seal_scrutineer_key
from shared.crypto.signing import SigningKey

PASSPHRASE = "correct horse 电池"
CHEAP = Cost(memory_kib=8192, iterations=1)
SIGN_MS = 30_000

WORDS = {
    "zh": {
        "abandon": "不扫了，回到开头",
        "look": "再看一次",
        "begin": "开始扫描",
        "undo": "撤销最后一张",
        "finish": "扫完了",
        "more": "继续扫描",
        "insist": "找不到原因，照实签名",
        "correct": "按这个张数",
        "sign": "签名",
        "save": "保存扫描文件",
        "load": "打开扫描文件",
        "publish": "公布",
        "camera": "用摄像头扫描",
        "camera_off": "关掉摄像头",
        "add": "加上这一张",
        "compare": "核对张数",
        "choosing": "扫描未发出的凭条",
        "counting": "签名之前，先核对张数",
        "differing": "张数对不上",
        "signing": "两位监票人签名",
        "published": "已公布",
    },
    "en": {
        "abandon": "Give up and begin again",
        "look": "Look again",
        "begin": "Start scanning",
        "undo": "Take the last one back",
        "finish": "All scanned",
        "more": "Go on scanning",
        "insist": "No reason found: sign it as it is",
        "correct": "Use this number",
        "sign": "Sign",
        "save": "Save the scan file",
        "load": "Open the scan file",
        "publish": "Publish",
        "camera": "Scan with the camera",
        "camera_off": "Switch the camera off",
        "add": "Add this slip",
        "compare": "Compare the count",
        "choosing": "Scan the leftover slips",
        "counting": "Before you sign: compare the count",
        "differing": "The count differs",
        "signing": "Both scrutineers sign",
        "published": "Published",
    },
}


def key_file(folder: Path, key: SigningKey, name: str) -> Path:
    """Write a scrutineer's key file that is cheap to open; return its path."""
    path = folder / name
    path.write_text(seal_scrutineer_key(key, PASSPHRASE, cost=CHEAP), encoding="utf-8")
    return path


def key_files(folder: Path) -> list[Path]:
    """Write the key files of both scrutineers."""
    return [key_file(folder, key, f"key-{n}.json") for n, key in enumerate(documents.SCRUTINEERS)]


@dataclass
class Table(Visitor):
    """The page in one browser."""

    hall: Hall
    room = "leftovers"

    def open(self) -> Table:
        """Open the page and wait until it knows the meeting."""
        self.page.goto(f"{self.hall.url}/l/{self.hall.meeting.meeting.meeting}?lang={self.lang}")
        return self.wait_for("choosing")

    def button(self, name: str) -> Locator:
        """Return a button by the name it has above."""
        return self.page.get_by_role("button", name=WORDS[self.lang][name], exact=True)

    def begin(self, handed_out: int | str) -> Table:
        """Start to scan class A."""
        self.page.check("#class-A", force=True)
        self.page.fill("#handed-out", str(handed_out))
        self.button("begin").click()
        self.page.locator(".leftovers-count").wait_for()
        return self

    def load(self, path: Path) -> Table:
        """Open a scan file, and wait for the question how many were handed out."""
        self.page.locator("summary").click()
        self.page.set_input_files("#scan-file", path)
        self.button("load").click()
        return self.wait_for("counting")

    def compare(self, handed_out: int) -> Table:
        """Say how many were handed out, of a scan that was opened."""
        self.page.fill("#handed-out", str(handed_out))
        self.button("compare").click()
        return self

    def scan(self, text: str) -> str:
        """Let a scanner type; return what is answered."""
        with self.answered():
            type_at_once(self.page, [*text, "Enter"])
        return self.answer()

    def scan_by_keyboard(self, text: str) -> str:
        """Do as `scan` does, with keys that also do what keys do where the focus is."""
        with self.answered():
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
        return self.answer()

    def type_in(self, text: str) -> str:
        """Type a code by hand; return what is answered."""
        if not self.page.locator("#code").is_visible():
            self.page.locator("summary").first.click()
        with self.answered():
            self.page.fill("#code", text)
            self.button("add").click()
        return self.answer()

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Wait until something else is answered than before."""
        before = self.page.locator(".leftovers-answer > *").element_handle()
        assert before is not None
        yield
        before.wait_for_element_state("hidden", timeout=30_000)

    def answer(self) -> str:
        """Return what was answered to the last slip."""
        return self.page.locator(".leftovers-answer").inner_text()

    def count(self) -> str:
        """Return how many were scanned."""
        return self.page.locator(".leftovers-count").inner_text()

    def wait_for(self, heading: str) -> Table:
        """Wait for the screen of this name."""
        self.page.locator("#leftovers h1", has_text=WORDS[self.lang][heading]).wait_for()
        return self

    def sign(self, path: Path, passphrase: str = PASSPHRASE) -> None:
        """Fill in the form of a scrutineer and send it."""
        self.page.set_input_files("#key-file", path)
        self.page.fill("#passphrase", passphrase)
        self.button("sign").click()

    def sign_well(self, path: Path, signed: int) -> Table:
        """Sign, and wait until so many have."""
        self.sign(path)
        self.page.locator(".leftovers-signer--signed").nth(signed - 1).wait_for(timeout=SIGN_MS)
        return self

    def publish(self) -> Table:
        """Publish."""
        self.button("publish").click()
        return self.wait_for("published")

    def hitch(self) -> str:
        """Wait for what hindered something; return its name."""
        self.page.locator("[role=alert] code").wait_for(timeout=SIGN_MS)
        return self.page.locator("[role=alert] code").inner_text()

    def save(self, path: Path) -> Path:
        """Save the scan file."""
        with self.page.expect_download() as download:
            self.button("save").click()
        download.value.save_as(path)
        return path

    def look_in_both(self, name: str) -> Table:
        """Look at this screen on a desktop in the one language, on a phone in the other."""
        self.look(name)
        self.change_language()
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.look(name)
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        self.change_language()
        return self


@contextmanager
def a_table(
    browser: Browser, hall: Hall, lang: str = "zh", size: tuple[int, int] = DESKTOP
) -> Iterator[Table]:
    """Let two scrutineers sit down at a computer."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
    with visiting(browser, size, locale=locale, accept_downloads=True) as visit:
        yield Table(visit, lang, hall)
        # Chromium calls some streams broken off that were read to their end.
        complaints = [one for one in visit.complaints if not one.endswith("/archive")]
        left = (complaints, visit.elsewhere(), visit.traces())
        assert left == ([], [], {}), left
