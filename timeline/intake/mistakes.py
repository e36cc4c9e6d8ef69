"""What is wrong with a timeline file: every mistake has its file, line and field, and says what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import NamedTuple

_FEW = 5
"""Of so few values a reader sees the right one."""

_LISTED = 20
"""As many are spelled out in a message."""


class Mistake(NamedTuple):
    """One mistake. `line` counts from 1; `path` is such as `events[0].date`, empty where the file as a whole is meant."""

    file: str
    line: int
    path: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.path}: {self.text}" if self.path else f"{where}: {self.text}"


class FileMistakes(ValueError):
    """Files that were read hold mistakes; `mistakes` are all of them, in the order of file and line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class FileNotReadable(OSError):
    """A file could not be opened at all; the message is a sentence with its name."""


def allowed(name: str, values: Collection[str], *, what: str = "allowed are") -> str:
    """`did you mean 'publication'? allowed are …`: the nearest where there are more than a few, the first twenty at most."""
    if not values:
        return f"nothing is {what.split()[0]}"
    near = difflib.get_close_matches(name, values, n=1, cutoff=0.75) if len(values) > _FEW else []
    question = f"did you mean {near[0]!r}? " if near else ""
    if len(values) <= _LISTED:
        return f"{question}{what} {', '.join(values)}"
    if near:
        return question.strip()
    return f"{what} {', '.join(sorted(values)[:_LISTED])} and {len(values) - _LISTED} more"
