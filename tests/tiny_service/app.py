"""The tiny service over HTTP."""

from __future__ import annotations

import os

from flask import Flask, Response, request
from sqlalchemy import select

from shared.plumbing.access import public, requires
from shared.plumbing.accounts.actions import Accounts
from shared.plumbing.accounts.web import accounts_blueprint
from shared.plumbing.clock import Clock, utc_now
from shared.plumbing.db import reading
from shared.plumbing.headers import secure_headers
from shared.plumbing.health import register_health
from shared.plumbing.logs import start_logs
from shared.plumbing.outbox import Ring
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import Body, answer, read_json
from tiny_service.db import ACCOUNTS, WordRow
from tiny_service.work import counts, make_ring, open_sessions, setting, take


class WordBody(Body):
    word: str


def create_app(database_url: str, ring: Ring, clock: Clock = utc_now) -> Flask:
    app = Flask("tiny")
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    sessions = open_sessions(database_url)

    def ready() -> None:
        with reading(sessions) as session:
            session.execute(select(WordRow.word).limit(1))

    register_problems(app)
    secure_headers(app)
    register_health(app, ready)
    roles = frozenset({"admin", "reader"})
    app.register_blueprint(
        accounts_blueprint(Accounts(sessions, ACCOUNTS, clock, roles, "tiny_session"))
    )

    @app.post("/words")
    @public("words are free")
    def take_one() -> Response:
        row_id = take(sessions, ring, read_json(WordBody).word)
        return answer({"row": row_id, "pid": os.getpid()}, 201)

    @app.get("/words")
    @public("words are free")
    def all_words() -> Response:
        return answer(counts(sessions))

    @app.get("/secret")
    @requires("reader")
    def secret() -> Response:
        return answer({"secret": 1})

    @app.get("/environment")
    @public("names of variables only")
    def environment() -> Response:
        return answer(sorted(os.environ))

    @app.post("/break")
    @public("to see what a failure says")
    def break_down() -> Response:
        raise RuntimeError(request.get_data(as_text=True))

    return app


def from_environment(name: str) -> Flask:
    start_logs(name)
    return create_app(setting("DATABASE_URL"), make_ring(setting("REDIS_URL"), name))
