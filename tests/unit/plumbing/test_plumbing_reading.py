"""Bodies are read strictly, and refusals repeat nothing that was sent."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from io import BytesIO

import pytest
from flask import Flask, Response

from shared import errors
from shared.plumbing.access import public
from shared.plumbing.headers import secure_headers
from shared.plumbing.health import register_health
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import Body, answer, read_json, read_raw

MARK = "MARKED-BYTES-7f3a"


class Colour(StrEnum):
    RED = "red"


class Part(Body):
    size: int


class Order(Body):
    name: str
    parts: tuple[Part, ...] = ()
    on: date | None = None
    colour: Colour = Colour.RED


@pytest.fixture
def client():
    app = Flask("reading")
    register_problems(app)
    secure_headers(app)

    @app.post("/orders")
    @public("a test")
    def take() -> Response:
        return answer(read_json(Order, limit=1000))

    @app.post("/raw")
    @public("a test")
    def raw() -> Response:
        return answer({"length": len(read_raw(10))})

    @app.post("/broken")
    @public("a test")
    def broken() -> Response:
        raise RuntimeError(MARK)

    @app.get("/shown/<key>")
    @public("a test")
    def shown(key: str) -> Response:
        return answer({"key": key})

    return app.test_client()


def post(client, content, content_type="application/json"):
    return client.post("/orders", data=content, content_type=content_type)


def test_a_good_body_is_read_and_answered_canonically(client):
    body = {"parts": [{"size": 1}], "on": "2026-11-22", "name": "𠮷"}

    answered = post(client, json.dumps(body))

    assert answered.status_code == 200
    assert answered.get_data(as_text=True) == (
        '{"colour":"red","name":"𠮷","on":"2026-11-22","parts":[{"size":1}]}'
    )
    assert answered.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("{", "malformed", id="not JSON"),
        pytest.param(b"\xff" + MARK.encode(), "malformed", id="not UTF-8"),
        pytest.param(f'{{"name":"a","name":"{MARK}"}}', "malformed", id="duplicate key"),
        pytest.param('{"name":1.5}', "malformed", id="float"),
        pytest.param("[" * 20 + "]" * 20, "malformed", id="too deep"),
        pytest.param(f'["{MARK}"]', "invalid_body", id="not an object"),
        pytest.param(f'{{"name":7,"x":"{MARK}"}}', "invalid_body", id="wrong type"),
        pytest.param(f'{{"name":"a","{MARK}":1}}', "invalid_body", id="unknown field"),
        pytest.param('{"name":"a","parts":[{"size":"1"}]}', "invalid_body", id="text for number"),
        pytest.param(f'{{"name":"a","colour":"{MARK}"}}', "invalid_body", id="unknown choice"),
        pytest.param("{}", "invalid_body", id="missing"),
        pytest.param(f'{{"name":"{MARK}\\u0000"}}', "invalid_body", id="U+0000"),
    ],
)
def test_a_bad_body_is_a_problem_without_an_echo(client, content, code):
    answered = post(client, content)

    assert answered.status_code == 400
    assert answered.content_type == "application/problem+json"
    assert answered.json["type"] == f"/problems/{code}"
    assert MARK not in answered.get_data(as_text=True)


def test_the_refusal_names_the_fields_the_model_knows(client):
    answered = post(client, json.dumps({"name": 1, "parts": [{"size": 1, MARK: 2}]}))

    assert "name (string_type)" in answered.json["title"]
    assert "parts.0.? (extra_forbidden)" in answered.json["title"]


def test_another_content_type_is_refused(client):
    answered = post(client, '{"name":"a"}', "text/plain")

    assert (answered.status_code, answered.json["type"]) == (400, "/problems/wrong_content_type")


def test_too_many_bytes_are_refused_with_and_without_a_length(client):
    with_length = client.post("/raw", data=b"x" * 11)
    chunked = client.post(
        "/raw",
        input_stream=BytesIO(b"x" * 11),
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert (with_length.status_code, with_length.json["type"]) == (413, "/problems/too_large")
    assert (chunked.status_code, chunked.json["type"]) == (413, "/problems/too_large")
    assert client.post("/raw", data=b"x" * 10).json == {"length": 10}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/{MARK}", 404, "not_found"),
        ("GET", "/orders", 405, "method_not_allowed"),
        ("GET", f"/shown/{MARK}%00", 404, "not_found"),
        ("GET", f"/shown/1?kind={MARK}%00", 404, "not_found"),
        ("POST", "/broken", 500, "internal"),
    ],
)
def test_every_failure_is_a_problem_and_says_nothing_of_the_request(
    client, capsys, method, path, status, code
):
    answered = client.open(path, method=method, data=MARK)

    assert (answered.status_code, answered.json["type"]) == (status, f"/problems/{code}")
    assert MARK not in answered.get_data(as_text=True)
    assert MARK not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "header"),
    [
        (errors.Unavailable("Away."), 503, "Retry-After"),
        (errors.NotAuthenticated("Sign in."), 401, "WWW-Authenticate"),
        (errors.SuiteError("Of no kind."), 500, "Content-Type"),
    ],
)
def test_a_kind_of_failure_has_its_status_and_header(client, error, status, header):
    def fail() -> Response:
        raise error

    client.application.add_url_rule("/fail", "fail", fail)

    answered = client.get("/fail")

    assert answered.status_code == answered.json["status"] == status
    assert header in answered.headers


def test_a_process_is_ready_when_it_says_so(client):
    away: list[Exception] = []

    def ready() -> None:
        if away:
            raise away[0]

    register_health(client.application, ready)

    answers = [client.get("/livez").status_code, client.get("/readyz").status_code]
    away.append(errors.Unavailable("The database is away."))
    answers += [client.get("/livez").status_code, client.get("/readyz").status_code]

    assert answers == [200, 200, 200, 503]


def test_every_answer_carries_the_headers(client):
    headers = client.get("/nothing").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers
