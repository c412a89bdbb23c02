"""How far a long command is: a bar on a terminal, a few lines elsewhere.

May import: stdlib.
"""

from __future__ import annotations

import sys

ERASE_LINE = "\r\x1b[K"
BAR_WIDTH = 30
LINES = 4
LONG = 1000


class Bar:
    """Shows one kind of progress on stderr."""

    def __init__(self, what: str, on_terminal: bool | None = None) -> None:
        """``what`` stands beside the numbers; ``on_terminal`` is found out unless given."""
        self._what = what
        self._on_terminal = sys.stderr.isatty() if on_terminal is None else on_terminal
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` is done."""
        steps = 100 if self._on_terminal else LINES
        step = steps * done // total if total else steps
        if step == self._shown:
            return
        self._shown = step
        if self._on_terminal:
            bar = "#" * (BAR_WIDTH * step // steps)
            line = f"{ERASE_LINE}[{bar:<{BAR_WIDTH}}] {self._what} {done}/{total}"
            print(line, end="" if done < total else "\n", file=sys.stderr, flush=True)
        elif done and total >= LONG:
            print(f"{self._what} {done}/{total}", file=sys.stderr, flush=True)
