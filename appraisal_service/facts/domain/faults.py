"""What can be wrong with a row of a file or a record, said in both languages, never echoed.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.errors import Conflict, InvalidInput, NotFound

Language = Literal["zh", "en"]
FAULTS_NAMED = 20

TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("{zh}没有填", "the {en} is missing"),
    "unread": ("{zh}填写有误", "the {en} cannot be read; see the template"),
    "unwanted": ("{zh}不应填写", "the {en} has to be empty here"),
    "unknown_subject": ("没有这个{zh}", "there is no such {en}"),
    "other_name": (
        "姓名或名称与这个编号登记的不一致，请核对编号",
        "the name is not the one that belongs to this number; check the number",
    ),
    "two_subjects": (
        "这个编号既是人员又是单位，请通过接口录入",
        "this number is a person's and a unit's; say which by API",
    ),
    "other_year": ("{zh}不在本年度", "the {en} lies in another year"),
    "days_reversed": ("结束日期早于开始日期", "the later day comes before the earlier one"),
    "more_than_days": (
        "请假天数多于起止日期之间的天数",
        "more days of leave than from its first to its last day",
    ),
    "score_over_full": ("得分应在零与满分之间", "the score is not between 0 and the full score"),
    "closed_over_assigned": ("办结数多于交办数", "more were closed than were assigned"),
    "reason_missing": (
        "诫勉期不在三至六个月之内，要写明理由",
        "a period outside three to six months needs its reason",
    ),
    "bar_of_another": (
        "评先评优只针对单位，其余三项只针对个人",
        "unit_awards bars a unit, the other three bar a person",
    ),
    "not_last": ("该单位在这次排名中得分不是最低", "the unit's score is not the lowest there"),
    "other_period": ("期间与榜单所记不一致", "the period is not the ranking's own"),
    "too_few": ("一次排名至少有两个单位", "a ranking has at least two units"),
    "twice": ("与第{other}处重复或矛盾", "it repeats or contradicts number {other}"),
    "unit_twice": ("一个单位填写了两次", "a unit stands there twice"),
    "recorded": (
        "已有同一事实；如需更正，请用新记录取代原记录",
        "this is recorded already; to correct it, supersede that record",
    ),
    "taken_back": (
        "同一文件的这条记录已被更正或撤回；如再次认定，请写明新的文件",
        "the record from this paper was corrected or withdrawn; name the paper that says it again",
    ),
    "missed_and_late": (
        "同一会议既旷会又迟到或早退",
        "a meeting was missed and come to late, or left early, by one person",
    ),
    "two_absences": ("同一天有两条旷工", "two absences from work on one day"),
}
"""By code: the sentence in Chinese and in English."""


class FactsRejected(InvalidInput):
    """Rows or records are wrong; nothing of them was stored."""

    code = "facts_rejected"


class NoSuchKind(NotFound):
    """There is no kind of facts of this name, or it is not entered in this way."""

    code = "no_such_kind"


class NoSuchFact(NotFound):
    """There is no record of this digest."""

    code = "no_such_fact"


class AlreadySuperseded(Conflict):
    """Another batch or record has taken the place of that one."""

    code = "already_superseded"


class TakenBack(Conflict):
    """The same facts were brought before and do not all stand any more; nothing was stored."""

    code = "facts_taken_back"


class NoSuchBatch(NotFound):
    """The batch does not exist, or not in this year."""

    code = "no_such_batch"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong at one place."""

    place: int
    """Row of the file as spreadsheets count, or number of the record from 1."""
    code: str
    names: tuple[str, str] = ("", "")
    """The column in Chinese and in English, where it is about one."""
    other: int = 0
    """The earlier place that it is about, too."""

    def told(self, language: Language) -> str:
        """Return what is wrong, without the place."""
        text = TEXTS[self.code][0 if language == "zh" else 1]
        return text.format(zh=self.names[0], en=self.names[1], other=self.other)

    def to_json(self) -> dict[str, object]:
        """Return it for a page or an API: place, code, both sentences."""
        return {
            "place": self.place,
            "code": self.code,
            "zh": self.told("zh"),
            "en": self.told("en"),
        }


def rejected(faults: Sequence[Fault]) -> FactsRejected:
    """Return the refusal of one record, in both languages."""
    refusal = FactsRejected(message(faults, "record"))
    ordered = sorted(faults, key=lambda fault: (fault.place, fault.code))
    told = "；".join(fault.told("zh") for fault in ordered)
    refusal.chinese = f"填写有误，什么都没有存。{told}。"
    return refusal


def message(faults: Sequence[Fault], place: str = "row") -> str:
    """Return the refusal for ``faults``, which are not empty."""
    ordered = sorted(faults, key=lambda fault: (fault.place, fault.code))
    named = [f"{place} {fault.place}: {fault.told('en')}" for fault in ordered[:FAULTS_NAMED]]
    more = len(faults) - FAULTS_NAMED
    return "Nothing was stored: " + "; ".join(named) + (f"; and {more} more." if more > 0 else ".")
