"""The fixed words of the officer's papers, Chinese and English.

May import: stdlib, shared.rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.rules.parameters import Text
from shared.rules.proposals import grade_word
from shared.rules.wording import GRADES, SOURCES


@dataclass(frozen=True, slots=True)
class Words:
    """The same words twice; English editions of names stay as they are."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Words:
        """Return a rule's text as words."""
        return cls(text.zh, text.en)


OPTIONS: tuple[str, ...] = tuple(GRADES)
"""Keys of a graded contest, in the order of the sheet; abstention is the last."""

OPTION_WORDS: Mapping[str, Words] = {key: Words.of(text) for key, text in GRADES.items()}
"""In the words of civil servants."""


def option_words(*scales: str) -> list[Words]:
    """Return the options in the words of these scales: 称职, 合格, or 称职／合格."""
    named = sorted(set(scales)) or ["civil"]
    words = [[Words.of(grade_word(key, scale)) for scale in named] for key in OPTIONS]
    return [
        Words(_once([one.zh for one in alike], "／"), _once([one.en for one in alike], " / "))
        for alike in words
    ]


def _once(words: list[str], between: str) -> str:
    """Return words side by side, the same ones once."""
    return between.join(dict.fromkeys(words))


SOURCE_WORDS: Mapping[str, Words] = {key: Words.of(text) for key, text in SOURCES.items()}
TOGETHER = Words("汇总", "together")

STATES: Mapping[str, Words] = {
    "proposed": Words("待决定", "not decided"),
    "decided": Words("已决定，未公布", "decided, not published"),
    "published": Words("已公布，可申请复核", "published, open to objection"),
    "final": Words("已确定", "final"),
    "superseded": Words("已被取代", "superseded"),
}

CORRECTING = Words("更正中", "being corrected")
CONTESTED = Words("复核中", "under objection")
ON_PAPER = Words("有纸质票，人工计票", "some papers counted by hand")

ROUNDINGS: Mapping[str, Words] = {
    "floor": Words("舍去小数", "rounded down"),
    "half_up": Words("四舍五入", "rounded half up"),
    "ceiling": Words("小数进一", "rounded up"),
}

GROUPS: Mapping[str, Words] = {
    "jurisdiction": Words("全体", "everybody"),
    "unit": Words("本单位", "each unit"),
    "group": Words("同一考核组", "each group of posts"),
}

ALL = Words("全部", "Everybody")
NO_UNIT_GROUP = Words("未分组", "No group")

RECIPIENTS: tuple[Words, ...] = (
    Words("县（市、区）委主要负责同志", "Leader of the party committee"),
    Words("组织部门主要负责同志", "Leader of the organisation department"),
    Words("干部监督科", "Cadre-supervision section"),
)
"""Who gets the table, and nobody else (catalogue P05, E26)."""
