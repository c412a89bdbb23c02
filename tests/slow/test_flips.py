"""No byte of a finished archive can be changed: not in the headers, not anywhere.

Every byte of the BELENIOS entry, every byte of the header of the first event of each type, and
500 random positions of every archive are changed, one at a time. The archives are those of a
small demo, or of the folder that `settings.ARCHIVES` names.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from settings import ARCHIVES, SEED
from system.bundles import run_demo

from shared.crypto.archive import FOLLOWERS
from shared.crypto.entries import EVENT_SUFFIX, HEADER_NAME
from shared.crypto.errors import ArchiveRejected
from shared.crypto.verify import verify_archive

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

BLOCK = 512
RANDOM_POSITIONS = 500


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The archives to be changed, each of them good as it is."""
    folder = ARCHIVES
    if folder is None:
        out = tmp_path_factory.mktemp("flips") / "out"
        finished = run_demo(out)
        assert finished.returncode == 0, finished.stderr[-2000:]
        folder = out / "archives"
    found = sorted(folder.glob("*.bel"))
    assert found, "the folder has no archives"
    return found


def entries(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield (what it is, where it begins, where it ends) of every entry."""
    at = 0
    while at < len(content):
        name = content[at : at + 100].rstrip(b"\0").decode()
        size = int(content[at + 124 : at + 135], 8)
        end = at + BLOCK + size + -size % BLOCK
        what = "data"
        if name.endswith(EVENT_SUFFIX):
            what = json.loads(content[at + BLOCK : at + BLOCK + size])["type"]
        yield (name if name == HEADER_NAME else what), at, end
        at = end


def positions(content: bytes, source: random.Random) -> dict[str, list[int]]:
    """Return the positions to be changed, by where they lie."""
    chosen: dict[str, list[int]] = {}
    for what, start, end in entries(content):
        if what == HEADER_NAME:
            chosen[what] = list(range(start, end))
        elif what != "data" and what not in chosen:
            chosen[what] = list(range(start, start + BLOCK))
    return chosen | {"anywhere": source.sample(range(len(content)), RANDOM_POSITIONS)}


def is_rejected(content: bytes) -> bool:
    try:
        verify_archive(BytesIO(content))
    except ArchiveRejected:
        return True
    return False


def test_no_changed_byte_is_accepted(archives, capsys):
    source = random.Random(SEED)
    tried: dict[str, int] = {}
    accepted: list[tuple[str, str, int, int]] = []
    started = time.monotonic()

    for path in archives:
        content = bytearray(path.read_bytes())
        assert not is_rejected(content), "the archive is good as it is"
        chosen = positions(content, source)
        assert set(chosen) == {HEADER_NAME, "anywhere", *FOLLOWERS} - {""}
        for where, places in chosen.items():
            for place in places:
                change = source.randrange(1, 256)
                content[place] ^= change
                if not is_rejected(content):
                    accepted.append((path.name, where, place, change))
                content[place] ^= change
            tried[where] = tried.get(where, 0) + len(places)

    figures = {
        "test": "flips",
        "seed": SEED,
        "archives": len(archives),
        "bytes": sum(path.stat().st_size for path in archives),
        "changes": sum(tried.values()),
        "by_place": tried,
        "accepted": accepted,
        "seconds": round(time.monotonic() - started, 1),
    }
    with capsys.disabled():
        print("\n" + json.dumps(figures))
    assert accepted == []
