"""Trying mutants on the verifier, and counting what became of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import cycle
from random import Random
from statistics import median
from time import process_time
from typing import Generic, NamedTuple, TypeVar

from crypto_archive_mutants import ARCHIVE_KINDS, an_archive_scene, archive_mutant
from crypto_ballot_mutants import BALLOT_KINDS, a_ballot_scene

from shared.crypto.ballots import check_ballot
from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed
from shared.crypto.verify import verify_archive

MUTANTS_A_SCENE = 250
"""So many mutants are made of one vote, then comes a fresh one."""
ATTEMPTS = 20
"""A change that changed nothing is made again, elsewhere."""
DEAR = 2.0
"""A refusal may take so many times what the verification of the good one takes."""

Thing = TypeVar("Thing", str, bytes)


class Scene(NamedTuple, Generic[Thing]):
    """Something good, what verifies it, and what makes a mutant of a kind of it."""

    good: Thing
    check: Callable[[Thing], object]
    mutant: Callable[[str], Thing | None]


@dataclass
class Trial:
    """What became of many mutants."""

    tried: Counter = field(default_factory=Counter)
    accepted: Counter = field(default_factory=Counter)
    crashed: Counter = field(default_factory=Counter)
    """By kind and exception: what came out and was no refusal."""
    refused: Counter = field(default_factory=Counter)
    """By the slug that refused, in archives with the number of the check before it."""
    examples: list = field(default_factory=list)
    """(kind, mutant) of those that were accepted or crashed."""
    costs: list[float] = field(default_factory=list)
    """CPU time of each refusal, in units of the verification of the good one."""
    good_seconds: list[float] = field(default_factory=list)

    def figures(self) -> dict:
        """Return what is printed: plain numbers."""
        costs = sorted(self.costs)
        return {
            "tried": sum(self.tried.values()),
            "accepted": sum(self.accepted.values()),
            "crashed": dict(self.crashed),
            "by_kind": {
                kind: {"tried": number, "accepted": self.accepted[kind]}
                for kind, number in sorted(self.tried.items())
            },
            "refused_by": dict(self.refused.most_common()),
            "good_ms": round(median(self.good_seconds) * 1000, 2),
            "cost_mean": round(sum(costs) / len(costs), 2),
            "cost_p99": round(costs[len(costs) * 99 // 100], 2),
            "cost_most": round(costs[-1], 2),
        }


def try_ballots(number: int, source: Random, kinds: Iterable[str] = BALLOT_KINDS) -> Trial:
    """Try ``number`` mutants of ballots on ``check_ballot``, of each of ``kinds`` in turn."""

    def new_scene() -> Scene[str]:
        scene = a_ballot_scene()
        return Scene(
            scene.text,
            lambda text: check_ballot(text, scene.election),
            lambda kind: BALLOT_KINDS[kind](scene, source),
        )

    return _try(number, kinds, new_scene, (MalformedBytes, VerificationFailed))


def try_archives(number: int, source: Random, kinds: Iterable[str] = ARCHIVE_KINDS) -> Trial:
    """Try ``number`` mutants of archives on ``verify_archive`` under our profile."""

    def new_scene() -> Scene[bytes]:
        scene = an_archive_scene()
        return Scene(
            scene.content,
            lambda content: verify_archive(BytesIO(content)),
            lambda kind: archive_mutant(scene, kind, source),
        )

    return _try(number, kinds, new_scene, (ArchiveRejected,))


def _try(
    number: int,
    kinds: Iterable[str],
    new_scene: Callable[[], Scene],
    refusals: tuple[type[Exception], ...],
) -> Trial:
    """Try ``number`` mutants, of every kind in turn."""
    trial, turn = Trial(), cycle(kinds)
    while (left := number - sum(trial.tried.values())) > 0:
        scene = new_scene()
        times = [_seconds(scene.check, scene.good, ()) for _ in range(5)]
        trial.good_seconds.append(median(times))
        mutants = _mutants(scene, turn)
        for _ in range(min(left, MUTANTS_A_SCENE)):
            _judge(trial, scene, *next(mutants), refusals)
    return trial


def _mutants(scene: Scene[Thing], turn: Iterator[str]) -> Iterator[tuple[str, Thing]]:
    """Yield (kind, mutant) for ever."""
    for kind in turn:
        made = (scene.mutant(kind) for _ in range(ATTEMPTS))
        mutant = next((mutant for mutant in made if mutant is not None), None)
        if mutant is not None:
            yield kind, mutant


def _judge(
    trial: Trial, scene: Scene[Thing], kind: str, mutant: Thing, refusals: tuple[type, ...]
) -> None:
    """Put one mutant to the test and count what becomes of it."""
    trial.tried[kind] += 1
    started = process_time()
    try:
        scene.check(mutant)
    except refusals as refusal:
        spent = process_time() - started
        check = f"{refusal.check} " if isinstance(refusal, ArchiveRejected) else ""
        trial.refused[check + refusal.slug] += 1
        good = trial.good_seconds[-1]
        if spent > DEAR * good:  # the machine may have been busy: the least of four counts
            spent = min(spent, *(_seconds(scene.check, mutant, refusals) for _ in range(3)))
        trial.costs.append(spent / good)
    except Exception as error:
        trial.crashed[f"{kind}: {type(error).__name__}"] += 1
        trial.examples.append((kind, mutant))
    else:
        trial.accepted[kind] += 1
        trial.examples.append((kind, mutant))


def _seconds(check: Callable[[Thing], object], thing: Thing, refusals: tuple[type, ...]) -> float:
    """Return the CPU time of one verification, refused or not."""
    started = process_time()
    with suppress(refusals):
        check(thing)
    return process_time() - started
