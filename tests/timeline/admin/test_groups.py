"""What the two groups of a new installation may do with what is sent."""

from __future__ import annotations

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


def test_both_groups_translate(sign_in: SignIn) -> None:
    for group in ("Editor", "Publisher"):
        assert {"add_translation", "change_translation", "view_translation"} <= _of(group)
