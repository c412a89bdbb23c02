"""Showing a page: its template, its language, and the policy that fits exactly this page.

A template names the files it needs with ``script("booth")`` and ``style("voter.css")``; each tag
carries the file's digest, and the page's Content-Security-Policy lists these files and nothing
else. A worker, which a script starts by itself, is any built file: `worker-src` is this origin.

May import: Flask, Jinja, MarkupSafe, Werkzeug, shared.plumbing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from shared.plumbing.access import public
from shared.plumbing.headers import WITH_CAMERA, WORKER_POLICY, page_policy
from shared.plumbing.pages.built import Built, BuiltFile, Content
from shared.plumbing.pages.languages import (
    HTML_LANGUAGES,
    language,
    language_of,
    other_language,
    register_languages,
)
from shared.plumbing.pages.refusals import Words, words_for
from shared.plumbing.pages.stacking import name_columns
from shared.plumbing.problems import show_problems_as

TEMPLATES = Path(__file__).parents[2] / "templates"
"""Frames and macros that all services share."""

IMMUTABLE = "public, max-age=31536000, immutable"

NO_WORDS: Mapping[str, Words] = {}

_EXTENSION = "ostraka.pages"
_WORDS = "ostraka.pages.words"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def register_pages(
    app: Flask, built: Path, templates: Path, chinese: Mapping[str, Words] = NO_WORDS
) -> None:
    """Let ``app`` show pages.

    Args:
        app: the service; its failures become pages too, for whoever asks for a page.
        built: the folder ``make web`` wrote; without it every page answers ``pages_not_built``.
        templates: the service's own templates, beside the shared ones.
        chinese: by slug, what the service's own refusals are in Chinese.
    """
    pages = Built(built)
    app.extensions[_EXTENSION] = pages
    app.extensions[_WORDS] = chinese
    app.jinja_env.loader = FileSystemLoader([str(templates), str(TEMPLATES)])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["name_columns"] = name_columns
    app.jinja_env.globals.update(
        script=_script,
        style=_style,
        language=language,
        language_of=language_of,
        other_language=other_language,
        html_languages=HTML_LANGUAGES,
    )
    register_languages(app, pages)
    show_problems_as(app, show_problem)

    @app.get("/static/<name>")
    @public("scripts and styles are everybody's to read: they are the source, built")
    def built_file(name: str) -> Response:
        """Answer a file of the build; its name changes when its content does."""
        found = pages.content(name)
        if found is None:
            raise NotFound
        return _built(*found)


def show(template: str, *, camera: bool = False, wasm: bool = False, **values: Any) -> Response:
    """Return a page.

    Args:
        template: its name, such as ``ballot/check.html``.
        camera: whether its scripts may ask for the camera.
        wasm: whether its scripts run WebAssembly.
        **values: what the template takes; it may use nothing else.

    Raises:
        PagesNotBuilt: ``make web`` has not been run.
    """
    built: Built = current_app.extensions[_EXTENSION]
    built.check()
    response = _rendered(template, wasm=wasm, **values)
    response.headers["Content-Language"] = HTML_LANGUAGES[language()]
    if camera:
        response.headers["Permissions-Policy"] = WITH_CAMERA
    return response


def _built(file: BuiltFile, content: Content) -> Response:
    """Return a file of the build, compressed for whoever takes that."""
    compressed = request.accept_encodings["gzip"] > 0
    response = Response(content.gzipped if compressed else content.plain)
    response.mimetype = file.media_type
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = IMMUTABLE
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


def _rendered(template: str, *, wasm: bool = False, **values: Any) -> Response:
    """Return a template as an answer whose policy allows the files it named."""
    g.page_scripts, g.page_styles = [], []
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Content-Security-Policy"] = page_policy(
        _sources(g.page_scripts), _sources(g.page_styles), wasm=wasm
    )
    return response


def _sources(files: list[BuiltFile]) -> list[str]:
    """Return CSP sources for ``files``: this host and the path, whatever the scheme.

    A source cannot name a host that is an IPv6 address; there it is the whole origin.
    """
    if files and not _HOST.fullmatch(request.host):
        return ["'self'"]
    return [f"{request.host}{_address(file)}" for file in files]


def _script(entry: str) -> Markup:
    """Return the tag of a script; it runs when the page is read."""
    file = _file(entry)
    g.page_scripts.append(file)
    return Markup('<script src="{}" integrity="{}" defer></script>').format(
        _address(file), file.integrity
    )


def _style(name: str) -> Markup:
    """Return the tag of a style sheet."""
    file = _file(name)
    g.page_styles.append(file)
    return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(
        _address(file), file.integrity
    )


def _file(entry: str) -> BuiltFile:
    """Return the file of an entry."""
    built: Built = current_app.extensions[_EXTENSION]
    return built.file(entry)


def _address(file: BuiltFile) -> str:
    """Return the path a file is served at."""
    return f"/static/{file.name}"


def refusal_words(status: int, code: str, title: str, *, of_form: bool = False) -> dict[str, Words]:
    """Return a refusal by ``lang``: in the service's own Chinese, if it has a word for it."""
    own: Mapping[str, Words] = current_app.extensions[_WORDS]
    if code in own:
        return {HTML_LANGUAGES["zh"]: own[code], HTML_LANGUAGES["en"]: Words(title, "")}
    return words_for(status, code, of_form=of_form)


def show_problem(status: int, code: str, title: str) -> Response:
    """Return a refusal as a page, even when the pages are not built: then without a style."""
    built: Built = current_app.extensions[_EXTENSION]
    response = _rendered(
        "problem.html",
        style_name="voter.css" if built.has("voter.css") else None,
        words=refusal_words(status, code, title),
        code=code,
    )
    response.status_code = status
    return response
