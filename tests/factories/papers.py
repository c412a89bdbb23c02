"""A round on paper as the desk announces and counts it: six papers of class A, one of them void.

Valid by default; what a test changes is signed by the desk all the same.
"""

from __future__ import annotations

from typing import Any

from factories import documents

from shared.documents.base import sign
from shared.documents.manifests import Item, MeetingManifest
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperContest, PaperLine, PaperResult, PaperRound
from shared.documents.paper_counts import PaperNumbers, outcome

VOTES = (3, 1, 0, 0, 1)
"""Five papers that hold: excellent, competent, basically competent, incompetent, abstain."""
NUMBERS = {"roll": 9, "present": 7, "issued": 7, "returned": 6, "void": 1}
REASON = "停电"


def announced(
    meeting: MeetingManifest, letters: str = "A", contests: int = 1, /, **changes: Any
) -> PaperRound:
    """Return the announcement of a round in which these classes vote on the same sheet."""
    sheet = [documents.a_graded_contest(number) for number in range(1, contests + 1)]
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": meeting.meeting,
        "meeting_manifest": meeting.digest,
        "manifest": sign(documents.DESK, meeting),
        "frozen": sign(documents.DESK, frozen(meeting)),
        "round": "r1",
        "number": 1,
        "item": Item(key="sheet", title="年度民主测评"),
        "contests": dict.fromkeys(letters, sheet),
        "reason": REASON,
    }
    return PaperRound(**{**values, **changes})


def frozen(meeting: MeetingManifest, **changes: Any) -> FrozenLists:
    """Return frozen lists with the people of ``NUMBERS``."""
    lists = documents.public_lists([], [box.uuid for box in meeting.boxes])
    people = {"roll": NUMBERS["roll"], "present": NUMBERS["present"], **changes}
    told = [{"electorate": one.key, **people} for one in meeting.electorates]
    value = documents.a_freeze(meeting, lists).to_json()
    return FrozenLists.parse({**value, "checked_in": [{**one, "released": 0} for one in told]})


def a_line(
    round_: PaperRound,
    letter: str = "A",
    votes: tuple[int, ...] | None = VOTES,
    *,
    wrong: int = 0,
    **changes: Any,
) -> PaperLine:
    """Return one class, every contest of it with these votes; None shows none."""
    counted = [
        PaperContest(
            contest=one,
            votes=dict(zip((option.key for option in one.options), votes or (), strict=True)),
            wrong=wrong,
        )
        for one in (round_.contests[letter] if votes else ())
    ]
    values: dict[str, Any] = {
        "electorate": letter,
        **NUMBERS,
        "tellers": ["孙监票", "钱监票"],
        "entries": ["a1" * 32, "b2" * 32],
        "contests": counted or None,
    }
    return PaperLine(**{**values, **changes})


def a_result(
    round_: PaperRound, held: MeetingManifest, /, *lines: PaperLine, **changes: Any
) -> PaperResult:
    """Return the desk's numbers; the state is the one that follows from them."""
    told = list(lines) or [a_line(round_, letter) for letter in round_.contests]
    numbers = [PaperNumbers(one.issued, one.returned, one.void) for one in told]
    values: dict[str, Any] = {
        "issued_by": "ballot-desk",
        "meeting": round_.meeting,
        "meeting_manifest": round_.meeting_manifest,
        "announced": round_.digest,
        "round": round_.round,
        "number": round_.number,
        "item": round_.item,
        "state": outcome(numbers, held.disclosure_floor),
        "reason": round_.reason,
        "disclosure_floor": held.disclosure_floor,
        "test": held.test,
        "lines": told,
        "repeats": round_.repeats,
    }
    return PaperResult(**{**values, **changes})
