"""Calls to other services: refusals keep their kind, everything else is "away"."""

from __future__ import annotations

import httpx2
import pytest
from flask import Flask, Response

from shared import errors
from shared.plumbing.http import AnswerTooLarge, PeerAway, PeerRefused, open_client
from shared.plumbing.problems import register_problems
from shared.plumbing.reading import read_raw


class Busy(errors.Unavailable):
    code = "busy"


class Taken(errors.Conflict):
    code = "taken"


class Hidden(errors.NotFound):
    code = "hidden"


REFUSALS = {"busy": Busy, "taken": Taken, "hidden": Hidden, "bad": errors.InvalidInput}


@pytest.fixture
def peer():
    app = Flask("peer")
    register_problems(app)

    @app.post("/echo")
    def echo() -> Response:
        return Response(read_raw(1000), mimetype="application/json")

    @app.get("/long")
    def long() -> Response:
        return Response(b"x" * 1000)

    @app.get("/refuse/<what>")
    def refuse(what: str) -> Response:
        raise REFUSALS[what]("What is said here is not passed on.")

    @app.get("/redirect")
    def redirect() -> Response:
        return Response(status=302, headers={"Location": "/long"})

    @app.get("/strange")
    def strange() -> Response:
        return Response('{"type":"/problems/<b>","title":"x"}', 418)

    return open_client("http://peer", transport=httpx2.WSGITransport(app))


def test_json_goes_there_and_back(peer):
    assert peer.post_json("/echo", {"b": "𠮷", "a": 1}) == {"a": 1, "b": "𠮷"}
    assert peer.post_bytes("/echo", b'{"raw":1}', "text/csv") == {"raw": 1}


@pytest.mark.parametrize(
    ("what", "kind", "status"),
    [
        ("busy", errors.Unavailable, 503),
        ("taken", errors.Conflict, 409),
        ("hidden", errors.NotFound, 404),
        ("bad", errors.InvalidInput, 400),
    ],
)
def test_a_refusal_keeps_its_kind_and_slug_and_not_its_text(peer, what, kind, status):
    with pytest.raises(kind) as refusal:
        peer.get_json(f"/refuse/{what}")

    assert isinstance(refusal.value, PeerRefused)
    assert (refusal.value.status, refusal.value.slug) == (status, REFUSALS[what].code)
    assert "passed on" not in str(refusal.value)


@pytest.mark.parametrize(("path", "status"), [("/redirect", 302), ("/strange", 418)])
def test_what_is_not_a_proper_refusal_has_an_unknown_slug(peer, path, status):
    with pytest.raises(PeerRefused, match="unknown") as refusal:
        peer.get_bytes(path, 1000)

    assert refusal.value.status == status


def test_an_answer_longer_than_asked_for_is_refused(peer):
    assert len(peer.get_bytes("/long", 1000)) == 1000
    with pytest.raises(AnswerTooLarge):
        peer.get_bytes("/long", 999)


def test_nobody_there_is_peer_away():
    with open_client("http://127.0.0.1:1", timeout=1) as nobody, pytest.raises(PeerAway):
        nobody.get_json("/")
