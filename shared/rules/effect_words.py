"""What follows from a clause, in words: how binding it is, for whom, who acts and until when.

May import: stdlib, shared.rules.
"""

from shared.rules.clause_words import condition_of
from shared.rules.clauses import Clause, Consequence, Deadline
from shared.rules.phrases import AIMED, BARS, FACT_DATES, OWNERS, STAGES, Phrase, length, said
from shared.rules.proposals import grade_word
from shared.rules.wording import MODALITIES


def effects(clause: Clause) -> list[Phrase]:
    """Return everything that follows from a clause, in its order."""
    return [_effect(clause, each) for each in clause.consequences]


def _effect(clause: Clause, consequence: Consequence) -> Phrase:
    """Return what follows, how binding it is, for whom, who acts and until when."""
    note, aimed = MODALITIES[consequence.modality], AIMED[consequence.who]
    notes = [said(note), *([aimed] if aimed.zh else []), *_terms(consequence)]
    start, text = _start(clause, consequence), consequence.text
    return Phrase(
        f"{start.zh}{text.zh}（{'；'.join(each.zh for each in notes)}）",
        f"{start.en}{text.en} ({'; '.join(each.en for each in notes)})",
    )


def _start(clause: Clause, consequence: Consequence) -> Phrase:
    """Return in which case it follows, where the clause has several."""
    if consequence.on is not None:
        stage = STAGES[consequence.on]
    elif consequence.if_met is not None:
        stage = condition_of(clause, consequence.if_met)
    else:
        return Phrase("", "")
    return Phrase(f"{stage.zh}：", f"{stage.en}: ")


def _terms(consequence: Consequence) -> list[Phrase]:
    """Return who acts, until when, which bar it is, and the grade that the text sets."""
    terms: list[Phrase] = []
    if consequence.owner is not None:
        owner = OWNERS.get(consequence.owner, Phrase(consequence.owner, consequence.owner))
        terms.append(Phrase(f"由{owner.zh}办", f"by {owner.en}"))
    if consequence.deadline is not None:
        terms.append(_due(consequence.deadline))
    if consequence.bar is not None:
        bar = BARS[consequence.bar]
        terms.append(Phrase(f"限制：{bar.zh}（E42）", f"a bar of {bar.en} (E42)"))
    if consequence.grade is not None:
        terms.append(_grade(consequence.grade.value))
    return terms


def _grade(value: str) -> Phrase:
    """Return which grade the text sets, in the words of both scales where they differ."""
    civil, other = grade_word(value, "civil"), grade_word(value, "institution")
    if civil == other:
        return Phrase(f"直接定等次：{civil.zh}", f"sets the grade: {civil.en}")
    return Phrase(
        f"直接定等次：{civil.zh}（事业单位：{other.zh}）",
        f"sets the grade: {civil.en} (in institutions: {other.en})",
    )


def _due(deadline: Deadline) -> Phrase:
    """Return until when something is to be done."""
    zh, en = length(deadline.days, deadline.months)
    after = FACT_DATES[deadline.after]
    return Phrase(f"{after.zh}后{zh}内", f"within {en} of {after.en}")
