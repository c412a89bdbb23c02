"""The gates at work: what keeps check-in, freeze, rounds and openings from happening."""

from __future__ import annotations

import pytest
from factories import documents
from factories.boxes import refusal
from factories.desk import PACK, Hall, a_pack, an_item


@pytest.fixture
def hall(database_url, tmp_path):
    return Hall(database_url, tmp_path)


@pytest.fixture
def light_hall(tmp_path):
    """A hall on SQLite alone, for gates that stand before any query could differ."""
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


def test_check_in_starts_when_every_electorate_has_a_roll_of_some_size(database_url, tmp_path):
    hall = Hall(database_url, tmp_path, "AB").draft()
    hall.must(hall.post(hall.organizer, "/prepare"))

    assert refusal(hall.post(hall.organizer, "/check-in")) == (409, "roll_missing")
    small = "name,unit,electorate\n" + "".join(f"人{n},甲局,A\n" for n in range(9)) + "李,甲局,B\n"
    assert hall.import_roll(small.encode()).status_code == 200
    assert refusal(hall.post(hall.organizer, "/check-in")) == (409, "electorate_below_floor")


def test_lists_are_frozen_only_when_they_fit_the_tickets(hall):
    hall.prepare()
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [person["id"] for person in hall.get("/people")["people"]]

    def frozen() -> tuple[int, str]:
        return refusal(hall.post(hall.organizer, "/freeze"))

    assert frozen() == (409, "slips_missing")
    assert hall.upload("A", 4).status_code == 200
    assert frozen() == (409, "nobody_present")
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    assert frozen() == (409, "too_few_slips")
    hall.must(hall.post(hall.organizer, "/tickets", {"electorate": "A", "printed": 8}))
    assert frozen() == (409, "lists_differ")
    assert hall.upload("A", 8).status_code == 200
    assert hall.post(hall.organizer, "/freeze").status_code == 200
    assert frozen() == (409, "wrong_state")


def test_a_ticket_for_fewer_slips_than_people_warns(hall):
    hall.prepare()

    few = hall.must(hall.post(hall.organizer, "/tickets", {"electorate": "A", "printed": 5}))
    enough = hall.must(hall.post(hall.organizer, "/tickets", {"electorate": "A", "printed": 6}))

    assert [warning["code"] for warning in few["warnings"]] == ["fewer_slips_than_roll"]
    assert enough["warnings"] == []
    unknown = hall.post(hall.organizer, "/tickets", {"electorate": "Z", "printed": 6})
    assert refusal(unknown) == (404, "no_such_electorate")


def test_every_ticket_of_an_electorate_is_a_newer_batch(database_url, tmp_path):
    hall = Hall(database_url, tmp_path, "AB").prepare()

    batches = [
        hall.must(hall.post(hall.organizer, "/tickets", {"electorate": letter, "printed": 8}))[
            "ticket"
        ]["document"]["batch"]
        for letter in "AABA"
    ]

    assert batches == [1, 2, 1, 3]


def test_slips_printed_again_stand_against_the_ticket_of_the_old_ones(hall):
    hall.prepare()
    old = hall.must(hall.post(hall.organizer, "/tickets", {"electorate": "A", "printed": 8}))
    assert hall.upload("A", 8).status_code == 200
    uuids = old["ticket"]["document"]["uuids"]
    lists = documents.public_lists(documents.some_codes(8), uuids)

    late = hall.box_client.post(
        "/api/v1/credentials", json={"ticket": old["ticket"], "lists": lists}
    )

    assert refusal(late) == (409, "ticket_superseded")


def test_an_improvised_personnel_item_never_gets_a_round_and_the_clause_is_quoted(hall):
    items = [
        an_item("road", title="修路"),
        an_item("post", item_class="personnel", improvised=True, assessed=True),
        an_item("promotion", item_class="personnel"),
    ]
    hall.freeze(items=items)

    improvised = hall.post(hall.organizer, "/rounds", {"item": "post"})
    unassessed = hall.post(hall.organizer, "/rounds", {"item": "promotion"})

    assert refusal(improvised) == (409, "improvised_personnel_item")
    assert "县委书记不得临时动议研究干部议题" in improvised.json["title"]
    assert refusal(unassessed) == (409, "unassessed_personnel_item")
    assert "未经组织部门考核的不讨论" in unassessed.json["title"]
    assert hall.get()["rounds"] == []
    assert hall.step() == "next_round"
    road = hall.begin("road")
    hall.open(road)
    hall.close(road)
    assert hall.step() == "count_slips", "items behind a shut gate are not waited for"


def test_a_pack_without_the_gates_lets_the_same_items_pass(hall):
    before, _, after = PACK.partition("- {pack: PF")
    open_pack = before + after[after.index("- {pack: PB") :].replace("[B08, C02]", "[B08]")
    items = [an_item("post", item_class="personnel", improvised=True)]

    hall.freeze(items=items, pack=a_pack(open_pack).to_document())

    assert hall.round_state(hall.begin("post")) == "frozen"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(None, id="nobody rehearsed"),
        pytest.param({"trustees": [1, 2]}, id="one trustee missing"),
        pytest.param({"meeting": "another"}, id="another meeting's"),
        pytest.param({"board_document": "0" * 64}, id="another board's"),
    ],
)
def test_a_round_opens_only_after_every_trustee_rehearsed(light_hall, changes):
    round_id = light_hall.freeze().begin()
    light_hall.tally.rehearsals.clear()
    if changes is not None:
        light_hall.tally.rehearse(light_hall.meeting, light_hall.board.document, **changes)

    refused = light_hall.post(light_hall.organizer, f"/rounds/{round_id}/open")

    assert refusal(refused) == (409, "rehearsal_missing")
    assert light_hall.get()["rounds"][0]["opened_by"] == []


def test_a_rehearsal_signed_by_somebody_else_opens_nothing(hall):
    round_id = hall.freeze().begin()
    hall.tally.key = documents.STRANGER

    refused = hall.post(hall.organizer, f"/rounds/{round_id}/open")

    assert refusal(refused) == (400, "verification_failed")
