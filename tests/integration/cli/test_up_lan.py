"""`ostraka up --lan`: the whole suite on this machine, and phones that come over HTTPS."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import ssl
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from factories.fronts import tricklers
from factories.pages import a_build
from processes import eventually

from shared.cli.folder import FREE_PORTS
from shared.cli.up import Running

COMMAND = (sys.executable, "-P", "-m", "shared.cli.up", "--lan", "127.0.0.1", "--lan-desk")
PASSPHRASE = "a sentence nobody knows"
BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN"}


class Hall:
    """The running suite, as phones in the hall see it."""

    def __init__(self, running: Running) -> None:
        assert running.lan is not None
        self.running = running
        self.told = running.lan
        self.authority = running.data / "lan" / "authority.crt"
        self.port = urlsplit(self.told["box"]).port
        self.host = urlsplit(self.told["box"]).netloc

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)

    def line(self) -> socket.socket:
        """Return a connection to the box's door, the handshake done."""
        connection = socket.create_connection(("127.0.0.1", self.port), 10)
        return self.trust().wrap_socket(connection, server_hostname="127.0.0.1")

    def ask(self, url: str, path: str, method: str = "GET", body=None, **headers: str):
        """Ask one of the doors, the certificate checked; the body is `.content`."""
        where = urlsplit(url)
        connection = (
            http.client.HTTPSConnection(where.netloc, timeout=20, context=self.trust())
            if where.scheme == "https"
            else http.client.HTTPConnection(where.netloc, timeout=20)
        )
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    port = FREE_PORTS.start + secrets.randbelow(len(FREE_PORTS) - 8)
    web = {"OSTRAKA_WEB": str(a_build(folder / "web"))}
    with Running(folder / "data", port, web, COMMAND) as running:
        yield Hall(running)


def test_it_tells_where_phones_come_in_and_what_to_compare(hall):
    told = hall.told
    der = x509.load_pem_x509_certificate(hall.authority.read_bytes()).public_bytes(Encoding.DER)

    assert {urlsplit(told[name]).hostname for name in ("box", "desk", "welcome")} == {"127.0.0.1"}
    assert len({urlsplit(told[name]).port for name in ("box", "desk", "welcome")}) == 3
    assert [urlsplit(told[n]).scheme for n in ("box", "desk", "welcome")] == [
        "https",
        "https",
        "http",
    ]
    assert told["authority"] == hashlib.sha256(der).hexdigest()
    assert hall.ask(told["welcome"], "/authority.crt").content == der


def test_the_box_is_there_for_phones_that_trust_the_authority(hall):
    page = hall.ask(hall.told["box"], "/check", **BROWSER)
    keys = hall.ask(hall.told["box"], "/api/v1/keys")

    assert (page.status, keys.status) == (200, 200)
    assert "这部手机能投票吗" in page.content.decode()
    assert f"style-src {hall.host}/static/" in page.headers["Content-Security-Policy"]
    assert json.loads(keys.content)["public"]


def test_phones_that_do_not_trust_it_are_warned(hall):
    with (
        socket.create_connection(("127.0.0.1", hall.port), 10) as connection,
        pytest.raises(ssl.SSLCertVerificationError, match="self-signed"),
    ):
        ssl.create_default_context().wrap_socket(connection, server_hostname="127.0.0.1")


def test_another_name_is_neither_certified_nor_served(hall):
    with (
        socket.create_connection(("127.0.0.1", hall.port), 10) as connection,
        pytest.raises(ssl.SSLCertVerificationError, match="mismatch"),
    ):
        hall.trust().wrap_socket(connection, server_hostname="localhost")

    assert hall.ask(hall.told["box"], "/check", Host="elsewhere.test").status == 421


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/authority.crt", 200),
        ("GET", "/check", 404),
        ("GET", "/hall", 404),
        ("GET", "/livez", 404),
        ("GET", "/api/v1/keys", 404),
        ("GET", "/api/v1/meetings/m1", 404),
        ("POST", "/api/v1/sessions", 404),
        ("POST", "/", 405),
    ],
)
def test_plain_http_serves_the_welcome_page_and_nothing_else(hall, method, path, status):
    assert hall.ask(hall.told["welcome"], path, method).status == status


def test_the_services_themselves_stay_on_this_machine(hall):
    for url in hall.running.urls.values():
        with socket.create_connection(("127.0.0.1", urlsplit(url).port), 5) as connection:
            assert connection.getpeername()[0] == "127.0.0.1"
    listening = _listening_ports()
    loopback = {urlsplit(url).port for url in hall.running.urls.values()}
    assert loopback <= set(listening)
    assert {listening[port] for port in loopback} == {"127.0.0.1"}


def test_nobody_is_told_to_come_by_https_for_years(hall):
    answers = [
        hall.ask(hall.told["box"], "/check"),
        hall.ask(hall.told["desk"], "/livez"),
        hall.ask(hall.told["welcome"], "/"),
        hall.ask(hall.running.urls["desk"], "/livez"),
    ]

    assert [answer.status for answer in answers] == [200] * 4
    assert [answer.headers["Strict-Transport-Security"] for answer in answers] == [None] * 4


def test_the_desk_knows_that_it_is_reached_by_https(hall):
    body = json.dumps(
        {"invitation": hall.running.invitations["desk"], "passphrase": PASSPHRASE}
    ).encode()

    answer = hall.ask(
        hall.told["desk"],
        "/api/v1/invitations/accept",
        "POST",
        body,
        **{"Content-Type": "application/json"},
    )

    assert answer.status == 201
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-desk_session=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    sent = cookie.split(";")[0]
    assert hall.ask(hall.told["desk"], "/api/v1/accounts/me", Cookie=sent).status == 200
    assert hall.ask(hall.told["box"], "/check", Cookie=sent).headers["Set-Cookie"] is None


def test_the_screen_shows_the_way_in(hall):
    poster = hall.ask(hall.running.urls["desk"], "/hall", **BROWSER).content.decode()
    check = hall.ask(hall.running.urls["box"], "/check/qr", **BROWSER).content.decode()

    assert hall.told["welcome"] in poster
    assert hall.told["authority"][:2].upper() in poster
    assert f"{hall.told['box']}/check" in check


def test_each_process_is_told_where_people_find_it(hall):
    environments = {
        name: Path(f"/proc/{hall.running.pids()[name]}/environ").read_text().split("\0")
        for name in ("desk-web", "box-web", "front", "welcome-web")
    }

    assert f"DESK_ORIGIN={hall.told['desk']}" in environments["desk-web"]
    assert f"DESK_BOX_ORIGIN={hall.told['box']}" in environments["desk-web"]
    assert f"BOX_ORIGIN={hall.told['box']}" in environments["box-web"]
    outside = environments["front"] + environments["welcome-web"]
    assert not [v for v in outside if "DATABASE" in v or "REDIS" in v or "KEY_FILE" in v]


@pytest.mark.parametrize("kind", ["handshake", "head", "body"])
def test_slow_clients_hold_nobody_up(hall, kind):
    with tricklers(hall, kind, 50):
        statuses = [hall.ask(hall.told["box"], "/api/v1/keys").status for _ in range(5)]

    assert statuses == [200] * 5


def test_callers_wait_while_the_front_is_started_again(hall):
    before = hall.running.pids()["front"]

    os.kill(before, signal.SIGKILL)
    status = hall.ask(hall.told["box"], "/api/v1/keys").status

    assert status == 200
    eventually(lambda: hall.running.pids()["front"] != before)


def test_nobody_who_came_is_in_a_log(hall):
    hall.ask(hall.told["box"], "/marked-path", Cookie="marked", **{"User-Agent": "marked"})
    with socket.create_connection(("127.0.0.1", hall.port), 10) as connection:
        connection.sendall(b"marked, not TLS")

    logs = {path.name: path.read_text() for path in (hall.running.data / "logs").iterdir()}

    assert {"front.log", "welcome-web.log"} <= set(logs)
    assert not [name for name, text in logs.items() if "marked" in text or "127.0.0.1" in text]


def test_keys_and_what_people_are_told_are_for_their_owner_alone(hall):
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (hall.running.data / "lan").iterdir()
    }

    assert {"authority.key", "server.key", "hall.json", "kept.json"} <= set(modes)
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_without_pages_it_says_so_at_once(tmp_path):
    running = Running(tmp_path / "data", 0, {"OSTRAKA_WEB": str(tmp_path / "none")}, COMMAND)

    with pytest.raises(Exception, match="did not start"):
        running.start()

    assert "make web" in (tmp_path / "data" / "up.log").read_text()


def test_the_next_start_has_the_same_doors_and_without_lan_there_are_none(hall):
    running = hall.running
    before, own = dict(hall.told), running.data.parent
    running.stop()
    port = urlsplit(running.urls["desk"]).port

    with Running(running.data, 0, {"OSTRAKA_WEB": str(own / "web")}, COMMAND) as again:
        after = dict(again.lan or {})
    with Running(running.data, port, {"OSTRAKA_WEB": str(own / "web")}) as alone:
        told = alone.lan
        poster = hall.ask(alone.urls["desk"], "/hall").status
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", hall.port), 5)

    assert after == before
    assert (told, poster) == (None, 404)


def _listening_ports() -> dict[int, str]:
    """Return the address that every listening IPv4 port is at."""
    found = {}
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = row.split()
        if fields[3] == "0A":
            address, port = fields[1].split(":")
            found[int(port, 16)] = socket.inet_ntoa(bytes.fromhex(address)[::-1])
    return found
