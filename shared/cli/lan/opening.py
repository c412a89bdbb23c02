"""Opening the doors of the hall's network: address, sockets, certificate.

The box has a door, the desk only when asked for, and beside them stands the welcome page, in plain
HTTP, while the certificate is one that browsers warn of. Addresses are printed on slips, so the
ports of the last time are taken again, and a change is told.

Browsers send a cookie to every port of the host it came from. So the desk keeps another host than
the box where there are two: the box has the name, the desk the address. Where there is one, the
front takes cookies away at the box's door.

May import: stdlib, shared.cli, shared.errors, shared.plumbing.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shared.cli.folder import Folder, listen_on
from shared.cli.lan.addresses import checked_host, find_address, given_address
from shared.cli.lan.authority import Names
from shared.cli.lan.certificates import ServerFiles, given_files, own_files
from shared.cli.processes import Service
from shared.errors import InvalidInput
from shared.plumbing.front.doors import hosts_of
from shared.plumbing.hall import Hall

WELCOME = "welcome"
WELCOME_PORT = 8080


class OptionsApart(InvalidInput):
    """An option was given without the one that it belongs to."""

    code = "options_apart"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for."""

    address: str = ""
    """Of this machine; nothing: find it."""
    host: str = ""
    """A name that leads to the address, or nothing."""
    certificate: Path | None = None
    key: Path | None = None
    desk: bool = False
    """Whether phones, and other machines in the hall, reach the desk too."""


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A socket that listens in the hall's network; callers wait in its queue."""

    name: str
    """Of the service behind it, or ``welcome``."""
    listening: socket.socket
    host: str
    """What browsers call it."""

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.name != WELCOME

    @property
    def hosts(self) -> tuple[str, ...]:
        """How browsers write where it is."""
        return hosts_of(self.host, self.listening.getsockname()[1], secure=self.secure)

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"{'https' if self.secure else 'http'}://{self.hosts[-1]}"


@dataclass(frozen=True, slots=True)
class Opening:
    """All doors, and what people are told of them."""

    doors: tuple[OpenDoor, ...]
    files: ServerFiles
    hall: Hall
    others: tuple[str, ...] = ()
    """Other addresses of this machine that could have been meant."""
    before: str = ""
    """Where the box was the last time, if that was elsewhere: slips may have it printed."""

    def close(self) -> None:
        """Close the sockets."""
        for door in self.doors:
            door.listening.close()


def open_doors(
    folder: Folder, wish: Wish, services: Sequence[Service], first_port: int, now: datetime
) -> Opening:
    """Take the sockets, see to the certificate, and write down what the pages tell people.

    Args:
        folder: of the installation.
        wish: what was asked for.
        services: those that have a ``hall_port`` may get a door.
        first_port: the doors are here and at the ports after it; 0 for those of the last time,
            or their own.
        now: the present instant.

    Raises:
        NoLanAddress, LanAddressUnusable, HostUnusable, CertificateUnusable, NotLocal,
        OptionsApart, PortTaken: what a person has to change.
    """
    found = given_address(wish.address) if wish.address else find_address()
    names = Names(found.address, checked_host(wish.host) if wish.host else "")
    files = _files(folder.of("lan"), wish, names, now)
    wanted = [s.name for s in services if s.hall_port and (wish.desk or not s.has_accounts)]
    wanted += [WELCOME] if files.authority else []
    kept = folder.of("lan") / "kept.json"
    last = json.loads(kept.read_text()) if kept.exists() else {}
    ports = _ports(services, first_port) or last.get("ports") or _usual_ports(services)
    sockets = listen_on([ports[name] for name in wanted], str(found.address))
    doors = tuple(
        OpenDoor(name, listening, _host(name, names, files))
        for name, listening in zip(wanted, sockets, strict=True)
    )
    hall = _hall({door.name: door.origin for door in doors}, files)
    kept.write_text(json.dumps({"ports": ports, "box": hall.box}) + "\n")
    hall.write(folder.hall_file())
    opening = Opening(doors, files, hall, tuple(map(str, found.others)))
    return opening if last.get("box") in {None, hall.box} else replace(opening, before=last["box"])


def _files(folder: Path, wish: Wish, names: Names, now: datetime) -> ServerFiles:
    """Return the certificate that was given, or one of our own authority."""
    if wish.certificate and wish.key:
        return given_files(wish.certificate, wish.key, names, now)
    if wish.certificate or wish.key:
        raise OptionsApart("--certificate and --key belong together: give both, or neither.")
    return own_files(folder, names, now)


def _host(name: str, names: Names, files: ServerFiles) -> str:
    """Return the host of a door; see the head of this module for why the desk's may differ."""
    apart = name == "desk" and files.authority is not None
    return str(names.address) if apart else names.main


def _hall(origins: dict[str, str], files: ServerFiles) -> Hall:
    """Return what the pages tell people."""
    return Hall(
        box=origins["box"],
        desk=origins.get("desk", ""),
        welcome=f"{origins[WELCOME]}/" if WELCOME in origins else "",
        authority=files.fingerprint.hex() if files.fingerprint else "",
    )


def _ports(services: Sequence[Service], first_port: int) -> dict[str, int]:
    """Return ports in a row from ``first_port`` on; none when that is 0."""
    names = [WELCOME, *(s.name for s in services if s.hall_port)]
    return {name: first_port + n for n, name in enumerate(names)} if first_port else {}


def _usual_ports(services: Sequence[Service]) -> dict[str, int]:
    """Return the ports that people may know."""
    return {WELCOME: WELCOME_PORT, **{s.name: s.hall_port for s in services if s.hall_port}}
