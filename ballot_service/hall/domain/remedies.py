"""The facts of this meeting that belong to a fault, and the doors that lead out of it.

May import: stdlib, shared.errors, this room's remedy_texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ballot_service.hall.domain.remedy_texts import REMEDIES, Remedy, Words
from shared.errors import NotFound


class NoSuchRemedy(NotFound):
    """There is no page for such a fault."""

    code = "no_such_remedy"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the desk knows of the trustees' keys."""

    title: str
    threshold: int
    trustees: int
    rehearsed: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known at the moment somebody asks."""

    meeting: Mapping[str, Any]
    """As the API shows it."""
    turnout: Mapping[str, Any]
    """As the API shows it."""
    keys: Keys | None
    """None before the meeting is prepared."""
    box_origin: str


@dataclass(frozen=True, slots=True)
class Door:
    """A way out: an address of ours."""

    words: Words
    path: str


def remedy(code: str) -> Remedy:
    """Return the page of a fault; ``NoSuchRemedy`` if there is none."""
    if code not in REMEDIES:
        raise NoSuchRemedy("There is no such page. Choose from the list.")
    return REMEDIES[code]


def facts(code: str, scene: Scene) -> list[Words]:
    """Return what this meeting's own numbers say about the fault."""
    said = [_standing(scene)]
    extra = FACTS.get(code)
    return said + (extra(scene) if extra else [])


def doors(code: str, scene: Scene) -> list[Door]:
    """Return where the remedy is done, as far as that is open now."""
    make = DOORS.get(code)
    return make(scene, f"/meetings/{scene.meeting['meeting']}") if make else []


def _standing(scene: Scene) -> Words:
    """Return which round this is about."""
    row = scene.turnout["round"]
    step = scene.meeting["next_step"]
    if row is None:
        return Words(f"还没有开过箱。{step['zh']}", f"No round has opened yet. {step['en']}")
    return Words(
        f"第 {row['number']} 轮：{row['title']}。{step['zh']}",
        f"Round {row['number']}: {row['title']}. {step['en']}",
    )


def _slips(scene: Scene) -> list[Words]:
    """Return how many slips of each electorate there are."""
    said = []
    for one in scene.meeting["electorates"]:
        printed = "—" if one["printed"] is None else one["printed"]
        issued = "—" if one["issued"] is None else one["issued"]
        zh = f"{one['key']} 票：实到 {one['present']}，印制 {printed}，发出 {issued}"
        en = f"Class {one['key']}: present {one['present']}, printed {printed}, handed out {issued}"
        if scene.meeting["credential_mode"] == "blind":
            zh += f"，手机领取 {one['released']}，备用凭条 {one['reserve_out']}"
            en += f", by phone {one['released']}, reserve slips {one['reserve_out']}"
        said.append(Words(zh, en))
    return said


def _counts(scene: Scene) -> list[Words]:
    """Return the numbers that can differ, and every pair that does."""
    said = _slips(scene)
    returned = {one["key"]: one for one in scene.turnout["electorates"]}
    for one in scene.meeting["electorates"]:
        said += _of_electorate(one, returned[one["key"]])
    return said


def _of_electorate(one: Mapping[str, Any], turnout: Mapping[str, Any]) -> list[Words]:
    """Return what does not fit in one electorate."""
    key, issued = one["key"], one["issued"]
    said: list[Words] = []
    if one["first_counted_by"]:
        said.append(
            Words(
                f"{key} 票：{one['first_counted_by']} 已录入，等待另一名监票人。",
                f"Class {key}: {one['first_counted_by']} has entered; a second count is missing.",
            )
        )
    if one["printed"] is not None and one["present"] > one["printed"]:
        said.append(
            Words(
                f"{key} 票：实到 {one['present']} 多于印制 {one['printed']}。",
                f"Class {key}: {one['present']} present are more than {one['printed']} printed.",
            )
        )
    if issued is not None and turnout["exact"]:
        out = issued + one["released"]
        said.append(_returned(key, out, turnout["returned"]))
    return said


def _returned(key: str, out: int, returned: int) -> Words:
    """Return how what came back compares with what was handed out."""
    if returned > out:
        return Words(
            f"{key} 票：收回 {returned} 多于发出 {out}，多 {returned - out}。这一轮将作废（E31）。",
            f"Class {key}: {returned} returned, {out} handed out: {returned - out} too many. "
            "This round will be annulled (E31).",
        )
    return Words(
        f"{key} 票：发出 {out} ＝ 收回 {returned} ＋ 未收回 {out - returned}。",
        f"Class {key}: handed out {out} = returned {returned} + not returned {out - returned}.",
    )


def _keys(scene: Scene) -> list[Words]:
    """Return how many shares are needed and whether they were rehearsed."""
    keys = scene.keys
    if keys is None:
        return [
            Words("会议还没有准备，保管组还可以换。", "Not prepared yet: choose another board.")
        ]
    spare = keys.trustees - keys.threshold
    held = Words(
        f"{keys.title}：{keys.trustees} 人保管，{keys.threshold} 人即可计票，最多可缺 {spare} 人。",
        f"{keys.title}: {keys.trustees} trustees, {keys.threshold} can count, at most {spare} "
        "may be missing.",
    )
    if keys.rehearsed:
        return [held, Words("已全部演练。", "All have rehearsed.")]
    return [held, Words("尚未全部演练。", "Not all have rehearsed.")]


def _delivery(scene: Scene) -> list[Words]:
    """Return that no document was refused; else the next step, told above, says which and why."""
    if scene.meeting["delivery_refused"] is None:
        return [Words("没有被拒收的文件。", "No document was refused.")]
    return []


def _annulled(scene: Scene) -> list[Words]:
    """Return which rounds were annulled."""
    return [
        Words(f"第 {row['number']} 轮已作废。", f"Round {row['number']} is annulled.")
        for row in scene.meeting["rounds"]
        if row["state"] == "annulled"
    ]


FACTS: Mapping[str, Callable[[Scene], list[Words]]] = {
    "lost_slip": _slips,
    "counts_differ": _counts,
    "lost_key": _keys,
    "no_network": _delivery,
    "fraud": _annulled,
}


def _to_check_in(words: Words) -> Callable[[Scene, str], list[Door]]:
    """Return the door to the check-in desk."""

    def make(scene: Scene, here: str) -> list[Door]:
        if scene.meeting["state"] not in ("checking_in", "ready"):
            return []
        return [Door(words, f"{here}/check-in")]

    return make


def _from_kiosk(scene: Scene, _here: str) -> list[Door]:
    """Return the doors to another machine."""
    box, meeting = scene.box_origin, scene.meeting["meeting"]
    here = Words("在这台电脑上打开投票机", "Open the voting machine here")
    receipt = Words("查回执：票在不在箱里", "Check a receipt: is it in the box?")
    return [Door(here, f"{box}/k/{meeting}"), Door(receipt, f"{box}/r/{meeting}")]


def _to_meeting(words: Words) -> Callable[[Scene, str], list[Door]]:
    """Return the door to the meeting's own page, where the buttons are."""
    return lambda _scene, here: [Door(words, here)]


def _on_paper(scene: Scene, here: str) -> list[Door]:
    """Return the door to a round on paper, where one can be begun."""
    if scene.meeting["state"] != "ready":
        return []
    return [Door(Words("改用纸质投票（会议页）", "Hold a round on paper (meeting's page)"), here)]


def _after_network(scene: Scene, here: str) -> list[Door]:
    """Return the doors when the network is away."""
    found = []
    if scene.meeting["delivery_refused"]:
        found.append(Door(Words("重新发送文件", "Send the documents again"), here))
    found += _on_paper(scene, here)
    if scene.meeting["state"] == "activating":
        found.append(Door(Words("推迟激活截止时间", "Move the end of activation back"), here))
    return found


DOORS: Mapping[str, Callable[[Scene, str], list[Door]]] = {
    "lost_slip": _to_check_in(Words("签到页", "Check-in desk")),
    "dead_kiosk": _from_kiosk,
    "no_network": _after_network,
    "no_power": _to_meeting(Words("看会议现在停在哪里", "See where the meeting stands")),
    "counts_differ": _to_meeting(Words("录入您点的数", "Enter your count")),
    "wrong_person": _to_check_in(Words("签到页：撤销签到", "Check-in desk: undo a check-in")),
}
