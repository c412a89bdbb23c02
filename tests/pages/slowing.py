"""`python slowing.py TIMES PID…`: make processes TIMES slower, until told to stop.

The browser's own throttling slows the page alone and leaves its workers at full speed, which is
where a ballot is computed. Stopping the whole process slows everything in it: whatever time on a
processor it took, it is stopped for TIMES - 1 of that, so an idle page answers at once and the
factor holds on a busy machine too.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress

SLICE_SECONDS = 0.004
"""How long they run at a time: short against anything that is measured."""


def main(times: float, pids: list[int]) -> None:
    """Stop and continue `pids`; SIGTERM ends it with all of them running."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    before = busy_seconds(pids)
    print("slow", flush=True)  # whoever waits may begin
    while not ended:
        time.sleep(SLICE_SECONDS)
        tell(pids, signal.SIGSTOP)
        now = busy_seconds(pids)
        time.sleep(max(0.0, now - before) * (times - 1))
        before = now
        tell(pids, signal.SIGCONT)


def busy_seconds(pids: list[int]) -> float:
    """Return the time `pids` had on a processor, all threads, from their own CPU clocks."""
    total = 0.0
    for pid in pids:
        with suppress(OSError):  # it has ended
            total += time.clock_gettime((~pid << 3) | 2)
    return total


def tell(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


if __name__ == "__main__":
    main(float(sys.argv[1]), [int(pid) for pid in sys.argv[2:]])
