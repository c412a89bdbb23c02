"""`ostraka bench cast` against a real box server: its figures are true, and it sees a loss."""

from __future__ import annotations

import json
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Thread

import pytest
from factories import documents
from factories.boxes import a_box_side, stored
from werkzeug.serving import make_server

from ballot_service.board.jobs import handlers
from ballot_service.box_app import app_for
from ballot_service.box_db import OutboxRow
from shared.cli import bench
from shared.plumbing import outbox

OPTIONS = Namespace(ballots=12, clients=4, contests=1)


@pytest.fixture
def box(tmp_path):
    """A box side whose rings are answered by a thread."""
    side = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    with ThreadPoolExecutor(1) as worker:

        def ring(row_id):
            worker.submit(outbox.run, side.sessions, OutboxRow, handlers(side), row_id, side.clock)

        yield replace(side, ring=ring)


@pytest.fixture
def url(box):
    server = make_server("127.0.0.1", 0, app_for(box), threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()


def figures(capsys):
    return {
        line.pop("bench"): line
        for line in map(json.loads, capsys.readouterr().out.split("\n")[:-1])
    }


def test_the_benchmark_casts_every_ballot_and_finds_every_receipt(box, url, capsys):
    code = bench.bench_cast(url, documents.DESK, OPTIONS)

    last = figures(capsys)["cast"]
    assert code == 0
    assert (last["ballots"], last["errors"], last["lost"]) == (12, 0, 0)
    assert last["ciphertexts"] == 5
    assert 0 < last["p50_ms"] <= last["p99_ms"] <= last["max_ms"]
    assert len(stored(box)["ballot"]) == 12


def test_the_benchmark_sees_a_lost_ballot(url, capsys, monkeypatch):
    real = bench._published_trackers
    monkeypatch.setattr(bench, "_published_trackers", lambda *a: set(sorted(real(*a))[1:]))

    assert bench.bench_cast(url, documents.DESK, OPTIONS) == 1
    assert figures(capsys)["cast"]["lost"] == 1


def test_the_benchmark_sees_a_refusal(url, capsys, monkeypatch):
    real = bench._make_ballots
    monkeypatch.setattr(
        bench, "_make_ballots", lambda *a: [ballot[:-1] for ballot in list(real(*a))]
    )

    assert bench.bench_cast(url, documents.DESK, OPTIONS) == 1
    assert figures(capsys)["cast"]["errors"] == 12
