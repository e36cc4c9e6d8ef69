"""What editors declare of calendars: who counts with it, whom it reaches, whom it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    CalendarClosureFactory,
    CalendarYearFactory,
    CountedRuleFactory,
    EffectFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
    SubscriptionFactory,
)
from timeline.counting import CalendarNotCovered, explain_outcome
from timeline.deadlines.calendars import declared, published_book
from timeline.deadlines.reach_calendars import LONGEST_RUN
from timeline.deadlines.reading import read_deadline
from timeline.deadlines.recompute import recompute, recompute_all
from timeline.deadlines.sweep import sweep
from timeline.models import (
    Alert,
    CalendarClosure,
    Deadline,
    Outcome,
    OutcomeCause,
    PublicationStatus,
    RecomputeRequest,
    Rule,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2029, 5, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
CLOSED = date(2029, 6, 5)
"""A Tuesday with open days around it."""


def due_on(day: date = CLOSED, **rule: Any) -> Rule:
    """A rule of 14 days by us-frcp-6 that ends on a day, computed."""
    values = {"convention": "us-frcp-6", "period": "14 days"} | rule
    trigger = (day - timedelta(days=14)).isoformat()
    made = CountedRuleFactory.create(**{"trigger_event__date": trigger, "trigger_event__known_from": TODAY} | values)
    recompute([made.deadline_id], now=NOW)
    return made


def fresh(rule: Rule) -> Deadline:
    return Deadline.objects.get(pk=rule.deadline_id)


def reached_by(declare: Callable[[], Any]) -> list[int]:
    """The deadlines that a declaration asks for, each as often as it does."""
    # What is due for review anyway is always reached; here nothing is.
    Deadline.objects.update(review_at=None)
    RecomputeRequest.objects.all().delete()
    declare()
    assert set(RecomputeRequest.objects.values_list("cause", flat=True)) <= {OutcomeCause.CALENDAR}
    return sorted(RecomputeRequest.objects.values_list("deadline_id", flat=True))


def keys(rules: Iterable[Rule]) -> list[int]:
    return sorted(rule.deadline_id for rule in rules)


# The whole way ------------------------------------------------------------------------------


def test_a_closure_declared_late_moves_what_was_due_and_plans_one_notice() -> None:
    rule = due_on()
    SubscriptionFactory.create(deadline=rule.deadline)
    assert fresh(rule).due == CLOSED

    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))
    assert RecomputeRequest.objects.count() == 1
    sweep(NOW + timedelta(days=19))

    assert fresh(rule).due == date(2029, 6, 6)
    newest = Outcome.objects.get(deadline=rule.deadline_id, revision=2)
    assert (newest.cause, newest.event, newest.known_on) == (OutcomeCause.CALENDAR, None, date(2029, 5, 20))
    moved = Alert.objects.exclude(kind="reminder").get(deadline=rule.deadline_id)
    assert (moved.kind, moved.state) == ("moved", "planned")
    assert (moved.before and moved.before.due, moved.told_outcome.due) == (CLOSED, date(2029, 6, 6))


def test_the_explanation_names_the_closure_from_the_day_it_was_known() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    before = read_deadline(rule.deadline, known_on=date(2029, 5, 19))
    after = read_deadline(rule.deadline, known_on=date(2029, 5, 20))

    assert (before.due, after.due) == (CLOSED, date(2029, 6, 6))
    assert "National Day of Mourning" not in " ".join(explain_outcome(before))
    assert "5 June 2029, a holiday: National Day of Mourning; it runs on to 6 June 2029." in " ".join(
        explain_outcome(after)
    )


def test_the_sweep_counts_with_a_closure_when_its_day_has_come() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    sweep(NOW)
    assert (fresh(rule).due, RecomputeRequest.objects.count()) == (CLOSED, 0)
    # It begins in New York, where this rule counts.
    assert fresh(rule).review_at == datetime(2029, 5, 20, 4, tzinfo=UTC)
    assert sweep(datetime(2029, 5, 20, 3, 59, tzinfo=UTC)) == 0
    assert sweep(datetime(2029, 5, 20, 4, tzinfo=UTC)) == 1

    newest = Outcome.objects.get(deadline=rule.deadline_id, revision=2)
    assert (newest.due, newest.cause, newest.event) == (date(2029, 6, 6), OutcomeCause.CALENDAR, None)
    assert fresh(rule).due == date(2029, 6, 6)


def test_a_chain_waits_for_a_closure_that_moves_its_beginning() -> None:
    first = due_on()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, period="10 days")
    recompute([second.deadline_id], now=NOW)
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    sweep(NOW)
    sweep(datetime(2029, 5, 20, 4, tzinfo=UTC))

    assert fresh(second).due == date(2029, 6, 16)


def test_a_retracted_closure_moves_back_what_it_moved() -> None:
    rule = due_on()
    closure = CalendarClosureFactory.create(date=CLOSED)
    sweep(NOW)
    assert fresh(rule).due == date(2029, 6, 6)

    closure.publication_status = PublicationStatus.RETRACTED
    closure.save()
    sweep(NOW)

    assert fresh(rule).due == CLOSED
    assert not Alert.objects.filter(deadline=rule.deadline_id, state="planned").exclude(kind="reminder").exists()


def test_a_declared_working_day_moves_what_had_moved_off_it() -> None:
    saturday = date(2029, 6, 9)
    rule = due_on(saturday)
    assert fresh(rule).due == date(2029, 6, 11)

    CalendarClosureFactory.create(date=saturday, name="Make-up day", opens=True)
    sweep(NOW)

    assert fresh(rule).due == saturday


def test_a_full_recompute_counts_with_what_is_declared() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED)
    RecomputeRequest.objects.all().delete()

    assert recompute_all(now=NOW) == 1

    assert fresh(rule).due == date(2029, 6, 6)
    assert recompute_all(now=NOW) == 0


# Drafts -------------------------------------------------------------------------------------


def test_a_draft_touches_nothing_until_it_is_published() -> None:
    rule = due_on()
    made: list[CalendarClosure] = []

    def draft() -> None:
        made.append(CalendarClosureFactory.create(publication_status=PublicationStatus.DRAFT))
        made[0].date += timedelta(days=1)
        made[0].save()
        made[0].date = CLOSED
        made[0].save()

    def publish() -> None:
        made[0].publication_status = PublicationStatus.PUBLISHED
        made[0].save(update_fields=["publication_status", "updated_at"])

    assert reached_by(draft) == []
    assert read_deadline(rule.deadline, known_on=TODAY).due == CLOSED
    assert read_deadline(rule.deadline, known_on=TODAY, drafts=True).due == date(2029, 6, 6)
    assert reached_by(publish) == keys([rule])


def test_a_retracted_closure_counts_in_no_preview() -> None:
    rule = due_on()
    CalendarClosureFactory.create(publication_status=PublicationStatus.RETRACTED)

    assert read_deadline(rule.deadline, known_on=TODAY, drafts=True).due == CLOSED


# Reach --------------------------------------------------------------------------------------


def test_it_reaches_who_counts_by_the_calendar_however_they_came_to_it() -> None:
    court = JurisdictionFactory.create(convention="us-frcp-6")
    federal = JurisdictionFactory.create(convention="calendar-days", calendar="us-federal")
    german = JurisdictionFactory.create(convention="de-bgb-187-1", calendar="de-nw")
    reached = [
        due_on(),
        due_on(convention="us-hsr"),
        due_on(convention="us-business-days", period="10 days"),
        due_on(convention="cn-civil", calendar="us-federal"),
        due_on(calendar="us-ma"),
        due_on(convention="", deadline__jurisdiction=court),
        due_on(convention="", deadline__policy=PolicyFactory.create(jurisdiction=court)),
        due_on(convention="", calendar="us-federal", deadline__jurisdiction=german),
    ]
    # None of these asks us-federal for anything that can move it.
    due_on(convention="us-ofr")
    due_on(convention="calendar-days", deadline__jurisdiction=federal)
    due_on(convention="", deadline__jurisdiction=federal)
    due_on(convention="", deadline__jurisdiction=german)
    due_on(convention="us-frcp-6", calendar="de")
    due_on(deadline__publication_status=PublicationStatus.DRAFT)

    assert reached_by(CalendarClosureFactory.create) == keys(reached)


def test_a_closure_of_a_part_reaches_that_part_alone() -> None:
    massachusetts = due_on(calendar="us-ma")
    due_on(), due_on(calendar="us-ca")

    assert reached_by(lambda: CalendarClosureFactory.create(calendar="us-ma")) == keys([massachusetts])


def test_it_reaches_what_is_counted_from_what_it_reaches() -> None:
    first = due_on()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, period="10 days")
    third = CountedRuleFactory.create(trigger_event=None, trigger_deadline=second.deadline, period="10 days")

    assert reached_by(CalendarClosureFactory.create) == keys([first, second, third])


def test_a_count_that_closed_days_matter_to_at_its_end_is_reached_near_its_end_only() -> None:
    ends = [due_on(CLOSED), due_on(CLOSED, direction="before", trigger_event__date="2029-06-19")]
    due_on(CLOSED - timedelta(days=5)), due_on(CLOSED + timedelta(days=40), period="60 days")

    assert reached_by(CalendarClosureFactory.create) == keys(ends)


@pytest.mark.parametrize(
    ("trigger", "period", "direction", "passes"),
    [
        ("2029-05-28", "10 days", "after", True),
        ("2029-06-18", "10 days", "before", True),
        ("2029-06-11", "10 days", "after", False),
        ("2029-05-07", "10 days", "after", False),
        ("2029-05-30", "10 days", "before", False),
    ],
)
def test_a_count_of_working_days_is_reached_by_what_it_passes(
    trigger: str, period: str, direction: str, passes: bool
) -> None:
    rule = due_on(convention="us-business-days", period=period, direction=direction, trigger_event__date=trigger)
    before = fresh(rule).due

    assert reached_by(CalendarClosureFactory.create) == (keys([rule]) if passes else [])
    recompute([rule.deadline_id], now=NOW)
    assert (fresh(rule).due != before) is passes


def test_an_imprecise_trigger_is_reached_by_what_any_of_its_days_passes() -> None:
    rule = due_on(convention="us-business-days", period="3 days", trigger_event__date="2029-06")
    due_on(convention="us-business-days", period="3 days", trigger_event__date="2029-07")

    assert reached_by(CalendarClosureFactory.create) == keys([rule])


def test_what_acts_moved_or_a_source_states_is_reached_wherever_its_date_lies() -> None:
    moved = due_on(date(2029, 1, 9))
    EffectFactory.create(on_deadline=moved.deadline, event__date="2029-01-02", until=date(2029, 2, 1))
    stated = due_on(date(2029, 1, 9), stated=date(2029, 8, 1))
    RuleFactory.create(stated=CLOSED, convention="us-frcp-6")
    recompute(Deadline.objects.values_list("pk", flat=True), now=NOW)

    assert reached_by(CalendarClosureFactory.create) == keys([moved, stated])


def test_what_waits_for_a_recompute_is_reached_whatever_its_dates_were() -> None:
    rule = due_on(date(2029, 1, 9))

    def declare_beside_a_request() -> None:
        RecomputeRequest.objects.create(deadline=rule.deadline, cause=OutcomeCause.CALENDAR)
        CalendarClosureFactory.create()

    assert reached_by(declare_beside_a_request) == keys([rule, rule])


def test_a_day_in_the_middle_of_a_long_closure_reaches_what_it_moved_across() -> None:
    rule = due_on()
    days = [CLOSED + timedelta(days=n) for n in range(76)]
    closures = [CalendarClosureFactory.create(date=day, name="Flood") for day in days]
    sweep(NOW)
    assert fresh(rule).due == days[-1] + timedelta(days=1)

    closures[0].publication_status = PublicationStatus.RETRACTED

    assert reached_by(closures[0].save) == keys([rule])


def test_a_corrected_date_reaches_both_days() -> None:
    early, late = due_on(CLOSED), due_on(CLOSED + timedelta(days=70))
    closure = CalendarClosureFactory.create()
    sweep(NOW)
    closure.date = CLOSED + timedelta(days=70)

    assert reached_by(closure.save) == keys([early, late])


def test_what_no_date_follows_from_reaches_nothing() -> None:
    due_on()
    closure = CalendarClosureFactory.create()

    def edit() -> None:
        closure.name, closure.citation = "Day of Mourning", "E.O. 1"
        closure.save()

    assert reached_by(edit) == []


def test_a_published_closure_that_is_deleted_reaches_as_a_retracted_one() -> None:
    rule = due_on()
    closure = CalendarClosureFactory.create()

    assert reached_by(closure.delete) == keys([rule])


def test_no_calendar_is_closed_for_longer_than_the_reach_reckons_with() -> None:
    for calendar in (
        "us-federal",
        "us-ofr",
        "eu-institutions",
        "us-ma",
        "de",
        "de-by",
        "be",
        "gb-eng",
        "cn",
        "th",
        "am",
    ):
        table = published_book().table(calendar)
        day, last = date(2013, 1, 1), date(2025, 12, 1)
        while day < last:
            after = table.next_open(day)
            assert after - day < LONGEST_RUN, (calendar, day)
            day = after + timedelta(days=1)


# Covered years ------------------------------------------------------------------------------


def in_2026(**rule: Any) -> Rule:
    made = CountedRuleFactory.create(
        convention="eu-1182-71",
        period="1 month",
        **{"trigger_event__date": "2026-03-02", "trigger_event__known_from": date(2025, 9, 1)} | rule,
    )
    recompute([made.deadline_id], now=NOW)
    return made


def test_a_covered_year_lets_counting_into_it() -> None:
    rule = in_2026()
    assert fresh(rule).error == (
        f"deadline {rule.deadline.slug}: calendar eu-institutions does not cover the year 2026; it covers 2013–2025"
    )

    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 2), name="Maundy Thursday")
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 3), name="Good Friday")
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 6), name="Easter Monday")
    assert RecomputeRequest.objects.count() == 0
    CalendarYearFactory.create()
    sweep(NOW)

    assert (fresh(rule).due, fresh(rule).error) == (date(2026, 4, 7), "")
    assert read_deadline(rule.deadline, known_on=date(2025, 8, 31)).state == "undetermined"


def test_a_covered_year_reaches_who_counts_by_that_calendar_and_could_not() -> None:
    rule, other = in_2026(), in_2026(calendar="cn", trigger_event__date="2027-03-02")
    in_2026(trigger_event__date="2024-03-04")

    assert reached_by(CalendarYearFactory.create) == keys([rule])
    assert reached_by(lambda: CalendarYearFactory.create(calendar="cn", year=2027)) == keys([other])


def test_a_retracted_year_is_an_error_again() -> None:
    year = CalendarYearFactory.create()
    rule = in_2026()
    assert fresh(rule).due == date(2026, 4, 2)
    year.publication_status = PublicationStatus.RETRACTED

    assert reached_by(year.save) == keys([rule])
    recompute([rule.deadline_id], now=NOW)
    assert "does not cover the year 2026" in fresh(rule).error


def test_a_year_of_china_comes_with_its_working_weekends() -> None:
    CalendarYearFactory.create(calendar="cn", year=2027)
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 2, 8), name="Spring Festival")
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 2, 7), name="Make-up day", opens=True)

    table = published_book().table("cn")

    assert (table.is_open(date(2027, 2, 7)), table.is_open(date(2027, 2, 8))) == (True, False)
    assert table.coverage == "2001–2027"


# Reading ------------------------------------------------------------------------------------


def test_declarations_take_one_query_however_many_there_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(30):
        CalendarClosureFactory.create(date=CLOSED + timedelta(days=n))
    CalendarYearFactory.create()

    with django_assert_num_queries(1):
        found = declared()
    assert (len(found.closures["us-federal"]), found.years["eu-institutions"][0].year) == (30, 2026)
    with django_assert_num_queries(1):
        assert list(declared(["us-ma"]).closures) == ["us-federal"]
    with django_assert_num_queries(0):
        assert declared([]).closures == {}


def test_the_book_of_an_earlier_day_knows_less() -> None:
    CalendarClosureFactory.create(known_from=date(2029, 5, 20))
    CalendarYearFactory.create()

    assert published_book(date(2029, 5, 19)).table("us-federal").is_open(CLOSED)
    assert not published_book(date(2029, 5, 20)).table("us-federal").is_open(CLOSED)
    with pytest.raises(CalendarNotCovered):
        published_book(date(2025, 8, 31)).table("eu-institutions").is_open(date(2026, 1, 1))
