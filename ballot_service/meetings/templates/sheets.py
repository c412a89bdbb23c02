"""Sheets: what is asked about whom, in the words people know.

Every contest but a choice of several is one mark with abstention last (PROTOCOL P11). A contest's
key is its subject's id and what is asked, so the same person's contest has the same key in the
unit and the county. What no rule may read as a grade has a kind that no rule reads so; the scales
and their words are those of ``shared.documents.scales``.

May import: stdlib, pydantic, shared.documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import Field, model_validator

from shared.documents.base import Identifier, Part, Title
from shared.documents.manifests import Contest, ContestKind, Option, Subject
from shared.documents.scales import ABSTAIN, OPTION_WORDS, SCALES

SubjectId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,49}$")]
"""Short enough that a contest's key still is an identifier."""

Template = Literal["unit_appraisal", "county_appraisal", "committee", "poll"]

Asked = Literal[
    "grade",
    "confidence",
    "motion",
    "satisfaction",
    "support",
    "rating",
    "yes_no",
    "violation",
    "off_duty",
    "achievement",
    "integrity",
    "confirm",
]
"""What can be asked about one subject."""

OtherQuestion = Literal["satisfaction", "support", "rating", "yes_no", "violation"]
"""What an organizer may ask about one line of a poll instead of what its template asks."""


class Question(NamedTuple):
    """How one thing is asked: the contest's kind, its title about {name}, words of its own."""

    kind: ContestKind
    title: str = "{name}"
    words: Mapping[str, str] | None = None


QUESTIONS: Mapping[Asked, Question] = {
    "grade": Question("grade"),
    "confidence": Question("confidence", "对{name}的信任度"),
    "motion": Question("motion"),
    "satisfaction": Question("satisfaction"),
    "support": Question("support"),
    "rating": Question("rating"),
    "yes_no": Question("yes_no"),
    "violation": Question("violation"),
    "off_duty": Question("rating", "{name}：八小时之外的表现"),
    "achievement": Question("satisfaction", "{name}：工作实绩"),
    "integrity": Question("satisfaction", "{name}：廉政情况"),
    "confirm": Question(
        "support",
        "{name}：试用期满，是否同意正式任职",
        {"support": "同意正式任职", "oppose": "不同意正式任职"},
    ),
}
"""What is asked, to the kind whose scale answers it."""

ASKED: tuple[Asked, ...] = get_args(Asked)

USES: Mapping[Template, tuple[str, ...]] = {"committee": ("motions",), "poll": ("subjects",)}
"""The lines a template has a use for; the appraisals use officials and teams."""

LONGEST_TITLE = 200

ABSTENTION = Option(key=ABSTAIN, title=OPTION_WORDS[ABSTAIN].zh)


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
    """Which sheet, for whom; a line the sheet has no use for is refused."""

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
    subject = Subject(kind="official", id=official.id, name=official.name, role=official.role)
    return contest("grade", subject, named(official.name, official.post))


def team_contests(team: Team) -> list[Contest]:
    """Return the two contests of a team: its grade, and 信任 or 不信任."""
    subject = Subject(kind="team", id=team.id, name=team.name, head=team.head)
    return [contest(asked, subject, team.name) for asked in ("grade", "confidence")]


def motion_contest(motion: Motion) -> Contest:
    """Return the contest of a committee's motion: 同意, 不同意, 缓议, 弃权."""
    subject = Subject(kind=motion.about, id=motion.id, name=motion.name or motion.title)
    return contest("motion", subject, motion.title)


def satisfaction_contest(asked: PollSubject) -> Contest:
    """Return a poll's contest: 满意, 基本满意, 不满意, 不了解, 弃权."""
    subject = Subject(kind=asked.kind, id=asked.id, name=asked.title)
    return contest("satisfaction", subject, asked.title)


def contest(asked: Asked, subject: Subject, name: str) -> Contest:
    """Return a contest of one mark about ``subject``.

    Where the title is longer than one may be, the name is cut and never the question.

    Args:
        asked: what is asked.
        subject: about whom or what.
        name: how the subject is called on the sheet.
    """
    question = QUESTIONS[asked]
    own, scale = question.words or {}, SCALES[question.kind]
    options = [Option(key=key, title=own.get(key, words.zh)) for key, words in scale.items()]
    room = LONGEST_TITLE - len(question.title.format(name=""))
    return Contest(
        key=f"{subject.id}.{asked}",
        title=question.title.format(name=name[:room]),
        kind=question.kind,
        subject=subject,
        options=[*options, ABSTENTION],
    )


def choice_contest(title: str, candidates: Sequence[tuple[str, str]], most: int) -> Contest:
    """Return a choice of at most ``most`` of the candidates; nobody at all is a vote, too.

    Rules show such votes in their order, and none selects by them (catalogue E29).

    Args:
        title: what they are chosen for.
        candidates: id and name of each, in the order of the sheet; 2 to 600, a whole roll.
        most: how many marks a ballot may hold; more than there are candidates means all of them.
    """
    return Contest(
        key="list.choice",
        title=title[:200],
        kind="choice",
        subject=Subject(kind="list", id="list", name=title[:200]),
        options=[Option(key=key, title=name[:200]) for key, name in candidates],
        minimum=0,
        maximum=min(most, len(candidates)),
    )


def named(name: str, post: str | None) -> str:
    """Return a person as a sheet names them."""
    return f"{name}（{post}）" if post else name
