"""A scrutineer's program signs the closing record only if the published ballots make it."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.rounds import ClosedRound

from shared.cli.scrutineer import sign_closing
from shared.crypto.archive import ArchiveWriter
from shared.crypto.credentials import credential_list
from shared.crypto.errors import ArchiveRejected, VerificationFailed
from shared.documents.closing import ClosingRecord, check_scrutineers
from shared.documents.manifests import election_of

KEY = documents.SCRUTINEERS[0]


class Box:
    """A box that shows what it likes; keeps what is posted to it."""

    def __init__(self, closed: ClosedRound, *, archive: bytes | None = None, **changes: Any):
        self.uuid = closed.uuid()
        self.posted: list[Any] = []
        self._record = {**closed.closing(**changes), "signatures": []}
        self._archive = closed.archive() if archive is None else archive

    def get_json(self, path: str) -> Any:
        """Return the record."""
        assert path == f"/api/v1/boxes/{self.uuid}/closing"
        return self._record

    def get_bytes(self, path: str, limit: int) -> bytes:
        """Return the archive."""
        assert path == f"/api/v1/boxes/{self.uuid}/archive"
        return self._archive

    def post_json(self, path: str, value: Any) -> Any:
        """Keep a signature."""
        self.posted.append(value)


@pytest.fixture(scope="module")
def closed() -> ClosedRound:
    return ClosedRound({"A": [0, 1, 2]}, left_over=1)


def test_a_record_that_the_ballots_make_is_signed(closed):
    box = Box(closed)

    record = sign_closing(box, box.uuid, KEY)

    other = ClosingRecord.model_validate(closed.closing()).signatures[1]
    names = {person.key: person.name for person in closed.meeting.scrutineers}
    own = type(other).model_validate(box.posted[0])
    check_scrutineers(record.message(), [own, other], names)


@pytest.mark.parametrize(
    "changes",
    [
        {"ballots": 2},
        {"ballots": 4},
        {"root": "0" * 64},
        {"list_digest": "A" * 43},
        {"fingerprint": "A" * 43},
        {"uuid": "11111111111111"},
    ],
    ids="-".join,
)
def test_a_record_that_does_not_match_is_not_signed(closed, changes):
    box = Box(closed, **changes)

    with pytest.raises(VerificationFailed):
        sign_closing(box, box.uuid, KEY)

    assert box.posted == []


def test_a_list_that_the_desk_did_not_fix_is_not_signed_for(closed):
    box = Box(closed)
    own = closed.closing()["list_digest"]

    with pytest.raises(VerificationFailed):
        sign_closing(box, box.uuid, KEY, "A" * 43)
    assert box.posted == []
    assert sign_closing(box, box.uuid, KEY, own).list_digest == own


def archive_of(closed, ballots, *, ended=True) -> bytes:
    """Return an archive of this box with these ballots."""
    sheet = closed.sheets["A"]
    writer = ArchiveWriter(documents.FREEZE)
    listed = credential_list(closed.lists("A")[sheet.uuid])
    writer.setup(election_of(sheet).text, closed.board.document.trustees_text, listed)
    for text in ballots:
        writer.ballot(text)
    if ended:
        writer.end_ballots()
    return writer.bytes()


def test_an_archive_of_other_ballots_is_not_signed_for(closed):
    ballots = closed.sorted_ballots()
    assert archive_of(closed, ballots) == closed.archive()

    for archive in (
        archive_of(closed, ballots[1:]),
        archive_of(closed, [*ballots, ballots[0]]),
        archive_of(closed, ballots, ended=False),
    ):
        box = Box(closed, archive=archive)
        with pytest.raises(VerificationFailed):
            sign_closing(box, box.uuid, KEY)
        assert box.posted == []


def test_a_damaged_archive_is_not_signed_for(closed):
    damaged = bytearray(closed.archive())
    damaged[len(damaged) // 2] ^= 1
    box = Box(closed, archive=bytes(damaged))

    with pytest.raises(ArchiveRejected):
        sign_closing(box, box.uuid, KEY)

    assert box.posted == []
