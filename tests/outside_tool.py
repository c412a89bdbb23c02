"""Runs Belenios' own command-line tool, which is no part of the suite, where one is given.

From 3.0 to 3.3.0 its `election verify` does not wait for its check of the ballots (PROTOCOL
section 0), so every ballot is also checked by `verify-ballot` beside the Setup alone.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from layout import BLOCK
from settings import BELENIOS

needs_the_tool = pytest.mark.skipif(
    not BELENIOS, reason="no Belenios tool is given (OSTRAKA_TEST_BELENIOS)"
)

Answer = subprocess.CompletedProcess[str]


def tool(*words: str, within: Path, given: str = "") -> Answer:
    """Return the tool's answer to these words in the folder ``within``."""
    return subprocess.run(
        [*BELENIOS, *words],
        cwd=within,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def printed(*words: str, within: Path, given: str = "") -> str:
    """Return what the tool prints, without the newline it ends a file with; it must succeed."""
    answer = tool(*words, within=within, given=given)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.removesuffix("\n")


def put_archive(folder: Path, uuid: str, content: bytes) -> Path:
    """Make ``folder`` hold this archive and nothing else the tool would read."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.bel"):
        old.unlink()
    (folder / f"{uuid}.bel").write_bytes(content)
    return folder


def verify(folder: Path, uuid: str, content: bytes) -> Answer:
    """Return what `election verify` says of an archive."""
    put_archive(folder, uuid, content)
    return tool("election", "verify", "--dir", ".", within=folder)


def verify_ballot(folder: Path, uuid: str, content: bytes, ballot: str) -> Answer:
    """Return what `election verify-ballot` says of a ballot, beside the Setup of an archive."""
    put_archive(folder, uuid, setup_of(content))
    (folder / "ballot.json").write_text(ballot, "utf-8")
    words = ("election", "verify-ballot", "--dir", ".", "--ballot", "ballot.json")
    return tool(*words, within=folder)


def setup_of(content: bytes) -> bytes:
    """Return the beginning of an archive that holds its Setup alone."""
    at = content.index(b'"height":0,"type":"Setup"')
    return content[: at - at % BLOCK + BLOCK]


def accepts(answer: Answer) -> bool:
    """Return whether the tool found nothing wrong."""
    return answer.returncode == 0
