"""Pictures of every chain and count there can be: sound XML with words, and nothing that runs."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.counting.chains import chains
from tests.timeline.counting.periods import calendar_periods
from timeline.counting import (
    CalendarBook,
    Docket,
    Period,
    Picture,
    count,
    draw_count,
    draw_outcome,
    evaluate,
    outcome_lines,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>&\x00\x1b\ud800 {x}"
LANGUAGES = st.sampled_from(["en", "de"])


def _sound(drawn: Picture, title: str) -> None:
    root = ElementTree.fromstring(drawn.svg)
    assert root.tag == f"{SVG}svg"
    assert (root.findtext(f"{SVG}title") or "").startswith(title)
    assert root.findtext(f"{SVG}desc")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in {"script", "style", "foreignObject", "image", "a"}
        assert not {name for name in element.attrib if name == "style" or name.startswith("on")}
        for name in ("x", "y", "width", "height"):
            assert float(element.attrib.get(name, 0)) >= 0
    assert drawn.lines and all(line.text.strip() and "None" not in line.text for line in drawn.lines)


@given(chains(moved=True), st.integers(0, 900), LANGUAGES, st.booleans())
def test_every_chain_can_be_drawn(docket: Docket, known: int, language: str, with_closed_days: bool) -> None:
    known_on = date.fromordinal(docket.events["order"].known_from.toordinal() + known)
    table = CalendarBook().table("us-ofr") if with_closed_days else None
    for outcome in evaluate(docket, known_on=known_on).deadlines.values():
        drawn = draw_outcome(outcome, "The window", language, {}, table, known_on)
        if drawn is not None:
            _sound(drawn, "The window")
        assert all(line.strip() for line in outcome_lines(outcome, language))


@given(chains(moved=True, vague=True, acts=3), LANGUAGES)
def test_every_imprecise_chain_can_be_drawn(docket: Docket, language: str) -> None:
    for outcome in evaluate(docket, known_on=date(2026, 1, 1)).deadlines.values():
        drawn = draw_outcome(outcome, "The window", language, {}, None, date(2026, 1, 1))
        if drawn is not None:
            _sound(drawn, "The window")


@given(
    st.dates(date(2016, 1, 1), date(2020, 12, 31)), calendar_periods(), st.sampled_from(["after", "before"]), LANGUAGES
)
def test_every_count_can_be_drawn(start: date, period: Period, direction: str, language: str) -> None:
    counted = count(start, period, "us-frcp-6", direction=direction)
    drawn = draw_count(start, counted, "One count", language, CalendarBook().table("us-federal"))
    assert drawn is not None
    _sound(drawn, "One count")


def test_a_title_is_text_whatever_it_holds() -> None:
    counted = count(date(2025, 1, 20), Period(days=75), "calendar-days")
    drawn = draw_count(date(2025, 1, 20), counted, HOSTILE)
    assert drawn is not None
    assert ElementTree.fromstring(drawn.svg).findtext(f"{SVG}title") == "</title><script>alert(1)</script>& {x}"
