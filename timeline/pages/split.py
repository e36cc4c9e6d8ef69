"""Which part of a long timeline one page shows, and the way to the other parts.

Up to ENTRIES_ON_A_PAGE entries stand on one page. A longer timeline is read year by year, and a longer year page by page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .places import Kind, Place, today_place
from .refusals import BadValue, shortened

ENTRIES_ON_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class YearLink:
    """`count` is null where the year is on this page."""

    year: int
    count: int | None
    href: str
    is_here: bool

    @property
    def words(self) -> str:
        """How much there is in a year on another page."""
        count = self.count or 0
        return ngettext("%(entries)s entry", "%(entries)s entries", count) % {"entries": count}


@dataclass(frozen=True, slots=True)
class Split:
    """The entries shown, today's line among them, and where all others are.

    `where` gives the year and the page within it of every entry; `kept` is what every address of this timeline carries on.
    """

    shown: list[Place]
    where: Mapping[tuple[Kind, int], tuple[int, int]]
    counts: Mapping[int, int]
    here: str
    kept: Sequence[tuple[str, str]]
    year: int | None = None
    number: int = 1
    pages: int = 1

    def href(self, kind: Kind, key: int, anchor: str) -> str:
        """The way to an entry: an anchor of this page, or the page that has it. An entry filtered away has the anchor only."""
        year, number = self.where.get((kind, key), (self.year, self.number))
        if self.year is None or (year, number) == (self.year, self.number):
            return f"#{anchor}"
        return f"{self._address(year, number)}#{anchor}"

    def year_links(self) -> list[YearLink]:
        """The years there are, where there is more than one."""
        if len(self.counts) < 2:
            return []
        if self.year is None:
            return [YearLink(year, None, f"#year-{year}", False) for year in sorted(self.counts)]
        return [
            YearLink(year, self.counts[year], self._address(year, 1), year == self.year) for year in sorted(self.counts)
        ]

    def earlier(self) -> str:
        """The page before this one; empty where there is none."""
        if self.number > 1:
            return self._address(self.year, self.number - 1)
        before = [year for year in self.counts if self.year is not None and year < self.year]
        return self._address(max(before), -(-self.counts[max(before)] // ENTRIES_ON_A_PAGE)) if before else ""

    def later(self) -> str:
        """The page after this one; empty where there is none."""
        if self.number < self.pages:
            return self._address(self.year, self.number + 1)
        after = [year for year in self.counts if self.year is not None and year > self.year]
        return self._address(min(after), 1) if after else ""

    def _address(self, year: int | None, number: int) -> str:
        values = [*self.kept, ("year", str(year)), *([("page", str(number))] if number > 1 else [])]
        return f"{self.here}?{urlencode(values)}"


def split(
    places: list[Place], values: Mapping[str, str], on: date, *, here: str, kept: Sequence[tuple[str, str]]
) -> Split:
    """Take the part of `places` (in the order of time) that `values` ask for with `year` and `page`.

    Without a year, a timeline too long for one page shows that of `on`, else the nearest before it, else the first. Raises
    BadValue for a year without entries and a page that is not there.
    """
    counts = Counter(place.day.year for place in places)
    year = _read_year(values, counts)
    if year is None and len(places) > ENTRIES_ON_A_PAGE:
        before = [one for one in counts if one <= on.year]
        year = max(before) if before else min(counts)
    if year is None:
        read_page(values, 1)
        return Split(_with_today(places, on), {}, counts, here, kept)
    seen: Counter[int] = Counter()
    where: dict[tuple[Kind, int], tuple[int, int]] = {}
    for place in places:
        where[place.kind, place.key] = (place.day.year, seen[place.day.year] // ENTRIES_ON_A_PAGE + 1)
        seen[place.day.year] += 1
    pages = -(-counts[year] // ENTRIES_ON_A_PAGE)
    number = read_page(values, pages)
    shown = [place for place in places if where[place.kind, place.key] == (year, number)]
    return Split(_with_today(shown, on), where, counts, here, kept, year, number, pages)


def read_page(values: Mapping[str, str], pages: int) -> int:
    """The number of the page asked for, 1 without one. Raises BadValue for a page that is not there."""
    text = values.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= pages):
        raise BadValue(
            _("There is no page “%(value)s”; there are pages 1 to %(pages)s.")
            % {"value": shortened(text), "pages": pages}
        )
    return int(text)


def _with_today(places: list[Place], on: date) -> list[Place]:
    """Today's line stands between what was and what is to come; a page with only one of them has none."""
    line = today_place(on)
    if not places or not places[0] < line < places[-1]:
        return places
    return sorted([*places, line])


def _read_year(values: Mapping[str, str], counts: Mapping[int, int]) -> int | None:
    text = values.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) in counts):
        years = ", ".join(str(year) for year in sorted(counts)) or _("none")
        raise BadValue(
            _("There is nothing in the year “%(value)s”; there are entries in: %(years)s.")
            % {"value": shortened(text), "years": shortened(years, 400)}
        )
    return int(text)
