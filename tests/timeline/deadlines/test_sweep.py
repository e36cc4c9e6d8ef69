"""The sweep finds what every lost message would have brought, and what only the clock brings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import CountedRuleFactory, DeadlineFactory, EffectFactory, EventFactory, RuleFactory
from timeline.deadlines import recompute as recompute_module
from timeline.deadlines import sweep as sweep_module
from timeline.deadlines.recompute import Change, recompute
from timeline.deadlines.sweep import sweep
from timeline.models import Deadline, Effect, Outcome, OutcomeCause, PublicationStatus, RecomputeRequest, Rule

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def fresh(deadline: Deadline) -> Deadline:
    return Deadline.objects.get(pk=deadline.pk)


def test_it_finds_every_request_although_no_message_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute_module, "CHUNK", 2)
    monkeypatch.setattr(sweep_module, "CHUNK", 3)
    order = EventFactory.create()
    deadlines = [CountedRuleFactory.create(trigger_event=order).deadline for _ in range(7)]
    order.date = "2025-01-21"
    order.save()
    assert RecomputeRequest.objects.count() == 14

    assert sweep(NOW) == 7

    assert {fresh(deadline).due for deadline in deadlines} == {date(2025, 4, 6)}
    assert RecomputeRequest.objects.count() == 0
    assert sweep(NOW) == 0


def test_it_finds_deadlines_made_without_any_signal() -> None:
    deadline = Deadline.objects.bulk_create(
        [Deadline(slug="bulk", title="Bulk", publication_status=PublicationStatus.PUBLISHED, review_at=NOW)]
    )[0]
    Rule.objects.bulk_create([Rule(deadline=deadline, stated=date(2025, 4, 5))])

    assert sweep(NOW) == 1
    assert fresh(deadline).due == date(2025, 4, 5)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("UTC", datetime(2025, 4, 6, tzinfo=UTC)),
        ("America/New_York", datetime(2025, 4, 6, 4, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2025, 4, 5, 10, tzinfo=UTC)),
    ],
)
def test_a_deadline_passes_when_its_day_ends_where_it_is(zone: str, instant: datetime, told: list[Change]) -> None:
    deadline = RuleFactory.create(timezone=zone).deadline
    recompute([deadline.pk], now=NOW)
    told.clear()

    assert sweep(instant.replace(year=2024)) == 0
    assert sweep(datetime.fromtimestamp(instant.timestamp() - 1, UTC)) == 0
    assert sweep(instant) == 1
    assert sweep(instant) == 0

    outcome = Outcome.objects.get(revision=2)
    assert (outcome.state, outcome.due, outcome.cause, outcome.event) == (
        "passed",
        date(2025, 4, 5),
        OutcomeCause.TIME,
        None,
    )
    assert [(change.before and change.before.state, change.after.state) for change in told] == [("pending", "passed")]
    assert fresh(deadline).review_at is None


def test_a_deadline_with_an_hour_passes_at_that_hour_and_once() -> None:
    deadline = RuleFactory.create(time=time(12), timezone="Europe/Berlin").deadline
    recompute([deadline.pk], now=NOW)
    noon = datetime(2025, 4, 5, 10, tzinfo=UTC)

    assert sweep(datetime(2025, 4, 5, 9, 59, tzinfo=UTC)) == 0
    assert sweep(noon) == 1
    assert sweep(datetime(2025, 4, 5, 23, tzinfo=UTC)) == 0
    assert fresh(deadline).state == "passed"


def test_an_imprecise_deadline_passes_after_its_last_possible_day() -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2025-01").deadline
    recompute([deadline.pk], now=NOW)
    assert fresh(deadline).due_latest == date(2025, 4, 16)

    assert sweep(datetime(2025, 4, 16, 23, 59, tzinfo=UTC)) == 0
    assert sweep(datetime(2025, 4, 17, tzinfo=UTC)) == 1


def test_an_event_counts_from_the_day_it_is_known() -> None:
    rule = CountedRuleFactory.create(timezone="America/New_York")
    chained = CountedRuleFactory.create(trigger_event=None, trigger_deadline=rule.deadline)
    event = EffectFactory.create(
        on_deadline=rule.deadline, event__date="2025-02-10", event__known_from=date(2025, 2, 12)
    ).event
    recompute([rule.deadline.pk, chained.deadline.pk], now=NOW)

    assert sweep(datetime(2025, 2, 12, 4, 59, tzinfo=UTC)) == 1  # in UTC, where the chained one is, it is the 12th
    assert fresh(rule.deadline).due == date(2025, 4, 5)
    assert sweep(datetime(2025, 2, 12, 5, tzinfo=UTC)) == 1

    assert fresh(rule.deadline).due == date(2025, 6, 19)
    outcome = Outcome.objects.get(deadline=rule.deadline, revision=2)
    assert (outcome.cause, outcome.event, outcome.known_on) == (OutcomeCause.TIME, event, date(2025, 2, 12))


def test_a_trigger_known_later_starts_its_deadlines() -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2025-03-01").deadline
    recompute([deadline.pk], now=NOW)
    assert fresh(deadline).state == "undetermined"

    assert sweep(datetime(2025, 2, 28, 23, tzinfo=UTC)) == 0
    assert sweep(datetime(2025, 3, 1, tzinfo=UTC)) == 1
    assert fresh(deadline).due == date(2025, 5, 15)


def test_a_legal_effect_comes_on_its_own_day() -> None:
    deadline = CountedRuleFactory.create().deadline
    EffectFactory.create(
        on_deadline=deadline, event__date="2025-01-25", does="rescind", until=None, effective=date(2025, 3, 1)
    )
    recompute([deadline.pk], now=NOW)
    assert fresh(deadline).state == "pending"

    assert sweep(datetime(2025, 3, 1, tzinfo=UTC)) == 1
    assert fresh(deadline).state == "rescinded"


def test_a_suspension_ends_after_its_last_day() -> None:
    deadline = CountedRuleFactory.create().deadline
    EffectFactory.create(on_deadline=deadline, event__date="2025-01-30", does="suspend", until=date(2025, 3, 1))
    recompute([deadline.pk], now=NOW)
    assert fresh(deadline).state == "suspended"

    assert sweep(datetime(2025, 3, 1, 23, 59, tzinfo=UTC)) == 0
    assert sweep(datetime(2025, 3, 2, tzinfo=UTC)) == 1
    assert fresh(deadline).state == "pending"


def test_days_that_come_while_nothing_ran_are_made_up_for() -> None:
    deadline = CountedRuleFactory.create().deadline
    for day, until in (("2025-02-10", date(2025, 6, 19)), ("2025-03-10", date(2025, 9, 17))):
        EffectFactory.create(on_deadline=deadline, event__date=day, until=until)
    recompute([deadline.pk], now=NOW)

    assert sweep(datetime(2026, 1, 1, tzinfo=UTC)) == 1
    assert (fresh(deadline).state, fresh(deadline).due) == ("passed", date(2025, 9, 17))


def test_nothing_of_what_readers_may_not_see_is_swept() -> None:
    draft = DeadlineFactory.create(publication_status=PublicationStatus.DRAFT, review_at=NOW)
    Rule.objects.create(deadline=draft, stated=date(2025, 1, 1))

    assert sweep(NOW) == 0
    assert fresh(draft).revision == 0


def test_a_sweep_that_finds_nothing_asks_little(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(20):
        EffectFactory.create(on_deadline=CountedRuleFactory.create().deadline, until=None, by="30 days")
    sweep(NOW)
    assert Effect.objects.count() == 20

    with django_assert_num_queries(4):
        assert sweep(NOW) == 0
