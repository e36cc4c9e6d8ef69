"""The pictures of a timeline file: their words, and the name of a file that the database has or has not.

A timeline file is text and carries no pixels, so reading one never adds, replaces or removes a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from timeline.models import Picture
from timeline.models.fields import QUOTE_LENGTH
from timeline.models.picture import DIGEST_LENGTH

from . import document as doc
from .fields import Fields
from .store import Children, update_row, write_history
from .stored import rows_of

_CREDIT = 200
_LICENCE = 200
_URL = 1000


def read_picture(fields: Fields) -> doc.Picture:
    """The words of a picture, and the digest of its file."""
    picture = doc.Picture(
        file=fields.text("file", most=DIGEST_LENGTH, required=True),
        alt=fields.text("alt", most=QUOTE_LENGTH, required=True),
        credit=fields.text("credit", most=_CREDIT, required=True),
        caption=fields.text("caption", most=QUOTE_LENGTH),
        licence=fields.text("licence", most=_LICENCE),
        licence_url=fields.address("licence_url", most=_URL),
        line=fields.line,
    )
    if picture.file and not re.fullmatch(f"[0-9a-f]{{{DIGEST_LENGTH}}}", picture.file):
        fields.mistake("file", f"{picture.file!r} names no picture; the name that dumptimeline writes is expected")
    if picture.licence_url and not picture.licence:
        fields.mistake("licence", "missing; the name of the licence that licence_url leads to is expected")
    return picture


def store_words(wanted: Mapping[int, doc.Picture], reason: str) -> tuple[Children, list[int]]:
    """Give the pictures of events, by key, the words of the file.

    Returns what was changed, and the keys of the events whose picture of this name is not stored here, in the order of the file.
    """
    children = Children()
    found = {row.event_id: row for row in rows_of(Picture, "event_id", list(wanted))}
    missing = []
    for key, words in wanted.items():
        row = found.get(key)
        if row is None or row.digest != words.file:
            missing.append(key)
            continue
        values = {name: value for name, value in asdict(words).items() if name not in ("file", "line")}
        if update_row(row, values):
            children.changed.append(row)
    write_history(Picture, children.changed, reason, created=False)
    return children, missing
