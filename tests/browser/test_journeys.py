"""What readers do from the first page to the last mail."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from .addresses import TIMELINE
from .axe import findings
from .conftest import Open
from .site import Site, links_in


def test_a_reader_subscribes_confirms_manages_and_erases(page: Page, site: Site) -> None:
    def look(page: Page) -> None:
        found = []
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            found += findings(page)
        assert found == [], page.url
        widths = {}
        for width in (1280, 640, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            widths[width] = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert widths == {width: width for width in widths}, page.url

    _subscribe_to_erase(page, site, look)


def test_the_same_journey_needs_no_script(visit: Open, site: Site) -> None:
    _subscribe_to_erase(visit(java_script_enabled=False).new_page(), site, lambda page: None)


def _try_a_webhook(page: Page, look: Callable[[Page], None]) -> None:
    """From the page of what is followed to that of the webhooks, and back; `look` sees it empty, refusing and with one."""
    page.get_by_role("link", name="Your webhooks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your webhooks")
    look(page)
    page.get_by_label("Address").fill("javascript:alert(1)")
    page.locator("button[value=add]").click()
    expect(page.locator(".field-errors")).to_be_visible()
    look(page)
    page.get_by_label("Address").fill("https://hooks.readers.example/" + "a-long-way/" * 12)
    page.locator("button[value=add]").click()
    page.locator("button[value=also]").click()
    page.locator("button[value=show]").click()
    expect(page.get_by_label("Secret")).to_have_value(re.compile("^whsec_"))
    look(page)
    page.get_by_label("I am sure: remove this webhook").check()
    page.locator("button[value=remove]").click()
    expect(page.get_by_role("status")).to_have_text("Removed, with all that was to be sent to it.")
    page.get_by_role("link", name="What you follow").click()


def _subscribe_to_erase(page: Page, site: Site, look: Callable[[Page], None]) -> None:
    """The whole journey; `look` sees each page that has an address of the reader's own."""
    address = f"reader-{uuid.uuid4().hex[:8]}@readers.example"
    page.goto(TIMELINE)
    page.get_by_role("link", name="Follow this timeline").click()
    page.locator("input[type=email]").fill(address)
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("mail")

    (confirm,) = links_in(site.mail_to(address, "Please confirm"), "/subscriptions/confirm/")
    page.goto(confirm)
    look(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_have_text("Confirmed. You will be told.")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Chips, chatbots and TikTok")
    look(page)

    _try_a_webhook(page, look)
    page.locator("button[value=pause]").click()
    expect(page.locator("button[value=resume]")).to_be_visible()
    with page.expect_download() as download:
        page.locator("button[value=export]").click()
    kept = json.loads(Path(download.value.path()).read_text())
    assert address in json.dumps(kept)
    page.get_by_label("I am sure").check()
    page.locator("button[value=erase]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data is erased")
    gone = page.goto(confirm)
    assert gone is not None and gone.status >= 400
