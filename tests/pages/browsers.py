"""What page tests share: servers, a browser that asks nobody else, and what is measured in it.

`Visit` is one person's browser context on one page: it notes every request, every message on the
console and every refusal of the page's policy. The measures read what is *rendered*, so that a
style that never arrives is seen too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request
from processes import children
from servers import start_child
from settings import SCREENSHOTS
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
AXE = ROOT / "shared" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SLOWING = Path(__file__).with_name("slowing.py")
PHONE = (390, 844)
DESKTOP = (1280, 900)
PATIENCE_SECONDS, DRAWN_SECONDS = 60.0, 10.0
LEAST_TEXT = 18.0
LEAST_TARGET = 44.0

UNPROTECTED = "hall.test"
"""A host name that leads to this machine over plain HTTP: to the browser no protected address."""

NAMES = f"MAP {UNPROTECTED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"

FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-pings",
    f"--host-resolver-rules={NAMES}",
)
"""No traffic of the browser's own, and no name but this machine's leads anywhere."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of this machine; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """One person's browser: a context of its own, and everything that happened in it."""

    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Console errors, uncaught exceptions, failed requests."""
    under_way: set[Request] = field(default_factory=set)
    """Requests that have no answer yet."""

    def begun(self, request: Request) -> None:
        """Note that the page asks for something."""
        self.under_way.add(request)

    def ended(self, request: Request) -> None:
        """Note that it has an answer, or has none."""
        self.under_way.discard(request)

    def let_time_pass(self, seconds: float, until: Callable[[], bool], step: float = 1.0) -> None:
        """Let the page's own clock go on until `until()`, for at most `seconds` of it.

        It stands still while an answer is awaited: however slow this machine is, the page gives
        nothing up and has looked as often as its own time says. The clock has to be installed.
        """
        left = seconds
        while not until() and left > 0:
            self.settle()
            if until():
                return
            self.page.clock.run_for(step * 1000)
            left -= step
        self.settle()
        end = time.monotonic() + DRAWN_SECONDS
        while not until():
            assert time.monotonic() < end, self.page.inner_text("body")
            self.page.wait_for_timeout(50)

    def settle(self) -> None:
        """Wait until the page awaits no answer."""
        self.page.wait_for_timeout(30)
        end = time.monotonic() + PATIENCE_SECONDS
        while self.under_way and time.monotonic() < end:
            self.page.wait_for_timeout(20)

    def elsewhere(self) -> list[str]:
        """Return the requests that went to another origin than the page's; data: goes nowhere."""
        home = urlsplit(self.page.url)[:2]
        return [r for r in self.requests if not r.startswith("data:") and urlsplit(r)[:2] != home]

    def traces(self) -> dict[str, Any]:
        """Return what the page left in the browser: cookies, storages, caches."""
        left = self.page.evaluate(
            """async () => ({
                local: localStorage.length, session: sessionStorage.length,
                databases: (await indexedDB.databases()).length,
                caches: (await caches.keys()).length,
                workers: (await navigator.serviceWorker.getRegistrations()).length})"""
        )
        found = {**left, "cookies": len(self.context.cookies())}
        return {name: count for name, count in found.items() if count}


@contextmanager
def visiting(browser: Browser, size: tuple[int, int] = PHONE, **options: Any) -> Iterator[Visit]:
    """Open a page in a new context of `browser`; `options` are Playwright's of a context."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, **{"locale": "zh-CN", **options})
    page = context.new_page()
    visit = Visit(context, page)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("request", visit.begun)
    page.on("requestfinished", visit.ended)
    page.on("requestfailed", visit.ended)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("requestfailed", lambda request: visit.complaints.append(f"failed: {request.url}"))
    page.on(
        "console",
        lambda message: visit.complaints.append(message.text) if message.type == "error" else None,
    )
    try:
        yield visit
    finally:
        context.close()


@contextmanager
def slowed(times: float) -> Iterator[list[int]]:
    """Slow every page that is open now `times`, its workers too, as on an old phone.

    Yields the processes that are slowed. See `slowing.py`.
    """
    pids = [pid for pid in _descendants(os.getpid()) if _is_renderer(pid)]
    assert pids, "open the page first"
    command = [sys.executable, str(SLOWING), str(times), *map(str, pids)]
    process = start_child(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield pids
    finally:
        process.terminate()
        process.communicate(timeout=10)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _descendants(pid: int) -> list[int]:
    own = children(pid)
    return own + [below for child in own for below in _descendants(child)]


def _is_renderer(pid: int) -> bool:
    try:
        return b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, if there is a folder for them."""
    if SCREENSHOTS is not None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def look_at(page: Page, name: str) -> None:
    """Keep a picture of this screen, and check that it is right for everybody."""
    page.wait_for_load_state()  # after a click, the page it leads to may have no body yet
    size = page.viewport_size
    assert size is not None
    picture(page, f"{name}-{size['width']}")
    assert small_texts(page) == {}, name
    assert small_targets(page) == {}, name
    assert clipped_at_double_size(page) == {}, name
    assert axe_violations(page) == [], name


def look_at_both_sizes(page: Page, name: str) -> None:
    """Look at this screen on a phone, and on the desktop that it stays on."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        look_at(page, name)


def change_language(page: Page) -> None:
    """Change the language in the page, without a finger that tests may count."""
    before = page.get_attribute("html", "lang")
    page.locator(".voter-language").first.dispatch_event("click")
    wait_until(page, "before => document.documentElement.lang !== before", before)


def wait_until(page: Page, script: str, argument: Any = None) -> None:
    """Wait until `script` says so; Playwright's own way needs an `eval`, which our pages forbid."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(script, argument):
        assert time.monotonic() < end, script
        page.wait_for_timeout(20)


def axe_violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong (WCAG 2.2 A and AA, best practice), one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"],
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            })).violations.map(
            (v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)"""
    )
    return list(found)


def small_texts(page: Page, least: float = LEAST_TEXT) -> dict[str, float]:
    """Return every visible text below `least` CSS pixels, with its size."""
    return dict(
        page.evaluate(
            _VISIBLE
            + """
        (least) => {
          const found = {};
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const text = walk.currentNode.textContent.trim();
            const holder = walk.currentNode.parentElement;
            if (text === "" || !visible(holder)) continue;
            const size = parseFloat(getComputedStyle(holder).fontSize);
            if (size < least) found[text.slice(0, 40)] = size;
          }
          return found;
        }""",
            least,
        )
    )


def small_targets(page: Page, least: float = LEAST_TARGET) -> dict[str, list[float]]:
    """Return everything that can be tapped and is smaller than `least`, with width and height.

    A control counts with its label. Links inside a sentence are exempt, as in WCAG 2.5.8.
    """
    return dict(
        page.evaluate(
            _VISIBLE
            + """
        (least) => {
          const found = {};
          const inSentence = (e) => e.localName === "a" &&
            getComputedStyle(e).display === "inline" && e.closest("p, li") !== null;
          const what = "a[href], button, input:not([type=hidden]), select, textarea, summary, " +
            "[role=button], [role=radio], [role=checkbox], [role=tab]";
          for (const element of document.querySelectorAll(what)) {
            const parts = [element, ...(element.labels ?? [])].filter(visible);
            if (parts.length === 0 || inSentence(element)) continue;
            const boxes = parts.map((part) => part.getBoundingClientRect());
            const width = Math.max(...boxes.map((b) => b.right)) -
              Math.min(...boxes.map((b) => b.left));
            const height = Math.max(...boxes.map((b) => b.bottom)) -
              Math.min(...boxes.map((b) => b.top));
            const name = (element.innerText || element.name || element.id).slice(0, 40);
            if (width < least || height < least) found[name] = [width, height];
          }
          return found;
        }""",
            least,
        )
    )


def clipped(page: Page) -> list[str]:
    """Return the texts that stick out of the window or of a box that hides what sticks out."""
    return list(
        page.evaluate(
            _VISIBLE
            + """
        () => {
          const found = new Set();
          const width = document.documentElement.clientWidth;
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const text = walk.currentNode.textContent.trim();
            const holder = walk.currentNode.parentElement;
            if (text === "" || !visible(holder)) continue;
            const range = document.createRange();
            range.selectNodeContents(walk.currentNode);
            for (const box of range.getClientRects()) {
              let [left, right, top, bottom] = [0, width, -Infinity, Infinity];
              for (let e = holder; e !== null && e !== document.body; e = e.parentElement) {
                const style = getComputedStyle(e);
                const around = e.getBoundingClientRect();
                if (["hidden", "clip"].includes(style.overflowX)) {
                  [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
                }
                if (["hidden", "clip"].includes(style.overflowY)) {
                  [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
                }
                if (["auto", "scroll"].includes(style.overflowX)) {
                  [left, right] = [-Infinity, Infinity];
                }
              }
              if (box.left < left - 1 || box.right > right + 1 || box.top < top - 2 ||
                  box.bottom > bottom + 2) found.add(text.slice(0, 40));
            }
          }
          if (document.documentElement.scrollWidth > width + 1) found.add("(the page itself)");
          return [...found];
        }"""
        )
    )


def clipped_at_double_size(page: Page) -> dict[str, list[str]]:
    """Return what is clipped when everything is twice as large, and when only the text is.

    Twice as large is half a window in CSS pixels; text alone is the root's size doubled.
    """
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"] // 2, "height": size["height"] // 2})
    zoomed = clipped(page)
    page.set_viewport_size(size)
    page.evaluate(
        """() => {
          const root = document.documentElement;
          root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px";
        }"""
    )
    enlarged = clipped(page)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    return {name: found for name, found in (("zoom", zoomed), ("text", enlarged)) if found}


_VISIBLE = """
const visible = (element) => {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    box.width > 1 && box.height > 1 && element.closest("noscript") === null;
};
"""
