"""Reads the packs that come with the package: the rules' only input, and nothing else.

May import: stdlib.
"""

from importlib.resources import files

from shared.errors import NotFound


class NoSuchPack(NotFound):
    """No pack of this id comes with the package."""

    code = "no_such_pack"


def pack_ids() -> list[str]:
    """Return the ids of the package's packs, sorted."""
    names = [entry.name for entry in (files("shared.rules") / "packs").iterdir()]
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def pack_text(pack_id: str) -> str:
    """Return the YAML text of one of the package's packs.

    Raises:
        NoSuchPack: the package has none of this id.
    """
    if pack_id not in pack_ids():
        raise NoSuchPack("There is no such pack; `ostraka rules list` names those there are.")
    return (files("shared.rules") / "packs" / f"{pack_id}.yaml").read_text(encoding="utf-8")
