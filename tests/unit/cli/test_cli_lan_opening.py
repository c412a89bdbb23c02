"""`ostraka up --lan`: which address, which doors, what a person is told."""

from __future__ import annotations

import argparse
import json
import re
import secrets
import socket
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from lan_factories import NOW, a_certificate, days, written

from shared.cli import up
from shared.cli.folder import FREE_PORTS, Folder, PortTaken
from shared.cli.lan import addresses, opening, telling
from shared.cli.lan.addresses import (
    HostUnusable,
    LanAddressUnusable,
    NoLanAddress,
    checked_host,
    find_address,
    given_address,
    is_local,
    own_addresses,
)
from shared.cli.lan.opening import OptionsApart, Wish, open_doors
from shared.cli.processes import SERVICES
from shared.plumbing.hall import Hall

HERE = "127.0.0.1"


@pytest.fixture
def folder(tmp_path):
    folder = Folder(tmp_path / "data")
    yield folder
    folder.release()


@pytest.fixture
def port() -> int:
    """A port with enough free ones behind it."""
    return FREE_PORTS.start + secrets.randbelow(len(FREE_PORTS) - 8)


@pytest.fixture
def opened(folder, port):
    """Opens doors, and closes what it opened."""
    made = []

    def open_them(wish: Wish = Wish(HERE), first: int = port, now=NOW):  # noqa: B008
        for one in made:
            one.close()
        made.append(open_doors(folder, wish, SERVICES, first, now))
        return made[-1]

    yield open_them
    for one in made:
        one.close()


def machine(monkeypatch, own: list[str], way_out: str | None) -> None:
    """Let this machine have other addresses."""
    monkeypatch.setattr(addresses, "own_addresses", lambda: [IPv4Address(a) for a in own])
    out = IPv4Address(way_out) if way_out else None
    monkeypatch.setattr(addresses, "address_towards", lambda _: out)


@pytest.mark.parametrize(
    ("own", "way_out", "found", "others"),
    [
        (["127.0.0.1", "192.168.1.5"], "192.168.1.5", "192.168.1.5", []),
        (["192.168.1.5"], None, "192.168.1.5", []),
        (["10.0.0.2", "172.17.0.1"], "10.0.0.2", "10.0.0.2", ["172.17.0.1"]),
        (["8.8.8.8", "192.168.1.5"], "8.8.8.8", "192.168.1.5", []),
    ],
)
def test_the_address_on_the_way_out_is_taken_and_others_are_named(
    monkeypatch, own, way_out, found, others
):
    machine(monkeypatch, own, way_out)

    taken = find_address()

    assert str(taken.address) == found
    assert [str(address) for address in taken.others] == others


@pytest.mark.parametrize(
    ("own", "way_out", "said"),
    [
        (["127.0.0.1"], None, "Join the hall's Wi-Fi"),
        (["127.0.0.1", "8.8.8.8"], "8.8.8.8", "--lan ADDRESS"),
        (["10.0.0.2", "172.17.0.1"], None, "10.0.0.2, 172.17.0.1"),
    ],
)
def test_no_address_or_no_choice_is_refused_with_the_next_step(monkeypatch, own, way_out, said):
    machine(monkeypatch, own, way_out)

    with pytest.raises(NoLanAddress, match=said):
        find_address()


def test_this_machine_has_the_addresses_that_the_system_lists():
    listed = Path("/proc/net/fib_trie").read_text()
    local = set(re.findall(r"\|-- ([0-9.]+)\n\s+/32 host LOCAL", listed))

    assert "127.0.0.1" in {str(address) for address in own_addresses()} <= local


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hall.internal", "--host"),
        ("::1", "IPv4"),
        ("192.168.1", "IPv4"),
        ("203.0.113.9", "does not have that address"),
        ("0.0.0.0", "not 0.0.0.0"),
    ],
)
def test_an_address_that_is_none_of_ours_is_refused(text, said):
    with pytest.raises(LanAddressUnusable, match=said):
        given_address(text)


def test_an_address_of_ours_is_taken():
    assert str(given_address("127.0.0.1").address) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("10.255.0.1", True),
        ("172.31.9.9", True),
        ("172.32.0.1", False),
        ("192.168.0.1", True),
        ("100.64.0.1", True),
        ("169.254.1.1", True),
        ("8.8.8.8", False),
        ("192.0.2.1", False),
    ],
)
def test_addresses_of_one_house(address, local):
    assert is_local(IPv4Address(address)) == local


@pytest.mark.parametrize("name", ["hall", "hall.lan/x", "a b.lan", "1.2.3.4", "-a.lan", ".lan"])
def test_what_is_no_host_name_is_refused(name):
    with pytest.raises(HostUnusable):
        checked_host(name)


def test_a_host_name_is_written_as_browsers_write_it():
    assert checked_host("Hall.Internal.") == "hall.internal"


def test_the_box_has_a_door_the_desk_has_none_and_the_welcome_page_is_plain(opened, port):
    doors = {door.name: door for door in opened().doors}

    assert {name: door.origin for name, door in doors.items()} == {
        "welcome": f"http://{HERE}:{port}",
        "box": f"https://{HERE}:{port + 2}",
    }
    assert [door.secure for door in doors.values()] == [True, False]


def test_the_desk_has_a_door_when_asked_for_on_another_port(opened, port):
    doors = opened(Wish(HERE, desk=True))

    assert doors.hall == Hall(
        box=f"https://{HERE}:{port + 2}",
        desk=f"https://{HERE}:{port + 1}",
        welcome=f"http://{HERE}:{port}/",
        authority=doors.files.fingerprint.hex(),
    )


def test_where_there_is_a_name_box_and_desk_share_no_host(opened):
    hosts = {d.name: d.host for d in opened(Wish(HERE, "hall.internal", desk=True)).doors}

    assert hosts == {"box": "hall.internal", "desk": HERE, "welcome": "hall.internal"}


def test_a_given_certificate_needs_no_welcome_page(opened, tmp_path):
    chain, key = written(tmp_path, a_certificate(["vote.example.cn"]))
    wish = Wish(HERE, "vote.example.cn", chain, key, desk=True)

    made = opened(wish)

    assert {door.name: door.host for door in made.doors} == dict.fromkeys(
        ("box", "desk"), "vote.example.cn"
    )
    assert made.hall.entrance == made.hall.check
    assert made.hall.words is None
    assert made.hall.authority == ""


def test_usual_ports_are_not_named_in_an_address():
    class At443:
        @staticmethod
        def getsockname():
            return (HERE, 443)

    door = opening.OpenDoor("box", At443(), HERE)

    assert (door.origin, door.hosts) == (f"https://{HERE}", (f"{HERE}:443", HERE))


def test_the_same_addresses_and_the_same_authority_the_next_time(opened, folder):
    first = opened()
    kept = json.loads((folder.path / "lan" / "kept.json").read_text())

    second = opened(first=0, now=NOW + days(1))

    assert second.hall == first.hall
    assert second.before == ""
    assert set(kept["ports"]) == {"welcome", "box", "desk"}


def test_a_box_that_has_moved_is_told_because_slips_name_it(opened):
    first = opened()
    second = opened(Wish(HERE, "hall.internal"), 0)
    third = opened(Wish(HERE, "hall.internal"), 0)

    assert second.before == first.hall.box
    assert third.before == ""
    told = "\n".join(telling.as_lines(second, "http://localhost:1"))
    assert first.hall.box in told
    assert "重印凭条" in told


def test_a_port_that_is_taken_is_said_so_and_nothing_stays_open(opened, folder, port):
    with socket.create_server((HERE, port)), pytest.raises(PortTaken, match="--port"):
        opened()
    with socket.create_server((HERE, port + 2)):
        pass


def test_a_certificate_and_its_key_belong_together(opened, tmp_path):
    for wish in (Wish(HERE, certificate=tmp_path / "a"), Wish(HERE, key=tmp_path / "a")):
        with pytest.raises(OptionsApart, match="--certificate and --key"):
            opened(wish)


@pytest.mark.parametrize(
    "words", [["--host", "a.lan"], ["--certificate", "x"], ["--key", "x"], ["--lan-desk"]]
)
def test_options_of_the_hall_need_the_hall(words):
    parser = argparse.ArgumentParser()
    up.add_options(parser)

    with pytest.raises(OptionsApart, match="need --lan"):
        up._wish(parser.parse_args(words))
    assert up._wish(parser.parse_args([])) is None
    assert up._wish(parser.parse_args(["--lan", *words])) is not None


def test_what_a_person_reads_has_everything_to_compare(opened):
    made = opened()
    hall = made.hall

    told = "\n".join(telling.as_lines(made, "http://localhost:8000"))

    for part in (hall.box, hall.welcome, "http://localhost:8000/hall", "2027-02-20"):
        assert part in told
    for part in (*hall.words.zh, *hall.words.en, *hall.fingerprint):
        assert part in told
    assert "".join(hall.fingerprint).replace(" ", "").lower() == hall.authority


def test_the_code_in_the_terminal_is_the_one_of_the_entrance(opened):
    segno = pytest.importorskip("segno")
    made = opened()
    rows = telling.code_lines(made)
    side = segno.make(made.hall.entrance, error="m", micro=False).symbol_size(border=3)[0]

    drawn = [re.sub("\033[^m]*m", "", row).removeprefix("  ") for row in rows]

    assert {len(row) for row in drawn} == {side}
    assert len(drawn) == (side + 1) // 2


def test_the_hall_is_closed_again_with_the_folder(tmp_path, port):
    folder = Folder(tmp_path)
    made = open_doors(folder, Wish(HERE), SERVICES, port, NOW)
    written_down = Hall.read(folder.hall_file())
    made.close()
    folder.release()

    assert written_down == made.hall
    assert Hall.read(folder.hall_file()) is None
