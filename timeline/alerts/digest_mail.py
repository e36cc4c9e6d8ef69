"""The mail of a digest: what several alerts tell one reader, the next day first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.models import Alert, Cadence, Delivery, Digest, Subscription

from .calendar_part import calendar_of
from .facts import alert_facts
from .links import manage_url, site_host, unsubscribe_digest_url, unsubscribe_url
from .mail import addressed, draft, sender_id
from .moments import first_possible_day
from .wire import Wire
from .wording import one_line, target_id, target_in_words

_FIRST_LENGTH = 150
"""Of the first subject, so that how many more there are is still seen."""


@dataclass(frozen=True)
class Entry:
    """One alert in one language, as a digest tells it."""

    alert: Alert
    facts: dict[str, Any]
    subject: str
    lead: str

    @property
    def order(self) -> tuple[date, int]:
        """The next day first; what has none comes last."""
        outcome = self.alert.outcome
        return (first_possible_day(outcome) if outcome is not None else None) or date.max, self.alert.pk


def draft_entry(alert: Alert, language: str, now: datetime) -> Entry:
    """What a digest tells of an alert. The alert comes with the records named in `standing.ALERT_RECORDS`."""
    with translation.override(language):
        facts = alert_facts(alert, now)
        subject = one_line(render_to_string(f"mail/{alert.kind}-subject.txt", facts))
        # As text: the HTML of the digest escapes it where it is put in.
        lead = Engine.get_default().get_template(f"mail/{alert.kind}-lead.txt")
        return Entry(alert, facts, subject, one_line(lead.render(Context(facts, autoescape=False))))


def digest_mail(digest: Digest, told: Sequence[tuple[Delivery, Entry]], now: datetime) -> Wire:
    """The mail of a digest with its deliveries, each with the entry of its alert in the digest's language."""
    told = sorted(told, key=lambda each: each[1].order)
    subscriptions = {each.subscription.pk: each.subscription for each, _entry in told if each.subscription is not None}
    with translation.override(digest.language):
        manage = manage_url(digest.subscriber_id, now)
        unsubscribe = _unsubscribe_url(digest, list(subscriptions), now)
        context = {
            "subject_line": _subject([entry.subject for _each, entry in told]),
            "entries": [{**entry.facts, "lead": entry.lead, "kind": entry.alert.kind} for _each, entry in told],
            "why": _why(digest, [each for _key, each in sorted(subscriptions.items())]),
            "manage_url": manage,
            "unsubscribe_url": unsubscribe,
        }
        calendar = calendar_of([(entry.alert, entry.facts) for _each, entry in told], now)
        # What is counted by it must not be one mail.
        feedback = {"Feedback-ID": f"{digest.cadence}:digest:alerts:{sender_id()}"}
        letter = draft("digest", context, feedback, [calendar] if calendar else [])
    followed = [target_id(each) for each in subscriptions.values()]
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{followed[0] if len(followed) == 1 else f'{digest.cadence}.digest'}.{site_host()}>",
    }
    return addressed(letter, digest, digest.subscriber, headers, {}, now)


def _unsubscribe_url(digest: Digest, subscriptions: list[int], now: datetime) -> str:
    """The link that ends what the mail is about: the one subscription, or all those that it tells of."""
    if len(subscriptions) == 1:
        return unsubscribe_url(subscriptions[0], now)
    return unsubscribe_digest_url(digest.pk, now)


def _subject(subjects: list[str]) -> str:
    first, more = subjects[0], len(subjects) - 1
    if not more:
        return first
    if len(first) > _FIRST_LENGTH:
        first = f"{first[: _FIRST_LENGTH - 1]}…"
    return ngettext("%(first)s – and %(more)s more", "%(first)s – and %(more)s more", more) % {
        "first": first,
        "more": more,
    }


def _why(digest: Digest, subscriptions: list[Subscription]) -> str:
    followed = "; ".join(target_in_words(each) for each in subscriptions)
    if digest.cadence == Cadence.DAILY:
        return _("You get this mail because you follow %(what)s, and asked to be told once a day.") % {"what": followed}
    return _("You get this mail because you follow %(what)s, and asked to be told once a week.") % {"what": followed}
