"""The fixed words of explanations, in Chinese and English.

May import: shared.rules.
"""

from shared.rules.measures import Comparator
from shared.rules.outcomes import Verdict
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

DONE: dict[str, Text] = {
    "merge": Text(zh="已汇总", en="added up"),
    "conversion": Text(zh="已折算", en="converted"),
}
"""What is said of a triggered clause of a kind that only says how to count."""

CAUSES: dict[str, Text] = {
    "small_unit": Text(
        zh="应到人数未达到“人数较多的单位”的标准，票数照常报告",
        en="the roll is below the size of a large unit; the count is still reported",
    ),
    "no_valid_ballots": Text(
        zh="没有可以计算比例的有效票，不作计算",
        en="there are no valid votes to take a share of",
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
        zh="得票只是参考，程序不选人",
        en="votes are one reference, the program selects nobody",
    ),
    "no_quorum": Text(zh="到会人数不足（Q1）", en="too few members are present (Q1)"),
    "not_in_force": Text(
        zh="规则包写明的有效期不包括这一天",
        en="on this day the clause is not in force by the pack",
    ),
    "other_role": Text(
        zh="本条只针对其他职务的人", en="the clause concerns people in another role"
    ),
    "last_tied": Text(
        zh="并列末位，程序不作认定，由人裁定",
        en="tied for the last place, which people rule on",
    ),
    "not_ranked": Text(
        zh="没有参加须作比较的排名", en="the unit is not in the rankings that have to be compared"
    ),
    "ranking_missing": Text(
        zh="上一次排名没有登记，是否连续末位先看那次排名，或者由人认定；如有并列，其后再作裁定",
        en="the ranking before it is not recorded; it decides, or people find it; a tie is ruled "
        "on after that",
    ),
    "different_lists": Text(
        zh="两年末位不在同一榜单，是否算连续由人认定",
        en="last on two different lists; whether that is in a row people find",
    ),
    "new_head": Text(
        zh="主要负责人任职未满规定时间，是否归责由人认定",
        en="the head has not led long enough; whether it falls on him people find",
    ),
    "head_before": Text(
        zh="那段时间由前任主要负责人负责，不归现任",
        en="another head led in that time; it does not fall on this one",
    ),
    "head_unrecorded": Text(
        zh="没有主要负责人任职时间的记录，是否归责由人认定",
        en="nothing records since when the head has led; whether it falls on him people find",
    ),
    "different_years": Text(
        zh="人数分属相邻两个年度，任一年度内都未达到，请人核看",
        en="the people fall into two adjacent years and neither has enough; people look at it",
    ),
    "nothing_began": Text(zh="没有起算日期，期限尚未开始", en="nothing has begun the period"),
    "notice_runs": Text(zh="公示期未满", en="the public notice is still running"),
    "still_running": Text(zh="期限未满", en="the period is still running"),
    "overdue": Text(zh="已逾期", en="overdue"),
    "boundary_tie": Text(
        zh="同分跨越名额界线，程序不取舍，由人裁定",
        en="equal scores lie across the quota's boundary; people decide",
    ),
    "sealed_votes": Text(
        zh="有票类封存不计票，其中的票可能改变结果",
        en="a class stays sealed whose votes could change the outcome",
    ),
    "class_sealed": Text(
        zh="有的票类有权重而没有公开的票数，或者有票数而没有权重，不作加权计算",
        en="a class has a weight and no counts, or counts and no weight, so nothing is weighed",
    ),
    "hidden_votes": Text(
        zh="有效票少于公开的最低数，或者由这些票能推算出那样少的票，不得由结果推出",
        en="there are fewer valid votes than may be shown, or so few could be worked out from "
        "these, and nothing may be told from them",
    ),
}

WAITS: dict[str, Text] = {
    "finding": Text(zh="组织认定（{}）", en="the organisation's finding ({})"),
    "grade": Text(zh="最终年度考核等次", en="the final annual grade"),
    "ballot": Text(zh="{}", en="the {}"),
    "ledger": Text(zh="票数账中的{}", en="the ledger's {}"),
    "facts": Text(zh="{}", en="the {}"),
    "ranking": Text(zh="{}的结果", en="the {}"),
    "item": Text(zh="议题情况（{}）", en="what the item is ({})"),
    "line": Text(
        zh="规则包给出标准（{}）：原文没有数字",
        en="the line in the pack ({}): the text has no number",
    ),
    "parameter": Text(zh="规则包选定读法（{}）", en="the pack's choice of a reading ({})"),
    "subject": Text(zh="{}", en="{}"),
    "as_of": Text(zh="判定所依据的日期", en="the day of the question"),
    "reply": Text(zh="本人回复", en="the reply"),
}
"""By the kind of what is waited for, before the colon."""

AWAITED: dict[str, Text] = {
    "facts:attendance": Text(zh="全年考勤数据", en="year's attendance figures"),
    "facts:leave": Text(zh="请假天数", en="days of leave"),
    "facts:points": Text(zh="扣分记录", en="account of points"),
    "facts:punished": Text(zh="成员受处分情况", en="record of members punished"),
    "facts:leaders": Text(zh="单位领导旷会情况", en="leaders' meetings missed"),
    "facts:reports": Text(zh="举报件数", en="number of reports"),
    "facts:rankings": Text(zh="排名结果", en="rankings"),
    "facts:target": Text(zh="实绩得分", en="score of the targets"),
    "item:class": Text(zh="是否干部议题", en="personnel or other"),
    "item:urgent": Text(zh="是否紧急", en="urgent or not"),
    "item:improvised": Text(zh="是否临时动议", en="improvised or not"),
    "item:assessed": Text(zh="是否经组织部门考察", en="assessed or not"),
    "item:discipline_review": Text(
        zh="纪委是否审查", en="reviewed by the discipline commission or not"
    ),
    "item:punished": Text(zh="有无违纪处分", en="a disciplinary punishment or none"),
    "item:audit_problem": Text(zh="审计有无发现问题", en="a problem in the audit or none"),
    "item:superior_consent": Text(
        zh="上级组织部门是否同意", en="the superior organisation department's consent"
    ),
    "item:informed": Text(zh="会前是否告知成员", en="told to the members before or not"),
    "item:life_meeting": Text(zh="是否民主生活会", en="a democratic-life meeting or not"),
    "item:delegates_asked": Text(zh="是否征求党代表意见", en="the delegates asked or not"),
    "item:decided": Text(zh="有无原决定", en="decided before or not"),
    "item:resubmitted": Text(zh="是否提请重新审议", en="submitted again or not"),
    "item:form": Text(zh="表决方式", en="how it is voted on"),
    "item:bundled": Text(zh="是否几件事合并表决", en="several questions in one vote or not"),
    "item:candidates": Text(zh="人选数", en="how many candidates"),
    "item:posts": Text(zh="职位数", en="how many posts"),
    "parameter:ranking_lists": Text(zh="全县一榜或分榜", en="one list or several"),
    "subject:head": Text(zh="班子或单位的“一把手”是谁", en="who the head is"),
    "subject:deputy": Text(
        zh="因主要单项工作影响结果的分管领导是谁",
        en="which deputy's main task decided the result",
    ),
    "subject:role": Text(zh="本人职务（正职、副职或成员）", en="the role of the person"),
}
"""What is waited for, where the kind alone does not name it."""

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
    "points": Text(zh="分", en="points"),
    "persons": Text(zh="人", en="people"),
    "reports": Text(zh="件", en="reports"),
}

ONE: dict[str, Text] = {
    "votes": Text(zh="票", en="vote"),
    "people": Text(zh="人", en="person"),
    "days": Text(zh="天", en="day"),
    "meetings": Text(zh="次", en="meeting"),
    "points": Text(zh="分", en="point"),
    "persons": Text(zh="人", en="person"),
    "reports": Text(zh="件", en="report"),
}
"""The same quantities where there is one."""

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
    Verdict.PEOPLE: Text(zh="须由人裁定", en="people rule"),
    Verdict.ANNULLED: Text(zh="作废", en="annulled"),
    Verdict.EXCLUDED: Text(zh="不适用", en="not applicable"),
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

LINES: dict[Comparator, Text] = {
    "ge": Text(zh="至少{}", en="at least {}"),
    "gt": Text(zh="至少{}", en="at least {}"),
    "le": Text(zh="至多{}", en="at most {}"),
    "lt": Text(zh="至多{}", en="at most {}"),
}
"""A line as the first whole count that meets it, whichever side of it the count is on."""

GAPS: dict[tuple[bool, bool], Text] = {
    (True, True): Text(zh="超出{}", en="{} more"),
    (True, False): Text(zh="差{}", en="{} short"),
    (False, True): Text(zh="少{}", en="{} fewer"),
    (False, False): Text(zh="多{}", en="{} more"),
}
"""How far a count is from its line, by whether the line asks for at least, and whether met.

Where it asks for at most, meeting it is no merit: a list of six for three posts is long enough.
"""

GRADES: dict[str, Text] = {
    "excellent": Text(zh="优秀", en="excellent"),
    "competent": Text(zh="称职", en="competent"),
    "basically_competent": Text(zh="基本称职", en="basically competent"),
    "incompetent": Text(zh="不称职", en="incompetent"),
    "abstain": Text(zh="弃权", en="abstentions"),
}
