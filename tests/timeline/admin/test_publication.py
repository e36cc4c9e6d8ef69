"""Drafts, publishing, retracting: who may, and what it takes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    CitationFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.models import Deadline, Event, PublicationStatus, Source, Topic

from .forms import filled, soup

pytestmark = pytest.mark.django_db

DRAFT, PUBLISHED, RETRACTED = PublicationStatus.DRAFT, PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED


def at(action: str, record: Event | Deadline | Source) -> str:
    return reverse(f"admin:timeline_{record._meta.model_name}_{action}", args=[record.pk])


def status(record: Event | Deadline | Source) -> str:
    return type(record)._default_manager.values_list("publication_status", flat=True).get(pk=record.pk)


def test_opening_the_page_publishes_nothing(publisher: Client) -> None:
    event = EventFactory.create(publication_status=DRAFT)

    page = publisher.get(at("publish", event))

    assert page.status_code == 200
    assert "Publish “" in page.content.decode()
    assert status(event) == DRAFT


def test_a_publisher_publishes_and_the_history_says_so(publisher: Client) -> None:
    event = EventFactory.create(publication_status=DRAFT)

    response = publisher.post(at("publish", event))

    assert response["Location"] == at("change", event)
    assert status(event) == PUBLISHED
    newest = Event.history.filter(id=event.pk).first()
    assert (newest.publication_status, newest.history_change_reason) == (PUBLISHED, "Published")
    assert newest.history_user.groups.get().name == "Publisher"


def test_an_editor_neither_publishes_nor_retracts(editor: Client) -> None:
    draft = EventFactory.create(publication_status=DRAFT)
    public = EventFactory.create()

    answers = [editor.post(at("publish", draft)), editor.post(at("retract", public), {"reason": "no"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (status(draft), status(public)) == (DRAFT, PUBLISHED)


def test_an_editor_is_offered_no_buttons_for_it(editor: Client, publisher: Client) -> None:
    event = EventFactory.create(publication_status=DRAFT)

    assert at("publish", event) not in editor.get(at("change", event)).content.decode()
    offered = publisher.get(at("change", event)).content.decode()
    assert at("publish", event) in offered
    assert at("retract", event) not in offered


def test_the_drafts_a_record_refers_to_are_published_with_it_when_they_are_ticked(publisher: Client) -> None:
    event = EventFactory.create(publication_status=DRAFT)
    wanted = SourceFactory.create(publication_status=DRAFT)
    unwanted = SourceFactory.create(publication_status=DRAFT)
    for source in (wanted, unwanted):
        CitationFactory.create(event=event, source=source)

    page = soup(publisher.get(at("publish", event)))
    offered = [box["value"] for box in page.select("input[name=companion]")]
    publisher.post(at("publish", event), {"companion": [f"source-{wanted.pk}", f"event-{event.pk + 1}"]})

    assert offered == [f"source-{wanted.pk}", f"source-{unwanted.pk}"]
    assert (status(event), status(wanted), status(unwanted)) == (PUBLISHED, PUBLISHED, DRAFT)


def test_a_deadline_brings_its_policy_its_trigger_and_their_sources(publisher: Client) -> None:
    source = SourceFactory.create(publication_status=DRAFT)
    trigger = EventFactory.create(publication_status=DRAFT)
    CitationFactory.create(event=trigger, source=source)
    policy = PolicyFactory.create(publication_status=DRAFT)
    rule = RuleFactory.create(
        deadline__publication_status=DRAFT, deadline__policy=policy, trigger_event=trigger, period="3 days", stated=None
    )

    page = soup(publisher.get(at("publish", rule.deadline)))

    assert [box["value"] for box in page.select("input[name=companion]")] == [
        f"event-{trigger.pk}",
        f"policy-{policy.pk}",
        f"source-{source.pk}",
    ]


def test_a_deadline_without_a_rule_cannot_be_published(publisher: Client) -> None:
    deadline = DeadlineFactory.create(publication_status=DRAFT)

    page = publisher.post(at("publish", deadline))

    assert "It has no rule" in page.content.decode()
    assert status(deadline) == DRAFT


def test_retracting_asks_for_a_reason_and_names_who_goes_on_without_it(publisher: Client) -> None:
    event = EventFactory.create()
    EffectFactory.create(event=event, on_deadline=DeadlineFactory.create(title="The pause"))

    asked = publisher.get(at("retract", event)).content.decode()
    refused = publisher.post(at("retract", event), {"reason": ""})
    kept = status(event)
    publisher.post(at("retract", event), {"reason": "The order was never signed"})

    assert "The pause" in asked
    assert refused.status_code == 200
    assert (kept, status(event)) == (PUBLISHED, RETRACTED)
    assert Event.history.filter(id=event.pk).first().history_change_reason == "The order was never signed"


def test_many_are_published_after_a_question(publisher: Client) -> None:
    ready = RuleFactory.create(deadline__publication_status=DRAFT).deadline
    bare = DeadlineFactory.create(publication_status=DRAFT)
    address = reverse("admin:timeline_deadline_changelist")
    form = {"action": "publish_selected", "_selected_action": [ready.pk, bare.pk]}

    asked = publisher.post(address, form)
    waiting = status(ready)
    sent = {field["name"]: field.get("value", "") for field in soup(asked).select(".confirmation [name]")}
    publisher.post(address, sent)

    assert "It has no rule" in asked.content.decode()
    assert (waiting, status(ready), status(bare)) == (DRAFT, PUBLISHED, DRAFT)


def test_many_are_retracted_with_one_reason(publisher: Client) -> None:
    events = [EventFactory.create(), EventFactory.create()]
    address = reverse("admin:timeline_event_changelist")
    form = {"action": "retract_selected", "_selected_action": [event.pk for event in events]}

    publisher.post(address, form)
    kept = [status(event) for event in events]
    publisher.post(address, {**form, "post": "yes", "reason": "Wrong source"})

    assert kept == [PUBLISHED, PUBLISHED]
    assert [status(event) for event in events] == [RETRACTED, RETRACTED]


def test_an_editor_cannot_do_it_to_many_either(editor: Client) -> None:
    event = EventFactory.create()

    editor.post(
        reverse("admin:timeline_event_changelist"),
        {"action": "retract_selected", "_selected_action": [event.pk], "post": "yes", "reason": "no"},
    )

    assert status(event) == PUBLISHED


def test_an_editor_changes_drafts_only(editor: Client) -> None:
    draft, public = EventFactory.create(publication_status=DRAFT), EventFactory.create(title="As it was")

    changed = editor.post(at("change", draft), filled(editor.get(at("change", draft)), "event_form", title="Better"))
    refused = editor.post(at("change", public), {"title": "Worse"})

    assert (changed.status_code, refused.status_code) == (302, 403)
    assert (Event.objects.get(pk=draft.pk).title, Event.objects.get(pk=public.pk).title) == ("Better", "As it was")


def test_a_publisher_changes_what_is_published_and_it_stays_published(publisher: Client) -> None:
    event = EventFactory.create()

    publisher.post(at("change", event), filled(publisher.get(at("change", event)), "event_form", title="Better"))

    assert (Event.objects.get().title, status(event)) == ("Better", PUBLISHED)


def test_the_id_of_a_published_record_stays(publisher: Client) -> None:
    event = EventFactory.create(slug="eo-14258")
    form = filled(publisher.get(at("change", event)), "event_form", slug="another")

    publisher.post(at("change", event), form)

    assert Event.objects.get().slug == "eo-14258"


@pytest.mark.parametrize("published", [PUBLISHED, RETRACTED])
def test_what_readers_have_seen_cannot_be_deleted(administrator: Client, published: str) -> None:
    event = EventFactory.create(publication_status=published)

    response = administrator.post(at("delete", event), {"post": "yes"})

    assert response.status_code == 403
    assert Event.objects.count() == 1


def test_a_draft_can_be_deleted_unless_a_published_record_refers_to_it(editor: Client) -> None:
    free = DeadlineFactory.create(publication_status=DRAFT)
    reached = DeadlineFactory.create(publication_status=DRAFT)
    EffectFactory.create(on_deadline=reached, event=EventFactory.create(title="Moves it"))

    editor.post(at("delete", free), {"post": "yes"})
    refused = editor.post(at("delete", reached), {"post": "yes"})

    assert "Moves it" in refused.content.decode()
    assert list(Deadline.objects.all()) == [reached]


def test_deleting_many_at_once_is_not_offered(administrator: Client) -> None:
    EventFactory.create(publication_status=DRAFT)

    administrator.post(
        reverse("admin:timeline_event_changelist"),
        {"action": "delete_selected", "_selected_action": [Event.objects.get().pk], "post": "yes"},
    )

    assert Event.objects.count() == 1


def test_a_topic_in_public_use_is_changed_by_publishers_only_and_deleted_by_nobody(
    editor: Client, publisher: Client
) -> None:
    topic = TopicFactory.create(slug="tiktok", name="TikTok")
    TimelineFactory.create(topics=[topic], title="Chips")
    change = reverse("admin:timeline_topic_change", args=[topic.pk])

    refused = editor.post(change, {"name": "X"})
    publisher.post(change, filled(publisher.get(change), "topic_form", name="TikTok Inc."))
    kept = publisher.post(reverse("admin:timeline_topic_delete", args=[topic.pk]), {"post": "yes"})

    assert refused.status_code == 403
    assert "Chips" in kept.content.decode()
    assert Topic.objects.get().name == "TikTok Inc."


def test_an_earlier_version_can_be_read_and_not_brought_back(publisher: Client) -> None:
    event = EventFactory.create(title="First")
    event.title = "Second"
    event.save()
    oldest = Event.history.filter(id=event.pk).last()
    address = reverse("admin:timeline_event_simple_history", args=[event.pk, oldest.pk])

    read, written = publisher.get(address), publisher.post(address, {"title": "First"})

    assert "First" in read.content.decode()
    assert 'name="_save"' not in read.content.decode()
    assert written.status_code == 403
    assert Event.objects.get().title == "Second"


def test_retracted_records_are_not_offered_to_be_referred_to(editor: Client) -> None:
    seen = SourceFactory.create(title="Seen")
    SourceFactory.create(title="Withdrawn", publication_status=RETRACTED)

    answer = editor.get(
        reverse("admin:autocomplete"), {"app_label": "timeline", "model_name": "citation", "field_name": "source"}
    )

    assert [result["id"] for result in answer.json()["results"]] == [str(seen.pk)]
