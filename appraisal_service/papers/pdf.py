"""The papers as PDF/A-2a: what the templates show, in one of two editions.

The same contents make the same bytes: a PDF is dated by its paper's day. A character that the font
lacks is refused by name, never shown as a box.

May import: stdlib, shared.errors, shared.plumbing, papers' domain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appraisal_service.papers.domain import Distribution, Notices, Paper, Publication, Summary
from appraisal_service.papers.domain.words import OPTION_WORDS, OPTIONS, STATES
from shared.errors import InvalidInput
from shared.plumbing.pages.languages import Language
from shared.plumbing.typesetting import CharacterUnprintable, typeset_apart

TEMPLATES: dict[type[Paper], str] = {
    Summary: "summary.typ",
    Notices: "notice.typ",
    Distribution: "list.typ",
    Publication: "list.typ",
}


class NameUnprintable(InvalidInput):
    """A character in the paper has no glyph in its font."""

    code = "name_unprintable"


def paper_pdf(paper: Paper, language: Language) -> bytes:
    """Return ``paper`` as PDF/A-2a; names stay as they are in both editions.

    Raises:
        NameUnprintable: says which character of which text has no glyph.
        FontMissing, TypesettingFailed: the suite is not completely installed, or too slow.
    """
    day = datetime.strptime(paper.day, "%Y-%m-%d").replace(tzinfo=UTC)
    told = _told(paper, language)
    try:
        return typeset_apart(
            Path(__file__).with_name(TEMPLATES[type(paper)]),
            {"paper": json.dumps(told, ensure_ascii=False)},
            timestamp=int(day.timestamp()),
            archival=True,
        )
    except CharacterUnprintable as error:
        raise _named(error.text, told) from None


def _told(paper: Paper, language: Language) -> dict[str, Any]:
    """Return what the template reads."""
    return {
        **paper.to_json(),
        "kind": type(paper).__name__.lower(),
        "lang": language,
        "digest": paper.digest,
        "options": [asdict(OPTION_WORDS[key]) for key in OPTIONS],
        "states": {key: asdict(words) for key, words in STATES.items()},
    }


def _named(character: str, told: Any) -> NameUnprintable:
    """Return the refusal with the text in which ``character`` stands."""
    where = next((text for text in _texts(told) if character in text), "")
    code = " ".join(f"U+{ord(letter):04X}" for letter in character)
    return NameUnprintable(
        f"“{where}”中的“{character}”（{code}）没有字形，不能生成 PDF；请改用电子表格（XLSX）。"
        f"The character {code} in “{where}” has no glyph, so there is no PDF; the workbook (XLSX) "
        "says the same."
    )


def _texts(value: Any) -> Iterable[str]:
    """Yield every text in ``value``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _texts(one))
