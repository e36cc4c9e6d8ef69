"""What is kept, for whom, and until when."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import DeadlineFactory, EventFactory, PictureFactory, TimelineFactory, UserFactory
from tests.services.patience import HANGS
from timeline.admin.publication import set_status
from timeline.models import PublicationStatus, Timeline
from tracker.pagecache.application import PageCache

from .visit import MIDDAY, Site

PAGE = "/timelines/t/"


@pytest.fixture
def timeline(db: None) -> Timeline:
    return TimelineFactory.create(slug="t", title="Chips", events=[EventFactory.create(slug="e", title="An order")])


@pytest.fixture
def site(timeline: Timeline) -> Site:
    return Site()


def another_edition() -> None:
    """The test's transaction counts as one, and has begun its edition already."""
    connection.run_on_commit = []


def test_a_page_is_made_once_and_sent_again_with_the_same_bytes_and_headers(site: Site) -> None:
    first, second = site.visit(PAGE), site.visit(PAGE)
    assert first == second
    assert (first.status, b"An order" in first.body) == (200, True)
    assert site.django.asked == [PAGE]


def test_a_kept_page_takes_one_query(site: Site, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site.visit(PAGE)
    with django_assert_num_queries(1):
        site.visit(PAGE)


def test_an_edit_shows_at_once(site: Site, timeline: Timeline) -> None:
    before = site.visit(PAGE)
    another_edition()
    timeline.title = "Chatbots"
    timeline.save()
    after = site.visit(PAGE)
    assert (b"Chips" in before.body, b"Chips" in after.body, b"Chatbots" in after.body) == (True, False, True)
    assert before.headers["etag"] != after.headers["etag"]


def test_a_picture_that_is_added_changed_or_taken_away_shows_at_once(site: Site, timeline: Timeline) -> None:
    def shown() -> list[bool]:
        another_edition()
        return [word in site.visit(PAGE).body for word in (b"<figure", b"A hand", b"A pen")]

    assert shown() == [False, False, False]
    picture = PictureFactory.create(event=timeline.events.get(), alt="A hand")
    assert shown() == [True, True, False]
    another_edition()
    picture.alt = "A pen"
    picture.save()
    assert shown() == [True, False, True]
    another_edition()
    picture.delete()
    assert shown() == [False, False, False]


def test_a_picture_is_not_kept_so_that_it_is_gone_with_its_event(site: Site, timeline: Timeline) -> None:
    event = timeline.events.get()
    address = f"/pictures/{PictureFactory.create(event=event).digest}-480.webp"
    assert [site.visit(address).status for _ in range(2)] == [200, 200]
    assert site.django.asked == [address, address]
    # Whatever says nothing begins no edition; a picture does not rest on it.
    type(event).objects.update(publication_status=PublicationStatus.RETRACTED)
    assert site.visit(address).status == 404


def test_what_is_retracted_is_gone_at_once(site: Site, timeline: Timeline) -> None:
    site.visit(PAGE)
    another_edition()
    set_status([timeline], PublicationStatus.RETRACTED, reason="wrong")
    assert site.visit(PAGE).status == 404


@pytest.mark.parametrize("status", [PublicationStatus.DRAFT, PublicationStatus.RETRACTED])
def test_a_draft_enters_no_cache_whoever_asks(db: None, client: Client, status: str) -> None:
    TimelineFactory.create(slug="t", title="Secret", publication_status=status)
    DeadlineFactory.create(slug="d", title="Secret", publication_status=status)
    EventFactory.create(slug="e", title="Secret", publication_status=status)
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    site = Site()
    answers = [
        site.visit(address, HTTP_COOKIE=cookies)
        for address in (PAGE, "/deadlines/d/", "/events/e/", "/", "/timelines/", f"{PAGE}?known_on=2025-02-01")
    ]
    assert [answer.status for answer in answers] == [404, 404, 404, 200, 200, 404]
    assert [b"Secret" in answer.body for answer in answers] == [False] * 6
    assert len(site.cache.store) == 2


def test_an_editor_who_is_signed_in_gets_the_bytes_that_everybody_gets(site: Site, client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    addresses = ["/", "/timelines/", PAGE, "/events/e/", "/calculator/", "/conventions/", "/about/", f"{PAGE}?q=order"]
    signed_in = [site.visit(address, HTTP_COOKIE=cookies).body for address in addresses]
    assert signed_in == [Site().visit(address).body for address in addresses]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/timelines/none/", 404),
        (f"{PAGE}?known_on=yesterday", 400),
        (f"{PAGE}?known_on=2999-01-01", 400),
        ("/calculator/?start=never", 400),
        ("/subscribe/", 200),
        ("/api/v1/timelines/", 200),
        ("/admin/login/", 200),
        ("/healthz", 200),
    ],
)
def test_what_is_not_declared_to_be_kept_is_made_anew_each_time(site: Site, address: str, status: int) -> None:
    assert [site.visit(address).status, site.visit(address).status] == [status, status]
    assert (len(site.django.asked), len(site.cache.store)) == (2, 0)


def test_a_post_is_never_answered_from_the_cache(site: Site) -> None:
    site.visit(PAGE)
    assert site.visit(PAGE, "POST").status == 403


def test_a_head_request_gets_the_headers_of_a_kept_page_alone(site: Site) -> None:
    assert site.visit(PAGE, "HEAD").status == 200
    assert len(site.cache.store) == 0
    page = site.visit(PAGE)
    head = site.visit(PAGE, "HEAD")
    assert (head.headers, head.body) == (page.headers, b"")


def test_each_address_host_and_scheme_is_a_page_of_its_own(site: Site, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    for host in ("a.example", "b.example"):
        for address in (PAGE, f"{PAGE}?known_on=2025-02-01", f"/de{PAGE}"):
            for scheme in ("http", "https"):
                assert site.visit(address, HTTP_HOST=host, **{"wsgi.url_scheme": scheme}).status == 200
    assert (len(site.cache.store), len(site.django.asked)) == (12, 12)


def test_a_host_that_is_not_allowed_is_refused_though_the_page_is_kept(site: Site) -> None:
    assert site.visit(PAGE).status == 200
    assert site.visit(PAGE, HTTP_HOST="evil.example").status == 400


def test_plain_http_is_redirected_though_the_page_is_kept(timeline: Timeline, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site()
    assert site.visit(PAGE, HTTP_X_FORWARDED_PROTO="https").status == 200
    assert site.visit(PAGE, HTTP_X_FORWARDED_PROTO="http").status == 301
    assert site.visit(PAGE).status == 301
    assert site.visit(PAGE, HTTP_X_FORWARDED_PROTO="https").status == 200
    assert len(site.django.asked) == 3


def test_todays_page_ends_with_the_day(site: Site) -> None:
    site.visit(PAGE)
    site.now = MIDDAY + 12 * 3600 - 1
    site.visit(PAGE)
    assert len(site.django.asked) == 1
    site.now += 1
    site.visit(PAGE)
    assert len(site.django.asked) == 2


def test_a_page_ends_when_a_deadline_passes(site: Site) -> None:
    at = datetime.fromtimestamp(MIDDAY, UTC) + timedelta(hours=5)
    DeadlineFactory.create(review_at=at)
    site.visit(PAGE)
    site.now = at.timestamp() - 1
    site.visit(PAGE)
    assert len(site.django.asked) == 1
    site.now = at.timestamp()
    site.visit(PAGE)
    assert len(site.django.asked) == 2


def test_the_validators_of_a_page_save_sending_it_again(site: Site) -> None:
    page = site.visit(PAGE)
    again = site.visit(PAGE, HTTP_IF_NONE_MATCH=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    missing = {name for name in page.headers if name not in again.headers}
    assert missing == {"content-length", "content-type"}
    assert site.visit(PAGE, HTTP_IF_NONE_MATCH='"other"').status == 200
    assert site.visit(PAGE, HTTP_IF_MATCH='"other"').status == 412
    site.now += 2
    dated = site.visit(PAGE)
    assert site.visit(PAGE, HTTP_IF_MODIFIED_SINCE=dated.headers["last-modified"]).status == 304


def test_a_date_never_vouches_for_a_page_that_was_changed_within_its_second(site: Site, timeline: Timeline) -> None:
    old = site.visit(PAGE)
    another_edition()
    timeline.title = "Chatbots"
    timeline.save()
    new = site.visit(PAGE, HTTP_IF_MODIFIED_SINCE=old.headers["last-modified"])
    assert (new.status, b"Chatbots" in new.body) == (200, True)


def test_each_encoding_says_the_same_and_has_a_tag_of_its_own(site: Site) -> None:
    plain, zipped, brotlied = (
        site.visit(PAGE, HTTP_ACCEPT_ENCODING=accepted) for accepted in ("", "gzip, deflate", "gzip, deflate, br, zstd")
    )
    assert [answer.headers.get("content-encoding") for answer in (plain, zipped, brotlied)] == [None, "gzip", "br"]
    assert gzip.decompress(zipped.body) == brotli.decompress(brotlied.body) == plain.body
    assert len({answer.headers["etag"] for answer in (plain, zipped, brotlied)}) == 3
    assert {answer.headers["vary"] for answer in (plain, zipped, brotlied)} == {"Accept-Encoding"}
    assert len(site.django.asked) == 1


def test_a_kept_page_may_be_shared_and_has_to_be_asked_for_before_each_use(site: Site) -> None:
    headers = site.visit(PAGE).headers
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "set-cookie" not in headers


@pytest.mark.django_db(transaction=True)
def test_requests_for_a_page_that_is_being_made_wait_for_it() -> None:
    TimelineFactory.create(slug="t")
    site = Site()
    making, finish = threading.Event(), threading.Event()

    def slowly() -> None:
        making.set()
        finish.wait(HANGS)

    site.django.before = slowly
    answers: list[Any] = []

    def visit() -> None:
        try:
            answers.append(site.visit(PAGE))
        finally:
            connection.close()

    threads = [threading.Thread(target=visit, daemon=True) for _ in range(4)]
    threads[0].start()
    assert making.wait(HANGS)
    for thread in threads[1:]:
        thread.start()
    finish.set()
    for thread in threads:
        thread.join(HANGS)
    assert [answer.status for answer in answers] == [200] * 4
    assert site.django.asked == [PAGE]


@pytest.mark.django_db
def test_a_page_that_was_made_while_the_edition_was_read_is_not_made_again() -> None:
    TimelineFactory.create(slug="t")
    site = Site()
    asked: list[str] = []

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        if len(asked) == 1:
            site.visit(PAGE)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        assert site.visit(PAGE).status == 200
    assert site.django.asked == [PAGE]


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_commits_while_a_page_is_made_shows_in_the_next_answer() -> None:
    timeline = TimelineFactory.create(slug="t", title="Chips")
    site = Site()

    def edit() -> None:
        site.django.before = lambda: None
        with transaction.atomic():
            timeline.title = "Chatbots"
            timeline.save()

    site.django.before = edit
    site.visit(PAGE)
    assert b"Chatbots" in site.visit(PAGE).body
    assert len(site.django.asked) == 2


def test_the_web_server_is_given_the_page_cache() -> None:
    from tracker.wsgi import application

    assert isinstance(application, PageCache)
