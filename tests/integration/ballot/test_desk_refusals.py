"""What the desk refuses: a stable slug, nothing of what was sent, nothing stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories import documents
from factories.boxes import refusal
from factories.desk import Hall, a_draft, a_person, an_item

from shared.documents.base import sign
from shared.documents.orders import RoundLedger, RoundStatus
from shared.rules.packs import load_pack

PLANTED = "PLANTED-秘密-7f3a"


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path)


@pytest.fixture
def light_hall(tmp_path):
    """A hall on SQLite alone, for what is refused before any query could differ."""
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def accounts(hall: Hall) -> list[str]:
    return [hall.first.actor.account_id, hall.second.actor.account_id]


def create(hall: Hall, body: Any, by: Any = None) -> Any:
    headers = (by or hall.organizer).headers
    return hall.client.post("/api/v1/meetings", json=body, headers=headers)


def meetings_of(hall: Hall) -> list[Any]:
    return hall.client.get("/api/v1/meetings", headers=hall.organizer.headers).json["meetings"]


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"title": PLANTED + "\n"}, "invalid_body"),
        ({PLANTED: 1}, "invalid_body"),
        ({"year": PLANTED}, "invalid_body"),
        ({"source": PLANTED}, "invalid_body"),
        ({"board": PLANTED}, "invalid_body"),
        ({"items": [an_item(), an_item()]}, "draft_rejected"),
        ({"pack": {"title": PLANTED}}, "pack_rejected"),
        ({"pack": load_pack("PA").to_document()}, "draft_rejected"),
        ({"disclosure_floor": 4}, "draft_rejected"),
    ],
)
def test_a_bad_draft_is_refused_without_an_echo_and_stored_nowhere(light_hall, changes, slug):
    refused = create(light_hall, a_draft(accounts(light_hall), **changes))

    assert refusal(refused) == (400, slug)
    assert PLANTED not in refused.get_data(as_text=True)
    assert meetings_of(light_hall) == []


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"{", 400, "malformed"),
        (b'{"title": 1.5}', 400, "malformed"),
        (b'{"title": "a", "title": "b"}', 400, "malformed"),
        (b"[" * 50 + b"]" * 50, 400, "malformed"),
        (b'{"x":"' + b"x" * (9 * 1024 * 1024) + b'"}', 413, "too_large"),
    ],
)
def test_a_malformed_or_oversized_body_is_refused(light_hall, content, status, slug):
    refused = light_hall.client.post(
        "/api/v1/meetings",
        data=content,
        content_type="application/json",
        headers=light_hall.organizer.headers,
    )

    assert refusal(refused) == (status, slug)


@pytest.mark.parametrize("who", ["nobody", "organizer", "closed"])
def test_a_scrutineer_needs_an_open_account_with_that_role(hall, who):
    other = {
        "nobody": "f" * 32,
        "organizer": hall.organizer.actor.account_id,
        "closed": a_closed_scrutineer(hall),
    }[who]

    refused = create(hall, a_draft([hall.first.actor.account_id, other]))

    assert refusal(refused) == (400, "draft_rejected")
    assert meetings_of(hall) == []


def a_closed_scrutineer(hall: Hall) -> str:
    person = a_person(hall.desk, "离任监票人", "scrutineer").actor.account_id
    admin = a_person(hall.desk, "管理员", "admin")
    closed = hall.client.post(f"/api/v1/accounts/{person}/deactivation", headers=admin.headers)
    assert closed.status_code == 200
    return person


@pytest.mark.parametrize(
    ("method", "path", "may"),
    [
        ("GET", "", {"admin", "organizer", "registrar", "scrutineer"}),
        ("GET", "/events", {"admin", "organizer", "registrar", "scrutineer"}),
        ("POST", "/prepare", {"organizer"}),
        ("POST", "/tickets", {"organizer"}),
        ("POST", "/check-in", {"organizer"}),
        ("POST", "/freeze", {"organizer"}),
        ("POST", "/rounds", {"organizer"}),
        ("POST", "/rounds/r/open", {"organizer", "scrutineer"}),
        ("POST", "/rounds/r/close", {"organizer", "scrutineer"}),
        ("POST", "/rounds/r/cancel", {"organizer"}),
        ("POST", "/handed-out", {"scrutineer"}),
        ("POST", "/finish", {"organizer"}),
        ("POST", "/cancel", {"organizer"}),
        ("POST", "/deliveries", {"organizer"}),
        ("POST", "/roll", {"organizer"}),
        ("GET", "/roll", {"organizer", "registrar"}),
        ("GET", "/people", {"organizer", "registrar"}),
        ("POST", "/check-ins", {"registrar"}),
        ("POST", "/check-ins/undo", {"registrar"}),
    ],
)
def test_every_door_opens_to_its_roles_alone(light_hall, method, path, may):
    hall = light_hall.draft()
    address = f"/api/v1/meetings/{hall.meeting}{path}"

    for role in ("admin", "organizer", "registrar", "scrutineer"):
        person = a_person(hall.desk, role, role)
        answer = hall.client.open(address, method=method, json={}, headers=person.headers)
        assert (answer.status_code == 403) == (role not in may), (role, answer.json)
        if role not in may:
            assert refusal(answer) == (403, "role_missing")
    assert refusal(hall.client.open(address, method=method, json={})) == (401, "sign_in_needed")


@pytest.mark.parametrize("path", ["", "/events", "/people", "/roll"])
def test_a_meeting_there_is_not_is_not_found(hall, path):
    hall.meeting = "no-such-meeting"

    address = f"/api/v1/meetings/{hall.meeting}{path}"
    assert refusal(hall.client.get(address, headers=hall.organizer.headers)) == (
        404,
        "no_such_meeting",
    )


def test_steps_out_of_turn_are_refused_and_change_nothing(hall):
    hall.draft()
    hall.import_roll()

    for path, value in [
        ("/check-in", {}),
        ("/freeze", {}),
        ("/finish", {}),
        ("/tickets", {"electorate": "A", "printed": 8}),
        ("/rounds", {"item": "sheet"}),
    ]:
        assert refusal(hall.post(hall.organizer, path, value)) == (409, "wrong_state"), path

    assert hall.get()["state"] == "draft"


def test_a_prepared_meeting_is_not_prepared_again(hall):
    hall.prepare()
    before = hall.get()["manifest"]

    assert refusal(hall.post(hall.organizer, "/prepare")) == (409, "wrong_state")
    assert hall.get()["manifest"] == before


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"board": "board-2"}, 404, "board_unknown"),
        ({"year": 2027}, 409, "board_unusable"),
    ],
)
def test_a_meeting_without_a_usable_board_is_not_prepared(light_hall, changes, status, slug):
    light_hall.draft(**changes)

    assert refusal(light_hall.post(light_hall.organizer, "/prepare")) == (status, slug)
    assert light_hall.get()["state"] == "draft"


def test_a_board_whose_ceremony_is_not_finished_is_not_used(hall):
    unfinished = hall.board.document.model_copy(update={"trustees_text": ""})
    hall.tally.boards["board-1"] = unfinished
    hall.draft()

    assert refusal(hall.post(hall.organizer, "/prepare")) == (409, "board_unusable")


def test_a_board_signed_by_somebody_else_is_not_used(hall):
    hall.tally.key = documents.STRANGER
    hall.draft()

    assert refusal(hall.post(hall.organizer, "/prepare")) == (400, "verification_failed")
    assert hall.get()["manifest"] is None


def test_a_round_is_not_opened_before_the_box_has_its_sheet(hall):
    hall.freeze()
    begun = hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))["round"]

    refused = hall.post(hall.organizer, f"/rounds/{begun}/open")

    assert refusal(refused) == (409, "wrong_state")
    hall.work()
    assert hall.post(hall.organizer, f"/rounds/{begun}/open").status_code == 200


def test_a_round_opens_and_closes_once(hall):
    round_id = hall.freeze().begin()
    assert refusal(hall.post(hall.first, f"/rounds/{round_id}/close")) == (409, "wrong_state")
    hall.open(round_id)
    assert refusal(hall.post(hall.second, f"/rounds/{round_id}/open")) == (409, "wrong_state")
    hall.close(round_id)
    assert refusal(hall.post(hall.organizer, f"/rounds/{round_id}/close")) == (409, "wrong_state")
    cancel = hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "迟了"})
    assert refusal(cancel) == (409, "wrong_state")


def test_rounds_and_items_there_are_not_are_not_found(hall):
    hall.freeze()

    assert refusal(hall.post(hall.organizer, "/rounds", {"item": "x"})) == (404, "no_such_item")
    assert refusal(hall.post(hall.organizer, "/rounds/x/open")) == (404, "no_such_round")


def test_a_round_of_another_meeting_is_not_found_here(hall):
    theirs = hall.freeze().begin()
    hall.freeze()

    assert refusal(hall.post(hall.organizer, f"/rounds/{theirs}/open")) == (404, "no_such_round")


def test_a_meeting_that_has_voted_cannot_be_cancelled(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)

    assert refusal(hall.post(hall.organizer, "/cancel", {"reason": PLANTED})) == (
        409,
        "meeting_has_voted",
    )
    assert refusal(hall.post(hall.organizer, "/finish")) == (409, "round_not_over")


def test_a_cancelled_meeting_stays_cancelled(hall):
    hall.prepare()
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))

    assert refusal(hall.post(hall.organizer, "/cancel", {"reason": "改期"})) == (409, "wrong_state")
    assert refusal(hall.post(hall.organizer, "/check-in")) == (409, "wrong_state")
    assert refusal(hall.import_roll()) == (409, "wrong_state")


@pytest.mark.parametrize(
    "count",
    [{"printed": 8, "issued": 7}, {"printed": 5, "issued": 6}],
    ids=["more than present", "more than printed"],
)
def test_impossible_numbers_of_slips_are_refused(light_hall, count):
    light_hall.freeze()

    refused = light_hall.post(light_hall.first, "/handed-out", {"electorate": "A", **count})

    assert refusal(refused) == (400, "numbers_impossible")
    assert (
        light_hall.post(light_hall.first, "/handed-out", {"electorate": "A", **count}).status_code
        == 400
    )


def test_slips_are_counted_only_while_the_meeting_runs(hall):
    body = {"electorate": "A", "printed": 8, "issued": 6}
    hall.check_in()
    early = hall.post(hall.first, "/handed-out", body)
    hall.must(hall.post(hall.organizer, "/freeze"))
    unknown = hall.post(hall.first, "/handed-out", {**body, "electorate": "Z"})

    assert refusal(early) == (409, "wrong_state")
    assert refusal(unknown) == (404, "no_such_electorate")


@pytest.mark.parametrize("key", [documents.STRANGER, documents.DESK, documents.BOX])
def test_a_report_not_signed_by_the_tally_service_is_refused(light_hall, key):
    round_id = light_hall.play()
    status = RoundStatus(
        issued_by="x", meeting=light_hall.meeting, round=round_id, state="annulled"
    )

    refused = light_hall.client.post("/api/v1/inbox", json=sign(key, status))

    assert refusal(refused) == (400, "verification_failed")
    assert light_hall.round_state(round_id) == "closed"


def test_other_documents_of_the_tally_service_are_refused(light_hall):
    round_id = light_hall.play()
    ledger = RoundLedger.parse(light_hall.tally.taken[0])

    signed = sign(documents.TALLY, ledger)
    assert refusal(light_hall.client.post("/api/v1/inbox", json=signed)) == (
        400,
        "malformed_document",
    )
    for content in ("", "{", "[]", json.dumps({PLANTED: 1})):
        refused = light_hall.client.post("/api/v1/inbox", data=content)
        assert refusal(refused) == (400, "malformed"), content
        assert PLANTED not in refused.get_data(as_text=True)
    assert light_hall.round_state(round_id) == "closed"


def test_reports_about_rounds_there_are_not_or_that_are_open_are_refused(hall):
    round_id = hall.freeze().begin()
    hall.open(round_id)

    assert refusal(hall.report(round_id, "counted")) == (409, "wrong_state")
    assert refusal(hall.report("x", "counted")) == (404, "no_such_round")
    hall.meeting = "x"
    assert refusal(hall.report(round_id, "counted")) == (404, "no_such_meeting")
