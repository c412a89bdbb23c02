"""gunicorn's settings for every service: ``gunicorn -c python:shared.plumbing.webserver …``.

Address, workers, threads and the application stand on the command line. There is no access log,
and what gunicorn itself refuses is answered without a word of what was sent and logged without
the sender's address. No answer says which server gave it.

May import: gunicorn, shared.plumbing.headers, .logs, .parents.
"""

from __future__ import annotations

import gc
import importlib
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http import wsgi  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from shared.plumbing.headers import DEFAULTS, HEADERS
from shared.plumbing.logs import log_failure, start_logs
from shared.plumbing.parents import die_with_parent

keepalive = 75
"""Seconds; longer than any client of ours keeps an idle connection (``http.IDLE_SECONDS``)."""
graceful_timeout = 10
timeout = 60
control_socket_disable = True
accesslog = None
loglevel = "warning"
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 4096


class PlainLogger(Logger):  # type: ignore[misc]
    """Hands gunicorn's own messages to our logs, where they lose their arguments."""

    def setup(self, cfg: Any) -> None:
        """Use the process's log handlers instead of gunicorn's."""
        super().setup(cfg)
        start_logs("webserver", coarse_times=True)  # the service says better when it is loaded


class DiscreetWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded worker that refuses malformed requests without quoting them."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer 400 to what is not HTTP, 500 to what broke; log the class of failure alone."""
        refused = type(exc).__module__ == "gunicorn.http.errors"
        status, reason = (400, "Bad Request") if refused else (500, "Internal Server Error")
        if not refused:
            log_failure("request_failed", exc)
        lines = [
            f"HTTP/1.1 {status} {reason}",
            *(f"{name}: {value}" for name, value in (HEADERS | DEFAULTS).items()),
            "Content-Length: 0",
            "Connection: close",
        ]
        try:
            util.write_nonblock(client, "\r\n".join([*lines, "", ""]).encode("ascii"))
        except OSError:
            return  # whoever asked has gone


class NamelessResponse(wsgi.Response):  # type: ignore[misc]
    """An answer that does not name the program and its version."""

    def default_headers(self) -> list[str]:
        """Return gunicorn's own header lines without ``Server``."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


wsgi.Response = NamelessResponse
logger_class = PlainLogger
worker_class = DiscreetWorker


def on_starting(server: Any) -> None:
    """Import the service once, so that a new worker is a fork and not a second start."""
    importlib.import_module(server.app.app_uri.partition(":")[0])
    gc.collect()
    gc.freeze()  # what the start made is never garbage, and workers share its memory


def post_fork(server: Any, worker: Any) -> None:
    """Bind the worker's life to the master's."""
    die_with_parent(worker.ppid)
