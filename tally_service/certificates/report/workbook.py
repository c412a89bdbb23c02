"""The report's numbers as a workbook (XLSX): results, ledger and rulings, for both languages.

Numbers are numbers, and every text is written as text: no cell is ever computed, whatever a name
begins with. Percentages are the rounded ones of the report; votes and denominators stand beside
them. The same contents make the same bytes.

May import: stdlib, shared.tables.writing, this folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shared.tables.writing import Book, Cell, Lines, Sheet, write_book
from tally_service.certificates.report.contents import NO_SHARE, Contents
from tally_service.certificates.report.words import (
    BASES,
    BOX_STATES,
    FINDINGS,
    KINDS,
    LEDGER,
    NOT_VERIFIED,
    ON_PAPER,
    RULING_STATES,
    Words,
)

RESULTS = ("序号 No.", "测评项 Contest", "类别 Kind", "选项 Option", "得票 Votes")
BOXES = ("票类 Class", "名称 Title", "状态 State")
CHECKS = ("票类、测评项 Of", "核对 Check", "左 Left", "右 Right", "成立 Holds")
RULINGS = (
    "条款 Clause",
    "对象 Subject",
    "判定 Ruling",
    "说明 Why (zh)",
    "说明 Why (en)",
    "距界线 Margin",
    "尚待 Waits for",
    "出处 Source",
    "原文 Clause's words",
)
FOUND = (
    "条款 Clause",
    "对象 Subject",
    "认定 Finding",
    "文件 Paper",
    "日期 Date",
    "理由 Reason",
    "认定人 By",
)


def report_xlsx(contents: Contents) -> bytes:
    """Return the workbook of ``contents``: sheets 结果, 票数账 and 判定."""
    about = f"{contents.place}　{contents.title}　{contents.item}　{contents.round}"
    above = (about, "　".join(_marks(contents)))
    sheets = (
        Sheet("结果", _results(contents), (7, 34, 12, 14)),
        Sheet("票数账", _ledger(contents), (30, 30, 16)),
        Sheet("判定", _rulings(contents), (10, 24, 12, 70, 70)),
    )
    return write_book(Book(contents.title, contents.closed_on, contents.digest, above, sheets))


def _marks(contents: Contents) -> list[str]:
    """Return what a reader has to know before any number."""
    marks = [f"{contents.closed_on}", f"第 {contents.version} 版 version {contents.version}"]
    state = "已认证 Certified" if contents.certified else "未认证 UNCERTIFIED"
    marks.append("作废 ANNULLED" if contents.annulled else state)
    if contents.superseded:
        marks.append("已被取代 SUPERSEDED")
    if contents.replaced:
        marks.append(
            f"不计入，由后来的再次投票代替 REPLACED by a later vote {contents.repeated_by}"
        )
    elif contents.repeated_by:
        marks.append(f"后来再次表决，以后者为准 Decided again later {contents.repeated_by}")
    if contents.repeats:
        earlier, reason = contents.repeats.earlier, contents.repeats.reason
        marks.append(f"再次投票 Voted on again: {reason} ({earlier})")
    if contents.test:
        marks.append("测试 TEST")
    if contents.paper:
        marks += [_both(ON_PAPER), contents.paper.reason, _both(NOT_VERIFIED)]
    return [*marks, *contents.certifiers]


def _results(contents: Contents) -> Iterable[Lines]:
    """Yield the one table of votes, a row for each option."""
    letters = sorted({letter for one in contents.contests for letter in one.by_electorate})
    shares = [
        head for words in BASES.values() for head in (_both(words), f"占{words.zh} of {words.en}")
    ]
    alone = [f"{letter}票 Class {letter}" for letter in letters]
    rows: Lines = [[*RESULTS, *shares, "占有效（精确） Of valid, exactly", *alone]]
    for number, table in enumerate(contents.contests, start=1):
        kind = _both(KINDS[table.kind]) if table.kind in KINDS else table.kind
        for row in table.rows:
            rows.append(
                [
                    *(number, table.title, kind, row.title, row.votes),
                    *(
                        cell
                        for base in BASES
                        for cell in (table.bases[base], _share(row.shares[base]))
                    ),
                    row.fractions["valid"],
                    *(
                        table.by_electorate[letter][row.key]
                        if letter in table.by_electorate
                        else ""
                        for letter in letters
                    ),
                ]
            )
        if table.wrong:
            rows.append([number, table.title, kind, "本项错填 Marked wrongly", table.wrong])
    yield rows


def _ledger(contents: Contents) -> Iterable[Lines]:
    """Yield the ledgers, everything that has to hold between their numbers, and who gets it."""
    numbers = [_both(LEDGER[name]) for name in contents.boxes[0].numbers]
    last = "录入人 Tellers" if contents.paper else "其中手机领取 Of these by phone"
    boxes: Lines = [[*BOXES, *numbers, last]]
    for box in contents.boxes:
        boxes.append(
            [
                *(box.electorate, box.title, _both(BOX_STATES[box.state])),
                *(box.numbers.values()),
                "、".join(box.tellers) if contents.paper else box.released,
            ]
        )
    yield boxes
    parts = [(box.electorate, box.identities) for box in contents.boxes]
    parts += [(table.title, table.identities) for table in contents.contests]
    checks: Lines = [[*CHECKS]]
    for name, identities in parts:
        for one in identities:
            text = f"{one.text_zh} {one.text_en}"
            checks.append([name, text, one.left, one.right, _holds(one.holds)])
    yield checks
    sent: Lines = [["分送 Sent to"]]
    for name in contents.recipients:
        sent.append([name])
    if contents.recipients:
        yield sent


def _rulings(contents: Contents) -> Iterable[Lines]:
    """Yield every ruling, then the findings, if there are any."""
    rulings: Lines = [[*RULINGS]]
    for one in contents.rulings:
        rulings.append(
            [
                *(one.rule, one.target, _both(RULING_STATES[one.state])),
                *(one.explanation_zh, one.explanation_en, one.margin or ""),
                *(", ".join(one.waiting_for), one.source, one.quote),
            ]
        )
    yield rulings
    findings: Lines = [[*FOUND]]
    for found in contents.findings:
        findings.append(
            [
                *(found.rule, found.target, _both(FINDINGS[found.value]), found.document),
                *(found.date, found.reason, "、".join(found.by)),
            ]
        )
    if contents.findings:
        yield findings


def _share(text: str) -> Cell:
    """Return a percentage as the number it is."""
    return text if text == NO_SHARE else Decimal(text.removesuffix("%")) / 100


def _holds(holds: bool) -> str:
    return "成立 yes" if holds else "不成立 NO"


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}"
