"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What is out of sight is not laid out until the reader comes near; axe judges places, so all of it must have one.
_ALL_IN_PLACE = """() => {
  for (const month of document.querySelectorAll(".month")) month.style.contentVisibility = "visible";
}"""
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def findings(page: Page) -> list[str]:
    """Each violation of WCAG 2.2 AA, or of a good habit, with its element and how to mend it."""
    page.evaluate(_ALL_IN_PLACE)
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]]
