"""The parameters of a pack in words: what each is about, what we would set, what the pack set.

Each goes by the number of the catalogue's part E that it settles. Beside them stand the readings
that no pack changes, with their reason, so that nobody has to look for them in the program.

May import: stdlib, shared.rules.
"""

from collections.abc import Callable
from typing import NamedTuple

from shared.rules.parameters import TEXT_DEFAULTS, Parameters, Weights
from shared.rules.phrases import Phrase, listed, said
from shared.rules.wording import BASES, GRADES, METHODS, SOURCES

NO_DEFAULT = Phrase("无，必须由规则包选定", "none: the pack has to choose")


class Row(NamedTuple):
    """One parameter: its number, its name, our default and what the pack set."""

    code: str
    name: Phrase
    default: Phrase
    value: Phrase

    @property
    def changed(self) -> bool:
        """Whether the pack set something else than our default."""
        return self.value != self.default


READINGS: dict[str, dict[object, Phrase]] = {
    "ranking_lists": {
        None: Phrase("没有选，K01、K02不能判定", "not chosen: K01 and K02 wait"),
        "one": Phrase("全县一张榜", "one list of the whole county"),
        "separate": Phrase("乡镇、部门分开排，各榜各算", "townships and departments apart"),
    },
    "last_ties": {
        "people": Phrase("并列的等人裁定", "a tie waits for people"),
        "all": Phrase("并列的都算末位", "everybody in a tie is last"),
    },
    "points_cleared_by_measure": {
        False: Phrase("处理过也不清零", "not cleared by a measure that was taken"),
        True: Phrase("处理以后清零", "cleared by a measure that was taken"),
    },
    "leaders_absence": {
        "any": Phrase("任何一名领导超过即算", "any one leader"),
        "sum": Phrase("几名领导合并计算", "all leaders together"),
    },
    "bar_until": {
        "year_end": Phrase("到当年12月31日", "to 31 December of that year"),
        "six_months": Phrase("六个月", "six months"),
    },
    "distrust_on_grades": {
        "incompetent": Phrase("只有不称职票算不信任", "only incompetent counts as distrust"),
        "two_lowest": Phrase(
            "不称职和基本称职票都算不信任", "incompetent and basically competent count as distrust"
        ),
    },
    "urgent_majority": {
        "at_least_half": Phrase("达到半数即可", "one half is enough"),
        "more_than_half": Phrase("须超过半数", "more than one half"),
    },
    "announce": {
        "closed": Phrase("只告知本人和领导", "the person and the leaders alone"),
        "on_the_spot": Phrase("当场宣布", "announced on the spot"),
        "notice_board": Phrase("在公开栏公布", "posted on the notice board"),
    },
}

ROUNDING: dict[str, Phrase] = {
    "floor": Phrase("向下取整", "rounded down"),
    "half_up": Phrase("四舍五入", "rounded half up"),
    "ceiling": Phrase("向上取整", "rounded up"),
}

GROUPS: dict[str, Phrase] = {
    "jurisdiction": Phrase("全部人员一起算", "over everybody"),
    "unit": Phrase("按单位算", "in each unit"),
    "group": Phrase("按职务组算", "in each group of posts"),
}


def rows(parameters: Parameters) -> list[Row]:
    """Return every parameter in the order of the catalogue; those of no number come last."""
    return [
        Row(code, name, _NO_DEFAULT.get(code, value(TEXT_DEFAULTS)), value(parameters))
        for code, name, value in _ROWS
    ]


def _reading(name: str) -> Callable[[Parameters], Phrase]:
    """Return what says a reading in words."""
    return lambda parameters: READINGS[name][getattr(parameters.readings, name)]


def _base(parameters: Parameters) -> Phrase:
    return said(BASES[parameters.base])


def _large_unit(parameters: Parameters) -> Phrase:
    least = parameters.large_unit_min
    return Phrase(f"应到{least}人以上", f"a roll of {least} or more")


def _merge(parameters: Parameters) -> Phrase:
    method = METHODS[parameters.merge]
    if parameters.weights is None:
        return said(method)
    shares = _shares(parameters.weights)
    beside = parameters.merge == "pooled"
    zh, en = ("；旁边同时列出加权", "; shown beside it, weighted") if beside else ("：", ": ")
    return Phrase(f"{method.zh}{zh}{shares.zh}", f"{method.en}{en} {shares.en}")


def _shares(weights: Weights) -> Phrase:
    """Return the weights of the unit and the county ballot."""
    return Phrase(
        f"单位{weights.unit}、全县{weights.county}", f"unit {weights.unit}, county {weights.county}"
    )


def _merge_needs(parameters: Parameters) -> Phrase:
    if not parameters.merge_needs:
        return Phrase("有什么票算什么票", "whatever ballots there are")
    return listed([said(SOURCES[source]) for source in parameters.merge_needs])


def _head_share(parameters: Parameters) -> Phrase:
    share = parameters.readings.head_share
    return Phrase(f"任职满全年的{share}", f"in the post for {share} of the year")


def _satisfaction(parameters: Parameters) -> Phrase:
    own = parameters.satisfaction
    if own is None:
        return Phrase("没有定，B13不能判定", "not set: B13 waits")
    base, both = BASES[own.of], len(own.counted) > 1
    zh, en = ("满意和基本满意", "satisfied and basically so") if both else ("满意", "satisfied")
    return Phrase(
        f"{zh}占{base.zh}的{own.at_least}以上", f"{en}: {own.at_least} or more of the {base.en}"
    )


def _large_majority(parameters: Parameters) -> Phrase:
    own = parameters.large_majority or "1/2"
    return Phrase(f"超过有效票的{own}", f"more than {own} of the valid votes")


def _quota(parameters: Parameters) -> Phrase:
    quota = parameters.excellent_quota
    rounding, groups = ROUNDING[quota.rounding], GROUPS[quota.groups]
    return Phrase(
        f"不超过{quota.share}，{rounding.zh}，{groups.zh}",
        f"at most {quota.share}, {rounding.en}, {groups.en}",
    )


def _floor(parameters: Parameters) -> Phrase:
    floor = parameters.disclosure_floor
    return Phrase(f"有效票满{floor}张才列出", f"shown from {floor} valid votes on")


def _objections(parameters: Parameters) -> Phrase:
    days = parameters.objection_days
    return Phrase(f"{days}天", f"{days} days")


def _score(parameters: Parameters) -> Phrase:
    if parameters.score is None:
        return Phrase("不打分", "no score")
    points = parameters.score.points.model_dump()
    return listed([Phrase(f"{GRADES[g].zh}{p}", f"{GRADES[g].en} {p}") for g, p in points.items()])


def _bands(parameters: Parameters) -> Phrase:
    if parameters.bands is None:
        return Phrase("不按分数提等次", "no grade is proposed by score")
    return listed(
        [
            Phrase(
                f"{GRADES[row.grade].zh}{row.at_least}分以上",
                f"{GRADES[row.grade].en} from {row.at_least}",
            )
            for row in parameters.bands.rows
        ]
    )


def _class_weights(parameters: Parameters) -> Phrase:
    if parameters.class_weights is None:
        return Phrase("各类票不加权", "classes are not weighed")
    return listed(
        [
            Phrase(f"{SOURCES[source].zh}{letter}票{weight}", f"{source} class {letter} {weight}")
            for source, weights in parameters.class_weights.items()
            for letter, weight in weights.classes.items()
        ]
    )


def _composite(parameters: Parameters) -> Phrase:
    own = parameters.composite
    if own is None:
        return Phrase("不与实绩合成", "not combined with the targets")
    return Phrase(
        f"测评{own.ballot}、实绩{own.targets}，满分{own.full}",
        f"ballot {own.ballot}, targets {own.targets}, of {own.full}",
    )


def _exclusions(parameters: Parameters) -> Phrase:
    if not parameters.exclusions:
        return Phrase("没有", "none")
    return listed([said(each.note) for each in parameters.exclusions])


_NO_DEFAULT = {"E13": NO_DEFAULT, "E27": NO_DEFAULT}

_ROWS: tuple[tuple[str, Phrase, Callable[[Parameters], Phrase]], ...] = (
    ("E1", Phrase("比例以什么为分母", "What a share is a share of"), _base),
    ("E5", Phrase("多少人算“人数较多的单位”", "From when a unit has many people"), _large_unit),
    ("E6", Phrase("两次测评怎样汇总", "How the two ballots come together"), _merge),
    ("E6", Phrase("缺了哪次测评就不汇总", "Which ballots a merged result needs"), _merge_needs),
    (
        "E10",
        Phrase("测评表只有四个等次时，什么算不信任", "Distrust on a form of four grades"),
        _reading("distrust_on_grades"),
    ),
    (
        "E13",
        Phrase("全县末位怎么排", "The list that somebody is last on"),
        _reading("ranking_lists"),
    ),
    ("E14", Phrase("末位并列", "A tie for the last place"), _reading("last_ties")),
    ("E15", Phrase("末位算谁的", "Whose place it is"), _head_share),
    (
        "E16",
        Phrase("扣分账户是否清零", "Whether the account of points is cleared"),
        _reading("points_cleared_by_measure"),
    ),
    (
        "E21",
        Phrase("“当年不得”到哪一天", "How long a bar “that year” lasts"),
        _reading("bar_until"),
    ),
    (
        "E22",
        Phrase("紧急议题的“半数以上”", "“Half” for an urgent topic"),
        _reading("urgent_majority"),
    ),
    ("E26", Phrase("测评结果怎样告知", "How results are told"), _reading("announce")),
    ("E27", Phrase("满意率的标准", "The line of satisfaction"), _satisfaction),
    ("E28", Phrase("“大多数群众拥护”是多少", "The large majority of the masses"), _large_majority),
    ("E30", Phrase("优秀名额", "How many may be excellent"), _quota),
    ("E32", Phrase("小范围票数的保密线", "From when a group's counts are shown"), _floor),
    (
        "E39",
        Phrase("条管单位的旷会按谁算", "Whose absences count for a unit (N04)"),
        _reading("leaders_absence"),
    ),
    ("", Phrase("公布以后的复核申请期", "Days for objections after publishing"), _objections),
    ("", Phrase("得分（本地规定）", "Score (local)"), _score),
    ("", Phrase("分数段（本地规定）", "Bands (local)"), _bands),
    ("", Phrase("票类权重（本地规定）", "Weights of classes (local)"), _class_weights),
    ("", Phrase("与实绩合成（本地规定）", "Composite with targets (local)"), _composite),
    ("", Phrase("不能评优秀的情形（本地规定）", "What keeps from excellent (local)"), _exclusions),
)
