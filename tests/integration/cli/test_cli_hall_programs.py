"""The programs of voter, scrutineer and organizer at a real box, honest and not."""

from __future__ import annotations

import argparse
import stat

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side

from ballot_service.box_app import app_for
from shared.cli import slips
from shared.cli.booth import Booth
from shared.cli.scrutineer import sign_closing
from shared.crypto import jsontext
from shared.crypto.credentials import parse_slip
from shared.crypto.errors import VerificationFailed
from shared.documents.base import sign
from shared.errors import SuiteError
from shared.plumbing.http import PeerConflict, open_client

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


def make_slips(box, monkeypatch, ticket, out):
    monkeypatch.setattr(slips, "open_client", lambda _, **__: peer(box))
    return slips.run(argparse.Namespace(ticket=ticket, box="http://box", out=out))


@pytest.fixture
def ticket(box, tmp_path):
    meeting = Rehearsed(box).prepare()
    signed = sign(documents.DESK, documents.an_upload_ticket(meeting.meeting, 3))
    path = tmp_path / "ticket.json"
    path.write_bytes(jsontext.canonical(signed))
    return path


def test_an_organizer_makes_slips_that_only_their_owner_can_read(
    box, monkeypatch, ticket, tmp_path
):
    out = tmp_path / "slips.txt"

    assert make_slips(box, monkeypatch, ticket, out) == 0

    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    read = [parse_slip(line) for line in out.read_text().splitlines()]
    assert ({letter for letter, _ in read}, len({code for _, code in read})) == ({"A"}, 3)
    with pytest.raises(PeerConflict, match="ticket_used"):
        make_slips(box, monkeypatch, ticket, tmp_path / "again.txt")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "ticket_unusable"),
        (b"{", "malformed"),
        (b"[]", "ticket_unusable"),
        (b'{"document":{}}', "malformed_document"),
    ],
)
def test_what_is_no_ticket_is_refused_and_makes_no_slips(box, monkeypatch, tmp_path, content, code):
    out, path = tmp_path / "slips.txt", tmp_path / "ticket.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SuiteError) as refusal:
        make_slips(box, monkeypatch, path, out)

    assert (refusal.value.code, out.exists()) == (code, False)


def test_slips_are_never_written_over_others(box, monkeypatch, ticket, tmp_path):
    out = tmp_path / "slips.txt"
    out.write_text("A-old")

    with pytest.raises(SuiteError) as refusal:
        make_slips(box, monkeypatch, ticket, out)

    assert (refusal.value.code, out.read_text()) == ("slips_there", "A-old")
