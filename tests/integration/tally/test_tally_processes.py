"""What the two processes are made of: settings, application, worker, migrations."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from factories.tally import MIGRATIONS, Counting, work
from sqlalchemy import select

from shared.plumbing.db import reading
from shared.plumbing.keyfiles import create_signing_key
from shared.plumbing.migrate import check, upgrade
from shared.plumbing.wiring import wire
from tally_service import job_names
from tally_service.app import create_app
from tally_service.db import OutboxRow
from tally_service.settings import BadSettings, Settings
from tally_service.worker import WIRED, handlers, run_outbox


def an_environment(url: str, folder: Path) -> dict[str, str]:
    """Return the variables of a tally service."""
    create_signing_key(folder / "key")
    return {
        "TALLY_DATABASE_URL": url,
        "TALLY_REDIS_URL": "redis://localhost:1/0",
        "TALLY_KEY_FILE": str(folder / "key"),
        "TALLY_ARCHIVES": str(folder / "archives"),
        "TALLY_BOX_URL": "http://box",
        "TALLY_BOX_KEY": "1" * 64,
        "TALLY_DESK_URL": "http://desk",
        "TALLY_DESK_KEY": "2" * 64,
        "TALLY_APPRAISAL_URL": "http://appraisal",
        "TALLY_WEB": str(folder / "web"),
    }


def test_migrations_and_models_agree(database_url):
    upgrade(MIGRATIONS, database_url)

    assert check(MIGRATIONS, database_url) is None


def test_the_application_is_made_of_its_settings(database_url, tmp_path):
    upgrade(MIGRATIONS, database_url)
    app = create_app(Settings.from_env(an_environment(database_url, tmp_path)))
    client = app.test_client()

    assert client.get("/readyz").json == {"status": "ready"}
    assert set(client.get("/api/v1/keys").json) == {"key_id", "public"}
    assert (tmp_path / "archives").is_dir()


def test_every_route_says_who_may_call_it(database_url, tmp_path):
    app = create_app(Settings.from_env(an_environment(database_url, tmp_path)))

    unmarked = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "access")
    ]

    assert unmarked == []


def test_missing_settings_are_all_named_at_once():
    with pytest.raises(BadSettings, match=r"TALLY_DATABASE_URL.*TALLY_APPRAISAL_URL"):
        Settings.from_env({})


def test_a_peers_key_has_to_be_a_key(database_url, tmp_path):
    environment = {**an_environment(database_url, tmp_path), "TALLY_BOX_KEY": "short"}

    with pytest.raises(BadSettings, match="64"):
        Settings.from_env(environment)


def test_the_queued_job_does_its_row(database_url, tmp_path):
    counting = Counting(database_url, tmp_path)
    closed = counting.hold({"A": [0]})
    counting.ring("board_closed", closed.uuid())
    wire(WIRED, lambda: counting.tally)
    with reading(counting.tally.sessions) as session:
        row_id = session.scalars(select(OutboxRow.id)).one()

    run_outbox(row_id)

    assert counting.count(closed)["state"] == "verifying"


def test_the_jobs_name_leads_to_the_job():
    module, name = job_names.OUTBOX.rsplit(".", 1)

    assert getattr(import_module(module), name) is run_outbox


def test_every_kind_of_work_has_somebody_who_does_it(database_url, tmp_path):
    counting = Counting(database_url, tmp_path)
    closed = counting.hold({"A": [0] * 5})
    counting.clear(closed)
    counting.decrypt(closed)
    counting.certify(closed, 0)
    counting.certify(closed, 1)
    work(counting.tally)

    with reading(counting.tally.sessions) as session:
        kinds = set(session.scalars(select(OutboxRow.kind)))

    assert kinds == set(handlers(counting.tally))
