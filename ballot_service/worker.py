"""Starts one of the ballot service's two RQ workers: ``python -m ballot_service.worker box``.

Only the chosen side is imported, so that no process holds both sides of the wall.

May import: stdlib; one side, by name.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

SIDES = ("desk", "box")


def main(arguments: Sequence[str]) -> int:
    """Run the worker of the side that ``arguments`` names; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in SIDES:
        sys.stderr.write("Say which side to work for: desk or box.\n")
        return 2
    importlib.import_module(f"ballot_service.{arguments[0]}_worker").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
