"""Reads an archive by what PROTOCOL sections 3 and 10 say of its bytes, and by nothing of ours.

Imports nothing from the product: what our writer and our reader agree on could be wrong in both.
Knows no cryptography. `events` takes an archive apart and compares every header byte; `shapes`
tells the form of everything inside, so that two archives can be compared whatever they say.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

BLOCK = 512

DATA = {
    "Setup": ("election", "trustees", "credentials", "setup_data"),
    "Ballot": ("ballot",),
    "EndBallots": (),
    "EncryptedTally": ("encrypted_tally", "sized_encrypted_tally"),
    "PartialDecryption": ("partial_decryption", "owned"),
    "Result": ("result",),
}
"""What stands before each event, in order; the last is its payload."""

ORDER = re.compile(
    r"Setup (Ballot )*(EndBallots (EncryptedTally ((PartialDecryption )+(Result )?)?)?)?"
)

_FORMATS = (
    ("hex64", r"[0-9a-f]{64}"),
    ("hex64,weight", r"[0-9a-f]{64},(0|[1-9][0-9]*)"),
    ("decimal", r"0|[1-9][0-9]*"),
    ("base64-43", r"[A-Za-z0-9+/]{43}"),
)
_UUID = r"[1-9A-HJ-NP-Za-km-z]{14,}"


class LayoutDiffers(AssertionError):
    """The archive is not laid out as PROTOCOL says."""


class Event(NamedTuple):
    """One event: its kind, its own text, and the texts before it by what they are."""

    kind: str
    text: str
    data: dict[str, str]


def header(name: str, size: int, timestamp: int) -> bytes:
    """Return the 512 bytes that stand before a content."""
    before = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    before += f"{size:011o}".encode() + b"\0" + f"{timestamp:011o}".encode() + b"\0"
    checksum = sum(before) + 8 * ord(" ") + ord("0")
    assert len(before) == 148
    return (before + f"{checksum:06o}".encode() + b"\0 0").ljust(BLOCK, b"\0")


def members(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every entry, the header's first, after comparing all bytes around."""
    timestamp, at = int(content[136:147], 8), 0
    while at < len(content):
        name = content[at : at + 100].rstrip(b"\0").decode("ascii")
        size = int(content[at + 124 : at + 135], 8)
        _same(content[at : at + BLOCK], header(name, size, timestamp), f"header at {at}")
        body = content[at + BLOCK : at + BLOCK + size]
        at += BLOCK + size
        padding = -size % BLOCK
        _same(content[at : at + padding], bytes(padding), f"padding at {at}")
        at += padding
        yield name, body.decode()


def events(content: bytes) -> list[Event]:
    """Return the events of an archive, every name, reference and place compared."""
    (name, text), *entries = members(content)
    timestamp = int(content[136:147], 8)
    _same(name, "BELENIOS", "first name")
    _same(text, f'{{"version":1,"timestamp":"{timestamp}"}}', "header")
    found: list[Event] = []
    waiting: list[str] = []
    for name, text in entries:
        _check_spelling(text)
        digest, suffix = name.split(".", 1)
        _same(digest, sha256(text.encode()).hexdigest(), "name")
        if suffix == "data.json":
            waiting.append(text)
            continue
        _same(suffix, "event.json", "suffix")
        found.append(_event(text, waiting, found))
        waiting = []
    _same(waiting, [], "end")
    if not ORDER.fullmatch("".join(f"{event.kind} " for event in found)):
        raise LayoutDiffers("The events are out of order.")
    return found


def shapes(content: bytes) -> dict[str, set[str]]:
    """Return the forms found at each place of all objects of an archive.

    A place is a path such as `ballot.answers[].choices[].alpha`; a form is the ordered keys of an
    object, `[]`, the kind of a number, or the format of a text.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for event in events(content):
        _look(f"event {event.kind}", json.loads(event.text), found)
        for what, text in event.data.items():
            _look(what, json.loads(text), found)
    return dict(found)


def merged(contents: list[bytes]) -> dict[str, list[str]]:
    """Return the forms of several archives together, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for content in contents:
        for place, forms in shapes(content).items():
            found[place] |= forms
    return {place: sorted(found[place]) for place in sorted(found)}


def _event(text: str, waiting: list[str], before: list[Event]) -> Event:
    """Return one event that stands behind ``waiting`` and continues ``before``."""
    kind = json.loads(text)["type"]
    _same(len(waiting), len(DATA[kind]), f"data of {kind}")
    digests = [sha256(one.encode()).hexdigest() for one in waiting]
    parent = f'"parent":"{sha256(before[-1].text.encode()).hexdigest()}",' if before else ""
    payload = f',"payload":"{digests[-1]}"' if waiting else ""
    _same(text, f'{{{parent}"height":{len(before)},"type":"{kind}"{payload}}}', "event")
    for reference in (json.loads(waiting[-1]) if len(waiting) > 1 else {}).values():
        if isinstance(reference, str) and re.fullmatch("[0-9a-f]{64}", reference):
            _same(reference in digests, True, f"reference of {kind}")
    return Event(kind, text, dict(zip(DATA[kind], waiting, strict=True)))


def _check_spelling(text: str) -> None:
    """Compare a JSON text with the one spelling of section 3."""
    compact = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    _same(text, compact.replace("\x7f", "\\u007f"), "spelling")


def _look(place: str, value: object, found: dict[str, set[str]]) -> None:
    """Note the form of ``value`` and of everything in it."""
    if isinstance(value, dict):
        found[place].add(" ".join(value))
        for key, inner in value.items():
            _look(f"{place}.{key}", inner, found)
    elif isinstance(value, list):
        found[place].add("[]")
        for inner in value:
            _look(f"{place}[]", inner, found)
    elif isinstance(value, str):
        _look_at_text(place, value, found)
    else:
        found[place].add(type(value).__name__)


def _look_at_text(place: str, text: str, found: dict[str, set[str]]) -> None:
    """Note the format of a text; JSON inside of text is looked into."""
    if place.endswith("uuid") and re.fullmatch(_UUID, text):
        found[place].add("uuid")
    elif place.endswith(".message"):
        _check_spelling(text)
        found[place].add("JSON")
        _look(f"{place}<>", json.loads(text), found)
    else:
        formats = [name for name, form in _FORMATS if re.fullmatch(form, text)]
        found[place].add(formats[0] if formats else "text")


def _same(found: object, expected: object, where: str) -> None:
    """Go on if the two are the same."""
    if found != expected:
        raise LayoutDiffers(f"{where}: {found!r} is not {expected!r}")
