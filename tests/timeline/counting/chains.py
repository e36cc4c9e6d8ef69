"""Random chains that property tests draw: a trigger, a deadline, acts on it, and a deadline counted from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.timeline.counting.periods import calendar_periods, day_periods, working_day_periods
from timeline.counting import DEADLINE_EFFECTS, Deadline, Docket, Effect, Event, Period, Rule, parse_edtf

FIRST, LAST = date(2016, 1, 1), date(2020, 12, 31)
DAYS = st.dates(FIRST, LAST)
TITLES = {"order": "The order", "d": "The deadline {of} the order", "after": "What follows", "new": "The new deadline"}

CONVENTIONS: dict[str, st.SearchStrategy[Period]] = {
    "calendar-days": calendar_periods(years=1, months=8, weeks=4, days=90),
    "us-frcp-6": day_periods(most=90),
    "us-business-days": working_day_periods(60),
    "eu-1182-71": st.one_of(working_day_periods(40), calendar_periods(years=0, months=6, weeks=4, days=60)),
    "de-bgb-187-2": calendar_periods(years=1, months=8, weeks=4, days=90),
}


@st.composite
def effects(draw: st.DrawFn, day: date, periods: st.SearchStrategy[Period], *, moved: bool = False) -> Effect:
    """An effect of an event of this day on `d`. `moved`: it may have effect on another day than the event's."""
    does = draw(st.sampled_from(sorted(DEADLINE_EFFECTS)))
    more: dict[str, Any] = {}
    later = st.integers(0, 200).map(lambda days: day + timedelta(days=days))
    if does in ("extend", "resume"):
        kind = draw(st.sampled_from(["until", "by", "both"]))
        if kind in ("until", "both"):
            more["until"] = draw(later)
        if kind in ("by", "both"):
            more["by"] = draw(periods)
            more["counted_from"] = draw(st.sampled_from(["deadline", "event"]))
        if does == "resume" and draw(st.booleans()):
            more = {}
    elif does in ("suspend", "announce") and draw(st.booleans()):
        more["until"] = draw(later)
    elif does == "restart" and draw(st.booleans()):
        more["period"] = draw(periods)
    elif does == "supersede" and draw(st.booleans()):
        more["by_deadline"] = "new"
    if moved and draw(st.booleans()):
        more["effective"] = day + timedelta(days=draw(st.integers(-60, 60)))
        if "until" in more:
            more["until"] = max(more["until"], more["effective"])
    return Effect("d", does, **more)


@st.composite
def chains(draw: st.DrawFn, *, moved: bool = False, vague: bool = False, acts: int = 6) -> Docket:
    """A docket whose acts have days of their own, each known on its day; `d` is counted from `order`.

    `moved`: acts may be retroactive or pre-announced. `vague`: the trigger may be imprecise.
    """
    convention = draw(st.sampled_from(sorted(CONVENTIONS)))
    periods = CONVENTIONS[convention]
    start = draw(DAYS)
    trigger = f"{start}/{start + timedelta(days=draw(st.integers(1, 20)))}" if vague else start.isoformat()
    on = parse_edtf(trigger)
    assert on.latest is not None
    events = {"order": Event("order", on, on.latest, title=TITLES["order"])}
    days = draw(st.lists(st.integers(1, 400), unique=True, max_size=acts))
    for number, offset in enumerate(sorted(days)):
        day = on.latest + timedelta(days=offset)
        found = draw(effects(day, periods, moved=moved))
        events[f"act-{number}"] = Event(f"act-{number}", parse_edtf(day.isoformat()), day, (found,))
    stated = draw(st.one_of(st.none(), st.just(start + timedelta(days=75))))
    deadlines = {
        "d": Deadline("d", Rule("order", draw(periods), convention=convention, stated=stated)),
        "after": Deadline("after", Rule("d", draw(periods), convention=convention)),
        "new": Deadline("new", Rule(stated=start + timedelta(days=300))),
    }
    return Docket(events=events, deadlines=deadlines)
