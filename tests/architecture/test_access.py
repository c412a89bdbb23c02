"""Every route of every service says who may call it."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from shared.cli.folder import Folder
from shared.cli.processes import SERVICES, Addresses, Service, environment
from shared.plumbing.access import Access, public


@pytest.fixture
def folder(tmp_path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    folder.release()


@pytest.fixture
def create(folder, monkeypatch) -> Iterator[Callable[[Service], Flask]]:
    """Creates a service's application as gunicorn does, on an empty folder."""
    names = [service.name for service in SERVICES]
    addresses = Addresses(
        urls=dict.fromkeys(names, "http://127.0.0.1:1"),
        keys={name: folder.signing_key(name).public.hex() for name in names},
        databases={name: folder.database_url(name) for name in names},
        redis=dict.fromkeys(names, "unix:///nowhere"),
    )

    def make(service: Service) -> Flask:
        for name, value in environment(service, folder, addresses).items():
            monkeypatch.setenv(name, value)
        module, _, call = service.app.partition(":")
        return getattr(importlib.import_module(module), call.removesuffix("()"))()

    handlers = logging.getLogger().handlers[:]
    yield make
    logging.getLogger().handlers[:] = handlers


def unmarked(app: Flask) -> list[str]:
    """Return the routes whose view does not say who may call it."""
    return [
        f"{rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not isinstance(getattr(app.view_functions[rule.endpoint], "access", None), Access)
    ]


def without_reason(app: Flask) -> list[str]:
    """Return the open routes that do not say why they are open."""
    marks = {
        rule: app.view_functions[rule].access for rule in app.view_functions if rule != "static"
    }
    return [rule for rule, mark in marks.items() if mark.kind != "roles" and len(mark.reason) < 8]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_route_says_who_may_call_it(create, service):
    app = create(service)

    assert len(list(app.url_map.iter_rules())) > 3
    assert unmarked(app) == []
    assert without_reason(app) == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_route_that_asks_for_a_role_is_closed_to_a_stranger(create, service):
    app = create(service)
    client = app.test_client()
    answers = {}

    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None or access.kind != "roles":
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            path = re.sub(r"<[^>]*>", "1", str(rule))
            answers[f"{method} {rule}"] = client.open(path, method=method).status_code

    assert {route: status for route, status in answers.items() if status != 401} == {}


def test_a_route_that_says_nothing_would_be_found():
    app = Flask("control")
    app.add_url_rule("/open", "open", public("because it is a test")(lambda: "x"))
    app.add_url_rule("/bare", "bare", lambda: "x")
    app.add_url_rule("/brief", "brief", public("why not")(lambda: "x"))

    assert unmarked(app) == ["/bare (bare)"]
    del app.view_functions["bare"]
    assert without_reason(app) == ["brief"]
