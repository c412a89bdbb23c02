"""A draft's particulars as a form has them, all text, and what is wrong with what was typed.

What cannot be taken is told field by field, and what was typed is kept to be corrected.

May import: stdlib, pydantic, shared.documents, this room's templates and rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ballot_service.meetings.domain.outlines import Outline, OutlineScrutineer
from shared.documents.base import Hex32, Identifier, Title
from shared.documents.manifests import CredentialMode, Electorate, Place
from shared.tables.names import normalised

MADE_HERE = "p-"
"""What the number of a place begins with if nobody typed one."""

FAULTS: Mapping[str, tuple[str, str]] = {
    "title": (
        "请填写会议名称（最多 200 字）。",
        "Enter the meeting's title, 200 characters at most.",
    ),
    "year": ("年度是四位数字，如 2026。", "The year has four digits, as 2026."),
    "place": (
        "单位名称最多 200 字；编号只用小写字母、数字、点和横线。",
        "A unit's name has at most 200 letters; its number small letters, digits, dots, dashes.",
    ),
    "electorates": (
        "每个票类要有大写字母和名称，字母、名称都不能重复。",
        "Every electorate has a capital letter and a title of its own.",
    ),
    "mode": ("请选择凭条或手机。", "Choose slips or phones."),
    "spare_boxes": ("备用票箱是 0 至 50 的数。", "Spare boxes are a number from 0 to 50."),
    "disclosure_floor": (
        "披露下限是 2 至 1000 的数。",
        "The disclosure floor is a number from 2 to 1000.",
    ),
    "sheet_title": ("票面标题最多 200 字。", "The sheet's title has 200 characters at most."),
    "choices": ("最多选几人：1 至 100 的数。", "How many may be chosen: a number from 1 to 100."),
    "posts": ("职位数：1 至 100 的数。", "Posts: a number from 1 to 100."),
    "threshold": (
        "标准写成百分数或分数，如 70% 或 2/3，不超过全部。",
        "Write the line in percent or as a fraction, 70% or 2/3, at most the whole.",
    ),
    "recipients": (
        "分发名单每行一个，最多 20 行。",
        "The distribution list has one recipient a line, 20 lines at most.",
    ),
    "board": ("请从列表中选择密钥保管组。", "Choose the board from the list."),
    "pack": ("请从列表中选择规则包。", "Choose the pack of rules from the list."),
    "scrutineers": (
        "监票人各不相同；公钥是 64 个十六进制字符。",
        "Scrutineers differ from each other; a public key has 64 hexadecimal characters.",
    ),
}
"""By field: what is wrong with it, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Details:
    """What stands in the form. Lists have a value for each row; an empty row says nothing."""

    title: str = ""
    year: str = ""
    place: str = ""
    place_id: str = ""
    mode: str = "slips"
    spare_boxes: str = "1"
    disclosure_floor: str = "5"
    sheet_title: str = ""
    choices: str = ""
    posts: str = ""
    threshold: str = ""
    recipients: str = ""
    published: str = ""
    test: str = ""
    board: str = ""
    pack: str = ""
    letter: list[str] = field(default_factory=list)
    class_title: list[str] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)


class _Wrong(ValueError):
    """What was typed cannot be taken."""


def details_of(outline: Outline) -> Details:
    """Return what the form shows of ``outline`` at first."""
    return Details(
        title=outline.title,
        year=str(outline.year),
        place=outline.place.name if outline.place else "",
        place_id=_typed_number(outline.place),
        mode=outline.credential_mode,
        spare_boxes=str(outline.spare_boxes),
        disclosure_floor=str(outline.disclosure_floor),
        sheet_title=outline.sheet_title or "",
        choices=_shown(outline.choices),
        posts=_shown(outline.posts),
        threshold=outline.threshold or "",
        recipients="\n".join(outline.recipients),
        published="yes" if outline.published else "",
        test="yes" if outline.test else "",
        board=outline.board or "",
        pack=outline.pack,
        letter=[one.key for one in outline.electorates],
        class_title=[one.title for one in outline.electorates],
        account=[one.account for one in outline.scrutineers],
        key=[one.key or "" for one in outline.scrutineers],
    )


def read_details(
    before: Outline, typed: Details, fresh: Callable[[], str]
) -> tuple[Outline, list[str]]:
    """Return ``before`` with what was typed, and the fields that could not be taken.

    A field that could not be taken stands as it was before.

    Args:
        before: the draft, with its subjects, which are not typed here.
        typed: what stands in the form.
        fresh: returns a new id for a place that has none.
    """
    number = before.place.id if before.place else fresh()
    changes: dict[str, Any] = {}
    faults: list[str] = []
    for name, (part, read) in _READERS.items():
        try:
            changes[part] = read(typed, number)
        except (_Wrong, ValidationError):
            faults.append(name)
    return before.model_copy(update=changes), faults


def _place(typed: Details, number: str) -> Place | None:
    """Return the place, None if nothing was typed; ``number`` stands where none was typed."""
    if not typed.place.strip():
        return None
    return Place(id=typed.place_id.strip().lower() or number, name=typed.place.strip())


def _typed_number(place: Place | None) -> str:
    """Return the number of a place as people know it: not one that was made here."""
    return "" if place is None or place.id.startswith(MADE_HERE) else place.id


def _electorates(typed: Details, _number: str) -> list[Electorate]:
    """Return the electorates, in the order of the rows."""
    rows = [
        (letter.strip().upper(), title.strip())
        for letter, title in zip(typed.letter, typed.class_title, strict=False)
        if letter.strip() or title.strip()
    ]
    found = [Electorate(key=letter, title=title) for letter, title in rows]
    letters, titles = {one.key for one in found}, {normalised(one.title) for one in found}
    if len(letters) != len(found) or len(titles) != len(found) or len(found) > 26:
        raise _Wrong
    return found


def _scrutineers(typed: Details, _number: str) -> list[OutlineScrutineer]:
    """Return the scrutineers; a row without an account says nothing."""
    found = [
        OutlineScrutineer(account=account, key=key.strip().lower() or None)
        for account, key in zip(typed.account, typed.key, strict=False)
        if account
    ]
    keys = [one.key for one in found if one.key]
    if len({one.account for one in found}) != len(found) or len(set(keys)) != len(keys):
        raise _Wrong
    if len(found) > 12:
        raise _Wrong
    return found


def _recipients(typed: Details, _number: str) -> list[str]:
    """Return the distribution list, one of each."""
    lines = list(dict.fromkeys(line.strip() for line in typed.recipients.splitlines()))
    found = [_TITLE.validate_python(line) for line in lines if line]
    if len(found) > 20:
        raise _Wrong
    return found


def _threshold(typed: Details, _number: str) -> str | None:
    """Return the line that people set, in percent or as a fraction; None if there is none."""
    text = re.sub(r"\s", "", typed.threshold).replace("％", "%").replace("／", "/")
    if not text:
        return None
    found = re.fullmatch(r"([1-9]\d{0,2})(?:%|/([1-9]\d{0,2}))", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2] or 100):
        raise _Wrong
    return text


def _count(name: str, least: int, most: int, *, needed: bool) -> Callable[..., int | None]:
    """Return a reader of the number in the field ``name``."""

    def read(typed: Details, _number: str) -> int | None:
        text = str(getattr(typed, name)).strip()
        if not text and not needed:
            return None
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not least <= int(text) <= most:
            raise _Wrong
        return int(text)

    return read


def _text(name: str, kind: TypeAdapter[Any], *, needed: bool) -> Callable[..., Any]:
    """Return a reader of the text in the field ``name``; an empty one is None."""

    def read(typed: Details, _number: str) -> Any:
        text = str(getattr(typed, name)).strip()
        if not text and not needed:
            return None
        return kind.validate_python(text)

    return read


def _ticked(name: str) -> Callable[..., bool]:
    """Return a reader of the box ``name``."""
    return lambda typed, _number: getattr(typed, name) == "yes"


def _shown(number: int | None) -> str:
    """Return a number as a field shows it."""
    return "" if number is None else str(number)


_TITLE = TypeAdapter[str](Title)

_READERS: Mapping[str, tuple[str, Callable[[Details, str], Any]]] = {
    "title": ("title", _text("title", _TITLE, needed=True)),
    "year": ("year", _count("year", 2000, 2999, needed=True)),
    "place": ("place", _place),
    "electorates": ("electorates", _electorates),
    "mode": ("credential_mode", _text("mode", TypeAdapter(CredentialMode), needed=True)),
    "spare_boxes": ("spare_boxes", _count("spare_boxes", 0, 50, needed=True)),
    "disclosure_floor": ("disclosure_floor", _count("disclosure_floor", 2, 1000, needed=True)),
    "sheet_title": ("sheet_title", _text("sheet_title", _TITLE, needed=False)),
    "choices": ("choices", _count("choices", 1, 100, needed=False)),
    "posts": ("posts", _count("posts", 1, 100, needed=False)),
    "threshold": ("threshold", _threshold),
    "recipients": ("recipients", _recipients),
    "published": ("published", _ticked("published")),
    "test": ("test", _ticked("test")),
    "board": ("board", _text("board", TypeAdapter(Identifier), needed=False)),
    "pack": ("pack", _text("pack", TypeAdapter(Hex32), needed=True)),
    "scrutineers": ("scrutineers", _scrutineers),
}
"""Field of the form to the part of the outline that it sets, and how."""
