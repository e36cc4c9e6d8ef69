"""The lists of the admin, its first page, and histories."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    AlertFactory,
    BounceFactory,
    CitationFactory,
    ConfirmationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    DeliveryFactory,
    DigestFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    PolicyFactory,
    RecomputeRequestFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.models import Delivery, MailDomain, Subscriber, SweepRun

from .forms import soup

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 29, tzinfo=UTC)

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
    "digest",
    "confirmation",
    "bounce",
    "maildomain",
    "sweeprun",
)
WRITTEN_BY_THE_SERVICE = (
    "outcome",
    "recomputerequest",
    "alert",
    "delivery",
    "subscriber",
    "digest",
    "confirmation",
    "bounce",
    "sweeprun",
)


def one_of_each() -> None:
    topic = TopicFactory.create()
    policy = PolicyFactory.create(jurisdiction=JurisdictionFactory.create(), topics=[topic])
    deadline = CountedRuleFactory.create(deadline__policy=policy).deadline
    CitationFactory.create()
    TimelineFactory.create(topics=[topic])
    outcome = OutcomeFactory.create(deadline=deadline, event=EventFactory.create())
    delivery = DeliveryFactory.create(alert=AlertFactory.create(outcome=outcome))
    RecomputeRequestFactory.create(deadline=deadline)
    ConfirmationFactory.create(subscription=delivery.subscription)
    DigestFactory.create(subscriber=delivery.subscriber)
    BounceFactory.create(delivery=delivery)
    MailDomain.objects.create(name=f"d{delivery.pk}.example", rate=1)
    SweepRun.objects.create(name=f"sweep {delivery.pk}", finished_at=NOW)


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


@pytest.mark.parametrize("name", WRITTEN_BY_THE_SERVICE)
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
