"""`manage.py evaluate OLD NEW --compare`: what a changed file would change."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from .shell import DEMO, Ran, run

HEAD = "longstop: 1\ntimeline: {id: t, title: T}\n"
ORDER = "- {id: order, title: The order, date: 2025-01-20}\n"
RECORDS = (
    "deadlines:\n"
    "- {id: pause, title: The pause, rule: {trigger: order, period: 75 days}}\n"
    "- {id: report, title: The report, rule: {trigger: pause, period: 10 days}}\n"
    "- {id: other, title: Another, rule: {stated: 2025-12-01}}\n"
)
EXTENSION = "- {id: extension, title: The extension, date: 2025-04-04, effects: [{on: pause, does: extend, until: 2025-06-19}]}\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.yaml"
    path.write_text(f"{HEAD}events:\n{ORDER}{RECORDS}")
    return path


def changed(path: Path, events: str = ORDER + EXTENSION, records: str = RECORDS) -> Path:
    new = path.with_name("new.yaml")
    new.write_text(f"{HEAD}events:\n{events}{records}")
    return new


def evaluated(*arguments: str | Path) -> Ran:
    """What the command prints and its exit status, within this process."""
    out, err = StringIO(), StringIO()
    try:
        call_command("evaluate", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), f"{err.getvalue()}CommandError: {error}\n")
    return Ran(0, out.getvalue(), err.getvalue())


def compared(*arguments: str | Path) -> Any:
    ran = evaluated(*arguments, "--compare", "--json")
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def test_it_lists_the_deadline_that_moves_and_what_is_chained_to_it_and_no_other(old: Path) -> None:
    data = compared(old, changed(old), "--known-on", "2025-05-01")

    assert list(data) == ["known_on", "on", "deadlines", "policies"]
    assert {
        slug: [(side["state"], side["due"]) for side in (found["old"], found["new"])]
        for slug, found in data["deadlines"].items()
    } == {
        "pause": [("passed", "2025-04-05"), ("pending", "2025-06-19")],
        "report": [("passed", "2025-04-15"), ("pending", "2025-06-29")],
    }
    assert data["policies"] == {}


def test_before_the_new_event_is_known_nothing_changes(old: Path) -> None:
    assert compared(old, changed(old), "--known-on", "2025-04-03")["deadlines"] == {}


def test_it_says_old_and_new_and_explains_the_new_one(old: Path) -> None:
    new = changed(old)

    lines = evaluated(old, new, "--compare", "--known-on", "2025-05-01").out.splitlines()

    assert lines[0] == f"As it stands on 1 May 2025, from {old} to {new}:"
    at = lines.index("pause: The pause")
    assert lines[at + 1 : at + 3] == ["  old: passed; due 5 April 2025", "  new: pending; due 19 June 2025"]
    assert lines[at + 3] == "  - The trigger is “The order”, 20 January 2025."


def test_files_that_agree_change_nothing(old: Path) -> None:
    ran = evaluated(old, old, "--compare", "--known-on", "2025-05-01")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == ["", "No outcome would change."]


def test_a_deadline_that_only_one_file_has_is_a_change(old: Path) -> None:
    without = RECORDS.replace("- {id: other, title: Another, rule: {stated: 2025-12-01}}\n", "")
    new = changed(old, ORDER, without)

    gone, come = compared(old, new), compared(new, old)

    assert {slug: found["new"] for slug, found in gone["deadlines"].items()} == {"other": None}
    assert {slug: found["old"] for slug, found in come["deadlines"].items()} == {"other": None}
    assert "  new: not in this file" in evaluated(old, new, "--compare").out.splitlines()


def test_a_policy_whose_status_changes_is_listed(tmp_path: Path) -> None:
    head = f"{HEAD}policies: [{{id: act, title: The Act, kind: statute}}]\nevents:\n"
    event = "- {{id: e, title: E, date: 2025-01-20, effects: [{{on: act, does: {does}}}]}}\n"
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(head + event.format(does="adopt"))
    new.write_text(head + event.format(does="repeal"))

    assert compared(old, new)["policies"] == {"act": {"old": {"status": "adopted"}, "new": {"status": "repealed"}}}
    assert "  new: repealed" in evaluated(old, new, "--compare").out.splitlines()


def test_what_cannot_be_computed_ends_with_status_1_and_names_the_file(old: Path) -> None:
    new = changed(
        old,
        "- {id: order, title: The order, date: 2100-12-20}\n",
        RECORDS.replace("75 days}", "20 days, convention: us-frcp-6}"),
    )

    ran = evaluated(old, new, "--compare", "--json", "--known-on", "2101-01-01")

    assert ran.status == 1
    assert sorted(json.loads(ran.out)["deadlines"]) == ["pause", "report"]
    assert ran.err.splitlines()[0] == (
        f"{new}: deadline pause: calendar us-federal does not cover the year 2101; it covers 1900–2100"
    )


def test_mistakes_of_either_file_end_with_status_1_and_nothing_on_standard_output(old: Path) -> None:
    new = changed(old, "- {id: order, title: The order, date: someday}\n")

    ran = evaluated(old, new, "--compare")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines()[-1] == "CommandError: 1 mistake was found. Nothing was computed."


@pytest.mark.parametrize("number", [1, 3])
def test_another_number_of_files_than_two_is_wrong_usage(old: Path, number: int) -> None:
    ran = evaluated(*[old] * number, "--compare")

    assert (ran.status, ran.out) == (2, "")
    assert "--compare takes two files, the old and the new" in ran.err


def test_it_needs_no_database(old: Path) -> None:
    ran = run("evaluate", old, changed(old), "--compare", "--known-on", "2025-05-01")

    assert (ran.status, ran.err) == (0, "")


def test_without_compare_two_files_mean_both_together() -> None:
    ran = evaluated(DEMO / "ai-chips-and-tiktok.yaml", DEMO / "eu-ai-act.yaml", "--json")

    assert (ran.status, sorted(json.loads(ran.out))) == (0, ["deadlines", "known_on", "on", "policies"])
