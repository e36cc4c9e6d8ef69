from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import CountedRuleFactory
from timeline.models import Deadline, RecomputeRequest

pytestmark = pytest.mark.django_db


def recompute(*arguments: str, verbosity: int = 1) -> str:
    out = StringIO()
    call_command("recompute", *arguments, stdout=out, verbosity=verbosity)
    return out.getvalue()


def test_it_does_what_was_asked_for() -> None:
    for _ in range(2):
        CountedRuleFactory.create()

    assert recompute() == "2 outcomes changed\n"
    assert recompute() == "0 outcomes changed\n"
    assert RecomputeRequest.objects.count() == 0


def test_with_all_it_does_every_deadline_and_draws_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    CountedRuleFactory.create()
    recompute()
    Deadline.objects.update(due=None)

    assert recompute("--all", verbosity=2) == "0 outcomes changed\n"
    assert "1/1" in capsys.readouterr().err
    assert str(Deadline.objects.get().due) == "2025-04-05"


def test_it_can_be_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert recompute("--all", verbosity=0) == ""
    assert capsys.readouterr().err == ""
