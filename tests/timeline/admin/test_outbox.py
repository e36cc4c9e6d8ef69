"""Trying again what came to nothing, and letting an address have mail again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import DeliveryFactory, SubscriberFactory
from timeline.alerts.placing import HELD
from timeline.models import Deadline, Delivery, MailDomain, Subscriber

from .forms import soup

pytestmark = pytest.mark.django_db

LIST = "/admin/timeline/delivery/"


def failed(**values: Any) -> Delivery:
    """A delivery that was given up, whose outcome is the deadline's and still to come."""
    moment = timezone.now() + timedelta(days=7)
    values = {
        "state": "failed",
        "attempts": 12,
        "last_error": "451 later",
        "alert__outcome__due": moment.date(),
        "alert__outcome__due_earliest": moment.date(),
        "alert__outcome__due_latest": moment.date(),
        "alert__outcome__due_at": moment,
        **values,
    }
    delivery = DeliveryFactory.create(**values)
    computed = Deadline.objects.filter(pk=delivery.alert.told_deadline.pk)
    computed.update(revision=delivery.alert.told_outcome.revision)
    return delivery


def retry_page(delivery: Delivery) -> str:
    return reverse("admin:timeline_delivery_retry", args=[delivery.pk])


def listed(client: Client, **filters: str) -> set[str]:
    """The addresses in the list of deliveries under these filters."""
    rows = soup(client.get(LIST, filters)).select("#result_list .field-subscriber")
    return {row.get_text().strip() for row in rows}


def test_a_failed_delivery_is_tried_again_after_a_question(administrator: Client) -> None:
    delivery = failed()
    page = soup(administrator.get(retry_page(delivery)))

    assert "Given up after 12 attempts: 451 later" in page.select_one(".question").get_text()  # type: ignore[union-attr]
    assert Delivery.objects.get().state == "failed"
    answer = administrator.post(retry_page(delivery), follow=True)

    assert "It is sent as soon as a worker comes to it." in answer.content.decode()
    assert Delivery.objects.get().state == "pending"
    assert "Tried again: It is sent" in LogEntry.objects.get().change_message


def test_a_delivery_whose_outcome_changed_is_not_tried_again_and_says_so(administrator: Client) -> None:
    delivery = failed()
    Deadline.objects.update(revision=9)

    answer = administrator.post(retry_page(delivery), follow=True)

    assert "It is not sent: The deadline has another outcome by now." in answer.content.decode()
    assert Delivery.objects.get().state == "superseded"


def test_the_button_is_there_only_where_it_can_do_something(administrator: Client) -> None:
    for state, offered in (("failed", True), ("suppressed", True), ("sent", False), ("pending", False)):
        delivery = failed(state=state)
        page = soup(administrator.get(reverse("admin:timeline_delivery_change", args=[delivery.pk])))
        assert bool(page.select(f'a[href="{retry_page(delivery)}"]')) is offered


def test_who_may_only_look_tries_nothing_again(publisher: Client) -> None:
    delivery = failed()

    assert publisher.get(reverse("admin:timeline_delivery_change", args=[delivery.pk])).status_code == 200
    assert publisher.post(retry_page(delivery)).status_code == 403
    publisher.post(LIST, {"action": "retry_selected", "_selected_action": [delivery.pk], "post": "yes"})

    assert Delivery.objects.get().state == "failed"


def test_the_selected_are_tried_again_those_that_ended_unsent(administrator: Client) -> None:
    chosen = [failed(), failed(), failed(state="sent")]
    form = {"action": "retry_selected", "_selected_action": [each.pk for each in chosen]}

    asked = administrator.post(LIST, form)
    assert "2 records" in asked.content.decode()
    done = administrator.post(LIST, {**form, "post": "yes"}, follow=True)

    assert "2 of 2 are sent again." in done.content.decode()
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["pending", "pending", "sent"]


def test_deliveries_are_found_by_domain_by_when_they_are_due_and_by_errors(administrator: Client) -> None:
    now = timezone.now()
    rows: dict[str, dict[str, Any]] = {
        "late@a.example": {"due_at": now - timedelta(hours=1)},
        "soon@b.example": {"due_at": now + timedelta(hours=1)},
        "held@b.example": {"due_at": HELD},
        "broken@sub.a.example": {"due_at": now, "state": "failed", "last_error": "451"},
        "gone@a.example": {"due_at": now, "state": "superseded", "last_error": "moved"},
    }
    for name, values in rows.items():
        DeliveryFactory.create(subscription__subscriber__email=name, **values)

    assert listed(administrator, domain="a.example") == {"late@a.example", "gone@a.example"}
    assert listed(administrator, due="now") == {"late@a.example"}
    assert listed(administrator, due="later") == {"soon@b.example"}
    assert listed(administrator, due="held") == {"held@b.example"}
    assert listed(administrator, errors="with") == {"broken@sub.a.example"}
    assert listed(administrator, state__exact="superseded") == {"gone@a.example"}


def test_a_suppressed_address_gets_mail_again_after_a_question(administrator: Client, publisher: Client) -> None:
    subscriber = SubscriberFactory.create(
        suppressed_at=datetime(2025, 3, 1, tzinfo=UTC), suppression_reason="550 no such user"
    )
    DeliveryFactory.create(subscription__subscriber=subscriber, state="suppressed")
    address = reverse("admin:timeline_subscriber_unsuppress", args=[subscriber.pk])

    assert publisher.post(address).status_code == 403
    assert "550 no such user" in administrator.get(address).content.decode()
    assert Subscriber.objects.get().suppressed_at is not None
    answer = administrator.post(address, follow=True)

    assert "Deliveries that were suppressed meanwhile: 1." in answer.content.decode()
    assert (Subscriber.objects.get().suppressed_at, Subscriber.objects.get().suppression_reason) == (None, "")


def test_a_domain_gets_a_limit_and_begins_with_all_that_it_may_have(administrator: Client) -> None:
    add = reverse("admin:timeline_maildomain_add")
    assert administrator.post(add, {"name": " Slow.Example. ", "rate": "60", "burst": "10"}).status_code == 302

    domain = MailDomain.objects.get()
    assert (domain.name, domain.rate, domain.burst, domain.tokens) == ("slow.example", 60, 10, 10)
    refused = administrator.post(add, {"name": "reader@slow.example", "rate": "0", "burst": ""})
    assert refused.status_code == 200
    assert "Write the domain alone, such as example.org." in refused.content.decode()


def test_changing_a_limit_leaves_alone_what_workers_write(administrator: Client) -> None:
    domain = MailDomain.objects.create(name="slow.example", rate=60, tokens=3, closings=2, reason="421")
    change = reverse("admin:timeline_maildomain_change", args=[domain.pk])

    assert administrator.post(change, {"rate": "30", "burst": "", "tokens": "99", "closings": "0"}).status_code == 302

    domain.refresh_from_db()
    assert (domain.rate, domain.tokens, domain.closings) == (30, 3, 2)


def test_a_closed_domain_can_be_opened(administrator: Client) -> None:
    until = timezone.now() + timedelta(minutes=30)
    domain = MailDomain.objects.create(name="", closed_until=until, closings=7, reason="refused")

    answer = administrator.post(reverse("admin:timeline_maildomain_open", args=[domain.pk]), follow=True)

    assert answer.status_code == 200
    domain.refresh_from_db()
    assert (domain.closed_until, domain.closings, domain.reason) == (None, 0, "")


@pytest.mark.parametrize("model", ["delivery", "confirmation", "subscriber", "maildomain"])
def test_asking_about_nothing_is_not_found(administrator: Client, model: str) -> None:
    name = {"subscriber": "unsuppress", "maildomain": "open"}.get(model, "retry")
    assert administrator.get(reverse(f"admin:timeline_{model}_{name}", args=[999])).status_code == 404
