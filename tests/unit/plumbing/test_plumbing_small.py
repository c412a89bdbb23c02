"""Key files, wiring, access marks, waiting times, the Valkey access list."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from shared.plumbing.access import Access, Actor, public, register_access, requires
from shared.plumbing.keyfiles import KeyFileUnusable, create_signing_key, load_signing_key
from shared.plumbing.outbox import wait_after
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import answer
from shared.plumbing.valkey import new_users, write_access_list
from shared.plumbing.wiring import wire, wired


def test_a_key_file_is_private_and_reads_back(tmp_path):
    made = create_signing_key(tmp_path / "key")

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert load_signing_key(tmp_path / "key").public == made.public


def test_a_key_is_never_overwritten(tmp_path):
    create_signing_key(tmp_path / "key")

    with pytest.raises(FileExistsError):
        create_signing_key(tmp_path / "key")


@pytest.mark.parametrize("content", ["", "00" * 31, "00" * 33, "zz" * 32, "00" * 32 + " "])
def test_what_is_not_a_key_is_refused_without_quoting_it(tmp_path, content):
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)

    with pytest.raises(KeyFileUnusable) as refusal:
        load_signing_key(path)

    assert not content or content not in str(refusal.value)


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    create_signing_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)

    with pytest.raises(KeyFileUnusable, match="0600"):
        load_signing_key(tmp_path / "key")


def test_a_missing_key_file_is_refused(tmp_path):
    with pytest.raises(KeyFileUnusable):
        load_signing_key(tmp_path / "none")


def test_a_wired_object_is_built_once_in_each_process():
    wire("tests.object", lambda: [os.getpid()])

    here = wired("tests.object")
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, str(wired("tests.object")[0]).encode())
        os._exit(0)
    os.wait()

    assert wired("tests.object") is here
    assert int(os.read(reader, 100)) != here[0] == os.getpid()


def test_what_was_never_wired_is_not_found():
    with pytest.raises(KeyError):
        wired("tests.nothing")


def test_the_waits_double_up_to_a_minute():
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, 8)]

    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert wait_after(10**6) == timedelta(seconds=60)


def test_the_access_list_holds_no_password_and_lets_nobody_else_in(tmp_path: Path):
    users = new_users(["desk", "box"])
    write_access_list(tmp_path / "acl", list(users.values()))

    text = (tmp_path / "acl").read_text()

    assert (tmp_path / "acl").stat().st_mode & 0o777 == 0o600
    assert text.startswith("user default off")
    assert "db=0" in text.splitlines()[1]
    assert "db=1" in text.splitlines()[2]
    assert not any(user.password in text for user in users.values())


def guarded_app(caller: Actor | None) -> Flask:
    app = Flask("guarded")
    register_problems(app)
    register_access(app, lambda: caller)

    @app.get("/")
    @requires("organizer", "admin")
    def view():
        return answer({"ok": True})

    return app


def test_a_view_says_who_may_call_it_once():
    view = guarded_app(None).view_functions["view"]

    assert view.access == Access("roles", roles=("organizer", "admin"))
    with pytest.raises(AssertionError):
        public("and everybody too")(view)


@pytest.mark.parametrize(
    ("caller", "status", "code"),
    [
        pytest.param(None, 401, "sign_in_needed", id="nobody"),
        pytest.param(Actor("1", "a", frozenset({"clerk"})), 403, "role_missing", id="other role"),
        pytest.param(Actor("1", "a", frozenset()), 403, "role_missing", id="no role"),
    ],
)
def test_a_caller_without_a_role_is_refused(caller, status, code):
    answered = guarded_app(caller).test_client().get("/")

    assert (answered.status_code, answered.json["type"]) == (status, f"/problems/{code}")


@pytest.mark.parametrize("role", ["organizer", "admin"])
def test_any_one_of_the_roles_is_enough(role):
    caller = Actor("1", "a", frozenset({role, "clerk"}), "token")

    assert guarded_app(caller).test_client().get("/").status_code == 200
