"""What follows from a rule as it is typed: nothing is saved, nothing is a server error."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import CountedRuleFactory, EventFactory, RuleFactory, UserFactory
from timeline.models import Event

from .conftest import SignIn
from .forms import soup
from .panel import address, followed, panel, panel_address, stored, typed, with_extension

pytestmark = pytest.mark.django_db


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
