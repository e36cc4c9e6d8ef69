"""The tables of days that no library has, read from the package's own data files."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from .calendar import Closure

_DATA = files("timeline.counting") / "data"


@cache
def closures_from_csv(name: str) -> tuple[Closure, ...]:
    """Closed days from a file with the columns date, name and, where a day was declared late, known_from."""
    rows = csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines())
    return tuple(
        Closure(
            date.fromisoformat(row["date"]),
            row["name"],
            date.fromisoformat(row["known_from"]) if row.get("known_from") else None,
        )
        for row in rows
    )


@cache
def closures_from_yaml(name: str) -> tuple[Closure, ...]:
    """Closed days from a file of `date: name` lines, all known as long as the calendar covers them."""
    days: dict[date, str] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return tuple(Closure(day, title) for day, title in days.items())
