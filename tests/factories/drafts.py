"""What an organizer adds to a template: the least that makes a draft complete."""

from __future__ import annotations

from factories import documents

from ballot_service.meetings.domain.outlines import Line, Outline, OutlineScrutineer, outline_of
from ballot_service.meetings.templates import KINDS
from shared.documents.manifests import Place

PACK = "ab" * 32
ACCOUNTS = ("a" * 32, "b" * 32)


def suggested(kind: str) -> Outline:
    """Return what the template alone makes."""
    return outline_of(KINDS[kind], title=KINDS[kind].name.zh, year=2026, pack=PACK)


def subjects(kind: str, count: int = 2) -> list[Line]:
    """Return so many subjects of the usual kind, after those the template brings itself."""
    template = KINDS[kind]
    own = list(suggested(kind).lines)
    added = [
        Line(id=f"x{number}", kind=template.takes[0], name=f"对象{number}")
        for number in range(count)
    ]
    return own or added


def completed(kind: str, /, **changes: object) -> Outline:
    """Return the template with the least of what only people know."""
    template = KINDS[kind]
    keys = [key.public.hex() for key in documents.SCRUTINEERS]
    given: dict[str, object] = {
        "place": Place(id="bureau-a", name="甲局"),
        "lines": subjects(kind),
        "board": "board-1",
        "scrutineers": [
            OutlineScrutineer(account=account, key=key)
            for account, key in zip(ACCOUNTS, keys, strict=True)
        ],
        "choices": 1 if template.shape == "choice" else None,
        "posts": 1 if "P12" in template.gates else None,
        "threshold": "70%" if template.threshold else None,
    }
    return Outline.model_validate({**dict(suggested(kind)), **given, **changes})
