"""Calls to the other services: short, bounded, without redirects.

A peer that refuses comes back as the same kind of failure, carrying the peer's slug and nothing
else of its answer; a peer that is away is ``PeerAway``, which the outbox tries again.

May import: httpx2, shared.errors, shared.crypto.jsontext.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx2

from shared.crypto import jsontext
from shared.errors import Conflict, InvalidInput, NotAllowed, NotFound, SuiteError, Unavailable

JSON_LIMIT = 16 * 1024 * 1024
IDLE_SECONDS = 30
"""How long an idle connection is kept; less than the server's keep-alive (see the supervisor)."""

_SLUG = re.compile(r"/problems/([a-z][a-z0-9_]{0,63})")


class PeerAway(Unavailable):
    """Another service could not be reached, or broke off."""

    code = "peer_away"


class AnswerTooLarge(Unavailable):
    """Another service answered with more than was asked for."""

    code = "peer_answer_too_large"


class PeerRefused(Unavailable):
    """Another service refused; ``slug`` is its reason, ``status`` its HTTP status."""

    code = "peer_refused"

    def __init__(self, status: int, slug: str) -> None:
        super().__init__(f"Another service refused this ({slug}).")
        self.status = status
        self.slug = slug


class PeerFoundNothing(PeerRefused, NotFound):
    """The other service has no such thing (404)."""


class PeerConflict(PeerRefused, Conflict):
    """The other service's present state forbids it (409)."""


class PeerRefusedInput(PeerRefused, InvalidInput):
    """The other service cannot read or accept what was sent (400, 413)."""


class PeerForbade(PeerRefused, NotAllowed):
    """The other service does not let us do this (401, 403)."""


REFUSALS: dict[int, type[PeerRefused]] = {
    400: PeerRefusedInput,
    401: PeerForbade,
    403: PeerForbade,
    404: PeerFoundNothing,
    409: PeerConflict,
    413: PeerRefusedInput,
}


class Peer:
    """A connection to one service; also a context manager. Safe to share between threads."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def get_json(self, path: str, limit: int = JSON_LIMIT) -> Any:
        """Return the strictly decoded JSON at ``path``."""
        return jsontext.decode(self.get_bytes(path, limit))

    def get_bytes(self, path: str, limit: int) -> bytes:
        """Return the bytes at ``path``, at most ``limit`` of them."""
        return self._fetch("GET", path, limit)

    def post_json(self, path: str, value: object, limit: int = JSON_LIMIT) -> Any:
        """Send ``value`` as canonical JSON; return the decoded answer, None if it is empty."""
        answered = self._fetch("POST", path, limit, jsontext.canonical(value))
        return jsontext.decode(answered) if answered else None

    def post_bytes(self, path: str, content: bytes, content_type: str) -> Any:
        """Send ``content`` as it is; return the decoded answer, None if it is empty."""
        answered = self._fetch("POST", path, JSON_LIMIT, content, content_type)
        return jsontext.decode(answered) if answered else None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()

    def _fetch(
        self,
        method: str,
        path: str,
        limit: int,
        content: bytes | None = None,
        content_type: str = "application/json",
    ) -> bytes:
        """Return the body of a 2xx answer.

        Raises:
            PeerRefused: any other status; its subclass by kind.
            PeerAway: no answer.
            AnswerTooLarge: more than ``limit`` bytes.
        """
        headers = {"Content-Type": content_type} if content is not None else {}
        stream = self._client.stream(method, path, content=content, headers=headers)
        with _translated(), stream as response:
            body = _bounded(response, limit)
        if not response.is_success:
            raise _refusal(response.status_code, body)
        return body


def open_client(
    base_url: str,
    *,
    token: str | None = None,
    timeout: float = 10.0,
    transport: httpx2.BaseTransport | None = None,
) -> Peer:
    """Return a ``Peer`` at ``base_url``.

    Args:
        base_url: scheme, host and port.
        token: sent as ``Authorization: Bearer``.
        timeout: seconds for each step of a call.
        transport: in tests, ``httpx2.WSGITransport(app)`` instead of a socket.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    limits = httpx2.Limits(max_keepalive_connections=8, keepalive_expiry=IDLE_SECONDS)
    client = httpx2.Client(
        base_url=base_url,
        headers=headers,
        timeout=timeout,
        transport=transport or httpx2.HTTPTransport(limits=limits, retries=1),
        follow_redirects=False,
        trust_env=False,
    )
    return Peer(client)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn every failure of the network into ``PeerAway``."""
    try:
        yield
    except httpx2.HTTPError as error:
        raise PeerAway("Another service did not answer; it will be asked again.") from error


def _bounded(response: httpx2.Response, limit: int) -> bytes:
    """Return the whole body, or refuse once it is longer than ``limit``."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > limit:
            raise AnswerTooLarge("Another service answered with too much.")
    return bytes(body)


def _refusal(status: int, body: bytes) -> PeerRefused:
    """Return the failure that stands for a refusal; only a well-formed slug is taken over."""
    slug = "unknown"
    try:
        problem = jsontext.decode(body)
    except SuiteError:
        problem = None
    if isinstance(problem, dict) and isinstance(problem.get("type"), str):
        match = _SLUG.fullmatch(problem["type"])
        slug = match[1] if match else slug
    return REFUSALS.get(status, PeerRefused)(status, slug)
