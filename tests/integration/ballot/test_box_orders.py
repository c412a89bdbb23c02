"""The desk's documents and the upload of lists: obeyed once, refused with a reason, no trace."""

from __future__ import annotations

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, refusal, stored

from shared.crypto.group import power_of_g, to_hex
from shared.crypto.signing import sign_document
from shared.documents.base import sign
from shared.documents.boards import Board
from shared.documents.manifests import BoardRef, election_of
from shared.documents.orders import FrozenLists


@pytest.fixture
def box(database_url, tmp_path):
    return a_box_side(database_url, tmp_path)


@pytest.fixture
def meeting(box):
    return Rehearsed(box, voters=3)


@pytest.fixture
def refused(box):
    """Expects a refusal that changes nothing."""

    def expect(send, status, slug):
        before = stored(box)
        response = send()
        assert refusal(response) == (status, slug)
        assert stored(box) == before

    return expect


def test_a_document_is_obeyed_once_and_answered_alike_each_time(meeting, box):
    first = meeting.tell(meeting.meeting)
    before = stored(box)

    again = meeting.tell(meeting.meeting)

    assert first.json == again.json == {"digest": meeting.meeting.digest}
    assert stored(box) == before


def test_every_document_of_a_meeting_can_be_sent_twice(meeting, box):
    meeting.open()
    everything = [
        sign(documents.DESK, meeting.meeting),
        documents.a_board().signed,
        sign(documents.DESK, documents.a_freeze(meeting.meeting, meeting.lists)),
        sign(documents.DESK, meeting.sheet),
        sign(documents.DESK, documents.a_round_order("open", meeting.sheet)),
    ]
    before = stored(box)

    answers = [meeting.post("/inbox", signed).status_code for signed in everything]

    assert answers == [200] * 5
    assert stored(box) == before


@pytest.mark.parametrize("key", [documents.STRANGER, documents.TALLY, documents.BOX])
def test_only_the_desk_is_obeyed(meeting, refused, key):
    refused(lambda: meeting.tell(meeting.meeting, key), 400, "verification_failed")


def test_a_changed_document_is_refused(meeting, refused):
    signed = sign(documents.DESK, meeting.meeting)
    signed["document"]["title"] = "PLANTED"

    refused(lambda: meeting.post("/inbox", signed), 400, "verification_failed")


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"document": {"type": "PLANTED"}, "key": "", "signature": ""}, "verification_failed"),
        ({"document": {}}, "malformed"),
        ([], "malformed"),
        ({"document": {"type": "board"}}, "malformed_document"),
        ({"document": {"type": "board", "PLANTED": 1}}, "malformed_document"),
    ],
)
def test_an_envelope_that_is_none_is_refused(meeting, refused, body, slug):
    refused(lambda: meeting.post("/inbox", body), 400, slug)


def test_a_document_of_another_kind_is_refused(meeting, refused):
    ticket = documents.an_upload_ticket(meeting.meeting, 3)

    refused(lambda: meeting.tell(ticket), 400, "kind_unknown")


def test_a_signed_document_with_an_unknown_field_is_refused(meeting, refused):
    signed = sign_document(documents.DESK, {**meeting.meeting.to_json(), "PLANTED": 1})

    refused(lambda: meeting.post("/inbox", signed), 400, "malformed_document")


def test_a_manifest_with_another_receipt_key_is_refused(box, refused):
    meeting = Rehearsed(box, receipt_key=documents.STRANGER.public.hex())

    refused(lambda: meeting.tell(meeting.meeting), 409, "receipt_key_differs")


def test_a_second_manifest_of_a_meeting_or_a_box_is_refused(meeting, refused):
    meeting.tell(meeting.meeting)
    same_meeting = documents.a_meeting_manifest(meeting=meeting.meeting.meeting)
    same_box = documents.a_meeting_manifest().model_copy(
        update={"boxes": meeting.meeting.boxes[:1]}
    )

    refused(lambda: meeting.tell(same_meeting), 409, "meeting_stands")
    refused(lambda: meeting.tell(same_box), 409, "meeting_stands")


def test_a_board_that_no_meeting_names_is_refused(meeting, refused):
    refused(lambda: meeting.post("/inbox", documents.a_board().signed), 409, "board_not_named")


def test_a_board_whose_key_is_not_its_trustees_is_refused(box, refused):
    real = documents.a_board().document
    false = Board.parse({**real.to_json(), "key": to_hex(power_of_g(7))})
    meeting = Rehearsed(box, board=BoardRef(key=false.key, digest=false.digest))
    meeting.tell(meeting.meeting)

    signed = sign(documents.TALLY, false)

    refused(lambda: meeting.post("/inbox", signed), 400, "verification_failed")


def test_a_box_does_not_open_without_its_board(meeting, refused):
    meeting.tell(meeting.meeting)
    meeting.upload()
    meeting.tell(documents.a_freeze(meeting.meeting, meeting.lists))
    meeting.tell(meeting.sheet)

    refused(lambda: meeting.order("open"), 409, "board_missing")
    meeting.post("/inbox", documents.a_board().signed)
    assert meeting.order("open", reason="second try").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"meeting_manifest": "1" * 64},
        {"board_key": to_hex(power_of_g(7))},
        {"electorate": "B"},
        {"uuid": "11111111111111"},
    ],
)
def test_a_sheet_that_does_not_fit_the_manifest_is_refused(meeting, refused, changes):
    meeting.prepare()
    sheet = documents.a_box_manifest(meeting.meeting, **changes)

    refused(lambda: meeting.tell(sheet), 409, "manifest_differs")


def test_a_sheet_for_an_unknown_meeting_is_refused(meeting, refused):
    meeting.prepare()
    sheet = documents.a_box_manifest(meeting.meeting, meeting="m-other")

    refused(lambda: meeting.tell(sheet), 404, "meeting_unknown")


def test_a_box_has_one_sheet_and_an_electorate_one_box_a_round(meeting, refused):
    meeting.prepare()
    meeting.tell(meeting.sheet)
    spare = meeting.meeting.boxes[1].uuid
    second_sheet = documents.a_box_manifest(meeting.meeting, round="r2")
    second_box = documents.a_box_manifest(meeting.meeting, uuid=spare)

    refused(lambda: meeting.tell(second_sheet), 409, "box_assigned")
    refused(lambda: meeting.tell(second_box), 409, "box_assigned")
    spare_sheet = documents.a_box_manifest(meeting.meeting, uuid=spare, round="r2")
    assert meeting.tell(spare_sheet).status_code == 200


def test_the_public_pages_show_what_the_desk_signed(meeting):
    meeting.freeze()

    page = meeting.client.get(f"/api/v1/meetings/{meeting.meeting.meeting}").json
    box = meeting.get("").json
    listed = meeting.get("/credentials").json

    assert page["manifest"] == sign(documents.DESK, meeting.meeting)
    assert page["frozen"]["document"]["type"] == FrozenLists.KIND
    states = {entry["uuid"]: (entry["state"], entry["round"]) for entry in page["boxes"]}
    assert states[meeting.uuid] == ("frozen", "r1")
    assert set(states.values()) == {("frozen", "r1"), ("frozen", None)}
    assert box["manifest"] == sign(documents.DESK, meeting.sheet)
    assert box["fingerprint"] == election_of(meeting.sheet).fingerprint
    assert box["election"] == election_of(meeting.sheet).text
    assert sorted(listed) == sorted(meeting.lists[meeting.uuid])
    assert box["list_size"] == 3


def test_the_keys_that_sign_receipts_and_the_desk_s_documents_are_public(meeting):
    shown = meeting.client.get("/api/v1/keys").json

    assert shown == {
        "key_id": documents.BOX.key_id,
        "public": documents.BOX.public.hex(),
        "desk": [documents.DESK.public.hex()],
    }


# Lists


def test_lists_can_be_replaced_until_the_freeze(meeting, refused):
    meeting.prepare()
    meeting.upload()
    codes = documents.some_codes(4)
    first, meeting.codes = meeting.codes, codes
    meeting.lists = documents.public_lists(codes, meeting.lists)

    replaced = meeting.upload()
    meeting.tell(documents.a_freeze(meeting.meeting, meeting.lists))

    assert replaced.status_code == 200
    assert {entry["size"] for entry in replaced.json["lists"].values()} == {4}
    assert sorted(meeting.get("/credentials").json) == sorted(meeting.lists[meeting.uuid])
    refused(meeting.upload, 409, "lists_frozen")
    assert first != codes


# Freeze and rounds


def test_a_freeze_of_other_lists_is_refused(meeting, refused):
    meeting.prepare()
    missing = documents.a_freeze(meeting.meeting, meeting.lists)
    refused(lambda: meeting.tell(missing), 409, "lists_differ")
    meeting.upload()
    good = documents.a_freeze(meeting.meeting, meeting.lists)
    size = good.lists[0].model_copy(update={"size": 4})

    for false in (
        good.model_copy(update={"lists": good.lists[:1]}),
        good.model_copy(update={"lists": [size, *good.lists[1:]]}),
        good.model_copy(update={"lists": [*good.lists, good.lists[0]]}),
    ):
        refused(lambda false=false: meeting.tell(false), 409, "lists_differ")


def test_a_freeze_of_another_manifest_or_electorate_is_refused(meeting, refused):
    meeting.prepare()
    meeting.upload()
    good = documents.a_freeze(meeting.meeting, meeting.lists)

    other = good.model_copy(update={"meeting_manifest": "1" * 64})
    uncounted = documents.a_freeze(
        meeting.meeting,
        meeting.lists,
        checked_in=[good.checked_in[0].model_copy(update={"electorate": "B"})],
    )

    refused(lambda: meeting.tell(other), 409, "manifest_differs")
    refused(lambda: meeting.tell(uncounted), 409, "manifest_differs")


def test_lists_are_frozen_once(meeting, refused):
    meeting.freeze()
    second = documents.a_freeze(meeting.meeting, meeting.lists, timestamp=documents.FREEZE + 1)

    refused(lambda: meeting.tell(second), 409, "wrong_state")


@pytest.mark.parametrize(
    ("before", "action"),
    [
        ([], "close"),
        (["open"], "open"),
        (["open"], "cancel"),
        (["open", "close"], "open"),
        (["open", "close"], "close"),
        (["cancel"], "open"),
        (["cancel"], "annul"),
        (["open", "annul"], "open"),
    ],
)
def test_boxes_only_move_forward(meeting, refused, before, action):
    meeting.freeze()
    for earlier in before:
        assert meeting.order(earlier).status_code == 200

    refused(lambda: meeting.order(action, reason="again"), 409, "wrong_state")


def test_a_box_does_not_open_before_the_freeze(meeting, refused):
    meeting.prepare()
    meeting.tell(meeting.sheet)

    refused(lambda: meeting.order("open"), 409, "wrong_state")


def test_an_order_names_exactly_the_boxes_of_its_round(meeting, refused):
    meeting.freeze()
    spare = meeting.meeting.boxes[1].uuid

    for uuids in ([spare], [meeting.uuid, spare], [meeting.uuid, meeting.uuid]):
        refused(lambda uuids=uuids: meeting.order("open", uuids=uuids), 409, "round_differs")
    refused(lambda: meeting.order("open", round="r9"), 409, "round_differs")
    assert meeting.get("").json["state"] == "frozen"


def test_a_cancelled_round_frees_its_electorate_for_another(meeting):
    meeting.prepare()
    meeting.tell(meeting.sheet)
    meeting.order("cancel", reason="议题撤回")
    spare = documents.a_box_manifest(
        meeting.meeting, uuid=meeting.meeting.boxes[1].uuid, round="r2"
    )

    meeting.upload()
    frozen = meeting.tell(documents.a_freeze(meeting.meeting, meeting.lists))
    opened = [meeting.tell(spare), meeting.tell(documents.a_round_order("open", spare))]

    assert [response.status_code for response in (frozen, *opened)] == [200] * 3
    assert meeting.get("").json["state"] == "cancelled"
