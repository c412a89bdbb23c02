"""A draft as its organizer writes it: made from a template, anything may still be missing.

``compose`` turns it into the agenda that is fixed when the meeting is prepared; ``lacks`` names
what keeps it from that, one slug for each thing. Nothing is assumed where a text leaves a line
open (catalogue E27).

May import: stdlib, pydantic, shared.documents, shared.errors, this room's templates and rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, ValidationError, model_validator

from ballot_service.meetings.domain.drafts import (
    AccountId,
    Agenda,
    DraftItem,
    DraftRejected,
    DraftScrutineer,
    check_agenda,
)
from ballot_service.meetings.templates import (
    KINDS,
    Asked,
    Kind,
    LineKind,
    OtherQuestion,
    SubjectId,
    choice_contest,
    contest,
    named,
)
from shared.documents.base import Hex32, Identifier, Part, Title, Year
from shared.documents.manifests import (
    MOST_ON_A_LIST,
    MOST_RECIPIENTS,
    Contest,
    CredentialMode,
    Electorate,
    Item,
    Place,
    Source,
    Subject,
)
from shared.errors import Conflict

MOST_LINES = MOST_ON_A_LIST
"""Subjects of a meeting, or people to choose from on its one sheet."""
MOST_CHOICES = 100
"""Marks that a ballot may hold at most where people choose several."""
LONGEST_TITLE = 200
SHEET = "sheet"
"""Key of the one item of a meeting that is no committee's."""

Lack = Literal[
    "draft_place",
    "draft_electorates",
    "draft_subjects",
    "draft_choices",
    "draft_posts",
    "draft_threshold",
    "draft_characters",
    "draft_subject_characters",
    "draft_board",
    "draft_scrutineers",
    "draft_scrutineer_keys",
    "draft_replaced_keys",
    "draft_parts",
]
LACKS: tuple[Lack, ...] = get_args(Lack)
"""In the order in which they are best done."""

QUESTION_KINDS: tuple[OtherQuestion, ...] = get_args(OtherQuestion)
"""What an organizer may ask about one line instead of what the template asks."""


class DraftChanged(Conflict):
    """Somebody else has changed the draft in the meantime."""

    code = "draft_changed"


class ElectorateHasRoll(Conflict):
    """An electorate was to go whose people stand on the roll already."""

    code = "electorate_has_roll"


class DraftIncomplete(Conflict):
    """A draft lacks something without which it cannot be prepared."""

    code = "draft_incomplete"

    def __init__(self, lacks: Sequence[Lack], message: str) -> None:
        super().__init__(message)
        self.lacks = tuple(lacks)


class Line(Part):
    """One subject: an official, a team, a matter, a candidate, or what a poll asks about."""

    id: SubjectId
    kind: LineKind
    name: Title
    post: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    role: Literal["head", "deputy", "member"] | None = None
    head: Identifier | None = None
    """Id of a team's head."""
    asks: OtherQuestion | None = None
    """None: what the template asks."""
    item_class: Literal["personnel", "other"] = "other"
    urgent: bool = False
    improvised: bool = False
    assessed: bool = False


class OutlineScrutineer(Part):
    """A scrutineer's account; their public key may still be missing."""

    account: AccountId
    key: Hex32 | None = None


class Outline(Part):
    """What an organizer has written so far."""

    kind: Identifier | None = None
    """The template; None where the sheets were handed in whole by another program."""
    title: Title
    year: Year
    source: Source
    place: Place | None = None
    electorates: Annotated[list[Electorate], Field(max_length=26)] = Field(default_factory=list)
    spare_boxes: Annotated[int, Field(ge=0, le=50)] = 1
    disclosure_floor: Annotated[int, Field(ge=2, le=1000)] = 5
    test: bool = False
    credential_mode: CredentialMode = "slips"
    board: Identifier | None = None
    pack: Hex32
    """Digest of the jurisdiction pack; the desk has it."""
    scrutineers: Annotated[list[OutlineScrutineer], Field(max_length=12)] = Field(
        default_factory=list
    )
    sheet_title: Title | None = None
    lines: Annotated[list[Line], Field(max_length=MOST_LINES)] = Field(default_factory=list)
    choices: Annotated[int, Field(ge=1, le=MOST_CHOICES)] | None = None
    """How many marks a ballot may hold at most, where people choose several."""
    posts: Annotated[int, Field(ge=1, le=MOST_CHOICES)] | None = None
    """How many posts the candidates are for (P12)."""
    threshold: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}(/[1-9][0-9]{0,2}|%)$")] | None = None
    """The line that the text leaves open: a fraction or whole percents; printed on the sheet."""
    published: bool = False
    """The certified result goes up on a page for the hall and the board; the manifest says so."""
    recipients: Annotated[list[Title], Field(max_length=MOST_RECIPIENTS)] = Field(
        default_factory=list
    )
    """Who is sent the result; the manifest and the report name them, and nobody is kept out."""
    items: Annotated[list[DraftItem], Field(min_length=1, max_length=100)] | None = None
    """Sheets handed in whole; then there are no lines."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.items is None) == (self.kind is None):
            raise ValueError("either a template with its lines, or whole sheets")
        if self.kind is not None and self.kind not in KINDS:
            raise ValueError("there is no such template")
        if self.items is not None and self.lines:
            raise ValueError("whole sheets have no lines")
        if not all(has_a_use(self.template, line) for line in self.lines):
            raise ValueError("the template has no use for a line of this kind")
        if self.threshold is not None and not _below_one(self.threshold):
            raise ValueError("a threshold is at most the whole")
        return self

    @property
    def template(self) -> Kind | None:
        """The template, None where the sheets were handed in whole."""
        return KINDS[self.kind] if self.kind is not None else None


def outline_of(kind: Kind, *, title: str, year: int, pack: str) -> Outline:
    """Return what a template alone makes: a draft that lacks what only people know.

    Args:
        kind: the template.
        title: of the meeting.
        year: the appraisal year.
        pack: digest of the jurisdiction pack to begin with.
    """
    return Outline(
        kind=kind.id,
        title=title,
        year=year,
        source=kind.source,
        electorates=[Electorate(key=key, title=words) for key, words in kind.electorates],
        spare_boxes=kind.spare_boxes,
        credential_mode=kind.mode,
        pack=pack,
        sheet_title=kind.sheet_title,
        lines=[
            Line(id=line.id, kind=line.kind, name=line.title, asks=line.asks) for line in kind.lines
        ],
        published=kind.published,
        recipients=list(kind.recipients),
    )


def outline_from(agenda: Agenda, pack: str) -> Outline:
    """Return the outline of an agenda that was handed in whole."""
    kept = ("title", "year", "source", "place", "electorates", "spare_boxes", "disclosure_floor")
    return Outline(
        **{name: getattr(agenda, name) for name in kept},
        test=agenda.test,
        credential_mode=agenda.credential_mode,
        board=agenda.board,
        pack=pack,
        scrutineers=[
            OutlineScrutineer(account=one.account, key=one.key) for one in agenda.scrutineers
        ],
        items=agenda.items,
    )


def check_version(newest: int, seen: int) -> None:
    """Return if whoever has ``seen`` a version of a draft has seen the newest.

    Raises:
        DraftChanged: somebody changed it in the meantime.
    """
    if seen != newest:
        raise DraftChanged(
            "Somebody else has changed this draft since you opened it. Look at it again first."
        )


def lacks(outline: Outline, found: Collection[Lack] = ()) -> list[Lack]:
    """Return what keeps ``outline`` from being prepared, in the order in which it is best done.

    ``found`` is what it lacks that it does not say itself (``actions.printing.found_of``).
    """
    kind = outline.template
    missing: Mapping[Lack, bool] = {
        "draft_place": outline.place is None,
        "draft_electorates": not outline.electorates,
        "draft_subjects": outline.items is None and not outline.lines,
        "draft_choices": kind is not None and kind.shape == "choice" and outline.choices is None,
        "draft_posts": kind is not None and "P12" in kind.gates and outline.posts is None,
        "draft_threshold": kind is not None and bool(kind.threshold) and outline.threshold is None,
        "draft_board": outline.board is None,
        "draft_scrutineers": len(outline.scrutineers) < 2,
        "draft_scrutineer_keys": any(one.key is None for one in outline.scrutineers),
        **dict.fromkeys(found, True),
    }
    return [lack for lack in LACKS if missing.get(lack)] or _unfit(outline)


def compose(outline: Outline, found: Collection[Lack] = ()) -> Agenda:
    """Return the agenda that ``outline`` describes, its parts checked as a whole; see ``lacks``.

    Raises:
        DraftIncomplete: something is missing; it names what.
        DraftRejected: the parts do not fit together.
    """
    missing = [lack for lack in lacks(outline, found) if lack != "draft_parts"]
    if missing:
        raise DraftIncomplete(missing, f"The draft still lacks: {', '.join(missing)}.")
    agenda = _agenda(outline)
    check_agenda(agenda)
    return agenda


def items_of(outline: Outline) -> list[DraftItem]:
    """Return the items and sheets that the lines make; none without lines or electorates."""
    kind = outline.template
    if kind is None:
        return outline.items or []
    if not outline.lines or not outline.electorates:
        return []
    if kind.shape == "motions":
        return [_entry(outline, _item(line), [_asked(line, "motion")]) for line in outline.lines]
    title = sheet_title(outline)
    if kind.shape == "choice":
        people = [(line.id, named(line.name, line.post)) for line in outline.lines]
        sheet = [choice_contest(title, people, outline.choices or 1)]
    else:
        sheet = [
            _asked(line, asked)
            for line in outline.lines
            for asked in ((line.asks,) if line.asks else kind.asks.get(line.kind, ()))
        ]
    return [_entry(outline, Item(key=SHEET, title=title), sheet)] if sheet else []


def sketch(outline: Outline) -> dict[str, Any]:
    """Return what is known of the agenda, in its own shape; "" stands for what is missing."""
    kept = ("title", "source", "year", "electorates", "spare_boxes", "disclosure_floor", "test")
    written = outline.model_dump(mode="json", include={*kept, "credential_mode", "scrutineers"})
    place = outline.place.model_dump(mode="json") if outline.place else {"id": "", "name": ""}
    items = [entry.model_dump(mode="json") for entry in drawn_items(outline)]
    return {**written, "place": place, "board": outline.board or "", "items": items}


def drawn_items(outline: Outline) -> list[DraftItem]:
    """Return the items that can be drawn so far; none while a sheet is not one yet."""
    try:
        return items_of(outline)
    except ValidationError:
        return []


def sheet_title(outline: Outline) -> str:
    """Return what stands above the sheet; a line that people set is part of it.

    So every ballot commits to the line before the first vote, as it does to the pack's rules.
    """
    title = outline.sheet_title or outline.title
    if outline.threshold is not None:
        line = f"（满意率达到{outline.threshold}为达到标准）"
        return f"{title[: LONGEST_TITLE - len(line)]}{line}"
    return title


def _agenda(outline: Outline) -> Agenda:
    """Return the agenda of a complete outline, not checked as a whole."""
    assert outline.place is not None, "a complete outline has a place"
    assert outline.board is not None, "a complete outline has a board"
    try:
        return _written(outline, outline.place, outline.board)
    except ValidationError:
        raise DraftRejected(
            "A sheet needs two options or more to choose from, and at most 600 questions."
        ) from None


def _written(outline: Outline, place: Place, board: str) -> Agenda:
    """Return the agenda; ``ValidationError`` if a sheet has too few options, or too much on it."""
    return Agenda(
        title=outline.title,
        source=outline.source,
        year=outline.year,
        place=place,
        electorates=outline.electorates,
        spare_boxes=outline.spare_boxes,
        items=items_of(outline),
        board=board,
        disclosure_floor=outline.disclosure_floor,
        test=outline.test,
        credential_mode=outline.credential_mode,
        scrutineers=[
            DraftScrutineer(account=one.account, key=one.key)
            for one in outline.scrutineers
            if one.key
        ],
    )


def _unfit(outline: Outline) -> list[Lack]:
    """Return what is wrong with an outline that has everything: its parts may not fit."""
    try:
        check_agenda(_agenda(outline))
    except DraftRejected:
        return ["draft_parts"]
    return []


def _entry(outline: Outline, item: Item, sheet: list[Contest]) -> DraftItem:
    """Return an item on which every electorate votes with the same sheet."""
    return DraftItem(item=item, contests={one.key: sheet for one in outline.electorates})


def _item(line: Line) -> Item:
    """Return the matter that a committee's line is, with all that its gates ask about it."""
    facts = line.model_dump(include=Item.model_fields.keys() - {"key", "title"})
    return Item(key=line.id, title=line.name, **facts)


def _asked(line: Line, asked: Asked) -> Contest:
    """Return one contest about a line."""
    subject = Subject(kind=line.kind, id=line.id, name=line.name, role=line.role, head=line.head)
    return contest(asked, subject, named(line.name, line.post))


def has_a_use(kind: Kind | None, line: Line) -> bool:
    """Return whether the template takes such a line, and lets it ask what it asks."""
    if kind is None or line.kind not in kind.asks:
        return False
    return line.asks is None or set(kind.asks[line.kind]) <= set(QUESTION_KINDS)


def _below_one(threshold: str) -> bool:
    """Return whether a line is at most the whole."""
    if threshold.endswith("%"):
        return int(threshold[:-1]) <= 100
    part, whole = threshold.split("/")
    return int(part) <= int(whole)
