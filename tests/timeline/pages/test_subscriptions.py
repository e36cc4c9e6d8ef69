from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import (
    DeadlineFactory,
    DeliveryFactory,
    LeadTimeFactory,
    PolicyFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.alerts.limits import PER_CLIENT
from timeline.alerts.links import LIFETIMES, LinkKind, make_token
from timeline.models import Confirmation, Deadline, Delivery, LeadTime, Subscriber, Subscription

pytestmark = pytest.mark.django_db

FORM = {"email": "reader@readers.example", "kinds": ["reminders", "changes"], "lead_days": "30, 7, 1"}


def text(page: bytes) -> str:
    main = BeautifulSoup(page, "html.parser").main
    assert main is not None
    return " ".join(main.text.split())


def link(kind: LinkKind, key: int, now: datetime | None = None) -> str:
    token = make_token(kind, key, now or timezone.now())
    return f"/subscriptions/{'' if kind is LinkKind.MANAGE else f'{kind}/'}{token}/"


def everything() -> list[object]:
    """All that a page about subscriptions could change."""
    return [list(model.objects.order_by("pk").values()) for model in (Subscriber, Subscription, LeadTime, Confirmation)]


# Subscribing -------------------------------------------------------------------------------------


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
        answer = client.post(address, {**FORM, "email": f"{local}@readers.example"})
        answers.append((answer.status_code, dict(answer.headers), answer.content))

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
    assert len(set(Confirmation.objects.values_list("client", flat=True))) == 2


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


# Confirming --------------------------------------------------------------------------------------


def test_opening_a_confirmation_changes_nothing_and_its_button_confirms(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None, deadline__title="The pause")
    address = link(LinkKind.CONFIRM, subscription.pk)
    before = everything()

    page = client.get(address)
    client.head(address)
    assert everything() == before
    assert "Follow the deadline “The pause”" in text(page.content)

    answer = client.post(address)

    subscription.refresh_from_db()
    assert subscription.confirmed_at is not None
    assert answer.status_code == 302
    managed = client.get(answer["Location"])
    assert "Confirmed. You will be told." in text(managed.content)


def test_confirming_twice_is_confirming_once(client: Client) -> None:
    subscription = SubscriptionFactory.create()
    before = subscription.confirmed_at

    page = client.get(link(LinkKind.CONFIRM, subscription.pk))
    answer = client.post(link(LinkKind.CONFIRM, subscription.pk))

    assert "follows this already" in text(page.content)
    assert answer.status_code == 302
    subscription.refresh_from_db()
    assert subscription.confirmed_at == before


def test_an_old_confirmation_says_so_and_leads_to_a_new_one(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None)
    old = timezone.now() - LIFETIMES[LinkKind.CONFIRM] - timedelta(minutes=1)
    address = link(LinkKind.CONFIRM, subscription.pk, old)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 410
        assert "This link has expired" in text(answer.content)
        again = BeautifulSoup(answer.content, "html.parser").select_one("main a.button")
        assert again is not None
        assert again["href"] == f"/subscribe/?deadline={subscription.deadline and subscription.deadline.slug}"
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None


def test_a_confirmation_of_what_ended_is_used_up(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None, ended_at=timezone.now())

    for answer in (
        client.get(link(LinkKind.CONFIRM, subscription.pk)),
        client.post(link(LinkKind.CONFIRM, subscription.pk)),
    ):
        assert answer.status_code == 410
        assert "This link does nothing" in text(answer.content)


@pytest.mark.parametrize("place", ["confirm/", "", "unsubscribe/"])
@pytest.mark.parametrize("token", ["x", "W10:abc", "a" * 3000, "%00", "%C3%A9", "..%2e", "WzEsMl0:x"])
def test_a_link_that_was_not_made_here_is_refused_with_a_sentence(client: Client, place: str, token: str) -> None:
    for answer in (client.get(f"/subscriptions/{place}{token}/"), client.post(f"/subscriptions/{place}{token}/")):
        assert answer.status_code == 400
        assert "This link does nothing" in text(answer.content)


def test_a_link_of_one_kind_opens_no_other_page(client: Client) -> None:
    subscription = SubscriptionFactory.create()
    token = make_token(LinkKind.UNSUBSCRIBE, subscription.pk, timezone.now())

    assert client.get(f"/subscriptions/{token}/").status_code == 400
    assert client.get(f"/subscriptions/confirm/{token}/").status_code == 400


# Managing ----------------------------------------------------------------------------------------


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
    days = BeautifulSoup(page.content, "html.parser").find(id=f"id_s{mine.pk}-lead_days")
    assert days is not None
    assert days["value"] == "30, 7"
    assert everything() == before


def test_a_subscriber_changes_lead_times(client: Client) -> None:
    mine = SubscriptionFactory.create()

    status, words = managed(
        client,
        mine.subscriber,
        action="save",
        subscription=mine.pk,
        **{f"s{mine.pk}-kinds": ["reminders", "new_events"], f"s{mine.pk}-lead_days": "14, 3"},
    )

    assert (status, "Saved." in words) == (302, True)
    assert [lead.days for lead in mine.lead_times.all()] == [14, 3]
    mine.refresh_from_db()
    assert (mine.reminders, mine.changes, mine.new_events) == (True, False, True)


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
        if option.find_parent("select", id="language") is None
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

    status, words = managed(
        client, mine.subscriber, action="save", subscription=mine.pk, **{f"s{mine.pk}-lead_days": "3"}
    )
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


def test_lead_times_that_are_not_allowed_are_shown_again_with_a_sentence(client: Client) -> None:
    mine = SubscriptionFactory.create()
    LeadTimeFactory.create(subscription=mine, days=30)

    status, words = managed(
        client,
        mine.subscriber,
        action="save",
        subscription=mine.pk,
        **{f"s{mine.pk}-kinds": "changes", f"s{mine.pk}-lead_days": "soon"},
    )

    assert status == 400
    assert "“soon” is no number of days" in words
    assert [lead.days for lead in mine.lead_times.all()] == [30]


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
    assert [option["value"] for option in offered.select("#language option")] == ["en", "de"]
    managed(client, mine.subscriber, action="language", language="de")

    mine.subscriber.refresh_from_db()
    assert mine.subscriber.language == "de"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "The form does not say which subscription is meant."),
        ({"action": "end", "subscription": "x"}, "The form does not say which subscription is meant."),
        ({"action": "end", "subscription": "9" * 30}, "The form does not say which subscription is meant."),
        ({"action": "dance", "subscription": "own"}, "The form does not say what to do."),
        ({"action": "language", "language": "tlh"}, "This language is not on offer."),
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
    DeliveryFactory.create(subscription=mine, alert__deadline=mine.deadline, alert__outcome__deadline=mine.deadline)
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
    assert data["subscriptions"][0]["lead_days"] == [7]
    assert [(each["kind"], each["about"], each["state"]) for each in data["mails"]] == [
        ("reminder", "The pause", "pending")
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


# Unsubscribing -----------------------------------------------------------------------------------


def test_opening_an_unsubscribe_link_changes_nothing(client: Client) -> None:
    mine = SubscriptionFactory.create(deadline__title="The pause")
    before = everything()

    page = client.get(link(LinkKind.UNSUBSCRIBE, mine.pk))
    client.head(link(LinkKind.UNSUBSCRIBE, mine.pk))

    assert "Stop following the deadline “The pause”?" in text(page.content)
    assert everything() == before


def test_one_click_ends_the_subscription_without_cookie_redirect_or_login() -> None:
    strict = Client(enforce_csrf_checks=True)
    mine = SubscriptionFactory.create()
    other = SubscriptionFactory.create(subscriber=mine.subscriber)

    answer = strict.post(
        link(LinkKind.UNSUBSCRIBE, mine.pk),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "You are unsubscribed" in text(answer.content)
    assert list(Subscription.objects.filter(ended_at=None)) == [other]


def test_one_click_as_a_multipart_form_works_as_well() -> None:
    mine = SubscriptionFactory.create()

    answer = Client(enforce_csrf_checks=True).post(
        link(LinkKind.UNSUBSCRIBE, mine.pk), {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at is not None


def test_unsubscribing_twice_is_unsubscribing_once(client: Client) -> None:
    mine = SubscriptionFactory.create()
    client.post(link(LinkKind.UNSUBSCRIBE, mine.pk))
    mine.refresh_from_db()
    ended = mine.ended_at

    again = client.post(link(LinkKind.UNSUBSCRIBE, mine.pk))

    assert again.status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at == ended


def test_the_page_offers_to_end_everything(client: Client) -> None:
    mine = SubscriptionFactory.create()
    SubscriptionFactory.create(subscriber=mine.subscriber)
    foreign = SubscriptionFactory.create()

    assert "This address follows 1 other thing." in text(client.get(link(LinkKind.UNSUBSCRIBE, mine.pk)).content)
    client.post(link(LinkKind.UNSUBSCRIBE, mine.pk), {"scope": "all"})

    assert list(Subscription.objects.filter(ended_at=None)) == [foreign]


def test_unsubscribing_from_what_was_erased_succeeds(client: Client) -> None:
    mine = SubscriptionFactory.create()
    address = link(LinkKind.UNSUBSCRIBE, mine.pk)
    mine.subscriber.delete()

    answer = client.post(address)

    assert answer.status_code == 200
    assert "You are unsubscribed" in text(answer.content)


def test_an_unsubscribe_link_works_for_years(client: Client) -> None:
    mine = SubscriptionFactory.create()

    assert client.post(link(LinkKind.UNSUBSCRIBE, mine.pk, timezone.now() - timedelta(days=1500))).status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at is not None


# All of them -------------------------------------------------------------------------------------


def test_pages_of_one_subscriber_are_kept_by_no_cache_and_no_search_engine(client: Client) -> None:
    mine = SubscriptionFactory.create(confirmed_at=None)

    for address in (
        f"/subscribe/?deadline={mine.deadline and mine.deadline.slug}",
        link(LinkKind.CONFIRM, mine.pk),
        link(LinkKind.MANAGE, mine.subscriber_id),
        link(LinkKind.UNSUBSCRIBE, mine.pk),
    ):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        robots = BeautifulSoup(answer.content, "html.parser").find("meta", attrs={"name": "robots"})
        assert robots is not None
        assert robots["content"] == "noindex"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    mine = SubscriptionFactory.create()

    for address in ("/subscribe/", link(LinkKind.CONFIRM, mine.pk), link(LinkKind.MANAGE, mine.subscriber_id)):
        assert getattr(client, method)(address).status_code == 405


def test_what_is_typed_is_escaped(client: Client) -> None:
    mine = SubscriptionFactory.create(deadline__title="<script>alert(1)</script>")

    for address in (
        f"/subscribe/?deadline={mine.deadline and mine.deadline.slug}",
        link(LinkKind.MANAGE, mine.subscriber_id),
        link(LinkKind.UNSUBSCRIBE, mine.pk),
    ):
        assert b"<script>alert" not in client.get(address).content
    assert Deadline.objects.count() == 1
