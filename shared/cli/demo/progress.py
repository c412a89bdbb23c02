"""Progress on stderr: a bar on a terminal, plain lines otherwise.

May import: stdlib.
"""

import sys
import time

WIDTH = 30
LINES = 20


class Progress:
    """Counts ballots cast out of ``total`` and says what is going on."""

    def __init__(self, total: int) -> None:
        self._total = max(1, total)
        self._done = 0
        self._started = time.monotonic()
        self._phase = ""
        self._shown = -1
        self._terminal = sys.stderr.isatty()

    def phase(self, text: str) -> None:
        """Say what happens now."""
        self._phase = text
        self._show(force=True)

    def step(self, count: int) -> None:
        """``count`` more ballots were cast."""
        self._done += count
        self._show(force=False)

    def end(self) -> None:
        """Leave the bar's line."""
        if self._terminal:
            print(file=sys.stderr)

    def _show(self, *, force: bool) -> None:
        share = self._done / self._total
        seconds = time.monotonic() - self._started
        if self._terminal:
            bar = "█" * int(share * WIDTH)
            counts = f"{self._done}/{self._total}  {seconds:4.0f} s"
            line = f"\r\x1b[K{bar:░<{WIDTH}} {counts}  {self._phase}"
            print(line, end="", file=sys.stderr, flush=True)
        elif force or int(share * LINES) > self._shown:
            self._shown = int(share * LINES)
            line = f"[{seconds:5.1f} s] {self._done}/{self._total} ballots  {self._phase}"
            print(line, file=sys.stderr, flush=True)
