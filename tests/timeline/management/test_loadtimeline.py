"""`manage.py loadtimeline` and `manage.py dumptimeline` (DESIGN §7)."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.services.installation import Installation
from tests.timeline.intake.documents import PAUSE
from timeline.models import Deadline, Event, PublicationStatus, Timeline

from .shell import DEMO, run


def call(*arguments: str | Path) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(str(arguments[0]), *map(str, arguments[1:]), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def pause(tmp_path: Path) -> Path:
    path = tmp_path / "pause.yaml"
    path.write_text(PAUSE)
    return path


@pytest.mark.django_db
def test_it_tells_what_it_did(pause: Path) -> None:
    assert call("loadtimeline", pause) == (
        "jurisdictions: 1 created, 0 updated, 0 unchanged\n"
        "topics: 1 created, 0 updated, 0 unchanged\n"
        "actors: 1 created, 0 updated, 0 unchanged\n"
        "sources: 1 created, 0 updated, 0 unchanged\n"
        "policies: 1 created, 0 updated, 0 unchanged\n"
        "events: 2 created, 0 updated, 0 unchanged\n"
        "deadlines: 1 created, 0 updated, 0 unchanged\n"
        "timelines: 1 created, 0 updated, 0 unchanged\n"
        "outcomes: 1 computed\n",
        "",
    )
    pause.write_text(PAUSE.replace("title: The order", "title: Executive Order 14166"))
    assert "events: 0 created, 1 updated, 1 unchanged\n" in call("loadtimeline", pause)[0]


@pytest.mark.django_db
def test_it_tells_what_is_no_longer_in_the_file(pause: Path) -> None:
    call("loadtimeline", pause)
    before, _, rest = PAUSE.partition("- id: extension\n")
    pause.write_text(before + rest[rest.index("deadlines:") :])
    out, _ = call("loadtimeline", pause)
    assert out.splitlines()[-1] == "event extension is stored and no longer in its file; it was left as it is"


@pytest.mark.django_db
def test_it_loads_drafts_when_asked(pause: Path) -> None:
    call("loadtimeline", "--draft", pause)
    assert {row.publication_status for row in Event.objects.all()} == {PublicationStatus.DRAFT}
    assert Timeline.objects.get().publication_status == PublicationStatus.DRAFT


@pytest.mark.django_db
def test_one_bad_file_keeps_all_from_being_stored(pause: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("longstop: 1\ntimeline: {id: bad, title: B}\nevents: [{id: x, title: X, date: 2025-13-01}]\n")
    err = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("loadtimeline", str(pause), str(bad), stderr=err)
    assert (raised.value.returncode, str(raised.value)) == (1, "1 mistake was found. Nothing was stored.")
    assert err.getvalue().startswith(f"{bad}:3: events[0].date: date '2025-13-01' has the month 13")
    assert not Event.objects.exists()
    assert not Timeline.objects.exists()


@pytest.mark.django_db
def test_a_dump_is_loaded_back_unchanged(pause: Path, tmp_path: Path) -> None:
    call("loadtimeline", pause)
    yaml, err = call("dumptimeline", "pause")
    assert err == ""
    for arguments, name in ((["-o"], "a.yaml"), (["--json", "-o"], "a.json")):
        path = tmp_path / name
        assert call("dumptimeline", "pause", *arguments, path) == ("", "")
        out, _ = call("loadtimeline", path)
        assert "0 created, 0 updated" in out
        assert "outcomes" not in out
        assert call("dumptimeline", "pause")[0] == yaml


@pytest.mark.django_db
def test_what_a_file_cannot_hold_is_told_and_not_written(pause: Path, tmp_path: Path) -> None:
    call("loadtimeline", pause)
    Deadline.objects.update(title="two\nlines")
    path, err = tmp_path / "a.yaml", StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("dumptimeline", "pause", "-o", str(path), stderr=err)
    assert (
        str(raised.value) == "1 mistake was found. A record was entered that a file cannot hold; nothing was written."
    )
    assert "deadlines[0].title: has more than one line" in err.getvalue()
    assert not path.exists()


@pytest.mark.django_db
def test_a_timeline_that_is_not_there_and_a_place_that_cannot_be_written_are_told(pause: Path) -> None:
    with pytest.raises(CommandError) as raised:
        call("dumptimeline", "nope")
    assert (raised.value.returncode, str(raised.value)) == (1, "there is no timeline 'nope'.")
    call("loadtimeline", pause)
    with pytest.raises(CommandError) as raised:
        call("dumptimeline", "pause", "-o", "/nonexistent/a.yaml")
    assert str(raised.value) == "/nonexistent/a.yaml cannot be written: No such file or directory."


def test_without_a_database_there_is_a_sentence(pause: Path) -> None:
    for arguments in (["loadtimeline", pause], ["dumptimeline", "pause"]):
        ran = run(*arguments)
        assert (ran.status, ran.out) == (1, "")
        assert "CommandError: the database cannot be used: connection failed" in ran.err
        assert "Traceback" not in ran.err


def test_the_road_of_the_commands_on_a_real_installation(installation: Installation, tmp_path: Path) -> None:
    environment = installation.environment
    demo = sorted(DEMO.glob("*.yaml"))
    assert run("loadtimeline", *demo, environment=environment).status == 0
    again = run("loadtimeline", *demo, environment=environment)
    assert (again.status, {line.split(": ")[1].split(" unchanged")[0][:22] for line in again.out.splitlines()}) == (
        0,
        {"0 created, 0 updated, "},
    )
    dumped = run("dumptimeline", "eu-ai-act", environment=environment)
    assert (dumped.status, dumped.err) == (0, "")
    path = tmp_path / "dump.yaml"
    path.write_text(dumped.out)
    day = ("--known-on", "2026-08-01", "--json")
    assert run("evaluate", path, *day).out == run("evaluate", DEMO / "eu-ai-act.yaml", *day).out
    path.write_text(dumped.out.replace("longstop: 1", "longstop: 3"))
    refused = run("loadtimeline", path, environment=environment)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == (
        f"{path}:1: longstop: '3' is not allowed; allowed are 1\nCommandError: 1 mistake was found. Nothing was stored.\n"
    )
    assert run("loadtimeline", "nope.yaml", environment=environment).status == 2
