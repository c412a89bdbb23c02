"""Logs as JSON lines on stderr: named events whose fields stand on a list, nothing else.

The list is the guard: a field that is not on it is dropped, and a text with anything but plain
slug characters becomes "?", so neither a name nor an address nor a ballot can get into a log by
mistake. What libraries log is reduced to their format string without its arguments.

May import: stdlib, structlog.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "attempts", "code", "count", "error", "exit", "job", "kind", "level", "library",
        "pid", "port", "process", "seconds", "status", "template", "where",
    }
)  # fmt: skip
"""The only fields an event may carry."""

_PLAIN = re.compile(r"[A-Za-z0-9_.:/ -]{0,120}")
_COARSE = timedelta(minutes=5)


def start_logs(process: str, *, coarse_times: bool = False) -> None:
    """Send this process's events, and what libraries warn about, to stderr as JSON lines.

    Args:
        process: the name that every line carries.
        coarse_times: round times down to five minutes. The box does, because the time of an
            event beside a ballot would tell when somebody voted.
    """
    _configure(process, coarse_times)
    root = logging.getLogger()
    root.handlers[:] = [_LibraryHandler(level=logging.WARNING)]
    for name in ("rq.worker", "rq.job", "gunicorn.error"):
        library = logging.getLogger(name)
        library.handlers[:] = []
        library.propagate = True


def log(event: str, **fields: object) -> None:
    """Write one line about ``event``; fields outside ``ALLOWED`` are dropped."""
    structlog.get_logger().info(event, **fields)


def log_failure(event: str, error: BaseException, **fields: object) -> None:
    """Write one line about an unexpected ``error``: its class and where it was raised.

    Never its text, which may quote what somebody sent.
    """
    structlog.get_logger().error(event, error=type(error).__name__, where=_where(error), **fields)


def _configure(process: str, coarse_times: bool) -> None:
    """Set the steps every event goes through."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _allowed_only,
            _stamp(process, coarse_times),
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _where(error: BaseException) -> str:
    """Return ``file:line`` of the innermost frame of ``error`` that is our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "unknown"


def _allowed_only(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep the event's name and the allowed fields, with plain values."""
    return {
        name: _plain(value) for name, value in event.items() if name in ALLOWED or name == "event"
    }


def _plain(value: object) -> object:
    """Return ``value`` if it can hold nothing but a number or a slug, else "?"."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else "?"


def _stamp(process: str, coarse: bool) -> Any:
    """Return the step that adds the process's name and the time."""

    def stamp(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  when a line is written
        if coarse:
            now -= (now - datetime.min.replace(tzinfo=UTC)) % _COARSE
        return {**event, "at": now.isoformat(), "process": process}

    return stamp


class _LibraryHandler(logging.Handler):
    """Turns a library's record into an event: its template, never the arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        template = re.sub(r"[^A-Za-z0-9_.:/ -]", "", str(record.msg))[:120] if record.args else ""
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().warning(
            "library",
            library=record.name,
            level=record.levelname.lower(),
            template=template,
            error=type(error).__name__ if error else None,
            where=_where(error) if error else f"{record.filename}:{record.lineno}",
        )


_configure("ostraka", coarse_times=False)  # the guard holds even where nobody called start_logs
