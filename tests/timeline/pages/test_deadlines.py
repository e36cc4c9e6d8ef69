"""The deadline page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    RuleFactory,
)
from tests.factories.calendars import CalendarClosureFactory

from .conftest import Read, Story


def test_it_explains_the_date_step_by_step(story: Story, read: Read) -> None:
    page = read("/deadlines/pause/")
    assert page.texts(".verdict .due") == ["19 June 2025"]
    assert page.texts(".verdict .state") == ["passed"]
    steps = page.texts(".steps li")
    assert len(steps) == 3
    assert "“The pause is ordered”" in steps[0]
    assert "5 April 2025" in steps[1]
    assert "“The pause is extended”" in steps[2] and "19 June 2025" in steps[2]


def test_it_shows_what_moved_it_with_the_event(story: Story, read: Read) -> None:
    page = read("/deadlines/pause/")
    assert page.texts("[aria-labelledby=moved] .row") == [
        "4 April 2025 The pause is extended Extends until 19 June 2025"
    ]


def test_it_shows_the_rule_and_whom_it_concerns(story: Story, read: Read) -> None:
    page = read("/deadlines/pause/")
    facts = dict(zip(page.texts(".facts dt"), page.texts(".facts dd"), strict=True))
    assert facts == {
        "Starts with": "The pause is ordered , 20 January 2025",
        "Period": "75 days",
        "Counted by": "calendar days (ordinary counting in US orders and statutes)",
        "Whom it concerns": "Attorney General",
    }
    assert page.texts(".citation blockquote") == ["for a period of 75 days"]
    assert page.hrefs(".kicker a") == ["/policies/pafaca/"]


def test_it_shows_what_was_computed_when(story: Story, read: Read) -> None:
    OutcomeFactory.create(deadline=story.deadline, revision=1, known_on=date(2025, 1, 20))
    OutcomeFactory.create(
        deadline=story.deadline, revision=2, known_on=date(2025, 4, 4), cause="event", event=story.extended,
        due=date(2025, 6, 19), due_earliest=date(2025, 6, 19), due_latest=date(2025, 6, 19),
        due_at=datetime(2025, 6, 20, tzinfo=UTC),
    )  # fmt: skip
    rows = read("/deadlines/pause/").texts(".history tbody tr")
    assert len(rows) == 2
    assert rows[0] == "4 April 2025 pending 19 June 2025 The pause is extended"
    assert rows[1].startswith("20 January 2025 pending 5 April 2025 ")
    assert len(read("/deadlines/pause/?known_on=2025-04-03").texts(".history tbody tr")) == 1


@pytest.mark.parametrize(
    ("known_on", "due", "countdown"),
    [
        ("2025-01-20", "5 April 2025", "in 75 days"),
        ("2025-04-03", "5 April 2025", "in 2 days"),
        ("2025-04-04", "19 June 2025", "in 76 days"),
        ("2025-06-18", "19 June 2025", "tomorrow"),
        ("2025-06-19", "19 June 2025", "today"),
        ("2025-06-20", "19 June 2025", "yesterday"),
    ],
)
def test_on_each_day_it_stands_where_it_stood_then(
    story: Story, read: Read, known_on: str, due: str, countdown: str
) -> None:
    page = read(f"/deadlines/pause/?known_on={known_on}")
    assert page.texts(".verdict .due") == [due]
    assert page.texts(".verdict-countdown") == [countdown]


@pytest.mark.django_db
def test_it_counts_down_to_a_day_to_come(read: Read, today: date) -> None:
    rule = RuleFactory.create(stated=today + timedelta(days=9))
    page = read(f"/deadlines/{rule.deadline.slug}/")
    assert page.texts(".verdict-countdown") == ["in 9 days"]
    assert page.texts(".verdict .state") == ["pending"]


@pytest.mark.django_db
def test_a_difference_between_the_stated_and_the_computed_date_is_shown(read: Read) -> None:
    rule = CountedRuleFactory.create(stated=date(2025, 4, 7))
    page = read(f"/deadlines/{rule.deadline.slug}/")
    assert page.texts(".verdict .due") == ["7 April 2025"]
    [warning] = page.texts(".warning")
    assert warning.startswith("The stated and the computed date differ.")
    assert "2025" in warning


@pytest.mark.django_db
def test_an_announcement_is_set_apart_and_moves_nothing(read: Read) -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, does="announce", event__title="They say it will move")
    page = read(f"/deadlines/{rule.deadline.slug}/")
    assert page.texts(".verdict .due") == ["5 April 2025"]
    assert page.texts(".forecast .row-what") == ["They say it will move until 19 June 2025"]
    assert page.texts("[aria-labelledby=moved]") == []


@pytest.mark.django_db
def test_a_deadline_without_a_date_says_why(read: Read) -> None:
    rule = CountedRuleFactory.create(trigger_event__date="2025-01-20/..")
    page = read(f"/deadlines/{rule.deadline.slug}/")
    assert page.texts(".verdict .state") == ["undetermined"]
    assert page.texts(".verdict .note") == [
        "No date follows from what is known: what starts this clock has not happened, or its date is open."
    ]


@pytest.mark.django_db
def test_a_deadline_that_cannot_be_computed_says_why(read: Read) -> None:
    rule = CountedRuleFactory.create(
        convention="us-business-days", period="10 working days", trigger_event__date="1700-01-20"
    )
    page = read(f"/deadlines/{rule.deadline.slug}/")
    [warning] = page.texts(".warning")
    assert warning.startswith("This deadline could not be computed.")
    assert "1700" in warning


@pytest.mark.django_db
def test_between_its_first_and_its_last_possible_day_it_is_uncertain(read: Read) -> None:
    rule = CountedRuleFactory.create(trigger_event__date="2025-01-20/2025-01-24", period="10 days")
    page = read(f"/deadlines/{rule.deadline.slug}/?known_on=2025-02-01")
    assert page.texts(".verdict .state") == ["uncertain: it may have passed"]
    assert page.texts(".verdict .due") == ["between 30 January 2025 and 3 February 2025"]
    assert page.texts(".verdict-countdown") == ["in 2 days at the latest"]
    assert read(f"/deadlines/{rule.deadline.slug}/?known_on=2025-02-04").texts(".verdict .state") == ["passed"]


@pytest.mark.django_db
def test_a_suspended_clock_shows_what_is_left(read: Read) -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, does="suspend", until=None, event__date="2025-02-01")
    page = read(f"/deadlines/{rule.deadline.slug}/")
    assert page.texts(".verdict .state") == ["suspended"]
    assert page.texts(".verdict .remaining") == ["63 days left on the clock"]


@pytest.mark.django_db
def test_a_chained_deadline_leads_to_what_starts_it(read: Read) -> None:
    first = CountedRuleFactory.create(deadline__title="First").deadline
    second = CountedRuleFactory.create(
        trigger_event=None, trigger_deadline=first, period="10 days", direction="before",
        deadline__jurisdiction=JurisdictionFactory.create(name="Utopia"),
    ).deadline  # fmt: skip
    page = read(f"/deadlines/{second.slug}/")
    facts = dict(zip(page.texts(".facts dt"), page.texts(".facts dd"), strict=True))
    assert facts["Starts with the due date of"] == "First"
    assert facts["Period"] == "10 days before"
    assert facts["Jurisdiction"] == "Utopia"
    assert page.texts(".verdict .due") == ["26 March 2025"]


@pytest.mark.django_db
def test_a_deadline_without_a_rule_is_shown_all_the_same(read: Read) -> None:
    deadline = EffectFactory.create(event=EventFactory.create()).on_deadline
    assert deadline is not None
    page = read(f"/deadlines/{deadline.slug}/")
    assert page.status == 200
    assert page.texts(".warning")[0].startswith("This deadline could not be computed.")


def test_its_window_is_drawn_with_every_extension(story: Story, read: Read) -> None:
    page = read("/deadlines/pause/?known_on=2025-05-01")
    stretches = page.soup.select(".bar rect.stretch")
    assert [found["class"] for found in stretches] == [["stretch", "stretch-running"], ["stretch", "stretch-extended"]]
    assert page.texts(".bar figcaption span") == ["20 January 2025", "moved once", "19 June 2025"]
    assert len(page.soup.select(".bar-today")) == 1
    assert len(read("/deadlines/pause/").soup.select(".bar-today")) == 0


def test_its_days_are_drawn_with_a_key_that_says_the_same(story: Story, read: Read) -> None:
    page = read("/deadlines/pause/?known_on=2025-05-01")
    [drawn] = page.soup.select("svg.strip")
    assert drawn["role"] == "img"
    assert page.texts("svg.strip > title") == ["The end of the pause"]
    assert page.texts(".strip-key li") == [
        "Start: 20 January 2025, not counted",
        "Running: 21 January – 5 April 2025 (75 days)",
        "Extended: 6 April – 19 June 2025 (75 days), “The pause is extended”",
        "Due: 19 June 2025",
        "Weekend or holiday",
    ]
    assert page.texts("svg.strip > desc") == ["; ".join(page.texts(".strip-key li")[:-1])]
    assert page.texts("svg.strip .strip-due title") == ["19 June 2025"]
    assert page.texts("svg.strip .strip-today title") == ["1 May 2025"]


@pytest.mark.django_db
def test_the_holidays_drawn_are_those_of_the_calendar_the_rule_asks(read: Read) -> None:
    CalendarClosureFactory.create(date=date(2025, 1, 23), known_from=date(2025, 1, 21), name="Day of Mourning")
    rule = CountedRuleFactory.create(convention="us-frcp-6", period="30 days")
    closed = read(f"/deadlines/{rule.deadline.slug}/").texts("svg.strip .strip-closed title")
    assert "17 February 2025, Washington's Birthday" in closed
    assert "23 January 2025, Day of Mourning" in closed
    earlier = read(f"/deadlines/{rule.deadline.slug}/?known_on=2025-01-20").texts("svg.strip .strip-closed title")
    assert "23 January 2025, Day of Mourning" not in earlier


@pytest.mark.django_db
def test_a_deadline_without_a_window_has_no_picture(read: Read) -> None:
    rule = CountedRuleFactory.create(trigger_event__date="2025-01-20/..")
    assert read(f"/deadlines/{rule.deadline.slug}/").texts("svg.strip, .strip-key") == []
