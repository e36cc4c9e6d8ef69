"""WCAG 2.2 AA, as far as axe can tell, and what it cannot: the keyboard, narrow windows, large text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .addresses import PAGES, TIMELINE
from .axe import findings
from .conftest import Open


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_on_a_page_in_either_theme(visit: Open, address: str, theme: str) -> None:
    page = visit(color_scheme=theme, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    assert findings(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_in_a_narrow_window_or_at_twice_the_size(visit: Open, address: str) -> None:
    # A window of 1280 pixels at 200 % has 640 of them left.
    page = visit(viewport={"width": 320, "height": 700}).new_page()
    page.goto(address)
    found = {}
    for width in (320, 360, 640, 768):
        page.set_viewport_size({"width": width, "height": 700})
        found[width] = page.evaluate("document.documentElement.scrollWidth")
    assert found == {width: width for width in found}


def test_the_first_tab_stop_leads_to_the_content(page: Page) -> None:
    page.goto(TIMELINE)
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.locator(skip).count() == 1
    box = page.locator(":focus").bounding_box()
    assert box is not None and box["width"] > 1 and box["height"] > 1, "the skip link shows when it has the focus"
    page.keyboard.press("Enter")
    assert page.url.endswith(skip)


@pytest.mark.parametrize("address", PAGES)
def test_the_tab_order_is_the_order_of_the_page_and_every_stop_shows(page: Page, address: str) -> None:
    page.goto(address)
    order = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
            .filter(each => each.tabIndex > 0).map(each => each.outerHTML.slice(0, 200))"""
    )
    assert order == []
    for _stop in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """() => { const it = document.activeElement; if (it === document.body) return 'the end';
                // The parts of a date field show by themselves which of them has the focus.
                if (it.type === 'date') return '';
                const style = getComputedStyle(it);
                return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ? '' : it.outerHTML.slice(0, 200); }"""
        )
        if outline == "the end":
            break
        assert outline == "", "a focused element shows that it has the focus"


@pytest.mark.parametrize("address", PAGES)
def test_headings_go_down_one_step_at_a_time_and_landmarks_are_there(page: Page, address: str) -> None:
    page.goto(address)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []
    assert page.locator("main").count() == 1
    assert page.locator("header, [role=banner]").count() >= 1
    assert page.locator("footer, [role=contentinfo]").count() >= 1
