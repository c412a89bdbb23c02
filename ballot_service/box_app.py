"""The box's web process: anonymous, without cookies, accounts or a request log.

May import: the box side's rooms, shared. Never the desk's side.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import text

from ballot_service.board.leftover_pages import leftover_pages_blueprint
from ballot_service.board.pages import receipts_blueprint
from ballot_service.board.web import board_blueprint
from ballot_service.box.booths import booths_blueprint
from ballot_service.box.kiosks import kiosks_blueprint
from ballot_service.box.pages import pages_blueprint
from ballot_service.box.web import box_blueprint
from ballot_service.box_db import open_engine
from ballot_service.box_job_names import QUEUE, RUN_OUTBOX
from ballot_service.box_side import BoxSide
from ballot_service.credentials.pages import activation_blueprint
from ballot_service.credentials.slip_pages import slip_pages_blueprint
from ballot_service.credentials.web import UPLOAD_LIMIT, credentials_blueprint
from ballot_service.settings import BoxSettings
from shared.crypto.signing import key_id
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_sessions, reading
from shared.plumbing.headers import secure_headers, without_cookies
from shared.plumbing.health import register_health
from shared.plumbing.http import open_client
from shared.plumbing.jobs import open_queue, ring
from shared.plumbing.keyfiles import load_signing_key
from shared.plumbing.logs import start_logs
from shared.plumbing.pages import BUILT_WEB, register_pages
from shared.plumbing.problems import register_problems

TEMPLATES = Path(__file__).parent / "templates"


def build_box(settings: BoxSettings) -> BoxSide:
    """Return what the box's actions need, with real connections."""
    engine = open_engine(settings.database_url)
    queue = open_queue(settings.redis_url, QUEUE)
    desk_key = bytes.fromhex(settings.desk_key)
    return BoxSide(
        engine=engine,
        sessions=make_sessions(engine),
        ring=lambda row_id: ring(queue, RUN_OUTBOX, row_id),
        clock=utc_now,
        key=load_signing_key(settings.key_file),
        desk_keys={key_id(desk_key): desk_key},
        tally=open_client(settings.tally_url),
        archives=Path(settings.archives),
    )


def create_box_app(settings: BoxSettings) -> Flask:
    """Return the web application of the box."""
    return app_for(build_box(settings), Path(settings.web), settings.origin)


def app_for(box: BoxSide, web: Path = BUILT_WEB, origin: str = "http://localhost") -> Flask:
    """Return the web application around ``box``.

    Args:
        box: ours.
        web: what ``make web`` wrote.
        origin: where voters find it.
    """
    app = Flask("ballot_service.box", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_LIMIT
    without_cookies(app)
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES)
    register_health(app, lambda: _check_database(box))
    app.register_blueprint(pages_blueprint(origin))
    app.register_blueprint(booths_blueprint(box))
    app.register_blueprint(kiosks_blueprint(box))
    app.register_blueprint(activation_blueprint(box))
    app.register_blueprint(slip_pages_blueprint(box, origin))
    app.register_blueprint(receipts_blueprint(box))
    app.register_blueprint(leftover_pages_blueprint(box))
    for blueprint in (box_blueprint(box), credentials_blueprint(box), board_blueprint(box)):
        app.register_blueprint(blueprint)
    return app


def box_from_environment() -> Flask:
    """Return the application for gunicorn, told by the ``BOX_…`` variables."""
    start_logs("box", coarse_times=True)
    return create_box_app(BoxSettings.from_env())


def _check_database(box: BoxSide) -> None:
    """Return if the database answers and is migrated."""
    with reading(box.sessions) as session:
        session.execute(text("SELECT count(*) FROM document"))
