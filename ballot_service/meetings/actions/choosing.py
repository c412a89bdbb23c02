"""What an organizer chooses from when making a meeting: templates, packs, boards, scrutineers.

May import: ballot_service.desk, this room's lower floors and templates, shared.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings import clients
from ballot_service.meetings.actions.drafting import check_jurisdiction
from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.outlines import Outline, OutlineScrutineer, outline_of
from ballot_service.meetings.store import meetings, scrutineer_keys
from ballot_service.meetings.templates import GROUPS, KINDS, Kind
from shared.documents.dates import day_in_china
from shared.errors import NotFound, Unavailable
from shared.plumbing.db import reading, unit_of_work
from shared.rules.pack_list import pack_line, text_packs
from shared.rules.packs import Pack, pack_from_document, parse_pack

SCRUTINEERS = 2
"""How many a meeting needs; if there are just as many, nobody has to choose."""


class NoSuchTemplate(NotFound):
    """There is no template of this id."""

    code = "no_such_template"


def list_templates() -> list[dict[str, Any]]:
    """Return every template in the order in which it is offered, in groups, with its sentence."""
    return [
        {
            "group": group,
            "zh": GROUPS[group][0],
            "en": GROUPS[group][1],
            "kinds": [_shown_kind(kind) for kind in KINDS.values() if kind.group == group],
        }
        for group in GROUPS
    ]


def find_kind(kind_id: str) -> Kind:
    """Return the template of this id; ``NoSuchTemplate`` if there is none."""
    if kind_id not in KINDS:
        raise NoSuchTemplate("There is no such template. Choose one from the list.")
    return KINDS[kind_id]


def show_kind(outline: Outline) -> dict[str, Any] | None:
    """Return the template of a draft as it is offered; None if the sheets were handed in whole."""
    return _shown_kind(outline.template) if outline.template else None


def suggest(desk: Desk, kind_id: str) -> Outline:
    """Return a draft made from the template alone, with what there is no choice about filled in.

    That is the pack of the newest meeting, the only finished board of this year, and the
    scrutineers if there are just two, each with the key on record, or that they were last named
    with.

    Raises:
        NoSuchTemplate: there is none of this id.
    """
    kind, year = find_kind(kind_id), desk.clock().year
    with reading(desk.sessions) as session:
        pack = _usual_pack(session)
        people = _scrutineers(session)
    boards = [line["board"] for line in _boards(desk, year) or () if line["year"] == year]
    outline = outline_of(kind, title=f"{year}年{kind.name.zh}", year=year, pack=pack.digest)
    named = people if len(people) == SCRUTINEERS else []
    return outline.model_copy(
        update={
            "disclosure_floor": max(outline.disclosure_floor, pack.parameters.disclosure_floor),
            "board": boards[0] if len(boards) == 1 else None,
            "scrutineers": [
                OutlineScrutineer(account=one["account"], key=one["key"] or None) for one in named
            ],
        }
    )


def list_choices(desk: Desk, year: int, own: str | None = None) -> dict[str, Any]:
    """Return the packs, boards and scrutineers there are to choose from.

    Args:
        desk: ours.
        year: the meeting's; a board serves meetings of its own year only.
        own: digest of a draft's pack, a choice for that draft even if it is not offered.

    Returns:
        ``packs`` (digest, id, title, clauses, floor), ``boards`` (board, title, year; None if the
        tally service does not answer), ``scrutineers`` (account, name, ``key`` on record or that
        they were last named with, "" for none; ``recorded_on`` is "" if it is not on record).
    """
    with reading(desk.sessions) as session:
        packs = _packs(session)
        if own is not None and own not in {pack.digest for pack in packs}:
            packs = [pack_from_document(meetings.get_pack(session, own)), *packs]
        people = _scrutineers(session)
    shown = [_shown_pack(pack) for pack in packs]
    return {"packs": shown, "boards": _boards(desk, year), "scrutineers": people}


def list_texts() -> list[dict[str, Any]]:
    """Return the text packs that a pack may adopt from, as ``pack_line``."""
    return [pack_line(pack) for pack in text_packs()]


def add_pack(desk: Desk, text: str) -> str:
    """Keep the jurisdiction pack that the YAML ``text`` describes; return its digest.

    It is used by nothing until a draft names it, and stands in that draft's record then.

    Raises:
        PackRejected: it is not a sound pack.
        DraftRejected: it is a text pack.
    """
    pack = parse_pack(text)
    check_jurisdiction(pack)
    with unit_of_work(desk.sessions) as uow:
        meetings.add_pack(uow.session, pack.digest, pack.to_document())
    return pack.digest


def _packs(session: Session) -> list[Pack]:
    """Return the jurisdiction packs there are, the general one last."""
    known = [pack_from_document(document) for document in meetings.packs(session)]
    mine = {pack.digest: pack for pack in known if pack.kind == "jurisdiction"}
    mine.pop(general_pack().digest, None)
    return [*mine.values(), general_pack()]


def _usual_pack(session: Session) -> Pack:
    """Return the pack of the newest meeting, the general one before the first."""
    digest = meetings.newest_pack(session)
    return pack_from_document(meetings.get_pack(session, digest)) if digest else general_pack()


def _shown_pack(pack: Pack) -> dict[str, Any]:
    """Return a pack as it is offered."""
    return {
        "digest": pack.digest,
        "id": pack.id,
        "zh": pack.title.zh,
        "en": pack.title.en,
        "clauses": list(pack.clauses),
        "floor": pack.parameters.disclosure_floor,
    }


def _scrutineers(session: Session) -> list[dict[str, str]]:
    """Return whoever can be a scrutineer, with their key on record, or the one they last had."""
    named, own = meetings.newest_keys(session), scrutineer_keys.on_record(session)
    return [
        {
            "account": account,
            "name": name,
            "key": own[account].key if account in own else named.get(account, ""),
            "recorded_on": day_in_china(own[account].recorded_at) if account in own else "",
        }
        for account, name in meetings.open_scrutineers(session).items()
    ]


def _boards(desk: Desk, year: int) -> list[dict[str, Any]] | None:
    """Return the finished boards, those of ``year`` first; None if nobody can be asked."""
    try:
        lines = clients.fetch_boards(desk.tally)
    except Unavailable:
        return None
    ready = [line.model_dump() for line in lines if line.state == "ready"]
    return sorted(ready, key=lambda line: (line["year"] != year, -line["year"], line["title"]))


def _shown_kind(kind: Kind) -> dict[str, Any]:
    """Return a template as it is offered."""
    return {
        "id": kind.id,
        "name": kind.name._asdict(),
        "says": kind.says._asdict(),
        "clauses": list(kind.clauses),
        "gates": list(kind.gates),
        "source": kind.source,
        "secrecy": kind.secrecy,
        "takes": list(kind.takes),
        "asks": {name: list(asked) for name, asked in kind.asks.items()},
        "role": kind.role,
        "shape": kind.shape,
        "threshold": kind.threshold,
        "sealed_below_floor": kind.sealed_below_floor,
        "published": kind.published,
        "notes": [note._asdict() for note in kind.notes],
    }
