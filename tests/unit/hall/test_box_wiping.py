"""The box wipes a test run whole: ballots, lists, the published archive; the manifest stays."""

from __future__ import annotations

from factories import documents
from factories.boxes import Rehearsed, a_box_side, stored, work

from shared.documents.wipes import TestWipe

GONE = ("box", "ballot", "credential_list", "sheet", "checkpoint", "closing_signature", "leftovers")


def a_wipe(meeting: Rehearsed, **changes: object) -> TestWipe:
    values = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting.meeting,
        "meeting_manifest": meeting.meeting.digest,
        "uuids": [box.uuid for box in meeting.meeting.boxes],
    }
    return TestWipe(**{**values, **changes})


def test_a_published_test_box_is_wiped_with_its_archive(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    meeting = Rehearsed(box, test=True).open()
    for voter in range(6):
        assert meeting.cast(meeting.ballot(voter)).status_code == 201
    meeting.close()
    archive = box.archives / f"{meeting.uuid}.bel"
    assert archive.exists()

    answered = meeting.tell(a_wipe(meeting))
    work(box)

    assert answered.status_code == 200
    assert not archive.exists()
    assert [stored(box)[name] for name in GONE] == [[]] * len(GONE)
    assert meeting.get("/archive").status_code == 404
    shown = meeting.client.get(f"/api/v1/meetings/{meeting.meeting.meeting}").json
    assert shown["manifest"]["document"]["test"] is True
    assert shown["boxes"] == []


def test_a_formal_box_keeps_its_archive_whatever_the_desk_signs(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    meeting = Rehearsed(box).open()
    for voter in range(6):
        assert meeting.cast(meeting.ballot(voter)).status_code == 201
    meeting.close()
    before = stored(box)

    answered = meeting.tell(a_wipe(meeting))
    work(box)

    assert answered.status_code == 409
    assert answered.json["type"].endswith("/not_a_test")
    assert stored(box) == before
    assert (box.archives / f"{meeting.uuid}.bel").exists()


def test_a_wipe_by_anybody_but_the_desk_changes_nothing(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    meeting = Rehearsed(box, test=True).open()
    before = stored(box)

    answered = meeting.tell(a_wipe(meeting), documents.STRANGER)

    assert answered.status_code in (400, 403)
    assert stored(box) == before
