"""The subjects of a draft: read from a table, added, moved, removed; in the organizer's order.

May import: ballot_service.desk, this room's lower floors and templates, shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballot_service.desk import Desk
from ballot_service.meetings.actions.drafting import draft_of, save_draft
from ballot_service.meetings.domain.alike import Problem, second_looks, twice
from ballot_service.meetings.domain.lines import (
    MOST_TOLD,
    ReadLines,
    SubjectsRejected,
    read_lines,
    told,
)
from ballot_service.meetings.domain.outlines import MOST_LINES, Line, Outline, has_a_use
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.templates import Kind
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.typesetting import unprintable
from shared.tables.reading import read_table


class SheetsHandedIn(Conflict):
    """The meeting's sheets were handed in whole by another program; they have no lines."""

    code = "sheets_handed_in"


def fresh_id() -> str:
    """Return an id for a line that has none: random, so two meetings never share one by chance."""
    return f"s-{secrets.token_hex(5)}"


@dataclass(frozen=True, slots=True)
class SubjectsFile:
    """A table of subjects as it comes in."""

    name: str
    """What it is called where it comes from; its ending tells a workbook from text."""
    body: bytes
    after: bool = False
    """Whether its lines come after the draft's own instead of in their place."""


def read_subjects(desk: Desk, meeting_id: str, file: SubjectsFile) -> ReadLines:
    """Return all lines the draft would have, and the problems of the file; nothing is stored.

    Raises:
        NoSuchMeeting, WrongState: there is no such draft.
        SheetsHandedIn: it has no lines.
        TableRejected: the file is no table that can be read.
    """
    outline = _draft(desk, meeting_id)
    kind = _kind(outline)
    table = read_table(file.name, file.body)
    before = outline.lines if file.after else []
    rows = [table.columns, *table.rows]
    return read_lines(rows, kind, fresh_id, unprintable, table.first, before)


def take_table(desk: Desk, meeting_id: str, version: int, file: SubjectsFile, by: Actor) -> int:
    """Put the subjects of a file in the place of the draft's, or after them; return its version.

    Raises:
        SubjectsRejected: a row has a problem; nothing was taken.
        DraftChanged: somebody changed the draft in the meantime; and as ``read_subjects``.
    """
    read = read_subjects(desk, meeting_id, file)
    if read.problems:
        rows = [str(problem.row) for problem in read.problems[:MOST_TOLD]]
        raise SubjectsRejected(
            f"Nothing was taken. Look at these rows: {', '.join(rows)}.",
            f"名单没有采用。请看第 {'、'.join(rows)} 行。",
        )
    return replace_lines(desk, meeting_id, version, read.lines, by)


def replace_lines(
    desk: Desk, meeting_id: str, version: int, lines: Sequence[Line], by: Actor
) -> int:
    """Put ``lines`` in the place of the draft's; return its version now.

    Raises:
        SubjectsRejected: too many, or of a kind that the template has no use for.
        DraftChanged, WrongState, NoSuchMeeting, SheetsHandedIn: as above.
    """
    outline = _draft(desk, meeting_id)
    kind = _kind(outline)
    if len(lines) > MOST_LINES or not all(has_a_use(kind, line) for line in lines):
        raise SubjectsRejected(f"A meeting takes at most {MOST_LINES} subjects of its own kind.")
    changed = Outline.model_validate({**dict(outline), "lines": list(lines)})
    return save_draft(desk, meeting_id, version, changed, by)


def add_line(desk: Desk, meeting_id: str, version: int, cells: dict[str, str], by: Actor) -> int:
    """Add one line, its parts by the names of their columns; return the draft's version now.

    Raises:
        SubjectsRejected: it has a problem; and as ``replace_lines``.
    """
    outline = _draft(desk, meeting_id)
    table = [list(cells), list(cells.values())]
    read = read_lines(table, _kind(outline), fresh_id, unprintable, before=outline.lines)
    if read.problems:
        found = told(read.problems[0])
        raise SubjectsRejected(found["en"], f"名单没有采用：{found['zh']}")
    return replace_lines(desk, meeting_id, version, read.lines, by)


def move_line(
    desk: Desk, meeting_id: str, version: int, line_id: str, place: int, by: Actor
) -> int:
    """Put a line at ``place`` (from 1; beyond the end is the end); return the draft's version now.

    Raises:
        SubjectsRejected: there is no such line; and as ``replace_lines``.
    """
    before = _draft(desk, meeting_id).lines
    rest = _without(before, line_id)
    (moved,) = [line for line in before if line.id == line_id]
    at = min(max(place, 1), len(before)) - 1
    return replace_lines(desk, meeting_id, version, [*rest[:at], moved, *rest[at:]], by)


def remove_line(desk: Desk, meeting_id: str, version: int, line_id: str, by: Actor) -> int:
    """Take a line out; return the draft's version now; raises as ``move_line``."""
    rest = _without(_draft(desk, meeting_id).lines, line_id)
    return replace_lines(desk, meeting_id, version, rest, by)


def shown(read: ReadLines) -> dict[str, Any]:
    """Return what a table holds as it is shown: lines; problems and warnings in both languages."""
    return {
        "lines": [line.model_dump(mode="json") for line in read.lines],
        "problems": [told(one) for one in read.problems],
        "warnings": [told(one) for one in read.warnings],
    }


def warnings_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return what needs a second look on a draft's own list, by the place of each line."""
    found = [Problem(place, "twice", earlier) for place, earlier in twice(lines)]
    found += second_looks(list(enumerate(lines, 1)), unprintable)
    return [told(one) for one in sorted(found, key=lambda one: one.row)]


def _draft(desk: Desk, meeting_id: str) -> Outline:
    """Return the outline of a draft; ``WrongState`` if it is none any more."""
    outline, _, state = draft_of(desk, meeting_id)
    check_meeting_is(state, MeetingState.DRAFT)
    return outline


def _kind(outline: Outline) -> Kind:
    """Return the template whose lines they are."""
    if outline.template is None:
        raise SheetsHandedIn("These sheets were handed in whole; replace them in the same way.")
    return outline.template


def _without(lines: Sequence[Line], line_id: str) -> list[Line]:
    """Return the lines but one; ``SubjectsRejected`` if it is not there."""
    rest = [line for line in lines if line.id != line_id]
    if len(rest) == len(lines):
        raise SubjectsRejected("There is no such line any more. Look at the list again.")
    return rest
