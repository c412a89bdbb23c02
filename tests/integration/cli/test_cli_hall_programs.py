"""The programs of voter and scrutineer at a real box, honest and not."""

from __future__ import annotations

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side

from ballot_service.box_app import app_for
from shared.cli.booth import Booth
from shared.cli.scrutineer import sign_closing
from shared.crypto.errors import VerificationFailed
from shared.plumbing.http import open_client

KEY = documents.SCRUTINEERS[0]


class Between(httpx2.BaseTransport):
    """The way to a box on which somebody changes what is asked and what is answered."""

    def __init__(self, box, asked=("", ""), answered=(b"", b"")):
        self._real = httpx2.WSGITransport(app=app_for(box))
        self._asked, self._answered = asked, answered

    def handle_request(self, request):
        request.url = httpx2.URL(str(request.url).replace(*self._asked))
        response = self._real.handle_request(request)
        content = response.read().replace(*self._answered)
        return httpx2.Response(response.status_code, content=content)


def peer(box, **changes):
    return open_client("http://box", transport=Between(box, **changes))


@pytest.fixture
def box(tmp_path):
    return a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)


def test_a_voter_casts_in_the_round_that_was_asked_for(box):
    meeting = Rehearsed(box, voters=1).open()
    booth = Booth(peer(box), documents.DESK.public, meeting.meeting.meeting)

    sheet = booth.enter("A", "r1")
    receipt = booth.cast(sheet, booth.mark(sheet, meeting.codes[0], [[1, 0, 0, 0, 0]]))

    assert (receipt.uuid, len(receipt.tracker)) == (meeting.uuid, 43)


def test_a_box_that_passes_another_round_off_is_not_voted_in(box):
    meeting = Rehearsed(box, voters=1).open()
    lying = peer(box, answered=(b'"round":"r1","state":', b'"round":"r2","state":'))
    booth = Booth(lying, documents.DESK.public, meeting.meeting.meeting)

    with pytest.raises(VerificationFailed):
        booth.enter("A", "r2")


def test_a_scrutineer_signs_the_box_that_was_asked_for(box):
    meeting = Rehearsed(box, voters=1).open().close()

    sign_closing(peer(box), meeting.uuid, KEY)

    assert len(meeting.get("/closing").json["signatures"]) == 1


def test_a_scrutineer_does_not_sign_another_box_that_is_passed_off(box):
    asked, other = (Rehearsed(box, voters=1).open().close() for _ in range(2))
    lying = peer(box, asked=(asked.uuid, other.uuid))

    with pytest.raises(VerificationFailed):
        sign_closing(lying, asked.uuid, KEY)

    assert other.get("/closing").json["signatures"] == []
