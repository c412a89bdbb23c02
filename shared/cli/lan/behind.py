"""The processes behind the doors: the front, and the server of the welcome page.

May import: stdlib, shared.cli, shared.plumbing.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.cli.folder import Folder
from shared.cli.lan.opening import WELCOME, Opening
from shared.cli.processes import gunicorn, python_module
from shared.plumbing.front.doors import Door, Doors
from shared.plumbing.supervisor import ChildSpec


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every process of an installation may know."""

    folder: Folder
    neutral: Mapping[str, str]
    """The environment that all may see."""
    web: Path
    """The built pages."""


def front(
    opening: Opening, around: Surroundings, ports: Mapping[str, int], cookies: frozenset[str]
) -> ChildSpec:
    """Return how to start the front.

    Args:
        opening: the open doors.
        around: the installation.
        ports: the loopback port behind each door, by name.
        cookies: the names of those services that have sessions, and so see cookies.
    """
    doors = tuple(
        Door(
            name=door.name,
            listening=door.listening.fileno(),
            service=ports[door.name],
            secure=door.secure,
            hosts=door.hosts,
            cookies=door.name in cookies,
        )
        for door in opening.doors
    )
    told = around.folder.run_folder() / "front.json"
    Doors(str(opening.files.chain), str(opening.files.key), doors).write(told)
    return ChildSpec(
        name="front",
        command=(*python_module("shared.plumbing.front"), str(told)),
        environment=around.neutral,
        folder=around.folder.run_folder(),
        log=around.folder.log("front"),
        inherits=tuple(door.listening for door in doors),
    )


def welcome_server(around: Surroundings, listening: socket.socket) -> ChildSpec:
    """Return how to start the server of the welcome page on ``listening``."""
    variables = {
        **around.neutral,
        "WELCOME_HALL": str(around.folder.hall_file()),
        "WELCOME_AUTHORITY": str(around.folder.of("lan") / "authority.crt"),
        "WELCOME_WEB": str(around.web),
    }
    arguments = ("-w", "1", "--threads", "8", "shared.plumbing.hall.app:from_environment()")
    name = f"{WELCOME}-web"
    return gunicorn(name, arguments, around.folder, variables, listening.fileno())
