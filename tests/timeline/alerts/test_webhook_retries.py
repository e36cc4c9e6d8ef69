from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from timeline.alerts.webhook_http import Answer, NoAnswer
from timeline.alerts.webhook_retries import DELAYS, MAX_TRIES, Fate, Verdict, judge, retry_after

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def verdict(result: Answer | NoAnswer, tries: int = 1) -> Verdict:
    return judge(result, tries=tries, most=MAX_TRIES, now=NOW)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(status: int) -> None:
    assert verdict(Answer(status, "", "")) == Verdict(Fate.SENT)


@pytest.mark.parametrize("status", [101, 301, 302, 307, 400, 401, 404, 408, 429, 500, 502, 503, 504, 599])
def test_all_else_is_tried_again(status: int) -> None:
    assert verdict(Answer(status, "", "")).fate is Fate.AGAIN


def test_gone_is_the_end() -> None:
    assert verdict(Answer(410, "60", "")) == Verdict(Fate.GONE, "410 Gone: the endpoint wants no messages any more.")


def test_the_tries_go_on_for_three_days_and_end() -> None:
    waits = []
    for tries in range(1, MAX_TRIES):
        found = verdict(NoAnswer("It hangs."), tries)
        assert found.due_at is not None
        waits.append(found.due_at - NOW)

    assert all(least <= wait <= least * 1.1 for least, wait in zip(DELAYS, waits, strict=True))
    assert timedelta(hours=75) < sum(DELAYS, timedelta()) < timedelta(hours=76)
    assert verdict(NoAnswer("It hangs."), MAX_TRIES).fate is Fate.FAILED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("²", None),
        ("99999999999999999999", 86400),
        ("Sat, 01 Mar 2025 12:10:00 GMT", 600),
        ("Sat, 01 Mar 2025 11:00:00 GMT", None),
        ("Fri, 01 Mar 2999 12:00:00 GMT", 86400),
        ("Sat, 99 Mar 2025 12:10:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms_up_to_a_day(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(("status", "heeded"), [(429, True), (503, True), (500, False), (404, False)])
def test_retry_after_is_heeded_where_it_has_a_meaning(status: int, heeded: bool) -> None:
    found = verdict(Answer(status, "7200", ""))

    assert (found.due_at == NOW + timedelta(hours=2)) == heeded


def test_a_short_retry_after_does_not_shorten_the_wait() -> None:
    found = verdict(Answer(503, "1", ""), tries=3)

    assert found.due_at is not None
    assert found.due_at >= NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("result", "pauses"),
    [(NoAnswer("It hangs."), True), (Answer(502, "", ""), True), (Answer(429, "", ""), True)]
    + [(Answer(status, "", ""), False) for status in (204, 400, 404, 500)],
)
def test_an_endpoint_that_is_away_or_overloaded_is_left_alone_for_a_moment(
    result: Answer | NoAnswer, pauses: bool
) -> None:
    assert verdict(result).pause_until == (NOW + timedelta(seconds=30) if pauses else None)
