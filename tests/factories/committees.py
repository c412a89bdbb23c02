"""A standing committee in session: eleven members, eight of them checked in, and its matters."""

from __future__ import annotations

from typing import Any

from factories.desk import PACK, Hall, a_pack

from ballot_service.meetings.templates import Motion, motion_contest

ADOPTED = '{author: 组织部, date: "2026-01-04", reason: 试用, valid: {from: "2026-01-01"}, '


def adopting(pack: str, **texts: str) -> str:
    """Return `pack` with clauses of other text packs adopted, by text: `NAT="Q1, Q2"`."""
    lines = [f"- {ADOPTED}pack: {name}, clauses: [{rules}]}}" for name, rules in texts.items()]
    return pack.replace("parameters:", "\n".join([*lines, "parameters:"]))


COMMITTEE = adopting(PACK.replace("[C07]", "[C07, C06, C10]"), NAT="Q1, Q2")
STRICT = adopting(
    COMMITTEE.replace("[C07, C06, C10]", "[C07, C06, C10, C18]"),
    PI="C12, C13, P12",
    PN="C14",
    PM="C15",
    PD="P11",
)

MARKS = {"agree": 5, "disagree": 1, "postpone": 0, "abstain": 2}
"""D11: five agree, one disagrees, two abstain."""


def a_matter(key: str, title: str, **changes: Any) -> dict[str, Any]:
    """Return an item of a committee's agenda with its sheet."""
    sheet = [motion_contest(Motion(id=key, title=title)).model_dump(mode="json")]
    item = {"key": key, "title": title, **changes}
    return {"item": item, "contests": {"A": sheet}}


ROAD = a_matter("road", "县乡公路养护方案")
POST = a_matter("post", "任命局长", item_class="personnel", assessed=True)
FLOOD = a_matter("flood", "防汛应急资金", urgent=True)


def a_committee(
    hall: Hall, *items: dict[str, Any], pack: str = COMMITTEE, present: int = 8, members: int = 11
) -> list[str]:
    """Let a committee come together; return the ids of those present, in the roll's order."""
    roll = "\n".join(
        ["name,unit,electorate", *(f"委员{n:02d},县委常委会,A" for n in range(1, members + 1))]
    )
    hall.draft(source="committee", items=list(items) or [ROAD], pack=a_pack(pack).to_document())
    assert hall.import_roll(roll.encode()).status_code == 200
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.must(hall.post(hall.organizer, "/check-in"))
    ids = [one["id"] for one in hall.get("/people")["people"]][:present]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": ids}))
    return ids


def frozen(hall: Hall) -> Hall:
    """Make the slips and freeze the lists, every trustee rehearsed."""
    hall.work()
    assert hall.upload("A", 14).status_code == 200
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.tally.rehearse(hall.meeting, hall.board.document)
    return hall.work()


def marks(people: list[str], **counts: int) -> dict[str, str]:
    """Return a mark for each of ``people``: so many of each, in this order."""
    given = [mark for mark, count in counts.items() for _ in range(count)]
    return dict(zip(people, given, strict=True))


def record(hall: Hall, item: str, given: dict[str, str], **more: Any) -> Any:
    """Let the organizer record an open vote; return the response."""
    return hall.post(hall.organizer, f"/agenda/items/{item}/votes", {"marks": given, **more})


def confirm(hall: Hall, made: Any, by: Any = None) -> Any:
    """Let a scrutineer confirm what ``record`` answered; return the response."""
    path = f"/agenda/votes/{made.json['vote']}/confirm"
    return hall.post(by or hall.first, path, {"digest": made.json["digest"]})


def record_facts(hall: Hall, item: str, **facts: bool | int) -> None:
    """Record what clauses ask about an item, each with a document."""
    for key, value in facts.items():
        path = f"/api/v1/meetings/{hall.meeting}/agenda/items/{item}/facts/{key}"
        stated = {"value": value, "document": "甲党〔2026〕3号", "date": "2026-01-05"}
        hall.must(hall.client.put(path, json=stated, headers=hall.organizer.headers))


def item_of(hall: Hall, key: str) -> dict[str, Any]:
    """Return one item as the agenda shows it."""
    return next(item for item in hall.get("/agenda")["items"] if item["key"] == key)


def refused(response: Any) -> str:
    """Return the slug and the words of a refusal."""
    assert response.status_code >= 400, response.json
    return f"{response.json['type'].rsplit('/', 1)[-1]}: {response.json['title']}"
