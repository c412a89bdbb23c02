"""The text packs that come with the package, and a pack in one line, for whoever lists them.

May import: stdlib, shared.rules.
"""

from typing import Any

from shared.rules.pack_files import pack_ids
from shared.rules.packs import Pack, load_pack


def text_packs() -> list[Pack]:
    """Return the text packs, in the order of their ids."""
    return [load_pack(pack_id) for pack_id in pack_ids()]


def text_pack(name: str) -> Pack | None:
    """Return the text pack whose id or digest is ``name``, or None."""
    return next((pack for pack in text_packs() if name in (pack.id, pack.digest)), None)


def pack_line(pack: Pack) -> dict[str, Any]:
    """Return ``id``, ``digest``, ``title`` by language; ``clauses``, ``computed``: how many."""
    return {
        "id": pack.id,
        "digest": pack.digest,
        "title": {"zh": pack.title.zh, "en": pack.title.en},
        "clauses": len(pack.clauses),
        "computed": len(pack.executable),
    }
