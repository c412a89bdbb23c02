"""Fuzzing parsers with bytes: what they may answer with is a refusal, soon, and nothing else.

Inputs are made from valid ones: bits and bytes changed, slices repeated, pieces of two inputs
joined, tokens put in, and fields of their JSON replaced. Time is that of the processor, so that
a busy machine makes no finding; memory is the growth of the process's peak.
"""

import json
import resource
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from time import process_time
from typing import NamedTuple

from crypto_changes import BYTE_KINDS, FIELD_KINDS, any_place, integer_changed, put, write

from shared.errors import SuiteError

MOST_SECONDS = 2.0
"""Processor time that one input may take."""
MOST_GROWTH = 200_000
"""Kilobytes by which one input may raise the peak of memory."""
MOST_BYTES = 400_000

TOKENS = [
    *(token.encode() for token in '[]{}":,\\0-.eEn/'),
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xef\xbb\xbf", b"\n"),
    *(b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b"0x10", b"1.0", b"{}", b"[]"),
    *(b"\\ud800", b"\\udfff", b"\\u0000", b'"\\u0061"', "٥".encode(), "５".encode(), "İ".encode()),
    *(b"9" * 19, b"9" * 78, b"1" * 5000, b"[" * 20, b"[" * 20_000, b'{"a":' * 20_000, b"[]," * 300),
]
VALUES = [
    *(None, True, False, 0, 1, -1, 2**30, 2**63, 10**18 - 1, "", "0", "-1", "\x00", "\ud800", "𠮷"),
    *(
        [],
        {},
        [[]],
        [None],
        {"": {}},
        "0" * 64,
        "f" * 64,
        "A" * 43,
        "1" * 77,
        "9" * 5000,
        [0] * 500,
    ),
    json.loads("[" * 11 + "]" * 11),
]


class Parser(NamedTuple):
    """Something that reads what strangers send, with valid examples of it."""

    name: str
    parse: Callable[[bytes], object]
    seeds: Sequence[bytes]


class TookTooLongError(BaseException):
    """An input used up its time; no ``except Exception`` of a parser can keep it."""


@dataclass
class Findings:
    """What came out of a fuzz."""

    tried: Counter = field(default_factory=Counter)
    taken: Counter = field(default_factory=Counter)
    """By parser, what was read without a refusal."""
    refused: Counter = field(default_factory=Counter)
    """By parser and slug, or class where a refusal has no slug."""
    bad: list[tuple[str, str, bytes]] = field(default_factory=list)
    """(parser, what happened, input)."""
    slowest: float = 0.0
    growth_kb: int = 0

    def figures(self) -> dict:
        """Return what is printed: plain numbers."""
        return {
            "tried": sum(self.tried.values()),
            "by_parser": {
                name: {
                    "tried": number,
                    "taken": self.taken[name],
                    "kinds_of_refusal": sum(1 for parser, _ in self.refused if parser == name),
                }
                for name, number in sorted(self.tried.items())
            },
            "slowest_ms": round(self.slowest * 1000, 1),
            "growth_kb": self.growth_kb,
            "bad": [(name, what) for name, what, _ in self.bad],
        }


def fuzz(
    parsers: Sequence[Parser],
    source: Random,
    go_on: Callable[[Findings], bool],
    *,
    seconds: float = MOST_SECONDS,
    growth: int = MOST_GROWTH,
) -> Findings:
    """Return what became of inputs given to every parser in turn while ``go_on`` says so.

    Every seed must be read as it is: a parser that refuses its own examples tests nothing.
    """
    findings = Findings()
    for parser in parsers:
        for seed in parser.seeds:
            parser.parse(seed)
    while go_on(findings):
        for parser in parsers:
            content = an_input(parser.seeds, source)
            findings.tried[parser.name] += 1
            what = _verdict(parser, content, findings, (seconds, growth))
            if what is not None:
                findings.bad.append((parser.name, what, content))
    return findings


def _verdict(
    parser: Parser, content: bytes, findings: Findings, limits: tuple[float, int]
) -> str | None:
    """Return what is wrong with how ``parser`` took ``content``, if anything is."""
    what = None
    peak, started = peak_kilobytes(), process_time()
    try:
        with time_limit(limits[0]):
            parser.parse(content)
        findings.taken[parser.name] += 1
    except SuiteError as refusal:
        findings.refused[parser.name, getattr(refusal, "slug", refusal.code)] += 1
    except TookTooLongError:
        what = "took too long"
    except Exception as error:
        what = f"{type(error).__name__}: {error}"[:200]
    spent, grown = process_time() - started, peak_kilobytes() - peak
    findings.slowest = max(findings.slowest, spent)
    findings.growth_kb += grown
    if grown > limits[1]:
        what = f"{grown} kB more"
    return what


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``TookTooLongError`` inside when ``seconds`` of processor time are over.

    The timer of processor time is ours; that of the clock belongs to the test runner.
    """
    before = signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_long(*_: object) -> None:
    raise TookTooLongError


def peak_kilobytes() -> int:
    """Return the largest memory this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# Inputs


def an_input(seeds: Sequence[bytes], source: Random) -> bytes:
    """Return a changed copy of one of ``seeds``; half of those that are JSON stay JSON."""
    content = source.choice(seeds)
    value = _json(content) if source.random() < 0.5 else None
    if value is not None:
        for _ in range(source.choice([1, 1, 2, 4])):
            source.choice(FIELD_CHANGES)(value, source)
        return write(value).encode("utf-8", "surrogatepass")[:MOST_BYTES]
    for _ in range(source.choice([1, 1, 2, 4, 8])):
        if content:
            content = source.choice(BYTE_CHANGES)(content, source)
    if source.random() < 0.1:
        other = source.choice(seeds)
        at = source.randrange(len(content) + 1)
        content = content[:at] + other[source.randrange(len(other) + 1) :]
    return content[:MOST_BYTES]


def _json(content: bytes) -> dict | list | None:
    """Return the object or list that ``content`` spells, if it does and has anything in it."""
    try:
        value = json.loads(content)
    except ValueError:
        return None
    return value if isinstance(value, (dict, list)) and value else None


def token_in(content: bytes, source: Random) -> bytes:
    """Put a token in, or in the place of some bytes."""
    start = source.randrange(len(content))
    end = start + source.choice([0, 0, 1, 4, 40])
    return content[:start] + source.choice(TOKENS) + content[end:]


def cut_off(content: bytes, source: Random) -> bytes:
    """Leave the end away."""
    return content[: source.randrange(len(content))]


def value_in(value: dict | list, source: Random) -> None:
    """Put one of the odd values anywhere."""
    path = any_place(value, source, lambda _: True)
    if path:
        put(value, path, deepcopy(source.choice(VALUES)))


def any_field(value: dict | list, source: Random) -> None:
    """Make one of the changes of a mutant, if there is still something to change."""
    if value:
        source.choice([*FIELD_KINDS, integer_changed])(value, source)


BYTE_CHANGES = (*BYTE_KINDS, token_in, token_in, cut_off)
FIELD_CHANGES = (value_in, any_field)
