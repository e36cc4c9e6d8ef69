from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from pytest_django import Settings

from tests.timeline.alerts.acts import NOW
from timeline.alerts.links import (
    LIFETIMES,
    BadLink,
    ExpiredLink,
    LinkKind,
    confirm_url,
    make_token,
    page_url,
    read_token,
    site_host,
)


@pytest.mark.parametrize("kind", list(LinkKind))
def test_a_link_names_its_record_until_its_time_is_over(kind: LinkKind) -> None:
    token = make_token(kind, 42, NOW)

    assert read_token(kind, token, NOW + LIFETIMES[kind]) == 42
    with pytest.raises(ExpiredLink) as expired:
        read_token(kind, token, NOW + LIFETIMES[kind] + timedelta(seconds=1))
    assert expired.value.key == 42


def test_a_confirmation_holds_for_seven_days() -> None:
    assert LIFETIMES[LinkKind.CONFIRM] == timedelta(days=7)


def test_a_link_of_one_kind_is_none_of_another() -> None:
    token = make_token(LinkKind.UNSUBSCRIBE, 42, NOW)

    for kind in (LinkKind.CONFIRM, LinkKind.MANAGE):
        with pytest.raises(BadLink):
            read_token(kind, token, NOW)


@pytest.mark.parametrize("token", ["", "x", "W10:abc", ":", "é", "a" * 5000, "\0", "WzQyLDFd:", "../../etc"])
def test_anything_else_is_no_link(token: str) -> None:
    with pytest.raises(BadLink):
        read_token(LinkKind.MANAGE, token, NOW)


def test_a_changed_link_is_no_link() -> None:
    token = make_token(LinkKind.MANAGE, 42, NOW)

    with pytest.raises(BadLink):
        read_token(LinkKind.MANAGE, token[:-1] + ("A" if token[-1] != "A" else "B"), NOW)


def test_links_begin_with_the_public_address_of_the_service(settings: Settings) -> None:
    settings.SITE_URL = "https://longstop.example:8443"

    assert confirm_url(42, NOW).startswith("https://longstop.example:8443/subscriptions/confirm/")
    assert page_url("deadline", "pause") == "https://longstop.example:8443/deadlines/pause/"
    assert site_host() == "longstop.example"


def test_a_link_leads_to_the_language_that_is_active(settings: Settings) -> None:
    settings.SITE_URL = "https://longstop.example"

    with translation.override("de"):
        assert page_url("deadline", "pause") == "https://longstop.example/de/deadlines/pause/"
    assert page_url("deadline", "pause") == "https://longstop.example/deadlines/pause/"
