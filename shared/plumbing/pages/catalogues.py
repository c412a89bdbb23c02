"""Translations: collected from the templates, compiled for the pages.

    python -m shared.plumbing.pages.catalogues compile build/web    part of ``make web``
    python -m shared.plumbing.pages.catalogues update               after a template got new texts

``update`` adds what the templates say and the catalogue does not, with an empty translation for
a person to fill in, and removes what no template says any more. Nothing is guessed, so nothing
is ever fuzzy.

May import: stdlib, Babel, shared.plumbing.pages.built.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from shared.plumbing.pages.built import LOCALE, Built

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "shared" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"

_TEMPLATES = [("**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Of every compiled catalogue: two builds of one commit are equal."""


def template_folders() -> list[Path]:
    """Return the folders of all templates of this installation."""
    services = sorted(ROOT.glob("*_service/templates"))
    return [ROOT / "shared" / "templates", *services]


def said() -> Catalog:
    """Return what the templates say, in English."""
    catalog = Catalog()
    for folder in template_folders():
        for file, _line, message, comments, context in _extracted(folder):
            catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def translated(path: Path = CATALOGUE) -> Catalog:
    """Return the Chinese catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def update(path: Path = CATALOGUE) -> None:
    """Bring the catalogue up to what the templates say."""
    catalog = translated(path)
    catalog.update(said(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=99, omit_header=True, include_lineno=False)


def compile_to(web: Path, path: Path = CATALOGUE) -> Path:
    """Write the compiled catalogue where the pages built into ``web`` look for it; return it."""
    catalog = translated(path)
    catalog.creation_date = catalog.revision_date = _DATE
    made = Built(web).catalogue
    made.parent.mkdir(parents=True, exist_ok=True)
    with made.open("wb") as file:
        write_mo(file, catalog)
    return made


def _extracted(
    folder: Path,
) -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """Yield every text of the templates in ``folder``, with where it stands."""
    for file, line, message, comments, context in extract_from_dir(
        str(folder), method_map=_TEMPLATES, options_map=_OPTIONS, comment_tags=("For translators:",)
    ):
        shown = (folder / file).relative_to(ROOT).as_posix()
        yield shown, line, message, comments, context


def main(arguments: list[str]) -> int:
    """Do what the module's first words say; 2 for anything else."""
    match arguments:
        case ["compile", folder]:
            compile_to(Path(folder))
        case ["update"]:
            update()
        case _:
            sys.stderr.write("compile FOLDER | update\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
