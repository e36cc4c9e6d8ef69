from __future__ import annotations

from datetime import date, time

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
)
from timeline.counting import Deadline, Docket, Effect, Event, Policy, Rule, parse_edtf, parse_period
from timeline.deadlines.docket import UNPUBLISHED, docket_of_deadlines, docket_of_policies, load_deadlines
from timeline.models import Effect as EffectRecord
from timeline.models import Event as EventRecord
from timeline.models import PublicationStatus
from timeline.models import Rule as RuleRecord

pytestmark = pytest.mark.django_db


def test_it_holds_a_deadline_its_trigger_and_the_acts_on_it() -> None:
    rule = CountedRuleFactory.create(
        deadline__slug="pause", deadline__title="Pause", trigger_event__slug="order", trigger_event__title="Order"
    )
    act = EffectFactory.create(
        event__slug="extension", event__title="Extension", on_deadline=rule.deadline, by="90 days", until=None
    )
    citation = CitationFactory.create(event=act.event, locator="sec. 1", source__title="EO 14258")
    CitationFactory.create(event=act.event, position=1)

    assert docket_of_deadlines([rule.deadline.pk]) == Docket(
        events={
            "order": Event("order", parse_edtf("2025-01-20"), date(2025, 1, 20), title="Order"),
            "extension": Event(
                "extension",
                parse_edtf("2025-04-04"),
                date(2025, 4, 4),
                (Effect("pause", "extend", by=parse_period("90 days")),),
                f"{citation.source.publisher}: EO 14258, sec. 1",
                "Extension",
            ),
        },
        deadlines={
            "pause": Deadline(
                "pause", Rule("order", parse_period("75 days"), convention="calendar-days"), title="Pause"
            )
        },
    )


def test_it_leaves_out_what_readers_may_not_see() -> None:
    rule = CountedRuleFactory.create(trigger_event__publication_status=PublicationStatus.DRAFT)
    EffectFactory.create(on_deadline=rule.deadline, event__publication_status=PublicationStatus.DRAFT)
    EffectFactory.create(on_deadline=rule.deadline, event__publication_status=PublicationStatus.RETRACTED)
    successor = DeadlineFactory.create(publication_status=PublicationStatus.DRAFT)
    seen = EffectFactory.create(on_deadline=rule.deadline, does="supersede", until=None, by_deadline=successor)
    CitationFactory.create(event=seen.event, source__publication_status=PublicationStatus.DRAFT)

    docket = docket_of_deadlines([rule.deadline.pk])

    assert docket.deadlines[rule.deadline.slug].rule.trigger == UNPUBLISHED
    assert docket.events == {
        seen.event.slug: Event(
            seen.event.slug,
            parse_edtf("2025-04-04"),
            date(2025, 4, 4),
            (Effect(rule.deadline.slug, "supersede"),),
            title=seen.event.title,
        )
    }


def test_an_editor_sees_drafts_and_nothing_retracted() -> None:
    order = EventFactory.create(publication_status=PublicationStatus.DRAFT)
    rule = CountedRuleFactory.create(deadline__publication_status=PublicationStatus.DRAFT, trigger_event=order)
    draft = EffectFactory.create(on_deadline=rule.deadline, event__publication_status=PublicationStatus.DRAFT)
    EffectFactory.create(on_deadline=rule.deadline, event__publication_status=PublicationStatus.RETRACTED)
    retracted = CountedRuleFactory.create(deadline__publication_status=PublicationStatus.RETRACTED)
    pks = [rule.deadline.pk, retracted.deadline.pk]

    docket = docket_of_deadlines(pks, drafts=True)

    assert set(docket.deadlines) == {rule.deadline.slug}
    assert set(docket.events) == {order.slug, draft.event.slug}
    assert docket_of_deadlines(pks) == Docket()


def test_it_follows_chains_and_successors_and_ends_in_circles() -> None:
    first = CountedRuleFactory.create()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline)
    third = CountedRuleFactory.create(trigger_event=None, trigger_deadline=second.deadline)
    successor = RuleFactory.create()
    EffectFactory.create(on_deadline=second.deadline, does="supersede", until=None, by_deadline=successor.deadline)
    act = EffectFactory.create(on_deadline=first.deadline)
    CountedRuleFactory.create(trigger_event=None, trigger_deadline=third.deadline)
    chain = {rule.deadline.slug for rule in (first, second, third, successor)}

    docket = docket_of_deadlines([third.deadline.pk])
    assert set(docket.deadlines) == chain
    assert act.event.slug in docket.events

    RuleRecord.objects.filter(pk=first.pk).update(trigger_event=None, trigger_deadline=third.deadline)
    assert set(docket_of_deadlines([third.deadline.pk]).deadlines) == chain


def test_a_chain_stops_at_a_draft() -> None:
    first = CountedRuleFactory.create(deadline__publication_status=PublicationStatus.DRAFT)
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline)

    docket = docket_of_deadlines([second.deadline.pk])

    assert set(docket.deadlines) == {second.deadline.slug}
    assert docket.deadlines[second.deadline.slug].rule.trigger == UNPUBLISHED


def test_empty_fields_of_a_rule_are_the_jurisdictions() -> None:
    us = JurisdictionFactory.create(convention="us-frcp-6", calendar="us-federal", timezone="America/New_York")
    eu = JurisdictionFactory.create(convention="calendar-days", calendar="eu-institutions", timezone="Europe/Brussels")
    policy = PolicyFactory.create(jurisdiction=us)
    empty = {"convention": "", "calendar": "", "timezone": ""}
    of_policy = CountedRuleFactory.create(deadline__policy=policy, **empty)
    own = CountedRuleFactory.create(deadline__policy=policy, deadline__jurisdiction=eu, **empty)
    order = EventFactory.create()
    named = CountedRuleFactory.create(
        deadline__policy=policy,
        trigger_event=order,
        convention="calendar-days",
        calendar="us-ofr",
        timezone="UTC",
        time=time(0, 1),
        direction="before",
        last_day="excluded",
    )
    nowhere = CountedRuleFactory.create(**empty)
    rules = [of_policy, own, named, nowhere]

    deadlines = docket_of_deadlines([rule.deadline.pk for rule in rules]).deadlines
    habits = {
        rule.deadline.slug: (found.convention, found.calendar, found.timezone)
        for rule in rules
        for found in [deadlines[rule.deadline.slug].rule]
    }

    # us-frcp-6 has a calendar of its own, calendar-days has none.
    assert habits == {
        of_policy.deadline.slug: ("us-frcp-6", None, "America/New_York"),
        own.deadline.slug: ("calendar-days", "eu-institutions", "Europe/Brussels"),
        named.deadline.slug: ("calendar-days", "us-ofr", "UTC"),
        nowhere.deadline.slug: ("calendar-days", None, None),
    }
    assert deadlines[named.deadline.slug] == Deadline(
        named.deadline.slug,
        Rule(
            order.slug,
            parse_period("75 days"),
            "before",
            "calendar-days",
            "us-ofr",
            time=time(0, 1),
            timezone="UTC",
            last_day="excluded",
        ),
        policy.slug,
        named.deadline.title,
    )


def test_events_come_in_the_order_of_the_file() -> None:
    rule = RuleFactory.create()
    later = EffectFactory.create(on_deadline=rule.deadline, event__position=2, event__date="2025-01-01").event
    sooner = EffectFactory.create(on_deadline=rule.deadline, event__position=1, event__date="2025-03-01").event

    assert list(docket_of_deadlines([rule.deadline.pk]).events) == [sooner.slug, later.slug]


def test_what_cannot_be_read_says_why_and_spoils_nothing_else() -> None:
    good = CountedRuleFactory.create()
    bad_period = CountedRuleFactory.create(deadline__slug="bad-period", period="soon")
    bad_act = EffectFactory.create(on_deadline=RuleFactory.create(deadline__slug="bad-act").deadline)
    EffectRecord.objects.filter(pk=bad_act.pk).update(until=None, by="a while")
    bad_date = CountedRuleFactory.create(deadline__slug="bad-date", trigger_event__slug="vague")
    EventRecord.objects.filter(slug="vague").update(date="someday")
    no_rule = DeadlineFactory.create(slug="no-rule")
    broken = [bad_period.deadline, bad_act.on_deadline, bad_date.deadline, no_rule]

    load = load_deadlines([good.deadline.pk, *(deadline.pk for deadline in broken if deadline is not None)])

    assert load.docket.deadlines[good.deadline.slug].rule.period == parse_period("75 days")
    assert {slug: why.split(";")[0] for slug, why in load.broken.items()} == {
        "bad-period": "deadline bad-period: period 'soon' is not understood at 'soon'",
        "bad-act": "deadline bad-act: period 'a while' is not understood at 'a while'",
        "bad-date": "deadline bad-date: event vague: 'someday' is no EDTF date",
        "no-rule": "deadline no-rule: the deadline has no rule yet",
    }


def test_policies_come_with_the_events_on_them() -> None:
    policy = PolicyFactory.create(slug="act", title="Act")
    effect = EffectFactory.create(on_deadline=None, on_policy=policy, does="adopt", until=None)
    EffectFactory.create(
        event=effect.event, on_deadline=None, on_policy=PolicyFactory.create(), does="repeal", until=None
    )
    draft = PolicyFactory.create(publication_status=PublicationStatus.DRAFT)

    docket = docket_of_policies([policy.pk, draft.pk])

    assert docket.policies == {"act": Policy("act", "Act")}
    assert docket.events[effect.event.slug].effects == (Effect("act", "adopt"),)


def test_the_number_of_queries_is_the_same_for_one_and_for_twenty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def chains(number: int) -> list[int]:
        made = []
        for _ in range(number):
            jurisdiction = JurisdictionFactory.create()
            first = CountedRuleFactory.create(deadline__jurisdiction=jurisdiction)
            EffectFactory.create(on_deadline=first.deadline)
            CitationFactory.create(event=EventFactory.create())
            made.append(CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline).deadline.pk)
        return made

    for pks in (chains(1), chains(20)):
        with django_assert_num_queries(7):
            docket_of_deadlines(pks)
