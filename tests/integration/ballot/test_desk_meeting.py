"""A whole meeting through the desk's doors, with the real box beside it."""

from __future__ import annotations

import pytest
from factories import boxes, documents
from factories.ballots import a_ballot
from factories.desk import PACK, Hall, a_pack, an_item

from shared.crypto.receipts import six_words
from shared.documents.base import open_signed
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import FrozenLists, RoundLedger

DESK_KEYS = {documents.DESK.key_id: documents.DESK.public}
AGAIN = "监票人对第一轮的封箱有异议"


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path)


def sheet_of(hall: Hall, round_id: str, electorate: str = "A") -> BoxManifest:
    found = next(r for r in hall.get()["rounds"] if r["round"] == round_id)
    uuid = next(b["uuid"] for b in found["boxes"] if b["electorate"] == electorate)
    return open_signed(
        BoxManifest, hall.box_client.get(f"/api/v1/boxes/{uuid}").json["manifest"], DESK_KEYS
    )


def cast(hall: Hall, sheet: BoxManifest, voter: int):
    ballot = a_ballot(sheet, hall.codes[sheet.electorate][voter])
    return hall.box_client.post(
        f"/api/v1/boxes/{sheet.uuid}/ballots", data=ballot, content_type="application/json"
    )


def test_a_unit_appraisal_goes_from_the_draft_to_the_certificate(hall):
    hall.draft()
    steps = [hall.step()]
    hall.must(hall.post(hall.organizer, "/prepare"))
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    assert hall.import_roll().json["by_electorate"] == {"A": 6}
    steps.append(hall.step())
    assert hall.upload("A", 8).status_code == 200
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/check-in"))
    steps.append(hall.step())
    ids = [person["id"] for person in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": ids}))
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/freeze"))
    steps.append(hall.step())
    begun = hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))["round"]
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    hall.tally.rehearse(hall.meeting, hall.board.document)
    hall.must(hall.post(hall.first, f"/rounds/{begun}/open"))
    steps.append(hall.step())
    hall.must(hall.post(hall.second, f"/rounds/{begun}/open"))
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    sheet = sheet_of(hall, begun)
    assert {cast(hall, sheet, voter).status_code for voter in range(6)} == {201}
    hall.must(hall.post(hall.organizer, f"/rounds/{begun}/close"))
    steps.append(hall.step())
    hall.must(hall.post(hall.first, f"/rounds/{begun}/close"))
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    hall.hand_out(issued=6)
    steps.append(hall.step())
    hall.must(hall.post(hall.organizer, "/finish"))
    steps.append(hall.step())
    hall.work()
    steps.append(hall.step())
    hall.must(hall.report(begun, "counted"))
    steps.append(hall.step())
    hall.must(hall.report(begun, "certified"))
    steps.append(hall.step())

    assert steps == [
        *("prepare", "delivering", "import_roll", "make_slips", "rehearse", "check_in"),
        *("freeze", "next_round", "box_confirms", "rehearse", "second_opener", "box_opens"),
        *("voting", "second_closer", "box_closes", "count_slips", "finish", "delivering"),
        *("counting", "certifying", "done"),
    ]
    assert hall.get()["state"] == "closed"
    assert hall.round_state(begun) == "certified"


def test_the_manifest_in_the_hall_is_the_one_at_the_box(hall):
    hall.prepare(spare_boxes=2)

    published = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json
    manifest = open_signed(MeetingManifest, published["manifest"], DESK_KEYS)
    shown = hall.get()
    words = six_words(bytes.fromhex(manifest.digest))
    assert shown["manifest"]["digest"] == manifest.digest
    assert shown["manifest"]["words"] == {"zh": list(words.zh), "en": list(words.en)}
    assert len(manifest.boxes) == 3
    assert manifest.receipt_key == documents.BOX.public.hex()
    assert manifest.board == hall.board.ref
    assert manifest.pack == a_pack().digest
    assert {s.key for s in manifest.scrutineers} == {
        key.public.hex() for key in documents.SCRUTINEERS
    }


def test_every_meeting_draws_boxes_of_its_own(hall):
    hall.prepare()
    first = set(hall.get()["electorates"][0]["uuids"])
    hall.prepare()

    assert first.isdisjoint(hall.get()["electorates"][0]["uuids"])


def test_the_freeze_signs_every_list_and_the_number_checked_in(hall):
    hall.freeze()

    published = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json
    frozen = open_signed(FrozenLists, published["frozen"], DESK_KEYS)
    assert [(line.roll, line.present) for line in frozen.checked_in] == [(6, 6)]
    assert {(entry.uuid, entry.digest, entry.size) for entry in frozen.lists} == {
        (box["uuid"], box["list_digest"], 8) for box in published["boxes"]
    }
    assert {box["state"] for box in published["boxes"]} == {"frozen"}


def test_the_ledger_reaches_the_tally_service_with_the_numbers_of_two_scrutineers(hall):
    round_id = hall.play()

    (ledger,) = [RoundLedger.parse(document) for document in hall.tally.taken]
    (line,) = ledger.lines
    assert (ledger.round, ledger.last_round) == (round_id, True)
    assert set(ledger.entered_by) == {"钱监票", "孙监票"}
    assert (line.roll, line.present, line.printed, line.issued) == (6, 6, 8, 6)
    (shown,) = hall.client.get(
        f"/api/v1/ledgers/{hall.meeting}", headers=hall.registrar.headers
    ).json["ledgers"]
    assert open_signed(RoundLedger, shown, DESK_KEYS) == ledger


def test_a_committee_votes_on_two_items_one_by_one_with_the_same_slips(hall):
    items = [
        an_item("repair", title="修路"),
        an_item("post", title="任命张三", item_class="personnel", assessed=True),
    ]
    hall.freeze(items=items, source="committee")

    for key in ("repair", "post"):
        round_id = hall.begin(key)
        hall.open(round_id)
        sheet = sheet_of(hall, round_id)
        assert {cast(hall, sheet, voter).status_code for voter in range(6)} == {201}
        hall.close(round_id)
    hall.hand_out()
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()

    rounds = hall.get()["rounds"]
    assert [(r["number"], r["item"], r["state"]) for r in rounds] == [
        (1, "repair", "closed"),
        (2, "post", "closed"),
    ]
    assert rounds[0]["boxes"] != rounds[1]["boxes"]
    assert len(hall.tally.taken) == 2


def test_two_electorates_vote_in_boxes_of_their_own(database_url, tmp_path):
    hall = Hall(database_url, tmp_path, "AB")
    round_id = hall.freeze().begin()
    hall.open(round_id)

    found = hall.get()["rounds"][0]["boxes"]
    sheets = {letter: sheet_of(hall, round_id, letter) for letter in "AB"}
    assert [box["electorate"] for box in found] == ["A", "B"]
    assert cast(hall, sheets["A"], 0).status_code == 201
    assert cast(hall, sheets["B"], 0).status_code == 201
    wrong = a_ballot(sheets["A"], hall.codes["B"][0])
    answer = hall.box_client.post(
        f"/api/v1/boxes/{sheets['A'].uuid}/ballots", data=wrong, content_type="application/json"
    )
    assert boxes.refusal(answer) == (400, "credential_unknown")


def test_a_repeat_is_another_round_in_a_spare_box_and_the_old_one_stays(hall):
    first = hall.freeze().begin()
    hall.open(first)
    hall.close(first)

    second = hall.begin(reason=AGAIN)

    rounds = {r["round"]: r for r in hall.get()["rounds"]}
    assert rounds[first]["state"] == "closed"
    assert rounds[second]["state"] == "frozen"
    assert rounds[first]["boxes"] != rounds[second]["boxes"]
    third = hall.post(hall.organizer, "/rounds", {"item": "sheet", "reason": AGAIN})
    assert boxes.refusal(third) == (409, "round_in_progress")
    hall.open(second)
    hall.close(second)
    third = hall.post(hall.organizer, "/rounds", {"item": "sheet", "reason": AGAIN})
    assert boxes.refusal(third) == (409, "no_box_left")


def test_a_round_that_never_opened_can_be_dropped_and_the_box_is_told(hall):
    round_id = hall.freeze().begin()

    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "议题撤回"}))
    hall.work()

    assert hall.round_state(round_id) == "cancelled"
    uuid = hall.get()["rounds"][0]["boxes"][0]["uuid"]
    assert hall.box_client.get(f"/api/v1/boxes/{uuid}").json["state"] == "cancelled"
    assert boxes.refusal(hall.post(hall.organizer, "/finish")) == (409, "no_round_held")
    assert hall.step() == "next_round"


def test_a_meeting_is_cancelled_with_a_reason_and_its_boxes_never_open(hall):
    round_id = hall.freeze().begin()

    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "会议改期"}))
    hall.work()

    shown = hall.get()
    assert (shown["state"], hall.round_state(round_id), hall.step()) == (
        *("cancelled", "cancelled"),
        "cancelled",
    )
    uuid = shown["rounds"][0]["boxes"][0]["uuid"]
    assert hall.box_client.get(f"/api/v1/boxes/{uuid}").json["state"] == "cancelled"
    assert [e["reason"] for e in hall.get("/events")["events"] if e["act"] == "cancel"] == [
        "会议改期",
        "会议改期",
    ]


def test_every_step_stands_in_the_record_with_who_and_when(hall):
    round_id = hall.play()

    record = hall.get("/events")["events"]
    moves = [
        (e["name"], e["subject"], e["before"], e["after"])
        for e in record
        if e["before"] is not None
    ]
    assert moves == [
        ("王组织", hall.meeting, "draft", "prepared"),
        ("王组织", hall.meeting, "prepared", "checking_in"),
        ("王组织", hall.meeting, "checking_in", "ready"),
        ("box", round_id, "draft", "frozen"),
        ("钱监票", round_id, "frozen", "opening"),
        ("box", round_id, "opening", "open"),
        ("孙监票", round_id, "open", "closing"),
        ("box", round_id, "closing", "closed"),
        ("王组织", hall.meeting, "ready", "closed"),
    ]
    assert [e["seq"] for e in record] == list(range(1, len(record) + 1))
    assert all(e["at"].endswith("+00:00") for e in record)
    assert [e["at"] for e in record] == sorted(e["at"] for e in record)
    accounts = {e["name"]: e["account"] for e in record}
    assert accounts["box"] is None
    assert accounts["钱监票"] == hall.first.actor.account_id


def test_an_annulled_round_is_annulled_at_the_box_too(hall):
    round_id = hall.play()

    hall.must(hall.report(round_id, "annulled", "leftover_voted"))
    hall.work()

    shown = hall.get()["rounds"][0]
    assert (shown["state"], shown["cause"]) == ("annulled", "leftover_voted")
    box = hall.box_client.get(f"/api/v1/boxes/{shown['boxes'][0]['uuid']}").json
    assert box["state"] == "annulled"
    assert hall.step() == "done"


def test_fraud_found_after_certification_annuls_the_round_and_its_boxes(hall):
    round_id = hall.play()
    for state in ("counted", "certified"):
        hall.must(hall.report(round_id, state))

    answers = [hall.report(round_id, "annulled", "fraud_found") for _ in range(2)]
    hall.must(hall.report(round_id, "certified"))
    hall.work()

    assert {answer.status_code for answer in answers} == {200}
    shown = hall.get()["rounds"][0]
    assert (shown["state"], shown["cause"]) == ("annulled", "fraud_found")
    box = hall.box_client.get(f"/api/v1/boxes/{shown['boxes'][0]['uuid']}").json
    assert box["state"] == "annulled"


def test_reports_are_heard_once_and_old_ones_change_nothing(hall):
    round_id = hall.play()
    for state in ("counted", "certified"):
        hall.must(hall.report(round_id, state))
    told = len(hall.get("/events")["events"])

    again = [hall.report(round_id, state) for state in ("counted", "certified", "failed")]

    assert {response.status_code for response in again} == {200}
    assert hall.round_state(round_id) == "certified"
    assert len(hall.get("/events")["events"]) == told


def test_a_count_that_failed_shows_its_cause_and_may_succeed_later(hall):
    round_id = hall.play()

    hall.must(hall.report(round_id, "failed", "numbers_differ"))
    failed = hall.get()
    hall.must(hall.report(round_id, "counted"))

    assert failed["next_step"]["code"] == "count_failed"
    assert "numbers_differ" in failed["next_step"]["zh"]
    assert hall.step() == "certifying"
    assert hall.get()["rounds"][0]["cause"] is None


def test_the_pack_of_a_meeting_is_public_at_its_digest(hall):
    hall.draft()

    answer = hall.client.get(f"/api/v1/packs/{a_pack(PACK).digest}")

    assert answer.json == a_pack().to_document()
    assert boxes.refusal(hall.client.get("/api/v1/packs/" + "0" * 64)) == (404, "no_such_pack")


def test_meetings_are_listed_newest_first(hall):
    first = hall.draft(title="第一次").meeting
    second = hall.draft(title="第二次").meeting

    listed = hall.client.get("/api/v1/meetings", headers=hall.first.headers).json["meetings"]

    assert [(m["meeting"], m["title"]) for m in listed] == [(second, "第二次"), (first, "第一次")]


def test_a_sheet_made_from_a_template_is_accepted_as_it_is(hall):
    wanted = {
        "template": "unit_appraisal",
        "officials": [{"id": "o1", "name": "𠮷野", "role": "head", "post": "局长"}],
        "teams": [{"id": "t1", "name": "甲局班子", "head": "o1"}],
    }
    made = hall.client.post("/api/v1/sheets", json=wanted, headers=hall.organizer.headers).json

    item = {"item": {"key": "sheet", "title": "测评"}, "contests": {"A": made["contests"]}}
    hall.draft(items=[item])

    assert [contest["kind"] for contest in made["contests"]] == ["grade", "grade", "confidence"]
    assert hall.get()["state"] == "draft"


def test_the_desk_says_its_key_and_that_it_is_well(hall):
    assert hall.client.get("/api/v1/keys").json == {
        "key_id": documents.DESK.key_id,
        "public": documents.DESK.public.hex(),
    }
    assert hall.client.get("/livez").status_code == 200
    assert hall.client.get("/readyz").status_code == 200
