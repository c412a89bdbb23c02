"""What the front is told: which sockets lead to which service, and the certificate.

May import: stdlib.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

DEFAULT_PORTS = {True: 443, False: 80}
"""Which port an address does not have to name, by whether it is https."""


@dataclass(frozen=True, slots=True)
class Door:
    """One listening socket and the service behind it."""

    name: str
    listening: int
    """File descriptor of the socket; inherited, so that callers wait while the front restarts."""
    service: int
    """The service's port on this machine's loopback interface."""
    secure: bool
    """Whether the door speaks TLS; without it the browser is told so by the service's answer."""
    hosts: tuple[str, ...]
    """What a browser may have put in ``Host``; anything else was meant for somebody else."""
    cookies: bool = False
    """Whether the service may see cookies."""


@dataclass(frozen=True, slots=True)
class Doors:
    """All doors of a front, and the certificate of those that speak TLS."""

    certificate: str
    """Path of the chain, PEM."""
    key: str
    """Path of its key, PEM."""
    doors: tuple[Door, ...]

    def write(self, path: Path) -> None:
        """Write the file that the front is started with."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Doors:
        """Return what ``write`` wrote."""
        told = json.loads(path.read_text())
        doors = tuple(Door(**{**door, "hosts": tuple(door["hosts"])}) for door in told["doors"])
        return cls(told["certificate"], told["key"], doors)


def hosts_of(name: str, port: int, *, secure: bool) -> tuple[str, ...]:
    """Return how a browser writes the host ``name`` at ``port``."""
    return (f"{name}:{port}", name) if port == DEFAULT_PORTS[secure] else (f"{name}:{port}",)
