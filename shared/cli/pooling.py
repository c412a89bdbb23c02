"""Processes for verification; they live here, because shared.crypto starts none.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

import builtins
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context

from shared.crypto.chunks import Chunk, Verdict
from shared.crypto.verify import Map

CHUNKS_WORTH_A_POOL = 8
"""Fewer chunks than this are done before other processes would have started."""

CHUNKS_A_WORKER = 4
"""Chunks taken ahead for each process, so that none waits and few are in memory."""


@contextmanager
def pooled_map(workers: int | None) -> Iterator[Map]:
    """Yield a ``map`` that shares long work among processes, which start when first needed."""
    pool: ProcessPoolExecutor | None = None

    def pooled(function: Callable[[Chunk], Verdict], chunks: Iterable[Chunk]) -> Iterator[Verdict]:
        nonlocal pool
        rest = iter(chunks)
        first = list(islice(rest, CHUNKS_WORTH_A_POOL))
        if workers == 1 or len(first) < CHUNKS_WORTH_A_POOL:
            yield from builtins.map(function, chain(first, rest))
            return
        pool = pool or ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        try:
            yield from ahead(pool, workers)(function, chain(first, rest))
        except BrokenProcessPool:
            pool = None  # the next archive gets processes of its own
            raise

    try:
        yield pooled
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def ahead(pool: Executor, workers: int | None) -> Map:
    """Return a ``map`` that lets ``pool`` work on a few chunks ahead, and takes no more.

    The pool's own ``map`` takes all chunks at once, and with them the whole archive.
    """
    limit = CHUNKS_A_WORKER * (workers or os.cpu_count() or 1)

    def mapped(function: Callable[[Chunk], Verdict], chunks: Iterable[Chunk]) -> Iterator[Verdict]:
        waiting: deque[Future[Verdict]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(function, chunk))
            if len(waiting) >= limit:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    return mapped
