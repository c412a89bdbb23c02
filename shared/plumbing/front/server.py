"""The front as a process: accepts, does the handshakes, ends when it is told to.

May import: stdlib, h11, shared.plumbing.
"""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import ssl
import sys
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter, Task
from asyncio.sslproto import SSLProtocol
from contextlib import suppress
from pathlib import Path
from typing import Any

import h11

from shared.plumbing.front.doors import Door, Doors
from shared.plumbing.front.line import PIECE, Line, Service
from shared.plumbing.front.room import Full, Room, Seat
from shared.plumbing.logs import log_failure, start_logs

HANDSHAKE_SECONDS = 10.0
CLOSE_SECONDS = 5.0
MOST_CONNECTIONS = 1000
MOST_BYTES = 128 * 1024 * 1024
SPARE_FILES = 64

SSLProtocol.max_size = 32 * 1024  # asyncio reserves this for every connection, 256 KiB by itself


class Front:
    """All doors, and everybody who is being served."""

    def __init__(self, doors: Doors, room: Room) -> None:
        self._doors = doors
        self._room = room
        self._context = server_context(doors.certificate, doors.key)
        self._served: set[Task[None]] = set()

    async def run(self, stopped: asyncio.Event) -> None:
        """Serve until ``stopped`` is set; then finish what has been asked for already."""
        accepting = [asyncio.create_task(self._accept(door)) for door in self._doors.doors]
        await stopped.wait()
        for task in accepting:
            task.cancel()
        self._room.end_all_waits()
        if self._served:
            await asyncio.wait(self._served, timeout=CLOSE_SECONDS)

    async def _accept(self, door: Door) -> None:
        """Begin to serve whoever comes through ``door``."""
        service = Service(door)
        loop = asyncio.get_running_loop()
        with socket.socket(fileno=door.listening) as listening:
            listening.setblocking(False)
            while True:
                try:
                    connected, _ = await loop.sock_accept(listening)
                except OSError:  # it has gone already, or no file descriptor is left
                    await asyncio.sleep(0.05)
                    continue
                task = asyncio.create_task(self._serve(service, connected))
                self._served.add(task)
                task.add_done_callback(self._served.discard)

    async def _serve(self, service: Service, connected: socket.socket) -> None:
        """Serve one connection; whatever happens on it ends it and nothing else."""
        try:
            with connected, self._room.seat(connected) as seat:
                await self._talk(service, seat, connected)
        except (OSError, Full, h11.ProtocolError):
            return  # it went away, or was asked to
        except Exception as error:
            log_failure("connection_failed", error)

    async def _talk(self, service: Service, seat: Seat, connected: socket.socket) -> None:
        """Do the handshake, answer every request, and close."""
        with seat.waiting():
            reader, writer = await self._greet(service.door, connected)
        try:
            await Line(service, seat, reader, writer).serve()
            with suppress(TimeoutError), seat.waiting():
                async with asyncio.timeout(CLOSE_SECONDS):
                    writer.close()
                    await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _greet(
        self, door: Door, connected: socket.socket
    ) -> tuple[StreamReader, StreamWriter]:
        """Return the streams of a connection, after the TLS handshake if the door has one.

        Raises:
            OSError: it takes too long, or is none.
        """
        loop = asyncio.get_running_loop()
        reader = StreamReader(limit=PIECE, loop=loop)
        protocol = StreamReaderProtocol(reader, loop=loop)
        options: dict[str, Any] = {}
        if door.secure:
            options = {
                "ssl": self._context,
                "ssl_handshake_timeout": HANDSHAKE_SECONDS,
                "ssl_shutdown_timeout": CLOSE_SECONDS,
            }
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, connected, **options)
        return reader, StreamWriter(transport, protocol, reader, loop)


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    """Return how we speak TLS: 1.3 without tickets, and 1.2.

    A ticket is a cookie of the transport: it would tell two visits of one phone. TLS 1.2 has
    sessions of its own, which only browsers use that are too old to vote.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    context.num_tickets = 0
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key)
    return context


async def serve(doors: Doors) -> None:
    """Serve ``doors`` until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await Front(doors, Room(_most_connections(), MOST_BYTES)).run(stopped)


def _most_connections() -> int:
    """Return how many connections to have at once: each may need two open files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS + SPARE_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return (files - SPARE_FILES) // 2


def main(arguments: list[str] | None = None) -> None:
    """Run the front that the file named by the first argument tells of."""
    [told] = sys.argv[1:] if arguments is None else arguments
    start_logs("front", coarse_times=True)
    asyncio.run(serve(Doors.read(Path(told))))
