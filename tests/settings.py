"""What the tests take from the environment."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from shared.plumbing.pages import BUILT_WEB

_archives = os.environ.get("OSTRAKA_TEST_ARCHIVES")

ARCHIVES: Path | None = Path(_archives) if _archives else None
"""A folder of finished archives to flip bytes in, or to give to an outside tool; None for none."""

_seed = os.environ.get("OSTRAKA_TEST_SEED")

SEED = int(_seed) if _seed else 20261122
"""Of every random choice of the slow tests; they print it, and the same one does the same again."""

_examples = os.environ.get("OSTRAKA_TEST_EXAMPLES")

EXAMPLES: int | None = int(_examples) if _examples else None
"""How many examples each property of the protocol core gets; None for a few each."""

MUTATIONS: int = int(os.environ.get("OSTRAKA_TEST_MUTATIONS") or 20_000)
"""How many changed ballots and archives the slow test of mutations tries."""

FUZZ_SECONDS: float = float(os.environ.get("OSTRAKA_TEST_FUZZ_SECONDS") or 60)
"""How long the slow fuzz of all parsers runs."""

BELENIOS: tuple[str, ...] = tuple(shlex.split(os.environ.get("OSTRAKA_TEST_BELENIOS") or ""))
"""How Belenios' own command-line tool is called, with arguments that come first; () for none."""

_screenshots = os.environ.get("OSTRAKA_TEST_SCREENSHOTS")

SCREENSHOTS: Path | None = Path(_screenshots) if _screenshots else None
"""A folder for pictures of every page that a test opens; None for none."""

CHROMIUM: Path = Path(os.environ.get("OSTRAKA_TEST_CHROMIUM") or "/usr/bin/chromium")
"""The browser of the page tests; they are skipped where it is missing."""

WEB: Path = Path(os.environ.get("OSTRAKA_TEST_WEB") or BUILT_WEB)
"""The built pages; page tests are skipped where they are missing."""
