"""The demo's year as values: who meets, who votes, and the exact votes of every contest.

The figures stand in `deploy/demo/*.yaml`, for people to read and change; names of voters and
the order of marks come from a fixed seed, so that every run shows the same year.

May import: stdlib, yaml, shared.errors.
"""

import random  # noqa: TID251 - a fixed seed is the point here: the demo is the same every time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shared.errors import InvalidInput

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚玲华飞玉萍红建文斌鑫波辉慧宇浩凯莉帆倩晨雪峰琳龙"
RARE = "𠮷"
SMALLEST = 6
"""No electorate is scaled below this many ballots: one more than the default disclosure floor."""


class BadDemoData(InvalidInput):
    """A file of the demo does not add up."""

    code = "bad_demo_data"


@dataclass(frozen=True, slots=True)
class ElectoratePlan:
    """One electorate's numbers: 应到, 实到, 发出, 收回, reserve slips; how many have phones."""

    key: str
    title: str
    roll: int
    present: int
    issued: int
    returned: int
    reserve: int
    phones: int = 0
    """How many of those issued had their credentials signed blindly; the others came late."""

    @property
    def printed(self) -> int:
        """Slips printed, the reserve included; the reserve alone where people have phones."""
        return self.reserve if self.phones else self.roll + self.reserve


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One agenda item: the words the desk needs, and the votes by (subject id, contest kind)."""

    item: dict[str, Any]
    sheet: dict[str, Any]
    votes: dict[tuple[str, str], dict[str, int]]


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """One meeting of the year."""

    key: str
    title: str
    source: str
    place: dict[str, str]
    spare_boxes: int
    electorates: tuple[ElectoratePlan, ...]
    items: tuple[ItemPlan, ...]

    @property
    def blind(self) -> bool:
        """Whether people vote with their own phones."""
        return any(electorate.phones for electorate in self.electorates)

    @property
    def credential_mode(self) -> str:
        """How credentials reach people, as the desk calls it."""
        return "blind" if self.blind else "slips"

    def roll_csv(self, seed: int) -> str:
        """Return the roll as the organizer would import it: name, unit, electorate."""
        source = random.Random(f"{seed}/{self.key}/roll")  # noqa: S311 - invented names
        lines = ["name,unit,electorate"]
        names: set[str] = set()
        for electorate in self.electorates:
            for _ in range(electorate.roll):
                name = _name(source, names)
                lines.append(f"{name},{self.place['name']},{electorate.key}")
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class JurisdictionPlan:
    """One jurisdiction's year: its people, meetings, facts and decisions."""

    id: str
    title: str
    year: int
    pack_file: Path
    units: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    people: list[dict[str, Any]]
    attendance: str
    findings: list[dict[str, Any]]
    board: dict[str, Any]
    meetings: tuple[MeetingPlan, ...]
    decisions: dict[str, dict[str, str]]


def load(folder: Path, voters: int | None = None) -> list[JurisdictionPlan]:
    """Return the demo's jurisdictions; with ``voters``, every meeting scaled to that many at most.

    Raises:
        BadDemoData: votes do not add up to the ballots of their meeting.
    """
    return [_jurisdiction(folder, name, voters) for name in ("county.yaml", "district.yaml")]


def ballots(
    plan: ItemPlan, contests: Sequence[Mapping[str, Any]], count: int, seed: int
) -> list[list[list[int]]]:
    """Return ``count`` ballots whose sums are exactly the planned votes.

    Each contest's marks are shuffled on their own, so a ballot is a person's mixed opinion.

    Args:
        plan: the item.
        contests: the sheet, as the box manifest has it.
        count: number of ballots.
        seed: the demo's seed.

    Returns:
        For each ballot, for each contest, a row of 0 and 1.
    """
    columns: list[list[list[int]]] = []
    for contest in contests:
        subject, kind = contest["subject"]["id"], contest["kind"]
        votes = plan.votes[(subject, kind)]
        keys = [option["key"] for option in contest["options"]]
        if set(votes) != set(keys) or sum(votes.values()) != count:
            raise BadDemoData("The demo's votes do not fit the sheet.")
        marks = [index for index, key in enumerate(keys) for _ in range(votes[key])]
        random.Random(f"{seed}/{subject}/{kind}").shuffle(marks)  # noqa: S311 - invented votes
        columns.append([[int(index == mark) for index in range(len(keys))] for mark in marks])
    return [[column[number] for column in columns] for number in range(count)]


def _jurisdiction(folder: Path, name: str, voters: int | None) -> JurisdictionPlan:
    value = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    about = value["jurisdiction"]
    return JurisdictionPlan(
        id=about["id"],
        title=about["title"],
        year=about["year"],
        pack_file=folder / about["pack"],
        units=value["units"],
        teams=value["teams"],
        people=value["people"],
        attendance=(folder / value["attendance"]).read_text(encoding="utf-8"),
        findings=value.get("findings", []),
        board=value["board"],
        meetings=tuple(_meeting(entry, value, voters) for entry in value["meetings"]),
        decisions=value.get("decisions", {}),
    )


def _meeting(value: Mapping[str, Any], year: Mapping[str, Any], voters: int | None) -> MeetingPlan:
    electorates = tuple(ElectoratePlan(**entry) for entry in value["electorates"])
    before = sum(electorate.returned for electorate in electorates)
    items = tuple(_item(entry, year, before) for entry in value["items"])
    if voters is not None:
        roll = sum(electorate.roll for electorate in electorates)
        electorates = tuple(_scaled(entry, voters, roll) for entry in electorates)
        after = sum(electorate.returned for electorate in electorates)
        items = tuple(
            ItemPlan(item.item, item.sheet, {k: _share(v, after) for k, v in item.votes.items()})
            for item in items
        )
    return MeetingPlan(
        value["key"],
        value["title"],
        value["source"],
        value["place"],
        value["spare_boxes"],
        electorates,
        items,
    )


def _item(value: Mapping[str, Any], year: Mapping[str, Any], count: int) -> ItemPlan:
    """Return one item; the sheet names officials and teams as the desk's template wants them."""
    sheet = {key: value[key] for key in value if key not in ("item", "votes")}
    for key, source, wanted in (
        ("officials", "people", ("id", "name", "role", "post")),
        ("teams", "teams", ("id", "name", "head")),
    ):
        if key in sheet:
            known = {entry["id"]: entry for entry in year[source]}
            sheet[key] = [{name: known[i][name] for name in wanted} for i in sheet[key]]
    votes = {}
    for name, options in value["votes"].items():
        subject, kind = name.split(" ")
        if sum(options.values()) != count:
            raise BadDemoData(f"The votes of {name} do not add up to the ballots of the meeting.")
        votes[(subject, kind)] = dict(options)
    return ItemPlan(dict(value["item"]), sheet, votes)


def _scaled(plan: ElectoratePlan, voters: int, roll: int) -> ElectoratePlan:
    """Return ``plan`` with a roll of at most ``voters`` in its meeting, never below the floor."""
    wanted = max(SMALLEST, plan.roll * voters // roll)
    if wanted >= plan.roll:
        return plan
    returned = max(SMALLEST, plan.returned * wanted // plan.roll)
    late = plan.issued - plan.phones if plan.phones else wanted
    numbers = (wanted, wanted, wanted, returned, plan.reserve, wanted - late)
    return ElectoratePlan(plan.key, plan.title, *numbers)


def _share(votes: Mapping[str, int], total: int) -> dict[str, int]:
    """Return ``votes`` scaled to ``total`` by largest remainder, ties in the given order."""
    before = sum(votes.values())
    whole = {key: count * total // before for key, count in votes.items()}
    rest = sorted(votes, key=lambda key: -(votes[key] * total % before))
    for key in rest[: total - sum(whole.values())]:
        whole[key] += 1
    return whole


def _name(source: random.Random, taken: set[str]) -> str:
    """Return an invented name that is not taken; one in the year has a rare character."""
    while True:
        given = source.choice(GIVEN) + source.choice(["", source.choice(GIVEN)])
        name = source.choice(SURNAMES) + given
        if not taken:
            name = source.choice(SURNAMES) + RARE
        if name not in taken:
            taken.add(name)
            return name
