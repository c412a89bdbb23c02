"""The pack of a year: read from what somebody brought, and whether its clauses are in force.

May import: stdlib, yaml, shared.crypto.jsontext, shared.errors, shared.rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from shared.crypto import jsontext
from shared.errors import Conflict, InvalidInput
from shared.rules.packs import Adoption, Pack, PackRejected, pack_as_written, pack_from_document
from shared.rules.yaml_text import read_yaml

LONGEST_WRITTEN = 60_000
"""Characters of a pack as people write it; many times what one takes, and read in a second."""


class PackOutOfForce(Conflict):
    """Clauses of a pack that a year should take over are not in force in it."""

    code = "pack_out_of_force"

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.chinese = chinese


@dataclass(frozen=True, slots=True)
class Ending:
    """Clauses of one text that are in force only until, or only from, a day."""

    text: str
    clauses: int
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Endings:
    """Which adoptions of a pack do not hold through a year."""

    before: Sequence[Ending]
    """On no day of it."""
    within: Sequence[Ending]
    """On some of its days only."""


def endings(pack: Pack, year: int) -> Endings:
    """Return which adoptions of ``pack`` are not in force through the whole of ``year``."""
    first, last = f"{year:04}-01-01", f"{year:04}-12-31"
    before = [
        each
        for each in pack.adoptions
        if (each.valid.until is not None and each.valid.until < first) or each.valid.since > last
    ]
    within = [
        each
        for each in pack.adoptions
        if each not in before and not (each.valid.holds(first) and each.valid.holds(last))
    ]
    return Endings([_ending(each) for each in before], [_ending(each) for each in within])


def check_holds(pack: Pack, year: int) -> None:
    """Return if every clause of ``pack`` is in force at some time in ``year``.

    Raises:
        PackOutOfForce: names the texts, and says what to do.
    """
    texts = ", ".join(each.text for each in endings(pack, year).before)
    if texts:
        raise PackOutOfForce(
            f"In {year} these clauses of the pack are not in force: those from {texts}. "
            f"Have a pack for {year} written and upload it.",
            f"规则包中采自 {texts} 的条款在 {year} 年不再有效，不能沿用。",
        )


def read_pack(text: str) -> Pack:
    """Return the pack that ``text`` holds: as people write it (YAML), or resolved (JSON).

    Raises:
        PackRejected: neither; says in words what is wrong first, and near which line if the text
            cannot be read at all.
    """
    if text.lstrip().startswith("{"):
        try:
            return pack_from_document(jsontext.decode(text.encode()))
        except InvalidInput as refusal:
            if isinstance(refusal, PackRejected):
                raise
            raise PackRejected(
                "The pack is not plain JSON.", "这个规则包不能用：不是普通的 JSON 文本。"
            ) from None
    if len(text) > LONGEST_WRITTEN:
        raise PackRejected(
            "The pack is longer than any jurisdiction pack, which adopts clauses by their ids.",
            "这个规则包不能用：文件太长。地区规则包只写采用哪些条款和各项参数。",
        )
    try:
        return pack_as_written(read_yaml(text))
    except yaml.YAMLError as error:
        raise _unreadable(error) from None


def _unreadable(error: yaml.YAMLError) -> PackRejected:
    """Return the refusal of a text that is no YAML, with the line, from 1, if that is told."""
    mark = None
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
    if mark is None:
        return PackRejected(
            "The pack is not plain YAML: one document, no duplicate key.",
            "这个规则包不能用：不是普通的 YAML 文本（一份文档，同一项不写两次）。",
        )
    line = mark.line + 1
    return PackRejected(
        f"The pack is not plain YAML near line {line}: one document, no duplicate key.",
        f"这个规则包不能用：第 {line} 行附近不是普通的 YAML 文本。"
        "请核对缩进、冒号和引号；同一项不写两次。",
    )


def _ending(adoption: Adoption) -> Ending:
    """Return an adoption as it is told."""
    valid = adoption.valid
    return Ending(adoption.pack, len(adoption.clauses), valid.since, valid.until)
