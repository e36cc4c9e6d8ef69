"""Markdown in summaries on pages."""

from __future__ import annotations

import pytest

from tests.factories import EventFactory, PolicyFactory, RuleFactory, TimelineFactory

from .conftest import Read


@pytest.mark.django_db
def test_every_page_with_a_summary_reads_it(read: Read) -> None:
    summary = "It is **in force**, says [the Register](https://example.org/)."
    policy = PolicyFactory.create(slug="p", summary=summary)
    event = EventFactory.create(slug="e", summary=summary)
    rule = RuleFactory.create(deadline__slug="d", deadline__summary=summary)
    TimelineFactory.create(slug="t", summary=summary, policies=[policy], events=[event], deadlines=[rule.deadline])
    for path, places in (
        ("/timelines/t/", [".standfirst", ".entry-event .entry-summary", ".entry-closes .entry-summary"]),
        ("/policies/p/", [".standfirst"]),
        ("/events/e/", [".standfirst"]),
        ("/deadlines/d/", [".standfirst"]),
    ):
        page = read(path)
        for place in places:
            assert page.texts(f"{place} strong") == ["in force"], (path, place)
            assert page.hrefs(f"{place} a[rel~=nofollow]") == ["https://example.org/"]
        [description] = page.soup.select("meta[name=description]")
        assert str(description["content"]).endswith("It is in force, says the Register.")
