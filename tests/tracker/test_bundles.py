"""The public pages load one style sheet and one script, each the sum of its parts."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.test import Client

from tracker import bundles
from tracker.bundles import BundleFinder, MissingPart, joined

STATIC = Path(__file__).parents[2] / "timeline" / "static"
ELSEWHERE = {"timeline/embedded.js", "timeline/embedding.js"}
"""Scripts of the frame, and of pages that hold one."""


def test_every_style_and_script_of_the_public_pages_is_in_a_bundle_once() -> None:
    parts = sorted([*bundles.STYLES, *bundles.SCRIPTS, bundles.AFTER_PAINT])
    files = {f"timeline/{file.name}" for file in (STATIC / "timeline").iterdir() if file.suffix in {".css", ".js"}}
    assert parts == sorted(files - ELSEWHERE)


def test_the_style_sheet_holds_its_parts_in_their_order_and_those_for_paper_for_paper_alone() -> None:
    text = _words(joined("timeline/site.css"))
    parts = {name: _words(_without_comments((STATIC / name).read_text())) for name in bundles.STYLES}
    assert text == " ".join(
        f"@media print {{ {part} }}" if name == "timeline/print.css" else part for name, part in parts.items()
    )


def _without_comments(css: str) -> str:
    """What is said to who reads the parts is not sent to every reader."""
    return "".join(each.partition("*/")[2] if number else each for number, each in enumerate(css.split("/*")))


def _words(css: str) -> str:
    return " ".join(css.split())


def test_the_script_hands_its_parts_in_their_order_to_what_runs_them_after_the_first_paint() -> None:
    text = joined("timeline/site.js")
    places = [text.index((STATIC / name).read_text().strip()) for name in (bundles.AFTER_PAINT, *bundles.SCRIPTS)]
    assert places == sorted(places)
    assert text.count("\n() => {\n") == len(bundles.SCRIPTS)


def test_a_bundle_is_found_and_written_once(settings: Any, tmp_path: Path) -> None:
    settings.BUNDLE_DIR = tmp_path
    finder = BundleFinder()
    found = Path(finder.find("timeline/site.css"))
    assert found.read_text() == joined("timeline/site.css")
    os.utime(found, (1, 1))
    finder.find("timeline/site.css")
    assert found.stat().st_mtime == 1
    found.write_text("old")
    finder.find("timeline/site.css")
    assert found.read_text() == joined("timeline/site.css")
    assert [each.name for each in found.parent.iterdir()] == ["site.css"]


def test_other_files_are_left_to_other_finders(settings: Any, tmp_path: Path) -> None:
    settings.BUNDLE_DIR = tmp_path
    assert BundleFinder().find("timeline/tokens.css") == []
    assert finders.find("timeline/tokens.css") == str(STATIC / "timeline" / "tokens.css")


def test_a_part_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bundles.BUNDLES, "timeline/site.js", ("timeline/nothing.js",))
    with pytest.raises(MissingPart, match="timeline/nothing.js"):
        joined("timeline/site.js")


def test_bundles_are_collected(settings: Any, tmp_path: Path) -> None:
    settings.BUNDLE_DIR, settings.STATIC_ROOT = tmp_path / "bundles", tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = StaticFilesStorage(location=tmp_path / "static")
    for path in bundles.BUNDLES:
        with storage.open(path) as file:
            assert file.read().decode() == joined(path)


def test_all_scripts_together_stay_light() -> None:
    assert len(gzip.compress(joined("timeline/site.js").encode())) <= 20 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/timelines/", "/calculator/", "/about/", "/conventions/"])
def test_a_page_asks_for_one_style_sheet_one_script_and_an_icon(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    links = [
        part.split('"')[0] for part in html.replace("src=", "href=").split('href="') if part.startswith("/static/")
    ]
    assert links == ["/static/timeline/icon.svg", "/static/timeline/site.css", "/static/timeline/site.js"]
