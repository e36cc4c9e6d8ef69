"""The days, counts and names that a mail speaks of, in the language that is active."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.counting import edtf_words, parse_edtf
from timeline.models import OutcomeValues, Publishable, Subscription

from .moments import first_possible_day


def language() -> str:
    """The active language without its region, as the counting floor names it."""
    return (get_language() or "en").split("-")[0]


def offered_language(tag: str) -> str:
    """The language a mail is written in: the one asked for where it is on offer, else that of the service."""
    return tag if tag in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def edtf_in_words(text: str) -> str:
    """An EDTF date as a reader says it."""
    return edtf_words(parse_edtf(text), language())


def due_in_words(outcome: OutcomeValues, zone: ZoneInfo) -> str:
    """The due day ("5 April 2025"), with the clock time where the deadline ends within the day, or the days it lies between.

    Empty where there is none.
    """
    if outcome.due is None:
        return _span_in_words(outcome.due_earliest, outcome.due_latest)
    day = _day_in_words(outcome.due)
    if outcome.due_at is None:
        return day
    ends = outcome.due_at.astimezone(zone)
    if ends.time() == time(0) and ends.date() == outcome.due + timedelta(days=1):
        return day
    when = {"day": _day_in_words(ends.date()), "time": f"{ends:%H:%M}", "zone": zone.key.replace("_", " ")}
    return _("%(day)s, %(time)s (%(zone)s)") % when


def days_left(outcome: OutcomeValues, zone: ZoneInfo, now: datetime) -> int | None:
    """Whole days from today, where the deadline is due, to its first possible day; None where there is none."""
    day = first_possible_day(outcome)
    return None if day is None else (day - now.astimezone(zone).date()).days


def is_shown(subscription: Subscription) -> bool:
    """Whether readers may see what is followed. A topic has no publication status of its own."""
    target = subscription.target
    return not isinstance(target, Publishable) or target.is_published


def target_in_words(subscription: Subscription) -> str:
    """What is followed: "the timeline “AI chips”". What readers cannot see is not named."""
    if not is_shown(subscription):
        return _("something that is no longer shown")
    name = str(subscription.target)
    if subscription.timeline_id:
        return _("the timeline “%(name)s”") % {"name": name}
    if subscription.policy_id:
        return _("the policy “%(name)s”") % {"name": name}
    if subscription.topic_id:
        return _("the topic “%(name)s”") % {"name": name}
    return _("the deadline “%(name)s”") % {"name": name}


def target_id(subscription: Subscription) -> str:
    """What is followed, as a List-Id names it: "ai-chips.timeline"."""
    target = subscription.target
    return f"{target.slug}.{type(target)._meta.model_name}"


def one_line(text: str) -> str:
    """A text as a header may carry it: no line breaks, no control characters."""
    return " ".join(
        "".join(" " if ord(character) < 32 or character == "\x7f" else character for character in text).split()
    )


def _day_in_words(day: date) -> str:
    return edtf_in_words(day.isoformat())


def _span_in_words(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return _day_in_words(first)
    return _("between %(first)s and %(last)s") % {"first": _day_in_words(first), "last": _day_in_words(last)}
