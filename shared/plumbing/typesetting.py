"""PDF from a typst template: our own fonts only, nothing from the network, equal bytes each time.

An archival PDF is PDF/A-2a: tagged, all fonts inside, every character with an agreed meaning.
Typst itself refuses to write one that breaks the rules, by a character without a glyph above all;
which characters those are can be asked beforehand (``unprintable``). Typst gives no memory back, so
a process that lives on has it work in a child (``typeset_apart``).

May import: stdlib, typst, the font's package, shared.errors, shared.tables.glyphs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from shared.errors import InvalidInput, Unavailable
from shared.tables.glyphs import shows

_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)
_PRIVATE = re.compile(r'contains the codepoint `"\\u\{(?P<code>[0-9a-f]+)\}"`')


ONE_CHARACTER = Path(__file__).with_name("character.typ")
"""Set as reports are; ``unprintable`` tries each character in it."""
NO_FONT = "The font for print is missing. Install the suite again, completely."
SECONDS = 60.0
PDF = b"%PDF"


class FontMissing(Unavailable):
    """The font for Chinese text is not installed."""

    code = "font_missing"


class TypesettingFailed(Unavailable):
    """The process that makes the PDF took too long or died."""

    code = "typesetting_failed"


class CharacterUnprintable(InvalidInput):
    """No font of ours has this character, or it has no agreed meaning (private use)."""

    code = "character_unprintable"

    def __init__(self, text: str) -> None:
        """Name ``text``, a character or a cluster of them, by itself and by number."""
        self.text = text
        numbers = " ".join(f"U+{ord(letter):04X}" for letter in text)
        super().__init__(f"The font has no glyph for {text} ({numbers}).")


class NameUnprintable(InvalidInput):
    """A character in a name or another text of a paper has no glyph in the font."""

    code = "name_unprintable"

    def __init__(self, character: str, where: str) -> None:
        """Name the character by itself and by number, and the text ``where`` it stands."""
        code = " ".join(f"U+{ord(letter):04X}" for letter in character)
        super().__init__(
            f"“{where}”中的“{character}”（{code}）没有字形，不能生成 PDF；请改用电子表格（XLSX）。"
            f"The character {code} in “{where}” has no glyph, so there is no PDF; the workbook "
            "(XLSX) says the same."
        )


def typeset(
    template: Path,
    inputs: Mapping[str, str],
    *,
    timestamp: int = 0,
    archival: bool = False,
) -> bytes:
    """Return the PDF that ``template`` makes of ``inputs``.

    Args:
        template: a typst file that needs no other.
        inputs: what it reads as ``sys.inputs``.
        timestamp: Unix seconds that the PDF is dated with.
        archival: whether to make PDF/A-2a, which marks headings and tables for screen readers.

    Raises:
        FontMissing: the suite is not completely installed.
        CharacterUnprintable: an archival PDF cannot show a character of the text.
    """
    return _compiled(template, inputs, fonts(), timestamp, archival)


def _compiled(
    template: Path, inputs: Mapping[str, str], known: typst.Fonts, timestamp: int, archival: bool
) -> bytes:
    """Return what ``typeset`` does, with fonts that were read already."""
    try:
        made = typst.compile(
            template.read_bytes(),
            font_paths=known,
            sys_inputs=dict(inputs),
            timestamp=timestamp,
            pdf_standards=["a-2a"] if archival else [],
            pdf_tags=archival,
        )
    except typst.TypstError as error:
        missing = _unprintable(str(error))
        if missing is None:
            raise
        raise CharacterUnprintable(missing) from None
    assert isinstance(made, bytes)
    return made


def typeset_apart(
    template: Path,
    inputs: Mapping[str, str],
    *,
    timestamp: int = 0,
    archival: bool = False,
    seconds: float = SECONDS,
) -> bytes:
    """Return what ``typeset`` does, made by a child that knows nothing of our environment.

    Raises:
        FontMissing, CharacterUnprintable: as ``typeset``.
        TypesettingFailed: it did not end well within ``seconds``.
    """
    asked = {
        "template": str(template),
        "inputs": dict(inputs),
        "timestamp": timestamp,
        "archival": archival,
    }
    answer = _in_a_child(asked, seconds)
    if answer.startswith(PDF):
        return answer
    raise CharacterUnprintable(json.loads(answer))


def typeset_paper(template: Path, name: str, told: Any, timestamp: int) -> bytes:
    """Return the archival PDF of a paper whose template reads all it says as JSON.

    Args:
        template: a typst file that needs no other.
        name: under which it reads the JSON.
        told: a plain value.
        timestamp: Unix seconds that the PDF is dated with.

    Raises:
        NameUnprintable: says which character of which text has no glyph.
        FontMissing, TypesettingFailed: as ``typeset_apart``.
    """
    inputs = {name: json.dumps(told, ensure_ascii=False)}
    try:
        return typeset_apart(template, inputs, timestamp=timestamp, archival=True)
    except CharacterUnprintable as error:
        where = next((text for text in _texts(told) if error.text in text), "")
        raise NameUnprintable(error.text, where) from None


def _texts(value: Any) -> Iterable[str]:
    """Yield every text in ``value``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _texts(one))


def unprintable(text: str) -> list[str]:
    """Return the characters of ``text`` for which an archival PDF would be refused, each once.

    Nearly every text is shown by the Chinese font alone, whose list of characters is asked first.
    Only for others a child tries them, for typst brings fonts of its own and has its own rules.

    Raises:
        FontMissing, FontUnreadable: the suite is not completely installed.
        TypesettingFailed: the child did not end well.
    """
    rare = "".join(sorted({c for c in text if not c.isascii() and not shows(c)}))
    refused = _refused(rare) if rare else frozenset()
    return [character for character in dict.fromkeys(text) if character in refused]


@lru_cache(maxsize=256)
def _refused(characters: str) -> frozenset[str]:
    """Return those of ``characters`` that cannot be printed; a process asks only once."""
    return frozenset(json.loads(_in_a_child({"characters": characters}, SECONDS)))


def _in_a_child(asked: Mapping[str, Any], seconds: float) -> bytes:
    """Return what ``main`` answers to ``asked`` in a process of its own."""
    failed = TypesettingFailed("The report could not be made. Try again in a minute.")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "shared.plumbing.typesetting"],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise failed from None
    if done.returncode != 0:
        raise failed
    if done.stdout == b"null":
        raise FontMissing(NO_FONT)
    return done.stdout


def main() -> None:
    """Read what to make from standard input; write the PDF, or what cannot be printed as JSON."""
    asked = json.load(sys.stdin)
    try:
        answer = _answer(asked)
    except CharacterUnprintable as refused:
        answer = json.dumps(refused.text).encode()
    except FontMissing:
        answer = b"null"
    sys.stdout.buffer.write(answer)


def _answer(asked: dict[str, Any]) -> bytes:
    """Return the PDF that was asked for; or the characters that make none, as JSON."""
    if "characters" in asked:
        known = fonts()
        return json.dumps([one for one in asked["characters"] if not _prints(one, known)]).encode()
    return typeset(**{**asked, "template": Path(asked["template"])})


def _prints(character: str, known: typst.Fonts) -> bool:
    """Return whether an archival PDF shows ``character``."""
    try:
        _compiled(ONE_CHARACTER, {"character": character}, known, 0, True)
    except CharacterUnprintable:
        return False
    return True


def fonts() -> typst.Fonts:
    """Return the font that has Chinese letters in every weight, and typst's own; no others.

    Raises:
        FontMissing: it is not there.
    """
    spec = find_spec("manimgx_fonts_cjk")
    if spec is None or spec.origin is None:
        raise FontMissing(NO_FONT)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(spec.origin).parent)])


def _unprintable(message: str) -> str | None:
    """Return the text that typst says it cannot show."""
    if found := _NO_GLYPH.search(message):
        return found["text"]
    if found := _PRIVATE.search(message):
        return chr(int(found["code"], 16))
    return None


if __name__ == "__main__":
    main()
