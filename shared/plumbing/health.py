"""Two addresses for whoever watches the process: does it live, and can it serve.

May import: Flask, shared.plumbing.access, shared.plumbing.reading.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response

from shared.plumbing.access import public
from shared.plumbing.reading import answer


def register_health(app: Flask, ready: Callable[[], None]) -> None:
    """Add ``/livez`` and ``/readyz`` to ``app``.

    Args:
        app: the service.
        ready: returns when the service can do its work; raises ``Unavailable`` (or anything)
            when its database is away or not migrated.
    """

    @app.get("/livez")
    @public("a watcher has no account, and learns only that the process answers")
    def livez() -> Response:
        return answer({"status": "alive"})

    @app.get("/readyz")
    @public("a watcher has no account, and learns only whether the service can work")
    def readyz() -> Response:
        ready()
        return answer({"status": "ready"})
