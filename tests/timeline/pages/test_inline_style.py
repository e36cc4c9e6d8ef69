"""A timeline's page carries its style sheet, and its policy allows that text alone."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.factories.records import TimelineFactory
from timeline.pages.inline_style import SHEET, MissingSheet, inline_style

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_anew() -> Any:
    inline_style.cache_clear()
    yield
    inline_style.cache_clear()


@pytest.mark.parametrize("name", ["pages:timeline", "pages:embed"])
def test_a_timeline_carries_its_style_sheet_and_its_policy_allows_that_text_alone(client: Client, name: str) -> None:
    timeline = TimelineFactory.create()
    answer = client.get(reverse(name, args=[timeline.slug]))
    [text] = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    assert text == Path(finders.find(SHEET) or "").read_text()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    directives = dict(each.strip().partition(" ")[::2] for each in answer["Content-Security-Policy"].split(";"))
    assert directives["style-src"] == f"'self' 'sha256-{digest}'"
    assert directives["script-src"] == "'self'"
    assert directives["frame-ancestors"] == ("*" if name == "pages:embed" else "'none'")
    assert 'rel="stylesheet"' not in answer.content.decode()


def test_a_timeline_that_is_not_there_says_so_in_the_linked_style(client: Client) -> None:
    answer = client.get(reverse("pages:timeline", args=["nowhere"]))
    assert answer.status_code == 404
    assert answer.content.decode().count('rel="stylesheet"') == 1
    assert "<style>" not in answer.content.decode()


def test_where_files_are_collected_the_collected_sheet_is_the_one(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    [collected] = (tmp_path / "static" / "timeline").glob("site.*.css")
    collected.write_text("p { color: red }")
    assert inline_style().text == "p { color: red }"


@pytest.mark.parametrize("text", ["p {}</style>", "p { background: url(icon.svg) }"])
def test_a_sheet_that_cannot_stand_in_a_page_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    sheet = tmp_path / "site.css"
    sheet.write_text(text)
    monkeypatch.setattr(finders, "find", lambda name: str(sheet))
    with pytest.raises(MissingSheet, match=r"^timeline/site\.css cannot stand in a page"):
        inline_style()


def test_a_sheet_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "find", lambda name: None)
    with pytest.raises(MissingSheet, match=r"^The static file timeline/site\.css does not exist\.$"):
        inline_style()
