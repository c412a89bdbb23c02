"""Which header lines pass through the front, each way, and what the front answers by itself.

May import: stdlib, h11, shared.plumbing.headers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus

import h11

from shared.plumbing.front.doors import Door
from shared.plumbing.headers import DEFAULTS, HEADERS

Lines = list[tuple[bytes, bytes]]
"""Header lines: lower-case name and value."""

ONE_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"upgrade"),
        *(b"transfer-encoding", b"expect", b"proxy-authenticate", b"proxy-authorization"),
    }
)
"""Lines that are for the next machine only (RFC 9110, section 7.6.1)."""

OF_PROXIES = (b"x-forwarded-", b"x-real-", b"forwarded", b"via")
"""Beginnings of lines in which a proxy speaks to the service; here that is nobody but us."""

HSTS = b"strict-transport-security"

SAID: dict[int, tuple[str, str]] = {
    400: ("bad_request", "无法识别这个请求。 This request cannot be read."),
    405: ("method_not_allowed", "这个网址不能这样使用。 This address does not take this method."),
    408: ("too_slow", "网络太慢，请再试一次。 It took too long to arrive. Please try again."),
    411: ("length_needed", "请求没有说明长度。 The request does not say how long it is."),
    413: ("too_large", "发送的内容太大。 What was sent is too large."),
    421: ("wrong_host", "请重新扫描会场的二维码。 Please scan the code in the hall again."),
    431: ("bad_request", "无法识别这个请求。 This request cannot be read."),
    502: ("service_away", "服务正在重新启动，请稍等几秒再试。 Wait a few seconds, then try again."),
    503: ("busy", "现在访问的人太多，请稍等几秒再试。 Wait a few seconds, then try again."),
    504: ("service_away", "服务没有回答，请稍等几秒再试。 Wait a few seconds, then try again."),
}
"""What the front says by itself, by status."""


class Refused(Exception):
    """The front answers a request by itself; ``status`` is a key of ``SAID``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def request_lines(request: h11.Request, door: Door) -> Lines:
    """Return the header lines that the service gets.

    Neither the sender's address nor what other proxies say of it is among them.

    Raises:
        Refused: it was meant for another host.
    """
    hosts = [value for name, value in request.headers if name == b"host"]
    if len(hosts) != 1 or hosts[0].decode("ascii", "replace").lower() not in door.hosts:
        raise Refused(421)
    dropped = ONE_HOP | named_hops(request.headers) | (set() if door.cookies else {b"cookie"})
    passed = [
        (name, value)
        for name, value in request.headers
        if name not in dropped and not name.startswith(OF_PROXIES)
    ]
    scheme = [(b"x-forwarded-proto", b"https")] if door.secure else []
    return [*passed, *scheme, (b"connection", b"close")]


def response_lines(response: h11.Response, *, last: bool) -> Lines:
    """Return the header lines that the client gets; ``last``: the connection ends after this.

    The promise to come over HTTPS alone is taken out. It is for a host with all its ports, for two
    years, and cannot be taken back: on the machine of a hall, whose certificate may change to one
    that browsers warn of, it would turn a warning into a locked door.
    """
    dropped = ONE_HOP | named_hops(response.headers) | {HSTS}
    passed = [(name, value) for name, value in response.headers if name not in dropped]
    return [*passed, (b"connection", b"close")] if last else passed


def own_answer(status: int) -> tuple[h11.Response, bytes]:
    """Return what the front says by itself, as a problem document (RFC 9457); it is the last."""
    slug, title = SAID[status]
    body = json.dumps(
        {"type": f"/problems/{slug}", "title": title, "status": status}, ensure_ascii=False
    ).encode()
    lines = {
        **HEADERS,
        **DEFAULTS,
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **({"Retry-After": "2"} if status >= HTTPStatus.INTERNAL_SERVER_ERROR else {}),
    }
    headers = [(name.encode(), value.encode()) for name, value in lines.items()]
    return h11.Response(status_code=status, headers=headers), body


def named_hops(headers: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """Return the names of lines that a ``Connection`` line says are for the next machine only."""
    values = [value for name, value in headers if name == b"connection"]
    return {token.strip().lower() for value in values for token in value.split(b",")}


def content_length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Return the length that ``Content-Length`` tells, None where it is not told."""
    return next((int(value) for name, value in headers if name == b"content-length"), None)
