"""A template's gates hold on a desk that has no pack of its own: nobody has to adopt them first."""

from __future__ import annotations

from factories import documents
from factories.committees import item_of, record_facts, refused
from factories.desk import Hall

from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.templates import KINDS
from shared.rules.packs import pack_from_document

KEYS = [key.public.hex() for key in documents.SCRUTINEERS]
POST = {"id": "post", "kind": "motion", "name": "任命局长", "item_class": "personnel"}
GATES = KINDS["committee"].gates
READY = {
    "superior_consent": True,
    "discipline_review": True,
    "punished": False,
    "audit_problem": False,
    "informed": True,
    "assessed": True,
}


def drafted(hall: Hall, kind: str, **changes: object) -> Hall:
    """Draft a meeting of this kind from its template alone, with the pack that is suggested."""
    by = hall.organizer.headers
    suggested = hall.client.get(f"/api/v1/templates/{kind}/draft", headers=by).json["outline"]
    assert suggested["pack"] == general_pack().digest
    accounts = [one.actor.account_id for one in (hall.first, hall.second)]
    given = {
        "year": 2026,
        "board": "board-1",
        "place": {"id": "bureau-a", "name": "甲局"},
        "electorates": [{"key": "A", "title": "A票"}],
        "scrutineers": [
            {"account": account, "key": key} for account, key in zip(accounts, KEYS, strict=True)
        ],
    }
    made = hall.client.post("/api/v1/drafts", json={**suggested, **given, **changes}, headers=by)
    hall.meeting = hall.must(made)["meeting"]
    return hall


def freeze(hall: Hall) -> Hall:
    """Play a draft to the frozen lists, every trustee rehearsed."""
    assert hall.import_roll().status_code == 200
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    assert hall.upload("A", 8).status_code == 200
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.tally.rehearse(hall.meeting, hall.board.document)
    return hall.work()


def ready(hall: Hall, kind: str, **changes: object) -> Hall:
    """Make a meeting of this kind from its template alone and play it to the frozen lists."""
    return freeze(drafted(hall, kind, **changes))


def people(count: int) -> list[dict[str, str]]:
    return [{"id": f"c{n}", "kind": "candidate", "name": f"人选{n}"} for n in range(count)]


def fact(hall: Hall, key: str) -> object:
    return next(one["value"] for one in item_of(hall, "sheet")["facts"] if one["key"] == key)


def test_a_list_with_too_few_candidates_for_its_posts_is_not_voted_on(hall):
    ready(hall, "investigation_list", lines=people(3), choices=2, posts=2)

    said = refused(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))

    assert said.startswith("too_few_candidates")
    assert "P12: 按照不低于1:2的比例" in said
    assert (fact(hall, "candidates"), fact(hall, "posts")) == (3, 2)


def test_a_list_with_two_candidates_for_each_post_is_voted_on(hall):
    ready(hall, "investigation_list", lines=people(4), choices=2, posts=2)

    hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))


def test_a_life_meeting_is_reviewed_once_it_is_on_record_that_the_delegates_were_asked(hall):
    ready(hall, "life_meeting_review")
    said = refused(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))
    record_facts(hall, "sheet", delegates_asked=True)

    assert said.startswith("delegates_not_asked")
    assert "P11: 各级党组织召开民主生活会前" in said
    hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))


def test_the_next_step_leads_to_the_agenda_where_the_clause_and_its_record_stand(hall):
    ready(hall, "life_meeting_review")

    shut = hall.get()["next_step"]
    record_facts(hall, "sheet", delegates_asked=True)
    step = hall.get()["next_step"]

    assert (shut["code"], step["code"]) == ("items_shut", "next_round")
    assert "P11" in shut["zh"]
    assert [gate["rule"] for gate in shut["gates"]] == ["P11"]
    assert shut["gates"][0]["link"] == f"/meetings/{hall.meeting}/agenda#item-1"
    assert step["gates"] == []
    assert {shut["link"], step["link"]} == {f"/meetings/{hall.meeting}/agenda"}
    assert hall.get()["has_agenda"]


def test_an_improvised_personnel_item_of_a_fresh_desks_draft_is_never_voted_on(hall):
    ready(hall, "committee", lines=[{**POST, "improvised": True, "assessed": True}])
    record_facts(hall, "post", **READY)

    said = refused(hall.post(hall.organizer, "/rounds", {"item": "post"}))

    assert said.startswith("improvised_personnel_item")
    assert "C07: 县委书记不得临时动议研究干部议题" in said
    assert [one["rule"] for one in item_of(hall, "post")["shut"]] == ["C07"]


def test_a_personnel_item_of_a_fresh_desks_committee_waits_until_its_facts_are_on_record(hall):
    ready(hall, "committee", lines=[POST])
    before = [one["rule"] for one in item_of(hall, "post")["shut"]]
    said = refused(hall.post(hall.organizer, "/rounds", {"item": "post"}))

    record_facts(hall, "post", **READY)

    assert before == ["C18", "C13", "C14", "C15", "C12", "C02"]
    assert said.startswith("superior_consent_missing")
    assert item_of(hall, "post")["shut"] == []
    hall.must(hall.post(hall.organizer, "/rounds", {"item": "post"}))


def test_what_is_recorded_on_a_draft_holds_when_it_is_prepared(hall):
    drafted(hall, "committee", lines=[POST])
    asked = [one["key"] for one in item_of(hall, "post")["facts"]]
    record_facts(hall, "post", **READY)

    freeze(hall)

    assert set(asked) == set(READY)
    hall.must(hall.post(hall.organizer, "/rounds", {"item": "post"}))


def test_the_manifest_names_a_pack_that_adopts_the_gates_in_the_organizers_name(hall):
    drafted(hall, "committee", lines=[POST])
    foreseen = hall.get()["adopted"]
    hall.must(hall.post(hall.organizer, "/prepare"))

    shown = hall.get()
    pack = pack_from_document(hall.client.get(f"/api/v1/packs/{shown['pack']}").json)

    assert sorted(foreseen) == sorted(shown["adopted"]) == sorted(GATES)
    assert pack.digest == shown["pack"] != general_pack().digest
    added = pack.adoptions[len(general_pack().adoptions) :]
    assert {one.author for one in added} == {hall.organizer.actor.name}
    assert sorted(rule for one in added for rule in one.clauses) == sorted(GATES)


def test_the_pages_of_a_draft_say_which_clauses_are_adopted_for_it(hall, organizer):
    drafted(hall, "committee", lines=[POST])
    named = " ".join(GATES)

    chinese, english = (
        organizer.open(f"/meetings/{hall.meeting}/draft", language).text
        for language in ("zh", "en")
    )
    meeting = organizer.open(f"/meetings/{hall.meeting}").text

    assert f"：{named}。" in chinese
    assert f"has to have: {named}." in english
    assert "本次会议另行采用的条款" in meeting
    drafted(hall, "climate_poll")
    assert "has to have:" not in organizer.open(f"/meetings/{hall.meeting}/draft", "en").text
