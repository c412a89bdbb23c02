"""JSON with one spelling for one value: Belenios' compact form and our canonical documents.

``decode`` refuses whatever Python's own parser lets through that another parser might read
otherwise: duplicate keys, floats, NaN, lone surrogates, bottomless nesting, huge integers.

May import: stdlib, shared.crypto.errors.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NoReturn

from shared.crypto.errors import MalformedBytes

MAX_DEPTH = 12
MAX_INTEGER_DIGITS = 18
MAX_CONTAINERS = 250_000
"""Brackets and braces in one text: three bytes of "[]," take 80 of memory, copies apart."""
MAX_ENTRIES = 4_000_000
"""Commas in one text: an entry takes some hundred bytes of memory."""
MAX_WEIGHT_NUMBER = 2**30 - 1

_LARGE_WEIGHT = re.compile(r"[1-9][0-9]{0,30}")


def encode(value: object) -> str:
    """Return ``value`` as compact JSON in Belenios' spelling (PROTOCOL section 3).

    Fields keep the order of the dict. All non-ASCII stays raw; 0x7f is escaped, as the tool does.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f")


def decode(text: str | bytes) -> object:
    """Return the value that ``text`` spells: dicts, lists, str, int, bool and None only.

    Raises:
        MalformedBytes: not UTF-8, not JSON, a duplicate key, a float, an integer of more than
            18 digits, half a surrogate pair, more than 12 levels, more than 250 000 brackets or
            4 000 000 commas.
    """
    unicode_text = _text(text)
    parts = unicode_text.count("[") + unicode_text.count("{")
    if parts > MAX_CONTAINERS or unicode_text.count(",") > MAX_ENTRIES:
        raise MalformedBytes("This JSON has too many parts.", "json-size")
    try:
        value = json.loads(
            unicode_text,
            object_pairs_hook=_unique,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except (json.JSONDecodeError, RecursionError):
        raise MalformedBytes("This is not valid JSON.", "json-syntax") from None
    _check_depth(value)
    if "\\ud" in unicode_text or "\\uD" in unicode_text:
        _check_surrogates(value)
    return value


def decode_exact(text: str | bytes) -> object:
    """Return ``decode(text)`` if ``text`` is spelt exactly as ``encode`` spells that value.

    Field order is kept, not judged: who reads the value compares its keys.

    Raises:
        MalformedBytes: as ``decode``, or spelt otherwise (spaces, escapes, order of digits).
    """
    unicode_text = _text(text)
    value = decode(unicode_text)
    if encode(value) != unicode_text:
        raise MalformedBytes("This JSON is not in its canonical spelling.", "json-canonical")
    return value


def canonical(value: object) -> bytes:
    """Return the canonical bytes of one of our documents (DESIGN section 10).

    UTF-8, keys sorted by code point, no spaces; dict, list, str, int, bool and None only.

    Raises:
        MalformedBytes: any other type inside (a float above all), a key that is not text, an
            integer of more than 18 digits, or half a surrogate pair.
    """
    _check_plain(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return _utf8(text)


def fields(value: object, order: Sequence[str], optional: Sequence[str] = ()) -> dict[str, object]:
    """Return ``value`` if it is an object whose fields come exactly as in ``order``.

    Args:
        value: what ``decode`` returned.
        order: every possible name, in canonical order.
        optional: the names that may be absent.

    Raises:
        MalformedBytes: not an object, or a field too many, missing or out of order.
    """
    if not isinstance(value, dict):
        raise MalformedBytes("A JSON object was expected.", "json-type")
    names = list(value)
    if names == [*order]:
        return value
    if not set(names) <= set(order):
        raise MalformedBytes("A JSON object has an unknown field.", "json-extra-field")
    if not set(order) - set(optional) <= set(names):
        raise MalformedBytes("A JSON object lacks a field.", "json-missing-field")
    if names != [name for name in order if name in value]:
        raise MalformedBytes("The fields of a JSON object are out of order.", "json-order")
    return value


def items(value: object, length: int | None = None) -> list[object]:
    """Return ``value`` if it is an array, of ``length`` entries when that is given.

    Raises:
        MalformedBytes: not an array, or of another length.
    """
    if not isinstance(value, list):
        raise MalformedBytes("A JSON array was expected.", "json-type")
    if length is not None and len(value) != length:
        raise MalformedBytes("A JSON array has the wrong length.", "json-length")
    return value


def string(value: object) -> str:
    """Return ``value`` if it is text."""
    if not isinstance(value, str):
        raise MalformedBytes("JSON text was expected.", "json-type")
    return value


def integer(value: object, least: int, most: int) -> int:
    """Return ``value`` if it is a whole number in [least, most]; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedBytes("A JSON whole number was expected.", "json-type")
    if not least <= value <= most:
        raise MalformedBytes("A JSON number is out of range.", "json-number")
    return value


def weight_to_json(weight: int) -> int | str:
    """Return how a count or weight is written: a number up to 2^30 - 1, decimal text beyond."""
    return weight if weight <= MAX_WEIGHT_NUMBER else str(weight)


def weight_from_json(value: object) -> int:
    """Return the count or weight written as ``value``, at least 0.

    Raises:
        MalformedBytes: not written as ``weight_to_json`` does (slug ``weight``).
    """
    if isinstance(value, str) and _LARGE_WEIGHT.fullmatch(value):
        weight = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        weight = value
    else:
        raise MalformedBytes("A weight must be a whole number.", "weight")
    if weight < 0 or weight_to_json(weight) != value:
        raise MalformedBytes("A weight is not in its canonical spelling.", "weight")
    return weight


def b64(content: bytes) -> str:
    """Return ``content`` in the standard base64 alphabet without padding (PROTOCOL section 2)."""
    return b64encode(content).decode().rstrip("=")


def unb64(text: object) -> bytes:
    """Return the bytes that ``b64`` wrote as ``text``; only that one spelling is read.

    Raises:
        MalformedBytes: not text, not the standard alphabet, padded, or with stray bits at the end.
    """
    if not isinstance(text, str):
        raise MalformedBytes("Base64 must be text.", "base64")
    try:
        content = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedBytes("This is not base64.", "base64") from None
    if b64(content) != text:
        raise MalformedBytes("This base64 is not in its canonical spelling.", "base64")
    return content


def _text(text: str | bytes) -> str:
    """Return ``text`` as text that can be written as UTF-8 again."""
    if isinstance(text, str):
        _utf8(text)
        return text
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise MalformedBytes("This is not UTF-8 text.", "json-utf8") from None


def _utf8(text: str) -> bytes:
    """Return ``text`` as UTF-8."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise MalformedBytes("Half a surrogate pair is not text.", "json-utf8") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object of ``pairs`` if no key comes twice."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedBytes("A JSON key comes twice.", "json-duplicate-key")
    return fields


def _no_number(_: str) -> NoReturn:
    """Refuse floats, NaN and infinities."""
    raise MalformedBytes("Only whole numbers are allowed in JSON.", "json-number")


def _integer(digits: str) -> int:
    """Return a JSON integer of bounded length; minus nought is no number of ours."""
    if len(digits.lstrip("-")) > MAX_INTEGER_DIGITS or digits == "-0":
        raise MalformedBytes("A JSON number is out of range.", "json-number")
    return int(digits)


def _check_depth(value: object) -> None:
    """Return if no branch of ``value`` is deeper than ``MAX_DEPTH`` containers."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        containers = [node for node in level if isinstance(node, (dict, list))]
        if not containers:
            return
        level = [
            child
            for node in containers
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    raise MalformedBytes("This JSON is nested too deeply.", "json-depth")


def _check_surrogates(value: object) -> None:
    """Return if no string inside holds half a surrogate pair."""
    _utf8(json.dumps(value, ensure_ascii=False))


def _check_plain(value: object, depth: int = 0) -> None:
    """Return if ``value`` holds nothing that two programs could write differently."""
    if depth > MAX_DEPTH:
        raise MalformedBytes("This document is nested too deeply.", "json-depth")
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int) and abs(value) < 10**MAX_INTEGER_DIGITS:
        return
    if isinstance(value, list):
        children = value
    elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
        children = list(value.values())
    else:
        raise MalformedBytes("A document holds only text, whole numbers and lists.", "json-type")
    for child in children:
        _check_plain(child, depth + 1)
