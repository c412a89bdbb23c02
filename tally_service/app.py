"""The tally service's web process.

May import: every room of the service, shared.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Flask, Response
from sqlalchemy import text

from shared.documents.orders import RoundLedger
from shared.documents.wipes import TestWipe
from shared.plumbing.access import public
from shared.plumbing.accounts.actions import Accounts
from shared.plumbing.accounts.pages import open_office
from shared.plumbing.accounts.web import accounts_blueprint
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions, reading
from shared.plumbing.headers import secure_headers
from shared.plumbing.health import register_health
from shared.plumbing.http import open_client
from shared.plumbing.jobs import open_queue, ring
from shared.plumbing.keyfiles import load_signing_key
from shared.plumbing.logs import start_logs
from shared.plumbing.pages import BUILT_WEB, register_pages
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import answer
from tally_service.certificates.correcting_pages import correcting_pages
from tally_service.certificates.web import certificates_blueprint
from tally_service.count_room.actions.ledgers import take_ledger
from tally_service.count_room.actions.wiping import take_wipe
from tally_service.count_room.page_texts import CHINESE, NOTICES
from tally_service.count_room.pages import count_room_pages
from tally_service.count_room.published_pages import published_pages
from tally_service.count_room.report_web import reports_blueprint
from tally_service.count_room.web import count_room_blueprint
from tally_service.counts.actions.awaiting import board_of_meeting, box_names, boxes_awaiting
from tally_service.counts.web import SHARE_LIMIT, counts_blueprint
from tally_service.db import ACCOUNTS, ROLES
from tally_service.job_names import OUTBOX, QUEUE
from tally_service.rulings import page_texts as rulings
from tally_service.rulings.pages import finding_pages
from tally_service.rulings.web import findings_blueprint
from tally_service.settings import Settings
from tally_service.tally import Tally
from tally_service.trustees import page_texts as trustees
from tally_service.trustees.board_pages import board_pages
from tally_service.trustees.key_pages import key_pages
from tally_service.trustees.losing import Counts
from tally_service.trustees.pages import trustee_pages
from tally_service.trustees.web import duties_blueprint, keys_blueprint, trustees_blueprint

TEMPLATES = Path(__file__).parent / "templates"


def build_tally(settings: Settings) -> Tally:
    """Return what the service's actions need, with real connections."""
    queue = open_queue(settings.redis_url, QUEUE)
    archives = Path(settings.archives)
    archives.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Tally(
        sessions=make_sessions(make_engine(settings.database_url)),
        ring=lambda row_id: ring(queue, OUTBOX, row_id),
        clock=utc_now,
        key=load_signing_key(settings.key_file),
        archives=archives,
        box=open_client(settings.box_url),
        box_key=bytes.fromhex(settings.box_key),
        desk=open_client(settings.desk_url),
        desk_key=bytes.fromhex(settings.desk_key),
        appraisal=open_client(settings.appraisal_url),
        origin=settings.origin,
        desk_origin=settings.desk_origin,
    )


def tally_accounts(tally: Tally) -> Accounts:
    """Return the service's accounts; operators invite the first administrator with them."""
    return Accounts(tally.sessions, ACCOUNTS, tally.clock, ROLES, "tally_session")


def create_app(settings: Settings) -> Flask:
    """Return the web application of the tally service."""
    return app_for(build_tally(settings), Path(settings.web))


def app_for(tally: Tally, web: Path = BUILT_WEB) -> Flask:
    """Return the web application around ``tally``; ``web`` is what ``make web`` wrote."""
    app = Flask("tally_service", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = SHARE_LIMIT
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES, {**CHINESE, **rulings.CHINESE, **trustees.CHINESE})
    register_health(app, lambda: _check_database(tally))
    accounts = tally_accounts(tally)
    app.register_blueprint(accounts_blueprint(accounts))
    open_office(app, accounts, "tally", notices={**NOTICES, **rulings.NOTICES, **trustees.NOTICES})
    app.register_blueprint(count_room_pages(tally))
    app.register_blueprint(published_pages(tally))
    app.register_blueprint(finding_pages(tally))
    app.register_blueprint(correcting_pages(tally))
    app.register_blueprint(trustees_blueprint(tally, partial(board_of_meeting, tally)))
    boxes = partial(boxes_awaiting, tally)
    app.register_blueprint(duties_blueprint(tally, boxes, partial(board_of_meeting, tally)))
    app.register_blueprint(board_pages(tally))
    counts = Counts(boxes, partial(box_names, tally))
    app.register_blueprint(keys_blueprint(tally, counts))
    app.register_blueprint(key_pages(tally, counts))
    app.register_blueprint(trustee_pages(tally, boxes))
    taken_above = {TestWipe.KIND: take_wipe, RoundLedger.KIND: take_ledger}
    app.register_blueprint(counts_blueprint(tally, taken_above))
    app.register_blueprint(certificates_blueprint(tally))
    app.register_blueprint(findings_blueprint(tally))
    app.register_blueprint(count_room_blueprint(tally))
    app.register_blueprint(reports_blueprint(tally))

    @app.get("/api/v1/keys")
    @public("everybody has to be able to check boards and certified results")
    def keys() -> Response:
        return answer({"key_id": tally.key.key_id, "public": tally.key.public.hex()})

    return app


def from_environment() -> Flask:
    """Return the application for gunicorn, told by the ``TALLY_…`` variables."""
    start_logs("tally")
    return create_app(Settings.from_env())


def _check_database(tally: Tally) -> None:
    """Return if the database answers and is migrated."""
    with reading(tally.sessions) as session:
        session.execute(text("SELECT count(*) FROM board"))
