"""Computing in bulk comes to what computing in full comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CalendarClosureFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
)
from timeline.counting import conventions
from timeline.deadlines.bulk import Bulk
from timeline.deadlines.computed import compute
from timeline.deadlines.keys import Keys
from timeline.deadlines.plain import PlainRun
from timeline.deadlines.recompute import recompute_all
from timeline.models import Deadline, Event, Jurisdiction, PublicationStatus, Rule

NOW = datetime(2024, 6, 12, 23, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db

DATES = (
    "2024-01-31",
    "2024-02-29T09:30",
    "2024-06-12",
    "2024-06-13",
    "2024-06-20",
    "2024-03",
    "2024-01-02/2024-01-05",
    "2024-05-01/..",
    "2023-11-30~",
)
PERIODS = ("1 day", "30 days", "2 months", "5 working days", "14 clear days", "1 year 1 month", "36 hours", "soon")
ZONES = ("", "", "", "Pacific/Kiritimati", "America/Los_Angeles")
STATUSES = (PublicationStatus.PUBLISHED, PublicationStatus.PUBLISHED, PublicationStatus.DRAFT)


def make_events(random: Random) -> list[Event]:
    return [
        EventFactory.create(
            date=written,
            known_from=date(2024, 5, 1) if "/.." in written else None,
            publication_status=random.choice(STATUSES),
        )
        for written in (*DATES, *random.choices(DATES, k=4))
    ]


def make_deadlines(random: Random, events: Sequence[Event], jurisdictions: Sequence[Jurisdiction]) -> list[Deadline]:
    """Deadlines with all kinds of rules: counted, stated, chained, half of them wrong in one way or another."""
    ids = [convention.id for convention in conventions()]
    made: list[Deadline] = []
    for _ in range(60):
        jurisdiction = random.choice([None, *jurisdictions])
        deadline = DeadlineFactory.create(
            jurisdiction=jurisdiction if random.random() < 0.7 else None,
            policy=PolicyFactory.create(jurisdiction=jurisdiction) if random.random() < 0.3 else None,
            publication_status=PublicationStatus.PUBLISHED if random.random() < 0.9 else PublicationStatus.DRAFT,
        )
        made.append(deadline)
        if random.random() < 0.05:
            continue
        rule = {
            "deadline": deadline,
            "convention": random.choice(["", "", "by-the-stars", *ids]),
            "calendar": random.choice(["", "", "", "us-ma", "nowhere"]),
            "timezone": random.choice(ZONES),
            "time": random.choice([None, None, time(17)]),
            "last_day": random.choice(["included", "excluded"]),
            "direction": random.choice(["after", "after", "before"]),
        }
        if random.random() < 0.2:
            stated = date(2024, 6, random.randint(1, 28))
            trigger = random.choice([None, random.choice(events)])
            period = random.choice(["", random.choice(PERIODS)]) if trigger else ""
            RuleFactory.create(**rule, stated=stated, trigger_event=trigger, period=period)
        elif len(made) > 1 and random.random() < 0.4:
            counted_from = random.choice(["", "due", "start"])
            above = random.choice(made[:-1])
            CountedRuleFactory.create(
                **rule,
                trigger_event=None,
                trigger_deadline=above,
                counted_from=counted_from,
                period=random.choice(PERIODS),
            )
        else:
            CountedRuleFactory.create(**rule, trigger_event=random.choice(events), period=random.choice(PERIODS))
    for deadline in random.sample(made, 6):
        EffectFactory.create(on_deadline=deadline, event__date="2024-05-20", until=date(2024, 7, 1))
    return made


@pytest.mark.parametrize("seed", range(12))
def test_in_bulk_and_in_full_come_to_the_same(seed: int) -> None:
    random = Random(seed)
    habits = (("us-frcp-6", "", "America/New_York"), ("eu-1182-71", "be", "Europe/Brussels"), ("calendar-days", "", ""))
    jurisdictions = [
        JurisdictionFactory.create(convention=convention, calendar=calendar, timezone=zone)
        for convention, calendar, zone in habits
    ]
    CalendarClosureFactory.create(date=date(2024, 7, 1), known_from=date(2024, 6, 20))
    CalendarClosureFactory.create(date=date(2024, 7, 2), known_from=date(2024, 6, 1))
    deadlines = make_deadlines(random, make_events(random), jurisdictions)
    keys = Keys(sorted(deadline.pk for deadline in deadlines))

    in_full = compute(keys.pks, now=NOW)

    assert Bulk(NOW).differing(keys) == in_full
    assert Bulk(NOW).differing(Keys(keys.pks, unbroken=True)) == in_full
    bulk = Bulk(NOW)
    one_by_one = [bulk.differing(Keys([pk])) for pk in reversed(keys.pks)]
    assert {pk: computed for each in one_by_one for pk, computed in each.items()} == in_full


def test_most_deadlines_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []

    def note(run: PlainRun, *arguments: object) -> object:
        found = compute_plain(run, *arguments)  # type: ignore[arg-type]
        left.extend(found[1])
        return found

    compute_plain = PlainRun.compute
    monkeypatch.setattr(PlainRun, "compute", note)
    first = CountedRuleFactory.create().deadline
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first).deadline
    stated = RuleFactory.create().deadline
    moved = CountedRuleFactory.create().deadline
    EffectFactory.create(on_deadline=moved)
    vague = CountedRuleFactory.create(trigger_event__date="2023-05").deadline
    plain = [first.pk, second.pk, stated.pk]

    found = Bulk(NOW).differing(Keys([*plain, moved.pk, vague.pk]))

    assert left == [moved.pk, vague.pk]
    assert set(found) == {*plain, moved.pk, vague.pk}


def test_nothing_differs_once_it_is_written() -> None:
    CountedRuleFactory.create(deadline__jurisdiction=JurisdictionFactory.create(timezone="America/New_York"))
    RuleFactory.create(stated=date(2024, 6, 12), time=time(9, 30, 15, 250_000), timezone="Asia/Kathmandu")
    EffectFactory.create(on_deadline=CountedRuleFactory.create().deadline)
    recompute_all(now=NOW)

    assert Bulk(NOW).differing(Keys(list(Deadline.objects.values_list("pk", flat=True)))) == {}


@pytest.mark.parametrize("column", ["state", "due", "due_at", "due_latest", "review_at", "discrepancy", "revision"])
def test_whatever_is_stored_otherwise_differs(column: str) -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2024-06-01").deadline
    recompute_all(now=NOW)
    others = {"state": "void", "due": date(2024, 1, 1), "due_latest": None, "discrepancy": "x", "revision": 0}
    Deadline.objects.update(**{column: others.get(column, NOW)})

    assert list(Bulk(NOW).differing(Keys([deadline.pk]))) == [deadline.pk]


def test_a_chain_longer_than_is_followed_comes_to_the_same_in_full() -> None:
    rule = CountedRuleFactory.create(trigger_event__date="2024-01-20", period="1 day")
    for _ in range(9):
        rule = CountedRuleFactory.create(trigger_event=None, trigger_deadline=rule.deadline, period="1 day")

    found = Bulk(NOW).differing(Keys([rule.deadline_id]))

    assert found == compute([rule.deadline_id], now=NOW)
    assert found[rule.deadline_id].values.due == date(2024, 1, 30)


def test_what_changed_between_two_chunks_counts() -> None:
    jurisdiction = JurisdictionFactory.create(convention="calendar-days")
    rules: list[Rule] = [
        CountedRuleFactory.create(
            trigger_event__date="2024-06-05", period="30 days", convention="", deadline__jurisdiction=jurisdiction
        )
        for _ in range(3)
    ]
    bulk = Bulk(NOW)
    due = []

    def count(rule: Rule) -> None:
        found = bulk.differing(Keys([rule.deadline_id]))
        due.append(found[rule.deadline_id].values.due)

    count(rules[0])
    Jurisdiction.objects.update(convention="us-frcp-6")
    count(rules[1])
    CalendarClosureFactory.create(date=date(2024, 7, 5), known_from=date(2024, 6, 1))
    count(rules[2])

    assert due == [date(2024, 7, 5), date(2024, 7, 5), date(2024, 7, 8)]


def test_any_number_takes_the_same_queries() -> None:
    def queries_of(number: int) -> int:
        keys = Keys(sorted(CountedRuleFactory.create().deadline_id for _ in range(number)))
        with CaptureQueriesContext(connection) as queries:
            assert len(Bulk(NOW).differing(keys)) == number
        return len(queries)

    assert queries_of(2) == queries_of(130)
