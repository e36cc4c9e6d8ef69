"""End the process groups of a supervisor that vanished without ending them itself (kill -9).

Run as `python -I watchdog.py` with a pipe from the supervisor as standard input. Each line names a
process group: `+123` is one to look after, `-123` one that has ended. When the pipe closes, the
groups that are left get SIGTERM and, some seconds later, SIGKILL.
"""

import contextlib
import os
import signal
import sys
import time

_GRACE = 8.0
"""Seconds between SIGTERM and SIGKILL."""


def read_groups() -> set[int]:
    """The groups still alive when the supervisor has closed its end of the pipe."""
    groups: set[int] = set()
    for line in sys.stdin:
        if line.startswith("+"):
            groups.add(int(line[1:]))
        else:
            groups.discard(int(line[1:]))
    return groups


def signal_groups(groups: set[int], number: int) -> set[int]:
    """Send each group the signal `number` (0: only look); returns those that exist."""
    found = set()
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, number)
            found.add(group)
    return found


def end(groups: set[int], grace: float = _GRACE) -> None:
    """End all `groups`, gently for `grace` seconds and then at once."""
    left = signal_groups(groups, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = signal_groups(left, 0)
    signal_groups(left, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(read_groups())
