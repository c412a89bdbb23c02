"""Only a `settings.py` reads the environment."""

from __future__ import annotations

import ast
import importlib
from dataclasses import fields
from pathlib import Path

import pytest
from house import parsed, place, sources

from shared.cli.processes import SERVICES

READERS = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}


def readers(paths: list[Path]) -> list[str]:
    """Return every place outside a `settings.py` that reads or changes the environment."""
    return [
        place(path, node.lineno)
        for path in paths
        if path.name != "settings.py"
        for node in ast.walk(parsed(path))
        if _reads(node)
    ]


def _reads(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in READERS and isinstance(node.value, ast.Name) and node.value.id == "os"
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(name.name in READERS for name in node.names)
    return isinstance(node, ast.Import) and any(
        name.name == "os" and name.asname for name in node.names
    )


def test_only_settings_read_the_environment():
    assert readers(list(sources())) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.environ['A']",
        "import os\ndef f(env=os.environ): ...",
        "import os\nx = os.getenv('A')",
        "from os import environ",
        "import os as system",
    ],
)
def test_a_reader_would_be_found(tmp_path, source):
    (tmp_path / "reader.py").write_text(source)
    (tmp_path / "settings.py").write_text(source)

    assert len(readers([tmp_path / "reader.py"])) == 1
    assert readers([tmp_path / "settings.py"]) == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_process_is_told_exactly_what_its_settings_ask_for(service):
    module = importlib.import_module(service.app.partition(".")[0] + ".settings")
    own = getattr(module, f"{service.name.capitalize()}Settings", None) or module.Settings

    assert {field.name.upper() for field in fields(own)} == set(service.settings)
