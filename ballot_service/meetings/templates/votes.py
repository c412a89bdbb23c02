"""Votes of committees, nominations and recommendations, questionnaires and polls.

One entry a kind. Who votes, on whom and how: catalogue part A.2, groups C and P; E22-E29.

May import: this package's kinds and sheets.
"""

from __future__ import annotations

from ballot_service.meetings.templates.kinds import FixedLine, Kind, Words

SUPERVISION = ("县委主要负责同志", "组织部门主要负责同志", "干部监督科")
"""P05: who is sent the results of discipline questionnaires; no page shows them."""

SELECTS_NOBODY = Words(
    "只列出得票多少和差距，程序不自动选人（E29）。",
    "The result is a list by votes, with the gaps; the program selects nobody (E29).",
)
ROLL_AS_LIST = Words(
    "不提参考人选时，把全部符合条件的人列为选项（最多 600 人），投票页可以搜索。",
    "Without a reference list, enter everybody who is eligible (at most 600); voters can search.",
)

VOTES: tuple[Kind, ...] = (
    Kind(
        id="committee",
        group="committee",
        name=Words("常委会（党委会）表决", "Standing-committee vote"),
        says=Words(
            "事项逐个表决：同意、不同意、缓议、弃权；人事事项一律无记名。",
            "Items one by one: agree, disagree, postpone, abstain; personnel always in secret.",
        ),
        clauses=("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C10"),
        source="committee",
        sheet_title="表决票",
        electorates=(("A", "委员"),),
        asks={"motion": ("motion",), "candidate": ("motion",)},
        shape="motions",
        secrecy="either",
        spare_boxes=2,
        gates=("C02", "C06", "C07", "C10", "C12", "C13", "C14", "C15", "C18"),
        notes=(
            Words(
                "临时动议的人事事项不得表决；紧急事项须先经到会委员半数以上同意。",
                "A personnel item raised by improvised motion is never voted on; an urgent item "
                "first needs the consent of half of those present.",
            ),
        ),
    ),
    Kind(
        id="nomination",
        group="recommendation",
        name=Words("初始提名推荐", "Initial nomination"),
        says=Words(
            "常委会、全委会或扩大会无记名推荐重要职位的提名人选，最多选 k 人。",
            "A committee names people for an important post in secret: choose up to k.",
        ),
        clauses=("P01", "P08"),
        source="poll",
        sheet_title="初始提名推荐票",
        electorates=(("A", "委员"),),
        asks={"candidate": ()},
        shape="choice",
        notes=(SELECTS_NOBODY, ROLL_AS_LIST),
    ),
    Kind(
        id="recommendation",
        group="recommendation",
        name=Words("民主推荐", "Democratic recommendation"),
        says=Words(
            "干部群众推荐后备干部或任职人选，最多选 k 人。",
            "Staff recommend people for a post or the reserve: choose up to k.",
        ),
        clauses=("P07", "P08", "P09", "P10"),
        source="poll",
        sheet_title="民主推荐票",
        electorates=(("A", "A票 领导干部"), ("B", "B票 干部群众")),
        asks={"candidate": ()},
        shape="choice",
        notes=(
            SELECTS_NOBODY,
            ROLL_AS_LIST,
            Words(
                "个人名义的推荐必须署名填表，口头推荐不受理（P09）：不在这里投票。",
                "Somebody's own recommendation is signed, never oral (P09): it is no vote here.",
            ),
        ),
    ),
    Kind(
        id="reserve_support",
        group="recommendation",
        name=Words("后备干部群众拥护度", "Support for reserve cadres"),
        says=Words(
            "对“一把手”署名推荐的后备人选，群众逐人表示赞成或不赞成。",
            "The head's signed nominees for the reserve: do the masses support each of them?",
        ),
        clauses=("P07", "P08"),
        source="poll",
        sheet_title="后备干部拥护度测评表",
        electorates=(("A", "群众"),),
        asks={"candidate": ("support",)},
        notes=(
            Words(
                "“大多数”按有效票过半数理解，不到三分之二时提醒（E28）；由人认定。",
                "A large majority is read as more than half of the valid votes, with a warning "
                "below two thirds (E28); people decide.",
            ),
        ),
    ),
    Kind(
        id="investigation_list",
        group="recommendation",
        name=Words("考察对象推荐", "List for investigation"),
        says=Words(
            "推荐考察人选：每个职位至少两名人选，最多选 k 人。",
            "Who is to be investigated for a post: at least two people a post, choose up to k.",
        ),
        clauses=("P12",),
        source="poll",
        sheet_title="考察人选推荐票",
        electorates=(("A", "A票 领导干部"), ("B", "B票 干部群众")),
        asks={"candidate": ()},
        shape="choice",
        gates=("P12",),
        notes=(SELECTS_NOBODY, ROLL_AS_LIST),
    ),
    Kind(
        id="climate_poll",
        group="poll",
        name=Words("换届风气测评", "Election climate"),
        says=Words(
            "党代会代表测评本地换届风气，在会议结束前收回。",
            "Congress delegates rate the climate of the election, before the congress closes.",
        ),
        clauses=("P04", "P05", "P06"),
        source="poll",
        sheet_title="换届风气测评表",
        electorates=(("A", "党代会代表"),),
        asks={"place": ("rating",)},
        lines=(
            FixedLine("climate", "place", "对本地换届风气的总体评价"),
            FixedLine("problems", "place", "本地换届是否存在突出问题", "yes_no"),
        ),
        recipients=SUPERVISION,
        notes=(
            Words(
                "在党代会会议结束前结束投票；由督导指导组统计，结果送分发名单，不上大屏幕和公开栏。",
                "Close before the congress closes; the result is sent to the distribution list, no "
                "page shows it in the hall or on the board.",
            ),
        ),
    ),
    Kind(
        id="discipline_questionnaire",
        group="poll",
        name=Words("换届纪律问卷", "Discipline questionnaire"),
        says=Words(
            "民主推荐大会上的问卷，只答是或否；具体情况走署名渠道。",
            "At a recommendation meeting: yes or no only; details go to the named channel.",
        ),
        clauses=("P03", "P05", "P14"),
        source="poll",
        sheet_title="严肃换届纪律问卷",
        electorates=(("A", "参加推荐会人员"),),
        asks={"place": ("yes_no",)},
        lines=(
            FixedLine("known", "place", "您是否了解换届纪律要求"),
            FixedLine("told", "place", "本单位是否宣讲过换届纪律"),
            FixedLine("violations", "place", "您是否知道本地有违反换届纪律的行为", "violation"),
        ),
        recipients=SUPERVISION,
        notes=(
            Words(
                "问卷没有文字栏。有问题要反映的，请在承诺书回执上署名反映（P14），两者不相联系。",
                "There is no field for text. Whoever has something to report writes it on the "
                "signed pledge slip (P14); nothing links the two.",
            ),
        ),
    ),
    Kind(
        id="poll",
        group="poll",
        name=Words("自由测评", "Free poll"),
        says=Words(
            "自己定题目：满意度、好到差的评价、赞成或不赞成、是或否。",
            "Your own questions: satisfaction, good to poor, for or against, yes or no.",
        ),
        clauses=(),
        source="poll",
        sheet_title="测评表",
        electorates=(("A", "参加人员"),),
        asks={"unit": ("satisfaction",), "place": ("satisfaction",), "meeting": ("rating",)},
    ),
)
