"""The poll after a life meeting: its line is set by people, then fixed in the manifest's pack."""

from __future__ import annotations

import re
from dataclasses import asdict

from factories import documents
from factories.committees import refused
from factories.desk import Hall

from ballot_service.meetings.actions.agenda import pack_of
from ballot_service.meetings.domain.details import details_of
from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.outlines import Outline
from ballot_service.meetings.store import meetings
from shared.plumbing.db import reading, unit_of_work
from shared.rules.packs import pack_from_document

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]


def draft(hall: Hall, pack: str, **changes: object):
    """Start the poll from its template alone; return the answer."""
    by = hall.organizer.headers
    outline = hall.client.get("/api/v1/templates/life_meeting_satisfaction/draft", headers=by).json
    accounts = [one.actor.account_id for one in (hall.first, hall.second)]
    given = {
        "year": 2026,
        "board": "board-1",
        "place": {"id": "bureau-a", "name": "甲局"},
        "scrutineers": [
            {"account": account, "key": key} for account, key in zip(accounts, KEYS, strict=True)
        ],
        "pack": pack,
    }
    made = hall.client.post(
        "/api/v1/drafts", json={**outline["outline"], **given, **changes}, headers=by
    )
    hall.meeting = made.json.get("meeting", "")
    return made


def test_the_manifest_names_a_pack_with_the_line_that_was_typed_and_anybody_can_fetch_it(hall):
    hall.must(draft(hall, general_pack().digest, threshold="70%"))
    hall.must(hall.post(hall.organizer, "/prepare"))

    judged_by = hall.get("")["pack"]
    pack = pack_from_document(hall.client.get(f"/api/v1/packs/{judged_by}").json)
    offered = hall.client.get("/api/v1/choices?year=2026", headers=hall.organizer.headers).json

    assert judged_by == pack.digest != general_pack().digest
    assert pack.parameters.satisfaction.at_least == "7/10"
    assert pack.adoptions[-1].author == hall.organizer.actor.name
    assert judged_by not in [one["digest"] for one in offered["packs"]]
    assert general_pack().digest in [one["digest"] for one in offered["packs"]]


def test_without_a_line_the_poll_is_not_prepared(hall):
    hall.must(draft(hall, general_pack().digest))

    assert refused(hall.post(hall.organizer, "/prepare")).startswith("draft_incomplete")


def test_a_line_that_is_not_the_packs_is_refused_when_the_draft_is_saved(hall):
    hall.must(draft(hall, general_pack().digest, threshold="70%"))
    hall.must(hall.post(hall.organizer, "/prepare"))
    own = hall.get("")["pack"]

    assert refused(draft(hall, own, threshold="60%")).startswith("line_differs")
    hall.must(draft(hall, own, threshold="7/10"))
    hall.must(hall.post(hall.organizer, "/prepare"))
    assert hall.get("")["pack"] == own


def test_a_pack_made_for_one_meeting_is_not_suggested_for_the_next(hall):
    hall.must(draft(hall, general_pack().digest, threshold="70%"))
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(draft(hall, hall.get("")["pack"], threshold="70%"))

    by = hall.organizer.headers
    suggested = hall.client.get("/api/v1/templates/poll/draft", headers=by).json["outline"]

    assert suggested["pack"] == general_pack().digest


def made_pack(hall: Hall) -> str:
    """Prepare the poll; return the digest of the pack that was made for it."""
    hall.must(draft(hall, general_pack().digest, threshold="70%"))
    hall.must(hall.post(hall.organizer, "/prepare"))
    return str(hall.get("")["pack"])


def test_the_page_of_a_draft_with_a_made_pack_shows_it_chosen_and_saving_keeps_it(hall, organizer):
    own = made_pack(hall)
    made = hall.must(draft(hall, own, threshold="70%"))
    page = organizer.open(f"/meetings/{hall.meeting}/draft").text
    select = re.search(r'<select[^>]*name="pack".*?</select>', page, re.S)
    other = organizer.open("/meetings/new?kind=poll").text

    typed = asdict(details_of(Outline.model_validate(made["outline"])))
    organizer.send(
        f"/meetings/{hall.meeting}/draft", version=1, **{**typed, "title": "改了", "pack": own}
    )

    assert select is not None
    assert re.findall(r'value="(\w+)" selected', select[0]) == [own]
    assert own not in other
    saved = hall.get("/draft")["outline"]
    assert (saved["title"], saved["pack"]) == ("改了", own)


def test_a_draft_of_whole_sheets_keeps_its_line_when_its_page_is_saved(hall, organizer):
    hall.draft()
    with unit_of_work(hall.desk.sessions) as uow:
        meeting = meetings.get(uow.session, hall.meeting)
        meeting.outline_json = {**meeting.outline_json, "threshold": "70%"}

    page = organizer.open(f"/meetings/{hall.meeting}/draft").text

    assert '<input type="hidden" name="threshold" value="70%">' in page


def test_a_made_pack_that_somebody_adds_is_offered_from_then_on(hall):
    own = made_pack(hall)
    by = hall.organizer.headers
    document = hall.client.get(f"/api/v1/packs/{own}").json

    def offered() -> list[str]:
        shown = hall.client.get("/api/v1/choices?year=2026", headers=by).json["packs"]
        return [one["digest"] for one in shown]

    before = offered()
    with unit_of_work(hall.desk.sessions) as uow:
        meetings.add_pack(uow.session, own, document, offered=False)
    made_once_more = offered()
    with unit_of_work(hall.desk.sessions) as uow:
        meetings.add_pack(uow.session, own, document)

    assert own not in [*before, *made_once_more]
    assert own in offered()


def test_the_gates_read_the_pack_that_judges_the_meeting(hall):
    own = made_pack(hall)

    with reading(hall.desk.sessions) as session:
        meeting = meetings.get(session, hall.meeting)
        assert pack_of(session, meeting).digest == own != meeting.pack
