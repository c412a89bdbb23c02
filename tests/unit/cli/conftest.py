"""The trustee's program after a ceremony: held once, and a world of its own for each test."""

import shutil
from dataclasses import replace

import pytest
from cli_trustee_factories import NAMES, hold_ceremony, programs
from fakes.trustees_tally import TrusteesTally


@pytest.fixture(scope="session")
def held(tmp_path_factory):
    """Return (tally, folder with key files) after one ceremony; copied, never changed."""
    tally, folder = TrusteesTally(NAMES, 2), tmp_path_factory.mktemp("keys")
    hold_ceremony(tally, programs(tally, folder))
    return tally, folder


@pytest.fixture
def world(held, tmp_path):
    """Return (tally, people) after a ceremony, with copies of their own."""
    tally, folder = held
    shutil.copytree(folder, tmp_path / "keys")
    fresh = replace(tally, rehearsals={}, tasks={}, archives={}, shares={})
    fresh.state, fresh.document = tally.state, tally.document
    return fresh, programs(fresh, tmp_path / "keys")
