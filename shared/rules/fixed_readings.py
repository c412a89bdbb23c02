"""What no pack changes: readings that are the same everywhere, each with its reason.

They are the catalogue's part E as far as a choice would break a promise of the suite, or as the
text leaves no other. The page of a pack names them, so that nobody has to read the program.

May import: shared.rules.
"""

from typing import NamedTuple

from shared.rules.phrases import Phrase


class Fixed(NamedTuple):
    """One question that the texts leave open, and how it is settled for everybody."""

    code: str
    question: Phrase
    answer: Phrase


FIXED: tuple[Fixed, ...] = (
    Fixed(
        "E2",
        Phrase("空白项算什么", "An item left blank"),
        Phrase("算弃权：留在分母，不算任何一方", "an abstention: in the base, for nobody"),
    ),
    Fixed(
        "E3",
        Phrase("一行填错，整张怎么算", "One bad line on a form for several people"),
        Phrase("只有那一行作废，其余照算", "that line is void, the rest of the paper counts"),
    ),
    Fixed(
        "E4",
        Phrase("“以上”和“超过”", "“And above” against “exceeds”"),
        Phrase(
            "“以上”含本数，“超过”“高于”不含，逐条写在条款里",
            "the first includes the number, the second does not; each clause says which",
        ),
    ),
    Fixed(
        "E7",
        Phrase("同一个人在两次测评的名册上", "One person on both rolls"),
        Phrase("两边都投，重合人数列在旁边", "votes in both; the overlap is shown beside"),
    ),
    Fixed(
        "E8",
        Phrase("能不能评自己", "Rating oneself"),
        Phrase("不评自己，可以评自己的班子", "not oneself, but one's own team"),
    ),
    Fixed(
        "E9",
        Phrase("班子的不称职得票率", "The incompetent rate of a team"),
        Phrase("只看班子那一项，不用成员平均", "the team's own item, never a mean of members"),
    ),
    Fixed(
        "E11",
        Phrase("诫警和等次的先后（B10）", "Caution and grade (B10)"),
        Phrase(
            "等次确定以后再判，不回头改等次", "asked after the grade is final; never changes it"
        ),
    ),
    Fixed(
        "E12",
        Phrase("集体诫警的几种情形", "The cases of a collective caution"),
        Phrase("有一种就够", "any one of them is enough"),
    ),
    Fixed(
        "E17",
        Phrase("迟到早退折算", "Converting late arrivals"),
        Phrase(
            "一人一会最多记一次，余数不带到下一年",
            "one event for a person and a meeting; nothing is carried over",
        ),
    ),
    Fixed(
        "E18",
        Phrase("旷工怎样计", "Counting absence from work"),
        Phrase("按半天", "in half days"),
    ),
    Fixed(
        "E19",
        Phrase("“年”是哪一年", "Which year"),
        Phrase("自然年", "the calendar year"),
    ),
    Fixed(
        "E20",
        Phrase("诫勉期怎样算", "Counting an admonition"),
        Phrase(
            "按日历算到日，首尾都算；期满不自动解除",
            "to the day of the calendar, both ends included; only a decision releases",
        ),
    ),
    Fixed(
        "E23",
        Phrase("没有写明规则的表决", "Votes without a rule of their own"),
        Phrase(
            "超过应到成员半数；干部事项到会三分之二以上",
            "more than half of all members; two thirds present for personnel",
        ),
    ),
    Fixed(
        "E24",
        Phrase("“多数人”不赞成、不同意（C02）", "A “majority” against (C02)"),
        Phrase(
            "超过实到的半数；同时须符合全国性规定",
            "more than half of those present; the national rule has to be met as well",
        ),
    ),
    Fixed(
        "E25",
        Phrase("回避", "Recusal"),
        Phrase(
            "回避的人留在全体成员的分母里", "whoever is recused stays in the base of all members"
        ),
    ),
    Fixed(
        "E29",
        Phrase("“得票集中”", "“Concentrated votes”"),
        Phrase("列出名次和差距，不自动选人", "places and gaps are shown, nobody is selected"),
    ),
    Fixed(
        "E31",
        Phrase("票数严重失实或收回多于发出", "Seriously untrue, or more returned than issued"),
        Phrase("作废重投，旧的留存，不合并", "annulled and held again; the old one is kept apart"),
    ),
    Fixed(
        "E33",
        Phrase("缺席和代投", "Absence and proxies"),
        Phrase("不代投；缺席的不投", "no proxy; whoever is absent does not vote"),
    ),
    Fixed(
        "E34",
        Phrase("票保存多久", "How long ballots are kept"),
        Phrase(
            "由票箱的规定管，不影响等次", "for the ballot box to settle; no grade depends on it"
        ),
    ),
    Fixed(
        "E35",
        Phrase("测评是不是无记名", "Is a rating secret"),
        Phrase("对人、对班子的测评一律无记名", "always, for people and teams"),
    ),
    Fixed(
        "E36",
        Phrase("B06和B07同时符合", "B06 and B07 together"),
        Phrase("一个决定，写明两条", "one decision that cites both"),
    ),
    Fixed(
        "E37",
        Phrase("“降职或免职”等选择", "Measures to choose from"),
        Phrase("由人选定并签字", "people choose, and sign"),
    ),
    Fixed(
        "E38",
        Phrase("年内调动的人", "Somebody who changed post"),
        Phrase(
            "用投票那天所在单位的票，事实跟着本人",
            "the ballot of the unit at the time of voting; facts follow the person",
        ),
    ),
    Fixed(
        "E40",
        Phrase("不同文件的条款", "Clauses of different documents"),
        Phrase("一地一包，写明起止日期", "one pack for one place, with its dates"),
    ),
    Fixed(
        "E41",
        Phrase("一个人有几种后果", "Several effects on one person"),
        Phrase("分别记录；定等次的取最重", "kept apart; of those on the grade the heaviest"),
    ),
    Fixed(
        "E42",
        Phrase("四种评先限制", "Four bars of awards"),
        Phrase(
            "分开记，只有“优秀等次”一种影响等次",
            "kept apart; only that of excellent touches the grade",
        ),
    ),
    Fixed(
        "E43",
        Phrase("“部分”村组干部、代表", "“Some” of the village cadres and delegates"),
        Phrase(
            "名册先冻结签字，改动要记录",
            "the roll is frozen and signed first; changes are recorded",
        ),
    ),
    Fixed(
        "E44",
        Phrase("票低是否等次必低", "Does a low ballot oblige a low grade"),
        Phrase(
            "不必；只有N02、K04由条文直接定", "no; the text itself sets one in N02 and K04 only"
        ),
    ),
)
"""In the order of the catalogue."""
