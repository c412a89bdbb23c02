"""Clauses and packs as text for people, Chinese first: what ``ostraka rules`` prints without JSON.

May import: stdlib, shared.rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.rules.clause_words import besides, concerns, line
from shared.rules.clauses import Clause, TextClause
from shared.rules.effect_words import effects
from shared.rules.packs import Pack
from shared.rules.parameter_words import rows
from shared.rules.phrases import Phrase

FORCES = {
    "rule": Phrase("现行规定", "a rule in force"),
    "report": Phrase("做法报告", "a report of practice"),
    "proposal": Phrase("建议，非现行规定", "a proposal, not in force"),
}


def kind_of(clause: Clause) -> str:
    """Return ``text`` for a clause that people read, ``computed`` for any other."""
    return "text" if isinstance(clause, TextClause) else "computed"


def table(packs: Iterable[Pack]) -> str:
    """Return one line for every clause: id, pack, force, whether it is computed, title."""
    lines = [
        f"{clause.id:<4} {pack.id:<4} {clause.force:<9} {kind_of(clause):<9} "
        f"{clause.title.zh} | {clause.title.en}"
        for pack in packs
        for clause in pack.clauses.values()
    ]
    return "\n".join([f"{'id':<4} {'pack':<4} {'force':<9} {'kind':<9} title", *lines])


def clause_text(pack: Pack, clause: Clause) -> str:
    """Return one clause as a person would read it."""
    return "\n".join(_clause(pack, clause))


def pack_text(pack: Pack) -> str:
    """Return a pack whole: who adopted what, every clause, every parameter."""
    lines = [f"{pack.id} {pack.title.zh}", f"{pack.title.en}", f"SHA-256 {pack.digest}", ""]
    for each in pack.adoptions:
        until = each.valid.until or "…"
        lines += [f"{each.pack}: {', '.join(each.clauses)}"]
        lines += [
            f"  {each.author}，{each.date}，{each.reason}（{each.valid.since} – {until}）",
            "",
        ]
    for clause in pack.clauses.values():
        lines += [*_clause(pack, clause), ""]
    lines += ["参数 Parameters"]
    for row in rows(pack.parameters):
        note = f"（默认 {row.default.zh} / default: {row.default.en}）" if row.changed else ""
        lines += [f"  {row.code:<4} {row.name.zh}：{row.value.zh}{note}"]
        lines += [f"       {row.name.en}: {row.value.en}"]
    return "\n".join(lines)


def _clause(pack: Pack, clause: Clause) -> Iterator[str]:
    """Yield the lines of one clause, Chinese and English below each other."""
    source, force = clause.source, FORCES[clause.force]
    yield f"{clause.id} {clause.title.zh}"
    yield f"    {clause.title.en}"
    for quote in filter(None, [source.lead, source.quote, *source.more]):
        yield f"  “{quote}”"
    yield f"  {pack.id}，{source.section}，{source.file}"
    computed = kind_of(clause) == "computed"
    how = Phrase("由程序计算", "computed") if computed else Phrase("由人阅读", "read by people")
    yield from _lines("效力", "Force", [Phrase(f"{force.zh}；{how.zh}", f"{force.en}; {how.en}")])
    whom = concerns(clause, pack.parameters)
    yield from _lines("范围", "Concerns", [_in_one(whom)] if whom else [])
    asked = [line(clause, pack.parameters)]
    yield from _lines(*(("界线", "Line") if computed else ("要求", "It asks")), asked)
    yield from _lines("旁边列出", "Shown beside it", besides(clause, pack.parameters))
    yield from _lines("后果", "What follows", effects(clause))


def _in_one(words: list[Phrase]) -> Phrase:
    """Return several things in one line."""
    return Phrase("；".join(one.zh for one in words), "; ".join(one.en for one in words))


def _lines(zh: str, en: str, words: Iterable[Phrase]) -> Iterator[str]:
    """Yield something said, in both languages."""
    for one in words:
        yield f"  {zh}：{one.zh}"
        yield f"      {en}: {one.en}"
