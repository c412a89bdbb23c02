"""Many voters at once: a pool of processes, each with a booth of its own.

May import: stdlib, shared.cli.booth, shared.plumbing.http.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from shared.cli.booth import Booth, Receipt, try_cast
from shared.plumbing.http import open_client

VOTERS_A_TASK = 8
TRIES = 20
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Poll:
    """What a booth needs to know: where, whose signature to trust, and which box."""

    box_url: str
    desk_key: str
    meeting: str
    round: str
    electorate: str


Vote = tuple[str, list[list[int]]]
"""A slip's private code and the marks."""


def cast_all(
    pool: ProcessPoolExecutor, poll: Poll, votes: list[Vote], step: Callable[[int], None]
) -> list[Receipt]:
    """Cast every vote, a few voters a task; return the checked receipts.

    Args:
        pool: the processes.
        poll: the box.
        votes: one for each voter, in the order they step into the booths.
        step: told the number of votes just cast.
    """
    tasks = [
        pool.submit(cast_some, poll, votes[start : start + VOTERS_A_TASK])
        for start in range(0, len(votes), VOTERS_A_TASK)
    ]
    receipts: list[Receipt] = []
    for task in as_completed(tasks):
        done = task.result()
        receipts += done
        step(len(done))
    return receipts


def cast_some(poll: Poll, votes: Iterable[Vote]) -> list[Receipt]:
    """Cast ``votes`` one after another from one booth."""
    with open_client(poll.box_url, timeout=TIMEOUT_SECONDS) as peer:
        booth = Booth(peer, bytes.fromhex(poll.desk_key), poll.meeting)
        box = booth.enter(poll.electorate, poll.round)
        return [
            try_cast(booth, box, booth.mark(box, code, choices), TRIES) for code, choices in votes
        ]
