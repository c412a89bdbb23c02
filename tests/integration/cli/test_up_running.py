"""`ostraka up` with two tiny services: starts, mends, stops, and leaves nothing behind."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from processes import children, eventually, is_alive

from shared.cli.up import Running
from shared.plumbing.http import open_client

TESTS = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "tiny_service.suite")
CHILDREN = {"valkey", "one-web", "two-web", "one-worker-1", "two-worker-1"}
PASSPHRASE = "a sentence nobody knows"


def a_suite(data: Path, port: int = 0, **environment: str) -> Running:
    return Running(data, port, {"PYTHONPATH": str(TESTS), **environment}, COMMAND)


@pytest.fixture(scope="module")
def suite(tmp_path_factory) -> Iterator[Running]:
    """One suite for the tests that only look at it or kill its children."""
    with a_suite(tmp_path_factory.mktemp("suite")) as running:
        yield running


def family(running: Running) -> list[int]:
    """Return every process of a suite: the supervisor, its children, and theirs."""
    own = set(running.pids().values())
    return sorted(own | {grandchild for pid in own for grandchild in children(pid)})


def take(url: str, word: str) -> None:
    with open_client(url) as peer:
        peer.post_json("/words", {"word": word})


def counts(url: str) -> dict[str, list[int]]:
    with open_client(url) as peer:
        return dict(peer.get_json("/words"))


def ended(url: str, word: str) -> bool:
    return counts(url)[word][1] > 0


def test_it_tells_where_everything_is_and_who_may_come_in_first(suite):
    assert set(suite.urls) == {"one", "two"} == set(suite.invitations)
    assert set(suite.pids()) == CHILDREN | {"up"}
    with open_client(suite.urls["one"]) as peer:
        body = {"invitation": suite.invitations["one"], "passphrase": PASSPHRASE}
        accepted = peer.post_json("/api/v1/invitations/accept", body)
    assert (accepted["name"], accepted["roles"]) == ("admin", ["admin"])


def test_each_process_is_told_its_own_settings_and_nobody_elses(suite):
    with open_client(suite.urls["one"]) as peer:
        names = set(peer.get_json("/environment"))

    own = {n for n in names if n.startswith(("ONE_", "TWO_"))}
    assert own == {
        "ONE_DATABASE_URL",
        "ONE_REDIS_URL",
        "ONE_KEY_FILE",
        "ONE_TWO_URL",
        "ONE_TWO_KEY",
    }
    assert not [n for n in names if n.startswith("OSTRAKA_")]


def test_work_taken_over_http_is_done(suite):
    take(suite.urls["one"], "hello")

    eventually(lambda: ended(suite.urls["one"], "hello"))
    assert "hello" not in counts(suite.urls["two"])


def test_what_is_on_disk_is_for_its_owner_alone(suite):
    modes = {
        str(path.relative_to(suite.data)): path.stat().st_mode & 0o077
        for path in suite.data.rglob("*")
        if not path.is_symlink()
    }

    assert {"one/database.sqlite", "one/signing.key", "logs/one-web.log"} <= set(modes)
    assert {path: mode for path, mode in modes.items() if mode} == {}


def test_a_malformed_request_is_refused_without_an_echo_or_an_address_in_the_log(suite):
    host, port = suite.urls["one"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /<marked> NOT-HTTP-marked\r\nX-Marked: marked\r\n\r\n")
        answered = connection.recv(4000)

    assert answered.startswith(b"HTTP/1.1 400")
    assert b"marked" not in answered.lower()
    logs = "".join(log.read_text() for log in (suite.data / "logs").iterdir())
    assert "marked" not in logs
    assert "127.0.0.1" not in logs


def test_a_connection_that_was_idle_for_a_while_still_works(suite):
    address = suite.urls["one"].removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=10)
    statuses = []

    for pause in (0, 2.5):  # gunicorn's own habit is to hang up after 2 s
        time.sleep(pause)
        connection.request("GET", "/words")
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
        connection.auto_open = False

    assert statuses == [200, 200]


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_killed_child_is_started_again_and_work_goes_on(suite, name):
    before = suite.pids()[name]

    os.kill(before, signal.SIGKILL)
    eventually(lambda: suite.pids()[name] != before)
    take(suite.urls["one"], f"after-{name}")

    eventually(lambda: ended(suite.urls["one"], f"after-{name}"))


def test_a_killed_web_worker_is_replaced(suite):
    master = suite.pids()["one-web"]
    worker = children(master)[0]

    os.kill(worker, signal.SIGKILL)
    eventually(lambda: worker not in children(master) and len(children(master)) == 2)

    assert counts(suite.urls["one"]) is not None


def test_the_workers_of_a_killed_web_server_end_with_it(suite):
    master = suite.pids()["two-web"]
    eventually(lambda: len(children(master)) == 2)
    workers = children(master)

    os.kill(master, signal.SIGKILL)

    eventually(lambda: not any(is_alive(worker) for worker in workers), 10)


def test_callers_wait_while_a_web_server_is_started_again(suite):
    os.kill(suite.pids()["one-web"], signal.SIGKILL)

    answers = [counts(suite.urls["one"]) for _ in range(5)]

    assert len(answers) == 5


def test_a_second_start_on_the_same_folder_is_refused_while_the_first_runs(suite):
    finished = subprocess.run(
        [*COMMAND, "--data", str(suite.data), "--json"],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert finished.returncode != 0
    assert "FolderInUse" in finished.stderr
    assert finished.stdout == ""
    assert counts(suite.urls["one"]) is not None


def a_free_pair_of_ports():
    """Return a free port whose successor is free too, where the system gives none by itself."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with (
            suppress(OSError),
            socket.create_server(("127.0.0.1", port)),
            socket.create_server(("127.0.0.1", port + 1)),
        ):
            return port


def test_ctrl_c_ends_every_process_and_a_second_start_continues(tmp_path):
    data = tmp_path / ("数据 100% #1? " + "d" * 100)  # odd, and too long for a unix socket
    port = a_free_pair_of_ports()
    running = a_suite(data, port).start()
    urls, run = running.urls, (data / "run").resolve()
    take(urls["one"], "kept")
    eventually(lambda: ended(urls["one"], "kept"))
    eventually(lambda: len(family(running)) == 10)  # a web server may still be forking
    members = family(running)

    os.kill(running.pid, signal.SIGINT)
    code = running.wait()
    alive = [pid for pid in members if is_alive(pid)]
    with a_suite(data) as again:
        kept = (again.urls, counts(urls["one"]))

    assert (code, alive, len(members)) == (0, [], 10)
    assert kept == (urls, {"kept": [1, 1]})
    assert urls["two"] == f"http://127.0.0.1:{port + 1}"
    assert json.loads((data / "ports.json").read_text()) == {"one": port, "two": port + 1}
    assert data not in run.parents
    assert not run.exists()


def test_work_in_progress_when_it_is_killed_is_done_after_the_next_start(tmp_path):
    running = a_suite(tmp_path).start()
    take(running.urls["one"], "slow-work")
    eventually(lambda: counts(running.urls["one"])["slow-work"][0] == 1)
    members = family(running)

    running.kill()
    eventually(lambda: not any(is_alive(pid) for pid in members), 10)
    running.start()

    eventually(lambda: ended(running.urls["one"], "slow-work"))
    running.stop()


def test_engines_of_ones_own_take_the_place_of_the_embedded_ones(
    tmp_path, postgresql_url, valkey_databases
):
    engines = {
        f"OSTRAKA_{name}_{what}": url
        for name in ("ONE", "TWO")
        for what, url in (("DATABASE_URL", postgresql_url), ("REDIS_URL", next(valkey_databases)))
    }

    with a_suite(tmp_path, **engines) as running:
        names = set(running.pids())
        take(running.urls["one"], "elsewhere")
        eventually(lambda: ended(running.urls["one"], "elsewhere"))

    assert names == CHILDREN - {"valkey"} | {"up"}
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_port_that_is_taken_is_said_so(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = a_suite(tmp_path, port)
        with pytest.raises(Exception, match="did not start"):
            running.start()

    assert "PortTaken" in (tmp_path / "up.log").read_text()
    assert not is_alive(running.pid)


def test_a_service_that_cannot_start_is_given_up_and_named(tmp_path):
    started = time.monotonic()
    running = a_suite(tmp_path, OSTRAKA_ONE_REDIS_URL="nonsense://")

    with pytest.raises(Exception, match="did not start"):
        running.start()

    assert time.monotonic() - started < 60
    assert "one-w" in (tmp_path / "up.log").read_text()


def test_no_answer_names_the_program_that_gave_it(suite):
    host, port = suite.urls["one"].removeprefix("http://").split(":")
    answers = []
    for request in (b"GET /words HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"x\r\n\r\n"):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(request)
            answers.append(connection.makefile("rb").read().lower())

    assert [answer.split()[1] for answer in answers] == [b"200", b"400"]
    for answer in answers:
        assert b"server:" not in answer
        assert b"gunicorn" not in answer
        assert b"x-content-type-options: nosniff" in answer
