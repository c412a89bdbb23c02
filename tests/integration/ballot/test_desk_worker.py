"""The desk as processes: a ring in Redis, the worker, a box and a tally service on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from factories import documents
from factories.desk import MIGRATIONS, a_draft, a_person
from fakes.tally import FakeTally, app_for
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from ballot_service.desk_app import build_desk
from ballot_service.meetings.actions import drafting, preparing
from ballot_service.meetings.domain.drafts import MeetingDraft
from ballot_service.settings import DeskSettings
from shared.crypto.signing import open_document
from shared.plumbing.migrate import upgrade
from shared.plumbing.parents import die_with_parent


def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a free loopback port and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)


@pytest.fixture
def got():
    return []


@pytest.fixture
def box_url(got):
    app = Flask("recorded_box")

    @app.post("/api/v1/inbox")
    def inbox() -> Response:
        keys = {key.key_id: key.public for key in (documents.DESK, documents.TALLY)}
        got.append(open_document(request.get_data(), keys)["type"])
        return jsonify({"digest": "0" * 64})

    yield from served(app)


@pytest.fixture
def tally_url():
    yield from served(app_for(FakeTally(boards={"board-1": documents.a_board().document})))


@pytest.fixture
def environment(database_url, redis_url, box_url, tally_url, tmp_path):
    key_file = tmp_path / "desk.key"
    key_file.write_text(documents.DESK.seed.hex() + "\n")
    key_file.chmod(0o600)
    return {
        "DESK_DATABASE_URL": database_url,
        "DESK_REDIS_URL": redis_url,
        "DESK_KEY_FILE": str(key_file),
        "DESK_BOX_URL": box_url,
        "DESK_BOX_KEY": documents.BOX.public.hex(),
        "DESK_TALLY_URL": tally_url,
        "DESK_TALLY_KEY": documents.TALLY.public.hex(),
        "DESK_WEB": "build/web",
        "DESK_ORIGIN": "http://desk",
        "DESK_BOX_ORIGIN": box_url,
        "DESK_TALLY_ORIGIN": tally_url,
        "DESK_HALL": "hall.json",
    }


@pytest.fixture
def worker(environment):
    upgrade(MIGRATIONS, environment["DESK_DATABASE_URL"])
    process = subprocess.Popen(
        [sys.executable, "-m", "ballot_service.worker", "desk"],
        env={**os.environ, **environment},
        preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509
    )
    yield process
    process.terminate()
    process.wait(20)


@pytest.mark.timeout(120)
def test_what_the_desk_signs_reaches_the_box_through_the_worker(environment, worker, got):
    desk = build_desk(DeskSettings.from_env(environment))
    scrutineers = [a_person(desk, f"监票人{n}", "scrutineer").actor.account_id for n in (1, 2)]
    organizer = a_person(desk, "组织者", "organizer").actor
    draft = MeetingDraft.model_validate(a_draft(scrutineers))

    meeting = drafting.create_meeting(desk, draft, organizer)
    preparing.prepare(desk, meeting, organizer)

    deadline = time.monotonic() + 60
    while len(got) < 2 and time.monotonic() < deadline:
        assert worker.poll() is None
        time.sleep(0.05)
    assert got == ["meeting_manifest", "board"]
