"""Response headers every answer carries: no scripts from elsewhere, no caches, no referrer.

May import: Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

_NOTHING_ELSE = (
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    + _NOTHING_ELSE
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}

DEFAULTS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "Cache-Control": "no-store",
}
"""What a view may replace by a value of its own."""

WITH_CAMERA = DEFAULTS["Permissions-Policy"].replace("camera=()", "camera=(self)")
"""The Permissions-Policy of a page that reads a QR code."""

WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'"
"""The policy of a script as a worker: it computes, and can load and send nothing."""


def page_policy(scripts: Iterable[str], styles: Iterable[str], *, wasm: bool) -> str:
    """Return the Content-Security-Policy of one page.

    Args:
        scripts: the sources of exactly the page's scripts, as ``host/path``.
        styles: the same of its style sheets.
        wasm: whether its scripts run WebAssembly.
    """
    allowed = [*scripts, *(["'wasm-unsafe-eval'"] if wasm else [])]
    return (
        f"default-src 'none'; script-src {_sources(allowed)}; style-src {_sources(styles)}; "
        f"img-src 'self' data:; {_NOTHING_ELSE}; trusted-types ostraka"
    )


def _sources(sources: Iterable[str]) -> str:
    """Return a source list: nothing at all is 'none'."""
    return " ".join(sources) or "'none'"


def secure_headers(app: Flask) -> None:
    """Add the headers above to every answer of ``app``; HSTS only over HTTPS."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(HEADERS)
        for name, value in DEFAULTS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return response


def without_cookies(app: Flask) -> None:
    """Take every cookie away before any code of ``app`` can see it.

    A cookie tells two requests of one person; the box must not be able to.
    """
    inner = app.wsgi_app

    def blind(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_COOKIE", None)
        return inner(environ, start_response)

    app.wsgi_app = blind  # type: ignore[method-assign]
