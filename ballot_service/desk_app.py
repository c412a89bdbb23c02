"""The desk's web process: accounts, meetings, the roll. It knows people and never a ballot.

May import: the desk side's rooms, shared. Never the box's side.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from sqlalchemy import text

from ballot_service.committee import page_texts as committee_texts
from ballot_service.committee.pages import committee_pages
from ballot_service.committee.web import committee_blueprint, named_votes_blueprint
from ballot_service.desk import Desk
from ballot_service.desk_db import ACCOUNTS, ROLES
from ballot_service.desk_job_names import QUEUE, RUN_OUTBOX
from ballot_service.hall.attendance_pages import attendance_pages
from ballot_service.hall.pages import hall_pages
from ballot_service.hall.paper_pages import paper_pages
from ballot_service.hall.web import hall_blueprint
from ballot_service.meetings import draft_texts, own_key_texts
from ballot_service.meetings.draft_pages import draft_pages
from ballot_service.meetings.draft_web import drafts_blueprint
from ballot_service.meetings.own_key_pages import own_key_pages
from ballot_service.meetings.own_key_web import own_key_blueprint
from ballot_service.meetings.page_texts import CHINESE, NOTICES
from ballot_service.meetings.pages import meeting_pages
from ballot_service.meetings.subject_pages import subject_pages
from ballot_service.meetings.web import DRAFT_LIMIT, meetings_blueprint
from ballot_service.roll.check_in_pages import check_in_pages
from ballot_service.roll.pages import invitation_blueprint
from ballot_service.roll.roll_pages import roll_pages
from ballot_service.roll.web import roll_blueprint
from ballot_service.settings import DeskSettings
from shared.plumbing.access import public
from shared.plumbing.accounts.actions import Accounts
from shared.plumbing.accounts.pages import open_office
from shared.plumbing.accounts.web import accounts_blueprint
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions, reading
from shared.plumbing.hall import poster_blueprint
from shared.plumbing.headers import secure_headers
from shared.plumbing.health import register_health
from shared.plumbing.http import open_client
from shared.plumbing.jobs import open_queue, ring
from shared.plumbing.keyfiles import load_signing_key
from shared.plumbing.logs import start_logs
from shared.plumbing.pages import BUILT_WEB, register_pages
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import answer

TEMPLATES = Path(__file__).parent / "templates"
ALL_CHINESE = {
    **CHINESE,
    **draft_texts.CHINESE,
    **own_key_texts.CHINESE,
    **committee_texts.CHINESE,
}
ALL_NOTICES = {
    **NOTICES,
    **draft_texts.NOTICES,
    **own_key_texts.NOTICES,
    **committee_texts.NOTICES,
}
"""What the pages of every room of the desk say, by code."""

NO_HALL = Path("no-hall.json")
"""No file: phones do not come in."""


def build_desk(settings: DeskSettings) -> Desk:
    """Return what the desk's actions need, with real connections."""
    queue = open_queue(settings.redis_url, QUEUE)
    return Desk(
        sessions=make_sessions(make_engine(settings.database_url)),
        ring=lambda row_id: ring(queue, RUN_OUTBOX, row_id),
        clock=utc_now,
        key=load_signing_key(settings.key_file),
        box=open_client(settings.box_url),
        box_key=bytes.fromhex(settings.box_key),
        tally=open_client(settings.tally_url),
        tally_key=bytes.fromhex(settings.tally_key),
        origin=settings.origin,
        box_origin=settings.box_origin,
        tally_origin=settings.tally_origin,
    )


def desk_accounts(desk: Desk) -> Accounts:
    """Return the desk's accounts; operators invite the first administrator with them."""
    return Accounts(desk.sessions, ACCOUNTS, desk.clock, ROLES, "desk_session")


def create_desk_app(settings: DeskSettings) -> Flask:
    """Return the web application of the desk."""
    return app_for(build_desk(settings), Path(settings.web), Path(settings.hall))


def app_for(desk: Desk, web: Path = BUILT_WEB, hall: Path = NO_HALL) -> Flask:
    """Return the web application around ``desk``.

    Args:
        desk: ours.
        web: what ``make web`` wrote.
        hall: the file that tells of the doors in the hall's network.
    """
    app = Flask("ballot_service.desk", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = DRAFT_LIMIT
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES, ALL_CHINESE)
    register_health(app, lambda: _check_database(desk))
    accounts = desk_accounts(desk)
    app.register_blueprint(accounts_blueprint(accounts))
    open_office(app, accounts, "desk", notices=ALL_NOTICES)
    app.register_blueprint(draft_pages(desk))
    app.register_blueprint(subject_pages(desk))
    app.register_blueprint(drafts_blueprint(desk))
    app.register_blueprint(own_key_pages(desk))
    app.register_blueprint(own_key_blueprint(desk))
    app.register_blueprint(meeting_pages(desk))
    app.register_blueprint(check_in_pages(desk))
    app.register_blueprint(roll_pages(desk))
    app.register_blueprint(attendance_pages(desk))
    app.register_blueprint(hall_pages(desk))
    app.register_blueprint(paper_pages(desk))
    app.register_blueprint(hall_blueprint(desk))
    app.register_blueprint(committee_pages(desk))
    app.register_blueprint(committee_blueprint(desk))
    app.register_blueprint(named_votes_blueprint(desk))
    app.register_blueprint(meetings_blueprint(desk))
    app.register_blueprint(roll_blueprint(desk))
    app.register_blueprint(invitation_blueprint(desk))
    app.register_blueprint(poster_blueprint(hall))

    @app.get("/api/v1/keys")
    @public("everybody has to be able to check the desk's manifests")
    def keys() -> Response:
        return answer({"key_id": desk.key.key_id, "public": desk.key.public.hex()})

    return app


def desk_from_environment() -> Flask:
    """Return the application for gunicorn, told by the ``DESK_…`` variables."""
    start_logs("desk")
    return create_desk_app(DeskSettings.from_env())


def _check_database(desk: Desk) -> None:
    """Return if the database answers and is migrated."""
    with reading(desk.sessions) as session:
        session.execute(text("SELECT count(*) FROM meeting"))
