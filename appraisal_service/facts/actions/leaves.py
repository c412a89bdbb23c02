"""Who has to approve a leave and who did, beside its record; a note, and never a refusal (N06).

Late filing is allowed and people decide (F03): a slip is recorded as it is.

May import: facts' domain and store, people's domain and store, shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts.domain.records import Record
from appraisal_service.people import store as people
from appraisal_service.people.domain.officials import Service
from shared.rules.leaves import LeaveApproval, approvals_of, asks_about_leaves, role_on
from shared.rules.person_year import Post

LEAVE = "leave"
ROWS_NAMED = 10

Told = dict[str, Any]


def approvals(
    session: Session, jurisdiction: str, year: int, records: Iterable[Record]
) -> dict[str, list[Told]]:
    """Return what the year's pack says of each leave among ``records``, by the record's id.

    Nothing of a year that is not set up, of a pack without such a clause, or of somebody whose
    role of that day is not known.
    """
    leaves = [record for record in records if record.kind == LEAVE and not record.withdrawn]
    home = people.find_jurisdiction(session, jurisdiction, year) if leaves else None
    if home is None:
        return {}
    pack = people.get_pack(session, home.pack)
    if not asks_about_leaves(pack):
        return {}
    listed = {one.id: one.role for one in people.roster(session, jurisdiction, year).people}
    posts = people.services(session, jurisdiction, year, as_of_its_end=True)
    found: dict[str, list[Told]] = {}
    for record in leaves:
        held = [_post(one) for one in posts.get(record.subject, ())]
        role = role_on(record.value["from"], held, listed.get(record.subject, ""))
        if role:
            asked = approvals_of(pack, record.id, record.value, role)
            found[record.id] = [told for one in asked if (told := _told(one)) is not None]
    return found


def differing_rows(
    records: Sequence[tuple[int, Record]], told: Mapping[str, Sequence[Told]]
) -> list[dict[str, str]]:
    """Return a note on the rows of a file on which somebody else approved; none without any."""
    rows = [
        str(place)
        for place, record in records
        if any(one["differs"] for one in told.get(record.id, ()))
    ]
    if not rows:
        return []
    named, more = rows[:ROWS_NAMED], len(rows) > ROWS_NAMED
    return [
        {
            "zh": f"有{len(rows)}次请假的审批人与规则要求的不一致（第{'、'.join(named)}"
            f"{'……' if more else ''}行）。仅作提示：请核对请假条，仍可导入",
            "en": f"Leaves that somebody else approved than the clause asks for: {len(rows)} "
            f"(row {', '.join(named)}{' …' if more else ''}). A note only: check the leave "
            "slips; the file can be imported as it is.",
        }
    ]


def _told(approval: LeaveApproval) -> Told | None:
    """Return what a clause says of a leave, for machines and in words; None if it asks nobody."""
    said = approval.said
    if said is None:
        return None
    return {
        "rule": approval.ruling.rule,
        "asked": approval.asked,
        "recorded": approval.recorded,
        "differs": approval.differs,
        "zh": said.zh,
        "en": said.en,
    }


def _post(held: Service) -> Post:
    """Return a post as the rules read it."""
    return Post(unit=held.unit, post=held.post, role=held.role, since=held.since, until=held.until)
