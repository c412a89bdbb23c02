"""The one line that says what a jurisdiction's year waits for, in Chinese and English.

May import: stdlib, shared.next_step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.next_step import NextStep

Stage = Literal[
    "unproposed", "proposed", "second", "decided", "published", "final", "left", "elsewhere"
]
"""How far one person's grade has come.

``second``: one decider has decided, another has to; ``left``: it is not published, because they
left before the year was over, so it holds up nobody; ``elsewhere``: another jurisdiction appraises
them for the year.
"""

STAGES: tuple[Stage, ...] = (
    *("unproposed", "proposed", "second", "decided", "published", "final", "left", "elsewhere"),
)

TEXTS: Mapping[str, tuple[str, str]] = {
    "no_people": (
        "这一年还没有人员名单：请先导入人员名单，单位和班子一并建立。",
        "Nobody is listed for this year yet: units, teams and officials are imported first.",
    ),
    "propose": (
        "{detail} 人还没有建议等次：证书和事实到齐后，请计算建议等次。",
        "{detail} people have no proposed grade: once results and facts are here, compute them.",
    ),
    "renew": (
        "{detail} 人的建议等次算出以后，证据又变了：请先重新计算建议等次，再决定。",
        "The evidence behind {detail} proposals has changed: compute them again, then decide.",
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
    "correct": (
        "{detail} 人的等次决定以后，证据又变了，不能公布或定为最终等次：请逐人开启更正。",
        "The evidence behind {detail} decided grades has changed: open a correction for each.",
    ),
    "await_objections": (
        "等次已公布。复核申请期未满，{detail} 起可以定为最终等次。",
        "The grades are published. People may object; from {detail} on they can be made final.",
    ),
    "done": (
        "这一年的等次都已确定，人事等其他系统可以读取。",
        "All grades of this year are final; other systems can read them.",
    ),
}

UNRULED = (
    "其中 {number} 人还有条款须由人裁定或认定，见名单“等待”一栏；请先办理，或者照此公布。",
    " On {number} people clauses still wait for people, see the list; rule first, or publish so.",
)
"""Said before publishing; it blocks nothing."""

DOERS: Mapping[str, tuple[str, ...]] = {
    "no_people": ("officer",),
    "propose": ("officer",),
    "renew": ("officer",),
    "decide": ("decider",),
    "second": ("decider",),
    "publish": ("officer",),
    "answer": ("decider",),
    "finalize": ("officer",),
    "correct": ("officer",),
}
"""Whose step it is; nobody's means: wait."""

PLACES: Mapping[str, str] = {
    "no_people": "{here}/roster",
    "propose": "{here}",
    "renew": "{here}",
    "decide": "{here}/decide",
    "second": "{here}/decide",
    "publish": "{here}",
    "answer": "{here}/objections",
    "finalize": "{here}",
    "correct": "{here}?stage=outdated",
}
"""Where a step is done; ``here`` is the year's own page."""


@dataclass(frozen=True, slots=True)
class YearSight:
    """What matters of a year."""

    stages: Mapping[Stage, int]
    """How many people stand where; those without a row are ``unproposed``."""
    open_objections: int
    due: int
    """Published grades that may become final: their days are over, and nobody contests them."""
    final_from: str | None
    """The first day on which the next published grade may become final."""
    outdated: Mapping[Stage, int] = field(default_factory=dict)
    """How many people's evidence has changed since, by stage; empty where nobody looked."""
    unruled: int = 0
    """Decided grades on which clauses still wait for people; they may be published so."""


def year_step(sight: YearSight, here: str) -> NextStep:
    """Return what has to happen next in a year whose page is at ``here``."""
    code, detail = _decide(sight)
    chinese, english = TEXTS[code]
    if code == "publish" and sight.unruled:
        more = [text.format(number=sight.unruled) for text in UNRULED]
        chinese, english = chinese + more[0], english + more[1]
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
    count, outdated = sight.stages.get, sight.outdated.get
    if not any(sight.stages.values()):
        return "no_people", ""
    asked = (
        ("propose", count("unproposed", 0)),
        ("renew", outdated("proposed", 0) + outdated("second", 0)),
        ("answer", sight.open_objections),
        ("decide", count("proposed", 0)),
        ("second", count("second", 0)),
        ("correct", outdated("decided", 0)),
        ("publish", count("decided", 0)),
        ("finalize", sight.due),
        ("correct", outdated("published", 0)),
    )
    for code, number in asked:
        if number:
            return code, str(number)
    if count("published", 0) and sight.final_from:
        return "await_objections", date.fromisoformat(sight.final_from).isoformat()
    return "done", ""
