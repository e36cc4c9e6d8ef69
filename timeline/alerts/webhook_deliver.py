"""Sending webhook messages: claimed endpoint by endpoint, each fenced, sent with no transaction open, marked by itself.

One endpoint gets one message at a time, several endpoints get theirs at once: one that hangs delays the others by nothing.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from timeline.models import Delivery, DeliveryState, WebhookEndpoint, WebhookTest

from . import outbox
from .persistence import persist
from .webhook_addresses import is_public, is_public_or_loopback
from .webhook_endpoints import disable
from .webhook_http import Answer, NoAnswer, post
from .webhook_messages import AlertMessages, Messages, TestMessages
from .webhook_retries import DISABLE_AFTER, Fate, Verdict, judge
from .webhook_signing import secrets_of, signed_headers
from .webhook_urls import checked_url

logger = logging.getLogger(__name__)

LANES = 16
"""How many endpoints get a message at the same time."""

BATCH = 25
"""How many messages to one endpoint are claimed at a time: the next endpoint must not wait for thousands."""

BUDGET = timedelta(seconds=5)
"""How long one call begins to send, as for mail."""

Clock = Callable[[], datetime]
Result = Answer | NoAnswer
Post = Callable[..., Answer]
Row = TypeVar("Row", Delivery, WebhookTest)


def deliver_webhooks(
    *, clock: Clock = timezone.now, budget: timedelta = BUDGET, lease: timedelta | None = None, post: Post = post
) -> bool:
    """Send the webhook messages that are due, tests first; answers whether something due is left.

    Any number of callers may work at once, and none of them is in the way of mail.
    """
    end = clock() + budget
    while clock() < end and _Round(TestMessages(), clock, end, lease, post).run():
        pass
    messages = AlertMessages()
    while clock() < end and _Round(messages, clock, end, lease, post).run():
        pass
    return webhooks_waiting(clock())


def webhooks_waiting(now: datetime) -> bool:
    """Whether a webhook message is due."""
    return outbox.has_due(WebhookTest, now=now) or outbox.has_due(Delivery, now=now, among=AlertMessages.among)


@dataclass
class _Lane(Generic[Row]):
    """What was claimed for one endpoint, and is sent one after the other."""

    endpoint: int
    token: UUID
    marks: outbox.Marks[Row]
    keys: deque[int]
    rows: dict[int, Row]


class _Round(Generic[Row]):
    """One claim for each of several endpoints that have something due, sent side by side."""

    def __init__(
        self, messages: Messages[Row], clock: Clock, end: datetime, lease: timedelta | None, post: Post
    ) -> None:
        self._messages: Messages[Row] = messages
        self._model: type[Row] = messages.model
        self._clock = clock
        self._end = end
        self._lease = lease or outbox.lease_length()
        self._post = post
        self._under_way: dict[Future[tuple[Result, int]], tuple[_Lane[Row], Row, datetime]] = {}

    def run(self) -> bool:
        """Whether there was anything to send."""
        lanes = self._claim()
        with ThreadPoolExecutor(max_workers=LANES) as pool:
            for lane in lanes:
                self._begin_next(lane, pool)
            while self._under_way:
                for future in wait(self._under_way, return_when=FIRST_COMPLETED).done:
                    lane, row, began = self._under_way.pop(future)
                    self._record(lane, row, began, *future.result())
                    self._begin_next(lane, pool)
        return bool(lanes)

    def _claim(self) -> list[_Lane[Row]]:
        now = self._clock()
        due = self._model._default_manager.filter(self._messages.among, state=DeliveryState.PENDING, due_at__lte=now)
        waiting_longest = due.order_by().values("endpoint_id").annotate(first=Min("due_at")).order_by("first")
        lanes = []
        for endpoint in list(waiting_longest.values_list("endpoint_id", flat=True)[:LANES]):
            token, keys = outbox.claim(
                self._model,
                now=now,
                limit=BATCH,
                lease=self._lease,
                among=self._messages.among & Q(endpoint=endpoint),
            )
            if keys:
                rows = self._model._default_manager.filter(pk__in=keys).select_related(*self._messages.related)
                lanes.append(_Lane(endpoint, token, self._marks(token), deque(keys), rows.in_bulk()))
        return lanes

    def _marks(self, token: UUID) -> outbox.Marks[Row]:
        return outbox.Marks(
            self._model,
            token,
            clear=self._messages.clear,
            related=self._messages.related,
            obstacle=self._messages.obstacle,
            lease=self._lease,
        )

    def _begin_next(self, lane: _Lane[Row], pool: ThreadPoolExecutor) -> None:
        """Hand the endpoint's next message that may be sent to a thread, which knows nothing of the database."""
        while lane.keys:
            if self._clock() >= self._end:
                outbox.give_back(self._model, list(lane.keys), lane.token)
                lane.keys.clear()
                return
            row = lane.rows.get(lane.keys.popleft())
            if row is None:
                continue
            request = self._request(row, lane)
            if request is not None and self._fence(lane, row):
                self._under_way[pool.submit(_timed, request)] = (lane, row, self._clock())
                return

    def _fence(self, lane: _Lane[Row], row: Row) -> bool:
        return persist(lambda: lane.marks.fence(row.pk, now=self._clock()), self._lease)

    def _request(self, row: Row, lane: _Lane[Row]) -> Callable[[], Answer] | None:
        """What sends the message; None for one that cannot be written, which fails alone and visibly."""
        endpoint = row.endpoint
        assert endpoint is not None, "held by delivery_endpoint_for_webhooks"
        now = self._clock()
        try:
            body = self._messages.compose(row, now)
            url = checked_url(endpoint.url)
        except Exception as error:
            logger.exception("The webhook message %s could not be written", row.key)
            reason = f"The message could not be written: {type(error).__name__}: {error}"
            outbox.end(self._model, row.pk, lane.token, state=DeliveryState.FAILED, reason=reason)
            return None
        headers = signed_headers(secrets_of(endpoint, now), str(row.key), body, now)
        return partial(
            self._post,
            url,
            body,
            {**headers, "Content-Type": "application/json", "User-Agent": "Longstop-Webhooks"},
            seconds=settings.ALERTS_WEBHOOKS_TIMEOUT,
            may_reach=is_public_or_loopback if settings.ALERTS_WEBHOOKS_LOOPBACK else is_public,
        )

    def _record(self, lane: _Lane[Row], row: Row, began: datetime, result: Result, milliseconds: int) -> None:
        """Commit what became of a try: the message's state, the log, and what is known of the endpoint."""
        now = self._clock()
        verdict = judge(result, tries=row.attempts + 1, most=self._messages.most_tries, now=now)
        attempt = self._messages.attempt(row)
        attempt.at, attempt.milliseconds = began, milliseconds
        if isinstance(result, Answer):
            attempt.status, attempt.body = result.status, result.body[:500]
        attempt.error = verdict.reason[:500]

        def write() -> None:
            with transaction.atomic():
                held = self._model._default_manager.select_for_update().filter(pk=row.pk)
                if held.values_list("pk", flat=True).first() is None:
                    return  # erased meanwhile, and what is known of it with it
                attempt.pk = None
                attempt.save(force_insert=True)
                self._mark(lane, row, verdict, now)
                self._mark_endpoint(lane, verdict, now)

        persist(write, self._lease)
        if verdict.pause_until is not None:
            self._pause(lane, row, verdict.pause_until)

    def _mark(self, lane: _Lane[Row], row: Row, verdict: Verdict, now: datetime) -> None:
        if verdict.fate is Fate.SENT:
            if not lane.marks.sent(row.pk, now=now):
                logger.warning("The message %s was sent after its lease had lapsed; it may go out again", row.key)
        elif verdict.fate is Fate.AGAIN:
            mine = self._model._default_manager.filter(pk=row.pk, token=lane.token, state=DeliveryState.INFLIGHT)
            mine.update(
                state=DeliveryState.PENDING,
                due_at=verdict.due_at,
                last_error=verdict.reason[:500],
                token=None,
                lease_until=None,
            )
        else:
            outbox.end(self._model, row.pk, lane.token, state=DeliveryState.FAILED, reason=verdict.reason)

    def _mark_endpoint(self, lane: _Lane[Row], verdict: Verdict, now: datetime) -> None:
        endpoint = WebhookEndpoint.objects.filter(pk=lane.endpoint)
        if verdict.fate is Fate.SENT:
            endpoint.filter(failing_since__isnull=False).update(failing_since=None)
            return
        if self._model is WebhookTest:
            return
        endpoint.filter(failing_since=None).update(failing_since=now)
        if verdict.fate is Fate.GONE:
            disable(lane.endpoint, verdict.reason, now)
        elif verdict.fate is Fate.FAILED and endpoint.filter(failing_since__lte=now - DISABLE_AFTER).exists():
            reason = f"It took no message for {DISABLE_AFTER.days} days. The last time: {verdict.reason}"
            disable(lane.endpoint, reason, now)

    def _pause(self, lane: _Lane[Row], row: Row, until: datetime) -> None:
        """Leave the endpoint alone for a while, but for the row itself; no try is counted for the others."""
        outbox.put_off(self._model, list(lane.keys), lane.token, until=until)
        lane.keys.clear()
        others = self._model._default_manager.filter(self._messages.among, endpoint=lane.endpoint).exclude(pk=row.pk)
        others.filter(state=DeliveryState.PENDING, due_at__lt=until).update(due_at=until)


def _timed(request: Callable[[], Answer]) -> tuple[Result, int]:
    """The result of a request and how many milliseconds it took."""
    began = time.monotonic()
    result: Any
    try:
        result = request()
    except NoAnswer as failure:
        result = failure
    except Exception as error:
        # Whatever it is, the message must not stay in flight for it.
        logger.exception("A webhook message could not be handed over")
        result = NoAnswer(f"{type(error).__name__}: {error}")
    return result, round((time.monotonic() - began) * 1000)
