"""`manage.py evaluate` (DESIGN §7)."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.services.patience import HANGS

from .shell import DEMO, ROOT, run

PAUSE = DEMO / "ai-chips-and-tiktok.yaml"
HEAD = "longstop: 1\ntimeline: {id: t, title: T}\n"


def evaluated(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_evaluates_the_demonstration_without_a_database() -> None:
    ran = run("evaluate", PAUSE, "--known-on", "2025-03-01", "--json")
    assert (ran.status, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert list(data) == ["known_on", "on", "deadlines", "policies"]
    assert (data["known_on"], data["on"]) == ("2025-03-01", "2025-03-01")
    pause = data["deadlines"]["tiktok-enforcement-pause"]
    assert (pause["state"], pause["due"], pause["remaining"]) == ("pending", "2025-04-05", None)
    assert (pause["due_earliest"], pause["due_latest"], pause["discrepancy"]) == ("2025-04-05", "2025-04-05", None)
    assert [step["op"] for step in pause["steps"]] == ["trigger", "count", "stay"]
    assert data["policies"]["pafaca"] == {"status": "in force"}


@pytest.mark.parametrize(
    ("known_on", "state", "due"),
    [
        ("2025-01-19", "undetermined", None),
        ("2025-04-04", "pending", "2025-06-19"),
        ("2025-07-01", "pending", "2025-09-17"),
        ("2026-11-01", "satisfied", "2026-01-23"),
    ],
)
def test_the_pause_reads_as_it_was_known(known_on: str, state: str, due: str | None) -> None:
    pause = json.loads(evaluated(PAUSE, "--known-on", known_on, "--json"))["deadlines"]["tiktok-enforcement-pause"]
    assert (pause["state"], pause["due"]) == (state, due)


def test_on_may_be_another_day_than_known_on() -> None:
    data = json.loads(evaluated(PAUSE, "--known-on", "2025-03-01", "--on", "2025-05-01", "--json"))
    assert (data["on"], data["deadlines"]["tiktok-enforcement-pause"]["state"]) == ("2025-05-01", "passed")


def test_without_a_day_it_is_today(today: date) -> None:
    assert json.loads(evaluated(PAUSE, "--json"))["known_on"] == today.isoformat()


def test_it_explains_with_titles() -> None:
    lines = evaluated(PAUSE, "--known-on", "2025-05-01", "--on", "2025-06-01").splitlines()
    assert lines[0] == "As it stands on 1 June 2025, with what was known on 1 May 2025:"
    at = lines.index("tiktok-enforcement-pause: The Attorney General does not enforce the Act")
    assert lines[at + 1] == "  pending; due 19 June 2025"
    assert lines[at + 2] == "  - The trigger is “Trump orders a 75-day enforcement pause”, 20 January 2025."


def test_files_may_refer_to_each_other(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(f"{HEAD}events: [{{id: e, title: E, date: 2025-01-20}}]\n")
    other.write_text(
        "longstop: 1\ntimeline: {id: u, title: U}\ndeadlines: [{id: d, title: D, rule: {trigger: e, period: 75 days}}]\n"
    )
    assert json.loads(evaluated(other, one, "--json"))["deadlines"]["d"]["due"] == "2025-04-05"


def test_a_deadline_that_cannot_be_computed_ends_with_status_1_and_the_rest_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        f"{HEAD}events: [{{id: e, title: E, date: 2100-12-20}}]\ndeadlines:\n"
        "- {id: far, title: Far, rule: {trigger: e, period: 20 days, convention: us-frcp-6}}\n"
        "- {id: near, title: Near, rule: {stated: 2025-05-01}}\n"
    )
    ran = run("evaluate", path, "--json", "--known-on", "2101-01-01")
    assert ran.status == 1
    deadlines = json.loads(ran.out)["deadlines"]
    assert (deadlines["far"]["state"], deadlines["far"]["due"]) == ("undetermined", None)
    assert deadlines["near"]["due"] == "2025-05-01"
    assert ran.err.splitlines() == [
        "deadline far: calendar us-federal does not cover the year 2101; it covers 1900–2100",
        "CommandError: 1 deadline could not be computed.",
    ]


def test_mistakes_of_a_file_end_with_status_1_and_nothing_on_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(f"{HEAD}foo: 1\ndeadlines: [{{id: d, title: D}}]\n")
    ran = run("evaluate", path, "--json")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        f"{path}:3: foo: unknown field; allowed are longstop, timeline, jurisdictions, topics, actors, sources, policies,"
        " events, deadlines",
        f"{path}:4: deadlines[0].rule: missing; fields with values are expected",
        "CommandError: 2 mistakes were found. Nothing was computed.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope.yaml"], "CommandError: nope.yaml does not exist. Nothing was computed."),
        (["demo"], "CommandError: demo is a directory; a timeline file is expected. Nothing was computed."),
    ],
)
def test_a_file_that_cannot_be_opened_ends_with_status_2(arguments: list[str], sentence: str) -> None:
    ran = run("evaluate", *arguments)
    assert (ran.status, ran.out, ran.err) == (2, "", f"{sentence}\n")


def test_a_binary_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(bytes(range(256)))
    err = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("evaluate", str(path), stderr=err)
    assert raised.value.returncode == 1
    assert err.getvalue() == f"{path}:2: no UTF-8 text; save the file as UTF-8\n"


@pytest.mark.parametrize("option", ["--on", "--known-on"])
@pytest.mark.parametrize("value", ["2025", "2025-02-30", "20250201", "tomorrow"])
def test_an_option_that_is_no_day_is_wrong_usage(option: str, value: str) -> None:
    with pytest.raises(CommandError) as raised:
        evaluated(PAUSE, option, value)
    assert str(raised.value) == f"Error: argument {option}: {value!r} is no day; a day such as 2025-03-01 is expected"


def test_wrong_usage_ends_with_status_2() -> None:
    ran = run("evaluate", PAUSE, "--on", "2025-02-30")
    assert (ran.status, ran.out) == (2, "")


def test_a_reader_who_closes_the_pipe_sees_no_traceback() -> None:
    command = f"{sys.executable} manage.py evaluate {PAUSE} --json --settings tracker.settings.test | head -c 1"
    finished = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=HANGS)
    assert (finished.stdout, finished.stderr) == ("{", "")
