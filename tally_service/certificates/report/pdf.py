"""计票结果报告 as PDF/A-2a: what the template shows, in one of two editions.

The same contents make the same bytes: the PDF is dated by the day on which voting closed. A
character that the font lacks is refused by name, never shown as a box.

May import: stdlib, shared.documents, shared.plumbing, this folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from shared.documents.results import OnPaper
from shared.plumbing.pages.qr import qr_svg
from shared.plumbing.typesetting import typeset_paper
from tally_service.certificates.report.contents import (
    SILENT,
    BoxLine,
    Contents,
    ContestTable,
    OptionRow,
    RulingLine,
)
from tally_service.certificates.report.identities import Identity
from tally_service.certificates.report.words import (
    BASES,
    BOX_STATES,
    FINDINGS,
    KINDS,
    LEDGER,
    NOT_VERIFIED,
    ON_PAPER,
    OPTIONS,
    RULING_STATES,
    Words,
)

Language = Literal["zh", "en"]

MOST_IN_FULL = 4
"""More contests of one kind stand in one table, a row each."""
WIDEST = 7
"""More options than that stand in rows of their own."""
MOST_RULINGS = 12
"""Of a clause; of more, those that say nothing are only counted."""
LONGEST_TITLE = 34
LEAST_CERTIFIERS = 2


def report_pdf(contents: Contents, language: Language, address: str | None = None) -> bytes:
    """Return the report as PDF/A-2a.

    Args:
        contents: what it says.
        language: the edition; names stay as they are.
        address: where the signed result is published; None prints its digest as the QR code.

    Raises:
        NameUnprintable: says which character of which text has no glyph.
        FontMissing, TypesettingFailed: the suite is not completely installed, or too slow.
    """
    day = datetime.strptime(contents.closed_on, "%Y-%m-%d").replace(tzinfo=UTC)
    shown = _shown(contents, language, address)
    template = Path(__file__).with_name("report.typ")
    return typeset_paper(template, "report", shown, int(day.timestamp()))


def _shown(contents: Contents, language: Language, address: str | None) -> dict[str, Any]:
    """Return what the template reads."""
    sums = [one for table in contents.contests for one in table.identities]
    plain = ("title", "item", "place", "year", "round", "closed_on", "test", "certified", "digest")
    more = ("version", "supersedes", "superseded", "meeting", "pack", "annulled", "replaced")
    blank = [None] * max(0, LEAST_CERTIFIERS - len(contents.certifiers))
    return {
        **{name: getattr(contents, name) for name in plain + more},
        "lang": language,
        "leftovers": list(contents.leftovers),
        "unanimous": list(contents.unanimous),
        "correction": contents.correction and contents.correction.model_dump(mode="json"),
        "repeats": contents.repeats and contents.repeats.model_dump(mode="json"),
        "repeated_by": contents.repeated_by,
        "short_title": _shortened(contents.title),
        "address": address,
        "qr": qr_svg(address or contents.digest),
        "ledger_heads": [
            {"zh": LEDGER[name].zh, "en": LEDGER[name].en} for name in contents.boxes[0].numbers
        ],
        "paper": contents.paper and _on_paper(contents.paper, language),
        "checks": [_said(one, language) for one in contents.boxes[0].identities],
        "boxes": [_box(box, language) for box in contents.boxes],
        "sums": {
            "count": len(sums),
            "broken": [
                {"text": _said(one, language), "left": one.left, "right": one.right}
                for one in sums
                if not one.holds
            ],
        },
        "groups": _groups(contents.contests, language),
        "rules": _rules(contents.rulings, language),
        "findings": [
            {
                "rule": one.rule,
                "target": one.target,
                "value": _word(FINDINGS.get(one.value), language) or one.value,
                "paper": [one.document, one.date],
                "reason": one.reason,
                "by": list(one.by),
            }
            for one in contents.findings
        ],
        "certifiers": [*contents.certifiers, *blank],
        "publishes": contents.publishes,
        "recipients": list(contents.recipients),
    }


def _box(box: BoxLine, language: Language) -> dict[str, Any]:
    """Return one line of the ledger and of its checks."""
    return {
        "electorate": box.electorate,
        "title": box.title
        if box.title.startswith(box.electorate)
        else f"{box.electorate}　{box.title}",
        "sealed": box.state == "sealed",
        "state": _word(BOX_STATES.get(box.state), language) or box.state,
        "released": box.released,
        "tellers": list(box.tellers),
        "entries": list(box.entries),
        "numbers": list(box.numbers.values()),
        "identities": [{"holds": one.holds, "shown": _sides(one)} for one in box.identities],
    }


def _on_paper(paper: OnPaper, language: Language) -> dict[str, str]:
    """Return what a reader has to know of a round on paper."""
    return {
        "medium": _word(ON_PAPER, language),
        "reason": paper.reason,
        "unverified": _word(NOT_VERIFIED, language),
        "result": paper.result,
    }


def _sides(one: Identity) -> str:
    """Return both sides of an identity with the sign that should stand between them."""
    return f"{one.left} {'=' if '=' in one.text_en else '≤'} {one.right}"


def _groups(contests: Sequence[ContestTable], language: Language) -> list[dict[str, Any]]:
    """Return neighbouring contests that can share a table, in the order of the sheet."""
    groups, first = [], 1
    for _, alike in groupby(contests, _shape):
        tables = list(alike)
        one = tables[0]
        groups.append(
            {
                "first": first,
                "long": len(tables) > MOST_IN_FULL and len(one.rows) <= WIDEST,
                "whole": all(table.identities for table in tables),
                "kind": _word(KINDS.get(one.kind), language) or one.kind,
                "valid": one.bases["valid"],
                "bases": [
                    {"name": _word(BASES[name], language), "count": count}
                    for name, count in one.bases.items()
                ],
                "letters": list(one.by_electorate),
                "contests": [_contest(table, language) for table in tables],
            }
        )
        first += len(tables)
    return groups


def _shape(table: ContestTable) -> tuple[Any, ...]:
    """Return what contests of one table have in common."""
    options = tuple((row.key, row.title) for row in table.rows)
    return table.kind, options, tuple(table.bases.values()), tuple(table.by_electorate)


def _contest(table: ContestTable, language: Language) -> dict[str, Any]:
    """Return one contest with its options."""
    return {
        "title": table.title,
        "kind": _word(KINDS.get(table.kind), language) or table.kind,
        "unanimous": table.unanimous,
        "wrong": table.wrong,
        "said": [
            {
                "rule": one.rule,
                "word": _word(one.plainly or RULING_STATES.get(one.state), language),
                "explanation": one.explanation_zh if language == "zh" else one.explanation_en,
            }
            for one in table.said
        ],
        "rows": [
            {
                "title": option_title(row, language),
                "votes": row.votes,
                "shares": list(row.shares.values()),
                "fractions": list(row.fractions.values()) if table.kind == "motion" else [],
                "alone": [
                    {"letter": letter, "votes": votes[row.key]}
                    for letter, votes in table.by_electorate.items()
                ],
            }
            for row in table.rows
        ],
    }


def option_title(row: OptionRow, language: Language) -> str:
    """Return an option's name: the English word in the English edition, if it is a usual one."""
    usual = OPTIONS.get(row.key)
    return usual.en if usual is not None and language == "en" else row.title


def _rules(rulings: Sequence[RulingLine], language: Language) -> list[dict[str, Any]]:
    """Return the rulings clause by clause, in the order in which clauses first come."""
    clauses: dict[tuple[str, str, str], list[RulingLine]] = {}
    for ruling in rulings:
        clauses.setdefault((ruling.rule, ruling.source, ruling.quote), []).append(ruling)
    return [_rule(clause, lines, language) for clause, lines in clauses.items()]


def _rule(
    clause: tuple[str, str, str], lines: Sequence[RulingLine], language: Language
) -> dict[str, Any]:
    """Return one clause: what it says about somebody in full, silence only counted if long."""
    few = len(lines) <= MOST_RULINGS
    told = [line for line in lines if few or line.speaks]
    silent = {
        state: sum(line.state == state and not line.speaks for line in lines) for state in SILENT
    }
    return {
        "rule": clause[0],
        "source": clause[1],
        "quote": clause[2],
        "rows": [
            {
                "target": line.target,
                "state": line.state,
                "word": _word(RULING_STATES.get(line.state), language) or line.state,
                "explanation": line.explanation_zh if language == "zh" else line.explanation_en,
            }
            for line in told
        ],
        "silent": [
            {"word": _word(RULING_STATES[state], language), "count": count}
            for state, count in silent.items()
            if count and not few
        ],
    }


def _said(one: Identity, language: Language) -> str:
    return one.text_zh if language == "zh" else one.text_en


def _word(words: Words | None, language: Language) -> str:
    if words is None:
        return ""
    return words.zh if language == "zh" else words.en


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
