"""The record of an open vote as a document: signed when confirmed, published only where said."""

from __future__ import annotations

import pytest
from factories import documents
from factories.committees import COMMITTEE, ROAD, a_committee, confirm, marks, record
from factories.desk import Hall, a_pack

from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.store import meetings
from shared.crypto.errors import VerificationFailed
from shared.documents.base import MalformedDocument, open_signed
from shared.documents.named_votes import NamedVote
from shared.plumbing.db import unit_of_work

KEYS = {documents.DESK.key_id: documents.DESK.public}


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def voted(hall: Hall, here: list[str]) -> str:
    """Let everybody agree and a second person confirm; return the record's id."""
    made = record(hall, first_item(hall), marks(here, agree=len(here)))
    hall.must(confirm(hall, made))
    return str(made.json["vote"])


def first_item(hall: Hall) -> str:
    return str(hall.get("/agenda")["items"][0]["key"])


def in_public(hall: Hall, digest: str) -> int:
    return int(hall.client.get(f"/api/v1/named-votes/{digest}").status_code)


def published_committee(hall: Hall, **changes: object) -> list[str]:
    """Let a committee made from its template come together; return the ids of those present."""
    by = hall.organizer.headers
    pack = hall.must(hall.client.post("/api/v1/packs", json={"text": COMMITTEE}, headers=by))
    suggested = hall.client.get("/api/v1/templates/committee/draft", headers=by).json["outline"]
    scrutineers = [
        {"account": one.actor.account_id, "key": key.public.hex()}
        for one, key in zip((hall.first, hall.second), documents.SCRUTINEERS, strict=True)
    ]
    given = {
        "year": 2026,
        "board": "board-1",
        "place": {"id": "county", "name": "县委"},
        "electorates": [{"key": "A", "title": "常委"}],
        "scrutineers": scrutineers,
        "pack": pack["pack"],
        "lines": [{"id": "road", "kind": "motion", "name": "县乡公路养护方案"}],
    }
    body = {**suggested, **given, **changes}
    made = hall.client.post("/api/v1/drafts", json=body, headers=by)
    hall.meeting = hall.must(made)["meeting"]
    assert hall.import_roll().status_code == 200
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(hall.post(hall.organizer, "/check-in"))
    here = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": here}))
    return here


def test_a_confirmed_record_is_signed_names_everybody_and_a_waiting_one_is_not(hall):
    here = a_committee(hall)
    recusal = {"person": here[0], "reason": "亲属关系"}
    hall.must(hall.post(hall.organizer, "/agenda/items/road/recusals", recusal))
    made = record(hall, "road", marks(here[1:], agree=6, postpone=1))
    path = f"/agenda/votes/{made.json['vote']}"
    before = hall.get(f"{path}/document")["status"]
    hall.must(confirm(hall, made))

    signed = hall.get(f"{path}/document")

    paper = open_signed(NamedVote, signed, KEYS)
    shown = hall.get(path)
    assert before == 404
    assert (shown["document"], shown["digest"]) == (paper.digest, paper.record)
    assert [(one.name, one.mark) for one in paper.marks][-1] == ("委员08", "postpone")
    assert (paper.recused, paper.present, paper.roll) == (["委员01"], 8, 11)
    assert (paper.recorded_by, paper.confirmed_by) == ("王组织", "钱监票")
    assert here[1] not in str(signed)  # ids of the roll stay at the desk


def test_a_record_names_the_pack_that_the_manifest_names(hall):
    here = a_committee(hall)
    judged_by = hall.get()["pack"]
    with unit_of_work(hall.desk.sessions) as uow:
        meetings.add_pack(uow.session, general_pack().digest, general_pack().to_document())
        meetings.get(uow.session, hall.meeting).pack = general_pack().digest

    vote = voted(hall, here)

    signed = hall.get(f"/agenda/votes/{vote}/document")
    assert signed["document"]["pack"] == judged_by == hall.get()["pack"]


def test_one_changed_mark_breaks_the_signature_and_wrong_sums_are_no_document(hall):
    vote = voted(hall, a_committee(hall))
    signed = hall.get(f"/agenda/votes/{vote}/document")
    document = signed["document"]
    changed = [{**document["marks"][0], "mark": "disagree"}, *document["marks"][1:]]

    with pytest.raises(VerificationFailed):
        open_signed(NamedVote, {**signed, "document": {**document, "marks": changed}}, KEYS)
    with pytest.raises(MalformedDocument):
        NamedVote.parse({**document, "marks": changed})
    assert NamedVote.parse(document).passed is True


@pytest.mark.parametrize(
    ("published", "test", "status"), [(True, False, 200), (False, False, 404), (True, True, 404)]
)
def test_a_record_is_public_only_where_the_meeting_publishes_and_is_no_test(
    hall, published, test, status
):
    vote = voted(hall, published_committee(hall, published=published, test=test))
    digest = hall.get(f"/agenda/votes/{vote}")["document"]

    assert in_public(hall, digest) == status
    assert in_public(hall, "0" * 64) == 404


def test_the_signed_record_of_another_meeting_is_not_handed_out_here(hall):
    vote = voted(hall, a_committee(hall))
    hall.draft(source="committee", items=[ROAD], pack=a_pack(COMMITTEE).to_document())

    assert hall.get(f"/agenda/votes/{vote}/document")["status"] == 404
