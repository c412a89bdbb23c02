"""An earlier copy of an archive is a beginning of it, byte for byte (check 29)."""

from io import BytesIO

import pytest
from crypto_factories import committed

from shared.crypto import monitoring
from shared.crypto.errors import ArchiveRejected
from shared.crypto.monitoring import check_continues

LATER = committed("g01-single")


@pytest.fixture(params=[2**20, 7], ids=["one piece", "many pieces"])
def piece(request, monkeypatch):
    monkeypatch.setattr(monitoring, "PIECE", request.param)


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("length", [512, 1024, 1000, len(LATER)])
def test_every_beginning_is_continued(length):
    check_continues(BytesIO(LATER[:length]), BytesIO(LATER))


def changed(place):
    content = bytearray(LATER)
    content[place] ^= 1
    return bytes(content)


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize(
    "earlier",
    [b"", LATER + b"x", changed(0), changed(5000), changed(len(LATER) - 1)],
    ids=["empty", "longer", "first byte", "in the middle", "last byte"],
)
def test_whatever_was_taken_back_is_noticed(earlier):
    with pytest.raises(ArchiveRejected) as refusal:
        check_continues(BytesIO(earlier), BytesIO(LATER))

    assert (refusal.value.check, refusal.value.slug) == (29, "not-prefix")
