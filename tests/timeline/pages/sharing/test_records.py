"""What the pages say to machines and to those who cite them."""

from __future__ import annotations

import json
from typing import Any

from tests.factories import EventFactory
from tests.timeline.pages.conftest import Read, Story, read, story
from tests.timeline.pages.reading import Page

__all__ = ["read", "story"]


def _thing(page: Page) -> Any:
    [script] = page.soup.select("script[type='application/ld+json']")
    return json.loads(str(script.string))


def test_an_event_is_an_event_with_its_sources(story: Story, read: Read) -> None:
    thing = _thing(read("/events/ordered/"))
    assert (thing["@type"], thing["name"], thing["startDate"]) == ("Event", "The pause is ordered", "2025-01-20")
    [article] = thing["subjectOf"]
    assert article["headline"] == "Anordnung"
    assert article["publisher"]["name"] == "Amtsblatt"


def test_a_deadline_that_moved_says_from_where(story: Story, read: Read) -> None:
    from datetime import UTC, datetime

    from timeline.deadlines.recompute import recompute

    recompute([story.deadline.pk], now=datetime(2025, 2, 1, tzinfo=UTC))
    recompute([story.deadline.pk], now=datetime(2025, 5, 1, tzinfo=UTC))
    thing = _thing(read("/deadlines/pause/?known_on=2025-05-01"))
    assert thing["startDate"] == "2025-06-19"
    assert thing["eventStatus"] in ("https://schema.org/EventRescheduled", "https://schema.org/EventScheduled")


def test_a_policy_is_legislation_with_its_status(story: Story, read: Read) -> None:
    thing = _thing(read("/policies/pafaca/"))
    assert (thing["@type"], thing["legislationIdentifier"]) == ("Legislation", ["public-law 118-50"])
    assert thing["legislationLegalForce"] == "https://schema.org/InForce"


def test_typed_text_cannot_leave_the_script(read: Read, story: Story) -> None:
    EventFactory.create(slug="evil", title="</script><script>alert(1)</script>")
    page = read("/events/evil/")
    assert _thing(page)["name"] == "</script><script>alert(1)</script>"
    assert [str(script) for script in page.soup.select("script:not([src]):not([type='application/ld+json'])")] == []


def test_a_citation_leads_to_the_page_as_it_is_known_today(story: Story, read: Read) -> None:
    page = read("/events/ordered/?known_on=2025-03-01")
    [text] = page.texts(".cite-text")
    assert text == (
        "“The pause is ordered”. Longstop, localhost:8000, as known on 1 March 2025."
        " http://localhost:8000/events/ordered/?known_on=2025-03-01"
    )
    [entry] = page.soup.select(".cite-bibtex")
    assert "@misc{longstop-ordered-2025-03-01," in entry.text
    assert "  urldate = {2025-03-01}," in entry.text


def test_what_latex_would_read_as_a_command_is_escaped(story: Story, read: Read) -> None:
    EventFactory.create(slug="odd", title="100 % of $5 & a_b {c} \\d")
    [entry] = read("/events/odd/").soup.select(".cite-bibtex")
    assert r"100 \% of \$5 \& a\_b \{c\} \textbackslash{}d" in entry.text
