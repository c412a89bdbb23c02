"""Fixtures every test may use: a database of each kind, a Redis, both empty and its own."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment
from redis import Redis
from servers import PostgreSQL, Valkey
from werkzeug.routing import Rule

SLOWEST = ("system", "pages", "browser", "integration")
"""Folders of long files, the longest first."""


def pytest_configure(config: pytest.Config) -> None:
    """Let the order below stand: xdist would begin with the files of many tests.

    While the tests are collected nothing becomes garbage, so nobody looks for any.
    """
    config.option.loadscopereorder = False
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, not among ten thousand tests."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, so that at the end no process waits for another's long one."""
    folders = {name: rank for rank, name in enumerate(SLOWEST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: folders.get(item.path.relative_to(tests).parts[0], len(folders)))


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Compile each of our addresses once a process: the tests build thousands of equal apps.

    What werkzeug makes of an address knows nothing of the app that it belongs to.
    """
    compile_anew = Rule.compile
    compiled: dict[tuple[Any, ...], Rule] = {}

    def compile_rule(self: Rule) -> None:
        where = (self.rule, self.subdomain, self.host, self.merge_slashes)
        equal = compiled.get(key := (*where, repr(self.defaults)))
        if equal is None:
            compile_anew(self)
            compiled[key] = self
            return
        self._parts, self._trace = equal._parts, equal._trace
        self._converters = equal._converters
        self.arguments |= equal.arguments
        self._build = equal._build.__func__.__get__(self, None)
        self._build_unknown = equal._build_unknown.__func__.__get__(self, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_rule)
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Compile each of our templates once a process, for the same reason.

    Its code takes filters and globals from the app that shows it; only the names are compiled in.
    """
    compile_anew = Environment.compile
    compiled: dict[tuple[Any, ...], CodeType | str] = {}

    def compile_template(
        self: Environment,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> CodeType | str:
        parts = (source, name, filename, raw, defer_init)
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        key = (*parts, *self.extensions, *self.filters, escapes, self.trim_blocks)
        if key not in compiled:
            compiled[key] = compile_anew(self, *parts)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_template)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server, one for each test process, started when first asked for."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey_databases() -> Iterator[Iterator[str]]:
    """URLs of empty logical databases of a Valkey server, one for each test process."""
    server = Valkey()
    yield (server.url(number) for number in itertools.cycle(range(64)))
    server.stop()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped afterwards."""
    name = postgresql.create_database()
    yield postgresql.url(name)
    postgresql.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'database.db'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def redis_url(valkey_databases: Iterator[str]) -> str:
    """The URL of an empty Redis database."""
    url = next(valkey_databases)
    with Redis.from_url(url) as connection:
        connection.flushdb()
    return url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """A connection to an empty Redis database."""
    with Redis.from_url(redis_url) as connection:
        yield connection
