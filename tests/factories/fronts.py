"""A front in this process, services behind it that note what they are asked, and slow clients.

`a_front` puts real TLS before a port of this machine, with a certificate of an authority made for
the test. It runs in a thread of the test's own process, so that a test can shorten its times.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from shared.cli.lan.authority import Names
from shared.cli.lan.certificates import ServerFiles, own_files
from shared.plumbing.clock import utc_now
from shared.plumbing.front.doors import Door, Doors, hosts_of
from shared.plumbing.front.room import Room
from shared.plumbing.front.server import Front

HERE = "127.0.0.1"


@dataclass
class Service:
    """A service that answers with what it was asked, and keeps it."""

    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    finished: int = 0
    """Answers that the service has got rid of."""

    @property
    def last(self) -> dict[str, Any]:
        return self.asked[-1]

    def lines(self, name: str) -> list[str]:
        """Return the values of a header line of the last request."""
        return [value for key, value in self.last["lines"] if key.lower() == name]


class _Handler(BaseHTTPRequestHandler):
    """`/large/N`: N bytes. `/broken`: less than was told. `/streamed`: no length told."""

    protocol_version = "HTTP/1.1"

    def answer_anything(self) -> None:
        service: Service = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service.asked.append(
            {
                "method": self.command,
                "path": self.path,
                "lines": self.headers.items(),
                "body": body,
                "from": self.client_address,
            }
        )
        word, _, number = self.path.removeprefix("/").partition("/")
        if word == "large":
            self.reply(b"x" * int(number))
        elif word == "broken":
            self.reply(b"half", length=8)
            self.connection.shutdown(socket.SHUT_RDWR)
        elif word == "streamed":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for _ in range(3):
                self.wfile.write(b"5\r\npiece\r\n")
            self.wfile.write(b"0\r\n\r\n")
        elif word == "slow":
            sleep(float(number))
            with suppress(BrokenPipeError):  # nobody waited
                self.reply(b"late")
        elif word == "status":
            self.reply(b"", status=int(number))
        else:
            self.reply(json.dumps({"path": self.path, "length": len(body)}).encode())
        service.finished += 1

    def reply(self, content: bytes, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Set-Cookie", "service=1")
        self.send_header("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        self.send_header("Connection", "keep-alive, X-Own-Hop")
        self.send_header("X-Own-Hop", "1")
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"):
    setattr(_Handler, f"do_{_method}", _Handler.answer_anything)


@contextmanager
def a_service() -> Iterator[Service]:
    """Serve on a free port of this machine."""
    with ThreadingHTTPServer((HERE, 0), _Handler) as server:
        service = Service(server.server_port)
        server.service = service  # type: ignore[attr-defined]
        server.handle_error = lambda *_: None  # some clients leave in the middle
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Fronted:
    """A running front with one door."""

    port: int
    files: ServerFiles
    room: Room
    secure: bool = True

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://{HERE}:{self.port}"

    @property
    def host(self) -> str:
        return f"{HERE}:{self.port}"

    def trust(self) -> ssl.SSLContext:
        """Return what a phone has that trusts the authority and nobody else."""
        assert self.files.authority is not None
        return ssl.create_default_context(cafile=self.files.chain.with_name("authority.crt"))

    def client(self) -> HTTPConnection:
        """Return a connection that checks the certificate."""
        if self.secure:
            return HTTPSConnection(HERE, self.port, context=self.trust(), timeout=10)
        return HTTPConnection(HERE, self.port, timeout=10)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        """Ask once, on a connection of its own; the body is `read()` already, as `.content`."""
        client = self.client()
        with suppress(ConnectionError):  # it may be refused before all of it is sent
            client.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = client.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        client.close()
        return answer

    def line(self) -> socket.socket:
        """Return a connection to write bytes on, the handshake done."""
        connection = socket.create_connection((HERE, self.port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.trust().wrap_socket(connection, server_hostname=HERE)

    def say(self, content: bytes) -> bytes:
        """Send bytes, and return all that comes back."""
        with self.line() as line:
            line.sendall(content)
            return until_closed(line)


def until_closed(line: socket.socket) -> bytes:
    """Return all that the other side sends before it closes."""
    received = b""
    with suppress(ConnectionError, ssl.SSLError):
        while piece := line.recv(65536):
            received += piece
    return received


@contextmanager
def a_front(
    folder: Path,
    port: int,
    *,
    cookies: bool = False,
    secure: bool = True,
    room: Room | None = None,
) -> Iterator[Fronted]:
    """Put a front before what listens at `port`; everybody is gone from it afterwards."""
    files = own_files(folder / "lan", Names(IPv4Address(HERE)), utc_now())
    listening = socket.create_server((HERE, 0), backlog=1024)
    own = listening.getsockname()[1]
    door = Door(
        "box", listening.detach(), port, secure, hosts_of(HERE, own, secure=secure), cookies
    )
    fronted = Fronted(own, files, room or Room(1000, 64 * 1024 * 1024), secure)
    front = Front(Doors(str(files.chain), str(files.key), (door,)), fronted.room)
    with running(front):
        yield fronted
    assert (fronted.room.connections, fronted.room.bytes) == (0, 0)


@contextmanager
def running(front: Front) -> Iterator[None]:
    """Run `front` in a thread."""
    started = threading.Event()
    held: dict[str, Any] = {}

    async def run() -> None:
        held["loop"], held["stopped"] = asyncio.get_running_loop(), asyncio.Event()
        started.set()
        await front.run(held["stopped"])

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    started.wait(10)
    try:
        yield
    finally:
        held["loop"].call_soon_threadsafe(held["stopped"].set)
        thread.join(20)
        assert not thread.is_alive()


HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
"""The beginning of a TLS handshake, which promises 512 bytes."""


def beginnings(fronted: Fronted) -> dict[str, bytes]:
    """Return how requests begin whose senders never finish them."""
    host = f"Host: {fronted.host}\r\n".encode()
    return {
        "handshake": HELLO,
        "head": b"GET / HTTP/1.1\r\n" + host + b"X-Long: ",
        "body": b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 100000\r\n\r\n",
    }


@contextmanager
def tricklers(fronted: Fronted, kind: str, count: int) -> Iterator[list[socket.socket]]:
    """Keep `count` clients that send the beginning of something, then a byte now and then."""
    with ExitStack() as stack:
        lines: list[socket.socket] = []
        for _ in range(count):
            if kind == "handshake":
                line = stack.enter_context(socket.create_connection((HERE, fronted.port), 10))
            else:
                line = stack.enter_context(fronted.line())
            line.sendall(beginnings(fronted)[kind])
            lines.append(line)
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.3):
                for line in lines:
                    with suppress(OSError):
                        line.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield lines
        finally:
            ended.set()
            thread.join()


def seconds_until_closed(line: socket.socket, most: float) -> float:
    """Return after how long the other side hangs up."""
    started = monotonic()
    line.settimeout(most)
    until_closed(line)
    return monotonic() - started
