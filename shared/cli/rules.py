"""``ostraka rules``: evaluate a case, list the clauses, show one (DESIGN section 9).

Answers are JSON on stdout; what is wrong goes to stderr with exit code 2.

May import: stdlib, shared.crypto.jsontext, shared.errors, shared.rules.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.cli.chinese import told
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

    every = commands.add_parser("list", help="every clause of the package's packs, as JSON")
    every.set_defaults(run=_answering(_list))

    show = commands.add_parser("show", help="one clause or one pack whole, as JSON")
    show.add_argument("id", help="a clause (B06) or a pack (PA)")
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
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0

    return run


def _evaluate(args: argparse.Namespace) -> object:
    """Return the answer of one pack to one case."""
    case = parse_case(jsontext.decode(_read(args.case)))
    return evaluate(_find_pack(args.pack), case).to_json()


def _list(_: argparse.Namespace) -> object:
    """Return one line for every clause: id, pack, title, scope and source."""
    return [
        {
            "id": clause.id,
            "pack": pack.id,
            "title": clause.title.model_dump(),
            "subject": clause.subject,
            "scope": clause.scope,
            "source": clause.source.model_dump(exclude_none=True),
        }
        for pack in _packs()
        for clause in pack.clauses.values()
    ]


def _show(args: argparse.Namespace) -> object:
    """Return a clause with its pack, or a whole pack with its digest."""
    for pack in _packs():
        if args.id in pack.clauses:
            document = pack.to_document()["clauses"]
            return {"pack": pack.id, **next(each for each in document if each["id"] == args.id)}
    if args.id in _known():
        return _with_digest(_find_pack(args.id))
    raise NoSuchClause("There is no such clause or pack; `ostraka rules list` names them all.")


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
