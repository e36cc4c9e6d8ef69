from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.timeline.alerts.acts import at
from timeline.alerts.domains import (
    FIRST_PAUSE,
    FIRST_PAUSE_OF_SERVER,
    LONGEST_PAUSE,
    TRIAL,
    Gate,
    Limit,
    domain_of,
    is_server_closed,
    limit_of,
)
from timeline.models import MailDomain

pytestmark = pytest.mark.django_db

NOW = at(3, 29)
FULL = "421 4.7.0 Too much mail"


def rows(domain: str, keys: Iterable[int]) -> dict[int, str]:
    return dict.fromkeys(keys, domain)


def held(gate: Gate, domains: dict[int, str], now: datetime = NOW) -> dict[int, timedelta]:
    """Which rows have to wait, and for how long."""
    return {key: each.until - now for each in gate.admit(domains, now) for key in each.keys}


def close(domain: str, now: datetime = NOW) -> None:
    Gate().refused(domain, FULL, closing=True, now=now)


# The budget --------------------------------------------------------------------------------------


def test_nothing_is_limited_where_nobody_set_a_limit() -> None:
    assert held(Gate(), rows("big.example", range(100_000))) == {}
    assert not MailDomain.objects.exists()


def test_what_is_over_the_budget_waits_until_there_is_room_and_others_do_not(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_LIMITS = {"slow.example": (60, 2)}

    waiting = held(Gate(), {**rows("slow.example", range(7)), **rows("fast.example", range(10, 60))})

    # Two at once, then two every two seconds.
    assert waiting == {
        2: timedelta(seconds=2),
        3: timedelta(seconds=2),
        4: timedelta(seconds=4),
        5: timedelta(seconds=4),
        6: timedelta(seconds=5),
    }


def test_the_rate_holds_across_two_workers(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST = 60, 10
    workers = Gate(), Gate()
    sent = 0

    # A minute in which both ask for more than there is, every half second by turns.
    for tick in range(120):
        now = NOW + timedelta(seconds=tick / 2)
        sent += 5 - len(held(workers[tick % 2], rows("readers.example", range(5)), now))

    assert sent == 10 + 59


def test_a_rest_fills_the_bucket_and_no_more(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST = 60, 10
    held(Gate(), rows("readers.example", range(10)))

    waiting = held(Gate(), rows("readers.example", range(30)), NOW + timedelta(days=1))

    assert len(waiting) == 20


def test_a_clock_that_is_behind_takes_nothing_from_the_bucket(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST = 60, 10
    held(Gate(), rows("readers.example", range(4)))

    assert len(held(Gate(), rows("readers.example", range(10)), NOW - timedelta(hours=1))) == 4
    assert MailDomain.objects.get().refilled_at == NOW


def test_what_was_not_sent_after_all_is_given_back(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST = 60, 10
    gate = Gate()
    held(gate, rows("readers.example", range(10)))

    gate.give_back(["readers.example"] * 3)

    assert len(held(gate, rows("readers.example", range(10)))) == 7


def test_a_domains_own_limit_comes_before_the_settings(settings: Settings) -> None:
    settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST = 60, 10
    settings.ALERTS_DOMAIN_LIMITS = {"named.example": (30, 0)}
    own = MailDomain.objects.create(name="named.example", rate=5, burst=2)

    assert limit_of("other.example") == Limit(60, 10)
    assert limit_of("named.example") == Limit(30, 30)
    assert limit_of("named.example", own) == Limit(5, 2)
    assert limit_of("named.example", MailDomain(rate=0.5)) == Limit(0.5, 1)


def test_a_limit_set_in_the_admin_holds_without_any_setting() -> None:
    MailDomain.objects.create(name="named.example", rate=60, burst=2, tokens=2, refilled_at=NOW)

    assert sorted(held(Gate(), rows("named.example", range(5)))) == [2, 3, 4]


def test_a_batch_without_limits_and_closed_domains_costs_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        Gate().admit({number: f"domain-{number}.example" for number in range(250)}, NOW)


@pytest.mark.parametrize(
    ("address", "domain"), [("a@Readers.Example", "readers.example"), ('"a@b"@c.example.', "c.example")]
)
def test_the_domain_is_what_follows_the_last_at(address: str, domain: str) -> None:
    assert domain_of(address) == domain


# The breaker -------------------------------------------------------------------------------------


def test_a_domain_that_takes_no_more_is_left_alone_by_every_worker_and_others_go_on() -> None:
    closed = Gate().refused("full.example", FULL, closing=True, now=NOW)

    assert closed is not None
    assert (closed.domain, closed.until) == ("full.example", NOW + FIRST_PAUSE)
    assert closed.reason == f"full.example is left alone for a while: {FULL}"
    assert held(Gate(), {1: "full.example", 2: "other.example"}) == {1: FIRST_PAUSE}
    assert not is_server_closed(NOW)


@pytest.mark.parametrize(
    ("answers", "is_closed"),
    [
        (["451 4.7.1 Rate limited"] * 2, False),
        (["451 4.7.1 Rate limited"] * 3, True),
        (["452 4.2.2 Mailbox full"] * 9, False),
        (["451 4.7.1 Rate limited", "452 4.2.2 Mailbox full"] * 3, False),
        (["450 Too many concurrent SMTP connections; please wait"], True),
    ],
)
def test_answers_of_policy_close_a_domain_when_they_are_repeated(answers: list[str], is_closed: bool) -> None:
    gate = Gate()

    closed = [gate.refused("full.example", answer, closing=False, now=NOW) for answer in answers]

    assert (closed[-1] is not None, MailDomain.objects.exists()) == (is_closed, is_closed)


def test_when_the_pause_is_over_one_worker_tries_and_the_others_wait_for_what_it_finds() -> None:
    close("full.example")
    later = NOW + FIRST_PAUSE
    first, second = Gate(), Gate()

    assert held(first, {1: "full.example"}, later) == {}
    assert held(second, {2: "full.example"}, later) == {2: TRIAL}
    first.accepted("full.example")

    assert held(second, {2: "full.example"}, later) == {}
    assert list(MailDomain.objects.values_list("closed_until", "closings", "reason")) == [(None, 0, "")]


def test_a_try_that_fails_closes_it_for_longer_each_time() -> None:
    now = NOW
    pauses = []
    for _each in range(9):
        gate = Gate()
        assert gate.admit({1: "full.example"}, now) == []
        closed = gate.refused("full.example", FULL, closing=True, now=now)
        assert closed is not None
        pauses.append(closed.until - now)
        now = closed.until

    assert pauses[:4] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4, FIRST_PAUSE * 8]
    assert pauses[-1] == LONGEST_PAUSE


def test_one_answer_of_policy_is_enough_to_end_a_try() -> None:
    close("full.example")
    later = NOW + FIRST_PAUSE
    gate = Gate()
    gate.admit({1: "full.example"}, later)

    closed = gate.refused("full.example", "451 4.7.1 Not yet", closing=False, now=later)

    assert closed is not None and closed.until == later + FIRST_PAUSE * 2


def test_a_worker_that_dies_while_trying_leaves_the_try_to_another() -> None:
    close("full.example")
    later = NOW + FIRST_PAUSE
    Gate().admit({1: "full.example"}, later)

    assert held(Gate(), {2: "full.example"}, later + TRIAL) == {}


def test_two_workers_that_hear_the_same_close_it_once() -> None:
    first, second = Gate(), Gate()

    one = first.refused("full.example", FULL, closing=True, now=NOW)
    two = second.refused("full.example", FULL, closing=True, now=NOW + timedelta(seconds=1))

    assert one is not None and two is not None and one.until == two.until
    assert MailDomain.objects.get().closings == 1


# The server --------------------------------------------------------------------------------------


def test_a_server_that_cannot_be_reached_is_left_alone_by_every_worker() -> None:
    assert Gate().may_connect(NOW)
    closed = Gate().unreachable("The mail server cannot be reached: refused", NOW)

    assert (closed.domain, closed.until) == ("", NOW + FIRST_PAUSE_OF_SERVER)
    assert is_server_closed(NOW) and not Gate().may_connect(NOW)


def test_one_worker_tries_the_server_again_and_opens_it_for_all() -> None:
    Gate().unreachable("refused", NOW)
    later = NOW + FIRST_PAUSE_OF_SERVER
    first, second = Gate(), Gate()

    assert (first.may_connect(later), second.may_connect(later), first.may_connect(later)) == (True, False, True)
    first.connected()

    assert second.may_connect(later)
    assert not is_server_closed(later)


def test_three_domains_in_a_row_that_take_no_more_are_our_own_server() -> None:
    gate = Gate()

    closed = [gate.refused(f"{name}.example", FULL, closing=True, now=NOW) for name in "abc"]

    assert [each and each.domain for each in closed] == ["a.example", "b.example", ""]


def test_a_mail_that_is_accepted_between_them_speaks_for_the_server() -> None:
    gate = Gate()
    for name in "abcdef":
        closed = gate.refused(f"{name}.example", FULL, closing=True, now=NOW)
        gate.accepted("sound.example")
        assert closed is not None and closed.domain == f"{name}.example"
