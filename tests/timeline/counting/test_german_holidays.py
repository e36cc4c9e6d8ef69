"""German names of holidays, against those of the library that has them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import holidays
import pytest

from timeline.counting.explain.german_holidays import german_holiday

_INSTITUTIONS = Path(__file__).parents[3] / "timeline/counting/data/eu_institution_holidays.csv"
_YEARS = (2017, 2020, 2024, 2025, 2026)


@pytest.mark.parametrize("land", [None, *type(holidays.country_holidays("DE")).subdivisions])
def test_every_holiday_of_germany_has_the_name_that_germany_gives_it(land: str | None) -> None:
    english = holidays.country_holidays("DE", subdiv=land, years=_YEARS, language="en_US")
    german = holidays.country_holidays("DE", subdiv=land, years=_YEARS, language="de")
    # The library calls the first of May after its day, as the Berlin law does; most say what it is.
    renamed = {"Erster Mai": "Tag der Arbeit"}
    wanted = {day: renamed.get(name, name) for day, name in german.items()}
    assert {day: german_holiday(name, day) for day, name in english.items()} == wanted


def test_every_holiday_of_the_institutions_of_the_union_has_a_german_name() -> None:
    with _INSTITUTIONS.open(encoding="utf-8") as rows:
        names = {row["name"] for row in csv.DictReader(rows)}
    assert {name for name in names if german_holiday(name, date(2025, 1, 2)) == name} == set()


def test_a_name_of_its_own_stays_and_an_observed_day_says_so() -> None:
    assert german_holiday("Thanksgiving Day", date(2025, 11, 27)) == "Thanksgiving Day"
    assert german_holiday("Labor Day", date(2025, 9, 1)) == "Labor Day"
    assert german_holiday("New Year's Day (observed)", date(2023, 1, 2)) == "Neujahr (Ersatztag)"
