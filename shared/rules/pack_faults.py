"""What is wrong with a pack of rules, in English and Chinese, for whoever wrote it.

Names the field and the kind of fault, never what was written there.

May import: stdlib, pydantic.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic import ValidationError

UNSOUND: Mapping[str, str] = {
    "a clause comes twice": "同一条款出现两次",
    "a clause stands on one that is missing or comes after it": (
        "条款引用的另一条款没有，或者排在它后面"
    ),
    "a clause stands on one that it does not always meet": "条款引用的另一条款，对象或阶段比它窄",
    "only a clause whose text sets a grade may force one": "只有原文规定了等次的条款才能直接定等次",
    "a clause needs a test that is not optional": "条款至少要有一项必须满足的条件",
    "a consequence refers to a test that the clause has not": "后果引用了条款里没有的条件",
    "a merged share names its merge clause, and no other clause does": (
        "按合并票计算比例的条款，要写明合并所依据的条款；别的条款不能写"
    ),
    "a clause that is computed names its subjects and scopes": "要计算的条款，须写明对象和阶段",
    "only a window comes to something on a day": "只有期限条款的后果才能写明到期情形",
    "a cause has no words yet": "条款写的不适用原因，程序里没有对应的说明",
    "a vote of confidence is not merged": "信任票不能按合并票计算",
    "a deadline is in days or in months": "办理期限按日或按月写，只写一种",
    "a span is in days, in months, or to the end of the year": (
        "期限按日、按月或到年底写，只写一种"
    ),
    "only in days does the first day count or not": "只有按日的期限才写首日是否计算在内",
    "a window names a day once": "期限条款里同一个日期名出现两次",
    "a window has a day of its own": "期限条款至少要有一个从自身起算的日期",
    "what holds through a day of the window names one of its days": (
        "写明到某日为止的后果，要用期限条款自己的日期名"
    ),
    "a window that waits for an answer says which": "等候回复的期限条款要写明等哪一个日期",
    "what people find of a window they find on the year": "由人认定的期限，只在年度里认定",
    "only what runs or is unanswered ends otherwise than by the calendar": (
        "只有期内适用或等候回复的期限条款，才能写由什么结束"
    ),
    "what is in force ends after it begins": "有效期的止日早于起日",
    "votes that are pooled have no classes to weigh": "合并计算的票不分类，不能写票类权重",
    "there is no such contest and option": "引用的测评项或选项没有",
    "weights are positive": "权重必须大于零",
    "weights add up to one": "权重之和必须等于一",
    "bands go from the best grade down": "分数段要从最好的等次写起，依次向下",
    "a line is a share of the votes": "标准线是得票比例，在零和一之间",
    "an answer counts once": "一个选项只能计一次",
    "a weighted merge needs weights": "加权合并要写明权重",
    "bands and a composite need a score": "写了分数段或综合得分，就要写明怎样计分",
}
"""What the models refuse in their own words (``ValueError``), in Chinese."""

_KINDS: Mapping[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "这一项不该有",
    "string_pattern_mismatch": "写法不对",
    "union_tag_invalid": "种类不对",
    "union_tag_not_found": "没有写明种类",
    "literal_error": "不是允许的写法",
    "enum": "不是允许的写法",
    "too_short": "内容太少",
    "too_long": "内容太多",
    "string_too_short": "没有填写",
    "string_too_long": "文字太长",
}
"""What pydantic calls the commonest faults; of any other: not as it has to be."""


FAULTS_NAMED = 10


def said_of(error: ValidationError, fields: Collection[str]) -> tuple[str, str]:
    """Return in English and Chinese what is wrong, up to ten faults.

    Args:
        error: what the models say.
        fields: names of fields, which may be told; anything else was sent.
    """
    every = error.errors(include_url=False, include_context=False, include_input=False)
    told = (_fault(one["type"], one["msg"], one["loc"], fields) for one in every)
    faults = list(dict.fromkeys(told))
    more = len(faults) - FAULTS_NAMED
    english = "; ".join(one for one, _ in faults[:FAULTS_NAMED])
    chinese = "；".join(one for _, one in faults[:FAULTS_NAMED])
    return (
        f"The pack is {english}" + (f"; and {more} more faults." if more > 0 else "."),
        f"这个规则包不能用：{chinese}" + (f"；另有 {more} 处。" if more > 0 else "。"),
    )


def _fault(
    kind: str, message: str, place: Sequence[int | str], fields: Collection[str]
) -> tuple[str, str]:
    """Return what one fault is in English, to follow "The pack is", and in Chinese."""
    if kind == "value_error":
        reason = message.removeprefix("Value error, ")
        return f"not sound: {reason}", UNSOUND.get(reason, "内容前后不一致")
    path = ".".join(str(part) for part in place if part in fields)
    where = f"“{path}”" if path else "最外层"
    return (
        f"wrong at {path or 'the top'}: {kind.replace('_', ' ')}",
        f"{where}{_KINDS.get(kind, '填得不对')}",
    )
