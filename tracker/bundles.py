"""One style sheet and one script for the public pages, made of their parts without a build step.

A finder of static files, so that they are served, collected, hashed and compressed like any other file. A change of a part
is seen when a process starts, or when files are collected.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STYLES = (
    "timeline/tokens.css",
    "timeline/base.css",
    "timeline/components.css",
    "timeline/timeline.css",
    "timeline/story.css",
    "timeline/picture.css",
    "timeline/river.css",
    "timeline/record.css",
    "timeline/forms.css",
    "timeline/strip.css",
    "timeline/print.css",
)
ON_PAPER = {"timeline/print.css"}
_COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)
SCRIPTS = (
    "timeline/live.js",
    "timeline/river.js",
    "timeline/slider.js",
    "timeline/keys.js",
    "timeline/countdown.js",
    "timeline/reading.js",
)
"""They run in this order, once the page has been painted."""
AFTER_PAINT = "timeline/painted.js"
"""How they are run."""

BUNDLES = {"timeline/site.css": STYLES, "timeline/site.js": SCRIPTS}
"""Each bundle lies where its parts do, so that what they refer to by relative addresses is found."""


class MissingPart(Exception):
    """A part of a bundle is nowhere to be found."""


class BundleFinder(BaseFinder):
    """Finds the bundles; they are written under VAR_DIR, anew when a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(settings.BUNDLE_DIR)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of a bundle by the name it is served by; an empty list for any other name."""
        if path not in BUNDLES:
            return []
        file = str(self._written(path))
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Each bundle with where it is stored."""
        for path in BUNDLES:
            self._written(path)
            yield path, self.storage

    def _written(self, path: str) -> Path:
        file = Path(self.storage.path(path))
        content = joined(path).encode()
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Written aside: another process may be reading it.
            descriptor, aside = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(descriptor, "wb") as written:
                written.write(content)
            os.chmod(aside, 0o644)
            os.replace(aside, file)
        return file


def joined(path: str) -> str:
    """The text of a bundle. Raises MissingPart."""
    if path.endswith(".js"):
        acts = ",\n".join(f"() => {{\n{_part(name)}}}" for name in BUNDLES[path])
        return f"(() => {{\n{_part(AFTER_PAINT)}\npainted([\n{acts}\n]);\n}})();\n"
    # What is said to who reads the parts is not sent to every reader.
    return "\n".join(_COMMENT.sub("", _part(name)) for name in BUNDLES[path])


def _part(name: str) -> str:
    # Not through all finders: this one would look for its own parts.
    file = next((found for each in _others() if (found := each.find(name))), None)
    if not file:
        raise MissingPart(f"The static file {name}, a part of a bundle, does not exist.")
    text = Path(file).read_text(encoding="utf-8").strip() + "\n"
    return f"@media print {{\n{text}}}\n" if name in ON_PAPER else text


def _others() -> Iterator[Any]:
    return (each for each in finders.get_finders() if not isinstance(each, BundleFinder))
