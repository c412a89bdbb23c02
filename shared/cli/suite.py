"""All processes of one installation, started in order and stopped in the reverse of it.

May import: stdlib, redis, shared.cli, shared.plumbing.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from redis import Redis
from redis.exceptions import RedisError

from shared.cli.folder import Folder
from shared.cli.lan.behind import Surroundings, front, welcome_server
from shared.cli.lan.opening import WELCOME, OpenDoor, Opening, Wish, open_doors
from shared.cli.processes import (
    SERVICES,
    Addresses,
    Service,
    environment,
    job_workers,
    web_server,
)
from shared.cli.settings import UpSettings
from shared.errors import Unavailable
from shared.plumbing.accounts.first import invite_first_admin
from shared.plumbing.clock import utc_now
from shared.plumbing.migrate import upgrade
from shared.plumbing.pages.built import Built
from shared.plumbing.supervisor import Child, ChildSpec, Supervisor
from shared.plumbing.valkey import new_users, server_command, write_access_list

START_SECONDS = 60.0
GIVE_UP_AFTER = 3
"""So many early deaths in a row mean that a process cannot start at all."""


class StartFailed(Unavailable):
    """A process does not come up."""

    code = "start_failed"


@dataclass(slots=True)
class Suite:
    """The running installation."""

    folder: Folder
    settings: UpSettings
    stopped: Event
    """Set from outside when everything is to end; looked at while starting and watching."""
    services: tuple[Service, ...] = SERVICES
    wish: Wish | None = None
    """What was asked for in the hall's network; None: this machine alone."""
    opening: Opening | None = None
    """The doors in the hall's network, once they are open."""
    urls: dict[str, str] = field(default_factory=dict)
    """Where browsers find each service; the services themselves use addresses, not names."""
    invitations: dict[str, str] = field(default_factory=dict)
    _listening: dict[str, socket.socket] = field(default_factory=dict)
    """On the loopback interface, by the service's name; and the welcome page."""
    _supervisor: Supervisor = field(init=False)

    def __post_init__(self) -> None:
        self._supervisor = Supervisor(self.folder.write_processes)

    def start(self, first_port: int) -> None:
        """Start everything; return when every service answers that it is ready.

        Raises:
            StartFailed: one does not; its log says why.
            PortTaken: see ``Folder.listen``.
            SuiteError: see ``open_doors``.
        """
        names = [service.name for service in self.services]
        self._open_doors(first_port + len(names) if first_port else 0)
        self._listening = self.folder.listen(names, first_port)
        self.urls = {s.name: _url(self._listening[s.name], s.host) for s in self.services}
        addresses = self._addresses(names)
        for service in self.services:
            upgrade(service.migrations, addresses.databases[service.name])
        self._start_services(addresses)
        self._start_front()
        self._invite(addresses)
        self._wait_until_ready()

    def watch(self) -> None:
        """Keep everything running until ``stopped`` is set."""
        self._supervisor.watch(self.stopped)

    def stop(self) -> None:
        """Stop everything, last started first; give the folder back."""
        for listening in self._listening.values():
            listening.close()
        if self.opening is not None:
            self.opening.close()
        self._supervisor.stop()
        self.folder.release()

    def _addresses(self, names: list[str]) -> Addresses:
        """Return where everybody is; starts Valkey for those who have no Redis of their own."""
        embedded = [name for name in names if name not in self.settings.redis_urls]
        redis = {**self.settings.redis_urls, **self._start_valkey(embedded)}
        own = {name: self.folder.database_url(name) for name in names}
        keys = {name: self.folder.signing_key(name).public.hex() for name in names}
        urls = {name: _url(listening) for name, listening in self._listening.items()}
        databases = {**own, **self.settings.database_urls}
        doors = self.opening.doors if self.opening is not None else ()
        origins = {**self.urls, **{door.name: door.origin for door in doors}}
        return Addresses(urls, keys, databases, redis, self.settings.web, origins)

    def _open_doors(self, first_port: int) -> None:
        """Open the doors in the hall's network, if any were asked for."""
        self.folder.hall_file().unlink(missing_ok=True)
        if self.wish is None:
            return
        Built(self.settings.web).check()  # phones find pages behind them, and nothing else
        self.opening = open_doors(self.folder, self.wish, self.services, first_port, utc_now())

    def _start_front(self) -> None:
        """Start what stands behind the doors in the hall's network, if there are any."""
        if self.opening is None:
            return
        around = Surroundings(self.folder, self.settings.neutral, self.settings.web)
        if self.opening.hall.welcome:
            self._listening[WELCOME] = socket.create_server(("127.0.0.1", 0), backlog=1024)
            self._supervisor.start([welcome_server(around, self._listening[WELCOME])])
        ports = {name: s.getsockname()[1] for name, s in self._listening.items()}
        cookies = frozenset(service.name for service in self.services if service.has_accounts)
        self._supervisor.start([front(self.opening, around, ports, cookies)])

    def _start_valkey(self, names: list[str]) -> dict[str, str]:
        """Start the embedded Valkey, if anybody needs it; return the Redis URL of each name."""
        if not names:
            return {}
        folder, run = self.folder.of("valkey"), self.folder.run_folder()
        sock, rules = run / "valkey.sock", folder / "users.acl"
        users = new_users(names)
        write_access_list(rules, list(users.values()))
        command = server_command(
            folder, sock, access_list=rules, binary=self.settings.valkey_binary
        )
        spec = ChildSpec(
            "valkey", tuple(command), self.settings.neutral, run, self.folder.log("valkey")
        )
        children = self._supervisor.start([spec])
        urls = {name: user.url(sock) for name, user in users.items()}
        self._wait(partial(_redis_answers, urls[names[0]]), children)
        return urls

    def _start_services(self, addresses: Addresses) -> None:
        """Start the web servers, and behind them the job workers."""
        web, jobs = [], []
        for service in self.services:
            own = environment(service, self.folder, addresses)
            variables = {**self.settings.neutral, **own}
            listening = self._listening[service.name].fileno()
            web.append(web_server(service, self.folder, variables, listening))
            jobs += job_workers(service, self.folder, variables)
        self._supervisor.start(web)
        self._supervisor.start(jobs)

    def _invite(self, addresses: Addresses) -> None:
        """Make the first administrator's link for every service that has none."""
        for service in self.services:
            if service.has_accounts:
                token = invite_first_admin(addresses.databases[service.name], utc_now)
                if token is not None:
                    self.invitations[service.name] = token

    def _wait_until_ready(self) -> None:
        """Return when every web server says that it can work."""
        for name, listening in self._listening.items():
            path = "/" if name == WELCOME else "/readyz"
            host, port = listening.getsockname()
            self._wait(partial(_is_ready, host, port, path), self._supervisor.children)
        for door in self.opening.doors if self.opening is not None else ():
            self._wait(partial(_takes_calls, door), self._supervisor.children)

    def _wait(self, ready: Callable[[], bool], children: list[Child]) -> None:
        """Return once ``ready()``, starting again whoever dies meanwhile."""
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            self._supervisor.tend()
            hopeless = [c.spec for c in children if c.early_deaths >= GIVE_UP_AFTER]
            if hopeless or time.monotonic() > deadline:
                log = hopeless[0].log if hopeless else self.folder.of("logs")
                raise StartFailed(f"A process does not start. See {log}.")
            if self.stopped.wait(0.02):
                raise StartFailed("It was stopped before everything was ready.")


def _url(listening: socket.socket, name: str = "") -> str:
    """Return the address of a listening socket, under another name for the host if there is one."""
    host, port = listening.getsockname()
    return f"http://{name or host}:{port}"


def _is_ready(host: str, port: int, path: str) -> bool:
    """Return whether the service at ``port`` says that it can work."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _takes_calls(door: OpenDoor) -> bool:
    """Return whether the front answers at ``door``, even if only that the host is wrong.

    Who answers is known: the socket is ours. So its certificate is not looked at.
    """
    host, port = door.listening.getsockname()
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            if not door.secure:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                return connection.recv(5) == b"HTTP/"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with context.wrap_socket(connection) as line:
                return line.version() is not None
    except OSError:
        return False


def _redis_answers(url: str) -> bool:
    """Return whether the server behind ``url`` answers."""
    try:
        with Redis.from_url(url) as connection:
            return bool(connection.ping())
    except RedisError:
        return False
