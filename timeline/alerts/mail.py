"""Mails: the template triples of templates/mail/, filled in once per alert and language, then for each recipient."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from timeline.models import Alert, Confirmation, Delivery, OutboxRow, Subscriber

from .facts import alert_facts
from .links import confirm_url, manage_url, site_host, unsubscribe_url
from .wording import offered_language, one_line, target_id, target_in_words

SUBJECT_LENGTH = 200

# No title or quote can hold what nobody could have guessed before this process began.
_MARK = secrets.token_hex(16)
_UNSUBSCRIBE = f"{_MARK}-unsubscribe"
_MANAGE = f"{_MARK}-manage"
_WHY = f"{_MARK}-why"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without its recipient: what is personal stands in it as marks."""

    subject: str
    text: str
    html: str
    language: str


def draft_alert(alert: Alert, language: str, now: datetime) -> Letter:
    """The letter of an alert in one language, with what is known today and published.

    The alert comes with the records named in `standing.ALERT_RECORDS`.
    """
    with translation.override(language):
        facts = alert_facts(alert, now)
        return _draft(alert.kind, {**facts, "unsubscribe_url": _UNSUBSCRIBE, "manage_url": _MANAGE, "why": _WHY})


def alert_mail(delivery: Delivery, letter: Letter, now: datetime) -> EmailMultiAlternatives:
    """The letter to one subscriber, with their own links and the reason they get it."""
    subscription = delivery.subscription
    assert subscription is not None, "a delivery without a subscription does not pass the fence"
    unsubscribe = unsubscribe_url(subscription.pk, now)
    with translation.override(letter.language):
        why = _("You get this mail because you follow %(what)s.") % {"what": target_in_words(subscription)}
    personal = {_UNSUBSCRIBE: unsubscribe, _MANAGE: manage_url(delivery.subscriber_id, now), _WHY: why}
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{target_id(subscription)}.{site_host()}>",
    }
    return _addressed(_personalised(letter, personal), delivery, delivery.subscriber, headers)


def confirmation_mail(confirmation: Confirmation, now: datetime) -> EmailMultiAlternatives:
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
        letter = _draft("following" if known else "confirmation", context)
    return _addressed(letter, confirmation, subscriber, {})


_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def _draft(name: str, context: dict[str, Any]) -> Letter:
    context = {"language": translation.get_language(), **context}
    subject = one_line(render_to_string(f"mail/{name}-subject.txt", context))
    if len(subject) > SUBJECT_LENGTH:
        subject = f"{subject[: SUBJECT_LENGTH - 1]}…"
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"mail/{name}-body.txt", context)).strip() + "\n"
    html = _inliner.inline(render_to_string(f"mail/{name}-body.html", {**context, "subject": subject}))
    return Letter(subject, text, html, context["language"])


def _personalised(letter: Letter, personal: dict[str, str]) -> Letter:
    text, html = letter.text, letter.html
    for mark, value in personal.items():
        text = text.replace(mark, value)
        html = html.replace(mark, escape(value))
    return Letter(letter.subject, text, html, letter.language)


def _addressed(
    letter: Letter, row: OutboxRow, subscriber: Subscriber, headers: dict[str, str]
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[subscriber.email],
        headers={
            # The same for every try, so that a repeated mail is recognisable.
            "Message-ID": f"<{row.key}@{site_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
            **headers,
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail
