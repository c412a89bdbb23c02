"""Signatures that fell because what they stood on has changed.

A certifier signs a draft by its digest. When a finding is recorded or anything else of the result
changes, the draft is another one and nobody has signed it. What was signed before stays on record
and is shown with what came after, so that its signer knows to look again.

May import: SQLAlchemy, shared.plumbing, the rooms below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from shared.documents.dates import CHINA
from tally_service.certificates.actions import draft_of
from tally_service.certificates.report.contents import names_of
from tally_service.count_room.actions.sights import SIGNED, state_of
from tally_service.counts.store import RoundRow
from tally_service.rulings import store as rulings
from tally_service.rulings.store import RecordRow

ENDS = ("certified", "annulled", "correction_withdrawn")
"""Records after which the signatures before them are of a version that is done with."""
CHANGE = "finding_recorded"


def cleared_signatures(session: Session, row: RoundRow, *, told: bool) -> list[dict[str, Any]]:
    """Return who signed an earlier draft of the result that is being made, when, and what changed.

    Whoever has signed the present draft since is not named. What changed stands there only if the
    reader may be ``told`` of findings that are not published.
    """
    if state_of(row) not in SIGNED:
        return []
    draft = draft_of(session, row.meeting, row.round)
    digest = draft.digest if draft else ""
    names = names_of(draft.fields()) if draft else {}
    done = _since_the_last_version(rulings.records(session, row.meeting, row.round))
    signed = [one for one in done if one.what == "signed"]
    again = {name for one in signed if one.about == digest for name in one.by}
    newest = {one.by[0]: one for one in signed if one.by[0] not in again}
    return [
        {
            "name": name,
            "signed_at": _when(one),
            "because": _because(done, one, names) if told else None,
        }
        for name, one in newest.items()
    ]


def _since_the_last_version(records: Sequence[RecordRow]) -> list[RecordRow]:
    """Return what was done since a version of the result was published, or given up."""
    ends = [place for place, one in enumerate(records) if one.what in ENDS]
    return list(records[ends[-1] + 1 :] if ends else records)


def _because(
    done: Sequence[RecordRow], signed: RecordRow, names: Mapping[tuple[str, str], str]
) -> dict[str, Any] | None:
    """Return the first finding after a signature: what was found, by whom, why and when."""
    for one in done:
        if one.number > signed.number and one.what == CHANGE:
            name, value = one.about.split(" ")
            rule, kind, subject = name.split(":")
            found = {"rule": rule, "target": names.get((kind, subject), subject), "value": value}
            return {**found, "by": one.by, "why": one.why, "at": _when(one)}
    return None


def _when(record: RecordRow) -> str:
    """Return the moment of a record on a Chinese clock, to the second."""
    return record.at.astimezone(CHINA).isoformat(timespec="seconds")
