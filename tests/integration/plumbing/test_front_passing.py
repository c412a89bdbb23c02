"""What goes through the front, each way, and what does not."""

from __future__ import annotations

import json
import socket
import ssl
import warnings

import pytest
from factories.fronts import HERE, a_front, a_service, until_closed

from shared.plumbing.front import line
from shared.plumbing.front.passing import SAID


@pytest.fixture(scope="module")
def service():
    with a_service() as service:
        yield service


@pytest.fixture(scope="module")
def front(service, tmp_path_factory):
    with a_front(tmp_path_factory.mktemp("front"), service.port) as front:
        yield front


def slug(answer) -> tuple[int, str]:
    return answer.status, json.loads(answer.content)["type"].removeprefix("/problems/")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_request_and_its_answer_pass_unchanged(service, front, method):
    body = b"\x00\xff ballot" * 1000

    answer = front.ask(method, "/a/b%20c?q=1&q=%E6%9D%8E", body, Content_Type="x/y")

    assert (service.last["method"], service.last["path"]) == (method, "/a/b%20c?q=1&q=%E6%9D%8E")
    assert service.last["body"] == body
    assert service.lines("content-type") == ["x/y"]
    assert service.lines("host") == [front.host]
    assert answer.status == 200
    assert json.loads(answer.content)["length"] == len(body)
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(("status", "content"), [(404, b""), (204, b""), (304, b"")])
def test_a_status_without_content_passes(front, status, content):
    answer = front.ask("GET", f"/status/{status}")

    assert (answer.status, answer.content) == (status, content)


def test_a_question_about_a_head_alone_passes(service, front):
    answer = front.ask("HEAD", "/x")

    assert (answer.status, answer.content, service.last["method"]) == (200, b"", "HEAD")
    assert int(answer.headers["Content-Length"]) > 0


def test_the_service_sees_this_machine_and_no_sender(service, front):
    names = ["X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Protocol", "X_Forwarded_Ssl"]
    marked = dict.fromkeys([*names, "Forwarded", "X_Real_IP", "Via"], "203.0.113.7")

    front.ask("GET", "/", **marked)

    assert service.last["from"][0] == HERE
    assert "203.0.113.7" not in str(service.last)
    assert service.lines("x-forwarded-proto") == ["https"]


def test_a_cookie_ends_at_the_door_of_the_box(service, front):
    front.ask("GET", "/", Cookie="__Host-desk_session=marked")

    assert service.lines("cookie") == []


def test_a_cookie_passes_to_a_service_with_sessions(service, tmp_path):
    with a_front(tmp_path, service.port, cookies=True) as desk:
        desk.ask("GET", "/", Cookie="a=1; b=2")

    assert service.lines("cookie") == ["a=1; b=2"]


def test_without_tls_the_service_is_not_told_that_there_is(service, tmp_path):
    with a_front(tmp_path, service.port, secure=False) as welcome:
        answer = welcome.ask("GET", "/", X_Forwarded_Proto="https")

    assert answer.status == 200
    assert service.lines("x-forwarded-proto") == []


def test_lines_for_one_hop_end_here(service, front):
    asked = front.ask("GET", "/", Connection="close, X-Mine", X_Mine="1", TE="trailers")

    assert service.lines("x-mine") == service.lines("te") == []
    assert asked.headers["X-Own-Hop"] is None


def test_no_browser_is_told_to_come_by_https_for_years(front):
    assert front.ask("GET", "/").headers["Strict-Transport-Security"] is None


@pytest.mark.parametrize("host", ["elsewhere.test", "127.0.0.1", "localhost:{port}", "{host}.evil"])
def test_what_was_meant_for_another_host_is_refused(service, front, host):
    asked = len(service.asked)

    answer = front.ask("GET", "/", Host=host.format(port=front.port, host=front.host))

    assert slug(answer) == (421, "wrong_host")
    assert len(service.asked) == asked


def test_what_is_not_whole_http_is_refused_without_an_echo(service, front, monkeypatch):
    monkeypatch.setattr(line, "LINGER_SECONDS", 0.1)
    asked = len(service.asked)
    host = f"Host: {front.host}\r\n".encode()
    refused = {
        b"GET <marked> NOT-HTTP\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\n\r\n": 400,  # no host
        b"GET / HTTP/1.1\r\n" + host + host + b"\r\n": 400,
        b"GET http://elsewhere.test/ HTTP/1.1\r\n" + host + b"\r\n": 400,
        b"CONNECT marked:443 HTTP/1.1\r\n" + host + b"\r\n": 405,
        b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 411,
        b"POST / HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n": 400,
        b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n": 400,
        b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 9999999999\r\n\r\n": 413,
        b"GET / HTTP/1.1\r\n" + host + b"X-Long: " + b"marked" * 10_000 + b"\r\n\r\n": 431,
    }

    answers = {content: front.say(content) for content in refused}

    statuses = {content: int(answer.split()[1]) for content, answer in answers.items()}
    assert statuses == refused
    assert not [answer for answer in answers.values() if b"marked" in answer]
    assert all(b"application/problem+json" in answer for answer in answers.values())
    assert len(service.asked) == asked


def test_two_lengths_are_not_two_requests(service, front):
    asked = len(service.asked)
    hidden = b"GET /hidden HTTP/1.1\r\nHost: " + front.host.encode() + b"\r\n\r\n"
    both = (
        f"POST /seen HTTP/1.1\r\nHost: {front.host}\r\nTransfer-Encoding: chunked\r\n"
        f"Content-Length: {len(hidden) + 5}\r\n\r\n0\r\n\r\n"
    ).encode()

    answer = front.say(both + hidden)

    assert answer.count(b"HTTP/1.1") == 1
    assert b"/hidden" not in answer
    assert len(service.asked) == asked


def test_requests_one_behind_the_other_are_answered_in_order(service, front):
    one = f"GET /1 HTTP/1.1\r\nHost: {front.host}\r\n\r\n".encode()
    two = f"GET /2 HTTP/1.1\r\nHost: {front.host}\r\nConnection: close\r\n\r\n".encode()

    answer = front.say(one + two)

    assert answer.index(b'"/1"') < answer.index(b'"/2"')
    assert [one["path"] for one in service.asked[-2:]] == ["/1", "/2"]


def test_whoever_waits_to_be_asked_for_the_body_is_asked(service, front):
    with front.line() as talk:
        talk.sendall(
            f"POST / HTTP/1.1\r\nHost: {front.host}\r\nContent-Length: 4\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        first = talk.recv(1000)
        talk.sendall(b"body")
        rest = until_closed(talk)

    assert first.startswith(b"HTTP/1.1 100")
    assert b"HTTP/1.1 200" in rest
    assert (service.last["body"], service.lines("expect")) == (b"body", [])


def test_a_connection_is_used_again_after_a_question_and_not_after_a_change(front):
    client = front.client()
    kept = []
    for method in ("GET", "GET", "POST"):
        client.request(method, "/", b"x" if method == "POST" else None)
        answer = client.getresponse()
        answer.read()
        kept.append(not answer.will_close)
    client.close()

    assert kept == [True, True, False]


@pytest.mark.parametrize("length", [0, 1, 65_536, 1024 * 1024, 6_000_000])
def test_answers_of_every_size_arrive_whole(front, length):
    answer = front.ask("GET", f"/large/{length}")

    assert answer.content == b"x" * length


def test_an_answer_of_untold_length_arrives_whole(front):
    assert front.ask("GET", "/streamed").content == b"piece" * 3


def test_an_answer_that_breaks_off_does_not_look_whole(front):
    answer = front.say(f"GET /broken HTTP/1.1\r\nHost: {front.host}\r\n\r\n".encode())

    head, _, content = answer.partition(b"\r\n\r\n")
    assert b"content-length: 8" in head.lower()
    assert content == b"half"


def test_a_service_that_is_away_is_said_so(tmp_path):
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]

    with a_front(tmp_path, port) as front:
        answer = front.ask("GET", "/")

    assert slug(answer) == (502, "service_away")
    assert answer.headers["Retry-After"] == "2"


def test_a_service_that_does_not_answer_is_not_waited_for_without_end(
    service, tmp_path, monkeypatch
):
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.3)

    with a_front(tmp_path, service.port) as front:
        answer = front.ask("GET", "/slow/1.5")

    assert slug(answer) == (504, "service_away")


def test_what_the_front_says_is_in_both_languages():
    for _, words in SAID.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words)
        assert any("a" <= letter <= "z" for letter in words)


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        (ssl.TLSVersion.TLSv1, False),
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
def test_only_tls_of_the_last_years_is_spoken(front, version, taken):
    context = front.trust()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")  # else our own side would refuse
    spoken = None

    with socket.create_connection((HERE, front.port), 10) as connection:
        try:
            with context.wrap_socket(connection, server_hostname=HERE) as talk:
                spoken = talk.version()
        except (ssl.SSLError, ConnectionError):
            spoken = None

    assert (spoken is not None) == taken


def test_nothing_in_the_transport_tells_two_visits_of_one_phone(front):
    context = front.trust()
    request = f"GET / HTTP/1.1\r\nHost: {front.host}\r\nConnection: close\r\n\r\n".encode()
    again = []
    session = None
    for _ in range(2):
        with (
            socket.create_connection((HERE, front.port), 10) as connection,
            context.wrap_socket(connection, server_hostname=HERE, session=session) as talk,
        ):
            talk.sendall(request)
            until_closed(talk)
            session = talk.session
            again.append((talk.version(), session.has_ticket, talk.session_reused))

    assert again == [("TLSv1.3", False, False)] * 2


def test_the_certificate_is_for_this_address_and_no_other_name(front):
    context = front.trust()

    with (
        socket.create_connection((HERE, front.port), 10) as connection,
        pytest.raises(ssl.SSLCertVerificationError, match="mismatch"),
    ):
        context.wrap_socket(connection, server_hostname="localhost")


def test_plain_http_at_a_door_with_tls_gets_nothing(service, front):
    asked = len(service.asked)

    with socket.create_connection((HERE, front.port), 10) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {front.host}\r\n\r\n".encode())
        received = until_closed(connection)

    assert b"HTTP/1.1 200" not in received
    assert len(service.asked) == asked
