"""The whole life of one box, through its doors: from the manifest to the bell at the tally."""

from __future__ import annotations

import io

import pytest
from factories import documents
from factories.boxes import Bells, Rehearsed, a_box_side, work

from shared.crypto.ballots import tracker
from shared.crypto.jsontext import b64
from shared.crypto.receipts import verify_checkpoint, verify_receipt
from shared.crypto.verify import verify_archive
from shared.documents.closing import ClosingRecord, check_scrutineers
from shared.plumbing.migrate import check


@pytest.fixture
def bells():
    return Bells()


@pytest.fixture
def box(database_url, tmp_path, bells):
    return a_box_side(database_url, tmp_path, bells)


@pytest.fixture
def meeting(box):
    return Rehearsed(box).open()


def test_a_box_from_the_manifest_to_the_bell(meeting, box, bells):
    ballots = [meeting.ballot(voter, voter % 5) for voter in range(6)]

    receipts = [meeting.cast(ballot).json for ballot in ballots]
    meeting.close()
    for key in documents.SCRUTINEERS:
        assert meeting.sign_closing(key).status_code == 200
    work(box)

    for ballot, receipt in zip(ballots, receipts, strict=True):
        mark = tracker(ballot)
        assert (receipt["uuid"], receipt["tracker"]) == (meeting.uuid, b64(mark))
        verify_receipt(documents.BOX.public, meeting.uuid, mark, bytes.fromhex(receipt["receipt"]))
    report = verify_archive(io.BytesIO(meeting.get("/archive").data))
    assert (report.uuid, report.phase, report.num_ballots) == (meeting.uuid, "EndBallots", 6)
    checkpoint = meeting.get("/checkpoint").json
    verify_checkpoint(
        documents.BOX.public,
        meeting.uuid,
        checkpoint["size"],
        bytes.fromhex(checkpoint["root"]),
        bytes.fromhex(checkpoint["signature"]),
    )
    record = ClosingRecord.model_validate(meeting.get("/closing").json)
    named = {scrutineer.key: scrutineer.name for scrutineer in meeting.meeting.scrutineers}
    assert len(check_scrutineers(record.message(), record.signatures, named)) == 2
    assert bells.heard == [("board_closed", meeting.uuid)]
    assert meeting.get("").json["state"] == "closed"


def test_the_models_and_the_migrations_agree(database_url, tmp_path):
    a_box_side(database_url, tmp_path)

    check("ballot_service.migrations_box", database_url)
