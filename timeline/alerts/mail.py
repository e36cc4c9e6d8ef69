"""Mails: the template triples of templates/mail/, filled in once per alert and language, then for each recipient."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from timeline.models import Alert, Confirmation, Delivery, OutboxRow, Subscriber

from .calendar_part import calendar_of
from .facts import alert_facts
from .links import confirm_url, manage_url, site_host, unsubscribe_url
from .return_path import return_path
from .wire import Part, Stencil, Wire, address_on_the_wire, moment, quoted
from .wording import offered_language, one_line, target_id, target_in_words

SUBJECT_LENGTH = 200
TEXT_LENGTH = 500_000
"""More than anybody reads, and less than would keep the others waiting."""

# No title or quote can hold what nobody could have guessed before this process began.
_MARK = secrets.token_hex(16)
_UNSUBSCRIBE = f"{_MARK}-unsubscribe"
_MANAGE = f"{_MARK}-manage"
_WHY = f"{_MARK}-why"


# The longer first: one begins with the other.
_MARKS = (_UNSUBSCRIBE, _MANAGE, f"{_WHY}-html", _WHY)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without its recipient: what is personal stands in it as marks."""

    stencil: Stencil
    language: str
    whys: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """Why one gets it, in text and in HTML, by what is followed."""


def draft_alert(alert: Alert, language: str, now: datetime) -> Letter:
    """The letter of an alert in one language, with what is known today and published.

    The alert comes with the records named in `standing.ALERT_RECORDS`.
    """
    with translation.override(language):
        facts = alert_facts(alert, now)
        calendar = calendar_of([(alert, facts)], now)
        context = {**facts, "unsubscribe_url": _UNSUBSCRIBE, "manage_url": _MANAGE, "why": _WHY}
        feedback = {"Feedback-ID": f"{alert.pk}:{alert.kind}:alerts:{sender_id()}"}
        return draft(alert.kind, context, feedback, [calendar] if calendar else [])


def sender_id() -> str:
    """This service in a Feedback-ID, where Gmail wants 5 to 15 characters: its host name, or what stands for it."""
    host = site_host()
    if 5 <= len(host) <= 15:
        return host
    return f"longstop-{hashlib.sha256(host.encode()).hexdigest()[:6]}"


def alert_mail(delivery: Delivery, letter: Letter, now: datetime) -> Wire:
    """The letter to one subscriber, with their own links and the reason they get it."""
    subscription = delivery.subscription
    assert subscription is not None, "a delivery without a subscription does not pass the fence"
    followed = target_id(subscription)
    # The links lead to pages in the language of the letter.
    with translation.override(letter.language):
        unsubscribe = unsubscribe_url(subscription.pk, now)
        manage = manage_url(delivery.subscriber_id, now)
        if followed not in letter.whys:
            why = _("You get this mail because you follow %(what)s.") % {"what": target_in_words(subscription)}
            letter.whys[followed] = quoted(why), quoted(escape(why))
    text, html = letter.whys[followed]
    personal = {
        _UNSUBSCRIBE: quoted(unsubscribe),
        _MANAGE: quoted(manage),
        _WHY: text,
        f"{_WHY}-html": html,
    }
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{followed}.{site_host()}>",
    }
    return addressed(letter, delivery, delivery.subscriber, headers, personal, now)


def confirmation_mail(confirmation: Confirmation, now: datetime) -> Wire:
    """The mail that asks to confirm a subscription, or says that it stands already."""
    subscription = confirmation.subscription
    subscriber = subscription.subscriber
    known = subscription.confirmed_at is not None
    with translation.override(offered_language(subscriber.language)):
        context: dict[str, Any] = {"what": target_in_words(subscription), "site_host": site_host()}
        if known:
            context["manage_url"] = manage_url(subscriber.pk, now)
        else:
            context["confirm_url"] = confirm_url(subscription.pk, now)
        letter = draft("following" if known else "confirmation", context, {}, [])
    return addressed(letter, confirmation, subscriber, {}, {}, now)


_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def draft(name: str, context: dict[str, Any], headers: dict[str, str], parts: list[Part]) -> Letter:
    """The letter that the templates `name` make of a context, in the active language. Raises ValueError for one too long."""
    context = {"language": translation.get_language(), **context}
    subject = one_line(render_to_string(f"mail/{name}-subject.txt", context))
    if len(subject) > SUBJECT_LENGTH:
        subject = f"{subject[: SUBJECT_LENGTH - 1]}…"
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"mail/{name}-body.txt", context)).strip() + "\n"
    if len(text) > TEXT_LENGTH:
        raise ValueError(f"Its text has {len(text):,} characters; {TEXT_LENGTH:,} are allowed.")
    html = _inliner.inline(render_to_string(f"mail/{name}-body.html", {**context, "subject": subject}))
    html = html.replace(_WHY, f"{_WHY}-html")
    every = {
        "Reply-To": address_on_the_wire(settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL),
        "Auto-Submitted": "auto-generated",
        "Content-Language": context["language"],
        **headers,
    }
    bodies = [Part("text/plain", text), Part("text/html", html), *parts]
    boundary = f"=_{secrets.token_hex(16)}"
    return Letter(Stencil(subject, settings.DEFAULT_FROM_EMAIL, every, bodies, _MARKS, boundary), context["language"])


def addressed(
    letter: Letter,
    row: OutboxRow,
    subscriber: Subscriber,
    headers: dict[str, str],
    personal: dict[str, bytes],
    now: datetime,
) -> Wire:
    """The letter to one subscriber; `personal` are the words for the marks it has."""
    always = {
        # The same for every try, so that a repeated mail is recognisable.
        "Message-ID": f"<{row.key}@{site_host()}>",
        "Date": moment(now),
    }
    wire = letter.stencil.fill(subscriber.email, {**always, **headers}, personal)
    # The sender on the envelope; the one in the header stays.
    wire.from_email = return_path(row.key) or wire.from_email
    return wire
