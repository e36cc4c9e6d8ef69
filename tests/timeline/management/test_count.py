"""`manage.py count` (DESIGN §7)."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .shell import run


def count(*arguments: str) -> str:
    out = StringIO()
    call_command("count", *arguments, stdout=out)
    return out.getvalue()


def test_it_counts_without_a_database_and_prints_json_alone() -> None:
    ran = run("count", "2007-08-22", "10 days", "--convention", "us-frcp-6", "--json")
    assert (ran.status, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert list(data) == ["result", "steps"]
    assert data["result"] == "2007-09-04"
    assert [step["reason"] for step in data["steps"]] == ["trigger-day-excluded", "saturday", "sunday", "holiday"]


def test_it_prints_the_result_on_a_line_of_its_own_and_then_why() -> None:
    first, *rest = count("2007-08-22", "10 days", "--convention", "us-frcp-6").splitlines()
    assert first == "2007-09-04"
    assert "Labor Day" in " ".join(rest)


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (["2007-11-02T10:23", "72 hours", "--convention", "us-frcp-6"], "2007-11-05T09:23"),
        (["2025-01-20", "75 days", "--convention", "calendar-days"], "2025-04-05"),
        (["2025-04-05", "75 days", "--convention", "calendar-days", "--before"], "2025-01-20"),
        (["2025-04-11", "10 days", "--convention", "us-frcp-6", "--calendar", "us-ma"], "2025-04-22"),
        (["2025-04-11", "10 days", "--convention", "us-frcp-6"], "2025-04-21"),
        (["2025-03-30T12:00", "24 hours", "--convention", "calendar-days", "--timezone", "Europe/Berlin"], "2025-03-31T12:00"),
    ],
)  # fmt: skip
def test_options_reach_the_count(arguments: list[str], result: str) -> None:
    assert json.loads(count(*arguments, "--json"))["result"] == result


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2025-02-30", "10 days"], "date '2025-02-30' does not exist: 2025-02 has days 01 to 28"),
        (["2025-02", "10 days"], "'2025-02' is neither a day nor a local clock time; allowed are a day such as 2007-08-22"
         " and a clock time such as 2025-10-09T14:17, whose zone is given by --timezone"),
        (["2025-02-03T14:17Z", "72 hours"], "'2025-02-03T14:17Z' is neither a day nor a local clock time; allowed are a day"
         " such as 2007-08-22 and a clock time such as 2025-10-09T14:17, whose zone is given by --timezone"),
        (["2025-02-03", "ten days"], None),
        (["2025-02-03", "10 days", "--calendar", "mars"], None),
        (["2025-02-03T14:17", "72 hours", "--timezone", "Mars/Olympus"], None),
        (["2099-12-20", "400 days"], None),
        (["9999-12-01", "1 year"], None),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_ends_with_a_sentence_and_status_1(arguments: list[str], sentence: str | None) -> None:
    with pytest.raises(CommandError) as raised:
        count(*arguments, "--convention", "us-frcp-6")
    assert raised.value.returncode == 1
    if sentence is not None:
        assert str(raised.value) == sentence


def test_an_unknown_convention_ends_with_status_1_and_nothing_on_standard_output() -> None:
    ran = run("count", "2025-02-03", "10 days", "--convention", "us-frpc-6", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("CommandError: there is no counting convention 'us-frpc-6'; allowed are")


def test_a_year_without_calendar_is_named_with_its_calendar() -> None:
    ran = run("count", "2100-12-20", "20 days", "--convention", "us-frcp-6")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "CommandError: calendar us-federal does not cover the year 2101; it covers 1900–2100\n"


@pytest.mark.parametrize("arguments", [["2025-02-03", "10 days"], ["2025-02-03", "--convention", "us-frcp-6"]])
def test_wrong_usage_ends_with_status_2(arguments: list[str]) -> None:
    ran = run("count", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("usage: manage.py count")
