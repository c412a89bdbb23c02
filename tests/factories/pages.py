"""A small build of pages and a small service that shows some, for tests."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from shared.plumbing.access import public
from shared.plumbing.headers import secure_headers
from shared.plumbing.pages import register_pages, show
from shared.plumbing.pages.built import Built
from shared.plumbing.pages.catalogues import compile_to
from shared.plumbing.problems import register_problems

FILES = {
    "voter.css": ("voter-AAAAAAAA.css", b"p { color: #000 }"),
    "office.css": ("office-FFFFFFFF.css", b"p { margin: 1px }"),
    "welcome": ("welcome-GGGGGGGG.js", b"void 4;"),
    "turnout": ("turnout-HHHHHHHH.js", b"void 5;"),
    "waiting": ("waiting-LLLLLLLL.js", b"void 8;"),
    "hall.css": ("hall-EEEEEEEE.css", b"p { margin: 0 }"),
    "booth": ("booth-BBBBBBBB.js", b"void 0;"),
    "kiosk": ("kiosk-JJJJJJJJ.js", b"void 6;"),
    "kiosk.css": ("kiosk-JJJJJJJJ.css", b"h1 { margin: 0 }"),
    "booth.css": ("booth-EEEEEEEE.css", b"h1 { color: #000 }"),
    "check": ("check-DDDDDDDD.js", b"void 3;"),
    "trustee": ("trustee-KKKKKKKK.js", b"void 7;"),
    "trustee.css": ("trustee-KKKKKKKK.css", b"h2 { margin: 0 }"),
    "scrutineerkey": ("scrutineerkey-MMMMMMMM.js", b"void 9;"),
    "receipt": ("receipt-FFFFFFFF.js", b"void 4;"),
    "worker": ("worker-CCCCCCCC.js", b"void 1;"),
}
FRAMED = """{% extends "frame.html" %}
{% block title %}A title{% endblock %}
{% block main %}<p>{{ words }}</p>{% endblock %}
{% block scripts %}{{ script("booth") }}{% endblock %}
"""


def integrity(content: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


def a_build(folder: Path) -> Path:
    """Write a build as `make web` does; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.values():
        (folder / name).write_bytes(content)
    entries = {
        entry: {"file": name, "integrity": integrity(content)}
        for entry, (name, content) in FILES.items()
    }
    (folder / "manifest.json").write_text(json.dumps(entries))
    made = Built(folder).catalogue
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(_compiled_catalogue())
    return folder


@cache
def _compiled_catalogue() -> bytes:
    """Return the compiled texts, made once a process."""
    with TemporaryDirectory() as folder:
        return compile_to(Path(folder)).read_bytes()


def a_service(web: Path, templates: Path) -> Flask:
    """Return a service with a framed page at /page, and what it shows in `words`."""
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "framed.html").write_text(FRAMED)
    (templates / "careless.html").write_text("{{ nothing_of_that_name }}")
    app = Flask("service", static_folder=None)
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, templates)

    @app.get("/page")
    @public("it is a test")
    def page():
        return show("framed.html", words="<b>&</b>")

    @app.get("/camera")
    @public("it is a test")
    def camera():
        return show("framed.html", words="", camera=True, wasm=True)

    @app.get("/careless")
    @public("it is a test")
    def careless():
        return show("careless.html")

    @app.get("/broken")
    @public("it is a test")
    def broken():
        raise RuntimeError("a secret in a message")

    return app
