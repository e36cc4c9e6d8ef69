"""What a page gives to those who share it: a preview, its picture, a description for machines, a way to cite it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from timeline.deadlines.markdown import plain
from timeline.models import Deadline, Event, Policy, Timeline
from timeline.pages.known_on import Knowledge
from timeline.pages.verdict import Verdict
from timeline.pages.words import edtf_in_words, language

from .card import Card
from .citing import Citing, citing
from .framing import embed_code
from .json_ld import Thing, script_text

_LOCALES = {"en": "en_GB", "de": "de_DE"}


@dataclass(frozen=True, slots=True)
class Shared:
    """`image` is a full address, empty where a page has no picture; so is `citing` None where there is nothing to cite."""

    title: str
    description: str
    locale: str
    url: str
    image: str
    json_ld: SafeString
    citing: Citing | None
    feed: str
    calendar: str
    oembed: str
    embed_code: str


def site_name() -> str:
    """The host that readers know the service by."""
    return urlsplit(settings.SITE_URL).netloc


def full_address(name: str, slug: str) -> str:
    """The full address of a record's page in the active language."""
    return f"{settings.SITE_URL}{reverse(name, args=[slug])}"


def timeline_card(record: Timeline) -> Card:
    opening = plain(record.said.summary.split("\n", 1)[0])
    return Card(_("Timeline"), record.said.title, (opening,) if opening else (), site_name(), language())


def event_card(record: Event) -> Card:
    return Card(_("Event"), record.said.title, (edtf_in_words(record.date),), site_name(), language())


def deadline_card(record: Deadline, verdict: Verdict, previously: str) -> Card:
    """`previously` is the date it had before, in words; empty where it never moved."""
    facts = [" – ".join(part for part in (verdict.when, verdict.label) if part)]
    if previously:
        facts.append(_("was %(day)s") % {"day": previously})
    return Card(_("Deadline"), record.said.title, tuple(facts), site_name(), language())


def shared(
    record: Timeline | Event | Deadline | Policy,
    knowledge: Knowledge,
    thing: Thing,
    card: Card | None,
    *,
    calendar: bool = False,
    feed: bool = False,
    embeddable: bool = False,
) -> Shared:
    """Everything for the page of a record in the active language."""
    kind = str(record._meta.model_name)
    url = full_address(f"pages:{kind}", record.slug)
    image = ""
    if card is not None:
        # Networks keep a picture for weeks by its address: another picture has another.
        version = hashlib.sha256(repr(card).encode()).hexdigest()[:12]
        image = f"{settings.SITE_URL}{reverse('pages:card', args=[kind, record.slug])}?v={version}"
    return Shared(
        title=record.said.title,
        description=Truncator(plain(record.said.summary) or record.said.title).words(40),
        locale=_LOCALES.get(language(), ""),
        url=url,
        image=image,
        json_ld=script_text(thing),
        citing=citing(record.slug, record.said.title, url, site_name(), knowledge.day, language()),
        feed=full_address(f"feeds:{kind}", record.slug) if feed else "",
        calendar=full_address(f"feeds:{kind}-calendar", record.slug) if calendar else "",
        oembed=f"{settings.SITE_URL}{reverse('sharing:oembed')}" if embeddable else "",
        embed_code=embed_code(record) if embeddable and isinstance(record, Timeline) else "",
    )
