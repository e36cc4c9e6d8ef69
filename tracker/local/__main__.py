"""`python -m tracker.local`: what `make run` starts."""

import os
import sys
from pathlib import Path

from tracker.env import Environment
from tracker.local.supervisor import Supervisor

if __name__ == "__main__":
    base = Path(__file__).resolve().parent.parent.parent
    os.chdir(base)
    sys.exit(Supervisor(Environment(os.environ), base).run())
