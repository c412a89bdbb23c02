"""The one line that says what a jurisdiction's year waits for, in Chinese and English.

May import: stdlib, shared.next_step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.next_step import NextStep

Stage = Literal["unproposed", "proposed", "second", "decided", "published", "final"]
"""How far one person's grade has come; ``second``: one decider has decided, another has to."""

STAGES: tuple[Stage, ...] = ("unproposed", "proposed", "second", "decided", "published", "final")

TEXTS: Mapping[str, tuple[str, str]] = {
    "no_people": (
        "这一年还没有人员名单：请先导入单位、班子和干部。",
        "Nobody is listed for this year yet: units, teams and officials are imported first.",
    ),
    "propose": (
        "{detail} 人还没有建议等次：证书和事实到齐后，请计算建议等次。",
        "{detail} people have no proposed grade: once results and facts are here, compute them.",
    ),
    "decide": (
        "{detail} 人的等次待决定：由两名审定人各自用自己的账号决定。",
        "{detail} grades wait to be decided, by two deciders, each under their own account.",
    ),
    "second": (
        "{detail} 人已有一名审定人决定，还需另一名审定人。",
        "{detail} grades have one decider; another has to decide the same.",
    ),
    "publish": (
        "等次都已决定，其中 {detail} 人尚未公布：请公布，本人可以提出复核申请。",
        "All grades are decided; {detail} are not published yet: publish them for objections.",
    ),
    "answer": (
        "{detail} 件复核申请等待两名审定人答复。",
        "{detail} objections wait for the answer of two deciders.",
    ),
    "finalize": (
        "{detail} 人的公布期已满，没有未答复的复核申请：请定为最终等次。",
        "{detail} grades are past their days for objections: make them final.",
    ),
    "await_objections": (
        "等次已公布。复核申请期未满，{detail} 起可以定为最终等次。",
        "The grades are published. People may object; from {detail} on they can be made final.",
    ),
    "done": (
        "这一年的等次都已确定，可供下游系统读取。",
        "All grades of this year are final; other systems can read them.",
    ),
}

DOERS: Mapping[str, tuple[str, ...]] = {
    "no_people": ("officer",),
    "propose": ("officer",),
    "decide": ("decider",),
    "second": ("decider",),
    "publish": ("officer",),
    "answer": ("decider",),
    "finalize": ("officer",),
}
"""Whose step it is; nobody's means: wait."""

PLACES: Mapping[str, str] = {
    "propose": "{here}",
    "decide": "{here}?stage=proposed",
    "second": "{here}?stage=second",
    "publish": "{here}",
    "answer": "{here}/objections",
    "finalize": "{here}",
}
"""Where a step is done; ``here`` is the year's own page."""


@dataclass(frozen=True, slots=True)
class YearSight:
    """What matters of a year."""

    stages: Mapping[Stage, int]
    """How many people stand where; those without a row are ``unproposed``."""
    open_objections: int
    due: int
    """Published grades whose days for objections are over, and that nobody contests."""
    final_from: str | None
    """The first day on which the next published grade may become final."""


def year_step(sight: YearSight, here: str) -> NextStep:
    """Return what has to happen next in a year whose page is at ``here``."""
    code, detail = _decide(sight)
    chinese, english = TEXTS[code]
    place = PLACES.get(code)
    return NextStep(
        code=code,
        zh=chinese.format(detail=detail),
        en=english.format(detail=detail),
        parameters={"numbers": (detail,)} if detail else {},
        roles=DOERS.get(code, ()),
        link=place.format(here=here) if place else None,
    )


def _decide(sight: YearSight) -> tuple[str, str]:
    """Return the step's code, and what its sentence is about."""
    count = sight.stages.get
    if not any(sight.stages.values()):
        return "no_people", ""
    asked = (
        ("propose", count("unproposed", 0)),
        ("answer", sight.open_objections),
        ("decide", count("proposed", 0)),
        ("second", count("second", 0)),
        ("publish", count("decided", 0)),
        ("finalize", sight.due),
    )
    for code, number in asked:
        if number:
            return code, str(number)
    if count("published", 0) and sight.final_from:
        return "await_objections", date.fromisoformat(sight.final_from).isoformat()
    return "done", ""
