"""Fixtures every test may use: a database of each kind, a Redis, both empty and its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from servers import PostgreSQL, Valkey
from werkzeug.routing import Rule

SLOWEST = ("system", "pages", "browser", "integration")
"""Folders of long files, the longest first."""


def pytest_configure(config: pytest.Config) -> None:
    """Let the order below stand: xdist would begin with the files of many tests."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, so that at the end no process waits for another's long one."""
    folders = {name: rank for rank, name in enumerate(SLOWEST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: folders.get(item.path.relative_to(tests).parts[0], len(folders)))


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Compile each of our addresses once a process: the tests build thousands of equal apps.

    The code that werkzeug makes for an address knows nothing of the app that it belongs to.
    """
    compile_anew = Rule._compile_builder
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_anew(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_builder)
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
