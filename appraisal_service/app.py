"""The appraisal service's web process.

May import: every room of the service, shared.
"""

from pathlib import Path

from flask import Flask, Response
from sqlalchemy import text

from appraisal_service.consequences import page_texts as consequences
from appraisal_service.consequences.pages import consequence_pages
from appraisal_service.consequences.web import blueprint as consequences_blueprint
from appraisal_service.db import ACCOUNTS, ROLES
from appraisal_service.facts import page_texts as facts
from appraisal_service.facts.pages import fact_pages
from appraisal_service.facts.web import blueprint as facts_blueprint
from appraisal_service.feed.web import blueprint as feed_blueprint
from appraisal_service.grades import page_texts as grades
from appraisal_service.grades.pages import grade_pages
from appraisal_service.grades.web import blueprint as grades_blueprint
from appraisal_service.job_names import QUEUE, RUN_OUTBOX
from appraisal_service.office import EXTENSION, Office
from appraisal_service.papers import page_texts as papers
from appraisal_service.papers.web import blueprint as papers_blueprint
from appraisal_service.people import page_texts as people
from appraisal_service.people.pages import people_pages
from appraisal_service.people.web import PEOPLE_LIMIT
from appraisal_service.people.web import blueprint as people_blueprint
from appraisal_service.results import page_texts as results
from appraisal_service.results.pages import result_pages
from appraisal_service.results.web import blueprint as results_blueprint
from appraisal_service.settings import Settings
from shared.crypto.signing import key_id
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

TEMPLATES = Path(__file__).parent / "templates"

TEXTS = (people, results, facts, grades, consequences, papers)
NOTICES = {code: words for room in TEXTS for code, words in room.NOTICES.items()}
CHINESE = {code: words for room in TEXTS for code, words in room.CHINESE.items()}

ROOMS = (
    people_blueprint,
    results_blueprint,
    facts_blueprint,
    grades_blueprint,
    consequences_blueprint,
    feed_blueprint,
    papers_blueprint,
)


def build_office(settings: Settings) -> Office:
    """Return what the service's actions need, with real connections."""
    queue = open_queue(settings.redis_url, QUEUE)
    tally_key = bytes.fromhex(settings.tally_key)
    return Office(
        sessions=make_sessions(make_engine(settings.database_url)),
        clock=utc_now,
        key=load_signing_key(settings.key_file),
        ring=lambda row_id: ring(queue, RUN_OUTBOX, row_id),
        tally=open_client(settings.tally_url),
        tally_keys={key_id(tally_key): tally_key},
    )


def appraisal_accounts(office: Office) -> Accounts:
    """Return the service's accounts; operators invite the first administrator with them."""
    return Accounts(office.sessions, ACCOUNTS, office.clock, ROLES, "appraisal_session")


def create_app(settings: Settings) -> Flask:
    """Return the web application of the appraisal service."""
    return app_for(build_office(settings), Path(settings.web))


def app_for(office: Office, web: Path = BUILT_WEB) -> Flask:
    """Return the web application around ``office``; ``web`` is what ``make web`` wrote."""
    app = Flask("appraisal_service", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = PEOPLE_LIMIT
    app.extensions[EXTENSION] = office
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES, CHINESE)
    register_health(app, lambda: _check_database(office))
    accounts = appraisal_accounts(office)
    app.register_blueprint(accounts_blueprint(accounts))
    open_office(app, accounts, "appraisal", notices=NOTICES)
    app.register_blueprint(people_pages())
    app.register_blueprint(result_pages())
    app.register_blueprint(fact_pages())
    app.register_blueprint(grade_pages())
    app.register_blueprint(consequence_pages())
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)

    @app.get("/api/v1/keys")
    @public("everybody has to be able to check the signatures of grades")
    def keys() -> Response:
        return answer({"key_id": office.key.key_id, "public": office.key.public.hex()})

    return app


def from_environment() -> Flask:
    """Return the application for gunicorn, told by the ``APPRAISAL_…`` variables."""
    start_logs("appraisal")
    return create_app(Settings.from_env())


def _check_database(office: Office) -> None:
    """Return if the database answers and is migrated."""
    with reading(office.sessions) as session:
        session.execute(text("SELECT count(*) FROM jurisdiction"))
