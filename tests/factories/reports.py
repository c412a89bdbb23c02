"""Rounds to report on: drafts with real rulings, from one small meeting to 577 officials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from factories import documents

from shared.documents.counted import BoxResult, counted_box, counted_contests
from shared.documents.findings import Finding, FoundAbout
from shared.documents.manifests import Contest, MeetingManifest, Subject
from shared.documents.orders import LedgerLine
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import load_pack
from tally_service.certificates.domain import Draft
from tally_service.certificates.report.contents import Contents, contents_of
from tally_service.certificates.report.titles import Titles

D3 = {"roll": 120, "present": 106, "printed": 130, "issued": 106, "returned": 100}
"""The unit of catalogue D3, without its void papers: electronic ballots have none."""
VOTES = (38, 24, 6, 20, 12)
NOTICE = {
    "number": 1,
    "document": "组发〔2026〕9号",
    "date": "2026-12-22",
    "reason": "名册有误",
    "by": "周认证",
    "opened_on": "2026-12-23",
}
CERTIFIERS = ("周认证", "吴认证")


def people(*names: str) -> list[Contest]:
    """Return a sheet that grades these officials."""
    return [
        documents.a_graded_contest(
            number, title=name, subject=Subject(kind="official", id=f"o{number}", name=name)
        )
        for number, name in enumerate(names, start=1)
    ]


def a_box(
    meeting: MeetingManifest,
    letter: str,
    sheet: Sequence[Contest],
    rows: Sequence[Sequence[int]] | None,
    numbers: Mapping[str, int],
) -> BoxResult:
    """Return a box with these votes, or a sealed one."""
    manifest = documents.a_box_manifest(meeting, letter).model_copy(
        update={"contests": list(sheet)}
    )
    values = {name: numbers[name] for name in ("roll", "present", "printed", "issued")}
    line = LedgerLine(uuid=manifest.uuid, electorate=letter, **values)
    votes = None if rows is None else [list(row) for row in rows]
    return BoxResult(manifest, line, numbers["returned"], "ab" * 32, votes)


def a_draft(
    sheet: Sequence[Contest],
    boxes: Mapping[str, Sequence[Sequence[int]] | None],
    numbers: Mapping[str, Mapping[str, int]] | None = None,
    **meeting: Any,
) -> Draft:
    """Return the draft of a round of ``boxes``: by letter its votes, or None if it is sealed."""
    manifest = documents.a_meeting_manifest("".join(boxes), **meeting)
    known = numbers or {}
    results = [
        a_box(manifest, letter, sheet, rows, known.get(letter, D3))
        for letter, rows in boxes.items()
    ]
    counted = CountedMeeting(
        source=manifest.source,
        item=results[0].manifest.item,
        closed_on="2026-12-20",
        boxes=[counted_box(box) for box in results],
        contests=counted_contests(results),
    )
    return Draft(
        meeting=manifest,
        round="r1",
        closed_on="2026-12-20",
        boxes=results,
        leftovers=["cd" * 32],
        rulings=meeting_rulings(load_pack("PB"), counted),
        issuer="tally",
    )


def titles_of(draft: Draft) -> Titles:
    """Return the names that stand in the draft's manifests."""
    return Titles.of(draft.meeting, [box.contests for box in draft.boxes])


def drafted(draft: Draft, **changes: Any) -> Contents:
    """Return what a report says of a draft that nobody has signed; ``changes`` are to fields."""
    fields = {**draft.fields(), **changes}
    return contents_of(
        fields, certifiers=(), certified=False, digest=draft.digest, titles=titles_of(draft)
    )


def certified(draft: Draft, certifiers: Sequence[str] = CERTIFIERS) -> Contents:
    """Return what a report says of the draft once it is certified."""
    result = draft.certified_by(certifiers)
    return contents_of(
        result.to_json(),
        certifiers=result.certifiers,
        certified=True,
        digest=result.digest,
        titles=titles_of(draft),
    )


def a_finding(
    draft: Draft, rule: str = "B05", kind: str = "meeting", subject: str | None = None
) -> Finding:
    """Return what the organisation found under ``rule``; fraud in the round if nothing is said."""
    return Finding(
        issued_by="tally",
        meeting=draft.meeting.meeting,
        meeting_manifest=draft.meeting.digest,
        pack=draft.meeting.pack,
        round=draft.round,
        rule=rule,
        subject=FoundAbout(kind=kind, id=subject or draft.meeting.meeting),
        value="yes",
        document="组发〔2026〕7号",
        date="2026-12-21",
        reason="核查属实",
        by=["周认证", "吴认证"],
        recorded_on="2026-12-22",
    )
