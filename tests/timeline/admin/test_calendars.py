"""Declaring days and years of calendars in the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import CalendarClosureFactory, CalendarYearFactory, CountedRuleFactory, SourceFactory
from timeline.models import CalendarClosure, CalendarYear, PublicationStatus, RecomputeRequest

from .forms import faults, filled, soup

pytestmark = pytest.mark.django_db

DRAFT, PUBLISHED, RETRACTED = PublicationStatus.DRAFT, PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED


def at(action: str, record: CalendarClosure | CalendarYear) -> str:
    return reverse(f"admin:timeline_{record._meta.model_name}_{action}", args=[record.pk])


def add(client: Client, record: str, /, **values: Any) -> Any:
    address = reverse(f"admin:timeline_{record}_add")
    return client.post(address, filled(client.get(address), f"{record}_form", **values))


def days() -> list[tuple[str, str, bool, str]]:
    rows = CalendarClosure.objects.order_by("date").values_list("date", "name", "opens", "publication_status")
    return [(day.isoformat(), name, opens, status) for day, name, opens, status in rows]


# Days ---------------------------------------------------------------------------------------


def test_an_editor_declares_a_day_as_a_draft_known_from_today(editor: Client) -> None:
    response = add(editor, "calendarclosure", calendar="us-federal", date="2029-06-05", name="Day of Mourning")

    assert response.status_code == 302
    closure = CalendarClosure.objects.get()
    assert (closure.calendar, closure.date, closure.publication_status) == ("us-federal", date(2029, 6, 5), DRAFT)
    assert closure.known_from == closure.created_at.date()
    assert closure.history.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"calendar": ""}, "calendar"),
        ({"calendar": "atlantis"}, "calendar"),
        ({"date": "2029-02-30"}, "date"),
        ({"name": ""}, "name"),
        ({"known_from": ""}, "known_from"),
    ],
)
def test_what_is_wrong_with_a_day_is_said_at_its_field(editor: Client, values: dict[str, str], field: str) -> None:
    good = {"calendar": "us-federal", "date": "2029-06-05", "name": "Day of Mourning"}

    response = add(editor, "calendarclosure", **good | values)

    assert [*faults(response)] == [field]
    assert len(faults(response)[field]) == 1
    assert not CalendarClosure.objects.exists()


def test_a_day_that_the_calendar_has_is_refused_until_it_is_retracted(editor: Client) -> None:
    first = CalendarClosureFactory.create()
    values = {"calendar": "us-federal", "date": "2029-06-05", "name": "Again"}

    refused = add(editor, "calendarclosure", **values)
    assert faults(refused) == {
        "date": ["Calendar us-federal has 2029-06-05 already; retract that one first, or delete its draft."]
    }

    CalendarClosure.objects.filter(pk=first.pk).update(publication_status=RETRACTED)
    assert add(editor, "calendarclosure", **values).status_code == 302


def test_publishing_says_how_much_is_computed_anew_and_asks_for_it(publisher: Client) -> None:
    rule = CountedRuleFactory.create(convention="us-frcp-6", period="14 days", trigger_event__date="2029-05-22")
    closure = CalendarClosureFactory.create(publication_status=DRAFT, source=SourceFactory.create())
    RecomputeRequest.objects.all().delete()

    page = publisher.get(at("publish", closure)).content.decode()
    assert "1 published deadline is computed anew; who follows it is told if it moves." in page
    assert "It names no source" not in page
    assert not RecomputeRequest.objects.exists()
    publisher.post(at("publish", closure))

    request = RecomputeRequest.objects.get()
    assert (request.deadline_id, request.cause) == (rule.deadline_id, "calendar")
    assert request.editor is not None and request.editor.groups.get().name == "Publisher"


def test_what_is_counted_with_stays_as_it_was_published(publisher: Client) -> None:
    closure = CalendarClosureFactory.create()

    page = publisher.get(at("change", closure))
    form = filled(page, "calendarclosure_form", name="Day of Mourning", date="2029-06-06", known_from="2020-01-01")
    assert publisher.post(at("change", closure), form).status_code == 302

    closure.refresh_from_db()
    assert (closure.name, closure.date, closure.known_from) == (
        "Day of Mourning",
        date(2029, 6, 5),
        date(2025, 1, 1),
    )


def test_an_editor_changes_no_published_day(editor: Client) -> None:
    closure = CalendarClosureFactory.create()

    answers = [editor.post(at("change", closure), {"name": "Other"}), editor.post(at("retract", closure))]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_retracted_day_is_entered_again_and_not_revived(publisher: Client) -> None:
    closure = CalendarClosureFactory.create()
    publisher.post(at("retract", closure), {"reason": "The order was withdrawn"})
    closure.refresh_from_db()
    assert closure.publication_status == RETRACTED

    page = publisher.post(at("publish", closure))

    assert "It was retracted. Enter it again" in page.content.decode()
    closure.refresh_from_db()
    assert closure.publication_status == RETRACTED


def test_the_list_can_be_narrowed_to_a_calendar_and_a_year(administrator: Client) -> None:
    CalendarClosureFactory.create()
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 2, 7), opens=True, name="Make-up day")
    address = reverse("admin:timeline_calendarclosure_changelist")

    shown = soup(administrator.get(address)).select_one("#result_list")
    assert shown is not None
    assert {"National Day of Mourning", "closed", "Make-up day", "working day"} <= set(shown.stripped_strings)
    narrowed = soup(administrator.get(address, {"calendar": "cn", "date__year": "2027"})).select_one("#result_list")
    assert narrowed is not None
    assert "Make-up day" in narrowed.text and "National Day of Mourning" not in narrowed.text


# Years --------------------------------------------------------------------------------------

CLOSED = "2027-01-01 New Year’s Day\n\n  2027-02-08   Spring Festival \n"


def test_a_year_is_entered_with_its_days(editor: Client) -> None:
    source = SourceFactory.create()

    response = add(
        editor,
        "calendaryear",
        calendar="cn",
        year="2027",
        known_from="2026-11-04",
        source=source.pk,
        closed_days=CLOSED,
        working_days="2027-02-07 Make-up day",
    )

    assert response.status_code == 302
    assert days() == [
        ("2027-01-01", "New Year’s Day", False, DRAFT),
        ("2027-02-07", "Make-up day", True, DRAFT),
        ("2027-02-08", "Spring Festival", False, DRAFT),
    ]
    assert set(CalendarClosure.objects.values_list("calendar", "known_from", "source")) == {
        ("cn", date(2026, 11, 4), source.pk)
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("New Year", "Line 1: “New Year” is no day with a name; write a day and its name, such as 2027-01-01 "),
        ("2027-01-01", "Line 1: “2027-01-01” is no day with a name; "),
        ("2027-02-30 No day", "Line 1: 2027-02-30 does not exist; "),
        ("2027-01-01 A\n2026-01-01 B", "Line 2: 2026-01-01 is not in 2027."),
        ("2027-01-01 A\n2027-01-01 B", "Line 2: 2027-01-01 is entered already."),
        ("2027-05-03 A", "Line 1: 2027-05-03 is entered already."),
        (f"2027-01-01 {'x' * 201}", "Line 1: the name is longer than 200 characters."),
        ("x\n" * 367, "A year has at most 366 days."),
    ],
)
def test_what_is_wrong_with_a_list_is_said_of_its_line(editor: Client, lines: str, said: str) -> None:
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 5, 3), publication_status=DRAFT)

    response = add(editor, "calendaryear", calendar="cn", year="2027", closed_days=lines)

    assert [*faults(response)] == ["closed_days"]
    assert faults(response)["closed_days"][0].startswith(said)
    assert (CalendarYear.objects.count(), CalendarClosure.objects.count()) == (0, 1)


def test_a_day_is_closed_or_open_and_not_both(editor: Client) -> None:
    response = add(
        editor, "calendaryear", calendar="cn", year="2027", closed_days=CLOSED, working_days="2027-02-08 Make-up day"
    )

    assert faults(response) == {"working_days": ["Line 1: 2027-02-08 is entered already."]}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"year": "2025"}, "Calendar eu-institutions covers 2025 without this; declare single days instead."),
        ({"year": "2026"}, "Calendar eu-institutions has 2026 already; retract that one first."),
        ({"year": "1899"}, "Ensure this value is greater than or equal to 1900."),
        ({"year": "x"}, "Enter a whole number."),
    ],
)
def test_a_year_that_needs_no_list_is_refused(editor: Client, values: dict[str, str], said: str) -> None:
    CalendarYearFactory.create()

    response = add(editor, "calendaryear", calendar="eu-institutions", **values)

    assert faults(response) == {"year": [said]}


def test_a_year_is_published_with_its_days(publisher: Client) -> None:
    add(publisher, "calendaryear", calendar="cn", year="2027", closed_days=CLOSED)
    year = CalendarYear.objects.get()

    page = soup(publisher.get(at("publish", year)))
    offered = [str(box["value"]) for box in page.select("input[name=companion]")]
    publisher.post(at("publish", year), {"companion": offered})

    year.refresh_from_db()
    assert year.publication_status == PUBLISHED
    assert [status for *_, status in days()] == [PUBLISHED, PUBLISHED]


def test_a_year_without_days_cannot_be_published(publisher: Client) -> None:
    year = CalendarYearFactory.create(publication_status=DRAFT)

    page = publisher.post(at("publish", year)).content.decode()

    assert "No day of it is entered, so its list cannot be complete." in page
    year.refresh_from_db()
    assert year.publication_status == DRAFT


def test_a_published_year_shows_its_days_and_takes_no_more(publisher: Client) -> None:
    year = CalendarYearFactory.create()
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 1, 1))
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 1, 2), publication_status=DRAFT)

    page = soup(publisher.get(at("change", year)))

    link = page.find("a", string="2 days, 1 of them a draft")
    assert link is not None
    assert publisher.get(str(link["href"])).status_code == 200
    assert page.find("textarea", {"name": "closed_days"}) is None


@pytest.mark.parametrize("name", ["calendarclosure", "calendaryear"])
def test_both_are_in_the_sidebar_and_have_a_history(administrator: Client, name: str) -> None:
    record: Any = (CalendarClosureFactory if name == "calendarclosure" else CalendarYearFactory).create()
    address = reverse(f"admin:timeline_{name}_changelist")

    assert address in administrator.get(reverse("admin:index")).content.decode()
    assert administrator.get(at("history", record)).status_code == 200
