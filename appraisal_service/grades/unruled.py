"""What a derivation leaves to people or still lacks, in words, with the clauses it is about.

A tie for the last place blocks nothing; it is said wherever somebody could overlook it.

May import: stdlib, shared.rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.rules.clauses import Clause
from shared.rules.explanation import waiting
from shared.rules.parameters import Text
from shared.rules.wording import CAUSES

Json = Mapping[str, Any]

TIED = Text(zh="末位并列，待两名考核人员认定", en="tie for last: two officers rule")
RULE = Text(zh="须由人裁定", en="people have to rule")
ADDING_UP = ("merge", "conversion")
"""Kinds of clauses that make one figure of several, which is no event."""
MARK = re.compile(r"\s*[（(][A-Z]\d+[）)]")
"""The number of a decision behind a sentence; the clause's own page has it."""


def rulings_of(document: Json) -> list[Json]:
    """Return the rulings on the person and on what the person heads."""
    return [*document["rulings"], *document.get("unit_rulings", [])]


def triggered(document: Json, clauses: Mapping[str, Clause]) -> list[str]:
    """Return the clauses that are triggered, without those that only add up; each once."""
    found = (one["rule"] for one in rulings_of(document) if one["state"] == "triggered")
    return [
        rule
        for rule in dict.fromkeys(found)
        if rule not in clauses or clauses[rule].kind not in ADDING_UP
    ]


def left_to_people(document: Json) -> list[str]:
    """Return the clauses on which people have to rule or find something, each once."""
    asked = (one["rule"] for one in rulings_of(document) if _asks_people(one))
    return list(dict.fromkeys(asked))


def _asks_people(ruling: Json) -> bool:
    """Tell whether a ruling waits for people, not for a ballot or a file."""
    if ruling["state"] == "needs_ruling":
        return True
    return any(need.startswith("finding:") for need in ruling["waiting_for"])


def still_missing(document: Json) -> list[Text]:
    """Return what a derivation waits for, each thing once, with the clauses that wait for it."""
    found: dict[tuple[str, str], list[str]] = {}
    for ruling in rulings_of(document):
        for said in _awaits(ruling):
            rules = found.setdefault((said.zh, said.en), [])
            if ruling["rule"] not in rules:
                rules.append(ruling["rule"])
    plain = ((said.zh, said.en) for said in map(waiting, document["needs"]))
    return [_with_rules(*said, rules) for said, rules in (dict.fromkeys(plain, ()) | found).items()]


def _awaits(ruling: Json) -> Iterable[Text]:
    """Return what one ruling waits for."""
    if ruling["state"] != "needs_ruling":
        return [waiting(need) for need in ruling["waiting_for"]]
    cause = ruling.get("cause")
    if cause == "last_tied":
        return [TIED]
    said = CAUSES.get(str(cause), RULE)
    said = Text(zh=MARK.sub("", said.zh), en=MARK.sub("", said.en))
    if "由人" in said.zh:
        return [said]
    return [Text(zh=f"{said.zh}，{RULE.zh}", en=f"{said.en}; {RULE.en}")]


def _with_rules(zh: str, en: str, rules: Iterable[str]) -> Text:
    """Return what is waited for, with the clauses that it does not name in brackets."""
    named = [rule for rule in rules if rule not in zh]
    if not named:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}（{'、'.join(named)}）", en=f"{en} ({', '.join(named)})")
