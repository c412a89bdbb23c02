"""The process that shows the welcome page, and nothing else: no account, no API, no database.

May import: Flask, cryptography, shared.plumbing.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from flask import Flask

from shared.plumbing.hall.about import Hall
from shared.plumbing.hall.pages import HallNotOpen, welcome_blueprint
from shared.plumbing.hall.settings import WelcomeSettings
from shared.plumbing.headers import secure_headers, without_cookies
from shared.plumbing.logs import start_logs
from shared.plumbing.pages import register_pages
from shared.plumbing.pages.frame import TEMPLATES
from shared.plumbing.problems import register_problems


def create_welcome(hall: Hall, authority: bytes, web: Path) -> Flask:
    """Return the web application; ``authority`` is a certificate (DER), ``web`` the built pages."""
    app = Flask("ostraka.welcome", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 0
    without_cookies(app)
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES)
    app.register_blueprint(welcome_blueprint(hall, authority))
    return app


def from_environment() -> Flask:
    """Return the application for gunicorn, told by the ``WELCOME_…`` variables."""
    start_logs("welcome", coarse_times=True)
    settings = WelcomeSettings.from_env()
    hall = Hall.read(settings.hall)
    if hall is None:
        raise HallNotOpen("Phones cannot come in: start with `ostraka up --lan`.")
    certificate = load_pem_x509_certificate(settings.authority.read_bytes())
    return create_welcome(hall, certificate.public_bytes(Encoding.DER), settings.web)
