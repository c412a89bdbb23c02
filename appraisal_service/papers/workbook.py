"""The papers as workbooks (XLSX), for both languages at once.

Numbers are numbers, and every text is written as text: no cell is ever computed, whatever a name
begins with. The same paper makes the same bytes.

May import: stdlib, shared.tables.writing, people's and papers' domain.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from appraisal_service.papers.domain import Distribution, Notices, Paper, Publication, Summary
from appraisal_service.papers.domain.lines import NO_SHARE, Ballot, Line
from appraisal_service.papers.domain.words import STATES, Words, option_words
from appraisal_service.people.domain.organ import organ_of
from shared.tables.writing import Book, Cell, Lines, Points, Row, Sheet, write_book


def paper_xlsx(paper: Paper) -> bytes:
    """Return ``paper`` as a workbook."""
    title, state, sheets = _laid_out(paper)
    above = (f"{organ_of(paper.title)}　{paper.year}　{title}", state)
    return write_book(Book(title, paper.day, paper.digest, above, sheets, for_print=True))


def _laid_out(paper: Paper) -> tuple[str, str, Iterable[Sheet]]:
    """Return a paper's title, what a reader has to know first, and its sheets."""
    if isinstance(paper, Summary):
        state = "未定稿 DRAFT" if paper.draft else "已公布 published"
        return "年度考核汇总表", f"{paper.day}　{state}", _summary(paper)
    if isinstance(paper, Notices):
        return "年度考核结果通知书", f"{paper.day}　只交本人 for the person alone", _notices(paper)
    if isinstance(paper, Distribution):
        state = "限定范围，不得复制 restricted, not to be copied"
        return "年度考核结果分送单", f"{paper.day}　{state}", _distribution(paper)
    assert isinstance(paper, Publication), "there is no fifth paper"
    state = "不公布等次 grades are not posted"
    return "民主测评结果公布单", f"{paper.day}　{state}", _publication(paper)


OPTION_HEADS = [f"{one.zh} {one.en}" for one in option_words("civil", "institution")]

VOTES = (
    *("票源 Ballot", "发出 Issued", "收回 Returned", "未收回 Not returned"),
    "有效票 Valid",
    *OPTION_HEADS,
    "优秀率 Excellent of valid",
    "不称职／不合格率 Incompetent of valid",
)
"""Heads of what ``_votes`` writes."""
PAPERS = 3
"""How many of them are numbers of papers."""


def _votes(ballot: Ballot) -> Row:
    """Return the cells of one ballot; of a sealed one words only."""
    if ballot.sealed:
        told = "不公开 sealed"
        if ballot.collected is not None:
            told = f"已收集{ballot.collected}份，不公开 {ballot.collected} papers, sealed"
        return [_both(ballot.source), *[""] * PAPERS, told, *[""] * (len(VOTES) - 2 - PAPERS)]
    assert ballot.valid is not None, "what is shown was counted"
    shares = (_share(ballot.excellent), _share(ballot.incompetent))
    papers = ballot.papers or [""] * PAPERS
    return [_both(ballot.source), *papers, ballot.valid, *ballot.counts, *shares]


def _summary(paper: Summary) -> Iterable[Sheet]:
    """Yield the table, the distribution, the clauses."""
    heads: Row = [
        *("序号 No.", "单位 Unit", "编号 Number", "姓名 Name", "职务 Post"),
        *VOTES,
        *("得分 Score", "建议等次 Proposed", "决定等次 Decided", "触发条款 Clauses"),
        *("决定文号 Paper", "日期 Date", "审定人 Decided by", "状态 State", "备注 Remarks"),
    ]
    rows: Lines = [heads]
    number = 0
    for unit in paper.units:
        for line in unit.lines:
            number += 1
            rows += _person(number, line)
    yield Sheet("汇总表", [rows], (6, 16, 10, 12, 16, 12, *[9] * 11, 9, 12, 12, 12, 18, 12, 16))
    yield Sheet("分布", [_spread(paper), [["优秀名额 Quota of excellent"], _quota(paper)]], (26,))
    clauses: Lines = [["条款 Clause", "名称 Title", "人数 People", "出处 Source", "原文 Its words"]]
    for one in paper.clauses:
        clauses.append([one.rule, _both(one.title), one.people, one.section, one.quote])
    yield Sheet("条款", [clauses], (10, 50, 10, 18, 80))


def _person(number: int, line: Line) -> Lines:
    """Return one official's rows, a ballot each; grade and clauses stand in the first."""
    first: Row = [number, line.unit_name, line.person, line.name, line.post]
    grade: Row = [
        "" if line.score is None else Points(line.score),
        _word(line.proposed),
        _word(line.graded),
        "、".join(one.rule for one in line.clauses),
        line.document_number or "",
        line.document_date or "",
        "、".join(line.decided_by),
        _both(STATES[line.state]),
        "；".join(_both(words) for words in line.remarks),
    ]
    nothing: Row = ["没有测评票 no ballot", *[""] * (len(VOTES) - 1)]
    votes = [_votes(ballot) for ballot in line.ballots] or [nothing]
    return [[*first, *votes[0], *grade], *([*first, *more] for more in votes[1:])]


def _spread(paper: Summary) -> Lines:
    """Return how many of each group have each grade."""
    rows: Lines = [
        [
            "范围 Group",
            "人数 People",
            *OPTION_HEADS[:-1],
            "未决定 Undecided",
            "优秀名额 Quota of excellent",
        ]
    ]
    for one in paper.spreads:
        name = one.name.zh if one.name.zh == one.name.en else _both(one.name)
        cap: Cell = NO_SHARE if one.cap is None else one.cap
        rows.append([name, one.people, *one.grades, one.undecided, cap])
    return rows


def _quota(paper: Summary) -> Row:
    """Return how the quota is taken."""
    return [f"{_both(paper.groups)} × {paper.share}，{_both(paper.rounding)}"]


def _notices(paper: Notices) -> Iterable[Sheet]:
    """Yield the notices as rows: what was decided, the ballots, the clauses."""
    told: Lines = [
        [
            *("通知书编号 Notice", "单位 Unit", "姓名 Name", "职务 Post", "等次 Grade"),
            *("决定文号 Paper", "日期 Date", "公布日期 Published", "申请复核截止 Objections until"),
            "状态 State",
        ]
    ]
    votes: Lines = [["姓名 Name", *VOTES]]
    clauses: Lines = [["姓名 Name", "条款 Clause", "说明 Why (zh)", "说明 Why (en)", "原文 Words"]]
    for notice in paper.notices:
        line = notice.line
        told.append(
            [
                *(notice.number, line.unit_name, line.name, line.post, _word(line.graded)),
                *(line.document_number or "", line.document_date or "", line.published_on or ""),
                *(notice.objections_until or NO_SHARE, _both(STATES[line.state])),
            ]
        )
        votes += [[line.name, *_votes(ballot)] for ballot in line.ballots]
        clauses += [
            [line.name, one.rule, one.says.zh, one.says.en, one.quote] for one in line.clauses
        ]
    yield Sheet("通知", [told], (20, 18, 12, 18, 16, 22, 12, 12, 14, 20))
    yield Sheet("测评", [votes], (12, 14, *[9] * 11))
    yield Sheet("条款", [clauses], (12, 10, 60, 60, 60))


def _distribution(paper: Distribution) -> Iterable[Sheet]:
    """Yield who gets the table, and who signs for his own notice."""
    copies: Lines = [["份号 Copy", "分送 To", "签收 Received by", "日期 Date", "退回 Returned"]]
    for number, name in enumerate(paper.recipients, start=1):
        copies.append([number, _both(name), "", "", ""])
    table: Lines = [["汇总表摘要 Digest of the table"], [paper.table]]
    yield Sheet("分送", [copies, table], (12, 60, 20, 14, 14))
    notices: Lines = [
        ["单位 Unit", "姓名 Name", "职务 Post", "通知书编号 Notice", "签收 Received", "日期 Date"]
    ]
    for unit in paper.units:
        notices += [[unit.name, one.name, one.post, one.number, "", ""] for one in unit.people]
    yield Sheet("签收", [notices], (22, 14, 22, 22, 20, 14))


def _publication(paper: Publication) -> Iterable[Sheet]:
    """Yield what every unit posts."""
    rows: Lines = [["单位 Unit", "姓名 Name", "职务 Post", *VOTES]]
    for unit in paper.units:
        for one in unit.rows:
            rows += [[unit.name, one.name, one.post, *_votes(ballot)] for ballot in one.ballots]
    yield Sheet("公布", [rows], (22, 14, 22, 14, *[9] * 11))


def _share(text: str) -> Cell:
    """Return a percentage as the number it is."""
    return text if text == NO_SHARE else Decimal(text.removesuffix("%")).scaleb(-2)


def _word(words: Words | None) -> str:
    return "" if words is None else _both(words)


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}"
