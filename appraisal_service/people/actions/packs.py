"""The packs of rules: those that years here have used, and the texts they adopt from.

May import: people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from appraisal_service.office import Office
from appraisal_service.people import store
from shared.plumbing.db import reading
from shared.rules.pack_files import NoSuchPack
from shared.rules.pack_list import pack_line, text_pack, text_packs


def list_packs(office: Office) -> dict[str, Any]:
    """Return ``packs`` that years have used, the newest year's first, and every text (``texts``).

    Each as ``pack_line``; of a pack that was used also its ``years``: jurisdiction, title, year.
    """
    with reading(office.sessions) as session:
        years: dict[str, list[dict[str, Any]]] = {}
        for row in store.every_year(session):
            used = {"jurisdiction": row.id, "title": row.title, "year": row.year}
            years.setdefault(row.pack, []).append(used)
        packs = [
            {**pack_line(store.get_pack(session, digest)), "years": used}
            for digest, used in years.items()
        ]
    return {"packs": packs, "texts": [pack_line(pack) for pack in text_packs()]}


def pack_document(office: Office, name: str) -> dict[str, Any]:
    """Return the resolved pack of this digest, as a year fixed it, or a text pack.

    Args:
        office: see ``Office``.
        name: a digest; of a text pack also its id.

    Raises:
        NoSuchPack: no year has used it, and it is no text pack.
    """
    with reading(office.sessions) as session:
        row = session.get(store.PackRow, name)
        if row is not None:
            return row.document
    text = text_pack(name)
    if text is None:
        raise NoSuchPack("There is no pack of this digest or id; /api/v1/packs lists them all.")
    return text.to_document()


def adopters(office: Office, text: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return by clause of a text pack who adopts it: each jurisdiction's newest year.

    Returns:
        Pairs of what the year is called and the clause's address in its pack.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    with reading(office.sessions) as session:
        for row in store.newest_years(session):
            for adoption in store.get_pack(session, row.pack).adoptions:
                for rule in adoption.clauses if adoption.pack == text else ():
                    place = f"/packs/{row.pack}#{rule}"
                    found.setdefault(rule, []).append((f"{row.title} · {row.year}", place))
    return found
