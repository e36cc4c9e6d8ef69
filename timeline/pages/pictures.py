"""Pictures of events as readers see them: addresses of their renditions, and words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from timeline.deadlines.keys import Keys
from timeline.deadlines.queries import published_pictures
from timeline.models import WIDTHS, Event, is_same_language, widths_of
from timeline.models.picture import DIGEST_LENGTH

from .jinja import hot
from .words import language

_COLUMNS = ("digest", "width", "height", "alt", "caption", "credit", "licence", "licence_url")


class PictureWords(NamedTuple):
    """`src` is the rendition for who takes one only, `srcset` all of them, empty where there is one. A language is empty where
    it is that of the page. `width` and `height` are those of the largest rendition."""

    src: str
    srcset: str
    full: str
    width: int
    height: int
    alt: str
    alt_language: str
    caption: str
    caption_language: str
    credit: str
    licence: str
    licence_url: str


def pictures_of_events(events: Mapping[int, Event], known_on: date | None) -> dict[int, PictureWords]:
    """The pictures of published events by their keys, in the words the events speak; one query and no model instances."""
    rows = published_pictures(known_on=known_on).filter(**Keys(list(events)).where("event_id")).order_by()
    words = _Words()
    return {key: words.of(events[key], *values) for key, *values in rows.values_list("event_id", *_COLUMNS)}


def picture_of(event: Event, known_on: date | None) -> PictureWords | None:
    """The picture of one published event; one query."""
    return pictures_of_events({event.pk: event}, known_on).get(event.pk)


def figure(picture: PictureWords | None) -> SafeString:
    """The figure of a page that is about this picture's event, where it stands on top; empty where there is none."""
    return (
        hot("pages/picture.html", {"picture": picture, "is_lazy": False, "is_framed": False})
        if picture
        else SafeString("")
    )


def address(digest: str, width: int) -> str:
    """The path of a rendition."""
    return reverse("sharing:picture", args=[digest, width])


class _Words:
    """Puts many pictures into the words of one language."""

    def __init__(self) -> None:
        self._language = language()
        # What stands before and after digest and width in every path.
        nobody = "0" * DIGEST_LENGTH
        self._before, _mark, self._after = address(nobody, 1).partition(f"{nobody}-1")

    def of(
        self,
        event: Event,
        digest: str,
        width: int,
        height: int,
        alt: str,
        caption: str,
        credit: str,
        licence: str,
        licence_url: str,
    ) -> PictureWords:
        said = event.said
        files = {each: f"{self._before}{digest}-{each}{self._after}" for each in widths_of(width)}
        middle = max((each for each in files if each <= WIDTHS[1]), default=width)
        return PictureWords(
            files[middle],
            ", ".join(f"{path} {each}w" for each, path in files.items()) if len(files) > 1 else "",
            files[width],
            width,
            height,
            said.picture_alt or alt,
            self._other(said.language if said.picture_alt else event.language),
            said.picture_caption or caption,
            self._other(said.language if said.picture_caption else event.language),
            credit,
            licence,
            licence_url if licence_url.startswith(("https://", "http://")) else "",
        )

    def _other(self, tag: str) -> str:
        return "" if is_same_language(tag, self._language) else tag
