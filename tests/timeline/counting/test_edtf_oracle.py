"""Our parser against the `edtf` package, an oracle wherever it is right.

Its limits: it reads a few thousand strings a second, so the corpus is small; `lower_strict` and `upper_strict` leave out
the padding that it adds for `~`, `?` and `%`, which for us are labels and widen nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from time import struct_time
from typing import Any

import edtf
import pytest

from timeline.counting import EdtfError, parse_edtf

YEARS = ("0001", "0999", "1900", "2000", "2023", "2024", "9999")


def _points() -> Iterator[str]:
    for year in YEARS:
        yield year
        for month in ("01", "02", "04", "12"):
            yield f"{year}-{month}"
            for day in ("01", "28", "30", "31"):
                yield f"{year}-{month}-{day}"
        for code in ("33", "34", "35", "36", "40", "41"):
            yield f"{year}-{code}"
        for month in ("XX", "XX-XX", "02-XX", "07-XX"):
            yield f"{year}-{month}"
    for year in ("190X", "201X", "202X", "19XX", "20XX"):
        yield year


def _qualified() -> Iterator[str]:
    for point, qualifier in product(("2024", "2024-02", "2024-02-29", "2023-12-31", "202X", "2024-07-XX"), "~?%"):
        yield point + qualifier


def _intervals() -> Iterator[str]:
    ends = ("1999", "1999-12", "1999-12-31", "2000-02-29", "2024-02", "2024", "2024-12-31~", "2025?")
    for start, end in product(ends, ends):
        yield f"{start}/{end}"
    for end in ends:
        yield f"{end}/.."
        yield f"../{end}"


def _clock_times() -> Iterator[str]:
    for offset in ("", "Z", "+04:30", "-05:00"):
        yield f"1985-04-12T23:20:30{offset}"
        yield f"2024-02-29T00:00:00{offset}"


CORPUS = tuple(dict.fromkeys((*_points(), *_qualified(), *_intervals(), *_clock_times())))

Bound = tuple[int, int, int] | None
Answer = tuple[Bound, Bound] | str

REFUSED = "refused"

DIFFERENCES: dict[str, str] = {
    **dict.fromkeys(
        ("2024-21", "2024-22", "2024-23", "2024-24"),
        "a season: its days depend on the hemisphere, so we refuse; the oracle takes the northern one",
    ),
    **dict.fromkeys(
        ("2024-25", "2024-29", "2024-32"), "a season of a named hemisphere is level 2: we refuse, the oracle reads it"
    ),
    **dict.fromkeys(("2024-37", "2024-38", "2024-39"), "a third of a year is level 2 and in no source: we refuse it"),
    **dict.fromkeys(
        ("0000", "000X", "0000-01-01", "Y12025", "Y-17000", "-0044", "-0044-03-15"),
        "a year outside 1 to 9999: we refuse what cannot be counted with, the oracle reads it",
    ),
    **dict.fromkeys(("2023-02-29", "1900-02-29"), "a day that does not exist: we refuse it, the oracle reads it"),
    **dict.fromkeys(
        ("/2025", "2025-01-20/"), "an unknown end: we leave it open, the oracle invents one ten years away"
    ),
    **dict.fromkeys(
        ("1999/1998", "2024-12-31/2024-01-01"),
        "an interval that ends before it begins: we refuse it, the oracle answers with its ends",
    ),
    **dict.fromkeys(
        ("2025-10-09T14:17", "2025-10-09T14:17Z"),
        "a clock time without seconds, as people and laws write it: we read it, the oracle refuses it",
    ),
    **dict.fromkeys(
        ("2024?-01", "156X-12-25", "2025-XX-01", "1XXX-12", "Y17E7", "1950S2"),
        "level 2: we refuse it, the oracle reads it",
    ),
}


def _ours(text: str) -> Answer:
    try:
        parsed = parse_edtf(text)
    except EdtfError:
        return REFUSED
    return _bound(parsed.earliest), _bound(parsed.latest)


@cache
def _theirs(text: str) -> Answer:
    try:
        parsed = edtf.parse_edtf(text)
    except edtf.EDTFParseException:
        return REFUSED
    return _bound(parsed.lower_strict()), _bound(parsed.upper_strict())


def _bound(moment: Any) -> Bound:
    """A day of ours, or a time of the oracle's, as year, month and day; its infinity for an open end as null."""
    if isinstance(moment, struct_time):
        return moment.tm_year, moment.tm_mon, moment.tm_mday
    return (moment.year, moment.month, moment.day) if isinstance(moment, date) else None


def _ends_before_it_begins(text: str) -> bool:
    answer = _theirs(text)
    if isinstance(answer, str):
        return False
    first, last = answer
    return first is not None and last is not None and first > last


def test_the_corpus_has_hundreds_of_different_strings() -> None:
    assert len(CORPUS) > 250


def test_it_agrees_with_the_edtf_package_on_every_string_of_the_corpus() -> None:
    expected = {text: REFUSED if _ends_before_it_begins(text) else _theirs(text) for text in CORPUS}
    assert {text: _ours(text) for text in CORPUS} == expected


@pytest.mark.parametrize("text", DIFFERENCES)
def test_it_differs_from_the_edtf_package_for_a_reason(text: str) -> None:
    ours, theirs, reason = _ours(text), _theirs(text), DIFFERENCES[text]
    assert ours != theirs, f"agrees now, though: {reason}"
    assert (ours == REFUSED) is ("we refuse" in reason)
    assert (theirs == REFUSED) is ("the oracle refuses" in reason)
