"""How many people a finding takes, by the clause that reads it.

A clause decides a person's fate where it, or a clause that follows it, prescribes something for a
person: the official or candidate it is about, or the head or a deputy. Two people stand behind such
a finding, and behind its withdrawal. The catalogue leaves no room for less: A07 makes those who
found it answer for it by name, under B07 and B10 the finding alone turns a count into a
resignation or a caution, and by E36 and E37 no measure falls on anybody but by a signed human
decision, which is one of two people everywhere in this suite (DESIGN decision 8). A finding about
a motion, a place or a meeting strikes nobody by itself: one named person records it, and two
certifiers sign the result in which it stands. Fraud (B05) always takes two: it undoes the votes of
everybody, and those responsible are punished (E31).

May import: shared.documents, shared.rules.
"""

from shared.documents.findings import FRAUD
from shared.rules.checks import FindingNode, RankNode, leaves
from shared.rules.clauses import CascadeClause, Clause, ConditionClause, WindowClause
from shared.rules.packs import Pack

PERSONS = frozenset({"official", "candidate"})


def people_needed(pack: Pack, rule: str, kind: str) -> int:
    """Return how many people a finding under ``rule`` about a subject of ``kind`` takes: 1 or 2."""
    if rule == FRAUD:
        return 2
    clauses = [
        clause
        for clause in pack.clauses.values()
        if clause.id == rule or (isinstance(clause, CascadeClause) and rule in clause.follows)
    ]
    prescribed = [consequence.who for clause in clauses for consequence in clause.consequences]
    strikes = not {"head", "deputy"}.isdisjoint(prescribed) or (
        "subject" in prescribed and kind in PERSONS
    )
    return 2 if strikes else 1


def asks_for_finding(clause: Clause) -> bool:
    """Return whether a clause may wait for a finding of its own.

    It tests one, is last twice in a row (a new head, two lists: E15), or is a window whose end
    people find (L03).
    """
    if isinstance(clause, WindowClause):
        return clause.asks
    if not isinstance(clause, ConditionClause):
        return False
    return any(
        isinstance(leaf, FindingNode) or (isinstance(leaf, RankNode) and leaf.rank.in_row == 2)
        for leaf in leaves(clause.when)
    )
