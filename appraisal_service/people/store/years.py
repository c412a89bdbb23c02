"""Packs and jurisdictions' years: rows and queries.

May import: SQLAlchemy, this room's domain and tables, shared.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appraisal_service.people.domain import NoSuchJurisdiction
from appraisal_service.people.store.tables import JurisdictionRow, PackRow
from shared.plumbing.db import insert_once
from shared.rules.packs import Pack, pack_from_document


def add_pack(session: Session, pack: Pack) -> None:
    """Keep ``pack``, once."""
    insert_once(
        session, PackRow, {"digest": pack.digest, "document": pack.to_document()}, ["digest"]
    )


def lock_pack(session: Session, digest: str) -> None:
    """Hold a kept pack until the transaction ends: the years that use it are set up one by one."""
    session.get_one(PackRow, digest, with_for_update=True)


def get_pack(session: Session, digest: str) -> Pack:
    """Return the pack of this digest, which a jurisdiction names."""
    return pack_from_document(session.get_one(PackRow, digest).document)


def find_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow | None:
    """Return the jurisdiction in that year, or None."""
    return session.get(JurisdictionRow, (jurisdiction, year))


def get_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow:
    """Return the jurisdiction in that year.

    Raises:
        NoSuchJurisdiction: nobody set it up.
    """
    row = find_jurisdiction(session, jurisdiction, year)
    if row is None:
        raise NoSuchJurisdiction("This jurisdiction is not set up for this year.")
    return row


def lock_jurisdiction(session: Session, jurisdiction: str, year: int) -> JurisdictionRow:
    """Return the jurisdiction's row, held until the transaction ends.

    Whoever imports, derives, decides or publishes takes it, so that these come one by one.

    Raises:
        NoSuchJurisdiction: nobody set it up.
    """
    get_jurisdiction(session, jurisdiction, year)
    return session.get_one(JurisdictionRow, (jurisdiction, year), with_for_update=True)


def newest_year(session: Session, jurisdiction: str) -> int:
    """Return the newest year the jurisdiction is set up for.

    Raises:
        NoSuchJurisdiction: there is none.
    """
    query = select(func.max(JurisdictionRow.year)).where(JurisdictionRow.id == jurisdiction)
    year = session.scalar(query)
    if year is None:
        raise NoSuchJurisdiction("This jurisdiction is not set up.")
    return year


def jurisdiction_of_pack(session: Session, year: int, pack: str) -> JurisdictionRow | None:
    """Return the one jurisdiction that uses ``pack`` in ``year``, or None."""
    query = select(JurisdictionRow).where(
        JurisdictionRow.year == year, JurisdictionRow.pack == pack
    )
    return session.scalar(query)


def jurisdictions_of_pack(session: Session, pack: str) -> list[JurisdictionRow]:
    """Return every year that uses ``pack``, the newest first."""
    query = select(JurisdictionRow).where(JurisdictionRow.pack == pack)
    return list(session.scalars(query.order_by(JurisdictionRow.year.desc(), JurisdictionRow.id)))


def known_year(session: Session, jurisdiction: str, year: int) -> int:
    """Return ``year``, or the first later year that the jurisdiction is set up for.

    Facts of years before the service knew the jurisdiction (audit points of three, rankings of
    two) are about the people it knew first.

    Raises:
        NoSuchJurisdiction: it is not set up for that year or a later one.
    """
    query = select(func.min(JurisdictionRow.year)).where(
        JurisdictionRow.id == jurisdiction, JurisdictionRow.year >= year
    )
    known = session.scalar(query)
    if known is None:
        raise NoSuchJurisdiction("This jurisdiction is not set up for this year.")
    return known


def newest_years(session: Session) -> list[JurisdictionRow]:
    """Return the newest year of every jurisdiction."""
    newest = select(JurisdictionRow.id, func.max(JurisdictionRow.year)).group_by(JurisdictionRow.id)
    found = [(row[0], row[1]) for row in session.execute(newest)]
    return [session.get_one(JurisdictionRow, key) for key in found]


def every_year(session: Session) -> list[JurisdictionRow]:
    """Return every jurisdiction's years, the newest year first."""
    query = select(JurisdictionRow).order_by(JurisdictionRow.year.desc(), JurisdictionRow.id)
    return list(session.scalars(query))


def years_of(session: Session, jurisdiction: str) -> list[int]:
    """Return the years that a jurisdiction is set up for, the newest first."""
    query = select(JurisdictionRow.year).where(JurisdictionRow.id == jurisdiction)
    return sorted(session.scalars(query), reverse=True)
