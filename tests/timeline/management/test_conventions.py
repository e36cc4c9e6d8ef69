"""`manage.py conventions`: the catalogue on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

from django.core.management import call_command

from timeline.counting import catalogue, conventions, moment_text

from .shell import NO_DATABASE, ROOT, run


def listed(*arguments: str) -> str:
    out = StringIO()
    call_command("conventions", *arguments, stdout=out)
    return out.getvalue()


def test_it_lists_every_convention_with_its_citation_without_a_database() -> None:
    ran = run("conventions")
    assert (ran.status, ran.err) == (0, "")
    for convention in conventions():
        assert f"{convention.id}: {convention.name} ({convention.citation})\n" in ran.out


def test_its_examples_are_counted_on_the_spot() -> None:
    lines = listed().splitlines()
    for entry in catalogue():
        for example, answer in entry.examples:
            begins = f"  {example.period}{' back' if example.direction == 'before' else ''} from {example.start}"
            [line] = [line for line in lines if line.startswith(begins) and f": {moment_text(answer.result)}" in line][
                :1
            ]
            assert example.source in line


def test_it_lists_the_calendars_with_the_years_they_cover() -> None:
    out = listed()
    assert "  us-ofr, 1994–2030: days on which the Office of the Federal Register is closed" in out
    assert "  eu-institutions, 2013–2025: " in out


def test_as_json_it_is_the_same_catalogue() -> None:
    data = json.loads(listed("--json"))
    assert [each["id"] for each in data] == [convention.id for convention in conventions()]
    assert [[example["result"] for example in each["examples"]] for each in data] == [
        [moment_text(worked.answer.result) for worked in entry.examples] for entry in catalogue()
    ]
    assert {each["id"]: each["coverage"] for each in data}["us-ofr"] == "1994–2030"


def test_a_reader_who_has_seen_enough_ends_it_without_a_traceback() -> None:
    for arguments in ([], ["--json"]):
        with subprocess.Popen(
            [sys.executable, "manage.py", "conventions", *arguments],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings.test", **NO_DATABASE},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as listing:
            assert listing.stdout is not None and listing.stderr is not None
            # The pipe is closed before a word has been written, which is what `head` does to a long listing.
            listing.stdout.close()
            assert listing.stderr.read() == ""
            assert listing.wait(60) == 0


def test_wrong_usage_ends_with_status_2() -> None:
    assert run("conventions", "--yaml").status == 2
