"""How an RQ job, which is only a name, finds the service object it works for.

``wire`` keeps how to build it; ``wired`` builds it once in each process, so that a work-horse
forked from the worker opens connections of its own and never shares a socket with its parent.

May import: stdlib.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

_builders: dict[str, Callable[[], Any]] = {}
_built: dict[tuple[int, str], Any] = {}


def wire(name: str, build: Callable[[], Any]) -> None:
    """Keep ``build`` as the way to make the object called ``name``, for example "tally.counts"."""
    _builders[name] = build
    _built.pop((os.getpid(), name), None)


def wired(name: str) -> Any:
    """Return this process's object called ``name``, built on first use.

    Raises:
        KeyError: nothing is wired under that name; the worker's start-up forgot it.
    """
    key = (os.getpid(), name)
    if key not in _built:
        _built[key] = _builders[name]()
    return _built[key]
