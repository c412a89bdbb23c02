"""Templates of meetings: every kind there is, and the sheets they are made of.

``sheets`` makes contests; ``kinds`` says what a template decides; ``appraisals`` and ``votes`` hold
one entry for each kind. A template suggests: everything it fills in can be edited until the
meeting is prepared.

May import: stdlib, pydantic, shared.documents.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.templates.appraisals import APPRAISALS
from ballot_service.meetings.templates.kinds import GROUPS, Kind, LineKind, Words
from ballot_service.meetings.templates.sheets import (
    ASKED,
    Asked,
    Motion,
    Official,
    OtherQuestion,
    PollSubject,
    SheetRequest,
    SubjectId,
    Team,
    appraisal_contests,
    choice_contest,
    contest,
    grade_contest,
    make_sheet,
    motion_contest,
    named,
    satisfaction_contest,
    team_contests,
)
from ballot_service.meetings.templates.votes import VOTES

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in (*APPRAISALS, *VOTES)}
"""Every kind of meeting, by id, in the order in which it is offered."""

__all__ = [
    "ASKED",
    "GROUPS",
    "KINDS",
    "Asked",
    "Kind",
    "LineKind",
    "Motion",
    "Official",
    "OtherQuestion",
    "PollSubject",
    "SheetRequest",
    "SubjectId",
    "Team",
    "Words",
    "appraisal_contests",
    "choice_contest",
    "contest",
    "grade_contest",
    "make_sheet",
    "motion_contest",
    "named",
    "satisfaction_contest",
    "team_contests",
]
