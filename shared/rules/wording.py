"""The fixed words of explanations, in Chinese and English.

May import: shared.rules.
"""

from shared.rules.conditions import Verdict
from shared.rules.measures import Comparator
from shared.rules.parameters import Text
from shared.rules.rulings import State

STATES: dict[State, Text] = {
    State.TRIGGERED: Text(zh="触发", en="triggered"),
    State.NOT_TRIGGERED: Text(zh="未触发", en="not triggered"),
    State.NOT_APPLICABLE: Text(zh="不适用", en="not applicable"),
    State.PENDING: Text(zh="待定，尚待", en="pending, waiting for"),
    State.ANNULLED: Text(zh="作废", en="annulled"),
    State.NEEDS_RULING: Text(zh="须由人裁定", en="people rule"),
}

CAUSES: dict[str, Text] = {
    "small_unit": Text(
        zh="应到人数未达到“人数较多的单位”的标准，票数照常报告",
        en="the roll is below the size of a large unit; the count is still reported",
    ),
    "no_valid_ballots": Text(
        zh="没有有效票，不作计算", en="there are no valid votes to take a share of"
    ),
    "no_contest": Text(zh="测评表上没有此项", en="the form had no such item"),
    "nobody_on_the_roll": Text(zh="名册上没有人", en="nobody is on the roll"),
    "returned_over_issued": Text(
        zh="收回票数多于发出票数，本次投票作废，应重新进行",
        en="more papers were returned than issued; the vote has to be held again",
    ),
    "not_personnel": Text(zh="不是干部议题", en="not a personnel item"),
    "not_urgent": Text(zh="不是紧急议题", en="not an urgent item"),
    "improvised_personnel": Text(
        zh="干部议题不得临时动议，表决结果无效力（C07）",
        en="a personnel item may not be improvised, whatever the vote (C07)",
    ),
    "no_posts": Text(zh="没有职位", en="there is no post"),
    "people_choose": Text(
        zh="得票只是参考，程序不选人（E29）",
        en="votes are one reference, the program selects nobody (E29)",
    ),
    "no_quorum": Text(zh="到会人数不足（Q1）", en="too few members are present (Q1)"),
}

WAITS: dict[str, Text] = {
    "finding": Text(zh="组织认定（{}）", en="the organisation's finding ({})"),
    "grade": Text(zh="最终年度考核等次", en="the final annual grade"),
    "ballot": Text(zh="{}", en="the {}"),
    "ledger": Text(zh="票数账中的{}", en="the ledger's {}"),
    "facts": Text(zh="全年考勤数据", en="the year's attendance figures"),
    "item": Text(zh="议题情况（{}）", en="what the item is ({})"),
    "line": Text(
        zh="规则包给出标准（{}）：原文没有数字",
        en="the line in the pack ({}): the text has no number",
    ),
    "subject": Text(zh="班子的“一把手”是谁", en="who the head of the team is"),
}

SOURCES: dict[str, Text] = {
    "unit": Text(zh="单位测评票", en="unit ballot"),
    "county": Text(zh="全县测评票", en="county ballot"),
    "investigation": Text(zh="考察测评票", en="investigation ballot"),
    "committee": Text(zh="委员会表决票", en="committee ballot"),
    "poll": Text(zh="民意测评票", en="poll"),
}

BASES: dict[str, Text] = {
    "valid": Text(zh="有效票", en="valid votes"),
    "expressed": Text(zh="有效票（不含弃权）", en="valid votes without abstentions"),
    "returned": Text(zh="收回", en="papers returned"),
    "issued": Text(zh="发出", en="papers issued"),
    "present": Text(zh="实到", en="people present"),
    "roll": Text(zh="应到", en="people on the roll"),
    "known": Text(zh="有效票（不含不了解）", en='valid votes without "don\'t know"'),
}

QUANTITIES: dict[str, Text] = {
    "votes": Text(zh="票", en="votes"),
    "people": Text(zh="人", en="people"),
    "days": Text(zh="天", en="days"),
    "meetings": Text(zh="次", en="meetings"),
}

METHODS: dict[str, Text] = {
    "pooled": Text(zh="合并计算", en="pooled"),
    "weighted": Text(zh="加权计算", en="weighted"),
}

MODALITIES: dict[str, Text] = {
    "must": Text(zh="应当", en="must"),
    "may": Text(zh="可以", en="may"),
    "case_by_case": Text(zh="视情况，由人决定", en="case by case, people decide"),
    "choice": Text(zh="由人选定其一", en="people choose one"),
}

ANSWERS: dict[Verdict, Text] = {
    Verdict.TRUE: Text(zh="是", en="yes"),
    Verdict.FALSE: Text(zh="否", en="no"),
    Verdict.UNKNOWN: Text(zh="尚未确定", en="not decided yet"),
}

PHRASES: dict[tuple[Comparator, bool], Text] = {
    ("ge", True): Text(zh="达到{}以上（含）", en="at least {}"),
    ("ge", False): Text(zh="未达到{}", en="less than {}"),
    ("gt", True): Text(zh="超过{}", en="more than {}"),
    ("gt", False): Text(zh="未超过{}", en="not more than {}"),
    ("le", True): Text(zh="不超过{}", en="at most {}"),
    ("le", False): Text(zh="超过{}", en="more than {}"),
    ("lt", True): Text(zh="低于{}", en="less than {}"),
    ("lt", False): Text(zh="不低于{}", en="at least {}"),
}

GRADES: dict[str, Text] = {
    "excellent": Text(zh="优秀", en="excellent"),
    "competent": Text(zh="称职", en="competent"),
    "basically_competent": Text(zh="基本称职", en="basically competent"),
    "incompetent": Text(zh="不称职", en="incompetent"),
    "abstain": Text(zh="弃权", en="abstentions"),
}
