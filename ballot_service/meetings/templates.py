"""Sheets from templates: the contests of the usual meetings, in the words people know.

Every contest is one mark with abstention last (PROTOCOL P11). A contest's key is its subject's
id and what is asked, so the same person's contest has the same key in the unit and the county.
Words: catalogue part C 14-20, 23, 46; part B section 1.

May import: stdlib, pydantic, shared.documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.documents.base import Identifier, Part, Title
from shared.documents.manifests import Contest, ContestKind, Option, Subject

SubjectId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,49}$")]
"""Short enough that a contest's key still is an identifier."""

Template = Literal["unit_appraisal", "county_appraisal", "committee", "poll"]

OPTIONS: Mapping[ContestKind, Mapping[str, str]] = {
    "grade": {
        "excellent": "优秀",
        "competent": "称职",
        "basically_competent": "基本称职",
        "incompetent": "不称职",
    },
    "confidence": {"trust": "信任", "distrust": "不信任"},
    "motion": {"agree": "同意", "disagree": "不同意", "postpone": "缓议"},
    "satisfaction": {
        "satisfied": "满意",
        "basically_satisfied": "基本满意",
        "dissatisfied": "不满意",
        "unknown": "不了解",
    },
}
"""What can be marked, in the order of the sheet; abstention follows."""

USES: Mapping[Template, tuple[str, ...]] = {"committee": ("motions",), "poll": ("subjects",)}
"""The lines a template has a use for; the appraisals use officials and teams."""

ABSTAIN = Option(key="abstain", title="弃权")


class Official(Part):
    """A person who is appraised."""

    id: SubjectId
    name: Title
    role: Literal["head", "deputy", "member"]
    post: Annotated[str, Field(min_length=1, max_length=80)] | None = None


class Team(Part):
    """A leadership team (班子); ``head`` is the id of its head."""

    id: SubjectId
    name: Title
    head: Identifier | None = None


class Motion(Part):
    """A matter a committee votes on; a candidate is a motion about a person."""

    id: SubjectId
    title: Title
    about: Literal["motion", "candidate"] = "motion"
    name: Title | None = None
    """The candidate; the motion's title if there is none."""


class PollSubject(Part):
    """What a poll asks about."""

    id: SubjectId
    title: Title
    kind: Literal["place", "meeting", "unit"]


class SheetRequest(Part):
    """Which template, for whom; a line the template has no use for is refused."""

    template: Template
    officials: list[Official] = Field(default=[], max_length=600)
    teams: list[Team] = Field(default=[], max_length=100)
    motions: list[Motion] = Field(default=[], max_length=100)
    subjects: list[PollSubject] = Field(default=[], max_length=100)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        used = USES.get(self.template, ("officials", "teams"))
        given = [
            name for name in ("officials", "teams", "motions", "subjects") if getattr(self, name)
        ]
        if not given or not set(given) <= set(used):
            raise ValueError("the lines do not fit the template")
        return self


def make_sheet(request: SheetRequest) -> list[Contest]:
    """Return the contests of ``request``, in its order: officials, teams; motions; subjects."""
    if request.template == "committee":
        return [motion_contest(motion) for motion in request.motions]
    if request.template == "poll":
        return [satisfaction_contest(subject) for subject in request.subjects]
    return appraisal_contests(request.officials, request.teams)


def appraisal_contests(officials: Sequence[Official], teams: Sequence[Team]) -> list[Contest]:
    """Return the sheet of an appraisal meeting (民主测评表): every official, then every team."""
    graded = [grade_contest(official) for official in officials]
    return graded + [contest for team in teams for contest in team_contests(team)]


def grade_contest(official: Official) -> Contest:
    """Return the grade contest of one official: 优秀, 称职, 基本称职, 不称职, 弃权."""
    title = f"{official.name}（{official.post}）" if official.post else official.name
    subject = Subject(kind="official", id=official.id, name=official.name, role=official.role)
    return _contest("grade", subject, title)


def team_contests(team: Team) -> list[Contest]:
    """Return the two contests of a team: its grade, and 信任 or 不信任."""
    subject = Subject(kind="team", id=team.id, name=team.name, head=team.head)
    return [
        _contest("grade", subject, team.name),
        _contest("confidence", subject, f"对{team.name}的信任度"),
    ]


def motion_contest(motion: Motion) -> Contest:
    """Return the contest of a committee's motion: 同意, 不同意, 缓议, 弃权."""
    subject = Subject(kind=motion.about, id=motion.id, name=motion.name or motion.title)
    return _contest("motion", subject, motion.title)


def satisfaction_contest(asked: PollSubject) -> Contest:
    """Return a poll's contest: 满意, 基本满意, 不满意, 不了解, 弃权."""
    subject = Subject(kind=asked.kind, id=asked.id, name=asked.title)
    return _contest("satisfaction", subject, asked.title)


def _contest(kind: ContestKind, subject: Subject, title: str) -> Contest:
    """Return a contest of one mark; ``title`` is cut to what a title may hold."""
    options = [Option(key=key, title=words) for key, words in OPTIONS[kind].items()]
    return Contest(
        key=f"{subject.id}.{kind}",
        title=title[:200],
        kind=kind,
        subject=subject,
        options=[*options, ABSTAIN],
    )
