"""The river on a timeline's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.staticfiles import finders

from tests.factories import CountedRuleFactory, EffectFactory, EventFactory, RuleFactory, TimelineFactory
from timeline.counting import DeadlineOutcome, Segment
from timeline.models import Deadline
from timeline.pages import split as split_module
from timeline.pages.known_on import Knowledge
from timeline.pages.places import EventRow, Place, place_events, place_windows
from timeline.pages.river import River, river
from timeline.pages.river_labels import NARROWEST, WIDE
from timeline.pages.split import split

from .conftest import Read, Story
from .reading import Page

TODAY = date(2025, 6, 1)
MOST_NODES = 620


@dataclass(frozen=True)
class Drawn:
    """A story that no database has seen."""

    events: list[EventRow]
    deadlines: dict[int, Deadline]
    outcomes: dict[str, DeadlineOutcome]
    knowledge: Knowledge = field(default_factory=lambda: Knowledge(datetime(2025, 6, 1, 12, tzinfo=UTC), TODAY))

    @property
    def places(self) -> list[Place]:
        return sorted(place_events(self.events) + place_windows(self.deadlines.values(), self.outcomes))


def story_of(events: list[EventRow], outcomes: Sequence[DeadlineOutcome] = ()) -> Drawn:
    deadlines = {
        key: Deadline(pk=key, slug=f"d-{key}", title=f"Deadline <{key}> & more", position=key)
        for key in range(1, len(outcomes) + 1)
    }
    return Drawn(events, deadlines, {f"d-{key}": outcome for key, outcome in enumerate(outcomes, start=1)})


def draw(story: Drawn) -> River:
    part = split(story.places, {}, story.knowledge.day, here="/timelines/t/", kept=[])
    found = river(story, part, [])
    assert found is not None
    return found


def row(key: int, first: date, last: date | None = None, certainty: str = "confirmed") -> EventRow:
    last = last or first
    text = first.isoformat() if first == last else f"{first}/{last}"
    return EventRow(key, text, first, last, 0, certainty, f"event-{key}")


def window(start: date, days: int, state: str = "pending") -> DeadlineOutcome:
    due = start + timedelta(days=days)
    return DeadlineOutcome(state=state, due=due, start=start, segments=(Segment("running", start, due),))


def elements(found: River) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(str(found.drawing)).iter())


def percent(element: Tag, name: str) -> float:
    return float(str(element[name]).removesuffix("%"))


def parts(page: Page, selector: str) -> list[Tag]:
    return list(page.soup.select(f"#river-drawing {selector}"))


# On the page --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_part_leads_to_its_place_on_the_page(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    hrefs = [str(link["href"]) for link in parts(page, "a")]
    assert len(hrefs) == len(parts(page, "a[href]")) > 4
    anchors = {str(found["id"]) for found in page.soup.select("[id]")}
    assert [href for href in hrefs if not (href.startswith("#") and href[1:] in anchors)] == []
    assert [link["href"] for link in parts(page, "#river-columns a")] == [
        "#event-enacted", "#event-ordered", "#event-extended",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_bar_has_the_rule_s_period_and_each_extension_as_a_part(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    pieces = parts(page, "#river-windows .river-piece")
    assert [piece["class"][1] for piece in pieces] == ["river-running", "river-extended"]
    assert percent(pieces[0], "x") + percent(pieces[0], "width") == pytest.approx(percent(pieces[1], "x"), abs=0.002)
    hrefs = [str(link["href"]) for link in parts(page, "#river-windows a")]
    assert hrefs == ["#deadline-pause-opens", "#event-extended", "#deadline-pause-closes"]
    titles = [link.title.get_text() for link in parts(page, "#river-windows a") if link.title]
    assert titles == [
        "The end of the pause: runs: 20 January – 5 April 2025",
        "The end of the pause: extended, until 19 June 2025",
        "The end of the pause: passed, 19 June 2025, moved once",
    ]


@pytest.mark.django_db
def test_an_earlier_day_shows_the_bar_as_it_was_known_then(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?known_on=2025-03-01")
    assert [piece["class"][1] for piece in parts(page, "#river-windows .river-piece")] == ["river-running"]
    [name] = parts(page, ".river-window title")
    assert name.get_text() == "The end of the pause: pending, 5 April 2025"
    assert [found.get_text() for found in parts(page, "#river-today text")] == ["Read as of 1 March 2025"]


@pytest.mark.django_db
def test_a_draft_is_never_in_it(read: Read) -> None:
    shown = [EventFactory.create(date="2025-01-20"), EventFactory.create(date="2025-03-20")]
    hidden = EventFactory.create(date="2025-02-20", title="Secret", publication_status="draft")
    secret = CountedRuleFactory.create(
        trigger_event=shown[0], deadline__title="Secret", deadline__publication_status="draft"
    ).deadline
    moved = CountedRuleFactory.create(trigger_event=shown[0]).deadline
    EffectFactory.create(event=hidden, on_deadline=moved, until=date(2025, 9, 9))
    timeline = TimelineFactory.create(events=[*shown, hidden], deadlines=[secret, moved])
    page = read(f"/timelines/{timeline.slug}/")
    drawing = str(page.soup.select_one("#river-drawing"))
    assert "Secret" not in drawing
    assert len(parts(page, "#river-columns a")) == 2
    assert [piece["class"][1] for piece in parts(page, "#river-windows .river-piece")] == ["river-running"]


@pytest.mark.django_db
def test_a_part_leads_to_the_page_that_has_its_place(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split_module, "ENTRIES_ON_A_PAGE", 2)
    events = [EventFactory.create(date=f"{year}-03-01") for year in (2021, 2022, 2023)]
    timeline = TimelineFactory.create(events=events)
    hrefs = [str(link["href"]) for link in parts(read(f"/timelines/{timeline.slug}/"), "#river-columns a")]
    assert hrefs == [
        f"/timelines/{timeline.slug}/?year=2021#event-{events[0].slug}",
        f"/timelines/{timeline.slug}/?year=2022#event-{events[1].slug}",
        f"#event-{events[2].slug}",
    ]
    for href, event in zip(hrefs[:2], events[:2], strict=True):
        assert read(href).soup.select(f"#{urlsplit(href).fragment}")[0].select(".entry-title")
        assert urlsplit(href).fragment == f"event-{event.slug}"


@pytest.mark.django_db
def test_without_two_days_there_is_no_river(read: Read) -> None:
    single = TimelineFactory.create(events=[EventFactory.create()])
    empty = TimelineFactory.create()
    for timeline in (single, empty):
        page = read(f"/timelines/{timeline.slug}/")
        assert page.soup.select("#river") == []


@pytest.mark.django_db
def test_it_says_that_the_list_is_its_text_and_can_be_skipped(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    [drawing] = page.soup.select("#river-drawing")
    assert (drawing["role"], drawing["aria-labelledby"], drawing["aria-describedby"]) == (
        "group", "river-title", "river-note",
    )  # fmt: skip
    assert page.texts("#river-note") == [
        "Columns count events, bars are windows of deadlines; each leads to its place in the story below, which says the same"
        " in words."
    ]
    assert page.hrefs(".river-skip") == ["#story"]
    assert len(page.soup.select("#story")) == 1
    # Of all parts only the windows are stops of the Tab key before river.js makes them one.
    assert {str(link["class"][0]) for link in parts(page, "a:not([tabindex])")} == {"river-window"}
    # What only a script can do is not offered without one.
    assert page.soup.select_one("#river-tools[hidden]") is not None


@pytest.mark.django_db
def test_nothing_in_it_needs_what_the_policy_of_the_page_forbids(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    [section] = page.soup.select("#river")
    assert section.select("[style], style, script") == []
    assert [name for found in section.select("*") for name in found.attrs if name.startswith("on")] == []


@pytest.mark.django_db
def test_the_key_names_what_is_drawn_and_nothing_else(read: Read) -> None:
    events = [
        EventFactory.create(date="2025-01-20"),
        EventFactory.create(date="2025-03", certainty="planned"),
        EventFactory.create(date="2025-08"),
    ]
    stated = RuleFactory.create(stated=date(2025, 9, 1)).deadline
    timeline = TimelineFactory.create(events=events, deadlines=[stated])
    assert read(f"/timelines/{timeline.slug}/?known_on=2025-06-01").texts(".river-key li")[-1] == "still to come"
    assert read(f"/timelines/{timeline.slug}/").texts(".river-key li") == [
        "event on a day that is confirmed",
        "event without a single day, spread over the days its date can mean",
        "event that is planned",
        "has passed",
    ]


# The drawing --------------------------------------------------------------------------------


def test_however_many_events_and_deadlines_there_are_the_drawing_stays_small() -> None:
    start = date(1995, 1, 1)
    certainties = ("confirmed", "planned", "reported", "disputed")
    events = [
        row(n, start + timedelta(days=n), start + timedelta(days=n + n % 700), certainties[n % 4])
        for n in range(10_000)
    ]
    outcomes = [window(start + timedelta(days=n * 20), n % 500, ("pending", "passed")[n % 2]) for n in range(500)]
    found = draw(story_of(events, outcomes))
    assert len(elements(found)) <= MOST_NODES
    windows = BeautifulSoup(str(found.drawing), "html.parser").select(".river-window")
    assert found.omitted == f"{500 - len(windows)} more windows are only in the list."
    assert len(windows) >= 10


def test_it_is_well_formed_whatever_the_titles_hold() -> None:
    story = story_of([row(1, date(2025, 1, 1))], [window(date(2025, 1, 5), 90)])
    story.deadlines[1].title = 'A "quoted" <b>title</b> & \x00\x0b\ud800 more'
    found = draw(story)
    [link] = [each for each in elements(found) if each.get("class") == "river-window"]
    assert link[0].text == 'A "quoted" <b>title</b> & \ufffd more: pending, 5 April 2025'.replace("\ufffd", "")
    assert [each.tag for each in elements(found) if each.tag.endswith("}b")] == []


@pytest.mark.parametrize(
    ("first", "last"), [(date.min, date.max), (date.min, date(1, 1, 2)), (date(9999, 12, 30), date.max)]
)
def test_the_ends_of_the_calendar_can_be_drawn(first: date, last: date) -> None:
    found = draw(story_of([row(1, first), row(2, last)], [window(first, (last - first).days)]))
    for element in elements(found):
        for name in ("x", "x1", "x2", "width"):
            value = element.get(name, "")
            assert not value.endswith("%") or 0 <= float(value[:-1]) <= 100


def test_columns_are_as_high_as_they_have_events() -> None:
    found = draw(story_of([*(row(n, date(2025, 1, 5)) for n in range(1, 5)), row(9, date(2025, 5, 1))]))
    heights = [float(each.get("height", "")) for each in elements(found) if each.get("class") == "river-confirmed"]
    assert heights[0] == pytest.approx(4 * heights[1], abs=0.3)
    titles = [each.text for each in elements(found) if each.tag.endswith("title")]
    assert titles[0] and titles[0].endswith(": 4 events")


def test_an_event_of_a_year_does_not_stretch_the_axis() -> None:
    events = [row(1, date(2025, 3, 1)), row(2, date(2025, 5, 1)), row(3, date(2020, 1, 1), date(2029, 12, 31))]
    svg = ElementTree.fromstring(str(draw(story_of(events)).drawing))
    assert float(svg.get("data-days", "")) < 120


def test_today_is_left_out_where_it_is_far_from_everything() -> None:
    found = draw(story_of([row(1, date(1969, 7, 16)), row(2, date(1969, 7, 24))]))
    assert [each for each in elements(found) if each.get("id") == "river-today"] == []


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        ("pending", "pending"), ("passed", "passed"), ("satisfied", "satisfied"), ("rescinded", "ended"),
        ("void", "ended"), ("superseded", "ended"),
    ],
)  # fmt: skip
def test_the_shape_at_the_end_of_a_window_says_its_state(state: str, mark: str) -> None:
    found = draw(story_of([row(1, date(2025, 1, 1))], [window(date(2025, 1, 5), 90, state)]))
    assert [each.get("href") for each in elements(found) if each.tag.endswith("use")] == [f"#river-{mark}"]


def test_the_style_sheet_knows_the_widths_that_labels_are_laid_out_for() -> None:
    path = finders.find("timeline/river.css")
    assert isinstance(path, str)
    with open(path) as styles:
        text = styles.read()
    assert re.findall(r"min-inline-size: (\d+)px", text) == [str(NARROWEST)]
    assert re.findall(r"@container river \(min-width: (\d+)px\)", text) == [str(WIDE)]
