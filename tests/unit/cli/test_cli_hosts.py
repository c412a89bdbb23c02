"""Cookies ignore ports: who has sessions and the box never share the name of a host."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from shared.cli.processes import SERVICES
from shared.cli.settings import UpSettings
from shared.cli.suite import _url
from shared.plumbing.pages import BUILT_WEB


def test_no_service_with_accounts_shares_a_host_name_with_the_box():
    box = next(service for service in SERVICES if service.name == "box")
    others = [service for service in SERVICES if service.has_accounts]

    assert not box.has_accounts
    assert len(others) == 3
    assert [service.name for service in others if service.host == box.host] == []


def test_the_same_socket_has_one_address_and_another_name():
    class Listening:
        @staticmethod
        def getsockname():
            return ("127.0.0.1", 8000)

    assert _url(Listening()) == "http://127.0.0.1:8000"
    assert urlsplit(_url(Listening(), "localhost")).hostname == "localhost"


def test_the_built_pages_are_those_of_the_installation_or_another_folder(tmp_path):
    assert UpSettings.from_env((), {}).web == BUILT_WEB == Path(__file__).parents[3] / "build/web"
    assert UpSettings.from_env((), {"OSTRAKA_WEB": str(tmp_path)}).web == tmp_path
