"""What the two groups of a new installation may do with what is sent."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from .conftest import SignIn

SENT = {
    f"view_{model}"
    for model in (
        "bounce",
        "confirmation",
        "delivery",
        "digest",
        "maildomain",
        "subscriber",
        "subscription",
        "sweeprun",
        "webhookattempt",
        "webhookendpoint",
        "webhooknotice",
        "webhooktest",
    )
}


def _of(group: str) -> set[str]:
    return set(Permission.objects.filter(group=Group.objects.get(name=group)).values_list("codename", flat=True))


def test_publishers_see_what_is_sent_and_editors_do_not(sign_in: SignIn) -> None:
    assert _of("Publisher") >= SENT
    assert SENT & _of("Editor") == set()


@pytest.mark.parametrize("part", ["translation", "picture"])
def test_both_groups_enter_the_parts_of_records(sign_in: SignIn, part: str) -> None:
    for group in ("Editor", "Publisher"):
        assert {f"{action}_{part}" for action in ("add", "change", "delete", "view")} <= _of(group)
