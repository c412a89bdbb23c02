"""The tally service beside the real box: what the one publishes the other counts."""

from __future__ import annotations

from io import BytesIO

import httpx2
import pytest
from factories import documents
from factories.boxes import Bells, Rehearsed, a_box_side
from factories.boxes import work as box_works
from factories.tally import Counting, work

from ballot_service.box_app import app_for as box_app_for
from shared.crypto.verify import verify_archive
from shared.documents.orders import LedgerLine, RoundLedger


class Evening:
    """One meeting held at the real box, its bells carried to the tally service."""

    def __init__(self, url: str, folder) -> None:
        (folder / "box").mkdir()
        self.bells = Bells()
        self.box = a_box_side(f"sqlite:///{folder / 'box' / 'box.db'}", folder / "box", self.bells)
        self.counting = Counting(url, folder, httpx2.WSGITransport(box_app_for(self.box)))
        self.held = Rehearsed(self.box, voters=8, pack=self.counting.pack.digest)

    def hold(self, marks: list[int], leftovers: list[int]) -> None:
        """Open, vote, close, sign, scan, and carry every bell."""
        self.held.open()
        for voter, mark in enumerate(marks):
            assert self.held.cast(self.held.ballot(voter, mark)).status_code == 201
        self.held.close().end()
        for key in documents.SCRUTINEERS:
            assert self.held.sign_closing(key).status_code == 200
        assert self.held.hand_in(self.held.leftovers(leftovers)).status_code == 201
        box_works(self.box)
        for kind, subject in self.bells.heard:
            assert self.counting.ring(kind, subject).status_code == 202
        work(self.counting.tally)

    def settle(self, issued: int) -> None:
        """Send the desk's ledger."""
        line = LedgerLine(
            uuid=self.held.uuid, electorate="A", roll=9, present=9, printed=8, issued=issued
        )
        ledger = RoundLedger(
            issued_by="ballot-desk",
            meeting=self.held.meeting.meeting,
            round="r1",
            entered_by=["甲", "乙"],
            last_round=True,
            lines=[line],
        )
        assert self.counting.deliver(ledger).status_code == 200

    def outcome(self) -> tuple[str, str | None]:
        """Return state and cause of the count."""
        count = self.counting.client.get(f"/api/v1/counts/{self.held.uuid}").json
        return count["state"], count["cause"]


@pytest.fixture
def evening(database_url, tmp_path):
    return Evening(database_url, tmp_path)


def test_what_the_real_box_publishes_is_counted(evening):
    evening.hold([0, 0, 1, 2, 3, 4], leftovers=[6, 7])
    evening.settle(issued=6)

    for number in (1, 2):
        assert evening.counting.give(evening.held.uuid, number).status_code == 200

    assert set(evening.bells.heard) == {
        ("board_closed", evening.held.uuid),
        ("leftovers", evening.held.meeting.meeting),
    }
    client, at = evening.counting.client, f"/api/v1/counts/{evening.held.uuid}"
    count = client.get(at).json
    for certifier in evening.counting.certifiers:
        address = f"/api/v1/rounds/{count['meeting']}/{count['round']}"
        draft = client.get(address, headers=certifier.headers).json["draft"]
        body = {"name": certifier.actor.name, "draft": draft}
        signed = client.post(f"{address}/signatures", json=body, headers=certifier.headers)
        assert signed.status_code == 200

    archive = client.get(f"{at}/archive").data
    assert evening.outcome() == ("done", None)
    assert verify_archive(BytesIO(archive)).result == [[2, 1, 1, 1, 1]]


def test_a_leftover_slip_that_voted_at_the_real_box_annuls_the_round(evening):
    evening.hold([0, 0, 1, 2, 3, 4], leftovers=[5, 6, 7])
    evening.settle(issued=5)

    assert evening.outcome()[0] == "annulled"


def test_a_box_that_the_real_box_sealed_is_never_decrypted(evening):
    evening.hold([0, 0, 1], leftovers=[3, 4, 5, 6, 7])
    evening.settle(issued=3)

    assert evening.outcome() == ("sealed", "below_floor")
