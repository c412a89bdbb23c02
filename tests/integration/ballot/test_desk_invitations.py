"""Personal invitations: links shown once, replaced for a reason, void with another roll."""

from __future__ import annotations

import csv
import io

import pytest
from factories.blind_hall import BlindHall
from factories.boxes import refusal
from factories.desk import Hall, a_roll
from sqlalchemy import select

from ballot_service.roll.store.invitations import PersonInvitationRow
from shared.plumbing.db import reading


@pytest.fixture
def hall(database_url, tmp_path):
    return BlindHall(database_url, tmp_path)


def rows(hall, table):
    with reading(hall.desk.sessions) as session:
        return list(session.scalars(select(table)))


def numbers(hall):
    names = ("roll", "present", "invited", "released", "reserve_out")
    (electorate,) = hall.get()["electorates"]
    return tuple(electorate[name] for name in names)


def test_everybody_gets_a_link_once_and_the_desk_keeps_a_digest(hall):
    hall.prepare(credential_mode="blind")
    answer = hall.must(hall.post(hall.organizer, "/invitations"))

    made = answer["invitations"]
    assert len(made) == 6
    assert all(one["link"].startswith(f"http://localhost/i/{hall.meeting}#") for one in made)
    assert len({one["link"] for one in made}) == 6
    kept = repr([vars(row) for row in rows(hall, PersonInvitationRow)])
    assert not any(one["link"].partition("#")[2] in kept for one in made)
    assert hall.must(hall.post(hall.organizer, "/invitations"))["invitations"] == []
    assert numbers(hall) == (6, 0, 6, 0, 0)


def test_links_come_as_a_table_to_print_from(hall):
    hall.prepare(credential_mode="blind")
    headers = {**hall.organizer.headers, "Accept": "text/csv"}

    answer = hall.client.post(
        f"/api/v1/meetings/{hall.meeting}/invitations", json={}, headers=headers
    )

    table = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert [row["name"] for row in table] == [f"人员A{n}" for n in range(1, 7)]
    assert all(f"/i/{hall.meeting}#" in row["link"] for row in table)


def test_a_new_invitation_replaces_the_old_one_for_a_reason_on_record(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    old = dict(hall.tokens)

    without = hall.post(hall.organizer, "/invitations", {"person": person})
    hall.keep(
        hall.must(
            hall.post(hall.organizer, "/invitations", {"person": person, "reason": "手机丢了"})
        )
    )

    assert refusal(without) == (409, "invitation_stands")
    assert hall.ask("/invitation", person).status_code == 200
    hall.tokens = old
    assert refusal(hall.ask("/invitation", person)) == (409, "invitation_replaced")
    assert hall.ask("/invitation", hall.of("A")[1]).status_code == 200
    told = [e for e in hall.get("/events")["events"] if e["act"] == "invite_again"]
    assert [(e["subject"], e["reason"]) for e in told] == [(person, "手机丢了")]


def test_new_invitations_for_all_leave_out_whoever_was_signed_for(hall):
    hall.checking_in()
    first, *others = hall.of("A")
    hall.issue(first)

    again = hall.must(hall.post(hall.organizer, "/invitations", {"reason": "打印件丢失"}))

    assert {one["person"] for one in again["invitations"]} == set(others)
    assert hall.ask("/invitation", first).status_code == 200
    assert refusal(hall.ask("/invitation", others[0])) == (409, "invitation_replaced")


def test_nobody_who_was_signed_for_gets_a_new_invitation_or_is_checked_out(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    hall.issue(person)
    reason = {"person": person, "reason": "手机丢了"}

    for by, path in ((hall.organizer, "/invitations"), (hall.registrar, "/check-ins/undo")):
        assert refusal(hall.post(by, path, reason)) == (409, "signature_released")
    assert numbers(hall) == (6, 1, 6, 1, 0)


def test_another_roll_voids_the_invitations_and_says_so(hall):
    hall.invited()
    person = hall.of("A")[0]

    imported = hall.import_roll(a_roll(7)).json

    assert imported == {"imported": 7, "by_electorate": {"A": 7}, "invitations_void": 6}
    assert refusal(hall.ask("/invitation", person)) == (404, "invitation_unknown")
    assert numbers(hall) == (7, 0, 0, 0, 0)


def test_a_meeting_with_slips_makes_no_invitations(database_url, tmp_path):
    hall = Hall(database_url, tmp_path).prepare()

    for by, path, body in (
        (hall.organizer, "/invitations", {}),
        (hall.organizer, "/check-in/end", {"seconds": 60}),
        (hall.registrar, "/reserve-slips", {"person": "0" * 16}),
    ):
        assert refusal(hall.post(by, path, body)) == (409, "slips_meeting")


@pytest.mark.parametrize("token", ["", "x", "A" * 24, "A" * 65])
def test_a_stranger_s_token_opens_nothing_and_is_not_repeated(hall, token):
    hall.checking_in()
    person = hall.of("A")[0]
    hall.tokens[person] = token

    answers = [hall.ask("/invitation", person), hall.ask("/blind-signatures", person, blinded={})]

    assert {refusal(a)[0] for a in answers} <= {400, 404}
    assert all(token not in a.get_data(as_text=True) for a in answers if len(token) > 3)


def test_an_invitation_of_another_meeting_is_unknown_here(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    token = hall.tokens[person]
    hall.checking_in()
    hall.tokens[person] = token

    assert refusal(hall.ask("/invitation", person)) == (404, "invitation_unknown")


def test_what_a_phone_is_told_at_each_time(hall):
    hall.invited()
    person, other = hall.of("A")[:2]
    seen = []

    def look():
        shown = hall.ask("/invitation", person).json
        seen.append((shown["phase"], shown["issued"], shown["activation_ends_at"] is not None))
        return shown

    shown = look()
    hall.must(hall.post(hall.organizer, "/check-in"))
    look()
    for one in hall.of("A"):
        hall.issue(one)
    look()
    hall.must(hall.end_check_in())
    look()
    hall.wait_for_the_end()
    hall.must(hall.post(hall.organizer, "/freeze"))
    look()

    assert seen == [
        ("before", False, False),
        ("check_in", False, False),
        ("check_in", True, False),
        ("activation", True, True),
        ("voting", True, True),
    ]
    assert (shown["name"], shown["electorate"]) in {(f"人员A{n}", "A") for n in range(1, 7)}
    assert shown["box"] == "http://box"
    assert set(shown) == {
        *("meeting", "manifest", "name", "electorate", "phase", "issued", "reserve_slip"),
        *("issuer_keys", "activation_ends_at", "box"),
    }
    assert hall.ask("/invitation", other).json["name"] != shown["name"]
