"""What can be marked in each kind of contest: fixed keys, with their words in both languages.

A kind decides how rules may read a contest: nothing is counted as a grade, as satisfaction or as a
report of a violation that was not asked as one. A *choice* has no scale; its options are people.
Source: catalogue part C 14-24, B13-B15, P01, P03, P04, P07; E2.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

ContestKind = Literal[
    "grade",
    "confidence",
    "motion",
    "satisfaction",
    "support",
    "yes_no",
    "violation",
    "rating",
    "choice",
]


class Words(NamedTuple):
    """The same in Chinese and in English; the Chinese stands on the sheet."""

    zh: str
    en: str


ABSTAIN = "abstain"
"""Key of the last option of every scale."""

_YES_NO = {"yes": Words("是", "Yes"), "no": Words("否", "No")}

SCALES: Mapping[ContestKind, Mapping[str, Words]] = {
    "grade": {
        "excellent": Words("优秀", "Excellent"),
        "competent": Words("称职", "Competent"),
        "basically_competent": Words("基本称职", "Basically competent"),
        "incompetent": Words("不称职", "Incompetent"),
    },
    "confidence": {
        "trust": Words("信任", "Trust"),
        "distrust": Words("不信任", "Distrust"),
    },
    "motion": {
        "agree": Words("同意", "Agree"),
        "disagree": Words("不同意", "Disagree"),
        "postpone": Words("缓议", "Postpone"),
    },
    "satisfaction": {
        "satisfied": Words("满意", "Satisfied"),
        "basically_satisfied": Words("基本满意", "Basically satisfied"),
        "dissatisfied": Words("不满意", "Dissatisfied"),
        "unknown": Words("不了解", "Don't know"),
    },
    "support": {
        "support": Words("赞成", "Support"),
        "oppose": Words("不赞成", "Oppose"),
    },
    "yes_no": _YES_NO,
    "violation": _YES_NO,
    "rating": {
        "good": Words("好", "Good"),
        "fairly_good": Words("较好", "Fairly good"),
        "fair": Words("一般", "Fair"),
        "poor": Words("差", "Poor"),
    },
}
"""What can be marked, in the order of the sheet; abstention follows.

``violation`` asks whether somebody knows of a violation of discipline (P03); what else is asked
with yes or no is ``yes_no``, which no rule reads. ``rating`` is for what is neither a grade nor
satisfaction: conduct off duty, a life meeting, the climate of an election.
"""

OPTION_WORDS: Mapping[str, Words] = {
    **{key: words for scale in SCALES.values() for key, words in scale.items()},
    ABSTAIN: Words("弃权", "Abstain"),
}
"""Every option that a scale has, by its key."""

FIXED: tuple[ContestKind, ...] = ("yes_no", "violation", "rating")
"""Kinds whose options are exactly those of their scale, words included. The older ones are read as
they were signed: some have a title of their own for an option, or ask yes or no as ``support``."""
