"""What follows from a form as it is typed: nothing is saved, nothing is a server error."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.factories import (
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    OutcomeFactory,
    RuleFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TopicFactory,
    UserFactory,
)
from timeline.models import Deadline, Effect, Event, RecomputeRequest, Rule

from .conftest import SignIn
from .forms import filled, soup

pytestmark = pytest.mark.django_db


def address(name: str, record: Any = None) -> str:
    if record is None:
        return reverse(f"admin:timeline_{name}_add")
    return reverse(f"admin:timeline_{name}_change", args=[record.pk])


PARTS = {"deadline": ("rule", "citations"), "event": ("citations", "effects")}
CHOSEN = {"deadline": {"rule-0-direction": "after", "rule-0-last_day": "included"}, "event": {"position": "0"}}


def typed(client: Client, name: str, record: Any = None, **values: Any) -> dict[str, Any]:
    """The form of a record as the browser sends it, with some values changed."""
    if record is not None:
        return filled(client.get(address(name, record)), f"{name}_form", **values)
    # What a browser sends for the form of a new record, without the time it takes to draw that.
    sent = {f"{part}-{number}_FORMS": "0" for part in PARTS[name] for number in ("TOTAL", "INITIAL")}
    sent |= {"position": "0", "rule-TOTAL_FORMS": "1", **CHOSEN[name]}
    return sent | {key.replace("__", "-"): value for key, value in values.items()}


def panel_address(name: str, record: Any = None) -> str:
    if record is None:
        return reverse(f"admin:timeline_{name}_add_preview")
    return reverse(f"admin:timeline_{name}_preview", args=[record.pk])


def panel(client: Client, name: str, record: Any = None, **values: Any) -> str:
    """What the panel says of a form with some values changed."""
    response = client.post(panel_address(name, record), typed(client, name, record, **values))
    assert response.status_code == 200
    return " ".join(soup(response).get_text(" ").split())


def stored() -> tuple[int, ...]:
    managers: tuple[Any, ...] = (
        *(model._default_manager for model in (Deadline, Rule, Event, Effect, RecomputeRequest, LogEntry)),
        *(model.history for model in (Deadline, Rule, Event, Effect)),
    )
    return tuple(manager.count() for manager in managers)


# The rule -----------------------------------------------------------------------------------


def test_typing_a_period_shows_the_new_date_its_sentences_and_the_picture(editor: Client) -> None:
    rule = CountedRuleFactory.create(deadline__publication_status="draft")

    response = editor.post(
        panel_address("deadline", rule.deadline), typed(editor, "deadline", rule.deadline, rule__0__period="100 days")
    )

    page = soup(response)
    assert page.select_one("time")["datetime"] == "2025-04-30"  # type: ignore[index]
    assert "100 days" in page.get_text()
    picture = page.find("svg")
    assert picture is not None and picture.find("title") is not None and picture.find("desc") is not None
    assert page.find("html") is None, "the panel alone, no page"


def test_nothing_is_saved(editor: Client) -> None:
    rule = CountedRuleFactory.create(deadline__publication_status="draft")
    before = stored()

    panel(editor, "deadline", rule.deadline, rule__0__period="100 days", title="Another title")

    rule.refresh_from_db()
    rule.deadline.refresh_from_db()
    assert (stored(), rule.period) == (before, "75 days")
    assert rule.deadline.title != "Another title"


def test_a_new_deadline_shows_its_date_before_it_has_a_title(editor: Client) -> None:
    event = EventFactory.create()
    before = stored()

    words = panel(editor, "deadline", rule__0__trigger_event=event.pk, rule__0__period="75 days")

    assert "Saturday, 5 April 2025 passed" in words
    assert "Readers do not see this deadline" in words
    assert stored() == before


def test_a_new_deadline_without_a_rule_is_told_what_to_write(editor: Client) -> None:
    assert "choose a trigger and a period" in panel(editor, "deadline", title="Empty")


def test_a_changed_rule_shows_the_deadlines_chained_to_it(publisher: Client) -> None:
    rule = CountedRuleFactory.create(deadline__title="The pause")
    RuleFactory.create(stated=None, trigger_deadline=rule.deadline, period="10 days", deadline__title="The report")

    words = panel(publisher, "deadline", rule.deadline, rule__0__period="100 days")

    assert "The report Now: Tuesday, 15 April 2025 passed Then: Saturday, 10 May 2025 passed" in words
    assert "This deadline Now: Saturday, 5 April 2025 passed Then: Wednesday, 30 April 2025 passed" in words


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"rule__0__period": "75 fortnights"}, "Period: period '75 fortnights' is not understood"),
        ({"rule__0__period": "1000000000 days"}, "Period: period '1000000000 days' is too long"),
        ({"rule__0__period": "-3 days"}, "Period: period '-3 days' has the amount '-3'"),
        ({"rule__0__period": ""}, "Period: Write a period and its trigger, or a stated date."),
        ({"rule__0__stated": "31 February"}, "Stated date: Enter a valid date."),
        ({"rule__0__stated": "10000-01-01"}, "Stated date: Enter a valid date."),
        ({"rule__0__convention": "lex-nova"}, "Convention: Select a valid choice."),
        ({"rule__0__calendar": "atlantis"}, "Calendar: Select a valid choice."),
        ({"rule__0__trigger_event": "999999999999999999999999"}, "Trigger event: Select a valid choice."),
        ({"rule__0__trigger_event": "x"}, "Trigger event: Select a valid choice."),
        ({"rule__0__time": "25:00"}, "Time of day: Enter a valid time."),
        ({"rule__0__period": "75 days\0"}, "Period: "),
        ({"rule__TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_field(editor: Client, values: dict[str, str], sentence: str) -> None:
    rule = {"rule__0__trigger_event": EventFactory.create().pk, "rule__0__period": "75 days"}

    words = panel(editor, "deadline", **{**rule, **values})

    assert sentence in words
    assert "Saturday, 5 April 2025" not in words


def test_hours_from_a_day_without_a_clock_time_are_a_sentence(editor: Client) -> None:
    event = EventFactory.create()

    words = panel(editor, "deadline", rule__0__trigger_event=event.pk, rule__0__period="72 hours")

    assert "a period in hours needs a clock time" in words


def test_an_empty_post_is_a_sentence(editor: Client) -> None:
    response = editor.post(panel_address("deadline"), {})

    assert response.status_code == 200
    assert "ManagementForm data is missing" in response.content.decode()


def test_what_is_typed_is_escaped(editor: Client) -> None:
    event = EventFactory.create(title="<script>alert(1)</script>")

    response = editor.post(
        panel_address("deadline"),
        typed(editor, "deadline", rule__0__trigger_event=event.pk, rule__0__period="75 days"),
    )

    assert b"<script" not in response.content


# The event ----------------------------------------------------------------------------------


def with_extension(deadline: Deadline, **values: Any) -> dict[str, Any]:
    """The values of a new event that extends a deadline until 19 June 2999."""
    return {
        "title": "The extension",
        "date": "2025-04-04",
        "effects__TOTAL_FORMS": "1",
        "effects__0__does": "extend",
        "effects__0__on_deadline": deadline.pk,
        "effects__0__until": "2999-06-19",
        "effects__0__position": "0",
        **values,
    }


def followed() -> Deadline:
    """A published deadline, due 5 April 2998, whose outcome is stored."""
    deadline = RuleFactory.create(stated=date(2998, 4, 5), deadline__title="The pause").deadline
    OutcomeFactory.create(deadline=deadline, due=date(2998, 4, 5), due_at=datetime(2998, 4, 6, tzinfo=UTC))
    return deadline


def test_a_new_effect_lists_old_against_new_and_who_would_be_told(editor: Client) -> None:
    deadline = followed()
    chained = RuleFactory.create(
        stated=None, trigger_deadline=deadline, period="10 days", deadline__title="The report"
    ).deadline
    SubscriptionFactory.create(deadline=deadline)
    SubscriptionFactory.create_batch(2, deadline=deadline, confirmed_at=None)
    SubscriptionFactory.create(deadline=chained)
    before = stored()

    words = panel(editor, "event", **with_extension(deadline))

    assert "Once this event is published:" in words
    assert "The pause Now: Thursday, 5 April 2998 pending Then: Wednesday, 19 June 2999 pending" in words
    assert "The report Now: Sunday, 15 April 2998 pending Then: Saturday, 29 June 2999 pending" in words
    # The report was never computed, so its followers hear of no change yet.
    assert words.endswith("One follower would be told.")
    assert stored() == before


def test_a_follower_of_several_moved_deadlines_is_counted_once(editor: Client) -> None:
    topic, reader = TopicFactory.create(), SubscriberFactory.create()
    one, other = followed(), followed()
    one.topics.add(topic)
    SubscriptionFactory.create(subscriber=reader, deadline=None, topic=topic)
    SubscriptionFactory.create(subscriber=reader, deadline=other)
    SubscriptionFactory.create(deadline=other)
    SubscriptionFactory.create(deadline=one, subscriber__suppressed_at=datetime(2025, 1, 1, tzinfo=UTC))

    words = panel(
        editor,
        "event",
        **with_extension(one, effects__TOTAL_FORMS="2"),
        effects__1__does="extend",
        effects__1__on_deadline=other.pk,
        effects__1__until="2999-06-19",
        effects__1__position="1",
    )

    assert words.endswith("2 followers would be told.")


def test_a_deadline_long_past_tells_nobody(editor: Client) -> None:
    deadline = CountedRuleFactory.create().deadline
    OutcomeFactory.create(deadline=deadline, state="passed")
    SubscriptionFactory.create(deadline=deadline)

    words = panel(editor, "event", **with_extension(deadline, effects__0__until="2025-06-19"))

    assert "Then: Thursday, 19 June 2025 passed" in words
    assert words.endswith("No follower would be told.")


def test_a_first_date_tells_nobody(editor: Client) -> None:
    event = EventFactory.create(publication_status="draft", date="2997-01-20")
    deadline = CountedRuleFactory.create(trigger_event=event).deadline
    OutcomeFactory.create(deadline=deadline, state="undetermined", due=None, due_at=None)
    SubscriptionFactory.create(deadline=deadline)

    words = panel(editor, "event", event)

    assert "Now: no date undetermined Then: Wednesday, 5 April 2997 pending" in words
    assert words.endswith("No follower would be told.")


def test_an_effect_ticked_for_deletion_lists_what_goes_back(publisher: Client) -> None:
    effect = EffectFactory.create(on_deadline=followed(), until=date(2999, 6, 19))

    words = panel(publisher, "event", effect.event, effects__0__DELETE="on")

    assert "Now: Wednesday, 19 June 2999 pending Then: Thursday, 5 April 2998 pending" in words
    assert effect.event.effects.count() == 1


def test_an_event_without_effects_reaches_no_deadline(editor: Client) -> None:
    assert "It reaches no deadline." in panel(editor, "event", date="2025-04-04")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"date": ""}, "Date: This field is required."),
        ({"date": "2025-13-01"}, "Date: "),
        ({"date": "Q3 2024"}, "Date: "),
        ({"known_from": "yesterday"}, "Known from: Enter a valid date."),
        ({"effects__0__until": ""}, "Effect 1: Until: An extension needs “until” (a date) or “by” (a period)."),
        ({"effects__0__by": "5 moons"}, "Effect 1: By: period '5 moons' is not understood"),
        (
            {"effects__0__does": "adopt"},
            "Effect 1: Does: This cannot happen to a deadline; it is an effect on a policy.",
        ),
        ({"effects__0__on_deadline": ""}, "Effect 1: On deadline: Choose the deadline or the policy"),
        ({"effects__0__does": "vanish"}, "Effect 1: Does: Select a valid choice."),
    ],
)
def test_a_mistake_of_an_event_is_a_sentence_with_its_field(
    editor: Client, values: dict[str, str], sentence: str
) -> None:
    words = panel(editor, "event", **{**with_extension(followed()), **values})

    assert sentence in words
    assert "would be told" not in words


# Who may, and how ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deadline", "event"])
def test_looking_is_no_post(editor: Client, name: str) -> None:
    assert editor.get(panel_address(name)).status_code == 405


@pytest.mark.parametrize("name", ["deadline", "event"])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(client: Client, name: str) -> None:
    response = client.post(panel_address(name), {})

    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", ["deadline", "event"])
def test_who_may_enter_nothing_is_refused(name: str, db: None) -> None:
    client = Client()
    client.force_login(UserFactory.create(is_staff=True))

    assert client.post(panel_address(name), {}).status_code == 403


def test_who_may_not_change_a_published_record_is_refused(editor: Client) -> None:
    assert editor.post(panel_address("deadline", RuleFactory.create().deadline), {}).status_code == 403
    assert editor.post(panel_address("event", EventFactory.create()), {}).status_code == 403


def test_a_record_that_is_not_there_is_not_found(editor: Client) -> None:
    for key in ("0", "x", "9" * 40):
        assert editor.post(reverse("admin:timeline_deadline_preview", args=[key]), {}).status_code == 404


def test_a_post_from_elsewhere_is_refused(sign_in: SignIn) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in("Editor").cookies

    assert client.post(panel_address("deadline"), {}).status_code == 403


def test_the_answer_is_kept_by_nobody(editor: Client) -> None:
    assert "no-store" in editor.post(panel_address("deadline"), {}).headers["Cache-Control"]


# Without JavaScript -------------------------------------------------------------------------


def test_the_button_gives_the_page_back_as_typed_with_its_preview_and_saves_nothing(editor: Client) -> None:
    rule = CountedRuleFactory.create(deadline__publication_status="draft")
    before = stored()
    form = typed(editor, "deadline", rule.deadline, rule__0__period="100 days", title="Another title")

    response = editor.post(address("deadline", rule.deadline), {**form, "_preview": "1"})

    page = soup(response)
    assert response.status_code == 200
    assert "Wednesday, 30 April 2025" in page.select_one("#preview").get_text()  # type: ignore[union-attr]
    assert page.find("input", {"name": "title"})["value"] == "Another title"  # type: ignore[index]
    assert page.find("input", {"name": "rule-0-period"})["value"] == "100 days"  # type: ignore[index]
    assert stored() == before
    rule.refresh_from_db()
    assert rule.period == "75 days"


def test_the_button_works_on_the_form_of_a_new_event(editor: Client) -> None:
    form = typed(editor, "event", **with_extension(followed()))
    before = stored()

    response = editor.post(address("event"), {**form, "_preview": "1"})

    words = " ".join(soup(response).select_one("#preview").get_text(" ").split())  # type: ignore[union-attr]
    assert "Then: Wednesday, 19 June 2999 pending" in words
    assert stored() == before


def test_the_button_beside_save_still_saves_nothing(editor: Client) -> None:
    form = typed(editor, "event", date="2025-04-04", title="E", slug="e", kind="other", certainty="confirmed")

    editor.post(address("event"), {**form, "_preview": "1", "_save": "Save"})

    assert Event.objects.count() == 0


def test_without_the_button_the_form_saves(editor: Client) -> None:
    form = typed(editor, "event", date="2025-04-04", title="E", slug="e", kind="other", certainty="confirmed")

    editor.post(address("event"), form)

    assert Event.objects.count() == 1


def test_who_may_only_read_is_offered_no_preview_of_changes(editor: Client) -> None:
    page = soup(editor.get(address("deadline", CountedRuleFactory.create().deadline)))

    section = page.select_one("#preview")
    assert section is not None
    assert "Saturday, 5 April 2025" in section.get_text()
    assert not section.has_attr("data-preview-url")
    assert page.find("button", {"name": "_preview"}) is None


def test_the_script_and_the_colours_come_from_this_server(editor: Client) -> None:
    page = soup(editor.get(address("deadline")))

    assert [each["src"] for each in page.find_all("script", src=re.compile("preview"))] == [
        "/static/timeline/admin/preview.js"
    ]
    assert page.find("link", {"href": "/static/timeline/strip.css"}) is not None
