"""The trustee's key file on the disk: whose it is, what it shows, how it is written."""

import shutil
import stat

import pytest
from cli_trustee_factories import NAMES, PASSPHRASE, agreed, programs
from factories import documents
from fakes.trustees_tally import BOARD

from shared.cli.trustee import TrusteeProgram
from shared.cli.trustee.storage import KeyFile, KeyFileExists, NoKeyFile
from shared.crypto.keyfile import CannotSeal, Cost, WrongPassphrase


def test_a_key_file_is_for_its_owner_alone_and_shows_no_secret(held):
    _, folder = held

    for path in folder.glob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        kept = KeyFile(path, PASSPHRASE).read()
        text = path.read_text()
        assert kept["ceremony"]["seed"] not in text
        assert kept["ceremony"]["secret"] not in text
        assert NAMES[0] not in text


def test_a_key_file_is_never_written_over(held):
    tally, folder = held
    before = (folder / "1.key").read_bytes()

    with pytest.raises(KeyFileExists):
        programs(tally, folder)[0].init(BOARD, 1, documents.DESK.public)

    assert (folder / "1.key").read_bytes() == before


def test_a_wrong_passphrase_and_a_missing_file_are_told_apart(held, tmp_path):
    tally, folder = held

    with pytest.raises(WrongPassphrase):
        TrusteeProgram(tally.at(1), folder / "1.key", "another passphrase", agreed).status()
    with pytest.raises(NoKeyFile):
        TrusteeProgram(tally.at(1), tmp_path / "none", PASSPHRASE, agreed).status()


def test_a_save_that_is_cut_short_leaves_the_old_file(held, tmp_path):
    _, folder = held
    shutil.copy(folder / "1.key", tmp_path / "1.key")
    (tmp_path / ".1.key.new").write_text("half a file")
    file = KeyFile(tmp_path / "1.key", PASSPHRASE)

    file.save({**file.read(), "memory": {"uuid": "T"}})

    assert KeyFile(tmp_path / "1.key", PASSPHRASE).read()["memory"] == {"uuid": "T"}
    assert not (tmp_path / ".1.key.new").exists()


@pytest.mark.parametrize(
    ("more", "cost"),
    [
        pytest.param({"parts": [[]] * 250_001}, None, id="too many parts"),
        pytest.param({"more": 1}, Cost(1024, 1, 1), id="hardly any memory"),
    ],
)
def test_what_could_not_be_opened_again_never_replaces_a_good_file(held, tmp_path, more, cost):
    _, folder = held
    shutil.copy(folder / "1.key", tmp_path / "1.key")
    file = KeyFile(tmp_path / "1.key", PASSPHRASE, cost)

    with pytest.raises(CannotSeal):
        file.save({**file.read(), **more})

    assert KeyFile(tmp_path / "1.key", PASSPHRASE).read()["memory"] == {}
    assert (tmp_path / "1.key").read_bytes() == (folder / "1.key").read_bytes()
