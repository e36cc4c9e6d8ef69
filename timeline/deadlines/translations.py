"""Records in the reader's language: one query for any number of them, none where all are written in it already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from timeline.models import Said, Spoken, Translation, is_same_language

from .queries import published_deadlines, published_events


def say_in(language: str, *records: Spoken | Iterable[Spoken] | None) -> None:
    """Let each record (`record.said`) speak the language, as far as it is translated; the others keep their own words.

    Takes records and collections of them, of any kinds, and leaves out what is None.
    """
    waiting: dict[tuple[str, Any], list[Spoken]] = {}
    for record in _each(records):
        # A copy that spoke another language in the mail before this one.
        record.say(None)
        if not is_same_language(record.language, language):
            waiting.setdefault((str(record._meta.model_name), record.pk), []).append(record)
    if not waiting:
        return
    keys: dict[str, list[Any]] = {}
    for kind, key in waiting:
        keys.setdefault(kind, []).append(key)
    wanted = Q()
    for kind, held in keys.items():
        wanted |= Q(**{f"{kind}__in": held})
    for translation in Translation.objects.filter(wanted, language=language).order_by():
        for kind in keys:
            for record in waiting.get((kind, getattr(translation, f"{kind}_id")), ()):
                record.say(_said(translation, record))


def said_titles(named: Collection[str], language: str) -> dict[str, str]:
    """The titles of the published events and deadlines among these ids, in a language where there is a translation."""
    titles: dict[str, str] = {}
    for kind, records in (("event", published_events()), ("deadline", published_deadlines())):
        titles.update(_titles(records.filter(slug__in=named).order_by(), kind, language))
    return titles


def _titles(records: QuerySet[Any], kind: str, language: str) -> Iterable[tuple[str, str]]:
    translated = Translation.objects.filter(**{kind: OuterRef("pk")}, language=language).values("title")
    titles: Iterable[tuple[str, str]] = records.annotate(
        said_title=Coalesce(Subquery(translated), F("title"))
    ).values_list("slug", "said_title")
    return titles


def _each(records: Iterable[Spoken | Iterable[Spoken] | None]) -> Iterable[Spoken]:
    for found in records:
        if isinstance(found, Spoken):
            yield found
        elif found is not None:
            yield from found


def _said(translation: Translation, record: Any) -> Said:
    has_summary = bool(translation.summary)
    return Said(
        title=translation.title,
        language=translation.language,
        summary=translation.summary if has_summary else record.summary,
        summary_language=translation.language if has_summary else record.language,
        picture_alt=translation.picture_alt,
        picture_caption=translation.picture_caption,
    )
