"""What of a draft the report could not print, named while it can still be written another way.

After the vote nothing of it can be changed any more, and the report would be refused as a whole.

May import: stdlib, this room's outlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ballot_service.meetings.domain.outlines import Lack, Line, Outline, sheet_title

Unprintable = Callable[[str], Sequence[str]]
"""Returns the characters of a text for which the report would be refused."""

MOST_TOLD = 3

Unprinted = tuple[Sequence[str], str]
"""Characters that cannot be printed, and the text in which they stand."""


def unprinted(outline: Outline, unprintable: Unprintable) -> Mapping[Lack, tuple[str, str]]:
    """Return what the report could not print of ``outline``, by what the draft lacks therefore.

    Each is told in Chinese and English by the texts with such characters, the first few of them.
    """
    texts: Mapping[Lack, list[str]] = {
        "draft_characters": list(_own_texts(outline)),
        "draft_subject_characters": list(_subjects_texts(outline)),
    }
    every = "".join({character for some in texts.values() for text in some for character in text})
    missing = set(unprintable(every))
    found: dict[Lack, tuple[str, str]] = {}
    for lack, some in texts.items():
        blank = [
            ([c for c in dict.fromkeys(text) if c in missing], text)
            for text in dict.fromkeys(some)
            if missing & set(text)
        ]
        if blank:
            found[lack] = _told(blank)
    return found


def _told(blank: Sequence[Unprinted]) -> tuple[str, str]:
    """Return the first few of ``blank`` with their texts, in Chinese and English."""
    first, more = blank[:MOST_TOLD], len(blank) > MOST_TOLD
    zh = "；".join(f"{named(characters, '、')}（“{text}”）" for characters, text in first)
    en = "; ".join(f"{named(characters)} (“{text}”)" for characters, text in first)
    return (f"{zh}……", f"{en} …") if more else (zh, en)


def named(characters: Sequence[str], comma: str = ", ") -> str:
    """Return characters with their code points, for whoever sees a box in their place."""
    return comma.join(f"{one} (U+{ord(one):04X})" for one in characters)


def printed_of(line: Line) -> str:
    """Return all that the report has of a subject."""
    return f"{line.name} {line.post or ''}"


def _own_texts(outline: Outline) -> Iterator[str]:
    """Yield what is typed in the form of particulars and stands in the report."""
    yield outline.title
    yield sheet_title(outline)
    if outline.place is not None:
        yield outline.place.name
    yield from (one.title for one in outline.electorates)
    yield from outline.recipients


def _subjects_texts(outline: Outline) -> Iterator[str]:
    """Yield what the report has of the subjects, or of sheets that were handed in whole."""
    for line in outline.lines:
        yield line.name
        yield line.post or ""
    for entry in outline.items or []:
        yield entry.item.title
        for contest in (one for sheet in entry.contests.values() for one in sheet):
            yield contest.title
            yield contest.subject.name
            yield from (option.title for option in contest.options)
