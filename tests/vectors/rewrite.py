"""Writes the archives that we make ourselves: `PYTHONPATH=tests python -m vectors.rewrite`.

With `--out FOLDER` all of them go there, each in a folder of its own as Belenios' tool wants it,
with a MANIFEST.md for people and a manifest.json for programs. Without, what the repository keeps
is written anew: `made.json` (all of them by hash), a few of the files under `made`, and
`shapes.json` (the form of everything in the tool's own archives, if the collection is there).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from factories.archives import every, made
from layout import merged

HERE = Path(__file__).parent
COLLECTION = HERE.parents[1].parent / "shared" / "vectors"
"""All archives of Belenios' tool; not part of the repository."""

KEPT = ("m05-single-plus-threshold", "m06-weights", "m09-odd-texts", "m14-profile")
"""Those whose files are kept; the others are kept by hash."""

HEAD = """# Archives that this suite made

Every archive is a whole election made by our own code: trustees, credentials, ballots, tally,
shares and result. Any Belenios tool from 2.1 to 3.3.0 should accept all of them
(`belenios-tool election verify --dir FOLDER`; from 3.0 on also `election verify-ballot` for each
ballot, as `verify` of those versions does not wait for its own check of the ballots).
`ostraka verify --profile belenios-v1 */*.bel` accepts all of them; without `--profile`, those
of the profile `ostraka`.

| folder | what | profile | ballots | result | SHA-256 |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Write to the given folder, or rewrite what is kept."""
    parser = argparse.ArgumentParser(description="Write the archives that we make ourselves.")
    parser.add_argument("--out", type=Path, help="a folder for all of them")
    out: Path | None = parser.parse_args().out
    if out is None:
        rewrite(HERE)
    else:
        write_all(out)
        print(f"{len(list(every()))} archives: {out / 'MANIFEST.md'}")


def write_all(folder: Path) -> None:
    """Write every archive with its manifest."""
    lines = [one.line() for one in every()]
    for one in every():
        place = folder / one.name
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{one.uuid}.bel").write_bytes(one.content)
    (folder / "manifest.json").write_text(_json(lines), "utf-8")
    (folder / "MANIFEST.md").write_text(HEAD + "".join(map(_row, lines)), "utf-8")


def rewrite(folder: Path) -> None:
    """Write what the repository keeps."""
    (folder / "made").mkdir(exist_ok=True)
    for name in KEPT:
        (folder / "made" / f"{name}.bel").write_bytes(made(name).content)
    (folder / "made.json").write_text(_json([one.line() for one in every()]), "utf-8")
    if COLLECTION.is_dir():
        (folder / "shapes.json").write_text(_json(shapes_of_the_tool()), "utf-8")


def shapes_of_the_tool() -> dict[str, list[str]]:
    """Return the forms found in all archives that the tool made."""
    good = sorted((COLLECTION / "good").glob("*/*.bel"))
    return merged([path.read_bytes() for path in good])


def _row(line: dict[str, Any]) -> str:
    """Return one archive's row."""
    result = json.dumps(line["result"])
    cells = (line["what"], line["profile"], line["ballots"], f"`{result}`", f"`{line['sha256']}`")
    return f"| {line['name']} | {' | '.join(map(str, cells))} |\n"


def _json(value: list[Any] | dict[str, Any]) -> str:
    """Return JSON that people can compare line by line."""
    if isinstance(value, list):
        lines = [json.dumps(one, ensure_ascii=False) for one in value]
        return "[\n" + ",\n".join(lines) + "\n]\n"
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
