"""How the second evaluator reads a case: lines as data, tri-state answers, shares of ballots.

It shares no code with the engine that it is compared with, and follows the domain report alone
(its numbers, D1 or E5, stand beside the code). May import the standard library only.

``LINES`` holds every comparator and threshold as data, so that a test can change one and see that
the comparison notices it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

Answer = tuple[str, str | None]
Line = tuple[str, Fraction | int]
Case = Mapping[str, Any]

YES: Answer = ("triggered", None)
NO: Answer = ("not_triggered", None)
WAIT: Answer = ("pending", None)
SPOILT: Answer = ("annulled", "returned_over_issued")
NOBODY: Answer = ("not_applicable", "no_valid_ballots")
SMALL: Answer = ("not_applicable", "small_unit")
NO_ITEM: Answer = ("not_applicable", "no_contest")
TIED: Answer = ("needs_ruling", "last_tied")
SEALED: Answer = ("needs_ruling", "sealed_votes")

PEOPLE = ("roll", "present", "issued")
"""The bases that count people; the others count papers that were read."""

MERGED = ("unit", "county")
"""The two ballots that B04 makes one of; weights concern these alone."""

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}

LINES: dict[str, Line] = {
    "B06": ("ge", Fraction(1, 3)),
    "B07": ("gt", Fraction(1, 3)),
    "B08": ("gt", Fraction(1, 3)),
    "B10": ("gt", Fraction(1, 5)),
    "B11": ("gt", Fraction(3, 10)),
    "B12": ("ge", 2),
    "C02": ("gt", Fraction(1, 2)),
    "C06": ("ge", Fraction(1, 2)),
    "C06 over half": ("gt", Fraction(1, 2)),
    "P07": ("gt", Fraction(1, 2)),
    "P12": ("lt", 2),
    "N01": ("ge", 1),
    "N02 half days": ("gt", 6),
    "N02 meetings": ("gt", 3),
    "N03 half days": ("gt", 10),
    "N03 meetings": ("gt", 7),
    "N04": ("gt", 3),
    "N06": ("le", 6),
    "N07": ("gt", 0),
    "N08": ("ge", 8),
    "N09": ("ge", 12),
    "N10 one year": ("ge", 20),
    "N10 two years": ("ge", 24),
    "N10 three years": ("ge", 28),
    "last place": ("le", 0),
    "large unit": ("ge", 30),
}
"""Comparator and line of each test; days and points count in halves."""

DEFAULTS = {
    "last_ties": "people",
    "head_share": "1/2",
    "leaders_absence": "any",
    "distrust_on_grades": "incompetent",
    "urgent_majority": "at_least_half",
}
"""How the report reads what a text leaves open, unless a pack says otherwise (E10 to E39)."""

WORST_FIRST = (
    "triggered",
    "annulled",
    "pending",
    "needs_ruling",
    "not_triggered",
    "not_applicable",
)


def said(true: bool) -> Answer:
    """Return a plain yes or no."""
    return YES if true else NO


def either(*answers: Answer) -> Answer:
    """Return what alternatives come to: one that holds is enough."""
    return min(answers, key=lambda answer: WORST_FIRST.index(answer[0]))


def both(*answers: Answer) -> Answer:
    """Return what conditions come to that must all hold: a plain no settles it."""
    for state in ("annulled", "not_applicable", "not_triggered", "pending", "needs_ruling"):
        for answer in answers:
            if answer[0] == state:
                return answer
    return YES


class Share(NamedTuple):
    """A share of an option: with none of the sealed papers for it, and with all of them."""

    least: Fraction
    most: Fraction


class Reader:
    """One case, read with one set of lines."""

    def __init__(self, case: Case, lines: Mapping[str, Line], readings: Mapping[str, str]) -> None:
        self.case = case
        self.lines = lines
        self.readings = {**DEFAULTS, **readings}
        self.facts: Case = case.get("facts") or {}
        self.item: Case = self.facts.get("item") or {}
        self.parameters: Case = case.get("parameters") or {}
        self.subject: str = case["subject"]["id"]
        self.head: str | None = case["subject"].get("head")

    def met(self, line: str, value: Fraction | int) -> Answer:
        """Return whether a value is on the far side of a line."""
        comparator, threshold = self.lines[line]
        return said(COMPARE[comparator](value, threshold))

    def finding(self, rule: str) -> Answer:
        """Return what people found; nothing said means: not yet made."""
        value = (self.case.get("findings") or {}).get(rule, {}).get("value")
        return WAIT if value is None else said(value)

    def year(self) -> int | None:
        """Return the year that the case speaks of."""
        day = self.case.get("as_of")
        return None if day is None else int(day[:4])

    # Ballots: E1 (base), E2 (a blank stays in the base), E6 (merging), D13 and E31 (annulled).

    def ballots(self, sources: tuple[str, ...], contest: str | None = None) -> list[Case]:
        """Return the ballots of some sources that ask one question."""
        return [
            ballot
            for ballot in self.case.get("ballots") or []
            if ballot["source"] in sources
            and (contest is None or contest in ballot.get("contests", {}))
        ]

    def sealed(self, sources: tuple[str, ...], contest: str) -> list[Case]:
        """Return the ballots that ask a question and that nobody may open (E32)."""
        return [ballot for ballot in self.ballots(sources) if is_sealed(ballot, contest)]

    def share(
        self, sources: tuple[str, ...], contest: str, options: str, base: str | None = None
    ) -> Share | Answer:
        """Return the exact share of an option, or of several joined by ``+``, or why not."""
        ballots = self.ballots(sources, contest) + self.sealed(sources, contest)
        if any(is_spoilt(ballot) for ballot in ballots):
            return SPOILT
        if not self.ballots(sources, contest):
            return WAIT
        base = base or self.parameters.get("base", "valid")
        if self.parameters.get("merge") == "weighted" and sources == MERGED:
            return self.mean(ballots, sources, (contest, options, base))
        return pooled(ballots, contest, options, base)

    def mean(
        self, ballots: list[Case], sources: tuple[str, ...], asked: tuple[str, str, str]
    ) -> Share | Answer:
        """Return the weighted mean of the shares of each source (D10)."""
        least, most = Fraction(0), Fraction(0)
        groups = [[one for one in ballots if one["source"] == source] for source in sources]
        if not all(any(one.get("contests") for one in group) for group in groups):
            return WAIT
        parts = [pooled(group, *asked) for group in groups]
        for source, part in zip(sources, parts, strict=True):
            if not isinstance(part, Share):
                return NOBODY if NOBODY in parts else part
            weight = Fraction(self.parameters["weights"][source])
            least, most = least + weight * part.least, most + weight * part.most
        return Share(least, most)

    def voted(self, line: str, share: Share | Answer) -> Answer:
        """Return whether a share, if there is one, is on the far side of a line.

        Where that depends on votes that nobody may read, people rule.
        """
        if not isinstance(share, Share):
            return share
        answer = self.met(line, share.least)
        return answer if answer == self.met(line, share.most) else SEALED

    def large(self, sources: tuple[str, ...]) -> Answer:
        """Return whether the unit has many people, by its roll (E5)."""
        ballots = self.ballots(sources)
        if not ballots or any("ledger" not in ballot for ballot in ballots):
            return WAIT
        roll = sum(ballot["ledger"]["roll"] for ballot in ballots)
        least = self.parameters.get("large_unit_min", self.lines["large unit"][1])
        return YES if COMPARE[self.lines["large unit"][0]](roll, least) else SMALL


def is_spoilt(ballot: Case) -> bool:
    """Return whether more papers came back than were given out (D13)."""
    ledger = ballot.get("ledger")
    return ledger is not None and ledger["returned"] > ledger["issued"]


def is_sealed(ballot: Case, contest: str) -> bool:
    """Return whether a ballot that asks a question has a ledger alone; without ``asked``: all."""
    asked = ballot.get("asked")
    return "contests" not in ballot and (asked is None or contest in asked)


def base_of(ballot: Case, contest: str, base: str) -> int | None:
    """Return how many a ballot's share is taken of; None when the ledger is missing.

    Of papers that stay sealed only the people count: on the roll, present, given a paper.
    """
    if not ballot.get("contests"):
        return int(ballot["ledger"][base]) if base in PEOPLE else 0
    counts = ballot["contests"][contest]
    valid = sum(counts.values())
    if base in ("valid", "expressed"):
        return int(valid - (counts.get("abstain", 0) if base == "expressed" else 0))
    ledger = ballot.get("ledger")
    return None if ledger is None else int(ledger[base])


def pooled(ballots: list[Case], contest: str, options: str, base: str) -> Share | Answer:
    """Return the votes of all ballots over the bases of all ballots (D10)."""
    bases = [base_of(ballot, contest, base) for ballot in ballots]
    known = [number for number in bases if number is not None]
    counts = [ballot["contests"][contest] for ballot in ballots if ballot.get("contests")]
    closed = [ballot["ledger"] for ballot in ballots if not ballot.get("contests")]
    unread = sum(one["returned"] - one.get("void", 0) for one in closed) * (base in PEOPLE)
    if not unread and not any(sum(votes.values()) for votes in counts):
        return NOBODY
    if len(known) < len(bases):
        return WAIT
    if not sum(known):
        return NOBODY
    votes = sum(one.get(option, 0) for one in counts for option in options.split("+"))
    return Share(Fraction(votes, sum(known)), Fraction(votes + unread, sum(known)))
