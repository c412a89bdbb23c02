"""Each process's way into Valkey opens its own database, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from processes import eventually
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError
from servers import start_child

from shared.plumbing.valkey import ValkeyUser, new_users, server_command, write_access_list


@pytest.fixture(scope="module")
def valkey(tmp_path_factory) -> Iterator[tuple[Path, dict[str, ValkeyUser]]]:
    folder = tmp_path_factory.mktemp("v")
    users = new_users(["desk", "box"])
    write_access_list(folder / "acl", list(users.values()))
    command = server_command(folder, folder / "s", access_list=folder / "acl")
    process = start_child(command, stdout=subprocess.DEVNULL)
    eventually((folder / "s").exists)
    yield folder / "s", users
    process.kill()
    process.wait()


@pytest.fixture
def desk(valkey) -> Iterator[Redis]:
    socket, users = valkey
    with Redis.from_url(users["desk"].url(socket)) as connection:
        yield connection


@pytest.fixture
def box(valkey) -> Iterator[Redis]:
    socket, users = valkey
    with Redis.from_url(users["box"].url(socket)) as connection:
        yield connection


def test_each_user_has_a_database_of_its_own(desk, box):
    desk.set("word", "desk's")

    assert desk.get("word") == b"desk's"
    assert box.get("word") is None


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(("SELECT", 0), id="select"),
        pytest.param(("SWAPDB", 0, 1), id="swap"),
        pytest.param(("MOVE", "word", 0), id="move"),
        pytest.param(("COPY", "word", "word", "DB", 0), id="copy"),
        pytest.param(("FLUSHALL",), id="flush all"),
        pytest.param(("ACL", "LIST"), id="read the access list"),
        pytest.param(("ACL", "SETUSER", "box", "alldbs"), id="grant oneself more"),
        pytest.param(("CONFIG", "GET", "*"), id="read the configuration"),
        pytest.param(("MONITOR",), id="listen to everybody"),
        pytest.param(("CLIENT", "LIST"), id="see who is connected"),
        pytest.param(("PUBLISH", "rq:pubsub:desk-1", "{}"), id="command another's worker"),
        pytest.param(("SHUTDOWN",), id="stop the server"),
    ],
)
def test_a_user_cannot_reach_beyond_its_own(box, attempt):
    box.set("word", "box's")

    with pytest.raises(NoPermissionError):
        box.execute_command(*attempt)


def test_a_script_cannot_reach_beyond_its_own_either(box):
    with pytest.raises(ResponseError, match="No permissions to access database"):
        box.eval("redis.call('select', 0) return redis.call('get', 'word')", 0)


def test_the_other_database_is_closed_from_the_start(valkey):
    socket, users = valkey
    url = users["box"].url(socket).replace("db=1", "db=0")

    with pytest.raises(NoPermissionError), Redis.from_url(url) as connection:
        connection.get("word")


def test_nobody_comes_in_without_a_password(valkey):
    socket, _ = valkey

    for connect in (
        partial(Redis, unix_socket_path=str(socket)),
        partial(Redis, unix_socket_path=str(socket), username="desk", password="guess"),
    ):
        with pytest.raises((AuthenticationError, NoPermissionError)), connect() as connection:
            connection.ping()


def test_the_socket_is_for_its_owner_alone(valkey):
    socket, _ = valkey

    assert socket.stat().st_mode & 0o777 == 0o700
