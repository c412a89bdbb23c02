"""The meeting manifest and the box manifests: what everybody agreed to before the first vote.

Each box manifest carries the digest of its meeting manifest and stands, by its own digest,
in the election's description; so every ballot commits to all of it, rules included.
Source: PROTOCOL P6, P11.

May import: stdlib, pydantic, shared.crypto, shared.documents.base, shared.documents.scales.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.crypto.elections import Election, Question
from shared.crypto.group import from_hex
from shared.documents import scales
from shared.documents.base import (
    BoxUuid,
    ClassLetter,
    Document,
    Hex32,
    Identifier,
    Part,
    Title,
    Year,
)

CredentialMode = Literal["slips", "blind"]
"""How people get their credentials: printed slips, or blind signatures on their own phones."""
Source = Literal["unit", "county", "investigation", "committee", "poll"]
ContestKind = scales.ContestKind
MOST_OPTIONS = 100
"""Options of a contest; a choice may list a whole roll."""
MOST_ON_A_LIST = 600
MOST_RECIPIENTS = 20


class Electorate(Part):
    """A class of voters with its own boxes and its own slips (票类)."""

    key: ClassLetter
    title: Title


class BoxRef(Part):
    """One box of the meeting, spare or assigned."""

    uuid: BoxUuid
    electorate: ClassLetter


class Scrutineer(Part):
    """A person who signs the closing record (监票人); ``key`` is a raw Ed25519 public key."""

    name: Title
    key: Hex32


class BoardRef(Part):
    """The board of trustees: its election key (a point, hex) and its signed document."""

    key: Hex32
    digest: Hex32


class IssuerKeyRef(Part):
    """The one key that signs the credentials of one box, where no slips are handed out (P7)."""

    uuid: BoxUuid
    key: Hex32
    """hex SHA-256 of its SubjectPublicKeyInfo"""


class Place(Part):
    """The unit (or county, committee, congress) whose meeting this is."""

    id: Identifier
    name: Title


class MeetingManifest(Document):
    """What is fixed when a meeting is prepared (P6)."""

    KIND: ClassVar[str] = "meeting_manifest"

    type: Literal["meeting_manifest"] = "meeting_manifest"
    meeting: Identifier
    title: Title
    source: Source
    year: Year
    place: Place
    electorates: Annotated[list[Electorate], Field(min_length=1, max_length=26)]
    boxes: Annotated[list[BoxRef], Field(min_length=1, max_length=2000)]
    credential_mode: CredentialMode = "slips"
    issuer_keys: Annotated[list[IssuerKeyRef], Field(max_length=2000)] = Field(default_factory=list)
    receipt_key: Hex32
    scrutineers: Annotated[list[Scrutineer], Field(min_length=2, max_length=12)]
    board: BoardRef
    disclosure_floor: Annotated[int, Field(ge=2, le=1000)]
    pack: Hex32
    test: bool = False
    published: bool = False
    """The certified results stand on a page of the tally service, for the hall and the board."""
    recipients: Annotated[list[Title], Field(max_length=MOST_RECIPIENTS)] = Field(
        default_factory=list
    )
    """Who is sent the certified results: offices, as the organizer wrote them (分发名单)."""

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value; what is not said of the results is left out.

        So a manifest that was signed before it could say either keeps its digest.
        """
        value = super().to_json()
        for name in ("published", "recipients"):
            if not value[name]:
                del value[name]
        return value

    @model_validator(mode="after")
    def _consistent(self) -> "MeetingManifest":
        keys = [electorate.key for electorate in self.electorates]
        uuids = [box.uuid for box in self.boxes]
        if len(set(keys)) != len(keys) or len(set(uuids)) != len(uuids):
            raise ValueError("electorates and boxes must be distinct")
        if {box.electorate for box in self.boxes} != set(keys):
            raise ValueError("every electorate needs a box, every box an electorate")
        if len({s.key for s in self.scrutineers}) != len(self.scrutineers):
            raise ValueError("scrutineers must have different keys")
        return self

    @model_validator(mode="after")
    def _keyed(self) -> "MeetingManifest":
        named = [entry.uuid for entry in self.issuer_keys]
        wanted = [box.uuid for box in self.boxes] if self.blind else []
        if sorted(named) != sorted(wanted):
            raise ValueError("one issuer key for every box in blind mode, none with slips")
        if len(self.issuer_digests) != len(named):
            raise ValueError("boxes must have different issuer keys")
        return self

    @property
    def blind(self) -> bool:
        """Whether credentials are signed blindly instead of printed on slips."""
        return self.credential_mode == "blind"

    @property
    def publishes(self) -> bool:
        """Whether certified results go up for everybody; those of a test never do."""
        return self.published and not self.test

    @property
    def issuer_digests(self) -> dict[str, str]:
        """Digest of an issuer's key to the uuid of the one box it signs for."""
        return {entry.key: entry.uuid for entry in self.issuer_keys}

    def boxes_of(self, electorate: str) -> list[str]:
        """Return the uuid of every box of ``electorate``, in the manifest's order."""
        return [box.uuid for box in self.boxes if box.electorate == electorate]


class Subject(Part):
    """Whom or what a contest is about: ``head`` is the id of a team's head, a list is of people."""

    kind: Literal["official", "team", "motion", "candidate", "list", "place", "meeting", "unit"]
    id: Identifier
    name: Title
    role: Literal["head", "deputy", "member"] | None = None
    head: Identifier | None = None


class Option(Part):
    """One answer a voter may choose."""

    key: Identifier
    title: Title


class Contest(Part):
    """One question about one subject: one mark with abstention last, or up to so many (P11)."""

    key: Identifier
    title: Title
    kind: ContestKind
    subject: Subject
    options: Annotated[list[Option], Field(min_length=2, max_length=MOST_ON_A_LIST)]
    minimum: Annotated[int, Field(ge=0, le=1)] = 1
    maximum: Annotated[int, Field(ge=1, le=100)] = 1

    @model_validator(mode="after")
    def _shape(self) -> "Contest":
        keys = [option.key for option in self.options]
        if len(set(keys)) != len(keys):
            raise ValueError("options must be distinct")
        if self.minimum == 1 and (self.maximum != 1 or keys[-1] != scales.ABSTAIN):
            raise ValueError("a graded contest is one mark with abstention last")
        if self.minimum == 0 and self.maximum > len(keys):
            raise ValueError("more choices than options")
        return self

    @model_validator(mode="after")
    def _of_its_kind(self) -> "Contest":
        if (self.kind == "choice") != (self.subject.kind == "list"):
            raise ValueError("people are chosen from a list, and nothing else is asked about one")
        if self.kind == "choice":
            if self.minimum == 1 or any(one.key == scales.ABSTAIN for one in self.options):
                raise ValueError("nobody abstains from a choice but by choosing nobody")
        elif len(self.options) > MOST_OPTIONS:
            raise ValueError("too many options")
        if self.kind in scales.FIXED:
            fixed = [*scales.SCALES[self.kind], scales.ABSTAIN]
            said = [(key, scales.OPTION_WORDS[key].zh) for key in fixed]
            if self.minimum == 0 or [(one.key, one.title) for one in self.options] != said:
                raise ValueError("the options are not those of the scale")
        return self


class Item(Part):
    """One matter on the agenda (事项) and what its gates need to know."""

    key: Identifier
    title: Title
    item_class: Literal["personnel", "other"] = "other"
    urgent: bool = False
    improvised: bool = False
    assessed: bool = False


class Repeat(Part):
    """Says that an item was voted on before in this meeting, and why it is voted on once more.

    Fixed before the vote, so that nobody can choose between two rounds whose counts are known. In
    a committee both decisions stand side by side and the later one holds (C10); in every other
    meeting the new round takes the place of the old one, and the two are never merged (E31).
    """

    earlier: Identifier
    """The round that came before; in a committee also a recorded vote."""
    reason: Title


class BoxManifest(Document):
    """One round of one electorate: the contests of its sheet, and nothing about people."""

    KIND: ClassVar[str] = "box_manifest"

    type: Literal["box_manifest"] = "box_manifest"
    meeting: Identifier
    meeting_manifest: Hex32
    round: Identifier
    item: Item
    uuid: BoxUuid
    electorate: ClassLetter
    title: Title
    board_key: Hex32
    contests: Annotated[list[Contest], Field(min_length=1, max_length=600)]
    repeats: Repeat | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value; a first round says nothing of repeats."""
        value = super().to_json()
        if self.repeats is None:
            del value["repeats"]
        return value

    @model_validator(mode="after")
    def _distinct(self) -> "BoxManifest":
        if len({contest.key for contest in self.contests}) != len(self.contests):
            raise ValueError("contests must be distinct")
        return self


def election_of(manifest: BoxManifest) -> Election:
    """Return the Belenios election that ``manifest`` fixes, byte for byte (P11).

    Raises:
        VerificationFailed: the board key is not a member of the group.
    """
    questions = tuple(
        Question(
            f"{contest.key} {contest.title}",
            tuple(f"{option.key} {option.title}" for option in contest.options),
            contest.minimum,
            contest.maximum,
        )
        for contest in manifest.contests
    )
    return Election(
        uuid=manifest.uuid,
        name=manifest.title,
        description=f"ostraka/v1 {manifest.digest}",
        public_key=from_hex(manifest.board_key),
        questions=questions,
    )
