from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    CitationFactory,
    EffectFactory,
    EventFactory,
)
from tests.timeline.alerts.acts import act, at
from timeline.models import Deadline, Event, PublicationStatus, Source

from .mails import MORNING, body, sent, the_pause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_what_editors_type_is_escaped_in_html_and_plain_in_text() -> None:
    deadline = the_pause()
    Deadline.objects.filter(pk=deadline.pk).update(title="<script>alert(1)</script> & Co")
    Source.objects.update(title="<img src=x onerror=1>")

    message = sent("reminder", MORNING)

    page = BeautifulSoup(body(message, "html"), "html.parser")
    assert page.find_all(["script", "img"]) == []
    assert "<script>alert(1)</script> & Co" in body(message, "plain")
    assert "&amp;" not in body(message, "plain")


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    the_pause()
    Source.objects.update(url="javascript:alert(1)")

    message = sent("reminder", MORNING)

    assert "javascript" not in body(message, "html") + body(message, "plain")


def test_html_carries_its_style_and_fetches_nothing() -> None:
    order = act(the_pause(), "extend", at(3, 2), until=date(2025, 6, 19))
    CitationFactory.create(event=order)

    page = BeautifulSoup(body(sent("moved", at(3, 2)), "html"), "html.parser")

    assert page.find_all(["img", "link", "script", "iframe", "object", "svg", "video"]) == []
    assert "url(" not in str(page)
    assert "@import" not in str(page)
    heading = page.find("h1")
    assert heading is not None
    assert "font-size" in heading["style"]


@pytest.mark.parametrize("status", [PublicationStatus.DRAFT, PublicationStatus.RETRACTED])
def test_nothing_that_readers_cannot_see_is_in_a_mail(status: PublicationStatus) -> None:
    deadline = the_pause()
    order = act(deadline, "extend", at(3, 2), until=date(2025, 6, 19), title="Secret order")
    CitationFactory.create(event=order, source__title="Secret source")
    # The order stays in force by another event, so that the mail itself still holds.
    Event.objects.filter(pk=order.pk).update(publication_status=status)
    Source.objects.filter(title="Order 14166").update(publication_status=status, title="Secret source")
    policy = deadline.policy
    assert policy is not None
    type(policy).objects.update(publication_status=status, title="Secret act")

    message = sent("moved", at(3, 2))

    assert "Secret" not in message.as_string()


def test_what_becomes_known_tomorrow_is_not_in_todays_mail() -> None:
    deadline = the_pause()
    announced = EventFactory.create(date="2025-03-30", title="Tomorrow's order")
    EffectFactory.create(event=announced, on_deadline=deadline, until=date(2025, 6, 19))

    assert "Tomorrow's order" not in body(sent("reminder", MORNING), "plain")
