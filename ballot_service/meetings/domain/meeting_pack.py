"""The pack that one meeting is judged by: the chosen one, with what its template has to have.

Two things may be missing from the chosen pack. The clauses that keep an item of such a meeting
from the vote (its template's gates, DESIGN section 5): they are adopted in the organizer's name,
and no pack takes them away. And a line that a clause leaves open: B13 says "a certain standard"
and no number (catalogue E27), so whoever prepares the poll sets it. The digest of what comes out
stands in the manifest before the first vote.

May import: stdlib, shared.documents, shared.errors, shared.rules, this room's templates and rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ballot_service.meetings.domain.drafts import Agenda
from ballot_service.meetings.domain.outlines import Outline
from shared.documents.manifests import Source
from shared.errors import Conflict
from shared.rules.checks import SatisfactionNode, leaves
from shared.rules.clauses import ConditionClause
from shared.rules.pack_files import pack_ids
from shared.rules.packs import Adoption, Pack, Validity, load_pack, pack_from_document
from shared.rules.parameters import SatisfactionLine, Text

REASON = "会议组织者选用了必须有本条款的会议模板；只用于本次会议"


class LineNotSet(Conflict):
    """A clause of the pack reads this poll, and nobody has set the line that its text lacks."""

    code = "line_not_set"


class LineDiffers(Conflict):
    """The line that was typed is not the one that the pack of rules sets."""

    code = "line_differs"


def share_of(threshold: str) -> Fraction:
    """Return the exact share that a draft's threshold writes: ``70%`` or ``2/3``."""
    return Fraction(int(threshold[:-1]), 100) if threshold.endswith("%") else Fraction(threshold)


def check_line(outline: Outline, pack: Pack) -> None:
    """Return if the draft's line is the pack's, or one of the two has none.

    Raises:
        LineDiffers: they are different.
    """
    line = pack.parameters.satisfaction
    if line is None or outline.threshold is None:
        return
    if share_of(outline.threshold) != Fraction(line.at_least):
        raise LineDiffers(
            f"The pack of rules sets the line at {line.at_least}. Type the same, or choose "
            "another pack."
        )


def missing(outline: Outline, pack: Pack) -> list[str]:
    """Return the clauses that the draft's template needs and ``pack`` lacks, in its order.

    They go by id: a pack with a clause of its own under that id keeps it.
    """
    kind = outline.template
    if kind is None:
        return []
    needed = (*kind.gates, *((kind.threshold,) if kind.threshold else ()))
    return [rule for rule in needed if rule not in pack.clauses]


def with_needed(outline: Outline, pack: Pack, by: str, day: str) -> Pack:
    """Return ``pack`` with the ``missing`` clauses adopted by ``by``; itself if none is missing."""
    added = missing(outline, pack)
    return _changed(pack, _adopting(pack, added, by, day)) if added else pack


def pack_for(outline: Outline, agenda: Agenda, pack: Pack, by: str, day: str) -> Pack:
    """Return the pack that the meeting is judged by: ``pack`` itself if it has all that is needed.

    Args:
        outline: the draft, with the line that was typed.
        agenda: what it makes.
        pack: the chosen one.
        by: who prepares the meeting, by name.
        day: on which day, YYYY-MM-DD.

    Raises:
        LineDiffers: the pack sets another line than the sheet shows.
        LineNotSet: a clause would read this poll, and no line is set anywhere.
    """
    check_line(outline, pack)
    made = _with_line(outline, with_needed(outline, pack, by, day))
    _check_set(agenda, made)
    if made is pack:
        return pack
    return _changed(made, {"title": _title(outline, pack)})


def _with_line(outline: Outline, pack: Pack) -> Pack:
    """Return ``pack`` with the line that was typed, if it is for such a poll and has none."""
    kind = outline.template
    if kind is None or kind.threshold is None or outline.threshold is None:
        return pack
    if pack.parameters.satisfaction is not None:
        return pack
    line = SatisfactionLine(
        counted=["satisfied", "basically_satisfied"],
        of="valid",
        at_least=str(share_of(outline.threshold)),
    )
    return _changed(pack, {"parameters": pack.parameters.model_copy(update={"satisfaction": line})})


def _title(outline: Outline, pack: Pack) -> Text:
    """Return the title of the meeting's own pack: the chosen one's, and what was added."""
    kind, added = outline.template, missing(outline, pack)
    zh = [f"加用{'、'.join(added)}"] if added else []
    en = [f"adopts {', '.join(added)} as well"] if added else []
    if kind is not None and kind.threshold and outline.threshold:
        zh.append(f"{kind.threshold}标准{outline.threshold}")
        en.append(f"{kind.threshold} at {outline.threshold}")
    return Text(
        zh=f"{pack.title.zh[:400]}（本次会议{'；'.join(zh)}）",
        en=f"{pack.title.en[:400]} (this meeting: {'; '.join(en)})",
    )


def _adopting(pack: Pack, rules: Sequence[str], by: str, day: str) -> dict[str, Any]:
    """Return what changes of ``pack`` so that it has ``rules``, each from its text pack."""
    adoptions, clauses = [*pack.adoptions], [*pack.clause_list]
    for text in map(load_pack, pack_ids()):
        taken = [clause for clause in text.clause_list if clause.id in rules]
        if taken:
            named = [clause.id for clause in taken]
            adoptions.append(
                Adoption(
                    pack=text.id,
                    clauses=named,
                    author=by,
                    date=day,
                    reason=REASON,
                    valid=Validity.model_validate({"from": day}),
                )
            )
            clauses += taken
    return {"adoptions": adoptions, "clause_list": clauses}


def _changed(pack: Pack, changes: dict[str, Any]) -> Pack:
    """Return ``pack`` with ``changes``, checked as a whole."""
    return pack_from_document(pack.model_copy(update=changes).to_document())


def _check_set(agenda: Agenda, pack: Pack) -> None:
    """Return if no clause without a line would read what the agenda asks."""
    if pack.parameters.satisfaction is not None:
        return
    asked = {
        contest.subject.kind
        for entry in agenda.items
        for sheet in entry.contests.values()
        for contest in sheet
        if contest.kind == "satisfaction"
    }
    for clause in pack.clauses.values():
        reads = isinstance(clause, ConditionClause) and _reads(clause, agenda.source)
        if reads and asked & set(clause.subject):
            raise LineNotSet(
                f"{clause.id} asks for a standard and names no number. Set it in the pack of "
                "rules, or use the template of this poll; nothing is assumed."
            )


def _reads(clause: ConditionClause, source: Source) -> bool:
    """Return whether a clause holds polls of ``source`` against the pack's line of satisfaction."""
    tests = [leaf for leaf in leaves(clause.when) if isinstance(leaf, SatisfactionNode)]
    return any(source in test.satisfaction.ballots for test in tests)
