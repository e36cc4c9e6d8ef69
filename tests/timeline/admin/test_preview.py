"""The computed outcome beside the rule, and its way to readers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import CountedRuleFactory, DeadlineFactory, EffectFactory, EventFactory, RuleFactory
from timeline.deadlines.recompute import recompute
from timeline.models import Deadline, Outcome, RecomputeRequest

from .forms import faults, filled, soup

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)


def pause(**values: Any) -> Deadline:
    return CountedRuleFactory.create(deadline__title="The pause", **values).deadline


def shown(client: Client, deadline: Deadline) -> str:
    page = soup(client.get(reverse("admin:timeline_deadline_change", args=[deadline.pk])))
    return " ".join(page.select_one("#preview").get_text().split())  # type: ignore[union-attr]


def test_the_form_shows_the_date_and_how_it_is_computed(editor: Client) -> None:
    words = shown(editor, pause())

    assert "Saturday, 5 April 2025 passed" in words
    assert "75 days" in words
    assert "Readers see something else" not in words


def test_a_draft_effect_is_counted_in_and_the_difference_is_said(editor: Client) -> None:
    deadline = pause()
    EffectFactory.create(
        on_deadline=deadline,
        event=EventFactory.create(date="2025-04-04", title="A secret order", publication_status="draft"),
    )

    words = shown(editor, deadline)

    assert "Thursday, 19 June 2025" in words
    assert "drafts are counted in, which readers do not see yet: “A secret order”" in words
    assert "Readers see something else now: Saturday, 5 April 2025 passed" in words


def test_a_draft_deadline_says_that_readers_do_not_see_it(editor: Client) -> None:
    words = shown(editor, pause(deadline__publication_status="draft"))

    assert "Saturday, 5 April 2025" in words
    assert "Readers do not see this deadline: it is not published." in words


def test_what_cannot_be_computed_is_said_in_a_sentence(editor: Client) -> None:
    deadline = pause(period="10 working days", convention="us-business-days", trigger_event__date="1801-01-05")

    words = shown(editor, deadline)

    assert "calendar us-federal does not cover the year 1801" in words


def test_a_deadline_without_a_rule_is_no_error_of_the_page(editor: Client) -> None:
    assert "no rule" in shown(editor, DeadlineFactory.create())


def test_a_retracted_deadline_has_no_outcome(publisher: Client) -> None:
    assert "Nothing is computed from it" in shown(publisher, pause(deadline__publication_status="retracted"))


def test_the_form_of_an_event_shows_the_deadlines_it_reaches(editor: Client) -> None:
    effect = EffectFactory.create(on_deadline=pause())

    page = soup(editor.get(reverse("admin:timeline_event_change", args=[effect.event.pk])))

    words = " ".join(page.select_one("#preview").get_text().split())  # type: ignore[union-attr]
    assert "No outcome would change. The pause Stays: Thursday, 19 June 2025" in words


def test_an_event_that_is_still_to_become_known_is_previewed_as_of_its_day(editor: Client) -> None:
    effect = EffectFactory.create(
        on_deadline=RuleFactory.create(stated=date(2998, 1, 1)).deadline,
        until=date(2999, 3, 1),
        event=EventFactory.create(date="2997-12-01"),
    )

    page = soup(editor.get(reverse("admin:timeline_event_change", args=[effect.event.pk])))

    words = " ".join(page.select_one("#preview").get_text().split())  # type: ignore[union-attr]
    assert "As it will stand on 1 December 2997" in words
    assert "1 March 2999" in words


def test_entering_and_publishing_an_extension_moves_the_deadline(publisher: Client) -> None:
    deadline = pause(deadline__slug="tiktok-enforcement-pause")
    recompute([deadline.pk], now=NOW)
    form = filled(
        publisher.get(reverse("admin:timeline_event_add")),
        "event_form",
        title="Executive Order 14258",
        slug="eo-14258",
        date="2025-04-04",
        effects__TOTAL_FORMS="1",
        effects__0__does="extend",
        effects__0__on_deadline=deadline.pk,
        effects__0__until="2025-06-19",
        effects__0__position="0",
    )

    entered = publisher.post(reverse("admin:timeline_event_add"), form)
    assert entered.status_code == 302, faults(entered)
    effect = deadline.effects.get()
    of_the_draft = RecomputeRequest.objects.count()
    publisher.post(reverse("admin:timeline_event_publish", args=[effect.event_id]))
    requests = list(RecomputeRequest.objects.values_list("deadline", "event"))
    recompute([deadline.pk], now=NOW)

    assert (of_the_draft, requests) == (0, [(deadline.pk, effect.event_id)])
    assert list(Outcome.objects.order_by("revision").values_list("state", "due")) == [
        ("passed", date(2025, 4, 5)),
        ("pending", date(2025, 6, 19)),
    ]
    assert Outcome.objects.order_by("revision").values_list("editor__groups__name", flat=True)[1] == "Publisher"


def test_changing_a_rule_asks_for_a_recompute(publisher: Client) -> None:
    rule = RuleFactory.create()
    RecomputeRequest.objects.all().delete()
    address = reverse("admin:timeline_deadline_change", args=[rule.deadline_id])

    publisher.post(address, filled(publisher.get(address), "deadline_form", rule__0__stated="2025-06-19"))

    rule.refresh_from_db()
    assert rule.stated == date(2025, 6, 19)
    assert list(RecomputeRequest.objects.values_list("deadline", "cause")) == [(rule.deadline_id, "rule")]
