from __future__ import annotations

import re
from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import (
    BounceFactory,
    DeadlineFactory,
    DeliveryFactory,
    LeadTimeFactory,
    SubscriptionFactory,
    TopicFactory,
)
from timeline.alerts.links import LinkKind
from timeline.models import Delivery, LeadTime, Subscriber, Subscription, WebhookEndpoint

from .visits import FORM, everything, link, text, wishes

pytestmark = pytest.mark.django_db


def managed(client: Client, subscriber: Subscriber, **form: object) -> tuple[int, str]:
    """Press a button of the page; the status and what the page then says."""
    answer = client.post(link(LinkKind.MANAGE, subscriber.pk), form)
    if answer.status_code == 302:
        return 302, text(client.get(answer["Location"]).content)
    return answer.status_code, text(answer.content)


def test_a_subscriber_sees_what_is_followed_and_nothing_of_others(client: Client) -> None:
    mine = SubscriptionFactory.create(deadline__title="The pause", subscriber__email="me@readers.example")
    LeadTimeFactory.create(subscription=mine, days=30)
    LeadTimeFactory.create(subscription=mine, days=7)
    SubscriptionFactory.create(subscriber=mine.subscriber, deadline__title="Ended", ended_at=timezone.now())
    SubscriptionFactory.create(subscriber=mine.subscriber, deadline__title="Asked", confirmed_at=None)
    SubscriptionFactory.create(deadline__title="Foreign", subscriber__email="you@readers.example")
    before = everything()

    page = client.get(link(LinkKind.MANAGE, mine.subscriber_id))

    words = text(page.content)
    assert "The deadline “The pause”" in words
    assert "me@readers.example" in words
    assert [word for word in ("Ended", "Asked", "Foreign", "you@readers.example") if word in words] == []
    rows = BeautifulSoup(page.content, "html.parser").select(f"input[name^=s{mine.pk}-lead-][name$=-days]")
    assert [row.get("value", "") for row in rows] == ["30", "7", "", ""]
    assert everything() == before


def test_a_subscriber_changes_kinds_and_lead_times_with_unit_and_time(client: Client) -> None:
    mine = SubscriptionFactory.create()
    LeadTimeFactory.create(subscription=mine, days=30)
    form = wishes(client, mine, kinds=["reminders", "new_events"])
    first, second = f"s{mine.pk}-lead-0", f"s{mine.pk}-lead-1"
    form |= {f"{first}-days": "", f"{second}-days": "5", f"{second}-unit": "business-days", f"{second}-time": "07:30"}

    status, words = managed(client, mine.subscriber, **form)

    assert (status, "Saved." in words) == (302, True)
    assert list(mine.lead_times.values_list("days", "unit", "time")) == [(5, "business-days", time(7, 30))]
    mine.refresh_from_db()
    assert (mine.reminders, mine.changes, mine.new_events) == (True, False, True)


def test_a_subscriber_chooses_how_often_when_and_in_which_language(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    mine = SubscriptionFactory.create()
    form = wishes(client, mine, cadence="weekly", digest_hour="17", digest_weekday="5", language="de")

    status, _words = managed(client, mine.subscriber, **form)

    mine.refresh_from_db()
    assert status == 302
    assert (mine.cadence, mine.digest_hour, mine.digest_weekday, mine.language) == ("weekly", 17, 5, "de")
    again = wishes(client, mine)
    assert [again[f"s{mine.pk}-{name}"] for name in ("cadence", "digest_hour", "digest_weekday", "language")] == [
        "weekly",
        "17",
        "5",
        "de",
    ]


def test_a_subscriber_chooses_a_webhook_of_their_own_and_none_of_others(client: Client) -> None:
    mine, foreign = SubscriptionFactory.create_batch(2)
    own = WebhookEndpoint.objects.create(subscriber=mine.subscriber, url="https://me.example/hook")
    theirs = WebhookEndpoint.objects.create(subscriber=foreign.subscriber, url="https://you.example/hook")

    status, words = managed(client, mine.subscriber, **wishes(client, mine, channel=str(theirs.key)))
    assert (status, "is not one of the available choices" in words) == (400, True)
    status, words = managed(client, mine.subscriber, **wishes(client, mine, channel=str(own.key), cadence="daily"))
    assert (status, "A webhook is told at once; digests come by e-mail." in words) == (400, True)
    status, _words = managed(client, mine.subscriber, **wishes(client, mine, channel=str(own.key)))

    mine.refresh_from_db()
    assert (status, mine.channel, mine.endpoint) == (302, "webhook", own)
    assert wishes(client, mine)[f"s{mine.pk}-channel"] == str(own.key)
    managed(client, mine.subscriber, **wishes(client, mine, channel="email"))
    mine.refresh_from_db()
    assert (mine.channel, mine.endpoint) == ("email", None)


def test_what_is_followed_over_a_channel_already_cannot_be_followed_over_it_twice(client: Client) -> None:
    mine = SubscriptionFactory.create()
    own = WebhookEndpoint.objects.create(subscriber=mine.subscriber, url="https://me.example/hook")
    SubscriptionFactory.create(subscriber=mine.subscriber, deadline=mine.deadline, channel="webhook", endpoint=own)

    status, words = managed(client, mine.subscriber, **wishes(client, mine, channel=str(own.key)))

    mine.refresh_from_db()
    assert (status, "You follow this in that way already." in words, mine.channel) == (400, True, "email")


def test_a_subscriber_chooses_the_zone_and_the_hour_of_the_reminders(client: Client) -> None:
    mine = SubscriptionFactory.create()

    status, words = managed(client, mine.subscriber, action="clock", timezone="Asia/Kathmandu", hour="7")

    mine.subscriber.refresh_from_db()
    assert (status, "Saved." in words) == (302, True)
    assert (mine.subscriber.timezone, mine.subscriber.hour) == ("Asia/Kathmandu", 7)
    page = BeautifulSoup(client.get(link(LinkKind.MANAGE, mine.subscriber.pk)).content, "html.parser")
    chosen = [
        option["value"]
        for option in page.select("option[selected]")
        if option.find_parent("select", id=re.compile("^id_(timezone|hour)$")) is not None
    ]
    assert chosen == ["Asia/Kathmandu", "7"]


def test_a_subscriber_pauses_all_mail_and_resumes(client: Client) -> None:
    mine = SubscriptionFactory.create()

    status, words = managed(client, mine.subscriber, action="pause")

    mine.subscriber.refresh_from_db()
    assert (status, "Your mail is paused." in words, mine.subscriber.paused_at is None) == (302, True, False)
    status, words = managed(client, mine.subscriber, action="resume")
    mine.subscriber.refresh_from_db()
    assert (status, "Mail comes again." in words, mine.subscriber.paused_at) == (302, True, None)


def test_a_subscription_has_to_tell_something(client: Client) -> None:
    mine = SubscriptionFactory.create()

    status, words = managed(client, mine.subscriber, **wishes(client, mine, kinds=[], **{"lead-0-days": "3"}))
    answer = client.post(f"/subscribe/?deadline={DeadlineFactory.create().slug}", {**FORM, "kinds": ["songs"]})

    assert (status, "Choose one or more" in words) == (400, True)
    assert (answer.status_code, "songs is not one of the available choices" in text(answer.content)) == (400, True)
    assert list(mine.lead_times.all()) == []


def test_the_form_shows_what_is_asked_for(client: Client) -> None:
    mine = SubscriptionFactory.create(reminders=False, new_events=True)

    page = BeautifulSoup(client.get(link(LinkKind.MANAGE, mine.subscriber.pk)).content, "html.parser")

    boxes = page.select(f"input[name=s{mine.pk}-kinds]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["changes", "new_events"]


def test_new_events_are_offered_to_who_follows_more_than_one_deadline(client: Client) -> None:
    def ticked(address: str) -> list[object]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [box["value"] for box in page.select("input[name=kinds]") if box.has_attr("checked")]

    assert ticked(f"/subscribe/?topic={TopicFactory.create().slug}") == ["reminders", "changes", "new_events"]
    assert ticked(f"/subscribe/?deadline={DeadlineFactory.create().slug}") == ["reminders", "changes"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"lead-1-days": "soon"}, "This is no number of days; whole numbers from 0 to 730 are allowed."),
        ({"lead-1-days": "731"}, "This is no number of days; whole numbers from 0 to 730 are allowed."),
        ({"lead-1-days": "-1"}, "This is no number of days; whole numbers from 0 to 730 are allowed."),
        ({"lead-1-days": "3", "lead-1-unit": "moons"}, "moons is not one of the available choices."),
        ({"lead-1-days": "3", "lead-1-time": "noon"}, "Use hours and minutes, such as 07:30."),
        ({"lead-1-days": "30"}, "The same lead time is given twice."),
        ({"lead-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
        ({"cadence": "hourly"}, "hourly is not one of the available choices."),
        ({"digest_hour": "24"}, "24 is not one of the available choices."),
        ({"digest_weekday": "8"}, "8 is not one of the available choices."),
        ({"language": "tlh"}, "tlh is not one of the available choices."),
        ({"channel": "pigeon"}, "pigeon is not one of the available choices."),
    ],
)
def test_wishes_that_are_not_allowed_are_shown_again_with_a_sentence(
    client: Client, row: dict[str, str], sentence: str
) -> None:
    mine = SubscriptionFactory.create()
    LeadTimeFactory.create(subscription=mine, days=30)
    form = wishes(client, mine, **row)
    before = everything()

    status, words = managed(client, mine.subscriber, **form)

    assert (status, sentence in words) == (400, True), words
    assert everything() == before


def test_a_subscriber_ends_one_subscription_or_all(client: Client) -> None:
    first = SubscriptionFactory.create(deadline__title="The first")
    second = SubscriptionFactory.create(subscriber=first.subscriber, deadline__title="The second")

    _status, words = managed(client, first.subscriber, action="end", subscription=first.pk)
    assert ("The first" in words, "The second" in words) == (False, True)

    _status, words = managed(client, first.subscriber, action="end-all")
    assert "You follow nothing at present." in words
    assert not Subscription.objects.filter(ended_at=None).exists()
    second.refresh_from_db()
    assert second.ended_at is not None


def test_a_subscriber_chooses_the_language_of_the_mails(client: Client, settings: Settings) -> None:
    mine = SubscriptionFactory.create()
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]

    offered = BeautifulSoup(client.get(link(LinkKind.MANAGE, mine.subscriber_id)).content, "html.parser")
    assert [option["value"] for option in offered.select("#id_mail_language option")] == ["en", "de"]
    managed(client, mine.subscriber, action="language", mail_language="de")

    mine.subscriber.refresh_from_db()
    assert mine.subscriber.language == "de"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "The form does not say which subscription is meant."),
        ({"action": "end", "subscription": "x"}, "The form does not say which subscription is meant."),
        ({"action": "end", "subscription": "9" * 30}, "The form does not say which subscription is meant."),
        ({"action": "dance", "subscription": "own"}, "The form does not say what to do."),
        ({"action": "language", "mail_language": "tlh"}, "This language is not on offer."),
        ({"action": "clock", "timezone": "Europe/Atlantis", "hour": "9"}, "This time zone or hour is not on offer."),
        ({"action": "clock", "timezone": "", "hour": "24"}, "This time zone or hour is not on offer."),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_and_changes_nothing(
    client: Client, form: dict[str, str], sentence: str
) -> None:
    mine = SubscriptionFactory.create()
    if form.get("subscription") == "own":
        form = {**form, "subscription": str(mine.pk)}
    before = everything()

    status, words = managed(client, mine.subscriber, **form)

    assert (status, sentence in words) == (400, True)
    assert everything() == before


def test_a_subscriber_cannot_touch_what_others_follow(client: Client) -> None:
    mine, foreign = SubscriptionFactory.create_batch(2)
    before = everything()

    for action in ("end", "save"):
        managed(client, mine.subscriber, action=action, subscription=foreign.pk)

    assert everything() == before


def test_a_suppressed_subscriber_sees_why_no_mail_comes(client: Client) -> None:
    mine = SubscriptionFactory.create(
        subscriber__suppressed_at=timezone.now(), subscriber__suppression_reason="550 5.1.1 No such user"
    )

    assert "550 5.1.1 No such user" in text(client.get(link(LinkKind.MANAGE, mine.subscriber_id)).content)


def test_who_was_erased_has_nothing_to_manage(client: Client) -> None:
    mine = SubscriptionFactory.create()
    address = link(LinkKind.MANAGE, mine.subscriber_id)
    mine.subscriber.delete()

    assert client.get(address).status_code == 410


def test_a_subscriber_downloads_all_that_is_kept(client: Client) -> None:
    mine = SubscriptionFactory.create(subscriber__email="me@readers.example", deadline__title="The pause")
    LeadTimeFactory.create(subscription=mine, days=7)
    delivery = DeliveryFactory.create(
        subscription=mine, alert__deadline=mine.deadline, alert__outcome__deadline=mine.deadline
    )
    BounceFactory.create(delivery=delivery, subscriber=mine.subscriber)
    SubscriptionFactory.create(
        subscriber=mine.subscriber, deadline__title="Secret", deadline__publication_status="draft"
    )
    SubscriptionFactory.create(subscriber__email="you@readers.example", deadline__title="Foreign")
    before = everything()

    answer = client.post(link(LinkKind.MANAGE, mine.subscriber.pk), {"action": "export"})

    assert answer["Content-Disposition"] == 'attachment; filename="subscriptions.json"'
    assert "no-store" in answer["Cache-Control"]
    data = answer.json()
    assert data["email"] == "me@readers.example"
    assert [each["follows"] for each in data["subscriptions"]] == [
        "the deadline “The pause”",
        "something that is no longer shown",
    ]
    assert data["subscriptions"][0]["lead_times"] == [{"number": 7, "unit": "days", "time": None}]
    assert data["subscriptions"][0]["cadence"] == "at-once"
    assert [(each["kind"], each["about"], each["state"]) for each in data["mails"]] == [
        ("reminder", "The pause", "pending")
    ]
    assert [(each["kind"], each["description"]) for each in data["returned"]] == [
        ("permanent", "550 5.1.1 No such user")
    ]
    assert everything() == before


def test_erasing_forgets_the_address_and_all_that_was_kept_with_it(client: Client) -> None:
    mine = SubscriptionFactory.create()
    LeadTimeFactory.create(subscription=mine)
    DeliveryFactory.create(subscription=mine, alert__deadline=mine.deadline, alert__outcome__deadline=mine.deadline)
    other = SubscriptionFactory.create()
    address = link(LinkKind.MANAGE, mine.subscriber.pk)

    answer = client.post(address, {"action": "erase", "sure": "yes"})

    assert (answer.status_code, "Your data is erased" in text(answer.content)) == (200, True)
    assert list(Subscription.objects.all()) == [other]
    assert list(Subscriber.objects.all()) == [other.subscriber]
    assert (LeadTime.objects.count(), Delivery.objects.count()) == (0, 0)
    assert client.get(address).status_code == 410


def test_nothing_is_erased_without_the_box(client: Client) -> None:
    mine = SubscriptionFactory.create()
    before = everything()

    status, words = managed(client, mine.subscriber, action="erase")

    assert (status, "Nothing was erased" in words) == (400, True)
    assert everything() == before
