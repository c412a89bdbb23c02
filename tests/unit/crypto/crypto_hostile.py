"""Hostile points and scalars, and every place of an archive where one can stand.

In each place everything around the value is made to fit: ballots are signed again by their
voters, certificates and coefficients by their trustees, references and chain are rebuilt.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from crypto_changes import Json, Path, is_point, nodes, put
from crypto_factories import FACTS, Board, Counting, Parts, a_counting, a_question, resigned
from trustee_factories import run_ceremony

from shared.crypto.elections import Question
from shared.crypto.group import NEUTRAL, Point, from_hex, multiply, to_hex
from shared.crypto.jsontext import decode, encode
from shared.crypto.scalars import Q
from shared.crypto.trustees.board import outcome
from shared.crypto.trustees.member import secret_share
from shared.crypto.trustees.pki import derive_keys, sign

MUST_REJECT = {
    f"{n} {bad['why']}": bad["hex"] for n, bad in enumerate(FACTS["points"]["must_reject"])
}
ORDER = {
    order: next(
        Point(bytes.fromhex(value)[::-1])
        for name, value in MUST_REJECT.items()
        if name.endswith(f"order {order}")
    )
    for order in (2, 4, 8)
}
"""A point of each small order."""
ENCODING, TYPE, MEMBERSHIP, IDENTITY = "encoding", "type", "membership", "identity"


class Hostile(NamedTuple):
    """A value that may not stand there, and what is wrong with it."""

    name: str
    value: Json
    fault: str


def hostile_points(original: str) -> Iterator[Hostile]:
    """Yield what is put in the place of the point ``original``."""
    yield Hostile("neutral", to_hex(NEUTRAL), IDENTITY)
    for name, value in {**MUST_REJECT, "all ones": "f" * 64}.items():
        yield Hostile(name, value, MEMBERSHIP)
    point = from_hex(original, neutral=True)
    for order, torsion in ORDER.items():
        if point != NEUTRAL:
            yield Hostile(f"times order {order}", to_hex(multiply(point, torsion)), MEMBERSHIP)
    for name, value in {
        "31 bytes": original[:62],
        "63 digits": original[:63],
        "65 digits": original + "0",
        "33 bytes": original + "00",
        "leading nought": "0" + original,
        "upper case": (original[:32] + "a" + original[33:]).upper(),
        "0x": "0x" + original[2:],
        "space": " " + original[1:],
        "newline": original + "\n",
        "Arabic digit": "٥" + original[1:],
        "empty": "",
    }.items():
        yield Hostile(name, value, ENCODING)
    for value in (5, True, None, [original], {}):
        yield Hostile(f"{value}"[:5], value, TYPE)


SCALARS = {
    "q": (str(Q), "scalar-range"),
    "q + 1": (str(Q + 1), "scalar-range"),
    "2^255": (str(2**255), "scalar-range"),
    "77 nines": ("9" * 77, "scalar-range"),
    "2^256": (str(2**256), "scalar-encoding"),
    "5000 digits": ("1" * 5000, "scalar-encoding"),
    "-1": ("-1", "scalar-encoding"),
    "-0": ("-0", "scalar-encoding"),
    "00": ("00", "scalar-encoding"),
    "05": ("05", "scalar-encoding"),
    "+5": ("+5", "scalar-encoding"),
    "space before": (" 5", "scalar-encoding"),
    "space behind": ("5 ", "scalar-encoding"),
    "newline": ("5\n", "scalar-encoding"),
    "5_0": ("5_0", "scalar-encoding"),
    "Arabic": ("٥", "scalar-encoding"),
    "full width": ("５", "scalar-encoding"),
    "superscript": ("²", "scalar-encoding"),
    "0x5": ("0x5", "scalar-encoding"),
    "5e3": ("5e3", "scalar-encoding"),
    "5.0": ("5.0", "scalar-encoding"),
    "empty": ("", "scalar-encoding"),
    "number": (5, "scalar-encoding"),
    "true": (True, "scalar-encoding"),
    "null": (None, "scalar-encoding"),
    "list": (["5"], "scalar-encoding"),
}
"""What no scalar may be, and the slug that refuses it."""


class Place(NamedTuple):
    """One value of an archive: what stands there, and how to let something else stand there."""

    name: str
    original: str
    text: Callable[[Json], str]
    """Makes the ballot, share or other text of the archive with a value in this place."""
    around: Callable[[str], Parts]
    """Makes the rest of the archive around that text."""

    def archive(self, value: Json) -> bytes:
        """Return the archive with ``value`` in this place."""
        return self.around(self.text(value)).bytes()


# A vote whose every secret is known


@cache
def vote(*, blank: bool) -> tuple[Counting, Parts, tuple[str, ...]]:
    """Return a vote of one voter, its counted archive, and the seeds of its trustees.

    With ``blank`` one question allows a blank vote, which only version 1 does.
    """
    posted, states = run_ceremony()
    result = outcome(posted)
    board = Board(result.trustees_text, result.key, tuple(map(secret_share, states)))
    second = Question("q2", ("a 李", "b 王"), int(blank), 2, blank=blank)
    case = replace(a_counting(1, a_question(), second, public_key=board.key), board=board)
    return case, case.parts(), tuple(state["seed"] for state in states)


def _changed(text: str, path: Path, value: Json) -> Json:
    """Return what ``text`` says with ``value`` at ``path``."""
    whole = decode(text)
    put(whole, path, value)
    return whole


def _named(what: str, path: Path) -> str:
    return ".".join(map(str, (what, *path)))


def ballot_places(wanted: Callable[[Json], bool]) -> Iterator[Place]:
    """Yield every place in the ballot of a vote with a blank question."""
    case, parts, _ = vote(blank=True)
    (ballot,), (voter,) = case.ballots, case.credentials
    for path, original in nodes(decode(ballot)):
        if wanted(original):

            def text(value: Json, path: Path = path) -> str:
                changed = _changed(ballot, path, value)
                return encode(changed) if path[0] == "signature" else resigned(changed, voter)

            yield Place(
                _named("ballot", path), original, text, lambda new: replace(parts, ballots=[new])
            )


def share_places(wanted: Callable[[Json], bool]) -> Iterator[Place]:
    """Yield every place in the second share of a vote of our shape."""
    _, parts, _ = vote(blank=False)
    first, (owner, share) = parts.shares
    for path, original in nodes(decode(share)):
        if wanted(original):
            yield Place(
                _named("share", path),
                original,
                lambda value, path=path: encode(_changed(share, path, value)),
                lambda new: replace(parts, shares=[first, (owner, new)]),
            )


def part_places(part: str, wanted: Callable[[Json], bool]) -> Iterator[Place]:
    """Yield every place in the text ``part`` of a vote of our shape; nothing is signed again."""
    _, parts, _ = vote(blank=False)
    old = getattr(parts, part)
    for path, original in nodes(decode(old)):
        if wanted(original):
            yield Place(
                _named(part, path),
                original,
                lambda value, path=path: encode(_changed(old, path, value)),
                lambda new: replace(parts, **{part: new}),
            )


def message_places() -> Iterator[Place]:
    """Yield every point inside the certificates and coefficients, all signed again.

    A neutral verification key signs for itself: everybody knows its secret, which is 0.
    """
    _, parts, _ = vote(blank=False)
    board = decode(parts.trustees)[0][1]
    for name in ("certs", "coefexps"):
        for index, signed in enumerate(board[name]):
            for path, original in nodes(decode(signed["message"])):
                if is_point(original):
                    yield Place(
                        _named(f"{name}.{index}", path),
                        original,
                        lambda value, at=(name, index, path): _resigned_board(*at, value),
                        lambda new: replace(parts, trustees=new),
                    )


def _resigned_board(name: str, index: int, path: Path, value: Json) -> str:
    """Return the trustees' text with one message changed and everything signed again."""
    _, parts, seeds = vote(blank=False)
    trustees = decode(parts.trustees)
    board = trustees[0][1]
    secrets = [derive_keys(seed).sk for seed in seeds]
    if path == ("verification",) and value == to_hex(NEUTRAL):
        secrets[index] = 0
    message = encode(_changed(board[name][index]["message"], path, value))
    board[name][index] = sign(secrets[index], message).to_json()
    for place, secret in enumerate(secrets):
        points = decode(board["coefexps"][place]["message"])["coefexps"]
        statement = encode({"certs": board["certs"], "coefexps": points})
        board["signatures"][place] = sign(secret, f"certs_sig|{statement}").signature.to_json()
    return encode(trustees)


def _changed(text: str, path: Path, value: Json) -> Json:
    """Return what ``text`` says with ``value`` at ``path``."""
    whole = decode(text)
    put(whole, path, value)
    return whole


def _named(what: str, path: Path) -> str:
    """Return the name of a place."""
    return ".".join(map(str, (what, *path)))
