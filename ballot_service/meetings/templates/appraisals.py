"""Appraisals of the year, and reviews: cadres and teams are graded or told what people think.

One entry a kind. Who votes, on whom and where: catalogue part A.2, group B, and L09, P13.

May import: this package's kinds and sheets.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.templates.kinds import FixedLine, Kind, LineKind, Words
from ballot_service.meetings.templates.sheets import Asked

GRADED: Mapping[LineKind, tuple[Asked, ...]] = {
    "official": ("grade",),
    "team": ("grade", "confidence"),
}

APPRAISALS: tuple[Kind, ...] = (
    Kind(
        id="township_appraisal",
        group="appraisal",
        name=Words("乡镇年度民主测评", "Yearly appraisal in a township"),
        says=Words(
            "年终在乡镇开会，测评乡镇领导干部和班子；结果与全县统一测评汇总。",
            "At the end of the year, in a township: leaders and team; merged with the county's.",
        ),
        clauses=("B01", "B04"),
        source="unit",
        sheet_title="年度民主测评表",
        electorates=(
            ("A", "A票 机关干部"),
            ("B", "B票 村组干部"),
            ("C", "C票 县人大代表、政协委员"),
        ),
        asks=GRADED,
    ),
    Kind(
        id="department_appraisal",
        group="appraisal",
        name=Words("县级部门年度民主测评", "Yearly appraisal in a county department"),
        says=Words(
            "年终在部门开会，测评部门领导干部和班子；结果与全县统一测评汇总。",
            "At the end of the year, in a department: leaders and team; merged with the county's.",
        ),
        clauses=("B02", "B04"),
        source="unit",
        sheet_title="年度民主测评表",
        electorates=(
            ("A", "A票 机关干部"),
            ("B", "B票 直属企事业单位主要负责人"),
            ("C", "C票 职工代表"),
        ),
        asks=GRADED,
    ),
    Kind(
        id="county_appraisal",
        group="appraisal",
        name=Words("全县统一测评", "County-wide appraisal"),
        says=Words(
            "全县大会，测评所有乡镇和部门的领导干部；结果与各单位的测评汇总。",
            "The county's general meeting: the leaders of all units; merged with the units' own.",
        ),
        clauses=("B03", "B04"),
        source="county",
        sheet_title="全县民主测评表",
        electorates=(
            ("A", "A票 县级领导干部"),
            ("B", "B票 乡镇、部门和直属机构主要领导干部"),
            ("C", "C票 代表、委员和离退休老干部"),
        ),
        asks=GRADED,
        notes=(
            Words(
                "主要领导干部既投票又被测评，也可能在本单位再投一次：人数照记，不能去重（E7）。",
                "Heads vote and are voted on, here and in their unit: both votes count (E7).",
            ),
        ),
    ),
    Kind(
        id="off_duty_appraisal",
        group="appraisal",
        name=Words("年度民主测评（加八小时之外）", "Yearly appraisal with off-duty conduct"),
        says=Words(
            "与年度民主测评相同，每名干部另加一项“八小时之外的表现”。",
            "The yearly appraisal, with one more question on each official: conduct off duty.",
        ),
        clauses=("B02", "B15"),
        source="unit",
        sheet_title="年度民主测评表",
        electorates=(("A", "A票 机关干部"), ("B", "B票 职工代表")),
        asks={"official": ("grade", "off_duty"), "team": ("grade", "confidence")},
    ),
    Kind(
        id="midyear_appraisal",
        group="appraisal",
        name=Words("年中测评", "Mid-year appraisal"),
        says=Words(
            "年中早一些发现问题；结果不与年终测评汇总。",
            "In the middle of the year, to find problems early; not merged into the year's result.",
        ),
        clauses=("B16",),
        source="poll",
        sheet_title="年中民主测评表",
        electorates=(("A", "A票 机关干部"), ("B", "B票 职工代表")),
        asks=GRADED,
    ),
    Kind(
        id="village_appraisal",
        group="appraisal",
        name=Words("群众测评村干部", "Villagers rate village cadres"),
        says=Words(
            "村民测评村干部，供年终综合考核参考。",
            "Villagers rate the cadres of their village, for its year-end assessment.",
        ),
        clauses=("B17",),
        source="poll",
        sheet_title="村干部群众测评表",
        electorates=(("A", "村民代表"),),
        asks={"official": ("grade",), "team": ("grade",)},
    ),
    Kind(
        id="probation_confirmation",
        group="appraisal",
        name=Words("试用期满测评", "End of probation"),
        says=Words(
            "新提任干部试用一年期满，测评是否胜任；由组织考察后决定。",
            "A year after promotion: is the official competent? The organisation decides.",
        ),
        clauses=("L09", "B07"),
        source="investigation",
        sheet_title="试用期满干部测评表",
        electorates=(("A", "A票 班子成员和中层干部"), ("B", "B票 职工代表")),
        asks={"official": ("grade", "confirm")},
    ),
    Kind(
        id="team_review",
        group="review",
        name=Words("领导班子民主评议", "Review of a leadership team"),
        says=Words(
            "群众评议班子：评定等次，并表示信任或不信任。",
            "The masses review a team: its grade, and whether they trust it.",
        ),
        clauses=("B08", "B11"),
        source="unit",
        sheet_title="领导班子民主评议表",
        electorates=(("A", "本单位群众"),),
        asks={"team": ("grade", "confidence")},
        notes=(
            Words(
                "只有人数较多的单位才适用有关条款；人数线在规则包里（E5）。",
                "The clauses bind large units only; how large, the pack says (E5).",
            ),
        ),
    ),
    Kind(
        id="integrity_report",
        group="review",
        name=Words("述职述廉测评", "Work-and-integrity report"),
        says=Words(
            "述职述廉大会当场测评“一把手”，结果在本单位公开栏公布。",
            "Heads report and are rated on the spot; the result goes up on the unit's board.",
        ),
        clauses=("B18",),
        source="poll",
        sheet_title="述职述廉测评表",
        electorates=(("A", "A票 干部"), ("B", "B票 群众")),
        role="head",
        asks={"official": ("grade",)},
        published=True,
    ),
    Kind(
        id="delegates_review",
        group="review",
        name=Words("党代表评议“一把手”", "Party delegates review heads"),
        says=Words(
            "县党代表评议县直单位的“一把手”和班子成员；闭会期间也可以。",
            "Party delegates review heads and members of county units, in or out of session.",
        ),
        clauses=("B19",),
        source="poll",
        sheet_title="党代表评议表",
        electorates=(("A", "县党代表"),),
        asks={"official": ("grade",), "team": ("grade",)},
    ),
    Kind(
        id="congress_review",
        group="review",
        name=Words("人大代表述职评议", "People's-congress review"),
        says=Words(
            "人大代表评议政府部门“一把手”的工作实绩和廉政情况；由人大主办。",
            "The people's congress reviews heads of departments: achievement and integrity.",
        ),
        clauses=("B20",),
        source="poll",
        sheet_title="述职评议表",
        electorates=(("A", "人大代表"),),
        role="head",
        asks={"official": ("achievement", "integrity")},
        notes=(
            Words(
                "如果人大自己计票，不要在这里开会：请在考核端录入人大送来的结果。",
                "If the congress counts for itself, hold no meeting here: enter its result as a "
                "fact at the appraisal service.",
            ),
        ),
    ),
    Kind(
        id="life_meeting_review",
        group="review",
        name=Words("民主生活会现场评议", "On-the-spot review of a life meeting"),
        says=Words(
            "应邀参加民主生活会的领导、代表和职工当场评议会议质量。",
            "Those invited to a democratic-life meeting review it on the spot.",
        ),
        clauses=("B14",),
        source="poll",
        sheet_title="民主生活会评议表",
        electorates=(("A", "应邀参加人员"),),
        asks={"meeting": ("rating",), "team": ("rating",)},
        lines=(FixedLine("life-meeting", "meeting", "对本次民主生活会的总体评价"),),
        gates=("P11",),
    ),
    Kind(
        id="life_meeting_satisfaction",
        group="review",
        name=Words("民主生活会整改满意度测评", "Satisfaction after a life meeting"),
        says=Words(
            "通报整改情况后，群众代表测评是否满意；达不到标准的，应重新召开民主生活会。",
            "Mass representatives say whether they are satisfied; below the line it is held again.",
        ),
        clauses=("B13",),
        source="poll",
        sheet_title="整改满意度测评表",
        electorates=(("A", "群众代表"),),
        asks={"meeting": ("satisfaction",)},
        lines=(FixedLine("rectification", "meeting", "对民主生活会后整改情况的评价"),),
        threshold="B13",
        notes=(
            Words(
                "标准没有默认值：原文只说“一定标准”（E27）。满意率 =（满意＋基本满意）÷有效票。",
                "The line has no default: the text leaves it open (E27). The rate is satisfied and "
                "basically satisfied answers, of all valid ones.",
            ),
        ),
    ),
    Kind(
        id="deputies_review",
        group="review",
        name=Words("副职评价“一把手”", "Deputies rate the head"),
        says=Words(
            "单位副职评价“一把手”；人少，低于披露下限的票箱只收集，不计票。",
            "The deputies of a unit rate its head; a box below the floor is kept, never counted.",
        ),
        clauses=("P13",),
        source="poll",
        sheet_title="对“一把手”的评价表",
        electorates=(("A", "副职"),),
        role="head",
        asks={"official": ("grade",)},
        sealed_below_floor=True,
        notes=(
            Words(
                "副职多为 2 至 5 人。收回的票少于披露下限，票箱就封存，永不解密，不公布任何数。",
                "Deputies are often 2 to 5 people. A box with fewer ballots than the floor is "
                "sealed: nobody decrypts it, nothing of it is shown.",
            ),
            Words(
                "知情必报是署名的义务，匿名票不能代替；要反映问题，请走署名渠道。",
                "The duty to report is named: a secret ballot does not discharge it.",
            ),
        ),
    ),
)
