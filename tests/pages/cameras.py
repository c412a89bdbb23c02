"""A browser whose camera sees the QR code of a slip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import segno
from browsers import FLAGS
from playwright.sync_api import Browser
from settings import CHROMIUM

PICTURE = (640, 480)


def a_video(folder: Path, text: str) -> Path:
    """Write a film of the QR code of `text`; return its path."""
    width, height = PICTURE
    rows = list(segno.make(text, error="m").matrix_iter(scale=8, border=4))
    grey = bytearray(b"\xb0" * (width * height))
    top, left = (height - len(rows)) // 2, (width - len(rows[0])) // 2
    for y, row in enumerate(rows):
        start = (top + y) * width + left
        grey[start : start + len(row)] = bytes(16 if dot else 235 for dot in row)
    frame = b"FRAME\n" + bytes(grey) + b"\x80" * (width * height // 2)
    path = folder / "slip.y4m"
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + frame * 10)
    return path


@contextmanager
def seeing(chromium: Browser, film: Path) -> Iterator[Browser]:
    """A browser whose camera sees a film."""
    flags = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()
