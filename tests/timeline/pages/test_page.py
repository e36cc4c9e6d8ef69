"""What all public pages have in common."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    OutcomeFactory,
    PolicyFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.models import Deadline, Event, Policy, Source, Timeline

from .conftest import Read, Story

PATHS = [
    "/",
    "/timelines/",
    "/timelines/chips/",
    "/policies/pafaca/",
    "/events/ordered/",
    "/deadlines/pause/",
    "/about/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_read_and_never_written_to(story: Story, client: Client, path: str) -> None:
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(path).status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound_html_with_landmarks(story: Story, read: Read, path: str) -> None:
    page = read(path)
    soup = page.soup
    assert soup.html is not None and soup.html["lang"] == "en"
    assert len(soup.find_all("h1")) == 1
    assert len(soup.find_all("main")) == 1
    assert [
        len(soup.select(selector)) for selector in ("body > header", "body > footer", "a.skip[href='#content']")
    ] == [1, 1, 1]
    ids = [str(found["id"]) for found in soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    for labelled in soup.select("[aria-labelledby]"):
        assert labelled["aria-labelledby"] in ids
    for anchor in page.hrefs("a[href^='#']"):
        assert anchor[1:] in ids
    for field in soup.select("input:not([type=hidden]), select"):
        assert soup.select(f"label[for='{field['id']}']")
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_no_other_site_for_anything_and_runs_nothing_inline(story: Story, read: Read, path: str) -> None:
    page = read(path)
    assert page.soup.select(f"{INLINE_SCRIPT}, [style], iframe, img[src^='http']") == []
    assert [str(tag["src"]) for tag in page.soup.select("script[src]")] == ["/static/timeline/site.js"]
    # A timeline carries the sheet that the others link to (test_inline_style.py).
    linked = page.hrefs("link[rel=stylesheet]")
    assert (linked, len(page.soup.select("style"))) in ((["/static/timeline/site.css"], 0), ([], 1))
    assert page.hrefs("link[rel=icon]") == ["/static/timeline/icon.svg"]
    assert not any(name.startswith("on") for tag in page.soup.find_all(True) for name in tag.attrs)
    assert "unsafe-inline" not in page.response["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_a_title_a_description_and_its_canonical_address(story: Story, read: Read, path: str) -> None:
    page = read(f"{path}?known_on=2025-03-01")
    assert page.title.endswith(" – Longstop")
    assert len(page.title) > len(" – Longstop")
    [description] = page.soup.select("meta[name=description]")
    assert str(description["content"]).strip()
    assert page.hrefs("link[rel=canonical]") == [f"http://localhost:8000{path}"]
    assert [str(tag["content"]) for tag in page.soup.select("meta[name=robots]")] == ["noindex"]


def test_a_null_character_is_refused(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?q=a%00b")
    assert page.status == 400
    assert page.texts(".standfirst") == ["The value of “q” has a null character, which no text has."]


@pytest.mark.parametrize("path", ["/nowhere/", "/timelines/x/", "/policies/x/", "/events/x/", "/deadlines/x/"])
def test_an_address_that_leads_nowhere_is_a_friendly_404(db: None, read: Read, path: str) -> None:
    page = read(path)
    assert page.status == 404
    assert page.texts("h1") == ["There is nothing here"]
    assert page.hrefs("main p a") == ["/"]


def test_a_page_that_fails_is_a_friendly_500(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("timeline.pages.home.newest_events", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "secret" not in response.content.decode()
    # Its style sheet is named without help of what may have failed, and is there.
    [style] = re.findall(r'<link rel="stylesheet" href="([^"]+)">', response.content.decode())
    assert finders.find(style.removeprefix(settings.STATIC_URL)) is not None


INLINE_SCRIPT = "script:not([src]):not([type='application/ld+json'])"
"""A script that would run; JSON-LD is data."""

HOSTILE = "<script>alert(1)</script>\"'&{{ 1 }}"


def test_what_was_typed_is_shown_as_text(db: None, read: Read) -> None:
    topic = TopicFactory.create(name=HOSTILE)
    policy = PolicyFactory.create(title=HOSTILE, summary=HOSTILE, topics=[topic])
    event = EventFactory.create(title=HOSTILE, summary=HOSTILE, policies=[policy], topics=[topic])
    CitationFactory.create(
        event=event, quote=HOSTILE, locator=HOSTILE, source=SourceFactory.create(title=HOSTILE, publisher=HOSTILE)
    )
    deadline = CountedRuleFactory.create(
        deadline__title=HOSTILE, deadline__summary=HOSTILE, deadline__policy=policy, trigger_event=event
    ).deadline
    EffectFactory.create(on_deadline=deadline, event__title=HOSTILE)
    timeline = TimelineFactory.create(title=HOSTILE, summary=HOSTILE, topics=[topic], highlights=[event])
    for path in (
        "/",
        "/timelines/",
        f"/timelines/{timeline.slug}/",
        f"/timelines/{timeline.slug}/?q=%3Cscript%3E%22",
        f"/policies/{policy.slug}/",
        f"/events/{event.slug}/",
        f"/deadlines/{deadline.slug}/",
    ):
        page = read(path)
        assert page.status == 200
        assert page.soup.select(INLINE_SCRIPT) == []


def test_an_address_that_is_not_of_the_web_is_never_a_link(db: None, read: Read) -> None:
    event = EventFactory.create()
    CitationFactory.create(event=event, source=SourceFactory.create(url="javascript:alert(1)"))
    page = read(f"/events/{event.slug}/")
    assert [href for href in page.hrefs() if href.startswith("javascript")] == []


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_nothing_of_a_draft_or_retracted_record_is_on_any_page(story: Story, read: Read, status: str) -> None:
    """One hidden record of each kind hangs on every published one; its words are nowhere and its address is a 404."""
    hidden = "Hush-hush"
    topic = story.policy.topics.get()
    event = EventFactory.create(
        title=hidden, slug="hidden-event", topics=[topic], policies=[story.policy], date="2025-02-01"
    )
    policy = PolicyFactory.create(title=hidden, slug="hidden-policy", topics=[topic])
    deadline = CountedRuleFactory.create(
        deadline__title=hidden,
        deadline__slug="hidden-deadline",
        deadline__policy=story.policy,
        trigger_event=story.ordered,
    ).deadline
    TimelineFactory.create(title=hidden, slug="hidden-timeline", topics=[topic])
    source = SourceFactory.create(title=hidden, publisher=hidden)
    CitationFactory.create(event=story.ordered, source=source, quote=hidden)
    CitationFactory.create(event=None, deadline=story.deadline, source=source, quote=hidden)
    CitationFactory.create(event=None, policy=story.policy, source=source, quote=hidden)
    story.ordered.policies.add(policy)
    story.timeline.highlights.add(event)
    EffectFactory.create(event=event, on_deadline=story.deadline, until="2026-01-01")
    EffectFactory.create(event=event, on_deadline=None, on_policy=story.policy, does="repeal", until=None)
    EffectFactory.create(event=story.ordered, on_deadline=deadline)
    EffectFactory.create(event=story.ordered, on_deadline=None, on_policy=policy, does="adopt", until=None)
    EffectFactory.create(
        event=story.extended, on_deadline=story.deadline, does="supersede", until=None, by_deadline=deadline
    )
    OutcomeFactory.create(deadline=story.deadline, event=event, cause="event")
    chained = CountedRuleFactory.create(
        deadline__policy=policy, deadline__topics=[topic], trigger_event=None, trigger_deadline=deadline
    ).deadline
    triggered = CountedRuleFactory.create(deadline__topics=[topic], trigger_event=event).deadline
    for model in (Event, Policy, Deadline, Timeline, Source):
        model._default_manager.filter(title=hidden).update(publication_status=status)
    for path in (
        "/events/hidden-event/",
        "/policies/hidden-policy/",
        "/deadlines/hidden-deadline/",
        "/timelines/hidden-timeline/",
    ):
        assert read(path).status == 404
    for path in (
        *PATHS,
        f"/deadlines/{chained.slug}/",
        f"/deadlines/{triggered.slug}/",
        "/events/enacted/",
        "/events/extended/",
    ):
        for query in ("", "?known_on=2025-05-01"):
            page = read(f"{path}{query}")
            if page.status == 404:
                assert query and path in (f"/deadlines/{chained.slug}/", f"/deadlines/{triggered.slug}/")
                continue
            assert page.status == 200
            assert hidden not in page.html
            assert "hidden-" not in page.html
    assert read("/timelines/chips/?q=hush").texts(".entry") == []
    assert read("/timelines/chips/?policy=hidden-policy").status == 400
