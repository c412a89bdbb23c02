"""An office that shows nothing but packs of rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask

from shared.plumbing.access import Actor, register_access
from shared.plumbing.office.frame import Office, register_office
from shared.plumbing.pack_pages import add_pack_page
from shared.plumbing.pages import register_pages
from shared.plumbing.problems import register_problems


def a_pack_office(built: Path, templates: Path, find: Callable[[str], object]) -> Flask:
    """Return a service whose organizer is signed in and reads packs at ``/packs/<digest>``.

    Args:
        built: the built pages, or ``a_build`` of them.
        templates: an empty folder for templates of its own.
        find: returns the document of a digest, or refuses.
    """
    templates.mkdir(exist_ok=True)
    app = Flask("tiny", static_folder=None)
    app.testing = True
    register_problems(app)
    register_pages(app, built, templates)
    reader = Actor("a1", "张三", frozenset({"organizer"}))
    register_access(app, lambda: reader)
    register_office(app, Office("desk", "desk_session", lambda: ""))
    routes = Blueprint("rules", __name__)
    add_pack_page(routes, find, "organizer")
    app.register_blueprint(routes)
    return app
