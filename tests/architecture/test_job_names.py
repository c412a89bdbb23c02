"""Every dotted name that travels through Redis or a process table can be imported."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from house import packages

from shared.cli.processes import SERVICES

MODULES = sorted(path for package in packages() for path in package.rglob("*job_names.py"))


def dotted_names(module: object) -> dict[str, str]:
    """Return the constants of a module that are dotted names."""
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and "." in value
    }


def is_callable(dotted: str) -> bool:
    """Return whether the dotted name leads to a function."""
    module, _, function = dotted.rpartition(".")
    try:
        return callable(getattr(importlib.import_module(module), function, None))
    except ImportError:
        return False


def load(path: Path) -> object:
    return importlib.import_module(".".join([*path.parent.parts[-1:], path.stem]))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_job_name_leads_to_a_function(path):
    names = dotted_names(load(path))

    assert names
    assert {name: dotted for name, dotted in names.items() if not is_callable(dotted)} == {}


def test_there_are_job_names_in_every_service():
    assert {path.parent.name for path in MODULES} == {p.name for p in packages()[1:]}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_what_is_started_by_name_exists(service):
    module, _, call = service.app.partition(":")

    assert is_callable(f"{module}.{call.removesuffix('()')}")
    assert find_spec(service.worker[0]) is not None


@pytest.mark.parametrize("dotted", ["shared.plumbing.outbox.runs", "shared.plumbing.inbox.run"])
def test_a_name_that_leads_nowhere_would_be_found(dotted):
    assert is_callable("shared.plumbing.outbox.run")
    assert not is_callable(dotted)
