"""The worked examples: published by courts, ministries and laws, or derived from the text of the law."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from timeline.counting import count, explain_count, moment_text, parse_period, parse_start

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "counting_examples.csv").read_text("utf-8").splitlines()))


def test_there_are_120_examples_each_with_an_id_of_its_own() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 120


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['id']}-{row['convention']}" for row in ROWS])
def test_it_counts_as_the_example_says(row: dict[str, str]) -> None:
    counted = count(
        parse_start(row["start"]),
        parse_period(row["period"]),
        row["convention"],
        calendar=row["calendar"] or None,
        direction=row["direction"],
    )
    assert moment_text(counted.result) == row["expected"]
    assert explain_count(counted, "en") and explain_count(counted, "de")
