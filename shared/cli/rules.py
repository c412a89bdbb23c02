"""``ostraka rules``: evaluate a case, list the clauses, show one (DESIGN section 9).

Answers are JSON on stdout, or text for people where that is asked; what is wrong goes to stderr
with exit code 2.

May import: stdlib, shared.crypto.jsontext, shared.errors, shared.rules.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.cli.chinese import told
from shared.cli.rules_text import clause_text, kind_of, pack_text, table
from shared.crypto import jsontext
from shared.errors import InvalidInput, NotFound, SuiteError
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.pack_files import pack_ids
from shared.rules.packs import Pack, load_pack, parse_pack

MAX_BYTES = 4_000_000

DEMO_PACKS = Path(__file__).parent.parent.parent / "deploy" / "demo" / "packs"
"""The demonstration's jurisdiction packs, in a checkout of the suite."""


class FileUnreadable(InvalidInput):
    """A file named on the command line cannot be read."""

    code = "file_unreadable"


class NoSuchClause(NotFound):
    """No pack of the package has a clause or an id of this name."""

    code = "no_such_clause"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``rules`` and its three commands; each sets ``run``, which returns the exit code."""
    rules = subparsers.add_parser("rules", help="evaluate a case; list and show the clauses")
    commands = rules.add_subparsers(dest="rules_command", required=True, metavar="COMMAND")

    one = commands.add_parser("evaluate", help="the rulings of a pack on a case, as JSON")
    one.add_argument("pack", help="a text pack (PA, PB …), a jurisdiction pack, or a YAML file")
    one.add_argument("case", type=Path, help="the case, a JSON file")
    one.set_defaults(run=_answering(_evaluate))

    every = commands.add_parser("list", help="every clause of the package's packs, as a table")
    every.add_argument("--json", action="store_true", help="as JSON, with the sources")
    every.set_defaults(run=_answering(_list))

    show = commands.add_parser("show", help="one clause or one pack whole, as JSON")
    show.add_argument("id", help="a clause (B06) or a pack (PA)")
    show.add_argument("--text", action="store_true", help="as a person would read it")
    show.set_defaults(run=_answering(_show))


def _answering(
    command: Callable[[argparse.Namespace], object],
) -> Callable[[argparse.Namespace], int]:
    """Return ``command`` as a program: its answer on stdout and 0, or a refusal and 2."""

    def run(args: argparse.Namespace) -> int:
        try:
            answer = command(args)
        except SuiteError as refusal:
            print(f"{refusal.code}: " + "\n  ".join(told(refusal)), file=sys.stderr)
            return 2
        text = isinstance(answer, str)
        print(answer if text else json.dumps(answer, ensure_ascii=False, indent=2))
        return 0

    return run


def _evaluate(args: argparse.Namespace) -> object:
    """Return the answer of one pack to one case."""
    case = parse_case(jsontext.decode(_read(args.case)))
    return evaluate(_find_pack(args.pack), case).to_json()


def _list(args: argparse.Namespace) -> object:
    """Return one line for every clause: id, pack, force, whether it is computed, title."""
    if not args.json:
        return table(_packs())
    return [
        {
            "id": clause.id,
            "pack": pack.id,
            "title": clause.title.model_dump(),
            "force": clause.force,
            "kind": kind_of(clause),
            "subject": clause.subject,
            "scope": clause.scope,
            "source": clause.source.model_dump(exclude_none=True),
        }
        for pack in _packs()
        for clause in pack.clauses.values()
    ]


def _show(args: argparse.Namespace) -> object:
    """Return a clause with its pack, or a whole pack with its digest; as text where asked."""
    for pack in _packs():
        if args.id in pack.clauses:
            return _shown_clause(pack, args.id, text=args.text)
    if args.id in _known():
        found = _find_pack(args.id)
        return pack_text(found) if args.text else _with_digest(found)
    raise NoSuchClause("There is no such clause or pack; `ostraka rules list` names them all.")


def _shown_clause(pack: Pack, rule: str, *, text: bool) -> object:
    """Return one clause of a pack."""
    if text:
        return clause_text(pack, pack.clauses[rule])
    document = pack.to_document()["clauses"]
    return {"pack": pack.id, **next(each for each in document if each["id"] == rule)}


def _with_digest(pack: Pack) -> dict[str, Any]:
    """Return a pack's document with its digest beside it."""
    return {"digest": pack.digest, "pack": pack.to_document()}


def _packs() -> list[Pack]:
    """Return the package's packs, in the order of their ids."""
    return [load_pack(pack_id) for pack_id in pack_ids()]


def _known() -> set[str]:
    """Return the ids of all packs that have one: the package's and the demonstration's."""
    return {*pack_ids(), *(path.stem for path in DEMO_PACKS.glob("*.yaml"))}


def _find_pack(ref: str) -> Pack:
    """Return the pack that ``ref`` names: an id, or the path of a YAML file."""
    if ref in pack_ids():
        return load_pack(ref)
    if ref in _known():
        return parse_pack(_read(DEMO_PACKS / f"{ref}.yaml").decode())
    try:
        return parse_pack(_read(Path(ref)).decode())
    except UnicodeDecodeError:
        raise FileUnreadable("The pack is not UTF-8 text.") from None


def _read(path: Path) -> bytes:
    """Return the bytes of a file of bounded size.

    Raises:
        FileUnreadable: it is not there, not a file, or too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        raise FileUnreadable("The pack or the case cannot be read. Check both names.") from None
    if len(content) > MAX_BYTES:
        raise FileUnreadable("The file is too large.")
    return content
