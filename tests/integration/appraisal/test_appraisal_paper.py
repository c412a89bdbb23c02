"""A round on paper from the desk to a proposed grade: every service is the real one.

Nothing of the box is asked after the freeze: the network may have died.
"""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.appraisal import a_pack
from factories.desk import Hall
from factories.tally import Counting, work
from fakes.appraisal import ANNA, YEAR, a_person_entry

from shared.crypto.signing import sign_document

PAPERS = "1 1111\n2 1111\n3 1111\n4 1111\n5 2222\n6 x"


@pytest.fixture
def counting(tmp_path) -> Counting:
    folder = tmp_path / "tally"
    folder.mkdir()
    return Counting(f"sqlite:///{folder / 'tally.db'}", folder)


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def test_papers_become_a_certified_result_and_a_grades_derivation_says_so(hall, counting, bureau):
    people = [a_person_entry("o1"), a_person_entry("o2")]
    bureau.set_up("county", people, merge_needs=["unit"])
    pack = a_pack("county", merge_needs=["unit"])
    counting.desk.packs[pack.digest] = pack.to_document()
    hall.freeze(pack=pack.to_document(), place={"id": "unit-1", "name": "甲乡"})
    round_id = on_paper(hall)

    taken = [deliver(counting, document) for document in hall.tally.taken]
    digest, signed = certify(counting, hall.meeting, round_id)
    bureau.tally.put(digest, signed)
    bureau.ring(digest)
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200

    (entry,) = bureau.get(ANNA, "/api/v1/results").json["results"]
    row = bureau.rows()["o1"]
    derived = bureau.get(ANNA, f"/api/v1/derivations/{row['derivation']}").json
    (ballot,) = [step for step in derived["steps"] if step["what"] == "ballot"]
    assert taken == [200, 200]
    assert (entry["medium"], entry["use"]) == ("paper", "used")
    assert derived["votes"][0]["medium"] == "paper"
    assert derived["votes"][0]["counts"]["excellent"] == 4
    assert "纸质票人工计票" in ballot["zh"]
    assert "paper counted by hand" in ballot["en"]


def on_paper(hall: Hall) -> str:
    """Hold the round on paper and finish the meeting; the round's id."""
    body = {"item": "sheet", "reason": "断网"}
    round_id = str(hall.must(hall.post(hall.organizer, "/paper-rounds", body))["round"])
    entered = {"electorate": "A", "issued": 6, "papers": PAPERS}
    for by in (hall.first, hall.second):
        hall.must(hall.post(by, f"/rounds/{round_id}/papers", entered))
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()
    return round_id


def deliver(counting: Counting, document: dict[str, Any]) -> int:
    """Deliver what the desk has signed; the status."""
    signed = sign_document(documents.DESK, document)
    response = counting.client.post("/api/v1/inbox", json=signed)
    work(counting.tally)
    return response.status_code


def certify(counting: Counting, meeting: str, round_id: str) -> tuple[str, bytes]:
    """Let two certifiers sign; digest and bytes of the certified result."""
    path, digest = f"/api/v1/rounds/{meeting}/{round_id}", ""
    for person in counting.certifiers:
        draft = counting.client.get(path, headers=person.headers).json["draft"]
        body = {"name": person.actor.name, "draft": draft, "unanimity_seen": True}
        signed = counting.client.post(f"{path}/signatures", json=body, headers=person.headers)
        assert signed.status_code == 200, signed.json
        digest = signed.json["digest"]
    return digest, counting.client.get(f"/api/v1/certified-results/{digest}").data
