"""How much the front holds at once: so many connections, so many bytes.

When it is full, whoever has kept it waiting longest has to go. Nobody is looked at by address:
behind one router a whole hall has the same one.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from shared.errors import Unavailable


class Full(Unavailable):
    """There is no room, and nobody who could be sent away instead."""

    code = "busy"


class Room:
    """Counts connections and the bytes they hold."""

    def __init__(self, most_connections: int, most_bytes: int) -> None:
        self._most_connections = most_connections
        self._most_bytes = most_bytes
        self._waiting: dict[Seat, None] = {}
        """Connections that wait for their client, the longest wait first."""
        self.connections = 0
        self.bytes = 0

    @contextmanager
    def seat(self, connected: socket.socket) -> Iterator[Seat]:
        """Count a connection, and what it holds, for the length of the block.

        Raises:
            Full: there are too many, and none of them waits for its client.
        """
        if self.connections >= self._most_connections and not self._end_longest_wait():
            raise Full("Too many connections are being served.")
        self.connections += 1
        seat = Seat(self, connected)
        try:
            yield seat
        finally:
            seat.release()
            self.connections -= 1

    def add(self, count: int) -> None:
        """Count ``count`` more bytes.

        Raises:
            Full: there are too many, and nobody waits for a client.
        """
        if self.bytes + count > self._most_bytes and not self._end_longest_wait():
            raise Full("Too much is arriving at once.")
        self.bytes += count

    def end_all_waits(self) -> None:
        """End every connection that waits for its client."""
        while self._end_longest_wait():
            pass

    @contextmanager
    def waiting(self, seat: Seat) -> Iterator[None]:
        """Say that ``seat`` waits for its client during the block."""
        self._waiting[seat] = None
        try:
            yield
        finally:
            self._waiting.pop(seat, None)

    def _end_longest_wait(self) -> bool:
        """End the connection that has waited longest; return whether there was one."""
        longest = next(iter(self._waiting), None)
        if longest is None:
            return False
        del self._waiting[longest]
        longest.end()
        return True


class Seat:
    """What one connection has of the room."""

    def __init__(self, room: Room, connected: socket.socket) -> None:
        self._room = room
        self._connected = connected
        self._held = 0

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Say that the connection waits for its client during the block, and may be ended."""
        with self._room.waiting(self):
            yield

    def hold(self, count: int) -> None:
        """Count ``count`` bytes that the connection holds.

        Raises:
            Full: there is no room for them.
        """
        self._room.add(count)
        self._held += count

    def release(self) -> None:
        """Count off all that it holds."""
        self._room.bytes -= self._held
        self._held = 0

    def end(self) -> None:
        """End the connection: whoever reads or writes on it notices."""
        with suppress(OSError):  # it has ended already
            self._connected.shutdown(socket.SHUT_RDWR)
