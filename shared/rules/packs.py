"""Packs: text packs hold the clauses of one source text, jurisdiction packs adopt them by id.

A resolved pack carries its clauses in full, so that its digest fixes every comparator and
parameter before the first vote, and a count can be judged again years later from the bundle
alone (DESIGN decision 7).

May import: stdlib, pydantic, yaml, shared.documents.base, shared.rules.
"""

from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from shared.documents.base import IsoDate, Part, digest_of
from shared.errors import InvalidInput
from shared.rules import pack_files
from shared.rules.cases import RuleId
from shared.rules.checks import ShareTest, leaves, unwrap
from shared.rules.clauses import (
    GRADE_FORCING,
    CascadeClause,
    Clause,
    ConditionClause,
    MergeClause,
    TextClause,
    WindowClause,
    Words,
)
from shared.rules.pack_faults import said_of
from shared.rules.parameters import TEXT_DEFAULTS, Parameters, Readings, Text
from shared.rules.wording import CAUSES
from shared.rules.yaml_text import read_yaml

PackId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]


class PackRejected(InvalidInput):
    """A pack is not well formed, adopts what there is not, or leaves something open."""

    code = "pack_rejected"

    def __init__(self, english: str, chinese: str = "") -> None:
        super().__init__(english)
        self.chinese = chinese


class TextPackFile(Part):
    """A text pack as written: the clauses of one source text."""

    id: PackId
    kind: Literal["text"]
    title: Text
    clauses: Annotated[list[Clause], Field(min_length=1)]


class Validity(Part):
    """The days on which clauses are in force, both included; without an end until they change."""

    since: Annotated[IsoDate, Field(alias="from")]
    until: IsoDate | None = None

    @model_validator(mode="after")
    def _forward(self) -> "Validity":
        if self.until is not None and self.until < self.since:
            raise ValueError("what is in force ends after it begins")
        return self

    def holds(self, day: str) -> bool:
        """Return whether ``day`` (YYYY-MM-DD) lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


class Adoption(Part):
    """Clauses taken from one text pack, by whom, when, why and for how long."""

    pack: PackId
    clauses: Annotated[list[RuleId], Field(min_length=1)]
    author: Words
    date: IsoDate
    reason: Words
    valid: Validity


class JurisdictionPackFile(Part):
    """A jurisdiction pack as written: what it adopts, and every parameter."""

    id: PackId
    kind: Literal["jurisdiction"]
    title: Text
    adopts: Annotated[list[Adoption], Field(min_length=1)]
    parameters: Parameters


PackFile = Annotated[TextPackFile | JurisdictionPackFile, Field(discriminator="kind")]


class Pack(Part):
    """A resolved pack: what a meeting and a year use, store and sign."""

    type: Literal["rule_pack"]
    version: Literal[1]
    id: PackId
    kind: Literal["text", "jurisdiction"]
    title: Text
    adoptions: list[Adoption]
    clause_list: Annotated[list[Clause], Field(alias="clauses", min_length=1)]
    parameters: Parameters

    @model_validator(mode="after")
    def _sound(self) -> "Pack":
        seen: dict[str, Clause] = {}
        for clause in self.clause_list:
            if clause.id in seen:
                raise ValueError("a clause comes twice")
            _check_clause(clause, seen)
            seen[clause.id] = clause
        return self

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """The clauses by id, each after those it stands on."""
        return {clause.id: clause for clause in self.clause_list}

    @cached_property
    def executable(self) -> dict[str, Clause]:
        """The clauses that are computed, in the same order; the others are read by people."""
        return {
            rule: clause
            for rule, clause in self.clauses.items()
            if not isinstance(clause, TextClause)
        }

    def to_document(self) -> dict[str, Any]:
        """Return the plain JSON value that stores this pack whole."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @cached_property
    def validity(self) -> dict[str, Validity]:
        """From when to when each adopted clause is in force; a text pack's always are."""
        return {rule: each.valid for each in self.adoptions for rule in each.clauses}

    @cached_property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical JSON of the resolved pack."""
        return digest_of(self.to_document())


def _check_clause(clause: Clause, seen: dict[str, Clause]) -> None:
    """Return if a clause fits together, and with those before it that it stands on."""
    if not isinstance(clause, TextClause) and not (clause.subject and clause.scope):
        raise ValueError("a clause that is computed names its subjects and scopes")
    _check_below(clause, seen)
    if clause.id not in GRADE_FORCING and any(c.grade for c in clause.consequences):
        raise ValueError("only a clause whose text sets a grade may force one")
    if not isinstance(clause, WindowClause) and any(c.on or c.until for c in clause.consequences):
        raise ValueError("only a window comes to something on a day")
    if isinstance(clause, ConditionClause):
        _check_tests(clause, seen)
    elif any(c.if_met for c in clause.consequences):
        raise ValueError("a consequence refers to a test that the clause has not")


def _check_below(clause: Clause, seen: dict[str, Clause]) -> None:
    """Return if the clauses that ``clause`` stands on are asked whenever it is.

    A cascade follows whichever of its clauses is asked, so that together they have to be.
    """
    if not clause.stands_on():
        return
    if not seen.keys() >= set(clause.stands_on()):
        raise ValueError("a clause stands on one that is missing or comes after it")
    below = [seen[rule] for rule in clause.stands_on()]
    scopes = [set(each.scope) for each in below]
    covered = set.union(*scopes) if isinstance(clause, CascadeClause) else set.intersection(*scopes)
    meets = all(set(clause.subject) <= set(each.subject) for each in below)
    if not (meets and set(clause.scope) <= covered):
        raise ValueError("a clause stands on one that it does not always meet")


def _check_tests(clause: ConditionClause, seen: dict[str, Clause]) -> None:
    """Return if a clause's tests can be made and its consequences refer to them."""
    tests = [unwrap(leaf) for leaf in leaves(clause.when)]
    if all(getattr(test, "optional", False) for test in tests):
        raise ValueError("a clause needs a test that is not optional")
    names = {test.name for test in tests}
    if not {c.if_met for c in clause.consequences if c.if_met} <= names:
        raise ValueError("a consequence refers to a test that the clause has not")
    related = [relation for relation in (clause.yields_to, clause.needs) if relation]
    causes = {gate.cause for gate in clause.items} | {relation.cause for relation in related}
    if not causes <= CAUSES.keys():
        raise ValueError("a cause has no words yet")
    shares = [test for test in tests if isinstance(test, ShareTest)]
    merges = any(test.ballots == "merged" for test in shares)
    below = seen.get(clause.reads_merge) if clause.reads_merge else None
    if merges != isinstance(below, MergeClause):
        raise ValueError("a merged share names its merge clause, and no other clause does")
    if merges and any(test.reading == "distrust_on_grades" for test in shares):
        raise ValueError("a vote of confidence is not merged")


def load_pack(ref: str) -> Pack:
    """Return the pack of the package whose id is ``ref``; a text pack has default parameters.

    Raises:
        NoSuchPack: the package has none of this id.
    """
    return _load(ref)


@lru_cache(maxsize=64)
def _load(ref: str) -> Pack:
    """Return a pack of the package; packs are frozen, so one copy serves everybody."""
    return parse_pack(pack_files.pack_text(ref))


def parse_pack(text: str) -> Pack:
    """Return the resolved pack that the YAML ``text`` describes.

    Raises:
        PackRejected: not the YAML we read, an unknown or missing key, a clause that is nowhere,
            a parameter left open. Names the field, never what was written there.
    """
    try:
        written = read_yaml(text)
    except yaml.YAMLError:
        raise PackRejected(
            "The pack is not plain YAML: one document, no duplicate key.",
            "这个规则包不能用：不是普通的 YAML 文本（一份文档，同一项不写两次）。",
        ) from None
    return pack_as_written(written)


def pack_as_written(value: object) -> Pack:
    """Return the resolved pack that a value read from YAML describes.

    Raises:
        PackRejected: as ``parse_pack``.
    """
    try:
        written = TypeAdapter[PackFile](PackFile).validate_python(value)
        if isinstance(written, TextPackFile):
            return _resolve_text(written)
        return _resolve_jurisdiction(written)
    except ValidationError as error:
        raise PackRejected(*said_of(error, _FIELD_NAMES)) from None


def pack_from_document(document: object) -> Pack:
    """Return the pack that ``to_document`` stored, checked anew.

    Raises:
        PackRejected: not exactly a resolved pack.
    """
    try:
        return Pack.model_validate(document)
    except ValidationError as error:
        raise PackRejected(*said_of(error, _FIELD_NAMES)) from None


def _resolve_text(written: TextPackFile) -> Pack:
    """Return a text pack with the default parameters."""
    return _pack(written, [], written.clauses, TEXT_DEFAULTS)


def _resolve_jurisdiction(written: JurisdictionPackFile) -> Pack:
    """Return a jurisdiction pack with the clauses it adopts, in the order of their texts."""
    clauses: list[Clause] = []
    for adoption in written.adopts:
        text = _adopted(adoption)
        clauses += [clause for clause in text.clause_list if clause.id in adoption.clauses]
    _check_adopted(clauses)
    return _pack(written, written.adopts, clauses, written.parameters)


def _check_adopted(clauses: list[Clause]) -> None:
    """Return if with every clause those are adopted that it stands on.

    B09 follows every ground of a collective caution (凡): without B12 it would miss one.
    """
    adopted = {clause.id for clause in clauses}
    lacks = {
        clause.id: [rule for rule in clause.stands_on() if rule not in adopted]
        for clause in clauses
    }
    found = {one: missing for one, missing in lacks.items() if missing}
    if found:
        english = "; ".join(f"{one} stands on {' and '.join(of)}" for one, of in found.items())
        chinese = "；".join(f"{one}以{'、'.join(of)}为前提" for one, of in found.items())
        raise PackRejected(
            f"{english}: adopt that as well.", f"这个规则包不能用：{chinese}，请一并采用。"
        )


def _pack(
    written: TextPackFile | JurisdictionPackFile,
    adoptions: list[Adoption],
    clauses: list[Clause],
    parameters: Parameters,
) -> Pack:
    """Return the resolved pack, checked as a whole."""
    return Pack.model_validate(
        {
            "type": "rule_pack",
            "version": 1,
            "id": written.id,
            "kind": written.kind,
            "title": written.title,
            "adoptions": adoptions,
            "clauses": clauses,
            "parameters": parameters,
        }
    )


def _adopted(adoption: Adoption) -> Pack:
    """Return the text pack an adoption names, if it holds every clause named."""
    try:
        text = load_pack(adoption.pack)
    except pack_files.NoSuchPack:
        raise PackRejected(
            "The pack adopts from a text pack that there is not.",
            "这个规则包不能用：采用条款的原文包没有。",
        ) from None
    if text.kind != "text" or not set(adoption.clauses) <= text.clauses.keys():
        raise PackRejected(
            "The pack adopts a clause that its text does not hold.",
            "这个规则包不能用：采用的条款，原文包里没有。",
        )
    if len(set(adoption.clauses)) != len(adoption.clauses):
        raise PackRejected(
            "The pack adopts a clause twice.", "这个规则包不能用：同一条款采用了两次。"
        )
    return text


_FIELD_NAMES = frozenset(
    field.alias or name
    for model in (
        Pack,
        TextPackFile,
        JurisdictionPackFile,
        Adoption,
        Validity,
        Parameters,
        Readings,
        ConditionClause,
        WindowClause,
        TextClause,
    )
    for name, field in model.model_fields.items()
)
