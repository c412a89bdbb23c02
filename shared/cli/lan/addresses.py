"""Which address phones in the hall reach this machine at; found without sending anything.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import fcntl
import re
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from shared.errors import InvalidInput, Unavailable

LOCAL_NETWORKS = tuple(
    IPv4Network(network)
    for network in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),  # RFC 1918
        *("100.64.0.0/10", "169.254.0.0/16"),  # RFC 6598; RFC 3927, without a router
        "127.0.0.0/8",  # this machine: to try it out
    )
)
"""Addresses that mean something in one house only."""

LOCAL_ENDINGS = ("home.arpa", "internal", "lan", "local")
"""Ends of names that mean something in one house only (RFC 8375, RFC 6762, ICANN 2024; custom)."""

ELSEWHERE = "192.0.2.1"
"""An address for documentation (RFC 5737): to see which way packets would leave; none does."""

_SIOCGIFADDR = 0x8915
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


class NoLanAddress(Unavailable):
    """This machine has no address in a local network, or several and no way to choose."""

    code = "no_lan_address"


class LanAddressUnusable(InvalidInput):
    """The address that was given is none that phones could use."""

    code = "lan_address_unusable"


class HostUnusable(InvalidInput):
    """The name that was given is none of a host."""

    code = "host_unusable"


@dataclass(frozen=True, slots=True)
class Found:
    """The address to use, and others that this machine has."""

    address: IPv4Address
    others: tuple[IPv4Address, ...] = ()


def is_local(address: IPv4Address) -> bool:
    """Return whether ``address`` means something in one house only."""
    return any(address in network for network in LOCAL_NETWORKS)


def find_address() -> Found:
    """Return this machine's address in the local network.

    Raises:
        NoLanAddress: there is none, or there are several and none of them is the way out.
    """
    own = [a for a in own_addresses() if is_local(a) and not a.is_loopback]
    way_out = address_towards(ELSEWHERE)
    if way_out in own:
        return Found(way_out, tuple(a for a in own if a != way_out))
    if len(own) == 1:
        return Found(own[0])
    if own:
        listed = ", ".join(map(str, own))
        raise NoLanAddress(
            f"This machine has several addresses: {listed}. Choose the one in the hall's network: "
            "--lan ADDRESS."
        )
    raise NoLanAddress(
        "This machine has no address in a local network. Join the hall's Wi-Fi or plug in its "
        "cable, then start again; or give the address yourself: --lan ADDRESS."
    )


def given_address(text: str) -> Found:
    """Return the address a person gave.

    Raises:
        LanAddressUnusable: it is no IPv4 address, or not one of this machine.
    """
    try:
        address = IPv4Address(text)
    except AddressValueError:
        raise LanAddressUnusable(
            "--lan takes an IPv4 address, such as 192.168.1.5; a name goes with --host."
        ) from None
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.bind((str(address), 0))
    except OSError:
        listed = ", ".join(str(a) for a in own_addresses() if not a.is_loopback) or "none"
        raise LanAddressUnusable(
            f"This machine does not have that address. It has: {listed}."
        ) from None
    if address.is_unspecified or address.is_multicast:
        raise LanAddressUnusable("Phones need one address of this machine, not 0.0.0.0.")
    return Found(address)


def checked_host(name: str) -> str:
    """Return ``name`` as browsers write it.

    Raises:
        HostUnusable: it is not a host name of two parts or more.
    """
    host = name.lower().removesuffix(".")
    if len(host) > 253 or not _NAME.fullmatch(host) or host.rpartition(".")[2].isdigit():
        raise HostUnusable("--host takes a name of letters, digits, - and dots: hall.internal.")
    return host


def own_addresses() -> list[IPv4Address]:
    """Return the IPv4 address of every network interface that has one."""
    found: list[IPv4Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has no address; or another system, which asks otherwise
                question = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, question)
                found.append(IPv4Address(answer[20:24]))
    ways = [address_towards(str(network[1])) for network in LOCAL_NETWORKS]
    return list(dict.fromkeys([*found, *(way for way in ways if way is not None)]))


def address_towards(there: str) -> IPv4Address | None:
    """Return the address of ours from which packets to ``there`` would be sent; sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((there, 9))
        except OSError:
            return None
        return IPv4Address(asking.getsockname()[0])
