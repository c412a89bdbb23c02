"""A process that must not outlive its parent says so to the kernel.

The kernel forgets this at every fork, so each generation says it for itself.

May import: stdlib.
"""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process the moment the thread that started it ends.

    Called in the child, right after the fork. Everything here survives being killed: SQL keeps
    what was committed, so there is nothing to say good-bye to.

    Args:
        parent: the process id of who forked; if that is gone already, this process ends now.
    """
    if hasattr(_libc, "prctl"):  # Linux; elsewhere the supervisor's own stop has to do
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
