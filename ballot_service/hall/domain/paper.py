"""A round on paper: what two tellers enter, where they differ, and what is counted.

A teller writes one line for each paper: its number, then a mark for each contest in the order of
the sheet. ``17 1 1 2`` is paper 17 with options 1, 1 and 2; ``1+3`` marks two of a choice, ``0``
nobody, ``-`` is a contest that is marked wrongly on a paper that else holds. ``17 x`` (or 废) is a
void paper. Where each contest takes one of at most nine options, the marks may stand together:
``17 112``. Both tellers enter every paper for themselves, and nothing is counted before all
entries are equal. Source: catalogue part B section 1, E31; PROTOCOL P13.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.documents.manifests import Contest
from shared.documents.paper_counts import PaperNumbers
from shared.errors import Conflict, InvalidInput

VOID = "x"
WRONG = "-"
NOBODY = "0"
MOST_PAPERS = 20_000
MOST_PROBLEMS = 10

_LINE = re.compile(r"([1-9][0-9]{0,5})[\s:：]+(.+)")
_TOKEN = re.compile(r"[0-9]{1,3}(\+[0-9]{1,3})*|-")
_VOIDS = (VOID, "X", "废")

Marks = Mapping[int, str]
"""Paper number to its marks in one spelling, or ``VOID``."""


class PapersUnreadable(InvalidInput):
    """Lines of a teller's entry cannot be read; both messages name them, never their content."""

    code = "papers_unreadable"

    def __init__(self, lines: Sequence[int]) -> None:
        """Name ``lines``, counted from 1 as they were typed."""
        named, more = list(map(str, lines[:MOST_PROBLEMS])), len(lines) > MOST_PROBLEMS
        super().__init__(
            f"Nothing was entered. Look at these lines again: {', '.join(named)}"
            f"{f' and others, {len(lines)} in all' if more else ''}. One paper a line: its number "
            "once, then a mark for each contest, or x."
        )
        rows = f"第 {'、'.join(named)} 行" + (f"等 {len(lines)} 行" if more else "")
        self.chinese = f"没有记下任何一张。{rows}读不懂。"


class PapersTooMany(InvalidInput):
    """There are more papers than a class can have."""

    code = "papers_too_many"


class NoPaperRound(Conflict):
    """The round is held in boxes, or its papers are counted already."""

    code = "no_paper_round"


class PaperRoundOutdated(Conflict):
    """The round was begun by a version that had no codes, or told the tally service nothing."""

    code = "paper_round_outdated"


class TellersComplete(Conflict):
    """Two other tellers have entered the papers of this class."""

    code = "tellers_complete"


class PaperNumbersImpossible(InvalidInput):
    """More papers were handed out than people are present."""

    code = "paper_numbers_impossible"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one teller says of one class."""

    issued: int
    """发出: papers handed out."""
    papers: Marks


@dataclass(frozen=True, slots=True)
class Counted:
    """What two tellers agree on for one class."""

    numbers: PaperNumbers
    """Returned are the papers entered, void ones too."""
    votes: Mapping[str, Mapping[str, int]]
    """Contest to option to votes."""
    wrong: Mapping[str, int]
    """Contest to papers on which it alone was marked wrongly."""


def parse_papers(text: str, contests: Sequence[Contest]) -> dict[int, str]:
    """Return what ``text`` says of each paper.

    Raises:
        PapersUnreadable: a line cannot be read, has a mark that the sheet has not, or comes twice.
        PapersTooMany: more than ``MOST_PAPERS``.
    """
    papers: dict[int, str] = {}
    problems: list[int] = []
    for number, line in _lines(text):
        match = _LINE.fullmatch(line)
        marks = _marks(match[2], contests) if match else None
        if match is None or marks is None or int(match[1]) in papers:
            problems.append(number)
        else:
            papers[int(match[1])] = marks
    if problems:
        raise PapersUnreadable(problems)
    if len(papers) > MOST_PAPERS:
        raise PapersTooMany(f"Nothing was entered. A class has at most {MOST_PAPERS} papers.")
    return papers


def differing(first: Entry, second: Entry) -> list[int]:
    """Return the numbers of the papers on which two tellers differ, or that one has not."""
    numbers = first.papers.keys() | second.papers.keys()
    return sorted(n for n in numbers if first.papers.get(n) != second.papers.get(n))


def check_issued(issued: int, present: int) -> None:
    """Return if so many papers can have been handed out; else ``PaperNumbersImpossible``."""
    if issued > present:
        raise PaperNumbersImpossible(
            "More papers were handed out than people are checked in. Please count again."
        )


def count_papers(entry: Entry, contests: Sequence[Contest]) -> Counted:
    """Return the sums of an entry that both tellers made."""
    votes = {one.key: {option.key: 0 for option in one.options} for one in contests}
    wrong = {one.key: 0 for one in contests}
    void = 0
    for marks in entry.papers.values():
        if marks == VOID:
            void += 1
            continue
        for contest, mark in zip(contests, marks.split(" "), strict=True):
            if mark == WRONG:
                wrong[contest.key] += 1
            for place in _places(mark):
                votes[contest.key][contest.options[place - 1].key] += 1
    return Counted(PaperNumbers(entry.issued, len(entry.papers), void), votes, wrong)


def written(papers: Marks) -> str:
    """Return papers as a teller writes them, one a line, by number."""
    return "\n".join(f"{number} {papers[number]}" for number in sorted(papers))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) of every line with anything on it."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _marks(text: str, contests: Sequence[Contest]) -> str | None:
    """Return the marks of one paper in one spelling, None if they do not fit the sheet."""
    if text in _VOIDS:
        return VOID
    tokens = text.split()
    if len(tokens) == 1 and len(contests) > 1 and all(_takes_a_digit(one) for one in contests):
        tokens = list(tokens[0])
    if len(tokens) != len(contests):
        return None
    pairs = zip(tokens, contests, strict=True)
    return " ".join(_canonical(t) for t in tokens) if all(_fits(t, c) for t, c in pairs) else None


def _takes_a_digit(contest: Contest) -> bool:
    """Return whether a mark of this contest is always one character."""
    return contest.maximum == 1 and len(contest.options) <= 9


def _fits(token: str, contest: Contest) -> bool:
    """Return whether ``token`` is a mark that the contest allows."""
    if not _TOKEN.fullmatch(token):
        return False
    if token == WRONG:
        return True
    places = _places(token)
    known = all(1 <= place <= len(contest.options) for place in places)
    distinct = len(set(places)) == len(places)
    return known and distinct and contest.minimum <= len(places) <= contest.maximum


def _places(token: str) -> list[int]:
    """Return the option numbers of a mark."""
    return [] if token in (WRONG, NOBODY) else [int(place) for place in token.split("+")]


def _canonical(token: str) -> str:
    """Return a mark in one spelling."""
    places = sorted(_places(token))
    return "+".join(map(str, places)) if places else token
