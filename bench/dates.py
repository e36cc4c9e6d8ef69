"""Reading EDTF dates and looking up open days, against what every reader knows: `date.fromisoformat` and a plain loop."""

from __future__ import annotations

import random
import timeit
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from timeline.counting import CalendarBook, parse_edtf

NUMBER = 50_000
ROUNDS = 5


def run(report: Callable[[str, float], None]) -> None:
    """Report strings a second, the time of one beside `date.fromisoformat`, and a roll beside stepping day by day."""
    chance = random.Random(1)
    days = [date(1900, 1, 1) + timedelta(days=chance.randrange(70_000)) for _ in range(NUMBER)]
    plain = [day.isoformat() for day in days]
    kinds: dict[str, Sequence[str]] = {
        "days (2025-01-20)": plain,
        "months (2023-08)": [text[:7] for text in plain],
        "approximate days (2024-12-31~)": [f"{text}~" for text in plain],
        "intervals (2025-01-13/2025-01-19)": [f"{text}/{text}" for text in plain],
    }
    known = _seconds(date.fromisoformat, plain)
    for kind, texts in kinds.items():
        seconds = _seconds(parse_edtf, texts)
        report(f"{kind}: thousand strings a second", NUMBER / seconds / 1000)
        report(f"{kind}: time of one / time of date.fromisoformat", seconds / known)
    table = CalendarBook().table("us-federal")
    compiled = _seconds(lambda day: table.shift(day, 20), days)
    stepped = _seconds(lambda day: _step(day, table.is_open, 20), days)
    report("the 20th open day after a day: stepping day by day / the compiled table", stepped / compiled)


def _seconds(answer: Callable[[Any], object], asked: Sequence[Any]) -> float:
    return min(timeit.repeat(lambda: [answer(each) for each in asked], number=1, repeat=ROUNDS))


def _step(day: date, is_open: Callable[[date], bool], amount: int) -> date:
    while amount:
        day += timedelta(days=1)
        amount -= is_open(day)
    return day
