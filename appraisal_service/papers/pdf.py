"""The papers as PDF/A-2a: what the templates show, in one of two editions.

The same contents make the same bytes: a PDF is dated by its paper's day. A character that the font
lacks is refused by name, never shown as a box.

May import: stdlib, shared.plumbing, people's and papers' domain.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appraisal_service.papers.domain import Distribution, Notices, Paper, Publication, Summary
from appraisal_service.papers.domain.words import STATES, option_words
from appraisal_service.people.domain.organ import organ_of
from shared.plumbing.pages.languages import Language
from shared.plumbing.typesetting import typeset_paper

TEMPLATES: dict[type[Paper], str] = {
    Summary: "summary.typ",
    Notices: "notice.typ",
    Distribution: "list.typ",
    Publication: "list.typ",
}

SCALES: dict[str, tuple[str, ...]] = {
    "civil": ("civil",),
    "institution": ("institution",),
    "both": ("civil", "institution"),
}
"""By what the template asks for: in whose words the grades stand at the head of a table."""


def paper_pdf(paper: Paper, language: Language) -> bytes:
    """Return ``paper`` as PDF/A-2a; names stay as they are in both editions.

    Raises:
        NameUnprintable: says which character of which text has no glyph.
        FontMissing, TypesettingFailed: the suite is not completely installed, or too slow.
    """
    day = datetime.strptime(paper.day, "%Y-%m-%d").replace(tzinfo=UTC)
    template = Path(__file__).with_name(TEMPLATES[type(paper)])
    return typeset_paper(template, "paper", _told(paper, language), int(day.timestamp()))


def _told(paper: Paper, language: Language) -> dict[str, Any]:
    """Return what the template reads."""
    return {
        **paper.to_json(),
        "kind": type(paper).__name__.lower(),
        "lang": language,
        "digest": paper.digest,
        "organ": organ_of(paper.title),
        "options": {
            name: [asdict(words) for words in option_words(*scales)]
            for name, scales in SCALES.items()
        },
        "states": {key: asdict(words) for key, words in STATES.items()},
    }
