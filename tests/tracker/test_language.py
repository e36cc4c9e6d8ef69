"""Which language a request is answered in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

GERMAN_BROWSER = {"Accept-Language": "de-DE,de;q=0.9", "Cookie": "django_language=de"}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/de/", "de"), ("/about/", "en"), ("/de/about/", "de")])
def test_the_path_alone_decides_on_public_pages(client: Client, path: str, language: str) -> None:
    plain = client.get(path)
    asked = client.get(path, headers=GERMAN_BROWSER)
    assert plain.status_code == 200
    assert plain["Content-Language"] == language
    assert f'<html lang="{language}">' in plain.content.decode()
    assert asked.content == plain.content
    assert "Accept-Language" not in asked.get("Vary", "")


@pytest.mark.django_db
def test_the_admin_follows_the_browser(client: Client) -> None:
    answer = client.get("/admin/login/", headers=GERMAN_BROWSER)
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]
    assert client.get("/admin/login/")["Content-Language"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/fr/", "/de/healthz", "/de/api/v1/", "/de/admin/", "/de-AT/", "/de/de/"])
def test_no_other_prefix_leads_anywhere(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_a_prefix_without_its_slash_is_sent_on(client: Client) -> None:
    answer = client.get("/de/about")
    assert (answer.status_code, answer["Location"]) == (301, "/de/about/")


@pytest.mark.django_db
def test_a_language_ends_with_its_answer(client: Client) -> None:
    client.get("/de/")
    assert translation.get_language() == "en"
