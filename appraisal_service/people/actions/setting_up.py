"""Setting up a jurisdiction's year: its pack is fixed before anything else.

May import: people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.office import Office
from appraisal_service.people import store
from appraisal_service.people.domain import JurisdictionFixed, NotTheNextYear, PackInUse
from appraisal_service.people.domain.year_packs import Ending, check_holds, endings, read_pack
from shared.documents.dates import local_day
from shared.plumbing.access import Actor
from shared.plumbing.db import insert_once, reading, unit_of_work
from shared.rules.packs import Pack, PackRejected, pack_from_document


@dataclass(frozen=True, slots=True)
class Earlier:
    """A jurisdiction's newest year, whose pack the next year may take over."""

    jurisdiction: str
    title: str
    year: int
    pack: str
    pack_title: dict[str, str]
    endings: Sequence[Ending]
    """Clauses that are no longer in force in the next year; without any, it can be taken over."""

    @property
    def next_year(self) -> int:
        """The year after it."""
        return self.year + 1


@dataclass(frozen=True, slots=True)
class WantedYear:
    """A year that somebody wants to set up."""

    year: int
    title: str = ""
    jurisdiction: str = ""
    """Its short name; "": made from the pack's."""


@dataclass(frozen=True, slots=True)
class YearLook:
    """What setting up a year would do."""

    wanted: WantedYear
    """Complete."""
    pack: Pack
    years: Sequence[int]
    """The years that this jurisdiction has already."""
    endings: Sequence[Ending]
    """Clauses that are not in force through the whole year."""
    there: bool
    """Set up already in exactly this way."""


def set_up_jurisdiction(office: Office, actor: Actor, wanted: WantedYear, document: object) -> str:
    """Fix the pack of a jurisdiction's year; the same again changes nothing.

    Returns:
        The pack's digest: results of this year count only under exactly this pack.

    Raises:
        PackRejected: not a resolved jurisdiction pack.
        JurisdictionFixed: the year has another pack or title already.
        PackInUse: another jurisdiction uses this pack in this year.
    """
    return _set_up(office, actor, wanted, _checked(pack_from_document(document)))


def set_up_from_file(
    office: Office, actor: Actor, wanted: WantedYear, name: str, text: str
) -> WantedYear:
    """Set up a year with the pack that somebody brought; return the year, complete.

    The year's record has the ``name`` of its file.

    Raises:
        PackRejected: the text is no jurisdiction pack.
        JurisdictionFixed, PackInUse: as ``set_up_jurisdiction``.
    """
    pack = _checked(read_pack(text))
    complete = _complete(wanted, pack)
    _set_up(office, actor, complete, pack, name)
    return complete


def set_up_next_year(office: Office, actor: Actor, jurisdiction: str, year: int) -> WantedYear:
    """Set up ``year``, the one after a jurisdiction's newest, with that year's title and pack.

    A year that is there already in this way stays as it is.

    Raises:
        NoSuchJurisdiction: it is not set up for any year.
        NotTheNextYear: the newest is neither ``year`` nor the one before.
        PackOutOfForce: clauses of the pack are not in force any more then.
        JurisdictionFixed, PackInUse: as ``set_up_jurisdiction``.
    """
    with reading(office.sessions) as session:
        if store.newest_year(session, jurisdiction) not in (year - 1, year):
            raise NotTheNextYear(
                "Another year was set up meanwhile, so this is not the next one. Look at the "
                "years again, and begin anew."
            )
        wanted, pack = _after(session, jurisdiction, year - 1)
    _set_up(office, actor, wanted, pack)
    return wanted


def look_at_file(office: Office, wanted: WantedYear, text: str) -> YearLook:
    """Return what ``set_up_from_file`` would do; nothing is stored.

    Raises:
        PackRejected, JurisdictionFixed, PackInUse: as ``set_up_from_file``.
    """
    pack = _checked(read_pack(text))
    with reading(office.sessions) as session:
        return _look(session, _complete(wanted, pack), pack)


def look_at_next_year(office: Office, jurisdiction: str) -> YearLook:
    """Return what ``set_up_next_year`` would do; nothing is stored.

    Raises:
        NoSuchJurisdiction, PackOutOfForce, JurisdictionFixed, PackInUse: as it.
    """
    with reading(office.sessions) as session:
        newest = store.newest_year(session, jurisdiction)
        return _look(session, *_after(session, jurisdiction, newest))


def earlier_years(office: Office) -> list[Earlier]:
    """Return every jurisdiction's newest year, by title."""
    with reading(office.sessions) as session:
        found = []
        for row in store.newest_years(session):
            pack = store.get_pack(session, row.pack)
            title = {"zh": pack.title.zh, "en": pack.title.en}
            ended = endings(pack, row.year + 1).before
            found.append(Earlier(row.id, row.title, row.year, row.pack, title, ended))
    return sorted(found, key=lambda one: (one.title, one.jurisdiction))


def present_year(office: Office) -> int:
    """Return the calendar year of today."""
    return local_day(office.clock()).year


def _after(session: Session, jurisdiction: str, year: int) -> tuple[WantedYear, Pack]:
    """Return the year after ``year``, and the pack that it takes over."""
    row = store.get_jurisdiction(session, jurisdiction, year)
    pack = store.get_pack(session, row.pack)
    check_holds(pack, year + 1)
    return WantedYear(year + 1, row.title, jurisdiction), pack


def _checked(pack: Pack) -> Pack:
    """Return ``pack``, which a year can have."""
    if pack.kind != "jurisdiction":
        raise PackRejected(
            "A year needs a jurisdiction pack, which sets every parameter.",
            "一个年度要用地区规则包，它确定每一项参数；这是某一份原文的条款包。",
        )
    return pack


def _complete(wanted: WantedYear, pack: Pack) -> WantedYear:
    """Return a year with its short name: the one that was given, or else the pack's."""
    return WantedYear(wanted.year, wanted.title, wanted.jurisdiction or pack.id.lower())


def _look(session: Session, wanted: WantedYear, pack: Pack) -> YearLook:
    """Return what setting up would do."""
    there = _free_or_same(session, wanted, pack)
    if not there:
        _check_pack_free(session, wanted, pack)
    years = store.years_of(session, wanted.jurisdiction)
    ended = endings(pack, wanted.year)
    return YearLook(wanted, pack, years, [*ended.before, *ended.within], there)


def _set_up(office: Office, actor: Actor, wanted: WantedYear, pack: Pack, file: str = "") -> str:
    """Write the year and who set it up, unless it is there in exactly this way."""
    with unit_of_work(office.sessions) as uow:
        store.add_pack(uow.session, pack)
        store.lock_pack(uow.session, pack.digest)
        if not _free_or_same(uow.session, wanted, pack):
            _add(uow.session, wanted, pack)
            everybody = (wanted.jurisdiction, wanted.year, None)
            brought = f"{file} · {pack.id}" if file else pack.id
            why = f"{brought} · SHA-256 {pack.digest}"
            store.record(uow.session, everybody, "set_up", actor.name, why, office.clock())
    return pack.digest


def _free_or_same(session: Session, wanted: WantedYear, pack: Pack) -> bool:
    """Tell whether the year is there already, as it is wanted.

    Raises:
        JurisdictionFixed: it is there otherwise.
    """
    there = store.find_jurisdiction(session, wanted.jurisdiction, wanted.year)
    if there is None:
        return False
    if (there.pack, there.title) != (pack.digest, wanted.title):
        raise JurisdictionFixed("This year is set up already, with another title or pack.")
    return True


def _add(session: Session, wanted: WantedYear, pack: Pack) -> None:
    """Insert the year unless its pack serves another jurisdiction, or it was added just now."""
    _check_pack_free(session, wanted, pack)
    values = {
        "id": wanted.jurisdiction,
        "year": wanted.year,
        "title": wanted.title,
        "pack": pack.digest,
    }
    if not insert_once(session, store.JurisdictionRow, values, ["id", "year"]):
        raise JurisdictionFixed("This year was set up a moment ago.")


def _check_pack_free(session: Session, wanted: WantedYear, pack: Pack) -> None:
    """Return if no other jurisdiction has this pack in this year."""
    if store.jurisdiction_of_pack(session, wanted.year, pack.digest) is not None:
        raise PackInUse("Another jurisdiction uses this pack in this year; give each its own.")
