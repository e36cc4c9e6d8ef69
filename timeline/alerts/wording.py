"""The days, counts and names that a mail speaks of, in the language that is active."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline.counting import edtf_words, parse_edtf
from timeline.deadlines.translations import say_in
from timeline.models import (
    Actor,
    Certainty,
    Deadline,
    EventKind,
    Everything,
    LeadUnit,
    OutcomeValues,
    Policy,
    Publishable,
    SavedSearch,
    Spoken,
    Subscription,
    Target,
    Timeline,
    Topic,
)

from .leads import Lead
from .moments import first_possible_day
from .searches import Search, read_search


def language() -> str:
    """The active language without its region, as the counting floor names it."""
    return (get_language() or "en").split("-")[0]


def offered_language(tag: str) -> str:
    """The language a mail is written in: the one asked for where it is on offer, else that of the service."""
    return tag if tag in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def edtf_in_words(text: str) -> str:
    """An EDTF date as a reader says it."""
    return edtf_words(parse_edtf(text), language())


def ends_within_the_day(outcome: OutcomeValues, zone: ZoneInfo) -> bool:
    """Whether the outcome names a moment other than the end of its due day, as the clocks of `zone` have it."""
    if outcome.due is None or outcome.due_at is None:
        return False
    ends = outcome.due_at.astimezone(zone)
    return ends.time() != time(0) or ends.date() != outcome.due + timedelta(days=1)


def due_in_words(outcome: OutcomeValues, zone: ZoneInfo) -> str:
    """The due day ("5 April 2025"), with the clock time where the deadline ends within the day, or the days it lies between.

    Empty where there is none.
    """
    if outcome.due is None:
        return _span_in_words(outcome.due_earliest, outcome.due_latest)
    day = _day_in_words(outcome.due)
    if outcome.due_at is None or not ends_within_the_day(outcome, zone):
        return day
    ends = outcome.due_at.astimezone(zone)
    when = {"day": _day_in_words(ends.date()), "time": f"{ends:%H:%M}", "zone": zone.key.replace("_", " ")}
    return _("%(day)s, %(time)s (%(zone)s)") % when


def days_left(outcome: OutcomeValues, zone: ZoneInfo, now: datetime) -> int | None:
    """Whole days from today, where the deadline is due, to its first possible day; None where there is none."""
    day = first_possible_day(outcome)
    return None if day is None else (day - now.astimezone(zone).date()).days


def lead_time_in_words(lead: Lead, at: time | None = None) -> str:
    """A lead time: "7 days before", "5 business days before at 07:30"."""
    if lead.days == 0:
        words = _("on the day itself")
    elif lead.unit == LeadUnit.BUSINESS_DAYS:
        words = ngettext("%(days)s business day before", "%(days)s business days before", lead.days) % {
            "days": lead.days
        }
    else:
        words = ngettext("%(days)s day before", "%(days)s days before", lead.days) % {"days": lead.days}
    return words if at is None else _("%(when)s at %(time)s") % {"when": words, "time": f"{at:%H:%M}"}


def is_shown(subscription: Subscription) -> bool:
    """Whether readers may see what is followed. A topic and an actor have no publication status of their own."""
    target = subscription.target
    if isinstance(target, SavedSearch):
        return read_search(target) is not None
    return not isinstance(target, Publishable) or target.is_published


def target_in_words(subscription: Subscription) -> str:
    """What is followed: "the timeline “AI chips”". What readers cannot see is not named."""
    if not is_shown(subscription):
        return _("something that is no longer shown")
    return target_words(subscription.target)


def target_words(target: Target) -> str:
    """Something that readers can see, as what one follows."""
    if isinstance(target, Everything):
        return _("everything published here")
    if isinstance(target, SavedSearch):
        return _search_words(read_search(target))
    words = {
        Timeline: _("the timeline “%(name)s”"),
        Policy: _("the policy “%(name)s”"),
        Topic: _("the topic “%(name)s”"),
        Actor: _("the actor “%(name)s”"),
        Deadline: _("the deadline “%(name)s”"),
    }
    return words[type(target)] % {"name": _name(target)}


def _name(target: Timeline | Policy | Topic | Actor | Deadline) -> str:
    if not isinstance(target, Spoken):
        return str(target)
    say_in(language(), target)
    return target.said.title


def _search_words(search: Search | None) -> str:
    """A search by what it asks for: "the search for “export” in the timeline “AI chips” (topic: Chips)"."""
    if search is None:
        return _("something that is no longer shown")
    choice = search.choice
    name = _("the search for “%(text)s”") % {"text": choice.text} if choice.text else _("a search")
    if search.timeline is not None:
        name = _("%(search)s in the timeline “%(timeline)s”") % {"search": name, "timeline": _name(search.timeline)}
    filters = [
        f"{label}: {value}"
        for label, value in (
            (_("topic"), ", ".join(topic.name for topic in choice.topics)),
            (_("policy"), choice.policy and _name(choice.policy)),
            (_("actor"), choice.actor),
            (_("kind of event"), choice.kind and EventKind(choice.kind).label),
            (_("certainty"), choice.certainty and Certainty(choice.certainty).label),
        )
        if value
    ]
    return f"{name} ({', '.join(filters)})" if filters else name


def target_id(subscription: Subscription) -> str:
    """What is followed, as a List-Id names it: "ai-chips.timeline"; a search by the subscription's number."""
    target = subscription.target
    if isinstance(target, Everything):
        return "all.everything"
    if isinstance(target, SavedSearch):
        return f"{subscription.pk}.search"
    return f"{target.slug}.{target._meta.model_name}"


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
