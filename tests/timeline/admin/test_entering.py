"""Entering records on the admin's forms, as an editor does."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.test import Client
from django.urls import reverse

from tests.factories import (
    ActorFactory,
    DeadlineFactory,
    EventFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    TopicFactory,
)
from timeline.models import Deadline, Event, Jurisdiction, Policy, PublicationStatus, Source, Timeline, Topic

from .forms import faults, filled, soup

pytestmark = pytest.mark.django_db


def add(name: str) -> str:
    return reverse(f"admin:timeline_{name}_add")


def test_it_enters_a_source_as_a_draft(editor: Client) -> None:
    form = filled(
        editor.get(add("source")),
        "source_form",
        title="Protecting Americans",
        publisher="Federal Register",
        url="https://www.federalregister.gov/d/2025-01787",
        published="2025-01-30",
        language="en",
        slug="fr-2025-01787",
    )

    response = editor.post(add("source"), form)

    assert response.status_code == 302
    source = Source.objects.get()
    assert (source.slug, source.published) == ("fr-2025-01787", "2025-01-30")
    assert source.publication_status == PublicationStatus.DRAFT


def test_an_address_without_a_scheme_is_one_of_https(editor: Client) -> None:
    form = filled(editor.get(add("source")), "source_form", title="T", publisher="P", slug="t", url="example.org/act")

    editor.post(add("source"), form)

    assert Source.objects.get().url == "https://example.org/act"


def test_a_status_that_is_sent_along_is_not_read(editor: Client) -> None:
    form = filled(
        editor.get(add("source")), "source_form", title="T", publisher="P", slug="t", publication_status="published"
    )

    editor.post(add("source"), form)

    assert Source.objects.get().publication_status == PublicationStatus.DRAFT


def test_it_enters_an_event_with_its_citations_and_effects(editor: Client) -> None:
    source, topic, actor = SourceFactory.create(), TopicFactory.create(), ActorFactory.create()
    deadline, policy = DeadlineFactory.create(), PolicyFactory.create()
    form = filled(
        editor.get(add("event")),
        "event_form",
        title="Executive Order 14258",
        date="2025-04-04",
        kind="signing",
        certainty="confirmed",
        slug="eo-14258",
        topics=[topic.pk],
        actors=[actor.pk],
        policies=[policy.pk],
        citations__TOTAL_FORMS="1",
        citations__0__source=source.pk,
        citations__0__quote="until June 19, 2025",
        citations__0__locator="sec. 2",
        citations__0__position="0",
        effects__TOTAL_FORMS="2",
        effects__0__does="extend",
        effects__0__on_deadline=deadline.pk,
        effects__0__until="2025-06-19",
        effects__0__position="0",
        effects__1__does="amend",
        effects__1__on_policy=policy.pk,
        effects__1__position="1",
    )

    response = editor.post(add("event"), form)

    assert response.status_code == 302, faults(response)
    event = Event.objects.get()
    assert (event.earliest, event.known) == (date(2025, 4, 4), date(2025, 4, 4))
    assert event.publication_status == PublicationStatus.DRAFT
    assert [(c.source, c.quote) for c in event.citations.all()] == [(source, "until June 19, 2025")]
    assert [(e.does, e.on_deadline, e.on_policy, e.until) for e in event.effects.all()] == [
        ("extend", deadline, None, date(2025, 6, 19)),
        ("amend", None, policy, None),
    ]


def test_it_enters_a_policy_with_its_identifiers(editor: Client) -> None:
    form = filled(
        editor.get(add("policy")),
        "policy_form",
        title="PAFACA",
        kind="statute",
        jurisdiction=JurisdictionFactory.create().pk,
        slug="pafaca",
        identifiers__TOTAL_FORMS="1",
        identifiers__0__scheme="public-law",
        identifiers__0__value="118-50",
    )

    response = editor.post(add("policy"), form)

    assert response.status_code == 302, faults(response)
    assert [str(each) for each in Policy.objects.get().identifiers.all()] == ["public-law 118-50"]


def test_it_enters_a_deadline_with_its_rule(editor: Client) -> None:
    trigger = EventFactory.create(date="2025-01-20")
    form = filled(
        editor.get(add("deadline")),
        "deadline_form",
        title="No enforcement",
        slug="tiktok-enforcement-pause",
        rule__0__trigger_event=trigger.pk,
        rule__0__period="75 days",
        rule__0__convention="calendar-days",
    )

    response = editor.post(add("deadline"), form)

    assert response.status_code == 302, faults(response)
    rule = Deadline.objects.get().rule
    assert (rule.trigger_event, rule.period, rule.convention, rule.direction) == (
        trigger,
        "75 days",
        "calendar-days",
        "after",
    )


def test_it_enters_a_timeline_with_its_selection(editor: Client) -> None:
    topic, event = TopicFactory.create(), EventFactory.create()
    form = filled(
        editor.get(add("timeline")),
        "timeline_form",
        title="Chips",
        slug="chips",
        topics=[topic.pk],
        highlights=[event.pk],
    )

    response = editor.post(add("timeline"), form)

    assert response.status_code == 302, faults(response)
    timeline = Timeline.objects.get()
    assert (list(timeline.topics.all()), list(timeline.highlights.all())) == ([topic], [event])


def test_it_enters_what_records_are_filed_under(editor: Client) -> None:
    editor.post(add("topic"), filled(editor.get(add("topic")), "topic_form", name="TikTok", slug="tiktok"))
    editor.post(
        add("jurisdiction"),
        filled(
            editor.get(add("jurisdiction")),
            "jurisdiction_form",
            name="European Union",
            slug="eu",
            timezone="Europe/Brussels",
            calendar="eu-institutions",
            convention="eu-1182-71",
        ),
    )

    assert Topic.objects.get().name == "TikTok"
    assert Jurisdiction.objects.get().convention == "eu-1182-71"


def test_conventions_are_offered_by_legal_order_with_their_citation(editor: Client) -> None:
    page = soup(editor.get(add("deadline")))

    offered = page.select("#id_rule-0-convention optgroup")

    assert [group["label"] for group in offered][:1] == ["China"]
    texts = [option.text for group in offered for option in group.find_all("option") if option["value"] == "us-frcp-6"]
    assert len(texts) == 1
    assert "6(a)" in texts[0]


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ({"date": "Q3 2024"}, "date", "no EDTF date"),
        ({"date": ""}, "date", "required"),
        ({"slug": "EO_14258"}, "slug", "lower-case letters"),
        ({"title": "t" * 301}, "title", "at most 300"),
        ({"title": "a\0b"}, "title", "Null characters"),
        ({"summary": "t" * 5001}, "summary", "at most 5000"),
        (
            {"effects-0-does": "extend", "effects-0-on_deadline": "", "effects-0-on_policy": ""},
            "effects-0-on_deadline",
            "Choose",
        ),
        ({"effects-0-does": "extend", "effects-0-until": ""}, "effects-0-until", "extension needs"),
        ({"effects-0-does": "amend"}, "effects-0-does", "cannot happen to a deadline"),
        ({"effects-0-by": "a while"}, "effects-0-by", "period"),
        ({"effects-0-does": "supersede"}, "effects-0-by_deadline", "takes its place"),
    ],
)
def test_what_is_wrong_with_an_event_is_said_once_at_its_field(
    editor: Client, written: dict[str, str], field: str, said: str
) -> None:
    values = {
        "title": "T",
        "slug": "t",
        "date": "2025-04-04",
        "effects-TOTAL_FORMS": "1",
        "effects-0-does": "extend",
        "effects-0-on_deadline": DeadlineFactory.create().pk,
        "effects-0-until": "2025-06-19",
        "effects-0-position": "0",
    }
    form = filled(editor.get(add("event")), "event_form", **{**values, **written})

    response = editor.post(add("event"), form)

    assert response.status_code == 200
    found = faults(response)
    assert list(found) == [field]
    assert len(found[field]) == 1
    assert said in found[field][0]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ({"rule-0-period": "", "rule-0-trigger_event": ""}, "rule-0-period", "or a stated date"),
        ({"rule-0-trigger_event": ""}, "rule-0-trigger_event", "counted from"),
        ({"rule-0-period": "-3 days"}, "rule-0-period", "whole numbers"),
        ({"rule-0-convention": "lunar"}, "rule-0-convention", "not one of the available choices"),
        ({"rule-0-calendar": "atlantis"}, "rule-0-calendar", "not one of the available choices"),
        ({"rule-0-timezone": "Mars/Olympus"}, "rule-0-timezone", "not one of the available choices"),
        ({"rule-0-counted_from": "start"}, "rule-0-counted_from", "trigger deadline"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_once_at_its_field(
    editor: Client, written: dict[str, str], field: str, said: str
) -> None:
    values = {
        "title": "T",
        "slug": "t",
        "rule-0-trigger_event": EventFactory.create().pk,
        "rule-0-period": "75 days",
        "rule-0-convention": "calendar-days",
    }
    form = filled(editor.get(add("deadline")), "deadline_form", **{**values, **written})

    response = editor.post(add("deadline"), form)

    assert response.status_code == 200
    found = faults(response)
    assert list(found) == [field]
    assert len(found[field]) == 1
    assert said in found[field][0]
    assert not Deadline.objects.exists()


def test_a_rule_with_two_triggers_is_refused_at_the_second(editor: Client) -> None:
    form = filled(
        editor.get(add("deadline")),
        "deadline_form",
        title="T",
        slug="t",
        rule__0__trigger_event=EventFactory.create().pk,
        rule__0__trigger_deadline=DeadlineFactory.create().pk,
        rule__0__period="75 days",
    )

    found = faults(editor.post(add("deadline"), form))

    assert list(found) == ["rule-0-trigger_deadline"]


def test_policies_and_deadlines_share_one_set_of_ids(editor: Client) -> None:
    PolicyFactory.create(slug="pafaca")
    form = filled(editor.get(add("deadline")), "deadline_form", title="T", slug="pafaca", rule__0__stated="2025-04-05")

    found = faults(editor.post(add("deadline"), form))

    assert list(found) == ["slug"]
    assert "A policy has this id" in found["slug"][0]


def test_a_stored_calendar_that_is_not_offered_survives_editing(editor: Client) -> None:
    rule = RuleFactory.create(deadline__publication_status="draft", calendar="us-federal")
    type(rule).objects.filter(pk=rule.pk).update(calendar="xx-somewhere")
    address = reverse("admin:timeline_deadline_change", args=[rule.deadline_id])

    page = soup(editor.get(address))

    selected = page.select("#id_rule-0-calendar option[selected]")
    assert [option["value"] for option in selected] == ["xx-somewhere"]


def test_saving_a_deadline_does_not_undo_a_recompute_that_came_between(editor: Client) -> None:
    rule = RuleFactory.create(deadline__publication_status="draft")
    address = reverse("admin:timeline_deadline_change", args=[rule.deadline_id])
    form = filled(editor.get(address), "deadline_form", title="Another title")

    @receiver(pre_save, sender=Deadline)
    def recompute_in_between(**kwargs: object) -> None:
        outcome = {"state": "pending", "due": date(2025, 4, 5), "revision": 1}
        Deadline.objects.filter(pk=rule.deadline_id).update(**outcome)

    try:
        response = editor.post(address, form)
    finally:
        pre_save.disconnect(recompute_in_between, sender=Deadline)

    assert response.status_code == 302
    deadline = Deadline.objects.get(pk=rule.deadline_id)
    assert (deadline.title, deadline.revision, deadline.due) == ("Another title", 1, date(2025, 4, 5))
