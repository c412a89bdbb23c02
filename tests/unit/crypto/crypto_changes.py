"""Changes of a text: bits, bytes, fields, lists, numbers, points. Each is made at random.

A change may happen to change nothing; who uses one has to look. Nothing here knows what the
text is for, beyond that scalars are decimal and points are 64 hexadecimal digits.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random

from crypto_factories import FACTS

from shared.crypto.group import G, Point, from_hex, multiply, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.scalars import Q
from shared.errors import SuiteError

TORSION = [
    Point(bytes.fromhex(bad["hex"])[::-1])
    for bad in FACTS["points"]["must_reject"]
    if bad["why"].startswith("order")
]
"""The points of order 2, 4 and 8 that are among the known facts."""
STRANGERS = [bad["hex"] for bad in FACTS["points"]["must_reject"]] + [FACTS["points"]["neutral"]]
TWICE = "\x01twice"
"""Stands in front of a key that is to be written twice."""

Json = dict | list | str | int | bool | None
Path = tuple[str | int, ...]


def nodes(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Yield (path, value) of everything inside ``value``."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in entries:
        yield (*path, key), child
        if isinstance(child, (dict, list)):
            yield from nodes(child, (*path, key))


def at(value: Json, path: Path) -> Json:
    """Return what stands at ``path``."""
    for step in path:
        value = value[step]
    return value


def put(value: Json, path: Path, new: Json) -> None:
    """Let ``new`` stand at ``path``."""
    at(value, path[:-1])[path[-1]] = new


def is_scalar(value: Json) -> bool:
    return isinstance(value, str) and value.isdecimal() and len(value) < 100


def is_point(value: Json) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def any_place(value: Json, source: Random, wanted: Callable[[Json], bool]) -> Path | None:
    """Return the path of one of the values that are ``wanted``, if there is any."""
    found = [path for path, child in nodes(value) if wanted(child)]
    return source.choice(found) if found else None


def any_object(value: Json, source: Random) -> dict | None:
    """Return one of the objects inside ``value``, or itself, if there is any."""
    found = [child for _, child in [((), value), *nodes(value)] if isinstance(child, dict)]
    return source.choice(found) if found else None


# Bytes of any text


def bit_flip(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << source.randrange(8)]) + content[place + 1 :]
    )


def byte_flip(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content))
    return content[:place] + bytes([source.randrange(256)]) + content[place + 1 :]


def byte_insert(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content) + 1)
    new = source.choice([b" ", b"\n", b"0", b'"', b",", b"\x00", bytes([source.randrange(256)])])
    return content[:place] + new + content[place:]


def byte_drop(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content))
    return content[:place] + content[place + 1 :]


def slice_repeat(content: bytes, source: Random) -> bytes:
    start = source.randrange(len(content))
    end = min(len(content), start + source.randrange(1, 200))
    return content[:end] + content[start:end] + content[end:]


BYTE_KINDS = (bit_flip, byte_flip, byte_insert, byte_drop, slice_repeat)


# Fields of any JSON value: each changes ``value`` in place


def field_swap(value: Json, source: Random) -> None:
    """Let two values of the same type change places, neither inside the other."""
    one = any_place(value, source, lambda _: True)
    first = at(value, one)
    same = [
        path
        for path, child in nodes(value)
        if type(child) is type(first)
        if path[: len(one)] != one and one[: len(path)] != path
    ]
    if same:
        other = source.choice(same)
        second = at(value, other)
        put(value, one, second)
        put(value, other, first)


def field_drop(value: Json, source: Random) -> None:
    path = any_place(value, source, lambda _: True)
    del at(value, path[:-1])[path[-1]]


def field_twice(value: Json, source: Random) -> None:
    """Mark a field to be written twice, the second time perhaps with another value."""
    holder = any_object(value, source)
    if holder:
        key = source.choice(list(holder))
        holder[TWICE + key] = source.choice([holder[key], "1", None])


def field_order(value: Json, source: Random) -> None:
    holder = any_object(value, source)
    if holder:
        keys = source.sample(list(holder), len(holder))
        entries = {key: holder[key] for key in keys}
        holder.clear()
        holder.update(entries)


def field_more(value: Json, source: Random) -> None:
    holder = any_object(value, source)
    if holder is not None:
        holder["mark"] = source.choice(["", 0, None, [], "x"])


def list_longer(value: Json, source: Random) -> None:
    path = any_place(value, source, lambda child: isinstance(child, list) and child)
    if path:
        entries = at(value, path)
        entries.insert(source.randrange(len(entries) + 1), deepcopy(source.choice(entries)))


def list_shorter(value: Json, source: Random) -> None:
    path = any_place(value, source, lambda child: isinstance(child, list) and child)
    if path:
        entries = at(value, path)
        del entries[source.randrange(len(entries))]


def number_respelt(value: Json, source: Random) -> None:
    """Write a scalar otherwise: the same to Python's own ``int``, or the same modulo q."""
    path = any_place(value, source, is_scalar)
    if path:
        text = at(value, path)
        put(value, path, source.choice([one for one in respelt(text) if one != text]))


def respelt(text: str) -> list[Json]:
    """Return other ways to write the scalar that ``text`` is."""
    number = int(text)
    return [
        f"0{text}",
        f"+{text}",
        f" {text}",
        f"{text}\n",
        f"{text[:1]}_{text[1:]}",
        text.translate({ord("0") + digit: ord("٠") + digit for digit in range(10)}),
        hex(number),
        f"{text}.0",
        str(number + Q),
        str(number - Q),
        number % 10**17,
        str((-number) % Q),
    ]


def number_changed(value: Json, source: Random) -> None:
    path = any_place(value, source, is_scalar)
    if path:
        number = int(at(value, path))
        new = source.choice([number + 1, number - 1, number ^ 1 << source.randrange(250), 0, 1])
        put(value, path, str(new % Q))


def integer_changed(value: Json, source: Random) -> None:
    """Change a count or a bound; ballots have none."""
    path = any_place(value, source, lambda child: isinstance(child, int))
    if path:
        put(value, path, at(value, path) + source.choice([-1, 1, 2**30]))


def point_changed(value: Json, source: Random) -> None:
    """Put another point, or another spelling of it, in the place of one."""
    path = any_place(value, source, is_point)
    if path:
        text = at(value, path)
        point = Point(bytes.fromhex(text)[::-1])
        shifts = [G, source.choice(TORSION)] if is_member(text) else []
        spellings = [text.upper(), text[:-1], text + "0", "0x" + text, point.hex()]
        new = [to_hex(multiply(point, shift)) for shift in shifts]
        put(value, path, source.choice([*new, *spellings, source.choice(STRANGERS)]))


def is_member(text: str) -> bool:
    """Return whether ``text`` is a point that can be multiplied."""
    try:
        from_hex(text, neutral=True)
    except SuiteError:
        return False
    return True


FIELD_KINDS = (
    field_swap,
    field_drop,
    field_twice,
    field_order,
    field_more,
    list_longer,
    list_shorter,
    number_respelt,
    number_changed,
    point_changed,
)


def write(value: Json) -> str:
    """Return the text of a changed value; this is where a marked field is written twice."""
    return encode(value).replace(encode(TWICE)[1:-1], "")
