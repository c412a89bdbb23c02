"""Clients that are slow, stop in the middle, or come in crowds: nobody else notices."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.fronts import (
    HERE,
    Fronted,
    a_front,
    a_service,
    beginnings,
    seconds_until_closed,
    tricklers,
    until_closed,
)
from processes import eventually
from servers import start_child

from shared.plumbing.front import line, server
from shared.plumbing.front.room import Room
from shared.plumbing.http import open_client

THREADS = 4
SLOW = 50
HELD_SECONDS = server.HANDSHAKE_SECONDS - 0.5
"""Whoever waited for a slow client would wait longer."""


@pytest.fixture
def service():
    with a_service() as service:
        yield service


@pytest.fixture
def short(monkeypatch):
    """Times that a test can wait for."""
    monkeypatch.setattr(server, "HANDSHAKE_SECONDS", 0.6)
    monkeypatch.setattr(line, "HEAD_SECONDS", 0.6)
    monkeypatch.setattr(line, "BODY_SECONDS", 0.6)
    monkeypatch.setattr(line, "LEAST_SPEED", 10**9)
    monkeypatch.setattr(line, "LINGER_SECONDS", 0.2)


def request(front, method: str = "GET", path: str = "/", body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {front.host}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("kind", ["handshake", "head", "body"])
def test_what_never_ends_is_ended(service, tmp_path, short, kind):
    with a_front(tmp_path, service.port) as front, tricklers(front, kind, 5) as slow:
        eventually(lambda: front.room.connections == 0, 10)
        took = max(seconds_until_closed(one, 5) for one in slow)

    assert took < 1
    assert service.asked == []


def test_whoever_was_too_slow_is_told_so(service, tmp_path, short):
    with a_front(tmp_path, service.port) as front, front.line() as talk:
        talk.sendall(beginnings(front)["body"] + b"a part")
        answer = until_closed(talk)

    assert answer.startswith(b"HTTP/1.1 408")


def test_an_idle_connection_is_closed_without_a_word(service, tmp_path, short):
    with a_front(tmp_path, service.port) as front, front.line() as talk:
        talk.sendall(request(front))
        answer = until_closed(talk)

    assert answer.count(b"HTTP/1.1") == 1


@dataclass
class Poll:
    """An open box behind gunicorn, with as few threads as a service may have."""

    meeting: Rehearsed
    port: int

    @property
    def path(self) -> str:
        return f"/api/v1/boxes/{self.meeting.uuid}/ballots"


@pytest.fixture
def poll(tmp_path, redis_url) -> Iterator[Poll]:
    url = f"sqlite:///{tmp_path / 'box.db'}"
    meeting = Rehearsed(a_box_side(url, tmp_path), voters=6).open()
    key = tmp_path / "box.key"
    key.write_text(documents.BOX.seed.hex() + "\n")
    key.chmod(0o600)
    told = {
        "BOX_DATABASE_URL": url,
        "BOX_REDIS_URL": redis_url,
        "BOX_KEY_FILE": str(key),
        "BOX_DESK_KEY": documents.DESK.public.hex(),
        "BOX_TALLY_URL": "http://127.0.0.1:1",
        "BOX_ARCHIVES": str(tmp_path),
        "BOX_ORIGIN": "http://127.0.0.1",
        "BOX_WEB": str(tmp_path),
    }
    with socket.create_server((HERE, 0), backlog=1024) as listening:
        command = [
            *(sys.executable, "-m", "gunicorn", "-c", "python:shared.plumbing.webserver"),
            *("-b", f"fd://{listening.fileno()}", "-w", "1", "--threads", str(THREADS)),
            "ballot_service.app:box_from_environment()",
        ]
        process = start_child(command, env={**os.environ, **told}, pass_fds=(listening.fileno(),))
        poll = Poll(meeting, listening.getsockname()[1])
        eventually(lambda: httpx2.get(f"http://{HERE}:{poll.port}/livez", trust_env=False))
        yield poll
        process.terminate()
        process.wait(20)


def vote(front: Fronted, poll: Poll, voter: int) -> tuple[str, float]:
    """Cast a ballot as a phone does; return its receipt's tracker and how long it took."""
    ballot = poll.meeting.ballot(voter).encode()
    started = monotonic()
    transport = httpx2.HTTPTransport(verify=front.trust())
    with open_client(front.url, transport=transport) as phone:
        receipt = phone.post_bytes(poll.path, ballot, "application/json")
    return receipt["tracker"], monotonic() - started


@pytest.mark.parametrize("kind", ["handshake", "head", "body"])
def test_people_vote_while_fifty_slow_clients_hold_on(poll, tmp_path, kind):
    with a_front(tmp_path, poll.port) as front, tricklers(front, kind, SLOW):
        with ThreadPoolExecutor(6) as phones:
            done = list(phones.map(lambda voter: vote(front, poll, voter), range(6)))
        held = front.room.connections

    assert held >= SLOW
    assert len({tracker for tracker, _ in done}) == 6
    assert max(took for _, took in done) < HELD_SECONDS, "nobody waits for the slow ones"


def test_without_the_front_a_slow_client_a_thread_stops_the_service(poll):
    """The control: that is what the front is for."""
    slow = [socket.create_connection((HERE, poll.port), 5) for _ in range(THREADS)]
    for one in slow:
        one.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ")

    with pytest.raises(httpx2.TimeoutException):
        httpx2.get(f"http://{HERE}:{poll.port}/livez", timeout=2, trust_env=False)

    for one in slow:
        one.close()


def test_a_client_that_does_not_read_keeps_no_thread_of_the_service(service, tmp_path):
    with a_front(tmp_path, service.port) as front:
        lines = [front.line() for _ in range(5)]
        for one in lines:
            one.sendall(request(front, path=f"/large/{line.ANSWER_BYTES}"))
        eventually(lambda: service.finished == 5, 10)
        for one in lines:
            one.close()


def test_large_answers_are_few_at_a_time(service, tmp_path, monkeypatch):
    monkeypatch.setattr(line, "LARGE_ANSWERS", 2)
    large = f"/large/{20 * line.ANSWER_BYTES}"

    with a_front(tmp_path, service.port) as front:
        lines = [front.line() for _ in range(2)]
        for one in lines:
            one.sendall(request(front, path=large))
        eventually(lambda: len(service.asked) == 2, 10)
        refused = front.ask("GET", large).status
        small = front.ask("GET", "/large/100").status
        whole = len(until_closed_after(lines[0], 20 * line.ANSWER_BYTES))
        again = front.ask("GET", large).status
        for one in lines:
            one.close()

    assert (refused, small, again) == (503, 200, 200)
    assert whole >= 20 * line.ANSWER_BYTES


def test_when_it_is_full_the_longest_wait_ends(service, tmp_path):
    with a_front(tmp_path, service.port, room=Room(5, 10**6)) as front:
        waiting = []
        for n in range(5):
            waiting.append(front.line())
            eventually(lambda n=n: front.room.connections == n + 1)
        new = front.ask("GET", "/").status
        waiting[0].settimeout(5)
        first = waiting[0].recv(1)
        waiting[4].sendall(request(front))
        last = waiting[4].recv(15)
        for one in waiting:
            one.close()

    assert (new, first) == (200, b"")
    assert last.startswith(b"HTTP/1.1 200")


def test_a_crowd_of_half_handshakes_keeps_nobody_out(service, tmp_path):
    with (
        a_front(tmp_path, service.port, room=Room(20, 10**6)) as front,
        tricklers(front, "handshake", 60),
    ):
        statuses = [front.ask("GET", "/").status for _ in range(10)]

    assert statuses == [200] * 10


def test_half_sent_bodies_cannot_fill_the_memory(service, tmp_path):
    with a_front(tmp_path, service.port, room=Room(100, 300_000)) as front:
        waiting = []
        for n in range(3):
            waiting.append(front.line())
            waiting[n].sendall(request(front, "POST", body=b"x" * 90_000)[:-1])
            eventually(lambda n=n: front.room.bytes > (n + 1) * 89_000)
        answer = front.ask("POST", "/", b"y" * 90_000).status
        most = front.room.bytes
        for one in waiting:
            one.close()

    assert answer == 200
    assert most <= 300_000


def test_what_is_asked_when_the_front_ends_is_still_answered(service, tmp_path):
    answered = []

    def ask(front: Fronted) -> None:
        answered.append(front.ask("GET", "/slow/1").content)

    with a_front(tmp_path, service.port) as front:
        thread = threading.Thread(target=ask, args=(front,))
        thread.start()
        eventually(lambda: service.asked, 5)
    thread.join()

    assert answered == [b"late"]


def until_closed_after(one: socket.socket, length: int) -> bytes:
    """Return the next `length` bytes or more."""
    received = b""
    while len(received) < length and (piece := one.recv(1 << 20)):
        received += piece
    return received
