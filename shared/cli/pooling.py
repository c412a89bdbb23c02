"""Processes for verification; they live here, because shared.crypto starts none.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from shared.crypto.chunks import Chunk, Verdict
from shared.crypto.verify import Map

CHUNKS_WORTH_A_POOL = 8
"""Fewer chunks than this are done before other processes would have started."""


@contextmanager
def pooled_map(workers: int | None) -> Iterator[Map]:
    """Yield a ``map`` that shares long work among processes, which start when first needed."""
    pool: ProcessPoolExecutor | None = None

    def pooled(function: Callable[[Chunk], Verdict], chunks: Iterable[Chunk]) -> Iterable[Verdict]:
        nonlocal pool
        work = list(chunks)
        if workers == 1 or len(work) < CHUNKS_WORTH_A_POOL:
            return builtins.map(function, work)
        pool = pool or ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        return pool.map(function, work)

    try:
        yield pooled
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
