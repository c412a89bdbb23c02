"""The browser of the page tests, one for each file of tests, and the pages they look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import FLAGS
from playwright.sync_api import Browser, sync_playwright
from settings import CHROMIUM, WEB


@pytest.fixture(scope="session")
def web() -> Path:
    """The built pages."""
    if not (WEB / "manifest.json").is_file():
        pytest.skip("the pages are not built: run `make web`")
    return WEB


@pytest.fixture(scope="module")
def chromium(web: Path) -> Iterator[Browser]:
    """A browser without traffic of its own."""
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}: install one, or set OSTRAKA_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
