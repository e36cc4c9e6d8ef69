from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from timeline.deadlines.sweep_runs import SweepName, sweep_ended
from timeline.models import SweepRun
from timeline.tasks import sweep_alerts, sweep_recompute

pytestmark = pytest.mark.django_db


def check() -> str:
    """What `check --database default --fail-level WARNING` says when it fails; empty where it does not."""
    try:
        call_command("check", "timeline", databases=["default"], fail_level="WARNING")
    except SystemCheckError as error:
        return str(error)
    return ""


def test_sweeps_that_have_come_to_their_end_leave_the_check_nothing_to_say() -> None:
    sweep_recompute()
    sweep_alerts()

    assert set(SweepRun.objects.values_list("name", flat=True)) == {"deadlines", "alerts"}
    assert check() == ""


def test_a_sweep_that_has_not_ended_for_long_fails_the_check(settings: Settings) -> None:
    settings.SWEEP_SECONDS = 60
    sweep_ended(SweepName.DEADLINES, timezone.now())
    sweep_ended(SweepName.ALERTS, timezone.now() - timedelta(seconds=301))

    said = check()

    assert "(longstop.W001) The sweep of alerts has not ended for more than 300 seconds." in said
    assert "deadlines" not in said


def test_a_sweep_that_never_ended_fails_the_check_when_the_installation_is_no_longer_new() -> None:
    MigrationRecorder.Migration.objects.filter(app="timeline").update(applied=timezone.now())
    assert check() == ""

    MigrationRecorder.Migration.objects.filter(app="timeline").update(applied=timezone.now() - timedelta(days=1))
    assert check().count("longstop.W001") == 2


def test_a_check_that_was_not_asked_about_the_database_leaves_it_alone() -> None:
    call_command("check", "timeline", fail_level="WARNING")
