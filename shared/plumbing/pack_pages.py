"""One page of a pack of rules as a person reads it: what was adopted, every clause, every setting.

Each line is said from the clause's data and stands beside the quotation. A service registers it
with what finds a pack by its digest there.

May import: Flask, shared.plumbing, shared.rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response

from shared.plumbing.access import requires
from shared.plumbing.office import show_page
from shared.rules.clause_words import besides, concerns, line
from shared.rules.clauses import Clause, TextClause
from shared.rules.effect_words import effects
from shared.rules.fixed_readings import FIXED
from shared.rules.packs import Adoption, Pack, load_pack, pack_from_document
from shared.rules.parameter_words import Row, rows
from shared.rules.phrases import Phrase

_OF_THE_COLLECTION = re.compile(r"^S[0-9]+·")
"""How a section begins with the number of its text among all of them."""
Place = tuple[str, str]
"""What a page is called, and its address."""


def _nowhere(_: str) -> Sequence[Place]:
    return ()


def _nobody(_: str) -> Mapping[str, Sequence[Place]]:
    return {}


def add_pack_page(
    routes: Blueprint,
    find: Callable[[str], object],
    *roles: str,
    way_back: Callable[[str], Sequence[Place]] = _nowhere,
    adopters: Callable[[str], Mapping[str, Sequence[Place]]] = _nobody,
) -> None:
    """Add the page ``/packs/<digest>`` to ``routes``.

    Args:
        routes: of an office (``open_office``).
        find: returns the stored document of the pack of a digest, or refuses; a text pack's id
            stands for its digest.
        *roles: who may read it.
        way_back: the pages above the pack's own, by its digest.
        adopters: by clause of the text pack of an id, the packs that adopt it.
    """

    @routes.get("/packs/<digest>")
    @requires(*roles)
    def pack(digest: str) -> Response:
        """Show one pack."""
        found = pack_from_document(find(digest))
        return show_page(
            "packs/pack.html",
            pack=shown_pack(found),
            way_back=way_back(digest),
            adopters=adopters(found.id) if found.kind == "text" else {},
        )


def shown_pack(pack: Pack) -> dict[str, Any]:
    """Return a pack in words: ``title``, ``kind``, ``groups``, ``parameters``, ``fixed`` and more.

    A group is the clauses that were adopted at once, with who did it, when and why; a text pack
    is one group of its own, with ``adoption`` None. Everything for people is in both languages.
    """
    return {
        "id": pack.id,
        "kind": pack.kind,
        "digest": pack.digest,
        "title": _both(Phrase(pack.title.zh, pack.title.en)),
        "groups": _groups(pack),
        "computed": len(pack.executable),
        "clauses": len(pack.clauses),
        "parameters": [_parameter(row) for row in rows(pack.parameters)],
        "fixed": [
            {
                "code": each.code,
                "question": _both(each.question),
                "answer": _both(each.answer),
            }
            for each in FIXED
        ],
    }


def _groups(pack: Pack) -> list[dict[str, Any]]:
    """Return the clauses by adoption, in the pack's order."""
    if not pack.adoptions:
        title = Phrase(pack.title.zh, pack.title.en)
        clauses = [_clause(pack, one, title) for one in pack.clause_list]
        return [{"adoption": None, "clauses": clauses}]
    return [
        {
            "adoption": _adoption(each),
            "clauses": [
                _clause(pack, one, _text_of(each))
                for one in pack.clause_list
                if one.id in each.clauses
            ],
        }
        for each in pack.adoptions
    ]


def _adoption(adoption: Adoption) -> dict[str, Any]:
    """Return who adopted clauses of which text, when, why and for how long."""
    text = load_pack(adoption.pack).title
    return {
        "pack": {"zh": f"“{text.zh}”（{adoption.pack}）", "en": f"“{text.en}” ({adoption.pack})"},
        "text": adoption.pack,
        "author": adoption.author,
        "date": adoption.date,
        "reason": adoption.reason,
        "since": adoption.valid.since,
        "until": adoption.valid.until,
    }


def _text_of(adoption: Adoption) -> Phrase:
    """Return what the text is called from which clauses were adopted."""
    title = load_pack(adoption.pack).title
    return Phrase(title.zh, title.en)


def _clause(pack: Pack, clause: Clause, text: Phrase) -> dict[str, Any]:
    """Return a clause as it is quoted and as it is said; ``text`` is what it stands in."""
    return {
        "id": clause.id,
        "title": _both(Phrase(clause.title.zh, clause.title.en)),
        "computed": not isinstance(clause, TextClause),
        "force": clause.force,
        "text": _both(text),
        "section": _OF_THE_COLLECTION.sub("", clause.source.section),
        "quotes": [*filter(None, [clause.source.lead]), clause.source.quote, *clause.source.more],
        "concerns": [_both(each) for each in concerns(clause, pack.parameters)],
        "line": _both(line(clause, pack.parameters)),
        "besides": [_both(each) for each in besides(clause, pack.parameters)],
        "effects": [_both(each) for each in effects(clause)],
    }


def _parameter(row: Row) -> dict[str, Any]:
    """Return one parameter with our default and what the pack set."""
    return {
        "code": row.code,
        "name": _both(row.name),
        "default": _both(row.default),
        "value": _both(row.value),
        "changed": row.changed,
    }


def _both(words: Phrase) -> dict[str, str]:
    """Return words by language."""
    return {"zh": words.zh, "en": words.en}
