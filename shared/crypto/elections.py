"""An election as Belenios writes it, and its fingerprint, to which every ballot is bound.

What is hashed is always the exact text, so an election that was read keeps the text it was
read from. An election of ours carries the box manifest's digest in its description (P11).

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256

from shared.crypto.credentials import check_uuid
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import Point, from_hex, to_hex
from shared.crypto.jsontext import b64, decode_exact, encode, fields, integer, items, string

PROTOCOL_VERSION = 1
GROUP_NAME = "Ed25519"
MAX_ANSWERS = 100_000

_ELECTION_FIELDS = (
    "version",
    "description",
    "name",
    "group",
    "public_key",
    "questions",
    "uuid",
    "administrator",
    "credential_authority",
    "language",
)
_OPTIONAL_FIELDS = ("administrator", "credential_authority", "language")
_QUESTION_FIELDS = ("answers", "blank", "min", "max", "question")
_DESCRIPTION = re.compile(r"ostraka/v1 [0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: between ``minimum`` and ``maximum`` of its answers may be chosen."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = False

    def __post_init__(self) -> None:
        """Check the bounds of check 8.

        Raises:
            MalformedBytes: not 0 <= minimum <= maximum <= number of answers, or no answer.
        """
        if not self.answers or not 0 <= self.minimum <= self.maximum <= len(self.answers):
            raise MalformedBytes("The bounds of a question are impossible.", "question-bounds")

    @property
    def num_ciphertexts(self) -> int:
        """Return how many ciphertexts an answer has: a blank vote takes one more, the first."""
        return len(self.answers) + self.blank

    @property
    def sums(self) -> range:
        """Return the possible numbers of chosen answers."""
        return range(self.minimum, self.maximum + 1)

    def to_json(self) -> dict[str, object]:
        """Return the archive's object; ``blank`` is written only when it is true."""
        return {
            "answers": list(self.answers),
            **({"blank": True} if self.blank else {}),
            "min": self.minimum,
            "max": self.maximum,
            "question": self.text,
        }


@dataclass(frozen=True, slots=True)
class Election:
    """One box: its questions, its key, and the exact text that says so."""

    uuid: str
    name: str
    description: str
    public_key: Point
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    language: tuple[str, str] | None = None
    text: str = field(default="", repr=False, kw_only=True)
    """The exact canonical text; made from the other fields unless it was read."""
    fingerprint: str = field(init=False)
    """Base64 of the SHA-256 of ``text``, 43 characters: φ of the protocol."""

    def __post_init__(self) -> None:
        """Write the text unless it was given, and fingerprint it."""
        check_uuid(self.uuid)
        if not self.questions:
            raise MalformedBytes("An election needs a question.", "question-bounds")
        if not self.text:
            object.__setattr__(self, "text", encode(self.to_json()))
        object.__setattr__(self, "fingerprint", b64(sha256(self.text.encode()).digest()))

    def to_json(self) -> dict[str, object]:
        """Return the archive's object, absent fields omitted."""
        optional = {
            "administrator": self.administrator,
            "credential_authority": self.credential_authority,
            "language": None if self.language is None else list(self.language),
        }
        return {
            "version": PROTOCOL_VERSION,
            "description": self.description,
            "name": self.name,
            "group": GROUP_NAME,
            "public_key": to_hex(self.public_key),
            "questions": [question.to_json() for question in self.questions],
            "uuid": self.uuid,
            **{name: value for name, value in optional.items() if value is not None},
        }

    @classmethod
    def from_text(cls, text: str) -> Election:
        """Return the election that ``text`` spells (checks 6, 7 and 8).

        Raises:
            MalformedBytes: not canonical, another version or group, impossible questions.
            VerificationFailed: the public key is not a member, or neutral (``public-key``).
        """
        read = fields(decode_exact(text), _ELECTION_FIELDS, _OPTIONAL_FIELDS)
        if integer(read["version"], 0, 9) != PROTOCOL_VERSION or read["group"] != GROUP_NAME:
            raise MalformedBytes("Only version 1 on Ed25519 is supported.", "election-version")
        return cls(
            check_uuid(read["uuid"]),
            string(read["name"]),
            string(read["description"]),
            _public_key(read["public_key"]),
            tuple(_question(question) for question in items(read["questions"])),
            string(read["administrator"]) if "administrator" in read else None,
            string(read["credential_authority"]) if "credential_authority" in read else None,
            _language(read["language"]) if "language" in read else None,
            text=text,
        )


def check_shape(election: Election) -> None:
    """Return if the election is shaped as our profile demands (PROTOCOL P11).

    Raises:
        VerificationFailed: a description without manifest digest, a blank flag, bounds other
            than exactly one or up to k, a field that box manifests do not have (slug
            ``election-shape``).
    """
    if _DESCRIPTION.fullmatch(election.description) is None:
        raise VerificationFailed("The description names no box manifest.", "election-shape")
    for question in election.questions:
        if question.blank:
            raise VerificationFailed("A question has the blank flag.", "election-shape")
        choose_one = question.minimum == question.maximum == 1
        if not choose_one and (question.minimum != 0 or question.maximum < 1):
            raise VerificationFailed("A question is neither 1 of n nor up to k.", "election-shape")
    plain = replace(election, text="", administrator=None, credential_authority=None, language=None)
    if plain.text != election.text:
        raise VerificationFailed("The election has a needless field.", "election-shape")


def _question(value: object) -> Question:
    """Return one question of an archive's election."""
    read = fields(value, _QUESTION_FIELDS, ("blank",))
    blank = read.get("blank", False)
    if not isinstance(blank, bool):
        raise MalformedBytes("The blank flag must be true or false.", "json-type")
    return Question(
        string(read["question"]),
        tuple(string(answer) for answer in items(read["answers"])),
        integer(read["min"], 0, MAX_ANSWERS),
        integer(read["max"], 0, MAX_ANSWERS),
        blank,
    )


def _public_key(value: object) -> Point:
    """Return the election key."""
    try:
        return from_hex(value)
    except VerificationFailed:
        raise VerificationFailed("The election key is not in the group.", "public-key") from None


def _language(value: object) -> tuple[str, str]:
    """Return the language field of tools from 3.3.0 on: [language, direction]."""
    language, direction = items(value, 2)
    return string(language), string(direction)
