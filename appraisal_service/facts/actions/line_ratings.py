"""Line ratings of townships: gathered, and sent back to their party committees (F05).

May import: facts' and people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts.domain.columns import COLUMNS, RATINGS, Cell
from appraisal_service.facts.domain.line_ratings import (
    NoLineRatings,
    RatingSheet,
    SentAlready,
    sheets,
)
from appraisal_service.facts.store import records as store
from appraisal_service.facts.store import sheets as sent_sheets
from appraisal_service.facts.store.sheets import Sending, SentSheetRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain.document_day import check_document_day
from shared.documents.dates import moment_in_china
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.tables.writing import write_template


def list_line_ratings(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return each township's ratings, and what of them was sent back.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        people.get_jurisdiction(session, jurisdiction, year)
        sent = sent_sheets.sent(session, jurisdiction, year)
        gathered = _sheets(session, jurisdiction, year)
    return [
        {**sheet.to_json(), "sheet": sheet.digest, "sent": _shown(sheet, sent.get(sheet.unit))}
        for sheet in gathered
    ]


def rating_sheet(office: Office, jurisdiction: str, year: int, unit: str) -> bytes:
    """Return a township's ratings as a workbook for its party committee, its digest on it.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoLineRatings: nobody has rated it.
    """
    with reading(office.sessions) as session:
        home = people.get_jurisdiction(session, jurisdiction, year)
        sheet = _sheet(session, jurisdiction, year, unit)
        units = people.roster(session, jurisdiction, year).units
    name = next((one.name for one in units if one.id == unit), unit)
    counts = "　".join(f"{RATINGS[code][0]} {count}" for code, count in sheet.counts.items())
    cells = [cell for cell in COLUMNS["line_rating"] if cell.key not in ("subject", "period")]
    notes = [
        f"{home.title}　{year}　条线评价反馈　{name}（{unit}）",
        f"评价部门 {len(sheet.ratings)} 个：{counts}",
        f"SHA-256 {sheet.digest}",
    ]
    rows = [[_written(cell, value) for cell in cells] for _, value in sheet.ratings]
    return write_template("条线评价", [cell.chinese[0] for cell in cells], {}, notes, rows)


def send_back(
    office: Office, actor: Actor, jurisdiction: str, year: int, unit: str, paper: tuple[str, str]
) -> str:
    """Record that a township's ratings, as they stand, were sent to its party committee.

    Args:
        office: see ``Office``.
        actor: who sent them.
        jurisdiction: whose township.
        year: of the ratings.
        unit: the township.
        paper: number and day of the covering letter.

    Returns:
        The digest of what was sent.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoLineRatings: nobody has rated it.
        DocumentAhead: the covering letter is dated after today.
        SentAlready: exactly these ratings were sent before.
    """
    document, date = paper
    check_document_day(date, office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        sheet = _sheet(session, jurisdiction, year, unit)
        if sent_sheets.find_sent(session, sheet.digest) is not None:
            raise SentAlready("Exactly these ratings were sent back before.")
        sending = Sending(document, date, actor.name, office.clock())
        sent_sheets.add_sent(session, sheet, sending)
    return sheet.digest


def _sheet(session: Session, jurisdiction: str, year: int, unit: str) -> RatingSheet:
    """Return one township's ratings that stand."""
    found = [one for one in _sheets(session, jurisdiction, year) if one.unit == unit]
    if not found:
        raise NoLineRatings("No department has rated this township in this year.")
    return found[0]


def _written(cell: Cell, value: Mapping[str, Any]) -> str:
    """Return a part of a rating as its file has it, in Chinese."""
    said = str(value[cell.key])
    return cell.words[said][0] if cell.words else said


def _sheets(session: Session, jurisdiction: str, year: int) -> list[RatingSheet]:
    """Return the ratings that stand, by township."""
    rated = store.standing(session, jurisdiction, year, "line_rating")
    return sheets(
        jurisdiction, year, [(one.row.subject, one.row.id, one.row.value) for one in rated]
    )


def _shown(sheet: RatingSheet, sent: SentSheetRow | None) -> dict[str, Any] | None:
    """Return the newest sending, and whether it was of the ratings as they stand now."""
    if sent is None:
        return None
    return {
        "document": sent.document,
        "date": sent.date,
        "by": sent.by,
        "at": moment_in_china(sent.at),
        "current": sent.sheet == sheet.digest,
    }
