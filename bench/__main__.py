"""`python -m bench [NAME…]`: run the benchmarks, or some of them, and print their ratios.

A benchmark is a module of this package with `run(report)`; it calls `report(what, ratio)` for each result.
"""

from __future__ import annotations

import argparse
import importlib
import sys

BENCHMARKS = ("recompute", "pages", "alerts")


def report(what: str, ratio: float) -> None:
    """Print one result; `ratio` is a plain number, or a share of one."""
    print(f"{what:<88} {ratio:8.2f}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Print ratios of what this project does.")
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; all if none is named")
    names = parser.parse_args().name or BENCHMARKS
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name in names:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").run(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
