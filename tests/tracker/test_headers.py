"""The security headers of each area of the service, also on answers that were kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import TimelineFactory, UserFactory
from tests.tracker.pagecache.visit import Site
from tracker.headers import PERMISSIONS_POLICY

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": PERMISSIONS_POLICY,
    "x-frame-options": "DENY",
}
PAGE_ALONE = {"cross-origin-resource-policy": "same-origin"}


def found(headers: dict[str, str], names: dict[str, str]) -> dict[str, str | None]:
    return {name: headers.get(name) for name in names}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/timelines/none/", "/calculator/?start=never", "/subscribe/", "/admin/login/", "/nothing"]
)
def test_a_page_of_any_area_and_status_carries_all_of_them(client: Client, address: str) -> None:
    headers = {name.lower(): value for name, value in client.get(address).items()}
    assert found(headers, {**EVERYWHERE, **PAGE_ALONE}) == {**EVERYWHERE, **PAGE_ALONE}
    assert "content-security-policy" in headers


@pytest.mark.django_db
def test_an_answer_for_programs_may_be_loaded_by_others(client: Client) -> None:
    headers = {name.lower(): value for name, value in client.get("/api/v1/timelines/").items()}
    assert found(headers, EVERYWHERE) == EVERYWHERE
    assert "cross-origin-resource-policy" not in headers


@pytest.mark.django_db
def test_a_page_of_the_signed_in_admin_carries_them(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    headers = {name.lower(): value for name, value in client.get("/admin/").items()}
    assert found(headers, {**EVERYWHERE, **PAGE_ALONE}) == {**EVERYWHERE, **PAGE_ALONE}


@pytest.mark.django_db
def test_a_kept_page_carries_what_it_carried_when_it_was_made(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 3600
    TimelineFactory.create(slug="t")
    site = Site()
    made, kept = (site.visit("/timelines/t/", **{"wsgi.url_scheme": "https"}) for _ in range(2))
    assert len(site.django.asked) == 1
    assert kept.headers == made.headers
    expected = {**EVERYWHERE, **PAGE_ALONE, "strict-transport-security": "max-age=3600"}
    assert found(kept.headers, expected) == expected
    assert "'unsafe-inline'" not in kept.headers["content-security-policy"]
    again = site.visit("/timelines/t/", HTTP_IF_NONE_MATCH=kept.headers["etag"], **{"wsgi.url_scheme": "https"})
    assert found(again.headers, expected) == expected
