"""The table at the end of the demo: person, votes, merged share, rulings, grade.

May import: stdlib, shared.cli.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.cli.demo.grading import Graded
from shared.cli.demo_data import MeetingPlan

People = Mapping[str, Sequence[tuple[str, str]]]
"""By service: names and passphrases."""

GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "incompetent": "不称职",
    None: "（由人决定）",
}
HEAD = (
    "姓名 Person",
    "单位票 Unit",
    "县票 County",
    "合并 Merged",
    "判定 Rulings",
    "提名 Proposed",
    "等次 Grade",
)
STATES = {"triggered": "●", "pending": "…", "needs_ruling": "?", "not_applicable": "∅"}
SILENT = ("B04", "N01")
"""Merging and conversion: they prepare figures and decide nothing."""
AGAINST = {"grade": ("incompetent", "不称职"), "confidence": ("distrust", "不信任")}
MERGES = {"pooled": "合并 pooled", "weighted": "加权 weighted"}


def table(graded: Sequence[Graded]) -> str:
    """Return the summary as text; columns keep their width with Chinese characters."""
    lines: list[str] = []
    for entry in graded:
        rows = [HEAD, *(_row(row, entry) for row in entry.proposals)]
        widths = [max(_width(row[column]) for row in rows) for column in range(len(HEAD))]
        lines += ["", f"{entry.plan.title} {entry.plan.year}"]
        lines += [
            "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines += [f"班子 Team {team['name']}: {_of_team(team)}" for team in entry.teams]
        lines += [f"会议 Meeting {_of_meeting(meeting)}" for meeting in entry.plan.meetings]
    lines += [
        "",
        "不称职票/有效票 · incompetent/valid   ● 触发 triggered   … 待定 pending   ∅ 不适用 n/a",
    ]
    return "\n".join(lines)


def sign_in(data: Path, people: People) -> str:
    """Return how to open a year that was kept: where everybody signs in, and with what."""
    lines = [
        "",
        f"打开这一年 · open this year:  ostraka up --data {data}",
        "网址由它显示；用下面的姓名和密码短语登录 · it tells the addresses; sign in with these",
        "names and passphrases (演示数据，不要用于正式工作 · for the demo alone):",
    ]
    for service, there in people.items():
        widest = max(_width(name) for name, _ in there)
        lines += [f"  {service:<10} {_pad(name, widest)}  {secret}" for name, secret in there]
    return "\n".join(lines)


def _row(row: dict[str, Any], entry: Graded) -> tuple[str, ...]:
    proposal = row["proposal"]
    return (
        row["name"],
        _votes(row["unit_votes"]),
        _votes(row["county_votes"]),
        _merged(row["merged"]),
        _rulings(row, entry),
        f"{GRADES[proposal['grade']]} {proposal['kind']}",
        GRADES[row["grade"]],
    )


def _rulings(row: dict[str, Any], entry: Graded) -> str:
    """Return the clauses that say something about the person; a final one replaces a pending."""
    meeting = [ruling for evidence in row["evidence"] for ruling in evidence["rulings"]]
    final = [
        ruling
        for after in entry.after_final
        if after["person"] == row["person"]
        for ruling in after["rulings"]
    ]
    states = {r["rule"]: r["state"] for r in [*meeting, *row["rulings"], *final]}
    said = [rule + STATES[state] for rule, state in states.items() if state in STATES]
    return " ".join(rule for rule in said if not rule.startswith(SILENT)) or "-"


def _of_meeting(meeting: MeetingPlan) -> str:
    """Return a meeting's numbers, and how its people got their credentials."""
    issued, returned, phones = (
        sum(getattr(electorate, name) for electorate in meeting.electorates)
        for name in ("issued", "returned", "phones")
    )
    ways = [(phones, "手机盲签 phones"), (issued - phones, "选票凭条 slips")]
    given = " + ".join(f"{count} {way}" for count, way in ways if count)
    return f"{meeting.title}: 发出 issued {issued} ({given}), 收回 returned {returned}"


def _of_team(team: dict[str, Any]) -> str:
    """Return a team's votes contest by contest, and the clauses that say something about it."""
    shares = [f"{_against(votes)} {votes['source']}" for votes in team["votes"]]
    states = {ruling["rule"]: ruling["state"] for ruling in team["rulings"]}
    said = [rule + STATES[state] for rule, state in states.items() if state in STATES]
    return "  ".join([*shares, " ".join(said) or "-"])


def _against(votes: dict[str, Any]) -> str:
    """Return the votes against a team of all valid ones: 不称职, or 不信任."""
    counts = votes["counts"]
    option, word = AGAINST[votes["kind"]]
    return f"{word} {counts[option]}/{sum(counts.values())}"


def _votes(votes: dict[str, Any] | None) -> str:
    """Return incompetent votes of valid ones."""
    return f"{votes['counts']['incompetent']}/{votes['valid']}" if votes else "-"


def _merged(merge: dict[str, Any] | None) -> str:
    """Return the merged share, and what the other way of merging would have changed."""
    if merge is None:
        return "-"
    share = merge["shares"]["incompetent"]["percent"]
    changed = (merge["other"] or {}).get("changed", [])
    if not changed:
        return str(share)
    other = merge["other"]["shares"]["incompetent"]["percent"]
    rules = " ".join(entry["rule"] + STATES.get(entry["state"], "○") for entry in changed)
    return f"{share} ({MERGES[merge['other']['method']]} {other}: {rules})"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
