"""`python -m bench [--size N] [NAME…]`: run the benchmarks, or some of them, and print what they measure.

A benchmark is a module of this package with `run(report)`, or `run(report, size=…)` where N means something to it; it
calls `report(what, number)` for each result.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys

BENCHMARKS = ("dates", "recompute", "pages", "timelinejs", "alerts")


def report(what: str, number: float) -> None:
    """Print one result: a ratio, or what `what` ends in."""
    print(f"{what:<92} {number:9.2f}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what this project does.")
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; all if none is named")
    parser.add_argument(
        "--size", type=int, metavar="N", help="how many records the largest database of recompute holds"
    )
    arguments = parser.parse_args()
    names = arguments.name or BENCHMARKS
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name in names:
        print(f"== {name}", flush=True)
        run = importlib.import_module(f"bench.{name}").run
        takes_size = arguments.size is not None and "size" in inspect.signature(run).parameters
        run(report, **({"size": arguments.size} if takes_size else {}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
