"""The pack that one meeting is judged by, where its text leaves a line open that people set.

B13 says "a certain standard" and no number (catalogue E27). Whoever prepares the poll sets it;
so the meeting's own pack is the chosen one with that line in it, and the clause adopted in the
organizer's name if no pack has it. Its digest stands in the manifest before the first vote.

May import: stdlib, shared.documents, shared.errors, shared.rules, this room's templates and rules.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ballot_service.meetings.domain.drafts import Agenda
from ballot_service.meetings.domain.outlines import Outline
from shared.documents.manifests import Source
from shared.errors import Conflict
from shared.rules.checks import SatisfactionNode, leaves
from shared.rules.clauses import ConditionClause
from shared.rules.packs import Adoption, Pack, load_pack, pack_from_document
from shared.rules.parameters import SatisfactionLine, Text

TEXT_OF = {"B13": "PO"}
"""Clause whose line people set, to the text pack that holds it."""


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


def pack_for(outline: Outline, agenda: Agenda, pack: Pack, by: str, day: str) -> Pack:
    """Return the pack that the meeting is judged by: ``pack`` itself unless people set a line.

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
    kind = outline.template
    rule = kind.threshold if kind else None
    if rule is None or outline.threshold is None:
        _check_set(agenda, pack)
        return pack
    if pack.parameters.satisfaction is not None and rule in pack.clauses:
        return pack
    line = pack.parameters.satisfaction or SatisfactionLine(
        counted=["satisfied", "basically_satisfied"],
        of="valid",
        at_least=str(share_of(outline.threshold)),
    )
    title = Text(
        zh=f"{pack.title.zh[:400]}（本次会议{rule}标准{outline.threshold}）",
        en=f"{pack.title.en[:400]} (this meeting: {rule} at {outline.threshold})",
    )
    parameters = pack.parameters.model_copy(update={"satisfaction": line})
    changes = {"title": title, "parameters": parameters, **_adopting(pack, rule, by, day)}
    return pack_from_document(pack.model_copy(update=changes).to_document())


def _adopting(pack: Pack, rule: str, by: str, day: str) -> dict[str, Any]:
    """Return what changes of ``pack`` so that it has ``rule``; nothing if it has it already."""
    if rule in pack.clauses:
        return {}
    adoption = Adoption(
        pack=TEXT_OF[rule],
        clauses=[rule],
        author=by,
        date=day,
        reason="会议组织者选用本条的模板并设定标准，只用于本次会议",
    )
    clause = load_pack(TEXT_OF[rule]).clauses[rule]
    return {
        "adoptions": [*pack.adoptions, adoption],
        "clause_list": [*pack.clause_list, clause],
    }


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
