from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import (
    DeadlineFactory,
    PolicyFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.alerts.limits import PER_CLIENT
from timeline.alerts.links import LIFETIMES, LinkKind
from timeline.models import Confirmation, Subscriber, Subscription
from timeline.pages.subscriptions import ANSWER_AFTER

from .visits import FORM, everything, link, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "factory"),
    [("timeline", TimelineFactory), ("policy", PolicyFactory), ("topic", TopicFactory), ("deadline", DeadlineFactory)],
)
def test_a_visitor_asks_to_follow_and_is_told_to_check_the_mail(
    client: Client, name: str, factory: type[TimelineFactory]
) -> None:
    target = factory.create()
    address = f"/subscribe/?{name}={target.slug}"

    form = client.get(address)
    answer = client.post(address, FORM)

    assert form.status_code == 200
    assert (answer.status_code, answer["Location"]) == (302, f"{address}&sent=1")
    subscription = Subscription.objects.get()
    assert (subscription.target, subscription.confirmed_at) == (target, None)
    assert [lead.days for lead in subscription.lead_times.all()] == [30, 7, 1]
    assert Confirmation.objects.get().state == "pending"
    page = client.get(answer["Location"])
    assert "Check your mail" in text(page.content)


def test_the_answer_is_the_same_whether_the_address_is_known(client: Client) -> None:
    deadline = DeadlineFactory.create()
    SubscriptionFactory.create(deadline=deadline, subscriber__email="known@readers.example")
    SubscriptionFactory.create(deadline=deadline, confirmed_at=None, subscriber__email="asked@readers.example")
    SubscriberFactory.create(email="gone@readers.example", suppressed_at=timezone.now())
    address = f"/subscribe/?deadline={deadline.slug}"

    answers = []
    for local in ("new", "known", "asked", "gone"):
        begun = time.monotonic()
        answer = client.post(address, {**FORM, "email": f"{local}@readers.example"})
        assert time.monotonic() - begun >= ANSWER_AFTER
        # Of the moment, which may be the next second's.
        headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
        answers.append((answer.status_code, headers, answer.content))

    assert answers == [answers[0]] * 4


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "This field is required."),
        ("email", "nobody", "Enter a valid email address."),
        ("email", "a@b.example\nBcc: c@d.example", "Enter a valid email address."),
        ("email", "a\0@b.example", "Null characters are not allowed."),
        ("email", f"{'a' * 250}@b.example", "Ensure this value has at most 254 characters (it has 260)."),
        ("lead_days", "soon", "“soon” is no number of days; whole numbers from 0 to 730 are allowed."),
        ("lead_days", "731", "“731” is no number of days; whole numbers from 0 to 730 are allowed."),
        ("lead_days", "-1", "“-1” is no number of days; whole numbers from 0 to 730 are allowed."),
        ("lead_days", "٣", "“٣” is no number of days; whole numbers from 0 to 730 are allowed."),
        ("lead_days", "1,2,3,4,5,6,7,8,9,10,11", "These are 11 reminders for each deadline; at most 10 are allowed."),
    ],
)
def test_a_form_filled_in_wrongly_says_what_and_stores_nothing(
    client: Client, field: str, value: str, sentence: str
) -> None:
    deadline = DeadlineFactory.create()

    answer = client.post(f"/subscribe/?deadline={deadline.slug}", {**FORM, field: value})

    assert answer.status_code == 400
    assert Subscriber.objects.count() == 0
    page = BeautifulSoup(answer.content, "html.parser")
    entry = page.find(id=f"id_{field}")
    assert entry is not None
    assert entry["aria-invalid"] == "true"
    described = str(entry["aria-describedby"]).split()
    errors = page.find(id=f"id_{field}_error")
    assert errors is not None
    assert sentence in errors.text
    assert errors["id"] in described
    assert all(page.find(id=name) is not None for name in described)
    assert page.find("label", attrs={"for": f"id_{field}"}) is not None


def test_no_lead_times_is_a_choice(client: Client) -> None:
    deadline = DeadlineFactory.create()

    client.post(f"/subscribe/?deadline={deadline.slug}", {**FORM, "lead_days": ""})

    assert list(Subscription.objects.get().lead_times.all()) == []


def test_a_program_that_fills_in_everything_is_thanked_and_ignored(client: Client) -> None:
    deadline = DeadlineFactory.create()

    answer = client.post(f"/subscribe/?deadline={deadline.slug}", {**FORM, "website": "https://spam.example"})

    assert answer.status_code == 302
    assert Subscriber.objects.count() == 0


def test_a_client_that_asks_too_often_is_told_so(client: Client) -> None:
    deadline = DeadlineFactory.create()
    for number in range(PER_CLIENT):
        client.post(f"/subscribe/?deadline={deadline.slug}", {**FORM, "email": f"r{number}@readers.example"})

    answer = client.post(f"/subscribe/?deadline={deadline.slug}", FORM)

    assert answer.status_code == 429
    assert "Too many addresses were given from here in the last hour" in text(answer.content)
    elsewhere = client.post(f"/subscribe/?deadline={deadline.slug}", FORM, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_behind_a_trusted_proxy_the_client_is_the_one_the_proxy_saw(client: Client, settings: Settings) -> None:
    deadline = DeadlineFactory.create()

    def ask(number: int, forwarded: str) -> None:
        client.post(
            f"/subscribe/?deadline={deadline.slug}",
            {**FORM, "email": f"r{number}@readers.example"},
            headers={"X-Forwarded-For": forwarded},
        )

    ask(1, "192.0.2.1")
    ask(2, "192.0.2.2")
    assert len(set(Confirmation.objects.values_list("client", flat=True))) == 1

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    Confirmation.objects.all().delete()
    ask(3, "203.0.113.9, 192.0.2.1")
    ask(4, "192.0.2.1")
    ask(5, "192.0.2.2")
    # What is no address counts for the proxy itself, and not for nobody.
    ask(6, "unknown")
    ask(7, "192.0.2.1:4711")
    counted = Confirmation.objects.values_list("client", flat=True)
    assert (len(set(counted)), "" in counted) == (3, False)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({"deadline": "nothing"}, 404, "There is nothing to follow with the id “nothing”."),
        ({"deadline": "no\0thing"}, 404, "There is nothing to follow"),
        ({"topic": "x" * 500}, 404, "There is nothing to follow"),
        ({"topic": "a", "policy": "b"}, 400, "The address names several things to follow"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_sentence(
    client: Client, query: dict[str, str], status: int, sentence: str
) -> None:
    for answer in (client.get(f"/subscribe/?{urlencode(query)}"), client.post(f"/subscribe/?{urlencode(query)}", FORM)):
        assert answer.status_code == status
        assert sentence in text(answer.content)


@pytest.mark.parametrize("status", ["draft", "retracted"])
@pytest.mark.parametrize(
    ("name", "factory"), [("timeline", TimelineFactory), ("policy", PolicyFactory), ("deadline", DeadlineFactory)]
)
def test_what_readers_cannot_see_cannot_be_followed(
    client: Client, name: str, factory: type[TimelineFactory], status: str
) -> None:
    target = factory.create(publication_status=status, title="Secret")

    answer = client.get(f"/subscribe/?{name}={target.slug}")

    assert answer.status_code == 404
    assert b"Secret" not in answer.content


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_what_readers_cannot_see_any_more_is_not_named_to_those_who_follow_it(client: Client, status: str) -> None:
    mine = SubscriptionFactory.create(deadline__title="Secret", deadline__publication_status=status)
    old = timezone.now() - LIFETIMES[LinkKind.CONFIRM] - timedelta(minutes=1)

    for address in (
        link(LinkKind.CONFIRM, mine.pk),
        link(LinkKind.CONFIRM, mine.pk, old),
        link(LinkKind.MANAGE, mine.subscriber_id),
        link(LinkKind.UNSUBSCRIBE, mine.pk),
    ):
        assert b"Secret" not in client.get(address).content


def test_without_a_target_the_page_offers_timelines(client: Client) -> None:
    timeline = TimelineFactory.create(title="Chips")
    TimelineFactory.create(title="Secret", publication_status="draft")

    page = client.get("/subscribe/")

    links = [a["href"] for a in BeautifulSoup(page.content, "html.parser").select("main a")]
    assert links == [f"/subscribe/?timeline={timeline.slug}", "/subscribe/?everything=1"]
    assert client.post("/subscribe/", FORM).status_code == 200
    assert Subscriber.objects.count() == 0


def test_other_sites_cannot_have_a_visitor_subscribe() -> None:
    strict = Client(enforce_csrf_checks=True)
    subscription = SubscriptionFactory.create(confirmed_at=None)
    before = everything()

    for address in (
        f"/subscribe/?deadline={DeadlineFactory.create().slug}",
        link(LinkKind.CONFIRM, subscription.pk),
        link(LinkKind.MANAGE, subscription.subscriber_id),
    ):
        assert strict.post(address, FORM).status_code == 403
    assert everything() == before


def test_how_often_and_in_which_language_can_be_chosen_at_once(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    known = SubscriptionFactory.create(subscriber__email="known@readers.example", subscriber__language="en")
    address = f"/subscribe/?deadline={DeadlineFactory.create().slug}"

    client.post(address, {**FORM, "cadence": "weekly", "language": "de"})
    client.post(address, {**FORM, "cadence": "daily", "language": "de", "email": known.subscriber.email})

    asked = Subscription.objects.filter(confirmed_at=None).order_by("pk")
    assert list(asked.values_list("cadence", "language", "subscriber__language")) == [
        ("weekly", "", "de"),
        # Of an address that is known, nothing changes but what is asked for.
        ("daily", "de", "en"),
    ]


@pytest.mark.parametrize(("field", "value"), [("cadence", "hourly"), ("language", "tlh")])
def test_what_is_not_on_offer_cannot_be_chosen(client: Client, field: str, value: str) -> None:
    answer = client.post(f"/subscribe/?deadline={DeadlineFactory.create().slug}", {**FORM, field: value})

    assert (answer.status_code, f"{value} is not one of the available choices" in text(answer.content)) == (400, True)
    assert Subscription.objects.count() == 0
