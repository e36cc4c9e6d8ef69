"""WCAG 2.2 AA, as far as axe can tell, and what it cannot: the keyboard, narrow windows, large text."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from .addresses import PAGES, TIMELINE
from .axe import findings

_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_OUTLINE = """() => {
    const it = document.activeElement;
    if (it === document.body) return 'the end';
    // The parts of a date field show by themselves which of them has the focus.
    if (it.type === 'date') return '';
    // So does a part of the river.
    const strokes = it.closest('svg') ? [...it.children].map(part => getComputedStyle(part).strokeWidth) : [];
    if (strokes.includes('3px')) return '';
    const style = getComputedStyle(it);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ? '' : it.outerHTML.slice(0, 200);
}"""


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_on_a_page_in_either_theme_and_nothing_scrolls_sideways(page: Page, address: str) -> None:
    page.goto(address)
    for theme in _THEMES:
        page.emulate_media(color_scheme=theme)
        assert findings(page) == [], theme
    widths = {}
    # A window of 1280 pixels at 200 % has 640 of them left.
    for width in (320, 360, 640, 768):
        page.set_viewport_size({"width": width, "height": 700})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == {width: width for width in widths}


def test_the_first_tab_stop_leads_to_the_content(page: Page) -> None:
    page.goto(TIMELINE)
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.locator(skip).count() == 1
    box = page.locator(":focus").bounding_box()
    assert box is not None and box["width"] > 1 and box["height"] > 1, "the skip link shows when it has the focus"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(skip)}$"))


@pytest.mark.parametrize("address", PAGES)
def test_headings_landmarks_and_tab_stops_are_in_the_order_of_the_page(page: Page, address: str) -> None:
    page.goto(address)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []
    assert page.locator("main").count() == 1
    assert page.locator("header, [role=banner]").count() >= 1
    assert page.locator("footer, [role=contentinfo]").count() >= 1
    order = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
            .filter(each => each.tabIndex > 0).map(each => each.outerHTML.slice(0, 200))"""
    )
    assert order == []
    for _stop in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(_OUTLINE)
        if outline == "the end":
            break
        assert outline == "", "a focused element shows that it has the focus"
