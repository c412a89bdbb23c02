"""The booth's engine in a real Chromium, under the policies that our pages have.

``a_page()`` builds what is served, serves it on a free port of this machine, and opens it.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import clock_gettime_ns, perf_counter, sleep

import pytest
from browser.browser_node import MODULES, PACKAGE, TESTS, run_node
from playwright.sync_api import CDPSession, Page, sync_playwright

from shared.plumbing.headers import WORKER_POLICY, page_policy

CHROMIUM = Path("/usr/bin/chromium")
TURN_SECONDS = 0.002
CREDIT_MS = 4

needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium is installed")


@dataclass(frozen=True)
class Opened:
    """A page with the engine, and the means to slow its process down."""

    page: Page
    process: int
    """Of the renderer: page and worker both run in there."""
    problems: list[str]
    """Everything the browser complained of."""


@contextmanager
def a_page() -> Iterator[Opened]:
    """Open the measuring page; yields when it is loaded."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as origin,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(origin)
        yield Opened(page, renderer_of(page, browser.new_browser_cdp_session()), problems)
        browser.close()


def renderer_of(page: Page, session: CDPSession) -> int:
    """Return the process id of the renderer that works when ``page`` does."""

    def used() -> dict[int, float]:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {one["id"]: one["cpuTime"] for one in processes if one["type"] == "renderer"}

    page.wait_for_timeout(500)  # let the browser's own pages come to rest
    before = used()
    page.evaluate("for (let i = 0; i < 5; i++) spin()")
    after = used()
    return max(after, key=lambda process: after[process] - before.get(process, 0))


def processor_ms(process: int) -> float:
    """Return the processor time that all threads of ``process`` have used."""
    its_clock = ~process << 3 | 2  # as clock_getcpuclockid(3) makes it
    return clock_gettime_ns(its_clock) / 1e6


@contextmanager
def slowed(process: int, times: int) -> Iterator[None]:
    """Stop ``process`` whenever it used more than one part of ``times`` of the time.

    Page and worker together get no more than one processor ``times`` times slower would give.
    """
    if times == 1:
        yield
        return
    end = threading.Event()

    def take_turns() -> None:
        credit, clock, used = 0.0, perf_counter() * 1000, processor_ms(process)
        while not end.is_set():
            sleep(TURN_SECONDS)
            now, spent = perf_counter() * 1000, processor_ms(process)
            credit = min(CREDIT_MS, credit + (now - clock) / times) - (spent - used)
            clock, used = now, spent
            os.kill(process, signal.SIGSTOP if credit < 0 else signal.SIGCONT)

    turns = threading.Thread(target=take_turns)
    turns.start()
    try:
        yield
    finally:
        end.set()
        turns.join()
        os.kill(process, signal.SIGCONT)


@contextmanager
def slowed_page(page: Page, times: int) -> Iterator[None]:
    """Slow the page's own thread down as DevTools does; its worker runs on at full speed."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Build the package and the page into ``folder`` and serve them; yields the address."""
    run_node(PACKAGE / "build.mjs", folder / "web")
    worker = json.loads((folder / "web" / "manifest.json").read_text())["worker"]["file"]
    run_node(
        MODULES / "esbuild" / "bin" / "esbuild",
        TESTS / "measure_page.ts",
        "--bundle",
        "--format=iife",
        f'--define:WORKER_FILE="{worker}"',
        f"--outfile={folder / 'web' / 'measure.js'}",
    )

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = Path(self.path).name
            if not name:
                host = self.headers["Host"]
                policy = page_policy([f"http://{host}/static/measure.js"], [], wasm=False)
                content = (
                    b"<!doctype html><link rel=icon href='data:,'>"
                    b"<script defer src='/static/measure.js'></script>"
                )
                self.reply(content, "text/html", policy)
            else:
                self.reply((folder / "web" / name).read_bytes(), "text/javascript", WORKER_POLICY)

        def reply(self, content: bytes, kind: str, policy: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
