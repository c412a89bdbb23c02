"""One connection to the front, from its first byte to its last.

A request is read whole, within a time; only then is the service asked, on a connection of its
own. So no two requests can run into each other, and no slow client has a service's thread. A
service's answer is taken at the service's pace and kept for the client; one larger than
``ANSWER_BYTES`` goes at the client's pace, and of those there are ``LARGE_ANSWERS`` at most.

May import: stdlib, h11, shared.plumbing.front.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, StreamReader, StreamWriter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import h11

from shared.plumbing.front.doors import Door
from shared.plumbing.front.passing import (
    Lines,
    Refused,
    content_length,
    own_answer,
    request_lines,
    response_lines,
)
from shared.plumbing.front.room import Full, Seat

HEAD_SECONDS = 15.0
"""For the next request's head to arrive, from the handshake or the answer before it."""
BODY_SECONDS = 20.0
"""For a body to arrive, or for an answer to be taken; longer for long ones, see ``LEAST_SPEED``."""
LEAST_SPEED = 16 * 1024
"""Bytes a second that a long body or answer has to move at."""
ANSWER_SECONDS = 60.0
"""For a service to begin its answer, or to go on with it."""
LINGER_SECONDS = 2.0
HEAD_BYTES = 16 * 1024
REQUEST_BYTES = 8 * 1024 * 1024
ANSWER_BYTES = 1024 * 1024
LARGE_ANSWERS = 8
AT_ONCE = 64
"""Requests that one service is asked at once; the others wait here and not in its queue."""
PIECE = 64 * 1024


@dataclass(slots=True)
class Service:
    """What all connections of one door share."""

    door: Door
    at_once: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))
    large: Semaphore = field(default_factory=lambda: Semaphore(LARGE_ANSWERS))


class Line:
    """One connection, its handshake done."""

    def __init__(
        self, service: Service, seat: Seat, reader: StreamReader, writer: StreamWriter
    ) -> None:
        self._service = service
        self._seat = seat
        self._reader = reader
        self._writer = writer
        self._client = h11.Connection(h11.SERVER, HEAD_BYTES)

    async def serve(self) -> None:
        """Answer requests until one side ends it.

        Raises:
            OSError: the client has gone, or the service in the middle of an answer.
        """
        while await self._exchange():
            self._seat.release()
            self._client.start_next_cycle()

    async def _exchange(self) -> bool:
        """Answer one request; return whether another may follow."""
        try:
            request = await self._head()
            if request is None:
                return False
            lines = request_lines(request, self._service.door)
            body = await self._body(request)
            async with self._service.at_once:
                await self._pass(request, lines, body)
            await self._drain(1)
        except Refused as refused:
            await self._refuse(refused.status)
        except Full:
            await self._refuse(503)
        except h11.RemoteProtocolError as error:
            await self._refuse(431 if error.error_status_hint == 431 else 400)
        return self._client.our_state is h11.DONE is self._client.their_state

    async def _head(self) -> h11.Request | None:
        """Return the next request's head; None if the client wants nothing more.

        Raises:
            Refused: it came too slowly, or is none that can be passed on.
        """
        try:
            with self._seat.waiting():
                async with asyncio.timeout(HEAD_SECONDS):
                    head = await _next_event(self._client, self._reader)
        except TimeoutError:
            if self._client.trailing_data[0]:
                raise Refused(408) from None
            return None
        if not isinstance(head, h11.Request):
            return None
        if head.method == b"CONNECT":
            raise Refused(405)
        if not head.target.startswith(b"/"):
            raise Refused(400)
        if len(head.target) + sum(len(n) + len(v) for n, v in head.headers) > HEAD_BYTES:
            raise Refused(431)  # one that comes in one piece is not too long for h11
        return head

    async def _body(self, head: h11.Request) -> bytes:
        """Return the whole body.

        Raises:
            Refused: it is too large, too slow, or does not say its length.
            Full: there is no room for it.
        """
        if any(name == b"transfer-encoding" for name, _ in head.headers):
            raise Refused(411)
        length = content_length(head.headers) or 0
        if length > REQUEST_BYTES:
            raise Refused(413)
        if self._client.they_are_waiting_for_100_continue:
            self._say(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        try:
            with self._seat.waiting():
                async with asyncio.timeout(_patience(length)):
                    event = await _next_event(self._client, self._reader)
                    while isinstance(event, h11.Data):
                        self._seat.hold(len(event.data))
                        body += event.data
                        event = await _next_event(self._client, self._reader)
        except TimeoutError:
            raise Refused(408) from None
        if not isinstance(event, h11.EndOfMessage):
            raise ConnectionResetError
        return bytes(body)

    async def _pass(self, request: h11.Request, lines: Lines, body: bytes) -> None:
        """Ask the service, and pass its answer on."""
        asked = h11.Connection(h11.CLIENT)
        head = h11.Request(method=request.method, target=request.target, headers=lines)
        writer = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                port = self._service.door.service
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=PIECE)
                for event in (head, h11.Data(data=body), h11.EndOfMessage()):
                    writer.write(asked.send(event) or b"")
                answer = await _next_event(asked, reader)
                while isinstance(answer, h11.InformationalResponse):
                    answer = await _next_event(asked, reader)
            if not isinstance(answer, h11.Response):
                raise Refused(502)
            await self._answer(request, answer, asked, reader)
        except TimeoutError:
            raise Refused(504) from None
        except (OSError, h11.RemoteProtocolError):
            raise Refused(502) from None
        finally:
            if writer is not None:
                writer.transport.abort()

    async def _answer(
        self,
        request: h11.Request,
        answer: h11.Response,
        asked: h11.Connection,
        reader: StreamReader,
    ) -> None:
        """Pass an answer on, a large one at the client's pace.

        A connection is used again only after a request that changes nothing: no two ballots and
        no two activations come on the same one (PROTOCOL P7).

        Raises:
            Refused: too many large answers are being given already.
            OSError, TimeoutError, h11.RemoteProtocolError: the service or the client has gone.
        """
        length = content_length(answer.headers)
        large = length is None or length > ANSWER_BYTES
        if large and self._service.large.locked():
            raise Refused(503)
        self._seat.hold(ANSWER_BYTES if length is None else min(length, ANSWER_BYTES))
        last = request.method not in {b"GET", b"HEAD"}
        lines = response_lines(answer, last=last)
        async with self._service.large if large else Semaphore():
            self._say(h11.Response(status_code=answer.status_code, headers=lines))
            event: Any = None
            while not isinstance(event, h11.EndOfMessage):
                async with asyncio.timeout(ANSWER_SECONDS):
                    event = await _next_event(asked, reader)
                self._say(event)
                if large:
                    await self._drain(ANSWER_BYTES)

    async def _refuse(self, status: int) -> None:
        """Answer by ourselves, for the last time on this connection.

        What the client still sends is read for a moment: a connection that is closed on unread
        bytes takes the answer with it.

        Raises:
            OSError: another answer had begun already.
        """
        if self._client.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            raise ConnectionResetError
        head, body = own_answer(status)
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self._say(event)
        with suppress(TimeoutError), self._seat.waiting():
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._reader.read(PIECE):
                    pass

    def _say(self, event: Any) -> None:
        """Write ``event`` to the client, without waiting for it."""
        self._writer.write(self._client.send(event) or b"")

    async def _drain(self, most: int) -> None:
        """Wait until the client has taken all but ``most`` bytes of what was written.

        Raises:
            OSError: it has gone, or takes them too slowly.
        """
        transport = self._writer.transport
        transport.set_write_buffer_limits(high=most)
        try:
            with self._seat.waiting():
                async with asyncio.timeout(_patience(transport.get_write_buffer_size())):
                    await self._writer.drain()
        except TimeoutError:
            raise ConnectionResetError from None


async def _next_event(connection: h11.Connection, reader: StreamReader) -> Any:
    """Return the next event of the other side."""
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(PIECE))
    return event


def _patience(length: int) -> float:
    """Return how many seconds ``length`` bytes may take."""
    return BODY_SECONDS + length / LEAST_SPEED
