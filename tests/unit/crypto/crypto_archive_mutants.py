"""Archives with one thing changed, most of them rebuilt so that everything else fits.

Left out is what anybody may do to an archive and still have one: cut it behind an event (an
earlier state), give it another time, list the shares in another order, or name the trustees
otherwise; the board used here has no names.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

from crypto_ballot_mutants import BALLOT_KINDS, BallotScene
from crypto_changes import BYTE_KINDS, FIELD_KINDS, integer_changed, write
from crypto_factories import (
    TIME,
    Board,
    Counting,
    Event,
    Parts,
    a_ballot,
    a_counting,
    archive_of,
    in_order,
)

from shared.crypto import entries
from shared.crypto.entries import BLOCK, DATA_SUFFIX, EVENT_SUFFIX
from shared.crypto.jsontext import decode, encode
from shared.errors import SuiteError

VOTERS = 2


@dataclass(frozen=True)
class ArchiveScene:
    """A counted vote, and another one with the same board and voters' keys to take things from."""

    counting: Counting
    parts: Parts
    content: bytes
    donor: Parts

    @property
    def ends(self) -> list[int]:
        """Where each event ends: cut there, the file is an earlier state of itself."""
        at, ends = 0, []
        for name, content in split(self.content):
            at += BLOCK + len(content) + -len(content) % BLOCK
            if name.endswith(EVENT_SUFFIX):
                ends.append(at)
        return ends


def an_archive_scene() -> ArchiveScene:
    """Return a fresh vote of two voters about two questions, counted by trustees 1 and 3."""
    case = a_counting(VOTERS)
    case.board = nameless(case.board)
    other = a_counting(VOTERS, name="another")
    other.board = case.board
    parts = case.parts()
    return ArchiveScene(case, parts, parts.bytes(), other.parts())


def nameless(board: Board) -> Board:
    """Return the board without the trustees' names, which nothing in an archive is bound to."""
    trustees = decode(board.trustees)
    for key in trustees[0][1]["verification_keys"]:
        del key["name"]
    return replace(board, trustees=encode(trustees))


# The file as bytes


def block_drop(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content) // BLOCK) * BLOCK
    return content[:place] + content[place + BLOCK :]


def block_twice(content: bytes, source: Random) -> bytes:
    place = source.randrange(len(content) // BLOCK) * BLOCK
    return content[: place + BLOCK] + content[place:]


def blocks_swap(content: bytes, source: Random) -> bytes:
    blocks = [content[i : i + BLOCK] for i in range(0, len(content), BLOCK)]
    one, other = (source.randrange(len(blocks)) for _ in range(2))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def cut_off(content: bytes, source: Random) -> bytes:
    return content[: source.choice([source.randrange(len(content)), -BLOCK, -1])]


def split(content: bytes) -> list[tuple[str, bytes]]:
    """Return (name, content) of every entry of a file."""
    found, at = [], 0
    while at < len(content):
        name = content[at : at + 100].rstrip(b"\0").decode()
        size = int(content[at + 124 : at + 135], 8)
        found.append((name, content[at + BLOCK : at + BLOCK + size]))
        at += BLOCK + size + -size % BLOCK
    return found


def entry_changed(content: bytes, source: Random) -> bytes:
    """Change bytes of one entry and give it the name that fits; nothing refers to it then."""
    whole = split(content)
    place = source.randrange(len(whole))
    name, text = whole[place]
    changed = source.choice(BYTE_KINDS)(text, source)
    suffix = EVENT_SUFFIX if name.endswith(EVENT_SUFFIX) else DATA_SUFFIX
    new = sha256(changed).hexdigest() + suffix if place else name
    whole[place] = (new, changed)
    return b"".join(entries._blocks(name, text, TIME) for name, text in whole)


def entries_swapped(content: bytes, source: Random) -> bytes:
    whole = split(content)
    one, other = (source.randrange(len(whole)) for _ in range(2))
    whole[one], whole[other] = whole[other], whole[one]
    return b"".join(entries._blocks(name, text, TIME) for name, text in whole)


# The chain of events, rebuilt


def event_drop(events: list[Event], source: Random) -> None:
    del events[source.randrange(len(events))]


def event_twice(events: list[Event], source: Random) -> None:
    place = source.randrange(len(events))
    events.insert(source.randrange(place, len(events)) + 1, events[place])


def event_swap(events: list[Event], source: Random) -> None:
    one, other = source.sample(range(len(events)), 2)
    if events[one][0] != "PartialDecryption" or events[other][0] != "PartialDecryption":
        events[one], events[other] = events[other], events[one]


def event_renamed(events: list[Event], source: Random) -> None:
    place = source.randrange(len(events))
    kinds = sorted({kind for kind, _ in events} | {"Shuffle", "", "ballot"})
    events[place] = (source.choice(kinds), events[place][1])


def event_data(events: list[Event], source: Random) -> None:
    """Drop, repeat or exchange what stands before an event, or change a reference inside it."""
    place = source.choice([i for i, (_, texts) in enumerate(events) if texts])
    kind, texts = events[place]
    texts = list(texts)
    match source.randrange(3):
        case 0:
            del texts[source.randrange(len(texts))]
        case 1:
            texts.insert(source.randrange(len(texts)), source.choice(texts))
        case _:
            texts[-1] = change_text(texts[-1], source)
    events[place] = (kind, texts)


# The content, everything around it rebuilt


def change_text(text: str, source: Random) -> str:
    """Return ``text`` with bytes or a field changed."""
    if source.random() < 0.3:
        changed = source.choice(BYTE_KINDS)(text.encode(), source)
        return changed.decode("utf-8", "replace")
    value = decode(text)
    source.choice([*FIELD_KINDS, integer_changed])(value, source)
    return write(value)


def part_changed(name: str) -> "ArchiveKind":
    """Return the kind of mutant whose text ``name`` is changed."""

    def mutant(scene: ArchiveScene, source: Random) -> bytes:
        return replace(
            scene.parts, **{name: change_text(getattr(scene.parts, name), source)}
        ).bytes()

    return mutant


def part_of_donor(scene: ArchiveScene, source: Random) -> bytes:
    """Take one part of the other vote."""
    name = source.choice(["election", "credentials", "ballots", "tally", "shares"])
    return replace(scene.parts, **{name: getattr(scene.donor, name)}).bytes()


def ballot_changed(scene: ArchiveScene, source: Random) -> bytes | None:
    """Change one ballot as its voter could; if it can be added up, count everything again."""
    case, place = scene.counting, source.randrange(VOTERS)
    kind = source.choice(list(BALLOT_KINDS))
    changed = BALLOT_KINDS[kind](ballot_scene(scene, place), source)
    if changed is None:
        return None
    changed = changed.encode("utf-8", "replace").decode()
    ballots = in_order([*case.ballots[:place], changed, *case.ballots[place + 1 :]])
    try:
        return replace(case, ballots=ballots).parts().bytes()
    except SuiteError:
        return replace(scene.parts, ballots=ballots).bytes()


def ballot_scene(scene: ArchiveScene, place: int) -> BallotScene:
    """Return the ballot at ``place`` with ballots to take proofs from."""
    case = scene.counting
    text = case.ballots[place]
    voter = case._owner(decode(text)["credential"])
    others = [ballot for ballot in case.ballots if ballot != text]
    return BallotScene(
        case.election,
        voter,
        text,
        {
            "proof_of_other_ballot": a_ballot(case.election, voter),
            "proof_of_other_voter": others[0],
            "proof_of_other_session": scene.donor.ballots[0],
            "proof_of_other_wording": scene.donor.ballots[1],
        },
    )


def ballots_rearranged(scene: ArchiveScene, source: Random) -> bytes:
    """Leave a ballot out, put one in twice, or turn the order around."""
    ballots = list(scene.parts.ballots)
    match source.randrange(3):
        case 0:
            del ballots[source.randrange(VOTERS)]
        case 1:
            ballots.insert(source.randrange(VOTERS + 1), source.choice(ballots))
        case _:
            ballots.reverse()
    return replace(scene.parts, ballots=ballots).bytes()


def counted_without_one(scene: ArchiveScene, source: Random) -> bytes:
    """Count all ballots but one, with true shares, and show all of them."""
    ballots = list(scene.counting.ballots)
    del ballots[source.randrange(VOTERS)]
    fewer = replace(scene.counting, ballots=ballots).parts()
    counts = source.choice([{}, {"num": VOTERS, "total": VOTERS}])
    return replace(fewer, ballots=scene.parts.ballots, **counts).bytes()


def number_of_ballots(scene: ArchiveScene, source: Random) -> bytes:
    name = source.choice(["num", "total"])
    other = source.choice([n for n in range(6) if n != VOTERS])
    return replace(scene.parts, **{name: other}).bytes()


def share_changed(scene: ArchiveScene, source: Random) -> bytes:
    """Change one share, whose it is, or what stands in it."""
    shares, place = list(scene.parts.shares), source.randrange(2)
    owner, text = shares[place]
    match source.randrange(4):
        case 0:
            shares[place] = (source.choice([2, 4, shares[1 - place][0]]), text)
        case 1:
            shares[place] = (owner, scene.donor.shares[place][1])
        case 2:
            shares[place] = (owner, shares[1 - place][1])
        case _:
            shares[place] = (owner, change_text(text, source))
    return replace(scene.parts, shares=shares).bytes()


def by_bytes(change: Callable[[bytes, Random], bytes]) -> "ArchiveKind":
    """Return the kind of mutant whose file is changed as it is."""
    return lambda scene, source: change(scene.content, source)


def by_events(change: Callable[[list[Event], Random], None]) -> "ArchiveKind":
    """Return the kind of mutant whose chain is changed and built again."""

    def mutant(scene: ArchiveScene, source: Random) -> bytes:
        events = scene.parts.events()
        change(events, source)
        return archive_of(events)

    return mutant


ArchiveKind = Callable[[ArchiveScene, Random], bytes | None]
"""Makes a mutant, or None when it would be no mutant at all."""

RAW = (*BYTE_KINDS, block_drop, block_twice, blocks_swap, cut_off, entry_changed, entries_swapped)
CHAIN = (event_drop, event_twice, event_swap, event_renamed, event_data)
TEXTS = ("election", "trustees", "credentials", "tally", "result")
WHOLE = (
    part_of_donor,
    ballot_changed,
    ballots_rearranged,
    counted_without_one,
    number_of_ballots,
    share_changed,
)

ARCHIVE_KINDS: dict[str, ArchiveKind] = {
    **{change.__name__: by_bytes(change) for change in RAW},
    **{change.__name__: by_events(change) for change in CHAIN},
    **{f"{name}_changed": part_changed(name) for name in TEXTS},
    **{kind.__name__: kind for kind in WHOLE},
}


def archive_mutant(scene: ArchiveScene, kind: str, source: Random) -> bytes | None:
    """Return a mutant of ``kind``; None if it is the archive itself or an earlier state of it."""
    mutant = ARCHIVE_KINDS[kind](scene, source)
    if mutant is None or mutant == scene.content:
        return None
    is_earlier = scene.content.startswith(mutant) and len(mutant) in scene.ends
    return None if is_earlier else mutant
