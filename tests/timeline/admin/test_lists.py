"""The lists of the admin, its first page, and histories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    AlertFactory,
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    DeliveryFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    PolicyFactory,
    RecomputeRequestFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.admin.computed import DeliveryAdmin
from timeline.models import Delivery, Subscriber

from .forms import soup

pytestmark = pytest.mark.django_db

LISTS = (
    "source",
    "event",
    "policy",
    "deadline",
    "timeline",
    "topic",
    "actor",
    "jurisdiction",
    "outcome",
    "recomputerequest",
    "alert",
    "delivery",
    "subscriber",
)


def one_of_each() -> None:
    topic = TopicFactory.create()
    policy = PolicyFactory.create(jurisdiction=JurisdictionFactory.create(), topics=[topic])
    deadline = CountedRuleFactory.create(deadline__policy=policy).deadline
    CitationFactory.create()
    TimelineFactory.create(topics=[topic])
    outcome = OutcomeFactory.create(deadline=deadline, event=EventFactory.create())
    DeliveryFactory.create(alert=AlertFactory.create(outcome=outcome))
    RecomputeRequestFactory.create(deadline=deadline)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_as_many_queries_for_five_records_as_for_two(administrator: Client, name: str) -> None:
    address = reverse(f"admin:timeline_{name}_changelist")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert administrator.get(address).status_code == 200
        return len(captured)

    one_of_each()
    one_of_each()
    cost()
    for_two = cost()
    for _each in range(3):
        one_of_each()

    assert cost() == for_two


@pytest.mark.parametrize("name", LISTS)
def test_a_search_finds_without_an_error(administrator: Client, name: str) -> None:
    one_of_each()

    assert administrator.get(reverse(f"admin:timeline_{name}_changelist"), {"q": "deadline"}).status_code == 200


@pytest.mark.parametrize("name", ["outcome", "recomputerequest", "alert", "delivery", "subscriber"])
def test_what_the_service_writes_can_only_be_read(administrator: Client, name: str) -> None:
    one_of_each()
    listed = soup(administrator.get(reverse(f"admin:timeline_{name}_changelist")))
    address = str(listed.select_one("#result_list tbody a")["href"])  # type: ignore[index]

    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"state": "sent"}).status_code == 403
    assert administrator.get(reverse(f"admin:timeline_{name}_add")).status_code == 403


def test_a_person_can_be_forgotten(administrator: Client) -> None:
    delivery = DeliveryFactory.create()

    address = reverse("admin:timeline_subscriber_delete", args=[delivery.subscriber.pk])
    response = administrator.post(address, {"post": "yes"})

    assert response.status_code == 302
    assert (Subscriber.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "sent"}, ""),
        (
            {"state": "failed", "attempts": 7, "last_error": "550 no such user"},
            "Given up after 7 attempts: 550 no such user",
        ),
        (
            {"state": "suppressed", "subscriber__suppression_reason": "550 no such user"},
            "The address gets nothing more: 550 no such user",
        ),
        ({"state": "superseded"}, "The deadline changed before it was due."),
        ({"state": "pending"}, "It is not due yet, or waits for its turn."),
        (
            {
                "state": "pending",
                "attempts": 1,
                "last_error": "451 later",
                "due_at": datetime(2025, 4, 1, 9, tzinfo=UTC),
            },
            "Attempt 1 failed, tried again at April 1, 2025, 9 a.m.: 451 later",
        ),
        ({"state": "inflight"}, "It is being sent."),
    ],
)
def test_a_delivery_says_why_it_was_not_sent(values: dict[str, Any], said: str) -> None:
    reason = values.pop("subscriber__suppression_reason", "")
    delivery = DeliveryFactory.create(**values)
    delivery.subscriber.suppression_reason = reason

    assert DeliveryAdmin.why_not_sent(None, delivery) == said


def test_the_first_page_says_what_waits_and_what_is_due(administrator: Client, editor: Client) -> None:
    EventFactory.create(publication_status="draft")
    DeadlineFactory.create(error="calendar us-federal does not cover the year 1801")
    DeliveryFactory.create(state="failed")
    DeadlineFactory.create(
        title="Still to come", state="pending", due="2999-01-01", due_earliest="2999-01-01", due_latest="2999-01-01"
    )

    page = soup(administrator.get(reverse("admin:index")))
    waiting = [" ".join(each.get_text().split()) for each in page.select(".dashboard section")[0].select("li")]

    assert waiting == ["1 Events that are drafts", "1 Deadlines that cannot be computed", "1 Deliveries that failed"]
    for link in page.select(".dashboard a"):
        assert administrator.get(str(link["href"])).status_code == 200
    assert "Still to come" in page.select_one(".upcoming").get_text()  # type: ignore[union-attr]
    assert "Deliveries" not in editor.get(reverse("admin:index")).content.decode()


def test_the_history_of_a_record_shows_what_changed_in_its_parts(editor: Client) -> None:
    effect = EffectFactory.create()
    effect.until = datetime(2025, 9, 17, tzinfo=UTC).date()
    effect.save()
    effect.event.title = "Another title"
    effect.event.save()
    effect.delete()

    page = soup(editor.get(reverse("admin:timeline_event_history", args=[effect.event.pk])))

    assert "Another title" in page.select_one("#change-history").get_text()  # type: ignore[union-attr]
    rows = [" ".join(row.get_text().split()) for row in page.select("#part-history tbody tr")]
    assert len(rows) == 3
    assert "removed" in rows[0]
    assert "Until: 2025-06-19 → 2025-09-17" in rows[1]
    assert "added" in rows[2]


@pytest.mark.parametrize("name", ["source", "event", "policy", "deadline", "timeline"])
def test_an_editor_reads_a_published_record_without_a_form_to_save(editor: Client, name: str) -> None:
    one_of_each()
    listed = soup(editor.get(reverse(f"admin:timeline_{name}_changelist")))
    address = str(listed.select_one("#result_list tbody a")["href"])  # type: ignore[index]

    page = editor.get(address)

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
