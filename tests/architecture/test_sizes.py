"""No file over 400 lines, no function over 60: what grows past that was two things."""

from __future__ import annotations

import ast
from pathlib import Path

from house import ROOT, packages, parsed, place, sources

FILE_LINES = 400
FUNCTION_LINES = 60


def too_long(paths: list[Path]) -> list[str]:
    """Return every file and function over its limit."""
    found = []
    for path in paths:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES:
            found.append(f"{place(path, 1)}: {lines} lines")
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{place(path, node.lineno)}: {node.name} has {length} lines")
    return found


def test_no_file_and_no_function_is_too_long():
    assert too_long(list(sources(*packages(), ROOT / "tests"))) == []


def test_a_long_file_and_a_long_function_would_be_found(tmp_path):
    long = tmp_path / "long.py"
    long.write_text("def f():\n" + "    x = 1\n" * FUNCTION_LINES + "\n" * FILE_LINES)

    found = too_long([long])

    assert len(found) == 2
    assert "f has 61 lines" in found[1]
