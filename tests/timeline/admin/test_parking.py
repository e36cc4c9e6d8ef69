"""What was parked is decided by a person, over a page that asks and a POST."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.factories import ConfirmationFactory, DigestFactory, WebhookEndpointFactory
from timeline.models import Delivery, OutboxRow, WebhookNotice

from .forms import soup
from .test_outbox import failed, listed

pytestmark = pytest.mark.django_db


def act_page(row: OutboxRow, what: str) -> str:
    return reverse(f"admin:timeline_{row._meta.model_name}_{what}", args=[row.pk])


@pytest.mark.parametrize(
    ("what", "state", "history"),
    [
        ("release", "pending", "Sent again: It is sent as soon as a worker comes to it."),
        ("arrived", "sent", "It counts as sent."),
        ("leave", "failed", "It is left unsent."),
    ],
)
def test_a_parked_delivery_waits_for_a_person_who_may_and_the_history_says_who(
    administrator: Client, publisher: Client, what: str, state: str, history: str
) -> None:
    delivery = failed(state="parked", attempts=1)

    assert publisher.post(act_page(delivery, what)).status_code == 403
    assert "it may have arrived" in soup(administrator.get(act_page(delivery, what))).get_text()
    assert Delivery.objects.get().state == "parked"
    administrator.post(act_page(delivery, what))

    entry = LogEntry.objects.get()
    assert (Delivery.objects.get().state, entry.change_message) == (state, history)
    assert entry.user_id == int(administrator.session["_auth_user_id"])


def test_each_kind_of_mail_has_the_buttons_while_it_is_parked_and_only_then(administrator: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    rows = [
        failed(state="parked"),
        ConfirmationFactory.create(state="parked"),
        DigestFactory.create(state="parked"),
        WebhookNotice.objects.create(endpoint=endpoint, state="parked", due_at=endpoint.created_at),
    ]
    for row in rows:
        for state, offered in (("parked", ["release", "arrived", "leave"]), ("sent", [])):
            type(row)._default_manager.filter(pk=row.pk).update(state=state)
            page = soup(administrator.get(reverse(f"admin:timeline_{row._meta.model_name}_change", args=[row.pk])))
            found = [
                what
                for what in ("retry", "release", "arrived", "leave")
                if page.select(f'a[href$="/{row.pk}/{what}/"], a[href$="/{what}/"]')
            ]
            assert (type(row).__name__, state, found) == (type(row).__name__, state, offered)


def test_what_is_parked_is_found_by_its_state(administrator: Client) -> None:
    failed(state="parked", subscription__subscriber__email="perhaps@a.example")
    failed()

    assert listed(administrator, state__exact="parked") == {"perhaps@a.example"}
