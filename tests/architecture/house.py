"""What the architecture tests look at: our source files, and the services as they are started."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def packages() -> list[Path]:
    """Return the folders of the product's code: `shared` and every service."""
    return [ROOT / "shared", *sorted(ROOT.glob("*_service"))]


def sources(*folders: Path) -> Iterator[Path]:
    """Yield every Python file below `folders`, or below all packages; no migration scripts."""
    for folder in folders or packages():
        for path in sorted(folder.rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int) -> str:
    """Return where something is, for a failure message."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{shown}:{line}"
