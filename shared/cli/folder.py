"""The folder in which one installation lives: databases, keys, archives, logs, ports.

Everything in it is readable by its owner alone. Each process has a folder of its own; a lock
held as long as `ostraka up` runs keeps a second one out.

May import: stdlib, SQLAlchemy (for the form of URLs), shared.errors, shared.plumbing.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from shared.crypto.signing import SigningKey
from shared.errors import Conflict
from shared.plumbing.keyfiles import create_signing_key, load_signing_key
from shared.plumbing.valkey import SOCKET_PATH_MOST

FREE_PORTS = range(20_000, 32_000)
"""Below the ports that systems give to outgoing connections, so that ours stay free."""


class FolderInUse(Conflict):
    """Another `ostraka up` runs on this folder."""

    code = "folder_in_use"


class PortTaken(Conflict):
    """Another program listens where we were to."""

    code = "port_taken"


class Folder:
    """One installation's folder, locked until ``release``."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = self._locked()

    def _locked(self) -> IO[bytes]:
        """Take the lock; the kernel gives it back however this process ends."""
        lock = (self.path / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise FolderInUse(
                "Another `ostraka up` runs on this folder. Stop it, or choose another --data."
            ) from None
        return lock

    def release(self) -> None:
        """Give the lock back and remove what is only for running."""
        link = self.path / "run"
        if link.is_symlink():
            shutil.rmtree(link.resolve(), ignore_errors=True)
            link.unlink()
        (self.path / "processes.json").unlink(missing_ok=True)
        self.hall_file().unlink(missing_ok=True)
        self._lock.close()

    def of(self, name: str) -> Path:
        """Return the folder of one process."""
        folder = self.path / name
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    def database_url(self, name: str) -> str:
        """Return the URL of a process's SQLite file."""
        file = str(self.of(name) / "database.sqlite")
        return URL.create("sqlite", database=file).render_as_string()

    def archives(self, name: str) -> Path:
        """Return where a process keeps finished archives."""
        folder = self.of(name) / "archives"
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    def key_file(self, name: str) -> Path:
        """Return the path of a process's signing key."""
        return self.of(name) / "signing.key"

    def signing_key(self, name: str) -> SigningKey:
        """Return a process's signing key, made when the folder is new."""
        path = self.key_file(name)
        return load_signing_key(path) if path.exists() else create_signing_key(path)

    def hall_file(self) -> Path:
        """Return the file that tells of the doors in the hall's network, while there are any."""
        return self.of("lan") / "hall.json"

    def log(self, child: str) -> Path:
        """Return the file a child's output is appended to."""
        return self.of("logs") / f"{child}.log"

    def run_folder(self) -> Path:
        """Return a folder whose path is short enough for a unix socket.

        ``run`` in this folder, or a link of that name to a private temporary folder.
        """
        run = self.path / "run"
        if run.is_symlink():
            if _private(run.resolve()):
                return run.resolve()
            run.unlink()
        if len(str(run / "valkey.sock")) <= SOCKET_PATH_MOST:
            run.mkdir(exist_ok=True, mode=0o700)
            return run
        short = Path(tempfile.mkdtemp(prefix="ostraka-"))
        run.symlink_to(short)
        return short

    def listen(self, names: list[str], first_port: int) -> dict[str, socket.socket]:
        """Return a listening socket on the loopback interface for each of ``names``.

        Args:
            names: who will listen.
            first_port: the ports are this one and those after it; 0 for those of the last
                time, or any free ones.

        Raises:
            PortTaken: another program has one of them.
        """
        kept = self.path / "ports.json"
        if first_port:
            sockets = listen_on([first_port + number for number in range(len(names))])
        elif kept.exists():
            ports = json.loads(kept.read_text())
            sockets = listen_on([ports[name] for name in names])
        else:
            sockets = _listen_anywhere(len(names))
        found = dict(zip(names, sockets, strict=True))
        self._write(kept, {name: s.getsockname()[1] for name, s in found.items()})
        return found

    def write_processes(self, processes: dict[str, int]) -> None:
        """Write which process id every child has, for operators and tests."""
        self._write(self.path / "processes.json", {"up": os.getpid(), **processes})

    def _write(self, path: Path, content: dict[str, int]) -> None:
        """Put ``content`` in place of the file in one step."""
        half = path.with_suffix(".new")
        half.write_text(json.dumps(content) + "\n")
        half.replace(path)


def _private(folder: Path) -> bool:
    """Return whether ``folder`` is a directory of ours that nobody else may enter."""
    try:
        status = folder.stat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & 0o077
    )


def _listen_anywhere(count: int) -> list[socket.socket]:
    """Return sockets on ``count`` ports in a row that nobody uses."""
    for _ in range(100):
        first = FREE_PORTS.start + secrets.randbelow(len(FREE_PORTS) - count)
        try:
            return listen_on([first + number for number in range(count)])
        except PortTaken:
            continue
    raise PortTaken("No free ports were found on this machine.")


def listen_on(ports: list[int], address: str = "127.0.0.1") -> list[socket.socket]:
    """Return sockets that listen on ``ports`` of ``address``; all or none.

    Raises:
        PortTaken: another program has one of them.
    """
    opened: list[socket.socket] = []
    for port in ports:
        try:
            opened.append(socket.create_server((address, port), backlog=1024))
        except OSError as error:
            for other in opened:
                other.close()
            raise PortTaken(
                f"Port {port} is taken by another program. Choose others with --port."
            ) from error
    return opened
