"""Start a command that ends when the process that started it ends.

Run as `python -I leash.py PARENT_PID COMMAND...`. It imports nothing of this project, so that it
costs a few milliseconds and can be run from anywhere.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tie_to(parent: int, number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process the signal `number` when the process `parent` ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        # It ended before the kernel was asked.
        os.kill(os.getpid(), number)


if __name__ == "__main__":
    tie_to(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
