"""The page of a timeline, with script and without."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .addresses import TIMELINE
from .conftest import Open

_ALIVE = "window.aliveSince ??= performance.timeOrigin"


def _is_same_document(page: Page) -> bool:
    """Whether the page changed in place since `_ALIVE` was set."""
    return bool(page.evaluate("window.aliveSince !== undefined"))


def test_a_filter_changes_the_page_in_place_and_back_goes_back(page: Page) -> None:
    page.goto(TIMELINE)
    page.evaluate(_ALIVE)
    whole = page.locator(".count").first.inner_text()
    page.locator(".filters-more summary").click()
    page.locator("#filter-kind").select_option("launch")
    expect(page).to_have_url(re.compile("kind=launch"))
    expect(page.locator("#story")).to_have_text("What was found")
    assert page.locator(".filters-more").get_attribute("open") is not None, "what is unfolded stays unfolded"
    expect(page.locator("[data-said]")).to_have_text(page.locator("[data-region] .count").first.inner_text())
    page.go_back()
    expect(page.locator("[data-region] .count").first).to_have_text(whole)
    assert _is_same_document(page)


def test_a_search_finds_words_in_place(page: Page) -> None:
    page.goto(TIMELINE)
    page.evaluate(_ALIVE)
    page.locator("#q").fill("Doubao")
    page.keyboard.press("Enter")
    expect(page.locator("#story")).to_have_text("What was found")
    expect(page.locator(".entry-event").first).to_contain_text("Doubao")
    assert page.evaluate("document.activeElement.id") == "q", "whoever searches goes on from where they typed"
    assert _is_same_document(page)


def test_the_slider_shows_what_was_known_and_what_moved_since(page: Page) -> None:
    page.goto(TIMELINE)
    page.evaluate(_ALIVE)
    slider = page.get_by_role("slider", name="As known on")
    today = slider.get_attribute("aria-valuetext")
    slider.focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("known_on="))
    expect(page.locator(".knowledge-words")).to_contain_text("You are reading what was known on")
    assert slider.get_attribute("aria-valuetext") != today
    page.goto(f"{TIMELINE}?known_on=2025-04-03")
    expect(page.locator(".since")).to_contain_text("5 April 2025")


def test_the_river_is_zoomed_and_moved_by_the_keyboard(page: Page) -> None:
    page.goto(TIMELINE)
    box = page.locator("#river-box")
    box.focus()
    width = box.evaluate("each => each.scrollWidth")
    for _press in range(4):
        page.keyboard.press("+")
    page.wait_for_function("before => document.getElementById('river-box').scrollWidth > before * 1.5", arg=width)
    shown = page.locator("#river-shown")
    expect(shown).to_contain_text("Shown:")
    place = box.evaluate("each => each.scrollLeft")
    page.keyboard.press("Home")
    page.wait_for_function("before => document.getElementById('river-box').scrollLeft < before", arg=place)
    page.keyboard.press("0")
    page.wait_for_function("before => document.getElementById('river-box').scrollWidth <= before + 1", arg=width)
    assert page.evaluate("document.activeElement.id") == "river-box"


def test_a_bar_of_the_river_leads_to_its_place_in_the_story(page: Page) -> None:
    page.goto(TIMELINE)
    link = page.locator("#river a[href*='#']").first
    target = (link.get_attribute("href") or "").partition("#")[2]
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_keys_lead_from_entry_to_entry(page: Page) -> None:
    page.goto(TIMELINE)
    page.keyboard.press("Alt+ArrowDown")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.id")
    order = page.evaluate("[...document.querySelectorAll('.entry[id]')].map(each => each.id)")
    assert order.index(second) == order.index(first) + 1
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    expect(page).to_have_url(re.compile(f"#{re.escape(first)}$"))
    page.locator("#q").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "q", "a letter typed into a field is a letter"


def test_the_place_of_reading_is_offered_on_the_next_visit(visit: Open) -> None:
    context = visit(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(TIMELINE)
    page.locator(".entry").nth(12).scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => JSON.parse(localStorage.getItem(`longstop:${location.pathname}`))?.place")
    again = context.new_page()
    again.goto(TIMELINE)
    link = again.get_by_role("link", name="Continue where you stopped reading")
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    expect(again.locator(f"[id='{target}']")).to_be_in_viewport()


def test_what_changed_since_the_last_visit_is_marked_and_no_server_is_told_of_the_visit(visit: Open) -> None:
    context = visit(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(TIMELINE)
    expect(page.locator("[data-since]")).to_be_hidden()
    assert page.evaluate("() => localStorage.length") == 1
    assert context.cookies() == []
    # As if the reader had been here before any of it was entered.
    page.evaluate("() => localStorage.setItem(`longstop:${location.pathname}`, JSON.stringify({ visited: 1 }))")
    page.reload()
    note = page.locator("[data-since]")
    expect(note).to_be_visible()
    # In one step: years that come as the reader comes near are marked and counted too.
    marked, counted = page.evaluate(
        "() => [document.querySelectorAll('.is-new').length, document.querySelector('[data-since-count]').textContent]"
    )
    assert marked == int(counted) > 10
    expect(page.locator(".is-new").first).to_have_text("new or changed")


def test_without_script_everything_is_there_and_every_form_works(visit: Open) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(TIMELINE)
    entries = page.locator(".entry").count()
    assert entries > 30
    assert page.locator("#river-drawing").is_visible()
    for hidden in ("[data-since]", "[data-resume]", "[data-keys-help]", "#river-tools"):
        assert not page.locator(hidden).is_visible()
    page.locator("#known-on").fill("2025-04-03")
    page.locator(".knowledge-form button[type=submit]").click()
    expect(page.locator(".knowledge-words")).to_contain_text("3 April 2025")
    assert page.locator(".entry").count() < entries
    page.locator("#q").fill("TikTok")
    page.locator(".filters-search button[type=submit]").click()
    expect(page.locator("#story")).to_have_text("What was found")
    expect(page).to_have_url(re.compile("known_on=2025-04-03"))
